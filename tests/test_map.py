"""`backprop map`: what becomes of the rows of a table."""

import math
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from .conftest import Run

SEED = "L = (a*b + c) * f"
GAUSS = "L = exp(-((x-m)/s)**2/2)/(sqrt(2*pi)*s)"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "data.csv"
    file.write_text('id,a,b\n007,2,-3\n"x,y",1.50, 4 \n,,5\n')
    return file


def test_columns_of_the_file_then_outputs_then_derivatives(backprop: Run, table: Path) -> None:
    outcome = backprop("map", SEED, str(table), "c=10", "f=-2")
    assert outcome.stdout == (
        "id,a,b,L,dL_da,dL_db\n"
        "007,2,-3,-8.0,6.0,-4.0\n"
        '"x,y",1.50, 4 ,-32.0,-8.0,-3.0\n'
        ",,5,,,\n"
    )  # fmt: skip
    assert (outcome.stderr, outcome.code) == ("", 0)


def test_numbers_are_those_of_eval(backprop: Run) -> None:
    rows = backprop("map", "C = (F - 32)/1.8", "-", stdin="F\n100\n451\n-40\n").stdout.splitlines()[1:]
    for row, degrees in zip(rows, ("100", "451", "-40"), strict=True):
        found = backprop("eval", "C = (F - 32)/1.8", f"F={degrees}", "--format", "plain").stdout
        assert row == ",".join([degrees, *found.split()])


def test_only_the_new_columns_and_other_derivatives(backprop: Run, table: Path) -> None:
    arguments = ("map", SEED, str(table), "c=10", "f=-2", "--only", "--wrt", "f,a")
    assert backprop(*arguments).stdout == "L,dL_df,dL_da\n-8.0,4.0,6.0\n-32.0,16.0,-8.0\n,,\n"


def test_a_value_wins_over_a_column_and_a_column_over_the_program(backprop: Run, table: Path) -> None:
    outcome = backprop("map", "a = 100; b = 7; L = a*b", str(table), "b=1", "--only", "--missing", "007")
    assert outcome.stdout == "L,dL_da\n2.0,1.0\n1.5,1.0\n,\n"
    assert outcome.stderr == "note: column b is not used: its value is given\n"


