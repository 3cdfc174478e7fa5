"""JSON: one object on a line for each output, exact."""

from collections.abc import Iterable

from backprop.cli import strict_json
from backprop.cli.views import HasDocuments
from backprop.grammar.problem import CalculationProblem, Problem

from . import Format


def _failure(problem: Problem, line: int) -> str:
    """Return what stands for a line that failed."""
    description = {
        "kind": "calculation" if isinstance(problem, CalculationProblem) else "program",
        "message": problem.message,
        "hint": problem.hint,
        "places": [list(place) for place in problem.places],
    }
    return strict_json.dumps({"line": line, "error": description})


def _write(shown: HasDocuments, _: int) -> Iterable[str]:
    return shown.documents()


FORMAT = Format("documents", _write, is_exact=True, failure=_failure)
