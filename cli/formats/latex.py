r"""LaTeX: equations or a table, for amsmath or KaTeX."""

from collections.abc import Iterable

from backprop.cli.views import HasEquations

from . import Format


def _write(shown: HasEquations, digits: int) -> Iterable[str]:
    return shown.equations(digits)


FORMAT = Format("equations", _write, between=[""])
