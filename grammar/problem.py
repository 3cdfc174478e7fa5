"""What can be wrong with a program or a calculation: data that the command line draws."""

from typing import NamedTuple

UNKNOWN_LINE = 0

Place = tuple[int, int]
"""The first offset into a text and the first one after it."""


Mistake = tuple[str, Place, str]
"""One clear sentence, its place, and what to do."""


class Source(NamedTuple):
    """The text of a program or a value.

    name  its file, if it came from one
    line  the number of its first line there, if it is only a part; `UNKNOWN_LINE` if unknown
    """

    text: str
    name: str | None = None
    line: int | None = None


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
