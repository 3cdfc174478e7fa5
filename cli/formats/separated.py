"""CSV and TSV: a line for each use of a node, exact."""

import csv
import io
from collections.abc import Iterator, Sequence

from backprop.writing.result import Result

COLUMNS = (
    "output", "node", "expression", "value", "by", "formula", "local_derivative", "product", "gradient",
)  # fmt: skip

_CHECK = ("verdict", "difference", "difference_bound")


def header(delimiter: str, *, numbered: bool, checked: bool) -> str:
    """Return the names of the columns, with the number of the line in front if it is asked for."""
    return line((*(("line",) * numbered), *COLUMNS, *(_CHECK * checked)), delimiter)


def write(result: Result, delimiter: str) -> Iterator[str]:
    """Yield the lines of one output. The line of the output itself has no use."""
    calculation, notation = result.calculation, result.notation
    number = () if result.line is None else (result.line,)
    for node, uses in result.gradient.walk():
        name = notation.name(node)
        head = (*number, result.name, name, notation.expression(node) or "", repr(calculation.values[node]))
        gradient = (repr(result.derivative(node)), *_checked(result, node))
        if node == result.output:
            yield line((*head, "", "", "", "", *gradient), delimiter)
        for use in uses:
            formula = notation.local_derivative(use.by, use.position)
            by = notation.name(use.by)
            yield line(
                (*head, by, formula, repr(use.local_derivative), repr(use.product), *gradient), delimiter
            )


def _checked(result: Result, node: int) -> tuple[str, ...]:
    if result.checks is None:
        return ()
    check = result.checks[node]
    if check.value is None:
        return check.verdict.value, "", ""
    return check.verdict.value, repr(check.value), repr(check.bound)


def line(cells: Sequence[object], delimiter: str) -> str:
    """Return one line of text, quoted where that is needed."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="").writerow(cells)
    return text.getvalue()
