r"""LaTeX: equations or a table, for amsmath or KaTeX."""

from . import Format

FORMAT = Format("equations", lambda shown, digits: shown.equations(digits), between=[""])
