"""`eval --check` and `--nudge`: finite differences that find a wrong derivative, and no other."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from backprop.grammar.problem import CalculationProblem, Source
from backprop.graph import differences
from backprop.graph.arithmetics.floats import FLOATS
from backprop.graph.differences import Check, Verdict, check
from backprop.graph.operation import Operation, Row
from backprop.graph.operations import FOLDS, FUNCTIONS, INFIX
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from . import fuzz
from .conftest import Run, some
from .operands import in_call

SEED = ["L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2"]


def checks(text: str, **values: float) -> dict[str, Check]:
    """Return the checks of a program's only output by name."""
    evaluation = Evaluation(values, [], [])
    (result,) = evaluation.results(evaluation.read(Source(text)))
    assert isinstance(result, Result)
    found = check(result.gradient, result.calculation.values)
    return {result.notation.name(node): verdict for node, verdict in found.items()}


def leave_no_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every node but the output checked through its users, as in a large program."""
    monkeypatch.setattr(differences, "_BETWEEN", 0)
    monkeypatch.setattr(differences, "_FROM_INPUTS", 0)


def wrong(row: Row, kind: str) -> Row:
    """Return a partial derivative with a mistake."""
    mistakes = {
        "a factor": lambda m, *operands: row(m, *operands) * 1.0001,
        "a term": lambda m, *operands: row(m, *operands) + 1e-4,
        "the sign": lambda m, *operands: -row(m, *operands),
    }
    return mistakes[kind]


def planted(kind: str) -> Sequence[object]:
    """Return every place of the table where such a mistake changes a number."""
    rows = [*FUNCTIONS.values(), *(row for row in INFIX.values() if not row.is_condition)]
    places = []
    for row in rows:
        for position, partial in enumerate(row.partials):
            if partial is None:  # the order of polygamma
                continue
            if kind == "a term" or partial(FLOATS, *row.example[: len(row.operands)]):
                places.append(pytest.param(row, position, kind, id=f"{row.name} {position} {kind}"))
    return places


@pytest.mark.parametrize(
    ("row", "position", "kind"), [*planted("a factor"), *planted("a term"), *planted("the sign")]
)
def test_a_wrong_derivative_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Operation, position: int, kind: str
) -> None:
    operands = in_call(row, row.operands)
    values = {name: x for name, x in zip(operands, row.example, strict=False) if name.isidentifier()}
    names = [*values]
    text = row.name.join(operands) if row.infix else f"{row.name}({', '.join(operands)})"
    program = f"L = 3*({text.replace('%', ' % ')}) + {operands[position]}"
    assert {found.verdict for found in checks(program, **values).values()} == {Verdict.AGREES}
    partial = row.partials[position]
    assert partial
    partials = [*row.partials]
    partials[position] = wrong(partial, kind)
    mistaken = replace(row, partials=tuple(partials))
    if row.name in FOLDS:
        monkeypatch.setitem(FOLDS, row.name, FOLDS[row.name]._replace(operation=mistaken))
    monkeypatch.setitem(INFIX if row.infix else FUNCTIONS, row.name, mistaken)
    if row.infix and row.name in "+*":  # the rest of the program uses them, too
        program = f"L = {text}"
    for budget in (True, False):
        if not budget:
            leave_no_budget(monkeypatch)
        verdicts = checks(program, **values)
        assert verdicts[operands[position]].verdict is Verdict.DIFFERS
        others = [name for name in names if name != operands[position]]
        assert all(verdicts[name].verdict is Verdict.AGREES for name in others)


def count_verdicts(text: str, values: dict[str, float], verdicts: Counter[Verdict]) -> int:
    """Check every derivative of a program where it has results, and return how many it has."""
    evaluation = Evaluation(values, [], [])
    results = evaluation.results(evaluation.read(Source(text)))
    defined = [result for result in results if not isinstance(result, CalculationProblem)]
    for result in defined:
        found = check(result.gradient, result.calculation.values)
        verdicts.update(verdict.verdict for verdict in found.values())
        assert result._replace(checks=found).disagreements() == [], (text, values)
    return len(defined)


LEAVES = ("a", "b", "x", "2", "0", "0.5", "-1", "3", "pi")


@pytest.mark.parametrize(
    ("seed", "budget"),
    [*some(1, ((seed, True) for seed in range(8))), *some(1, ((seed, False) for seed in range(4)))],
)
def test_no_derivative_is_called_wrong_in_random_programs(
    monkeypatch: pytest.MonkeyPatch, seed: int, *, budget: bool
) -> None:
    if not budget:
        leave_no_budget(monkeypatch)
    chance = random.Random(seed)
    verdicts: Counter[Verdict] = Counter()
    programs = 0
    while programs < 1_250:
        text = fuzz.expression(chance, LEAVES)
        values = {
            "a": chance.choice([2.0, 0.3, -1.7, 1e-3]),
            "b": chance.uniform(-3, 3),
            "x": chance.choice([0.5, 0.0]),
        }
        programs += count_verdicts(text, values, verdicts)
    assert verdicts[Verdict.AGREES] > 0.9 * verdicts.total()


EXTREMES = (
    *(1e15, -1e15, 1e16, 2.0**30, 1.7e9, 1e10, 123456.789, 709.0, -709.0, 700.0, -745.0, 1.0, 0.0),
    *(-1e-10, 1e-8, 1e-300, 1e-310, 5e-324, 1e154, 1e300),
)


@pytest.mark.parametrize(
    ("seed", "budget"),
    [*some(1, ((seed, True) for seed in range(4))), *some(1, ((seed, False) for seed in range(2)))],
)
def test_no_derivative_is_called_wrong_at_large_and_tiny_inputs(
    monkeypatch: pytest.MonkeyPatch, seed: int, *, budget: bool
) -> None:
    if not budget:
        leave_no_budget(monkeypatch)
    chance = random.Random(seed)

    def value() -> float:
        return chance.choice(
            [
                chance.uniform(-3, 3),
                chance.choice(EXTREMES),
                chance.choice([-1, 1]) * 10 ** chance.uniform(-20, 20),
            ]
        )

    verdicts: Counter[Verdict] = Counter()
    programs = 0
    while programs < 1_000:
        text = fuzz.expression(chance, LEAVES, chance.randint(1, 4))
        values = {name: value() for name in "abx"}
        programs += count_verdicts(text, values, verdicts)
    assert verdicts[Verdict.AGREES] > 0.8 * verdicts.total()


@pytest.mark.parametrize(
    ("program", "values", "verdict"),
    [
        ("y = sin(2*pi*x)", {"x": 1.7e9}, "agrees"),
        ("y = sin(pi*x)", {"x": 2.0**30}, "agrees"),
        ("y = sinc(x)", {"x": 1e10}, "agrees"),
        ("y = sinc(x)", {"x": 1e24}, "unclear"),
        ("y = sinc(1/x**3)", {"x": 1e-8}, "unclear"),
        ("y = logaddexp(acosh(x), cot(x))", {"x": 1e15}, "unclear"),
        ("y = tan(cot(x % a))", {"x": 1e15, "a": 370635.8332069788}, "unclear"),
        ("y = k*x", {"x": 1e-310, "k": 0.6224593312018546}, "agrees"),
        ("y = sigmoid(0.5)*sigmoid(-x)", {"x": 709.0}, "unclear"),
        ("y = cos(sinh(atan2(x, -1)))", {"x": 0.0}, "kink"),
        ("y = atan2(x, -1)", {"x": 1e-9}, "agrees"),
        ("y = atan2(x, -1)", {"x": -0.5}, "agrees"),
        ("y = x % 0.1", {"x": 1.23}, "agrees"),
        ("y = 7 % x", {"x": 0.01234}, "agrees"),
    ],
)
def test_steps_that_miss_what_is_between_are_not_taken(
    program: str, values: dict[str, float], verdict: str
) -> None:
    found = checks(program, **values)
    assert found["x"].verdict.value == verdict
    assert not any(other.verdict is Verdict.DIFFERS for other in found.values())


def chain(count: int) -> str:
    return "v = x\n" + "v = sin(v)\n" * count


def counted(monkeypatch: pytest.MonkeyPatch, rows: dict[str, Operation], name: str, text: str) -> int:
    """Return how often an operation is run to check a program."""
    row, count = rows[name], 0

    def value(m: Any, *operands: Any) -> Any:
        nonlocal count
        count += 1
        return row.value(m, *operands)

    with monkeypatch.context() as patch:
        patch.setitem(rows, name, replace(row, value=value))
        assert {found.verdict for found in checks(text, x=1.0).values()} == {Verdict.AGREES}
    return count


@pytest.mark.long
def test_the_work_grows_with_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def terms(count: int) -> str:
        factors = "; ".join(f"a{n} = {n % 7}" for n in range(count))
        return f"{factors}; {' + '.join(f'a{n}*x' for n in range(count))}"

    sines = [counted(monkeypatch, FUNCTIONS, "sin", chain(count)) for count in (250, 1_000)]
    sums = [counted(monkeypatch, INFIX, "+", terms(count)) for count in (250, 1_000)]
    assert sines[1] < 4.5 * sines[0]
    assert sums[1] < 4.5 * sums[0]


def test_a_wrong_derivative_in_a_long_chain_is_found_at_its_operand_and_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cosine = FUNCTIONS["cos"]
    monkeypatch.setitem(FUNCTIONS, "cos", replace(cosine, partials=(lambda m, x: -1.0001 * m.sin(x),)))
    found = checks(chain(150) + "w = cos(v)\n" + chain(150).replace("v", "w").partition("\n")[2], x=1.0)
    verdicts = [check.verdict for check in found.values()]
    first = [*found].index("v")
    assert {*verdicts[:first]} == {Verdict.AGREES}
    assert {*verdicts[first:]} == {Verdict.DIFFERS}


def test_kinks_and_what_doubles_cannot_tell_are_named() -> None:
    found = checks("L = relu(x)*y + tanh(z) + sin(1e200*w) + sqrt(u)**3", x=0.0, y=2.0, z=20.0, w=1.0, u=4.0)
    verdicts = {name: verdict.verdict.value for name, verdict in found.items() if name in "xyzwu"}
    assert verdicts == {"x": "kink", "y": "agrees", "z": "unclear", "w": "unclear", "u": "agrees"}


def test_the_rounding_of_subnormal_numbers_is_no_mistake() -> None:
    found = checks("k*x", k=0.6224593312018546, x=1e-310) | checks("sigmoid(0.5)*sigmoid(-c)", c=709.0)
    assert Verdict.DIFFERS not in {check.verdict for check in found.values()}


def test_the_bound_is_small_where_the_function_is_smooth() -> None:
    for name, found in checks("L = exp(sin(a*b))/(1 + c**2)", a=0.7, b=-1.3, c=0.4).items():
        assert found.bound < 1e-7, name


def test_the_table_gets_a_column(backprop: Run) -> None:
    outcome = backprop("eval", "y = relu(x) + z*z", "x=0", "z=3", "--check")
    assert outcome.code == 0
    lines = outcome.stdout.splitlines()
    assert lines[2].endswith("gradient   finite differences")
    (kink,) = [line for line in lines if line.split()[:1] == ["x"]]
    assert kink.endswith("0   kink")
    assert lines[-1].endswith("6   6 (off by 0)")


def test_a_wrong_derivative_ends_with_1_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tanh = replace(FUNCTIONS["tanh"], partials=(lambda m, x: 1 - m.tanh(x),))
    monkeypatch.setitem(FUNCTIONS, "tanh", tanh)
    code, stdout, stderr = fuzz.run(["eval", "tanh(x)", "x=0.5", "--check"])
    assert code == 1
    assert "differs" in stdout
    assert stderr.startswith("error: dv1/dx is 0.5378828427399902 by the chain rule, but 0.786447732965")
    assert "  tanh(x)\n       ^\nthis is a fault of backprop: please report it\n" in stderr


def test_checks_in_json_and_csv(backprop: Run) -> None:
    outcome = backprop("eval", "y = abs(x)*z", "x=0", "z=3", "--check", "--format", "json")
    nodes = {node["name"]: node["check"] for node in json.loads(outcome.stdout)["nodes"]}
    assert nodes["x"] == {"verdict": "kink"}
    assert nodes["v1"]["verdict"] == "agrees"
    assert abs(nodes["v1"]["value"] - 3) <= nodes["v1"]["bound"] < 1e-9
    outcome = backprop("eval", "y = x*z", "x=2", "z=3", "--check", "--format", "csv")
    header, first, *_ = outcome.stdout.splitlines()
    assert header.endswith(",gradient,verdict,difference,difference_bound")
    assert first.startswith("y,y,x*z,6.0,,,,,1.0,agrees,1.0,")


def test_nudge(backprop: Run) -> None:
    outcome = backprop("eval", *SEED, "--nudge", "0.01")
    assert outcome.stdout.splitlines()[-3:] == [
        "",
        "each input moved by 0.01 times its gradient: a = 2.06, b = -3.04, c = 9.98, f = -1.96",
        "L goes from -8 to -7.286496; the gradient predicted -7.28",
    ]
    outcome = backprop("eval", *SEED, "--nudge", "0.01", "--format", "json")
    nudge = json.loads(outcome.stdout)["nudge"]
    assert nudge["inputs"] == {"a": 2.06, "b": -3.04, "c": 9.98, "f": -1.96}
    assert nudge["value"] == pytest.approx(-7.286496, rel=1e-14)
    assert nudge["predicted"] == pytest.approx(-7.28, rel=1e-14)


def test_nudge_moves_only_the_inputs_that_are_asked_for(backprop: Run) -> None:
    outcome = backprop("eval", *SEED, "--nudge=-0.01", "--wrt", "a", "--format", "markdown")
    assert "each input moved by -0.01 times its gradient: a = 1.94" in outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["log(x)", "x=1", "--nudge", "-2"], "v1 has no value after a step of -2 along the gradient", 1),
        (["log(x)", "x=1", "--nudge", "nan"], "--nudge takes a finite number", 2),
        (["log(x)", "x=1", "--nudge", "abc"], "Invalid value for '--nudge': 'abc' is not a valid float.", 2),
        (["x", "x=1", "--check", "--format", "plain"], "--check is shown in table, csv, html, json, markdown, tsv only", 2),
        (["x", "x=1", "--check", "--format", "latex"], "--check is shown in table, csv, html, json, markdown, tsv only", 2),
        (["log(x)", "x=1", "--nudge", "1", "--format", "csv"], "--nudge is shown in table, html, json, markdown only", 2),
    ],
)  # fmt: skip
def test_steps_and_checks_that_lead_nowhere(
    backprop: Run, arguments: list[str], message: str, code: int
) -> None:
    outcome = backprop("eval", *arguments)
    assert outcome.stderr.startswith(f"error: {message}\n")
    assert (outcome.code, outcome.stdout) == (code, "")


def test_each_line_may_be_checked_and_nudged(backprop: Run) -> None:
    outcome = backprop(
        "eval", "--each", "--check", "--nudge", "1", "--format", "json", "x=2", stdin="x*x\nlog(x)\n"
    )
    first, second = map(json.loads, outcome.stdout.splitlines())
    assert first["nudge"]["value"] == 36.0
    assert second["nodes"][0]["check"]["verdict"] == "agrees"
