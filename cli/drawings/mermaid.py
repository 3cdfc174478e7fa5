"""The graph as a Mermaid flowchart, which GitHub draws."""

import re
from collections.abc import Iterator

from backprop.writing.digits import rounded

from . import Format
from .colours import fill
from .drawing import Drawing, Vertex

_MOST_EDGES = 500


def _write(drawing: Drawing, digits: int) -> Iterator[str]:
    """Yield the lines."""
    yield "flowchart LR"
    for vertex in drawing.vertices.values():
        yield f'  n{vertex.node}["{_text(vertex, digits)}"]'
        if vertex.operation:
            yield f'  o{vertex.node}(("{_escaped(vertex.operation)}"))'
            yield f"  o{vertex.node} --> n{vertex.node}"
    for edge in drawing.edges:
        label = _escaped(drawing.label(edge, digits))
        arrow = f'-- "{label}" -->' if label else "-->"
        yield f"  n{edge.of} {arrow} o{edge.by}"
    for vertex in drawing.vertices.values():
        if vertex.gradient is not None:
            strength = drawing.strength(vertex)
            stroke = f"stroke:#333,stroke-width:{1 + round(3 * abs(strength))}px"
            yield f"  style n{vertex.node} fill:{fill(strength)},{stroke},color:#000"


def _text(vertex: Vertex, digits: int) -> str:
    lines = [_escaped(vertex.text)]
    if vertex.value is not None:
        lines.append(f"value {vertex.shown_value(digits)}")
    if vertex.gradient is not None:
        lines.append(f"gradient {rounded(vertex.gradient, digits)}")
    return "<br/>".join(lines)


def _escaped(text: str) -> str:
    """Write what Mermaid could take for its own as character codes."""
    return re.sub(r"[^\w ∂/=+.,()-]", lambda found: f"#{ord(found[0])};", text)


def _remark(drawing: Drawing) -> str | None:
    if len(drawing.edges) + len(drawing.vertices) > _MOST_EDGES:
        return (
            f"Mermaid draws no more than {_MOST_EDGES} arrows unless it is told to; --format svg holds more"
        )
    return None


FORMAT = Format([".mmd", ".mermaid"], _write, remark=_remark)
