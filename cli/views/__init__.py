"""What the commands have to show: a module and a class for each, whose methods are views of it.

table(digits, signs)  a `Table`, for people
records()             `Records`: columns under names, exact
cells()               rows of what a shell reads, exact, without names
variables()           the names that make a variable of a shell, and its value, exact
documents()           lines of strict JSON, an object on each, exact
equations(digits)     lines of LaTeX

A format takes one view. What a class does not offer, its command refuses.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What a line of a table is about, which its weight shows.

    A minor input has no weight, and no colour either.
    """

    OUTPUT = auto()
    NODE = auto()
    INPUT = auto()
    MINOR = auto()
    SECTION = auto()
    ENTRY = auto()
    FACT = auto()


class Column(NamedTuple):
    """A column of a table.

    right   whether it is set flush right, as numbers are
    folds   whether it is running text, which folds at blanks in a narrow terminal
    below   what introduces its cells where they stand below their line, for the terminal is too narrow;
            None where they never do
    signed  whether its numbers are derivatives, which their sign colours
    bold    the kinds of lines whose cells are bold here; those of the first column are by themselves
    """

    heading: str
    right: bool = False
    folds: bool = False
    below: str | None = None
    signed: bool = False
    bold: Sequence[Kind] = ()


class Line(NamedTuple):
    """A line of a table. A line without a first cell goes on with the one before."""

    kind: Kind
    cells: Sequence[str]


class Table(NamedTuple):
    """A table for people.

    title     a line above, or nothing
    footer    lines below
    ruled     whether a rule stands below the headings
    indent    the blanks in front of every line
    gap       the blanks between columns; 2 where more are no room for
    narrower  gives the same, as it is shown where there is no room for this; the last one gives way
              by the columns that may stand below their lines
    splits    whether its columns may then stand in several blocks, one below the other
    answer    gives what is wanted of it in the end, which a table longer than the screen ends with
    """

    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    footer: Sequence[str] = ()
    ruled: bool = True
    indent: int = 2
    gap: int = 3
    narrower: "Callable[[], Table] | None" = None
    splits: bool = False
    answer: "Callable[[], Table] | None" = None


class Records(NamedTuple):
    """Rows under the names of columns. Numbers are exact; None is a missing one."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
