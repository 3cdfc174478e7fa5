"""What `eval` shows of one output: the backward walk, a line for each use of a node."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from backprop.cli.terminal import Signs
from backprop.writing.digits import rounded
from backprop.writing.notation import total
from backprop.writing.result import Result

from . import Column, Kind, Line, Records, Table
from .brief import CHECK, CHECK_RECORD, GRADIENT, VALUE, BriefView, check_cell, check_record, nudged

COLUMNS = (
    Column("node"),
    VALUE,
    Column("local derivative", below=""),
    Column("chain-rule product", below=""),
    GRADIENT,
)


class Form(IntEnum):
    """How much a line says, from all of it to the least that goes without saying it twice.

    WHOLE    everything, in symbols and in numbers
    ONCE     no symbols of the product, no value of a check that agrees
    NUMBERS  no formulas of local derivatives either
    FACTORS  local derivatives by their names, for the product has their numbers; no results of products
    """

    WHOLE = 0
    ONCE = 1
    NUMBERS = 2
    FACTORS = 3

    def columns(self, *, checked: bool = False) -> list[Column]:
        """Return the columns, under shorter headings where the cells are short."""
        node, value, local, product, gradient = COLUMNS
        check = CHECK
        if self > Form.WHOLE:
            product, check = product._replace(heading="chain rule"), CHECK._replace(heading="off by")
        if self > Form.ONCE:
            local = local._replace(heading="local")
        return [node, value, local, product, gradient, *[check] * checked]


_RECORD = (
    "output", "node", "expression", "value", "by", "formula", "local_derivative", "product", "gradient",
)  # fmt: skip


class ResultView(NamedTuple):
    """One output with its gradient, in every view."""

    result: Result

    def table(self, digits: int, signs: Signs) -> Table:
        return self._table(digits, signs, [Form.ONCE, Form.NUMBERS, Form.FACTORS, Form.WHOLE])

    def _table(self, digits: int, signs: Signs, narrower: Sequence[Form], form: Form = Form.WHOLE) -> Table:
        """Return the table in a form, and narrower ones; the last gives way by columns, so it is whole."""
        from .statement import title

        result = self.result
        next_ = partial(self._table, digits, signs, narrower[1:], narrower[0]) if narrower else None
        return Table(
            title(result, digits, signs),
            form.columns(checked=result.checks is not None),
            [*_lines(result, digits, signs, form)],
            nudged(result, digits),
            narrower=next_,
            answer=partial(self._answer, digits, signs),
        )

    def _answer(self, digits: int, signs: Signs) -> Table:
        return BriefView(self.result).table(digits, signs)._replace(footer=())

    def records(self) -> Records:
        """Offer a record for each use of a node. That of the output itself has no use."""
        line = ("line",) * (self.result.line is not None)
        check = CHECK_RECORD if self.result.checks is not None else ()
        return Records((*line, *_RECORD, *check), self._rows())

    def _rows(self) -> Iterator[tuple[object, ...]]:
        result = self.result
        notation, number = result.notation, () if result.line is None else (result.line,)
        for node, uses in result.gradient.walk():
            value = result.calculation.values[node]
            head = (*number, result.name, notation.name(node), notation.expression(node), value)
            gradient = (result.derivative(node), *check_record(result, node))
            if node == result.output:
                yield (*head, None, None, None, None, *gradient)
            for use in uses:
                formula = notation.local_derivative(use.by, use.position)
                yield (
                    *head, notation.name(use.by), formula, use.local_derivative, use.product, *gradient
                )  # fmt: skip

    def variables(self) -> Iterator[tuple[tuple[str, ...], float]]:
        """Offer the value under the name of the output, and each derivative under that and the input's."""
        result = self.result
        yield (result.name,), result.value
        yield from (((result.name, name), result.derivative(node)) for node, name in result.wrt.items())

    def cells(self) -> Iterator[list[float]]:
        result = self.result
        yield [result.value, *map(result.derivative, result.wrt)]

    def documents(self) -> Iterator[str]:
        from .document import document

        yield document(self.result)

    def equations(self, digits: int) -> Iterator[str]:
        r"""Offer the chain rule of every node, as an ``align`` environment."""
        from backprop.writing import mathematics

        result = self.result
        names = result.calculation.program.names
        output = mathematics.name_of(result.name)
        yield r"\begin{align}"
        equations = [f"{output} &= {mathematics.number(result.value, digits)}"]
        for node, uses in result.gradient.walk():
            if not uses:
                continue
            name = mathematics.name_of(names[node])
            symbols, numbers = [], []
            for use in uses:
                by = mathematics.name_of(names[use.by])
                symbols.append(rf"{mathematics.total(output, by)} \cdot {mathematics.local(by, name)}")
                factors = (result.derivative(use.by), use.local_derivative)
                numbers.append(r" \times ".join(mathematics.factor(factor, digits) for factor in factors))
            equations.append(
                f"{mathematics.total(output, name)} &= {' + '.join(symbols)} = {' + '.join(numbers)}"
                f" = {mathematics.number(result.derivative(node), digits)}"
            )
        for number, equation in enumerate(equations, 1):
            yield f"  {equation}" + (r" \\" if number < len(equations) else "")
        yield r"\end{align}"


def _lines(result: Result, digits: int, signs: Signs, form: Form) -> Iterator[Line]:
    """Yield the lines of the table, each node after all its uses; last the inputs that no path leads to."""
    values, notation = result.calculation.values, result.notation
    output = notation.name(result.output)
    is_whole, has_formulas, has_results = form == Form.WHOLE, form <= Form.ONCE, form < Form.FACTORS
    for node, uses in result.gradient.walk():
        name, expression = notation.name(node), notation.expression(node)
        head = name if expression in (None, name) else f"{name} = {expression}"
        kind = Kind.INPUT if expression is None else Kind.NODE
        slope = result.derivative(node)
        value, gradient = rounded(values[node], digits), rounded(slope, digits)
        check = check_cell(result, node, digits, is_short=not is_whole)
        if node == result.output:
            yield Line(Kind.OUTPUT, (head, value, "", "", gradient, *check))
        for number, use in enumerate(uses, 1):
            by = notation.name(use.by)
            local = rounded(use.local_derivative, digits)
            reason = f" = {local}" if has_results else ""
            if has_formulas:
                formula = notation.local_derivative(use.by, use.position)
                chosen = notation.choice(use.by, use.position, use.local_derivative)
                reason = f" = {chosen or formula}" + ("" if chosen or formula == local else reason)
            product = f"{rounded(result.derivative(use.by), digits)} {signs.times} {local}"
            if is_whole:
                product = f"{total(output, by)} {signs.dot} {signs.local(by, name)} = {product}"
            elif number == 1:
                product = f"= {product}"
            if len(uses) > 1:
                result_ = f" = {rounded(use.product, digits)}" if has_results else ""
                product = f"{'+ ' if number > 1 else ''}{product}{result_}"
            yield Line(
                kind,
                (
                    head if number == 1 else "",
                    value if number == 1 else "",
                    f"{signs.local(by, name)}{reason}",
                    product,
                    gradient if number == len(uses) else "",
                    *(check if number == len(uses) else [""] * len(check)),
                ),
            )
    for node in result.wrt:
        if node not in result.gradient.adjoints:
            blank = [""] * (result.checks is not None)
            cells = (notation.name(node), rounded(values[node], digits), "", "", rounded(0.0, digits), *blank)
            yield Line(Kind.INPUT, cells)
