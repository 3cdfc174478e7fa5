"""What an input runs through, on the command line: x=0..10, x=0..10/101 and a=1,2,3."""

import re
from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from backprop.grammar.naming import NAME, canonical, composed, quoted
from backprop.grammar.problem import Place, Problem, ProgramProblem, Source

from .values import constant, is_value

_RANGE = rf"\s*({NAME})\s*=(.*?)\.\.(.*)"
_LIST = rf"\s*({NAME})\s*=(.*,.*)"
_COUNTED = r"(.*)/\s*([0-9][0-9_]*(?:e\+?[0-9]+)?)\s*"
_ALONE = r"\s*[-+−–]?\s*[0-9.]+(?:[eE][-+−–]?[0-9]+)?\s*|\s*\(.*\)\s*"
"""The end of a range that a number of points may follow: a number, or what is in parentheses."""

_UNCOUNTED = r"(.*)/\s*([-+−–]?\s*[0-9.]*(?:[eE][-+−–]?[0-9]+)?)\s*"
"""What looks like a number of points, and is none."""

_MOST = 10_000_000
_POINTS = {1: 201, 2: 51}
_POINTS_OF_MORE = 21
"""How many points a range has that does not say it, by how many ranges there are."""


class Range(NamedTuple):
    """What lies between two numbers, both included; ``number`` is that of points, if it is given."""

    low: float
    high: float
    number: int | None = None

    def points(self, count: int) -> list[float]:
        """Return so many points, or as many as are given: those of `numpy.linspace`."""
        gaps = (self.number or count) - 1
        extent = self.high - self.low
        if not isfinite(extent):
            inner = [self.low * (1 - at / gaps) + self.high * (at / gaps) for at in range(gaps)]
        elif step := extent / gaps:
            inner = [at * step + self.low for at in range(gaps)]
        else:
            inner = [at / gaps * extent + self.low for at in range(gaps)]
        return [*inner, self.high]


Axis = Range | list[float]
"""What an input runs through: a range, or the values of a list."""


def axis_of(word: str) -> tuple[str, Axis] | None:
    """Return the name and the range or list of a word; None for another word. Raises ProgramProblem."""
    return range_of(word) or list_of(word)


def range_of(word: str) -> tuple[str, Range] | None:
    """Return the name and the range of NAME=LOW..HIGH, which may end in /POINTS; None for another word.

    Raises ProgramProblem with the place of what is no number, and for a range without extent.
    """
    word = composed(word)
    match = re.fullmatch(_RANGE, word, re.DOTALL)
    if match is None:
        return None
    start, end, count = match.start(3), match.end(3), None
    if counted := re.fullmatch(_COUNTED, match[3], re.DOTALL | re.IGNORECASE):
        _require_alone(word, match, counted[1], counted[2])
        end = start + counted.end(1)
        count = _count(word, counted[2], (start + counted.start(2), start + counted.end(2)))
    elif (other := re.fullmatch(_UNCOUNTED, match[3], re.DOTALL)) and re.fullmatch(_ALONE, other[1]):
        place = (start + other.end(1), end)
        hint = f"write how many, as in x=0..10/101; a quotient is written ({match[3].strip()})"
        raise ProgramProblem("the number of points is a whole number", Source(word), place, hint=hint)
    low, high = constant_in(word, match.span(2)), constant_in(word, (start, end))
    if not low / 2 < high / 2:
        message = "the range runs backwards" if high < low else "the range has no extent"
        hint = f"write the smaller number first, as in {match[1]}=1..100"
        raise ProgramProblem(message, Source(word), (match.start(2), end), hint=hint)
    return canonical(match[1]), Range(low, high, count)


def list_of(word: str) -> tuple[str, list[float]] | None:
    """Return the name and the numbers of NAME=VALUE,VALUE; None for another word. Raises ProgramProblem."""
    word = composed(word)
    match = re.fullmatch(_LIST, word, re.DOTALL)
    if match is None or not is_value(word):
        return None
    places = [*_between_commas(match[2], match.start(2))]
    if len(places) < 2:
        return None
    found = [constant_in(word, place) for place in places]
    if len({*found}) < len(found):
        hint = "leave one out"
        raise ProgramProblem("a value stands twice in the list", Source(word), match.span(2), hint=hint)
    return canonical(match[1]), found


def constant_in(word: str, place: Place) -> float:
    """Return the constant that a part of a word holds. Raises ProgramProblem with its place."""
    start, end = place
    try:
        its = constant(Source(f"x={word[start:end]}"))
    except Problem:
        its = None
    if its is None or not isfinite(its.number):
        if not word[start:end].strip():
            message, place = "a number is missing", (max(start - 1, 0), end + 1)
        else:
            message = "this is no finite number"
        hint = "write a number or a constant expression, such as 1/3 or 2*pi"
        raise ProgramProblem(message, Source(word), place, hint=hint)
    return its.number


def through(axes: Mapping[str, Axis]) -> dict[str, list[float]]:
    """Return the points of all axes, by name. Raises ProgramProblem where their product is too large."""
    ranges = sum(isinstance(its, Range) for its in axes.values())
    count = _POINTS.get(ranges, _POINTS_OF_MORE)
    total = 1
    for its in axes.values():
        total *= (its.number or count) if isinstance(its, Range) else len(its)
    require_fewer(total, _MOST)
    return {name: its.points(count) if isinstance(its, Range) else its for name, its in axes.items()}


def require_fewer(total: int, most: int, otherwise: str = "") -> None:
    """Raise ProgramProblem for more points than ``most``; ``otherwise`` says what else there is to do."""
    if total > most:
        hint = f"write fewer points, as in x=0..10/101{otherwise}"
        raise ProgramProblem(f"these are {total:,} points, of {most:,} at most", hint=hint)


def require_apart(axes: Collection[str], values: Collection[str]) -> None:
    """Raise ProgramProblem for a name with a range, or a list, and a value."""
    if twice := next((name for name in axes if name in values), None):
        raise ProgramProblem(
            f"{quoted(twice)} has a value, and a range or a list of values", hint="leave one out"
        )


def _require_alone(word: str, match: "re.Match[str]", end: str, count: str) -> None:
    """Raise ProgramProblem for ``pi/2``: a quotient, or two points?"""
    if re.fullmatch(_ALONE, end, re.DOTALL):
        return
    before, end = f"{match[1]}={match[2]}..", end.strip()
    hint = f"a quotient is written {before}({end}/{count}), so many points {before}({end})/{count}"
    message = "this may be a quotient, or a number of points"
    raise ProgramProblem(message, Source(word), match.span(3), hint=hint)


def _count(word: str, text: str, place: Place) -> int:
    count = int(min(float(text), 10.0 * _MOST))
    if 2 <= count <= _MOST:
        return count
    message = "a range has two points or more" if count < 2 else f"a range has {_MOST:,} points at most"
    raise ProgramProblem(message, Source(word), place, hint="write how many, as in x=0..10/101")


def _between_commas(text: str, start: int) -> Sequence[Place]:
    """Return the places of what commas separate that stand in no brackets."""
    places, depth, begin = list[Place](), 0, start
    for place, sign in enumerate(text, start):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            places.append((begin, place))
            begin = place + 1
    return [*places, (begin, start + len(text))]
