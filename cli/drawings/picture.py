"""The graph as SVG or PNG, by the Graphviz that comes with pygraphviz."""

from backprop.grammar.problem import Problem

from . import dot
from .drawing import Drawing


def render(drawing: Drawing, digits: int, format_: str) -> bytes:
    """Return the picture. Raises Problem where pygraphviz is not installed."""
    try:
        import pygraphviz
    except ImportError:
        raise Problem(
            "pictures need pygraphviz", hint="install it: pip install 'backprop-cli[pictures]'"
        ) from None
    graph = pygraphviz.AGraph(string="\n".join(dot.write(drawing, digits)))
    picture = graph.draw(format=format_, prog="dot")
    assert isinstance(picture, bytes)
    return picture
