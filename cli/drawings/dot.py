"""The graph for Graphviz: a box for each node, a circle for each operation between."""

import html
import re
from collections.abc import Iterator

from . import Format
from .drawing import Drawing, Vertex

_FAR = 500
_MANY = 1_000
_QUICK = ", splines=line, nslimit=0.1, mclimit=0.1"
"""Straight lines, and less than the best places: Graphviz takes minutes to bend lines around 30 nodes."""

_FONT = 'fontname="Helvetica,Arial,sans-serif"'


def write(drawing: Drawing, digits: int) -> Iterator[str]:
    """Yield the lines."""
    yield f"digraph {_quoted(drawing.vertices[drawing.output].text)} {{"
    yield f"  graph [rankdir=LR{_QUICK if is_quick(drawing) else ''}, {_FONT}]"
    yield f"  node [shape=plain, {_FONT}]"
    yield f"  edge [fontsize=10, {_FONT}]"
    for vertex in drawing.vertices.values():
        yield f'  n{vertex.node} [id="n{vertex.node}", label=<{_table(drawing, vertex, digits)}>]'
        if vertex.operation:
            yield f"  o{vertex.node} [shape=circle, margin=0.03, label={_label(vertex.operation)}]"
            yield f"  o{vertex.node} -> n{vertex.node}"
    for edge in drawing.edges:
        yield f"  n{edge.of} -> o{edge.by} [label={_label(drawing.label(edge, digits))}]"
    yield "}"


def is_quick(drawing: Drawing) -> bool:
    """Tell whether Graphviz is told to look for less than the best layout.

    What takes its time is edges past many nodes.
    """
    return drawing.length() - len(drawing.edges) > _FAR or len(drawing.edges) > _MANY


def _table(drawing: Drawing, vertex: Vertex, digits: int) -> str:
    """Return the cells of a node, in Graphviz's own tables: its name, its value, its gradient."""
    cells = [f"<b>{_literally(html.escape(vertex.text))}</b>", *map(" ".join, vertex.numbers(digits).items())]
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in cells)
    return (
        f'<table border="{drawing.border(vertex)}" cellborder="0" cellspacing="0" cellpadding="2" '
        f'bgcolor="{drawing.fill(vertex)}">{rows}</table>'
    )


def _label(text: str) -> str:
    """Return a text as a label, where entities are characters."""
    escaped = _literally(text.replace("&", "&amp;")).replace('"', '\\"')
    return f'"{escaped}"'


def _literally(text: str) -> str:
    r"""Return a text in which \N is no name of a node, nor \n the end of a line."""
    return text.replace("\\", r"\\")


def _quoted(name: str) -> str:
    """Return the name of the graph. Backslashes mean nothing here, but before a quotation mark."""
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', name.replace("&", "&amp;"))
    return f'"{escaped}"'


EXTENSIONS = [".dot", ".gv"]
FORMAT = Format(write)
