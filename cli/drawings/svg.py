"""The graph as SVG, for pages and slides, by the Graphviz that comes with pygraphviz."""

import html

from backprop.grammar.problem import Problem
from backprop.writing.extras import extra

from . import Format, dot
from .drawing import Drawing

_LONGEST = 20_000
_LONGEST_NAME = 2_000
_SHORTER = "choose a shorter one, or --format tree"
_MOST_EDGES = 5_000


def picture(format_: str) -> Format:
    """Return a format of Graphviz for pictures."""
    return Format(lambda drawing, digits: render(drawing, digits, format_), remark=remark)


def remark(drawing: Drawing) -> str | None:
    """Say where the layout is less than the best."""
    if dot.is_quick(drawing):
        return "the graph is large, so it is laid out quickly: lines are straight, and may cross nodes"
    return None


def render(
    drawing: Drawing,
    digits: int,
    format_: str,
    *,
    instead: str = "--format dot",
    direction: str = "LR",
    is_live: bool = False,
) -> bytes:
    """Return the picture. Raises Problem where pygraphviz is not installed, or the graph is too large.

    ``instead`` is the option to choose then; the others are those of `dot.write`.
    """
    pygraphviz = extra("pygraphviz", "pictures", "pictures")
    if drawing.length() > _LONGEST or len(drawing.edges) > _MOST_EDGES:
        size = f"{len(drawing.vertices):,} nodes and {len(drawing.edges):,} edges"
        raise Problem(
            f"a graph of {size} is too large for a picture",
            hint=f"choose a part of it with --of or --wrt, or {instead}",
        )
    if any(len(html.escape(vertex.text)) > _LONGEST_NAME for vertex in drawing.vertices.values()):
        raise Problem(f"a name has at most {_LONGEST_NAME:,} letters in a picture", hint=_SHORTER)
    lines = dot.write(drawing, digits, direction=direction, is_live=is_live)
    graph = pygraphviz.AGraph(string="\n".join(lines))
    drawn = graph.draw(format=format_, prog="dot")
    assert isinstance(drawn, bytes)
    return drawn


FORMAT = picture("svg")
