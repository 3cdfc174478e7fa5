"""The lesson as Markdown, with LaTeX that GitHub and Jupyter set."""

from collections.abc import Iterable, Iterator, Sequence

from .latex import Latex
from .outline import Block, Equation, Heading, Sentence


def mathematics(digits: int) -> Latex:
    """Return the mathematics of this format."""
    return Latex(digits, lambda text: f"${text}$", _escaped)


def write(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines."""
    for block in blocks:
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {block.text}"
        elif isinstance(block, Sentence):
            yield block.text
        elif isinstance(block, Equation):
            yield from ("$$", block.text, "$$")
        else:
            yield _row(block.header)
            yield _row(["---"] * len(block.header))
            yield from map(_row, block.rows)
        yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Keep what Markdown would take for its own: emphasis, code, columns, HTML, mathematics."""
    return "".join(f"\\{character}" if character in "\\`*_|<$" else character for character in text)
