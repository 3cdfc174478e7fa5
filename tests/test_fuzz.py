"""Whatever is typed, the answer is results or a Problem, in every format."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.cli.diagnostics import draw
from backprop.cli.evaluation import Evaluation
from backprop.cli.formats import NAMES, Printer
from backprop.grammar.problem import Problem, Source
from backprop.graph.operations import FUNCTIONS

OPERANDS = "a b x 2 0 -1 1e308 .5 1_000 pi θ v1 c_1 5e-324 1.2.3 é 2x".split()
SYMBOLS = "+ - * / % ** ^ = += **= ( ) , ; · − # ` ² | $ == ((".split()
OTHERS = ["`T (C)`", "\n", " ", "\0", "\x1b", "\ud800", "a = 2;", "a = b\n"]
PIECES = st.sampled_from([*OPERANDS, *SYMBOLS, *OTHERS, *(f"{name}(" for name in FUNCTIONS)])
POINTS = (
    Evaluation({"a": 2.0, "b": -3.0, "x": 0.0}, [], []),
    Evaluation({"a": 1e200, "b": -0.0, "x": 1e-300}, [], ["a"]),
)
PRINTERS = [Printer(name, 6) for name in NAMES]


def run(text: str) -> None:
    for evaluation in POINTS:
        try:
            program = evaluation.read(Source(text))
            for result in [*program.notes, *evaluation.results(program)]:
                if isinstance(result, Problem):
                    assert draw(result)
                else:
                    for printer in PRINTERS:
                        assert "".join(printer.lines(result))
        except Problem as problem:
            assert draw(problem)  # noqa: PT017


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_pieces_of_programs(text: str) -> None:
    run(text)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    run(text)


def test_a_constant_that_becomes_a_result_unused() -> None:
    run("a = 2; a = b; a")
