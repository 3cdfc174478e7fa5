"""The lesson as one page of HTML that loads nothing.

Browsers draw the MathML themselves. The folder ``page`` holds the page, its looks, and the scripts that
tell the story and compute the numbers anew.
"""

import html
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from string import Template
from typing import Any

from backprop.cli import colours
from backprop.cli.diagnostics import note
from backprop.cli.drawings import svg
from backprop.cli.drawings.drawing import Drawing, Vertex, drawn
from backprop.cli.views.statement import title
from backprop.grammar.problem import Problem
from backprop.writing.digits import rounded
from backprop.writing.extras import extra
from backprop.writing.lessons.lesson import Lesson, Number
from backprop.writing.lessons.quantity import Quantity
from backprop.writing.mathematics import texts_replaced
from backprop.writing.result import Result

from . import story
from .mathematics import Latex
from .outline import Block, DataTable, Equation, Heading, Sentence, outline

EXTENSIONS = [".htm"]

_FOLDER = os.path.join(os.path.dirname(__file__), "page")
_HIDDEN = "\ue000"
_LIVE = "\ue001"
_GRAPH_DIGITS = 4

_ENDINGS = ("The gradient", "What has been done", "The uncertainty")
"""The headings of what is shown once the story is told."""

_HERE = ' class="here"'
"""What holds at the values of the lesson alone."""

