"""Charts of letters, for a terminal: curves in dots of braille, maps in shades."""

from backprop.cli import terminal

_COLUMNS = 80
_ROWS_OF_A_PANEL = 9
"""Where there is no terminal."""

_LEAST_COLUMNS, _MOST_COLUMNS = 24, 160
_LEAST_ROWS, _MOST_ROWS = 5, 18
_AROUND = 8
"""The lines beside two panels: titles, axes, the line of the shell."""


def size_of_map(more: int = 0) -> tuple[int, int]:
    """Return the columns and the rows of a map, with so many lines below it."""
    columns, rows = size_of_curves(more)
    return columns, 2 * rows


def size_of_curves(more: int = 0) -> tuple[int, int]:
    """Return the columns of a chart, and the rows of each of two panels, with so many lines below them."""
    if not terminal.is_terminal("stdout"):
        return _COLUMNS, _ROWS_OF_A_PANEL
    columns, lines = terminal.size()
    rows = (lines - _AROUND - more) // 2
    return min(max(columns, _LEAST_COLUMNS), _MOST_COLUMNS), min(max(rows, _LEAST_ROWS), _MOST_ROWS)
