"""The lesson as Markdown, with LaTeX that GitHub and Jupyter set."""

from collections.abc import Iterator

from backprop.cli.formats.markdown import escaped, row
from backprop.writing.lessons.lesson import Lesson
from backprop.writing.mathematics import texts_replaced
from backprop.writing.result import Result

from .mathematics import Latex
from .outline import Equation, Heading, Sentence, heading, outline

EXTENSIONS = [".md"]

_TWINS = str.maketrans({"_": "ˍ", **{sign: chr(ord(sign) + 0xFEE0) for sign in "\\`*~^|<>[]{}#%&$"}})
"""Look-alikes for names in mathematics: the low macron, and the full-width forms of other signs.

No way of writing the signs themselves is read alike by MathJax, which knows no commands in
``\\text``, by KaTeX, which insists on them there, and by GitHub, which unescapes them before either.
"""


def write(lesson: Lesson, of: Result | str, digits: int) -> Iterator[str]:
    """Yield the lines."""
    mathematics = Latex(digits, lambda text: f"${_set(text)}$", escaped)
    blocks = outline(lesson, heading(of, digits), mathematics)
    for block in blocks:
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {block.text}"
        elif isinstance(block, Sentence):
            yield block.text
        elif isinstance(block, Equation):
            yield from ("$$", _set(block.text), "$$")
        else:
            yield row(block.header)
            yield row(["---"] * len(block.header))
            yield from map(row, block.rows)
        yield ""


def _set(mathematics: str) -> str:
    """Keep Markdown from mathematics: between ``}`` and ``{`` it takes an underscore for emphasis."""
    return texts_replaced(mathematics, lambda name: name.translate(_TWINS)).replace("}_{", "}_ {")
