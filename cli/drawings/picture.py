"""The graph as SVG or PNG, by the Graphviz that comes with pygraphviz."""

from backprop.cli.extras import extra

from . import dot
from .drawing import Drawing


def render(drawing: Drawing, digits: int, format_: str) -> bytes:
    """Return the picture. Raises Problem where pygraphviz is not installed."""
    pygraphviz = extra("pygraphviz", "pictures", "pictures")
    graph = pygraphviz.AGraph(string="\n".join(dot.write(drawing, digits)))
    picture = graph.draw(format=format_, prog="dot")
    assert isinstance(picture, bytes)
    return picture