_INLINE = re.compile("\x02(.*?)\x03", re.DOTALL)
"""Mathematics in running text stands between these two characters, which no program holds."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class _Mathematics(Latex):
    """Numbers that the page computes anew stand in texts, which say whose they are."""

    def number(self, value: Number) -> str:
        return _live(value, self.digits, "") if isinstance(value, Quantity) else super().number(value)

    def factor(self, value: Number) -> str:
        if isinstance(value, Quantity):
            return _live(value, self.digits, " data-factor")
        return super().factor(value)


def write(lesson: Lesson, result: Result | str, digits: int) -> Iterator[str]:
    """Yield the lines of the page. Raises Problem without values."""
    if isinstance(result, str):
        given = " ".join(f"{its.name}=1" for its in lesson.inputs_forward)
        raise Problem("a page begins with values", hint=f"give some, as in {given}; its sliders change them")
    converter = extra("latex2mathml.converter", "pages of HTML", "pictures")
    heading, drawing = title(result, digits), drawn(result)
    mathematics = _Mathematics(digits, lambda text: f"\x02{text}\x03", html.escape)
    blocks = [*outline(lesson, heading, mathematics)]
    start = next((place for place, block in enumerate(blocks) if _level(block) == 2), len(blocks))
    wide, tall = _graph(drawing, digits, "LR", "wide"), _graph(drawing, digits, "TB", "tall")
    if remark := svg.remark(drawing):
        note(remark)
    told = story.of(result, drawing, digits, min(digits, _GRAPH_DIGITS))
    if told.problem:
        note(f"{told.problem}, so the values of this page cannot be moved")
    names = {node: html.escape(_equation(vertex)) for node, vertex in drawing.vertices.items()}
    values = result.calculation.values
    given = ", ".join(f"{its.name} = {rounded(values[its.node], digits)}" for its in lesson.inputs_forward)
    yield Template(_part("page.html")).substitute(
        title=html.escape(heading),
        style=_part("page.css"),
        headline=_headline(result, heading, digits),
        opening="\n".join(_element(block, converter) for block in blocks[1:start]),
        wide=wide,
        tall=tall,
        output=html.escape(lesson.output.text),
        values=html.escape(given),
        body="\n".join(_sections(blocks[start:], converter, names)),
        data=told.data,
        trace=told.trace or "null",
        live=_part("live.js"),
        script=_part("page.js"),
    )


def _part(name: str) -> str:
    with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
        return file.read().rstrip()


def _graph(drawing: Drawing, digits: int, direction: str, name: str) -> str:
    """Return the graph as an element of the page, whose parts are told by ``data-id``."""
    found = svg.render(
        drawing,
        min(digits, _GRAPH_DIGITS),
        "svg",
        instead="--format markdown",
        direction=direction,
        is_live=True,
    ).decode()
    found = re.sub(r"<title>.*?</title>\n|<!--.*?-->\n", "", found[found.index("<svg") :], flags=re.DOTALL)
    label = html.escape(f"Graph of {drawing.vertices[drawing.output].text}")
    looks = f'class="{name}" role="group" aria-label="{label}"'
    found = re.sub(r'width="[0-9.]+pt" height="[0-9.]+pt"', lambda _: looks, found, count=1)
    return found.replace(' id="', ' data-id="').replace(' xml:space="preserve"', "")


def _equation(vertex: Vertex) -> str:
    return vertex.text if vertex.formula in (None, vertex.text) else f"{vertex.text} = {vertex.formula}"


def _headline(result: Result, heading: str, digits: int) -> str:
    """Return the title, whose number follows the values."""
    value = rounded(result.value, digits)
    if result.uncertainty is not None or not heading.endswith(f"= {value}"):
        return f"<h1{_HERE}>{html.escape(heading)}</h1>"
    number = _number(_LIVE.join(("", "value", str(result.output), "", value)), "span")
    return f"<h1>{html.escape(heading.removesuffix(value))}{number}</h1>"


def _level(block: Block) -> int:
    return block.level if isinstance(block, Heading) else 0


def _sections(blocks: Sequence[Block], converter: Any, names: Mapping[int, str]) -> Iterator[str]:
    """Yield the elements, those of a node and those of the end in sections that are shown in their turn.

    ``names`` holds by node what a heading says where mathematics is not read out.
    """
    is_open = False
    for block in blocks:
        if isinstance(block, Heading):
            if is_open:
                yield "</section>"
            is_ending = block.level == 2 and block.text in _ENDINGS
            is_open = is_ending or block.node is not None
            if is_open:
                yield "<section data-ending>" if is_ending else f'<section data-node="{block.node}">'
        yield _element(block, converter, names)
    if is_open:
        yield "</section>"


def _element(block: Block, converter: Any, names: Mapping[int, str] = {}) -> str:
    if isinstance(block, Heading):
        said = f' aria-label="{names[block.node]}"' if block.node is not None else ""
        return f"<h{block.level}{said}>{_text(block.text, converter)}</h{block.level}>"
    if isinstance(block, Sentence):
        return f"<p{_HERE if block.here else ''}>{_text(block.text, converter)}</p>"
    if isinstance(block, Equation):
        value = "" if block.node is None else f' data-value="{block.node}"'
        kind = "equation here" if block.here else "equation"
        return f'<div class="{kind}"{value}>{_mathml(block.text, converter, "block")}</div>'
    return _table(block, converter)


def _text(text: str, converter: Any) -> str:
    return _INLINE.sub(lambda found: _mathml(found[1], converter, "inline"), text)


def _mathml(text: str, converter: Any, display: str) -> str:
    """Set mathematics. Names that are words go past the converter, which would not escape them."""
    texts: list[str] = []

    def hidden(name: str) -> str:
        word = html.escape(name).replace(" ", "&nbsp;")
        texts.append(_number(name) if name.startswith(_LIVE) else f"<mtext>{word}</mtext>")
        return f"{_HIDDEN}{len(texts) - 1}{_HIDDEN}"

    found = converter.convert(texts_replaced(text, hidden), display=display)
    found = found.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    return re.sub(f"<mtext>{_HIDDEN}(\\d+){_HIDDEN}</mtext>", lambda number: texts[int(number[1])], found)


def _live(quantity: Quantity, digits: int, role: str) -> str:
    """Return a number as a text of LaTeX, which `_number` reads."""
    key = str(quantity.node)
    if quantity.kind in ("local", "product"):
        key += f"_{quantity.position}"
    parts = (quantity.kind, key, role, rounded(quantity, digits))
    return rf"\text{{{_LIVE}{_LIVE.join(parts)}}}"


def _number(text: str, element: str = "mn") -> str:
    """Return the element of a number that the page computes anew."""
    kind, key, role, shown = text.removeprefix(_LIVE).split(_LIVE)
    mantissa, _, power = shown.partition("e")
    number = mantissa.replace("-", "−") + (f"×10{power.translate(_SUPERSCRIPTS)}" if power else "")
    if role and (power or shown.startswith("-")):
        number = f"({number})"
    return f'<{element} data-quantity="{kind}" data-of="{key}"{role}>{number}</{element}>'


def _table(table: DataTable, converter: Any) -> str:
    here = ' class="table here"' if table.signed is None else ' class="table"'
    head = "".join(f"<th>{_text(cell, converter)}</th>" for cell in table.header)
    last = len(table.header) - 1
    rows = [
        "".join(
            f"<td{_class(table, place, row[place], is_last=place == last)}>{_text(cell, converter)}</td>"
            for place, cell in enumerate(row)
        )
        for row in table.rows
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<div{here}><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _class(table: DataTable, place: int, cell: str, *, is_last: bool) -> str:
    """Return what gives a derivative the colour of its sign, and what holds at these values its own."""
    if table.signed is None:
        return ""
    if is_last:
        return _HERE
    number = cell.strip("\x02\x03").rpartition(_LIVE)[2].rstrip("}")
    colour = colours.of_text(number) if place == table.signed else None
    return f' class="{colour.name.lower()}"' if colour else ""
