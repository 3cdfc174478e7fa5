"""What the commands have to show: a module and a class for each, whose methods are views of it.

table(digits, signs)  a `Table`, for people
records()             `Records`: columns under names, exact
cells()               rows of what a shell reads, exact, without names
documents()           lines of strict JSON, an object on each, exact
equations(digits)     lines of LaTeX

A format takes one view. What a class does not offer, its command refuses.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple


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
