"""What `evaluate` returns: a result as a notebook shows it, and as a program reads it."""

import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from backprop.grammar.problem import Problem
from backprop.writing import result as written

from . import terminal
from .diagnostics import draw
from .drawings import svg
from .drawings.drawing import drawn
from .formats import html, table
from .views.document import document
from .views.result import ResultView

_GRAPH_DIGITS = 4
_OF_GRAPHVIZ = re.compile(r'<title>.*?</title>\n?|<!--.*?-->\n?| (?:id|class)="[^"]*"', re.DOTALL)
"""What names the parts of a picture, which would be the same in the next one of a notebook."""


class Result:
    """One output of a program: its value, and every derivative. A notebook shows the table and the graph."""

    __module__ = "backprop"

    def __init__(self, result: written.Result, digits: int) -> None:
        self._result, self._digits = result, digits

    def __deepcopy__(self, _: object) -> "Result":
        return self  # nothing of it changes

    @property
    def output(self) -> str:
        """The name of the output."""
        return self._result.name

    @property
    def value(self) -> float:
        """The value of the output."""
        return self._result.value

    @property
    def uncertainty(self) -> float | None:
        """The standard uncertainty of the value; None where no input is uncertain."""
        around = self._result.uncertainty
        return None if around is None else around.first.uncertainty

    @property
    def gradient(self) -> dict[str, float]:
        """The derivative by each input, in order of first appearance, or of ``wrt``."""
        return {name: self._result.derivative(node) for node, name in self._result.wrt.items()}

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """Each node with its name, expression, value, gradient and uses, as in the JSON of the command."""
        nodes: list[dict[str, Any]] = self.to_dict()["nodes"]
        return nodes

    def to_dict(self) -> dict[str, Any]:
        """Return what `backprop eval --format json` prints. Its JSON Schema is `backprop schema`."""
        found: dict[str, Any] = json.loads(document(self._result))
        return found

    def __repr__(self) -> str:
        signs, (columns, _) = terminal.signs(), terminal.size()
        shown = ResultView(self._result).table(self._digits, signs)
        return "\n".join(table.render(shown, signs, columns, terminal.unpainted))

    def _repr_html_(self) -> str:
        return _displayed([self])


class Results(tuple[Result, ...]):
    """The results of several outputs, in the order of the program, or of ``of``."""

    __slots__ = ()
    __module__ = "backprop"

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        return _displayed(self)


def _displayed(results: Iterable[Result]) -> str:
    """Return HTML that stands in a notebook by itself: the looks, and each table with its graph below."""
    lines = [f"<style>\n{html.STYLE}</style>"]
    for its in results:
        table_ = ResultView(its._result).table(its._digits, terminal.UNICODE)
        picture = _picture(its._result, min(its._digits, _GRAPH_DIGITS))
        lines += ['<div class="backprop">', *html.render(table_), *picture, "</div>"]
    return "\n".join(lines)


def _picture(result: written.Result, digits: int) -> Iterator[str]:
    """Yield the graph, or why there is none."""
    try:
        drawing = drawn(result)
        found = svg.render(drawing, digits, "svg", instead="read the table").decode()
    except Problem as problem:
        yield f'<p class="faint">{escape(draw(problem)).replace(chr(10), "; ")}</p>'
        return
    found = _OF_GRAPHVIZ.sub("", found[found.index("<svg") :])
    yield re.sub(
        r'\b(width|height)="([0-9.]+)pt"', r'\1="\2"', found, count=2
    )  # letters as large as the table's
    if remark := svg.remark(drawing):
        yield f'<p class="faint">{escape(remark)}</p>'