def test_backquoted_names_reach_any_column(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "run.tsv"
    file.write_text("Temp (C)\ttau\n20\t2\n")
    outcome = backprop("map", "r = `Temp (C)`/tau", str(file))
    assert outcome.stdout == "Temp (C)\ttau\tr\tdr_dTemp (C)\tdr_dtau\n20\t2\t10.0\t0.5\t-5.0\n"


def test_several_outputs_functions_and_branches(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x\n-1\n1\n")
    program = "f(t) = where(t > 0, log(t), 0); y = f(x); z = x*3"
    assert backprop("map", program, str(file)).stdout == (
        "x,y,z,dy_dx,dz_dx\n-1,0.0,-3.0,0.0,3.0\n1,0.0,3.0,1.0,3.0\n"
    )


def test_a_constant_condition_leaves_no_use_of_a_column(backprop: Run) -> None:
    outcome = backprop("map", "L = b*where(k > 1, 3, a*2)", "-", "k=2", "--only", stdin="a,b\n1,2\n")
    assert (outcome.stdout, outcome.stderr) == ("L,dL_db,dL_da\n6.0,3.0,0.0\n", "")


def test_missing_texts_are_kept_and_concern_inputs_only(backprop: Run) -> None:
    text = "country,a\nNA,NA\nDE,5\n"
    outcome = backprop("map", "y = a*2", "-", "--missing", "NA", stdin=text)
    assert outcome.stdout == "country,a,y,dy_da\nNA,NA,,\nDE,5,10.0,2.0\n"


def test_a_wide_program_stays_small(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(",".join(f"c{n}" for n in range(300)) + "\n" + ",".join(["2"] * 300) + "\n")
    program = "y = " + " + ".join(f"c{n}**2" for n in range(300))
    found = backprop("map", program, str(file), "--only").stdout.splitlines()[1]
    assert found == ",".join(["1200.0", *["4.0"] * 300])


def test_undefined_rows_are_counted_and_explained(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x,k\n1,1\n-1,1\n0,1\n,1\n4,\n9,inf\n")
    outcome = backprop("map", "y = sqrt(x)*k", str(file), "--only")
    assert outcome.stdout == "y,dy_dx,dy_dk\n1.0,0.5,1.0\n,,\n0.0,,0.0\n,,\n,,\n,,\n"
    assert outcome.stderr == (
        "note: 3 rows have no result, or not all derivatives: row 2, row 3, row 6\n"
        "note: row 2: v1 = sqrt(x) is undefined at x = -1\n"
        "  y = sqrt(x)*k\n      ^^^^\n"
    )
    assert outcome.code == 0


def test_strict_stops_and_writes_nothing(backprop: Run, tmp_path: Path) -> None:
    file, target = tmp_path / "x.csv", tmp_path / "y.csv"
    file.write_text("x\n1\n-1\n")
    target.write_text("old")
    for more in ((), ("-o", str(target))):
        outcome = backprop("map", "y = log(x)", str(file), "--strict", *more)
        assert (outcome.stdout, outcome.code) == ("", 1)
        assert outcome.stderr == (
            "error: row 2: y = log(x) is undefined at x = -1\n  y = log(x)\n      ^^^\n"
            "leave the row out, or leave out --strict for a missing result\n"
        )
    assert target.read_text() == "old"
    assert backprop("map", "y = exp(x)", str(file), "--strict", "--only").stdout.count("\n") == 3


def test_large_integers_keep_their_value_and_rounding_is_noted(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    file.write_text(f"n\n{2**53 + 1}\n{2**53 + 2}\n5\n")
    outcome = backprop("map", "y = n", str(file))
    assert outcome.stdout.splitlines()[1] == f"{2**53 + 1},{float(2**53)!r},1.0"
    assert (
        outcome.stderr
        == "note: column n: 1 value was rounded to calculate, for doubles are exact up to 2**53\n"
    )


def test_values_that_need_more_digits_are_noted(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x,y\n3e-320,1e-5\n1,2\n")
    outcome = backprop("map", "q = x/y", str(file), "--only", "--wrt", "y")
    truth = backprop("eval", "q = x/y", "x=3e-320", "y=1e-5", "--wrt", "y", "--format", "plain").stdout
    assert outcome.stdout.splitlines()[1].split(",")[1] == truth.split()[1]
    assert outcome.stderr.startswith("note: 1 value took more digits than doubles have")


def test_a_deep_program_is_only_long(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "model.bp"
    file.write_text("v = x\n" + "v = v*1.0001 + 0.5\n" * 1500)
    found = backprop("map", "-f", str(file), "-", "--only", stdin="x\n1\n").stdout.splitlines()[1]
    truth = backprop("eval", "-f", str(file), "x=1", "--format", "plain").stdout.split()
    assert [float(number) for number in found.split(",")] == pytest.approx(
        [float(number) for number in truth], rel=1e-12
    )


def test_decimals_that_are_rounded_get_a_note(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "d.parquet"
    pl.DataFrame({"x": [Decimal("9007199254740993"), Decimal("2.5")]}).write_parquet(file)
    outcome = backprop("map", "y = x", str(file), "--only")
    assert outcome.stdout == "y,dy_dx\n9007199254740992.0,1.0\n2.5,1.0\n"
    assert (
        outcome.stderr
        == "note: column x: 1 value was rounded to calculate, for doubles are exact up to 2**53\n"
    )


def test_a_column_takes_the_name_of_a_constant_with_a_note(backprop: Run) -> None:
    outcome = backprop("map", "y = 2*π*r + pi", "-", "--only", stdin="r,pi\n0,5\n")
    assert outcome.stdout == f"y,dy_dr,dy_dpi\n5.0,{2 * math.pi},1.0\n"
    assert outcome.stderr == "note: pi is the column, not the constant\n"


def test_an_output_named_as_a_column_in_other_code_points(backprop: Run) -> None:
    outcome = backprop("map", "\u00e9 = x", "-", stdin="x,e\u0301\n1,2\n")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr.startswith("error: stdin already has a column \u00e9\n")


def test_a_constant_without_a_value_leaves_only_its_results_out(backprop: Run) -> None:
    program = "f(p, x) = 2/0; u = f(a, a); w = max(b, f(b, b)); l = u; m = a*b"
    outcome = backprop("map", program, "-", "--only", "--of", "w,l,m", stdin="a,b\n2,3\n")
    assert outcome.code == 0
    assert outcome.stdout.splitlines()[1].startswith(",,6.0")


def test_an_output_that_is_named_twice_is_there_once(backprop: Run) -> None:
    assert backprop("map", "y = a", "--of", "y,y", stdin="a\n1\n").stdout == "a,y,dy_da\n1,1.0,1.0\n"
