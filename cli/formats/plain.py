"""Plain: the cells alone, exact, separated by tabs, for `read` in a shell."""

from . import Format, exact

FORMAT = Format(
    "cells", lambda shown, _: ("\t".join(map(exact, row)) for row in shown.cells()), is_exact=True
)
