"""How many operations `diff` writes for each one of the program: at most 5, but for the functions that are listed."""

import random
import re
import time

import pytest

from backprop.cli.views.document import document
from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX
from backprop.writing.evaluation import Evaluation
from backprop.writing.languages import LANGUAGES
from backprop.writing.result import Result

from .accuracy import NUMERIC
from .conftest import ROOT, some
from .derivatives import differentiated, read
from .operands import in_call

MOST = 5.0
HEAVY = {
    "sinc": 25, "logaddexp of three": 15, "clip": 13, "atan2": 9, "min": 8, "max": 8, "acosh": 7, "acos": 7,
    "logaddexp": 7, "**": 7, "asin": 6,
    "erf": 6, "erfc": 6, "beta": 86, "asec": 10, "acsc": 10, "asech": 8, "erfinv": 7, "acoth": 6, "acsch": 6, "copysign": 6,
}  # fmt: skip
"""The operations whose derivatives are long, alone or in a chain (docs/diff.md says so too)."""


def form(name: str, operation: Operation) -> str:
    """Return how an operation is written, with {} for each operand."""
    if name in INFIX:
        return f"({{}} {name} {{}})"
    blanks = in_call(operation, ["{}"] * len(operation.operands))
    return {"negative": "(-{})", "identity": "{}"}.get(name, f"{operation.name}({', '.join(blanks)})")


FORMS = {name: form(name, operation) for name, operation in NUMERIC.items() if name != "identity"}
FORMS["where"] = "where({} > {}, {}, {})"
FORMS["where with and"] = "where({} > 0 and {} < {} or not {} < 1, {}, {})"


def ratio(text: str) -> float:
    before, after = (read(program)[0].tape for program in (text, differentiated(text)))
    counts = [sum(isinstance(source, Operation) for source in tape.sources) for tape in (before, after)]
    return counts[1] / counts[0]


def blanks(form: str) -> int:
    return form.count("{}")


@pytest.mark.parametrize("name", FORMS)
def test_the_size_for_each_operation(name: str) -> None:
    """Alone, by all of its operands, and in a chain."""
    form = FORMS[name]
    single = "y = " + form.format(*"abcdef"[: blanks(form)])
    steps = [form.format("v", *(f"w{n}_{place}" for place in range(1, blanks(form)))) for n in range(20)]
    chain = "v = x\n" + "\n".join(f"v = {step}" for step in steps)
    worst = max(ratio(single), ratio(chain))
    most = HEAVY.get(name, MOST)
    assert worst <= most
    assert name not in HEAVY or worst > most - 1


def test_the_page_says_how_long_they_are() -> None:
    page = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*`) \| (\d+)", page, re.MULTILINE)
    said = {name: int(most) for names, most in rows for name in re.findall("`(.+?)`", names)}
    assert said == {name: most for name, most in HEAVY.items() if " of " not in name}


@pytest.mark.parametrize("count", some(4, [10, 100, 1_000, 10_000, 100_000]))
def test_the_size_of_programs_that_use_everything(count: int) -> None:
    """All operations equally often, on the latest result and on others that are late; all lead to the output.

    Not those whose derivative is 0, which would cut the path and make it easy, and not the heavy ones.
    """
    chance = random.Random(count)
    forms = [
        form
        for name, form in FORMS.items()
        if name not in {*HEAVY, "sign", "floor", "ceil", "round", "trunc"}
    ]
    names = [f"x{n}" for n in range(5)]
    lines = []
    for n in range(count):
        form = forms[n % len(forms)]
        others = chance.choices(names[-8:], k=blanks(form) - 1)
        lines.append(f"n{n} = {form.format(*others, names[-1])}")
        names.append(f"n{n}")
    assert 3 < ratio("\n".join(lines)) <= MOST


@pytest.mark.parametrize("target", ["python", "c", "javascript", "rust"])
def test_functions_for_many_outputs_take_linear_time(target: str) -> None:
    """By processor time: four times as many take four times as long, not sixteen times."""

    def seconds(count: int) -> float:
        program, _ = read("\n".join(f"y{n} = sin(x)*{n}" for n in range(count)))
        inputs = program.input_names()
        start = time.process_time()
        lines = sum(1 for _ in LANGUAGES.load(target)(program, [*program.outputs], inputs))
        assert lines > 8 * count
        return time.process_time() - start

    seconds(10)
    assert seconds(2_000) < 8 * seconds(500)


def test_json_for_many_outputs_takes_linear_time() -> None:
    def seconds(count: int) -> float:
        program, _ = read("\n".join(f"y{n} = sin(x)*{n}" for n in range(count)))
        start = time.process_time()
        for result in Evaluation({"x": 1.0}, [], []).results(program):
            assert isinstance(result, Result)
            document(result)
        return time.process_time() - start

    seconds(10)
    assert seconds(4_000) < 8 * seconds(1_000)
