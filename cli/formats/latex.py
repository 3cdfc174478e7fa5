r"""LaTeX: equations or a table, for amsmath or KaTeX."""

from . import Format

EXTENSIONS = [".tex"]
FORMAT = Format("equations", lambda shown, digits: shown.equations(digits), between=[""])
