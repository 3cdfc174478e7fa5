"""The graph for Graphviz: a box for each node, and an arrow from each operand, which its gradient colours."""

import html
import re
from collections.abc import Iterator

from . import Format
from .drawing import NEUTRAL, Drawing, Edge, Vertex, line

_FAR = 500
_MANY = 1_000
_QUICK = ", splines=line, nslimit=0.1, mclimit=0.1"
"""Straight lines, and less than the best places: Graphviz takes minutes to bend lines around 30 nodes."""

_FONT = 'fontname="Helvetica,Arial,sans-serif"'
_INK, _PALE = "#1f2430", "#4a505c"
_LONGEST = 32
"""Letters of an expression in a box; a longer one goes by its operation."""

_ROOM = 88
"""Points for a number that changes."""


def write(drawing: Drawing, digits: int, *, direction: str = "LR", is_live: bool = False) -> Iterator[str]:
    """Yield the lines. A graph that ``is_live`` has room for other numbers."""
    yield f"digraph {_quoted(drawing.vertices[drawing.output].text)} {{"
    spaces = "nodesep=0.25, ranksep=0.3" if direction == "LR" else "nodesep=0.3, ranksep=0.35"
    quick = _QUICK if is_quick(drawing) else ""
    yield f"  graph [rankdir={direction}, bgcolor=transparent, {spaces}{quick}, {_FONT}]"
    yield f'  node [shape=plain, fontsize=13, fontcolor="{_INK}", {_FONT}]'
    yield f'  edge [fontsize=11, fontcolor="{NEUTRAL}", arrowsize=0.7, {_FONT}]'
    for vertex in drawing.vertices.values():
        table = _table(drawing, vertex, digits, _ROOM if is_live else 0)
        yield f'  n{vertex.node} [id="n{vertex.node}", label=<{table}>]'
    for edge in drawing.edges:
        yield f"  n{edge.of} -> n{edge.by} [{_arrow(drawing, edge, digits, is_live=is_live)}]"
    yield "}"


def is_quick(drawing: Drawing) -> bool:
    """Tell whether Graphviz is told to look for less than the best layout.

    What takes its time is edges past many nodes.
    """
    return drawing.length() - len(drawing.edges) > _FAR or len(drawing.edges) > _MANY


def _table(drawing: Drawing, vertex: Vertex, digits: int, room: int) -> str:
    """Return a box, as one of Graphviz's own tables: what the node is, its value, its gradient."""
    head = f"<b>{_escaped(vertex.text)}</b>"
    if vertex.formula not in (None, vertex.text):
        formula = vertex.formula or ""
        head += f" = {_escaped(formula if len(formula) <= _LONGEST else f'{vertex.operation}(…)')}"
    width = f' width="{room}"' if room else ""
    rows = [f'<tr><td colspan="2">{head}</td></tr>']
    for title, number in vertex.numbers(digits).items():
        shown = f"<b>{number}</b>" if title == "gradient" else number
        label = f'<td align="left"><font color="{_PALE}" point-size="11">{title}</font></td>'
        rows.append(f'<tr>{label}<td align="right"{width}>{shown}</td></tr>')
    return (
        f'<table border="{0 if vertex.gradient is None and vertex.value is not None else 1}" style="rounded" '
        f'cellborder="0" cellspacing="0" cellpadding="3" '
        f'bgcolor="{drawing.fill(vertex)}" color="{drawing.outline(vertex)}">{"".join(rows)}</table>'
    )


def _arrow(drawing: Drawing, edge: Edge, digits: int, *, is_live: bool) -> str:
    """Return how an edge looks: the larger what flows back along it, the thicker, and dashed below 0."""
    strength = drawing.strength(edge.product)
    label = drawing.label(edge, digits)
    looks = {
        "id": f"e{edge.by}_{edge.position}",
        "label": f" {label.ljust(len(label) + 6) if is_live else label} \n " if label else "",
        "color": line(strength),
        "penwidth": f"{1 + 2 * abs(strength):.2g}",
        "style": "dashed" if strength < 0 else "solid",
    }
    return ", ".join(f"{name}={_label(text)}" for name, text in looks.items())


def _escaped(text: str) -> str:
    return _literally(html.escape(text))


def _label(text: str) -> str:
    """Return a text as a label, where entities are characters."""
    escaped = _literally(text.replace("&", "&amp;")).replace('"', '\\"').replace("\n", "\\n")
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
