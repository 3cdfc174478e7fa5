"""What can be wrong with a program or a calculation: data that the command line draws."""

from collections.abc import Sequence
from typing import NamedTuple

UNKNOWN_LINE = 0

Place = tuple[int, int]
"""The first offset into a text and the first one after it."""


Mistake = tuple[str, Place, str]
"""One clear sentence, its place, and what to do."""


class Origin(NamedTuple):
    """The text that a program was translated from: where each of its pieces came from.

    starts  their offsets in the program, in order
    places  their places in this text
    """

    text: str
    starts: Sequence[int]
    places: Sequence[Place]

    def place(self, place: Place) -> Place:
        """Return where a place of the program came from."""
        from bisect import bisect_right

        first = max(bisect_right(self.starts, place[0]) - 1, 0)
        last = max(bisect_right(self.starts, place[1] - 1) - 1, first)
        found = self.places[first : last + 1]
        return min(start for start, _ in found), max(end for _, end in found)


class Source(NamedTuple):
    """The text of a program or a value.

    name    its file, if it came from one
    line    the number of its first line there, if it is only a part; `UNKNOWN_LINE` if unknown
    origin  the text that its writer sees, if that is another one
    """

    text: str
    name: str | None = None
    line: int | None = None
    origin: Origin | None = None

    def seen(self, places: Sequence[Place]) -> "tuple[Source, Sequence[Place]]":
        """Return the text that its writer sees, and places in it."""
        if self.origin is None:
            return self, places
        return Source(self.origin.text, self.name, self.line), [self.origin.place(place) for place in places]


class Problem(Exception):
    """One clear sentence, the places it is about, and what to do."""

    def __init__(
        self, message: str, source: Source | None = None, *places: Place, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.places = places
        self.hint = hint


class ProgramProblem(Problem):
    """The program cannot be read, or does not fit the values it was given."""


class UnknownFunction(ProgramProblem):
    """The program calls a function that is not there."""


class CalculationProblem(Problem):
    """The program was read, but a value or a derivative is undefined."""
