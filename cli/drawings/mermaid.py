"""The graph as a Mermaid flowchart, which GitHub draws."""

import re
from collections.abc import Iterator

from . import Format
from .drawing import Drawing

_MOST_EDGES = 500


def _write(drawing: Drawing, digits: int) -> Iterator[str]:
    """Yield the lines."""
    yield "flowchart LR"
    for vertex in drawing.vertices.values():
        lines = [_escaped(vertex.text), *map(" ".join, vertex.numbers(digits).items())]
        yield f'  n{vertex.node}["{"<br/>".join(lines)}"]'
        if vertex.operation:
            yield f'  o{vertex.node}(("{_escaped(vertex.operation)}"))'
            yield f"  o{vertex.node} --> n{vertex.node}"
    for edge in drawing.edges:
        label = _escaped(drawing.label(edge, digits))
        arrow = f'-- "{label}" -->' if label else "-->"
        yield f"  n{edge.of} {arrow} o{edge.by}"
    for vertex in drawing.vertices.values():
        if vertex.gradient is not None:
            stroke = f"stroke:{drawing.outline(vertex)},stroke-width:2px"
            yield f"  style n{vertex.node} fill:{drawing.fill(vertex)},{stroke},color:#000"


def _escaped(text: str) -> str:
    """Write what Mermaid could take for its own as character codes."""
    return re.sub(r"[^\w ∂/=+.,()-]", lambda found: f"#{ord(found[0])};", text)


def _remark(drawing: Drawing) -> str | None:
    if len(drawing.edges) + len(drawing.vertices) > _MOST_EDGES:
        return (
            f"Mermaid draws no more than {_MOST_EDGES} arrows unless it is told to; --format svg holds more"
        )
    return None


EXTENSIONS = [".mmd"]
FORMAT = Format(_write, remark=_remark)
