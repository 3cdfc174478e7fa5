"""What `hessian` shows of one output: the matrix of its second derivatives."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backprop.cli.formats import json
from backprop.cli.terminal import UNICODE, Signs
from backprop.grammar.program import Program
from backprop.writing import curvature
from backprop.writing.curvature import Hessian
from backprop.writing.derivatives import Change, unchanged
from backprop.writing.digits import rounded

from . import Column, Kind, Line, Records, Table, statement


class HessianView(NamedTuple):
    """The matrix of one output, in every view."""

    output: str
    hessian: Hessian

    def table(self, digits: int, signs: Signs) -> Table:
        of, corner = self.output, _corner(self.output, signs)
        lines = [
            Line(Kind.INPUT, (name, *(rounded(number, digits) for number in row.values())))
            for name, row in self.hessian.rows.items()
        ]
        columns = [Column(corner), *(Column(name, right=True, signed=True) for name in self.hessian.rows)]
        return Table(
            f"{of} = {rounded(self.hessian.value, digits)}", columns, lines, ruled=False, splits=True
        )

    def records(self) -> Records:
        """Offer a record for each row."""
        rows = self.hessian.rows
        records = [(self.output, name, *row.values()) for name, row in rows.items()]
        return Records(("output", "input", *rows), records)

    def cells(self) -> Iterator[list[float]]:
        yield from ([*row.values()] for row in self.hessian.rows.values())

    def documents(self) -> Iterator[str]:
        value, gradient, rows, _ = self.hessian
        described = {"output": self.output, "value": value, "gradient": gradient, "hessian": rows}
        yield json.dumps(described)

    def equations(self, digits: int) -> Iterator[str]:
        """Offer the value, and the matrix (in an ``array``, for ``pmatrix`` ends at ten columns)."""
        from backprop.writing import mathematics

        output, rows = mathematics.name_of(self.output), self.hessian.rows
        names = ", ".join(map(mathematics.name_of, rows))
        yield r"\begin{align}"
        yield rf"  {output} &= {mathematics.number(self.hessian.value, digits)} \\"
        yield rf"  \nabla_{{{names}}}^{{2}} {output} &= \left(\begin{{array}}{{{'r' * len(rows)}}}"
        for row in rows.values():
            yield rf"    {' & '.join(mathematics.number(number, digits) for number in row.values())} \\"
        yield r"  \end{array}\right)"
        yield r"\end{align}"


class FormulasView(NamedTuple):
    """The same in formulas, without values."""

    program: Program
    output: int
    inputs: Mapping[int, str]
    change: Change = unchanged

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        rows = curvature.formulas(self.program, self.output, self.inputs, change=self.change)
        names, of = [*self.inputs.values()], self.program.names[self.output]
        lines = [Line(Kind.INPUT, (name, *map(str, row))) for name, row in zip(names, rows, strict=True)]
        columns = [Column(_corner(of, signs)), *(Column(name, folds=True) for name in names)]
        return Table(
            statement.written(self.program, self.output) or of, columns, lines, ruled=False, splits=True
        )

    def equations(self, digits: int) -> Iterator[str]:  # noqa: ARG002
        from backprop.writing import mathematics

        spelling = mathematics.Mathematics()
        rows = curvature.formulas(self.program, self.output, self.inputs, spelling, self.change)
        output = mathematics.name_of(self.program.names[self.output])
        names = ", ".join(map(mathematics.name_of, self.inputs.values()))
        yield r"\begin{align}"
        yield rf"  \nabla_{{{names}}}^{{2}} {output} &= \left(\begin{{array}}{{{'c' * len(rows)}}}"
        yield from (rf"    {' & '.join(map(str, row))} \\" for row in rows)
        yield r"  \end{array}\right)"
        yield r"\end{align}"


def _corner(of: str, signs: Signs) -> str:
    return f"d²{of}/drow dcolumn" if signs is UNICODE else f"d2{of}"
