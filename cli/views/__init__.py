"""What the commands have to show, in a module for each; here the views that it may offer.

A format takes one view; a command whose results do not offer that view is refused.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple, Protocol

from backprop.cli.terminal import Signs


class Kind(Enum):
    """What a line of a table is about, which its colour shows."""

    OUTPUT = auto()
    NODE = auto()
    INPUT = auto()
    SECTION = auto()
    ENTRY = auto()
    FACT = auto()


class Column(NamedTuple):
    """A column of a table.

    right     whether it is set flush right, as numbers are
    fold      where a cell folds in a narrow terminal: in front of its last " = ", or at any " "; "" nowhere
    label     what introduces a cell where a terminal is too narrow for columns; "" is the heading
    coloured  the kinds of lines that colour its cells; all colour those of the first column
    """

    heading: str
    right: bool = False
    fold: str = ""
    label: str = ""
    coloured: Sequence[Kind] = ()


class Line(NamedTuple):
    """A line of a table. A line without a first cell goes on with the one before."""

    kind: Kind
    cells: Sequence[str]


class Table(NamedTuple):
    """A table for people.

    title   a line above, or nothing
    footer  lines below
    ruled   whether a rule stands below the headings
    indent  the blanks in front of every line
    gap     the blanks between columns
    """

    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    footer: Sequence[str] = ()
    ruled: bool = True
    indent: int = 2
    gap: int = 3


class Records(NamedTuple):
    """Rows under the names of columns. Numbers are exact; None is a missing one."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


class HasTable(Protocol):
    """For people."""

    def table(self, digits: int, signs: Signs) -> Table:
        """Offer it with so many significant digits."""


class HasRecords(Protocol):
    """For programs."""

    def records(self) -> Records:
        """Offer columns with names, exact."""


class HasCells(Protocol):
    """For a shell."""

    def cells(self) -> Iterable[Sequence[object]]:
        """Offer rows of cells without names, exact."""


class HasDocuments(Protocol):
    """For programs."""

    def documents(self) -> Iterable[str]:
        """Offer lines of JSON, an object on each, exact."""


class HasEquations(Protocol):
    """For people who write LaTeX."""

    def equations(self, digits: int) -> Iterable[str]:
        """Offer lines of LaTeX with so many significant digits."""
