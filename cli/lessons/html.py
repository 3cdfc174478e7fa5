"""The lesson as one page of HTML that loads nothing.

Browsers draw the MathML themselves; a button steps through the backward pass, node by node.
"""

import html
import os
import re
from collections.abc import Iterator, Sequence
from string import Template
from typing import Any

from backprop.cli import colours
from backprop.cli.colours import Colour
from backprop.cli.diagnostics import note
from backprop.cli.drawings import svg
from backprop.cli.drawings.drawing import drawn
from backprop.cli.views.statement import title
from backprop.writing.extras import extra
from backprop.writing.lessons.lesson import Lesson
from backprop.writing.mathematics import texts_replaced
from backprop.writing.result import Result

from .mathematics import Latex
from .outline import Block, DataTable, Equation, Heading, Sentence, outline

EXTENSIONS = [".htm"]

_PAGE = os.path.join(os.path.dirname(__file__), "page.html")
_HIDDEN = "\ue000"
_WIDTH = re.compile(r'<svg width="([0-9.]+)pt"')
_WIDEST = 1200
"""Up to so many points a graph can still be read when it is scaled to the page."""

_INLINE = re.compile("\x02(.*?)\x03", re.DOTALL)
"""Mathematics in running text stands between these two characters, which no program holds."""


def write(lesson: Lesson, result: Result, digits: int) -> Iterator[str]:
    """Yield the lines of the page."""
    converter = extra("latex2mathml.converter", "pages of HTML", "pictures")
    heading, drawing = title(result, digits), drawn(result)
    blocks = outline(lesson, heading, Latex(digits, lambda text: f"\x02{text}\x03", html.escape))
    graph = svg.render(drawing, digits, "svg", instead="--format markdown").decode()
    if remark := svg.remark(drawing):
        note(remark)
    ids = {vertex.text: f"n{vertex.node}" for vertex in drawing.vertices.values()}
    parts = [_element(block, converter, ids) for block in blocks]
    with open(_PAGE, encoding="utf-8") as file:
        page = Template(file.read())
    width = _WIDTH.search(graph)
    yield page.substitute(
        title=html.escape(heading),
        opening="\n".join(parts[:2]),
        graph=graph[graph.index("<svg") :],
        rises=Colour.RISES.hexadecimal,
        falls=Colour.FALLS.hexadecimal,
        fit="fits" if width and float(width[1]) <= _WIDEST else "scrolls",
        body=_sections(parts[2:]),
    )


def _sections(parts: Sequence[str]) -> str:
    """Close every section before the next heading."""
    lines: list[str] = []
    is_open = False
    for part in parts:
        if part.startswith(("<section", "<h2")):
            lines += ["</section>"] * is_open
            is_open = part.startswith("<section")
        lines.append(part)
    return "\n".join(lines)


def _element(block: Block, converter: Any, ids: dict[str, str]) -> str:
    if isinstance(block, Heading):
        heading = f"<h{block.level}>{_text(block.text, converter)}</h{block.level}>"
        if block.node is not None:
            return f'<section data-node="{ids[block.node]}">{heading}'
        return heading
    if isinstance(block, Sentence):
        return f"<p>{_text(block.text, converter)}</p>"
    if isinstance(block, Equation):
        return f'<div class="equation">{_mathml(block.text, converter, "block")}</div>'
    return _table(block, converter)


def _text(text: str, converter: Any) -> str:
    return _INLINE.sub(lambda found: _mathml(found[1], converter, "inline"), text)


def _mathml(text: str, converter: Any, display: str) -> str:
    """Set mathematics. Names that are words go past the converter, which would not escape them."""
    names: list[str] = []

    def hidden(name: str) -> str:
        names.append(html.escape(name).replace(" ", "&nbsp;"))
        return f"{_HIDDEN}{len(names) - 1}{_HIDDEN}"

    found = converter.convert(texts_replaced(text, hidden), display=display)
    return re.sub(f"{_HIDDEN}(\\d+){_HIDDEN}", lambda number: names[int(number[1])], found)


def _table(table: DataTable, converter: Any) -> str:
    head = "".join(f"<th>{_text(cell, converter)}</th>" for cell in table.header)
    rows = [
        "".join(
            f"<td{_class(table, place, cell)}>{_text(cell, converter)}</td>" for place, cell in enumerate(row)
        )
        for row in table.rows
    ]
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _class(table: DataTable, place: int, cell: str) -> str:
    """Return what gives a derivative the colour of its sign."""
    colour = colours.of_text(cell.strip("\x02\x03")) if place == table.signed else None
    return f' class="{colour.name.lower()}"' if colour else ""
