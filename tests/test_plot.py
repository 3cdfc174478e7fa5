"""`backprop plot`: points, curves that are left open where they must be, maps; ranges for `map`."""

import csv
import io
import json
import math
import re
from itertools import pairwise
from pathlib import Path

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.cli.charts.ticks import levels
from backprop.cli.ranges import Range
from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.writing.curves import Outputs, Piece, Point, pieces, shown

from .conftest import Run, some
from .test_streams import at_terminal

DAMPED = "y = sin(x)*exp(-x/5)"


def rows(text: str) -> list[dict[str, float | None]]:
    return [
        {name: float(cell) if cell else None for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def drawn(formula: str, low: float, high: float, count: int = 201) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces in which a function of x is drawn, and those of its derivative."""
    program = parse(Source(formula))
    function = Outputs(program, [*program.outputs], ["x"], {})

    def at(x: float) -> Point:
        (sample,) = function.at(x)
        return Point(x, sample.value, sample.slopes[0])

    points = [at(x) for x in Range(low, high).points(count)]
    values, slopes = shown(at, points)
    return pieces(at, points, (values.limits, slopes.limits))


def joins(found: list[Piece], place: float) -> bool:
    """Tell whether a line goes over a place."""
    return any(piece.x[0] < place < piece.x[-1] for piece in found)


def is_open_at(found: list[Piece], *places: float) -> bool:
    """Tell whether there are gaps around these places, and no others."""
    gaps = [(one.x[-1] - 1e-9, other.x[0] + 1e-9) for one, other in pairwise(found)]
    return len(gaps) == len(places) and all(
        start <= place <= end for (start, end), place in zip(gaps, places, strict=True)
    )


def test_the_points_are_those_of_eval_and_of_the_truth(backprop: Run) -> None:
    found = rows(backprop("plot", DAMPED, "x=0..10/5", "--format", "csv").stdout)
    assert [row["x"] for row in found] == [0, 2.5, 5, 7.5, 10]
    for row in found:
        x, value, slope = row["x"], row["y"], row["dy_dx"]
        assert x is not None
        plain = backprop("eval", DAMPED, f"x={x!r}", "--format", "plain").stdout.split()
        assert [value, slope] == [float(cell) for cell in plain]
        with mpmath.workdps(30):
            truth = mpmath.sin(x) * mpmath.exp(-mpmath.mpf(x) / 5)
            its_slope = mpmath.cos(x) * mpmath.exp(-mpmath.mpf(x) / 5) - truth / 5
        assert value == pytest.approx(float(truth), rel=1e-14)
        assert slope == pytest.approx(float(its_slope), rel=1e-13)


def test_formats_for_programs(backprop: Run) -> None:
    words = ("plot", "y = log(x)", "x=-1..1/3")
    assert backprop(*words, "--format", "csv").stdout == "x,y,dy_dx\n-1.0,,\n0.0,,\n1.0,0.0,1.0\n"
    assert backprop(*words, "--format", "tsv").stdout.splitlines()[3] == "1.0\t0.0\t1.0"
    assert backprop(*words, "--format", "plain").stdout.splitlines()[0] == "-1.0\t\t"
    assert [json.loads(line) for line in backprop(*words, "--format", "json").stdout.splitlines()] == [
        {"x": -1.0, "y": None, "dy_dx": None}, {"x": 0.0, "y": None, "dy_dx": None}, {"x": 1.0, "y": 0.0, "dy_dx": 1.0},
    ]  # fmt: skip
    assert len(rows(backprop("plot", "x", "x=0..1", "--format", "csv").stdout)) == 201


def test_a_derivative_may_be_undefined_where_the_value_is_not(backprop: Run) -> None:
    outcome = backprop("plot", "y = sqrt(x)", "x=0..1/2", "--format", "csv")
    assert outcome.stdout == "x,y,dy_dx\n0.0,0.0,\n1.0,1.0,0.5\n"


def test_lists_and_outputs_are_columns(backprop: Run) -> None:
    outcome = backprop("plot", "y = a*x; z = x**a", "a=1,2", "x=1..2/2", "--format", "csv")
    assert outcome.stdout == (
        "a,x,y,z,dy_dx,dz_dx\n1.0,1.0,1.0,1.0,1.0,1.0\n1.0,2.0,2.0,2.0,1.0,1.0\n"
        "2.0,1.0,2.0,1.0,2.0,2.0\n2.0,2.0,4.0,4.0,2.0,4.0\n"
    )
    assert backprop(
        "plot", "y = a*x; z = x**a", "a=1", "x=1..2/2", "--of", "z", "--format", "plain"
    ).stdout == ("1.0\t1.0\t1.0\n2.0\t2.0\t1.0\n")


def test_an_output_that_is_called_as_its_input_has_a_column_of_its_own(backprop: Run) -> None:
    outcome = backprop("plot", "k = 3; k *= x", "k=1..2/2", "x=5", "--format", "csv")
    assert outcome.stdout == "k,k_2,dk_2_dk\n1.0,5.0,5.0\n2.0,10.0,5.0\n"


def test_two_ranges_have_both_derivatives(backprop: Run) -> None:
    outcome = backprop("plot", "z = x*y**2", "x=1..2/2", "y=3..4/2", "--format", "csv")
    assert outcome.stdout.splitlines()[:2] == ["x,y,z,dz_dx,dz_dy", "1.0,3.0,9.0,9.0,6.0"]


def test_a_range_wins_over_a_constant_and_takes_expressions(backprop: Run) -> None:
    outcome = backprop("plot", "k = 3; y = k*x", "x=2", "k=0..(1/2)/2", "--format", "plain")
    assert outcome.stdout == "0.0\t0.0\t2.0\n0.5\t1.0\t2.0\n"
    assert backprop("plot", "sin(pi)", "pi=0..1/2", "--format", "plain").stdout.startswith("0.0\t0.0\t1.0\n")
    last = backprop("plot", "x", "x = 0..2*pi", "--format", "plain").stdout.splitlines()[-1]
    assert float(last.split()[0]) == 2 * math.pi


def test_plot_and_map_have_the_same_points(backprop: Run) -> None:
    words = ("y = a*sin(x)", "x=0..1/7", "a=1,3")
    from_map = rows(backprop("map", *words, "--wrt", "x").stdout)
    assert from_map == rows(backprop("plot", *words, "--format", "csv").stdout)
    assert len(from_map) == 14


@given(
    st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 300)
)  # fmt: skip
@settings(deadline=None)
def test_points_are_those_of_linspace(low: float, extent: float, count: int) -> None:
    numpy = pytest.importorskip("numpy")
    high = low + extent
    if low < high:
        assert Range(low, high).points(count) == numpy.linspace(low, high, count).tolist()


@pytest.mark.parametrize(
    "formula",
    ["tanh(50*x)", "tanh(5000*x)", "exp(20*x)", "exp(300*x)", "cbrt(x)", "abs(x)", "sqrt(abs(x))", "sin(40*x)",
     "atan(1e6*x)", "max(x, -x/3)", "x**2", "3 + 0*x", "erf(1000*(x - 0.1))", "1/(1e-4 + x**2)"],
)  # fmt: skip
def test_continuous_functions_are_one_piece(formula: str) -> None:
    values, _ = drawn(formula, -1, 1)
    assert len(values) == 1
    assert (values[0].x[0], values[0].x[-1]) == (-1, 1)


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("1/x", [0]), ("1/(x - 0.1234)", [0.1234]), ("1/x**2", [0]), ("1/(x - 1/3)**2", [1 / 3]),
        ("tan(3*x)", [-math.pi / 6, math.pi / 6]), ("floor(2*x)", [-0.5, 0, 0.5, 1]), ("where(x < 0, -1, 1)", [0]),
        ("where(x < 0.3, x, x + 0.1)", [0.3]), ("log(abs(x))", [0]),
        ("log(abs(x - 0.2345))", [0.2345]), ("exp(1/x)", [0]), ("sqrt(x**2 - 1/100)", [0]),
    ],
)  # fmt: skip
def test_poles_jumps_and_gaps_are_left_open(formula: str, places: list[float]) -> None:
    for count in (200, 201):
        values, slopes = drawn(formula, -1, 1, count)
        assert is_open_at(values, *places)
        assert not any(joins(found, place) for found in (values, slopes) for place in places)


@given(
    st.floats(-0.9, 0.9), st.sampled_from(["1/(x - {0!r})", "1/(x - {0!r})**2", "where(x < {0!r}, x, 1 + x)"])
)
@settings(max_examples=25, deadline=None)
def test_no_line_goes_over_a_pole_or_a_jump(place: float, formula: str) -> None:
    values, slopes = drawn(formula.format(place).replace("--", "+ "), -1, 1)
    assert not joins(values, place)
    assert not joins(slopes, place)


@given(st.floats(-0.9, 0.9), st.floats(1, 1e5))
@settings(max_examples=25, deadline=None)
def test_a_steep_step_is_joined_wherever_it_is(place: float, steepness: float) -> None:
    values, _ = drawn(f"tanh({steepness!r}*(x - ({place!r})))", -1, 1)
    assert len(values) == 1


@pytest.mark.parametrize("formula", ["abs(x - 0.3)", "max(x, 0.6 - x)", "relu(x - 0.3)"])
def test_at_a_kink_only_the_derivative_is_open(formula: str) -> None:
    values, slopes = drawn(formula, -1, 1)
    assert len(values) == 1
    assert is_open_at(slopes, 0.3)
    assert not joins(slopes, 0.3)


def test_a_curve_goes_up_to_the_edge_of_its_domain() -> None:
    values, _ = drawn("sqrt(x - 0.1234)", -1, 1)
    assert values[0].x[0] == pytest.approx(0.1234, abs=1e-9)


def test_the_chart(backprop: Run) -> None:
    outcome = backprop("plot", DAMPED, "x=0..10", "--at", "3")
    lines = outcome.stdout.splitlines()
    assert (outcome.code, outcome.stderr) == (0, "")
    assert lines[0] == DAMPED
    assert "dy/dx" in lines
    assert lines[-1] == "at x = 3: y = 0.0774483, dy/dx = -0.558809"
    assert lines[-2].strip() == "x"
    assert lines[-3].split() == ["0", "2", "4", "6", "8", "10"]
    assert all(len(line) <= 80 for line in lines)
    assert any("\u2800" < letter <= "\u28ff" for letter in outcome.stdout)
    assert "\x1b" not in outcome.stdout


def test_the_chart_in_ascii(backprop: Run) -> None:
    for words in (("y = a*x**2", "x=-1..1", "a=1,2", "--at", "0.5"), ("x**2 + y**2", "x=-1..1", "y=-1..1")):
        outcome = backprop("plot", *words, LC_ALL="C")
        assert outcome.stdout.isascii()
        assert outcome.code == 0


def test_the_chart_at_a_terminal() -> None:
    for columns in (40, 120):
        shown = at_terminal(columns, "plot", DAMPED, "x=0..10", NO_COLOR="1")
        widths = [len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.replace("\r", "").splitlines()]
        assert columns - 10 < max(widths) <= columns
    coloured = at_terminal(80, "plot", DAMPED, "x=0..10")
    assert "38;5;32m" in coloured  # rises
    assert "38;5;166m" in coloured  # falls
    assert "38;5" not in at_terminal(80, "plot", DAMPED, "x=0..10", NO_COLOR="1")


def test_several_curves_are_told_apart(backprop: Run) -> None:
    lines = backprop("plot", "y = exp(-a*x); z = x", "x=0..5", "a=1,2").stdout.splitlines()
    assert lines[-1] == "1 y, a = 1   2 z, a = 1   3 y, a = 2   4 z, a = 2"
    assert lines[0] == "y, z"


def test_a_pole_does_not_flatten_the_rest_and_is_told(backprop: Run) -> None:
    outcome = backprop("plot", "y = tan(x)", "x=-5..5")
    assert outcome.stderr.splitlines()[0].startswith("note: y: drawn from -5")
    assert backprop("plot", "y = exp(x)", "x=0..5").stderr == ""


def test_a_map_in_the_terminal(backprop: Run) -> None:
    outcome = backprop(
        "plot", "z = x**2 + 3*y**2", "x=-2..2", "y=-1..1", "--descend", "x=-1.8,y=0.9", "--steps", "9"
    )
    lines = outcome.stdout.splitlines()
    assert lines[0] == "z = x**2 + 3*y**2"
    assert lines[-3] == "y goes up; z: ░ from 2, ▒ from 4, ▓ from 6"
    assert lines[-2] == "step 0: x = -1.8, y = 0.9: z = 5.67"
    assert lines[-1].startswith("step 9: x = -0.2415")
    first = lines[2]
    assert first.index("↖") < first.index("↑") < first.index("↗")
    assert {"o", "x"} <= {*"".join(lines[1:18])}


def test_levels_are_round_and_divide_the_values() -> None:
    assert [*levels([number / 10 for number in range(101)], 4)] == [0, 5, 10]
    assert [*levels([2.0**number for number in range(20)], 4)] == [20, 200, 5000, 50000]
    assert 0 in levels([number**5 for number in range(-50, 51)], 9)


def test_the_path_is_that_of_descend(backprop: Run) -> None:
    words = ("z = x**2 + 3*y**2", "--rate", "0.05", "--steps", "7")
    shown = backprop("plot", *words, "x=-2..2", "y=-1..1", "--descend", "x=-1.8 y=0.9").stdout.splitlines()[
        -1
    ]
    last = json.loads(
        backprop("descend", *words, "x=-1.8", "y=0.9", "--format", "json").stdout.splitlines()[-1]
    )
    point = last["inputs"]
    assert shown == f"step 7: x = {point['x']:.6g}, y = {point['y']:.6g}: z = {last['value']:.6g}"


def test_a_path_that_is_lost_ends_with_an_error(backprop: Run) -> None:
    outcome = backprop("plot", "x**4 + y**2", "x=-9..9", "y=-1..1", "--descend", "x=9,y=1", "--rate", "1")
    assert outcome.code == 1
    assert outcome.stderr.startswith("note: the path of the descent leaves the map\nerror: step ")
    assert outcome.stdout


MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize(
    ("words", "format_"),
    some(
        0,
        [
            (words, format_)
            for format_ in MAGIC
            for words in (
                ("y = exp(-a*x)", "x=0..5", "a=1,2"),
                ("y = 1/x", "x=-1..1", "--at", "0.5"),
                ("z = log(x)*y", "x=-1..1/9", "y=-1..1/9", "--descend", "x=0.5,y=0.5", "--steps", "3"),
            )
        ],
    ),
)
def test_pictures_are_the_same_each_time(
    backprop: Run, tmp_path: Path, words: tuple[str, ...], format_: str
) -> None:
    pytest.importorskip("matplotlib")
    files = [tmp_path / f"{name}.{format_}" for name in ("one", "other")]
    for file in files:
        outcome = backprop("plot", *words, "-o", str(file))
        assert (outcome.stdout, outcome.code) == ("", 0)
    one, other = (file.read_bytes() for file in files)
    assert one == other
    assert one.startswith(MAGIC[format_])


def test_the_points_and_the_chart_go_to_files_too(backprop: Run, tmp_path: Path) -> None:
    for name, format_ in {"p.csv": "csv", "p.ndjson": "json", "p.txt": "chart"}.items():
        file = tmp_path / name
        backprop("plot", "x**2", "x=0..1/5", "-o", str(file))
        expected = backprop("plot", "x**2", "x=0..1/5", "--format", format_).stdout
        assert file.read_text(encoding="utf-8") == expected != ""


@pytest.mark.parametrize(
    ("words", "message"),
    some(20, [
        (("y = x",), "a plot is over a range, and there is none\ngive an input one, as in x=0..10"),
        (("y = x*u*v", "x=0..1", "u=0..1", "v=0..1"), "a plot has one range or two, and these are 3"),
        (("y = x", "x=1..0"), "the range runs backwards\n  x=1..0\n    ^^^^"),
        (("y = x", "x=1..1"), "the range has no extent"),
        (("y = x", "x=0..5e-324"), "the range has no extent"),
        (("y = x", "x=0..1/1"), "a range has two points or more\n  x=0..1/1\n         ^"),
        (("y = x", "x=0..1/0"), "a range has two points or more"),
        (("y = x", "x=0..1/1e9"), "a range has 10,000,000 points at most"),
        (("y = x", "x=0..1/9999999"), "these are 9,999,999 points, of 1,000,000 at most"),
        (("y = x", "x=0..pi/2"), "this may be a quotient, or a number of points\n  x=0..pi/2\n       ^^^^"),
        (("y = x", "x=0..zeta"), "this is no finite number\n  x=0..zeta\n       ^^^^"),
        (("y = x", "x=0..inf"), "this is no finite number"),
        (("y = x", "x=0.."), "a number is missing"),
        (("y = x", "x=..1"), "a number is missing"),
        (("y = x", "x=0..1", "z=0..1"), "'z' is not an input of the program\nits inputs: x"),
        (("y = x", "x=0..1", "y=1,2"), "'y' is not an input of the program"),
        (("y = a*x", "x=0..1"), "no value for a"),
        (("y = a*x", "x=0..1", "a=1", "x=2"), "x has a value, and a range or a list of values"),
        (("y = a*x", "x=0..1", "a=1", "x=0..2"), "'x' is given twice"),
        (("y = a*x", "x=0..1", "a=1,,2"), "a number is missing\n  a=1,,2\n     ^^"),
        (("y = a*x", "x=0..1", "a=1,b"), "this is no finite number\n  a=1,b\n      ^"),
        (("y = a*x", "x=0..1", "a=1,1"), "a value stands twice in the list"),
        (("y = a*x", "x=0..1", "a=1,2,3,4,5,6,7,8,9,10,11,12,13"), "these are 13 curves, of 12 at most"),
        (("y = a*x*z", "x=0..1", "z=0..1", "a=1,2"), "a map has one value of each other input"),
        (("y = x*z; w = x", "x=0..1", "z=0..1"), "a map is of one output, but there are 2"),
        (("y = a*x", "x=0..1", "a=1", "--wrt", "a"), "the derivatives of a plot are by x"),
        (("y = x", "x=0..1", "--at", "3"), "--at 3 is outside of the range"),
        (("y = x", "x=0..1", "--at", "q"), "this is no finite number"),
        (("y = x*z", "x=0..1", "z=0..1", "--at", "1"), "--at draws a tangent"),
        (("y = x", "x=0..1", "--at", "1", "--format", "csv"), "--at draws a tangent"),
        (("y = x", "x=0..1", "--descend", "x=1"), "--descend draws a path on a map"),
        (("y = x*z", "x=0..1", "z=0..1", "--descend", "x=1"), "--descend x=1: write the start of both inputs"),
        (("y = x*z", "x=0..1", "z=0..1", "--descend", "x=1,z=1", "--rate", "-1"), "--rate takes a number above 0"),
        (("y = x", "x=0..1", "-o", "p.xlsx"), "the extension of p.xlsx says no format"),
        (("y = 2", "x=0..1"), "'x' is not an input"),
        (("y = x +", "x=0..1"), "a value is missing"),
    ]),
)  # fmt: skip
def test_what_is_refused(backprop: Run, words: tuple[str, ...], message: str) -> None:
    outcome = backprop("plot", *words)
    assert outcome.stderr.startswith(f"error: {message}"), outcome.stderr
    assert (outcome.stdout, outcome.code) == ("", 2)


def test_nothing_to_draw_is_explained(backprop: Run) -> None:
    outcome = backprop("plot", "z = y*log(x)", "x=-2..-1", "y=0..1")
    assert outcome.stderr == "error: z is undefined in all of the map\nchoose other ranges\n"
    assert (outcome.stdout, outcome.code) == ("", 1)
    outcome = backprop("plot", "y = log(x)", "x=-2..-1")
    assert outcome.stderr.startswith("error: y = log(x) is undefined at x = -2")
    assert (outcome.stdout, outcome.code) == ("", 1)
    outcome = backprop("plot", "y = log(x)", "x=-1..1", "--at", "0")
    assert (outcome.stdout, outcome.code) == ("", 1)


@pytest.mark.parametrize(
    "words",
    some(5, [(words,) for words in (
        ("y = 1e308*x", "x=-1..1"), ("y = x", "x=-1e308..1e308"), ("y = exp(x)", "x=0..1000"), ("y = x/1e300", "x=0..1e-10"),
        ("y = 1e-320*x", "x=0..1"), ("y = x", "x=1000000000..1000000001"), ("y = where(x == 0, 1, 1/x)", "x=-1..1"),
        ("y = sin(1/x)", "x=-1..1"), ("y = x*z*1e300", "x=-9..9", "z=-1e9..1e9"), ("y = log(x*z)", "x=-1..1", "z=1..2"),
        ("y = 0*x*z", "x=-1..1", "z=-1..1"), ("y = tgamma(x)", "x=-5..180"),
    )]),
)  # fmt: skip
def test_extremes_are_drawn(backprop: Run, words: tuple[str, ...]) -> None:
    outcome = backprop("plot", *words)
    assert outcome.code == 0, outcome.stderr
    assert "error" not in outcome.stderr


def test_map_takes_ranges_and_lists_as_its_table(backprop: Run, tmp_path: Path) -> None:
    assert (
        backprop("map", "y = a*x", "x=0..1/3", "a=2").stdout
        == "x,y,dy_dx\n0.0,0.0,2.0\n0.5,1.0,2.0\n1.0,2.0,2.0\n"
    )
    assert backprop("map", "y = a*x", "a=1,2", "x=0..1/2", "--only", "--wrt", "x").stdout == (
        "y,dy_dx\n0.0,1.0\n1.0,1.0\n0.0,2.0\n2.0,2.0\n"
    )
    file = tmp_path / "r.json"
    backprop("map", "y = x", "x=0..1/2", "-o", str(file))
    assert json.loads(file.read_text()) == [
        {"x": 0.0, "y": 0.0, "dy_dx": 1.0},
        {"x": 1.0, "y": 1.0, "dy_dx": 1.0},
    ]
    outcome = backprop("map", "y = x", "x=0..1/2", "x=±0.5", "--uncertainty")
    assert outcome.stdout.splitlines() == ["x,y,u_y,dy_dx", "0.0,0.0,0.5,1.0", "1.0,1.0,0.5,1.0"]
    assert (
        "the ranges: 6 rows, 0 undefined" in backprop("map", "y = a*x", "x=0..1/3", "a=1,2", "--stats").stdout
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("y = x", "x=0..1", "data.csv"), "the rows are those of data.csv, or all points of the ranges"),
        (("y = x", "x=0..1/10000", "a=0..1/10000"), "these are 100,000,000 points, of 10,000,000 at most"),
        (("y = x", "x=0..1", "z=0..1"), "'z' is not an input of the program"),
        (("y = x", "x=0..1", "x=2"), "x has a value, and a range or a list of values"),
        (("y = a*x", "x=0..1"), "no value for a"),
        (("x=0..1",), "map takes a program"),
    ],
)
def test_what_map_refuses_of_ranges(
    backprop: Run, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    (tmp_path / "data.csv").write_text("x\n1\n")
    outcome = backprop("map", *words)
    assert outcome.stderr.startswith(f"error: {message}"), outcome.stderr
    assert (outcome.stdout, outcome.code) == ("", 2)


def test_help_names_what_pictures_need(backprop: Run) -> None:
    shown = backprop("plot", "--help").stdout
    assert "pip install matplotlib" in shown
    assert "NAME=LOW..HIGH[/POINTS]" in shown


@pytest.mark.parametrize(
    ("formula", "top"),
    [("tanh(1000*x)", 1000.0), ("tanh(1e6*(x - 0.3))", 1e6), ("exp(-(x/0.001)**2)", 857.0)],
)
def test_a_narrow_peak_is_no_pole(formula: str, top: float) -> None:
    """It is shown whole, however much higher it is than the points beside it."""
    program = parse(Source(formula))
    function = Outputs(program, [*program.outputs], ["x"], {})

    def at(x: float) -> Point:
        (sample,) = function.at(x)
        return Point(x, sample.value, sample.slopes[0])

    points = [at(x) for x in Range(-1, 1).points(148)]
    for found in shown(at, points):
        assert not found.is_cut
    slopes = shown(at, points)[1]
    assert slopes.limits
    assert slopes.limits[1] == pytest.approx(top, rel=0.3)


def test_a_fast_oscillation_is_shown_whole(backprop: Run) -> None:
    outcome = backprop("plot", "y = sin(100*x)", "x=0..10")
    assert outcome.stderr == ""
    assert "\n  -1 ┤" in outcome.stdout or "\n-0.5 ┤" in outcome.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("y = 1e308*sin(x)*1.7", "x=0..6"), "the numbers of y are too large for a picture"),
        (("y = x", "x=-1.7e308..1.7e308"), "the numbers of x are too large for a picture"),
        (("z = x*y", "x=-1.7e308..1.7e308", "y=0..1"), "the numbers of x are too large for a picture"),
        (("y = x", "x=1e15..1000000000000001"), "the numbers of x are too close together for a picture"),
    ],
)
def test_what_no_picture_can_show(
    backprop: Run, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    outcome = backprop("plot", *words, "-o", str(tmp_path / "plot.png"))
    assert outcome.code == 1
    assert f"error: {sentence}\n" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "plot.png").exists()


def test_a_kink_is_noted_and_a_path_that_leaves_the_map(backprop: Run) -> None:
    assert "has a kink at x = 0" in backprop("plot", "y = abs(x)", "x=-1..1", "--at", "0").stderr
    outcome = backprop("plot", "z = x*y", "x=-1..1", "y=-1..1", "--descend", "x=0.5,y=-0.4", "--steps", "100")
    assert outcome.stderr.startswith("note: the path of the descent leaves the map\n")


def test_who_gives_a_range_elsewhere_is_told_of_plot_and_map(backprop: Run) -> None:
    outcome = backprop("eval", "y = x", "x=0..1")
    assert outcome.stderr.startswith("error: 'x' has a range\n  x=0..1\n    ^^^^\n")
    assert outcome.code == 2
