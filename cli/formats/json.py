"""JSON, an object on each line: strict, so never NaN or Infinity, and in characters that stdout has."""

import json
from collections.abc import Callable, Iterable
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite

from backprop.cli.terminal import has_all_characters
from backprop.grammar.problem import CalculationProblem, Problem

from . import Format


def dumps(value: object) -> str:
    """Return a value on one line, numbers exact (shortest round trip). Raises CalculationProblem for NaN."""
    try:
        return json.dumps(value, ensure_ascii=not has_all_characters(), allow_nan=False)
    except ValueError:
        raise _refusal() from None


def quoting() -> Callable[[str], str]:
    """Return what writes a string."""
    return encode_basestring if has_all_characters() else encode_basestring_ascii


def require_finite(numbers: Iterable[float]) -> None:
    """Raise CalculationProblem for what JSON cannot write: for those who write numbers by themselves."""
    if not all(map(isfinite, numbers)):
        raise _refusal()


def _refusal() -> CalculationProblem:
    message = "the result holds a number that is infinite or undefined, which JSON cannot write"
    return CalculationProblem(message, hint="choose other values, or leave out --format json")


def _failure(problem: Problem, line: int) -> str:
    """Return what stands for a line that failed."""
    description = {
        "kind": "calculation" if isinstance(problem, CalculationProblem) else "program",
        "message": problem.message,
        "hint": problem.hint,
        "places": [list(place) for place in problem.places],
    }
    return dumps({"line": line, "error": description})


EXTENSIONS = [".json", ".jsonl", ".ndjson"]
FORMAT = Format("documents", lambda shown, _: shown.documents(), is_exact=True, failure=_failure)
