"""The interface for Python: `backprop.evaluate`, with the sentences of the command as errors and warnings."""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import isfinite
from typing import Any, SupportsFloat
from unicodedata import normalize

from backprop.grammar.meaning_errors import LARGEST
from backprop.grammar.naming import WORD, composed, listed, quoted
from backprop.grammar.problem import Problem, ProgramProblem, Source
from backprop.writing import result as written
from backprop.writing.evaluation import Evaluation

from .diagnostics import draw
from .notebook import Result, Results
from .values import Given, assignment, collect

__all__ = ["Error", "Note", "Result", "Results", "evaluate"]

Value = SupportsFloat | str
"""A number, or a text with a constant such as 1/3, which may be uncertain, as 2.0±0.1."""

_NUMBER = 'give a number, or a text such as "1/3" or "2.0±0.1"'
_MOST_DIGITS = 17


class Error(ValueError):
    """A program that cannot be read, or has no result: what is wrong, the place, and what to do."""

    __module__ = "backprop"


class Note(UserWarning):
    """What is worth a look in a result, such as a derivative that is a convention at a kink."""

    __module__ = "backprop"


def evaluate(
    program: str,
    values: Mapping[str, Value] = {},
    /,
    *,
    of: str | Sequence[str] = (),
    wrt: str | Sequence[str] = (),
    digits: int = 6,
    **inputs: Value,
) -> Result | Any:  # Results for several outputs; callers know how many they have
    """Run a program forward and backward, and return its value and every derivative.

    A program with several outputs gives `Results`, a tuple of one `Result` for each.

    program  statements such as "d = a*b; L = tanh(d) + c"; all that `backprop eval` reads
    values   inputs by name, also by names that Python cannot spell
    of       the outputs or named nodes to differentiate, as in "y,z" or ["y", "z"]; all outputs if empty
    wrt      the inputs to differentiate by, likewise; all if empty
    digits   significant digits of what is shown, 1 to 17; the numbers themselves are exact
    inputs   inputs by name: a number, or a text with a constant such as "1/3", or "2.0±0.1", "2±5%"

    Raises Error with the sentence that the command prints, and TypeError for what is no text, number or
    name. Warns with Note of what the command notes.
    """
    if not isinstance(program, str):
        raise TypeError(f'a program is a text, such as "L = a*b", and not of type {type(program).__name__}')
    if not isinstance(digits, int) or not 1 <= digits <= _MOST_DIGITS:
        raise ValueError(f"digits is a whole number from 1 to {_MOST_DIGITS}, and not {digits!r}")
    notes: list[Problem] = []
    spelled = _spelled(program)
    try:
        pairs = chain(_pairs(values), ((spelled.get(name, name), value) for name, value in inputs.items()))
        given = collect(_given(name, value) for name, value in pairs)
        asked = Evaluation(given.numbers, _names("of", of), _names("wrt", wrt), None, given.spreads)
        results = [*_results(asked, Source(program), notes)]
    except Problem as problem:
        raise Error(draw(problem)) from None
    for note in notes:
        warnings.warn(draw(note), Note, stacklevel=2)
    shown = Results(Result(result, digits) for result in results)
    return shown[0] if len(shown) == 1 else shown


def _results(asked: Evaluation, source: Source, notes: list[Problem]) -> Iterator[written.Result]:
    """Yield the results, and add to the notes. Raises Problem."""

    def note(sentence: str) -> None:
        notes.append(Problem(sentence))

    program = asked.read(source)
    notes.extend([*program.notes, *program.unused(asked.values), *program.lookalikes(asked.values)])
    for result in asked.results(program):
        if isinstance(result, Problem):
            raise result
        yield asked.with_uncertainty(result, note)
        notes.extend(result.kinks())


def _spelled(program: str) -> dict[str, str]:
    """Return the words of a program by what Python makes of them as keywords: φ of ϕ, and ε of ϵ."""
    if program.isascii():
        return {}
    words = re.findall(WORD, composed(program))
    return {**{normalize("NFKC", word): word for word in words}, **{word: word for word in words}}


def _pairs(values: Mapping[str, Value]) -> Iterable[tuple[str, Value]]:
    """Return names and values. Raises TypeError for other than a mapping of names."""
    if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
        raise TypeError('values are given by name, as in evaluate("a + 1", {"a": 2})')
    return values.items()


def _given(name: str, value: Value) -> Given:
    """Return the value of an input. Raises ProgramProblem, and TypeError for no number and no text."""
    name = composed(name.strip("`"))
    what, word = f"the value of '{name}'", f"{quoted(name)}={value}"
    if isinstance(value, str):
        found = assignment(f"{quoted(name)}={value.strip()}")
        if found is None:
            raise ProgramProblem(f"{what} is not a constant", Source(word), (0, len(word)), hint=_NUMBER)
        return found
    try:
        if isinstance(value, bool) or not isinstance(value, SupportsFloat):
            raise TypeError
        number = float(value)
    except TypeError:
        raise TypeError(f"{what} is no number but of type {type(value).__name__}: {_NUMBER}") from None
    except OverflowError:
        raise ProgramProblem(f"{what} is too large", hint=LARGEST) from None
    if not isfinite(number):
        raise ProgramProblem(f"{what} is {number}", hint="give a finite number")
    return Given(name, number, None, Source(word))


def _names(parameter: str, names: str | Sequence[str]) -> list[str]:
    """Return the names in a text with commas, or in a sequence. Raises TypeError for what is no name."""
    if isinstance(names, str):
        return listed(names)
    wrong = [names] if not isinstance(names, Sequence) else [its for its in names if not isinstance(its, str)]
    if wrong:
        kind = type(wrong[0]).__name__
        raise TypeError(
            f'{parameter} takes names, as in {parameter}="a,b", and nothing of type {kind}; '
            f'an input of this name has its value in a mapping: evaluate(program, {{"{parameter}": 2}})'
        )
    return [composed(name.strip("`")) for name in names]
