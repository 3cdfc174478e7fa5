"""Plain: the cells alone, exact, separated by tabs, for `read` in a shell."""

from collections.abc import Iterator

from backprop.cli.views import HasCells

from . import Format
from .csv import exact


def _write(shown: HasCells, _: int) -> Iterator[str]:
    yield from ("\t".join(map(exact, row)) for row in shown.cells())


FORMAT = Format("cells", _write, is_exact=True)
