"""What `eval --symbolic` shows of one output: the table in formulas, without values."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from backprop.cli.terminal import Signs
from backprop.grammar.program import Program
from backprop.writing.notation import total
from backprop.writing.symbolic import Change, walk

from . import Kind, Line, Table, statement
from .brief import BriefFormulasView
from .result import Form


class SymbolicView(NamedTuple):
    """The walk from one output back to the inputs."""

    program: Program
    output: int
    inputs: Mapping[int, str]
    change: Change | None = None

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        return self._table(signs, Form.WHOLE, Form.ONCE)

    def _table(self, signs: Signs, form: Form, *narrower: Form) -> Table:
        return Table(
            statement.formula(self.program, self.output),
            [column._replace(right=False, signed=False) for column in form.columns()],
            [*self._lines(signs, form)],
            narrower=partial(self._table, signs, *narrower) if narrower else partial(self._narrow, signs),
            answer=self._answer,
        )

    def _answer(self) -> Table:
        return BriefFormulasView(*self).table()

    def _lines(self, signs: Signs, form: Form) -> Iterator[Line]:
        of = self.program.names[self.output]
        for step in walk(self.program, self.output, self.inputs, change=self.change):
            kind = Kind.INPUT if step.is_input else Kind.NODE
            if not step.uses:
                yield Line(Kind.OUTPUT, (step.head, step.value, "", "", step.gradient))
            for number, use in enumerate(step.uses, 1):
                product = f"{_factor(use.adjoint)} {signs.times} {_factor(use.local_derivative)}"
                if form == Form.WHOLE:
                    product = f"{total(of, use.by)} {signs.dot} {signs.local(use.by, step.name)} = {product}"
                elif number == 1:
                    product = f"= {product}"
                cells = (
                    step.head if number == 1 else "",
                    step.value if number == 1 else "",
                    f"{signs.local(use.by, step.name)} = {use.local_derivative}",
                    f"+ {product}" if number > 1 else product,
                    step.gradient if number == len(step.uses) else "",
                )
                yield Line(kind, cells)

    def _narrow(self, signs: Signs) -> Table:
        """Return the table in the names of its nodes; the products would say them once more."""
        lines = []
        for step in walk(self.program, self.output, self.inputs, in_nodes=True):
            ways = [f"{signs.local(use.by, step.name)} = {use.local_derivative}" for use in step.uses] or [""]
            blank = [""] * (len(ways) - 1)
            kind = Kind.INPUT if step.is_input else Kind.NODE if step.uses else Kind.OUTPUT
            cells = ([step.name, *blank], [step.expression, *blank], ways, [*blank, step.gradient])
            lines += [Line(kind, row) for row in zip(*cells, strict=True)]
        whole = self._table(signs, Form.ONCE)
        node, value, local, _, gradient = whole.columns
        return whole._replace(columns=[node, value, local, gradient], lines=lines, narrower=None)


def _factor(formula: str) -> str:
    """Put a sum into parentheses, and what begins with a minus."""
    depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        if character == " " and not depth:
            return f"({formula})"
    return f"({formula})" if formula.startswith("-") else formula
