"""The lesson as Markdown, with LaTeX that GitHub and Jupyter set."""

from collections.abc import Iterable, Iterator, Sequence

from backprop.cli.formats.markdown import escaped
from backprop.writing.mathematics import texts_replaced

from .mathematics import Latex
from .outline import Block, Equation, Heading, Sentence

_TWINS = str.maketrans({"_": "ˍ", **{sign: chr(ord(sign) + 0xFEE0) for sign in "\\`*~^|<>[]{}#%&$"}})
"""Look-alikes for names in mathematics: the low macron, and the full-width forms of other signs.

No way of writing the signs themselves is read alike by MathJax, which knows no commands in
``\\text``, by KaTeX, which insists on them there, and by GitHub, which unescapes them before either.
"""


def mathematics(digits: int) -> Latex:
    """Return the mathematics of this format."""
    return Latex(digits, lambda text: f"${_set(text)}$", escaped)


def write(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines."""
    for block in blocks:
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {block.text}"
        elif isinstance(block, Sentence):
            yield block.text
        elif isinstance(block, Equation):
            yield from ("$$", _set(block.text), "$$")
        else:
            yield _row(block.header)
            yield _row(["---"] * len(block.header))
            yield from map(_row, block.rows)
        yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _set(mathematics: str) -> str:
    """Keep Markdown from mathematics: between ``}`` and ``{`` it takes an underscore for emphasis."""
    return texts_replaced(mathematics, lambda name: name.translate(_TWINS)).replace("}_{", "}_ {")
