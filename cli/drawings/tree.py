"""The graph as a tree: the output first, its operands below, each node in full once."""

from collections import Counter

from rich.text import Text
from rich.tree import Tree

from backprop.cli import colours, terminal
from backprop.cli.terminal import Signs
from backprop.writing.digits import rounded

from . import Format
from .drawing import Drawing, Edge, Vertex


def _write(drawing: Drawing, digits: int) -> list[str]:
    """Yield the lines."""
    signs = terminal.signs()
    operands: dict[int, list[Edge]] = {}
    for edge in drawing.edges:
        operands.setdefault(edge.by, []).append(edge)
    uses = Counter(edge.of for edge in drawing.edges if edge.formula is not None)
    root = Tree(Text())
    shown: set[int] = set()
    waiting: list[tuple[Tree, int, Text]] = [(root, drawing.output, Text())]
    while waiting:
        branch, node, label = waiting.pop()
        branch.label = label
        vertex = drawing.vertices[node]
        if node in shown and (vertex.operation or node in uses):
            label.append(f"{vertex.text} (see above)", "dim")
            continue
        shown.add(node)
        label.append_text(_vertex(drawing, vertex, digits))
        if uses[node] > 1:
            label.append(f"   used {uses[node]} times", "dim")
        below = [
            (branch.add(Text()), edge.of, _edge(drawing, edge, signs, digits))
            for edge in operands.get(node, ())
        ]
        waiting += reversed(below)
    return terminal.drawn(root)


def _vertex(drawing: Drawing, vertex: Vertex, digits: int) -> Text:
    has_name = vertex.formula not in (None, vertex.text)
    label = Text(f"{vertex.text} = {vertex.formula}" if has_name else vertex.text, style="bold")
    styles = {"value": "", "gradient": _style(drawing.strength(vertex.gradient))}
    for title, number in vertex.numbers(digits).items():
        label.append(f"   {title} {number}", f"not bold {styles[title]}")
    return label


def _style(strength: float) -> str:
    """Return the style of a gradient: its colour, and bold for a large one."""
    colour = colours.of(strength)
    shade = f"color({colour.number})" if colour else ""
    return f"{shade} bold" if abs(strength) > 2 / 3 else shade


def _edge(drawing: Drawing, edge: Edge, signs: Signs, digits: int) -> Text:
    """Return the derivative that stands on an edge."""
    if edge.formula is None:
        return Text()
    by, of = drawing.vertices[edge.by].text, drawing.vertices[edge.of].text
    text = f"{signs.local(by, of)} = {edge.choice or edge.formula}"
    if edge.local is not None and not edge.choice and edge.formula != rounded(edge.local, digits):
        text += f" = {rounded(edge.local, digits)}"
    return Text(f"{text}:  ")


EXTENSIONS = [".txt"]
FORMAT = Format(_write, is_single=False)
