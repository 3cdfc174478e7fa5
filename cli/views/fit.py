"""What `fit` shows: the parameters with their standard errors, and how well they fit."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop.cli.formats import json
from backprop.cli.terminal import Signs
from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.writing.digits import measured, percent, rounded, with_uncertainty
from backprop.writing.fit import PROBABILITY, Estimate, Fit

from . import Column, Kind, Line, Records, Table

_CLOSE = 0.9
"""The correlation from which two parameters are named."""

_MOST_PAIRS = 6

_COLUMNS = [
    Column("parameter"),
    Column("estimate", right=True, bold=(Kind.INPUT,)),
    Column(f"{percent(PROBABILITY)} interval", right=True, below="interval: "),
    Column("start", right=True, below="start: "),
]


class FitView(NamedTuple):
    """A fit, in every view.

    statement  the model as it was written
    data       what it was fitted to
    program    what was fitted
    held       inputs that are neither parameters nor columns, with their values
    left_out   how many rows had a missing or undefined value
    """

    fit: Fit
    statement: str
    data: str
    program: Program
    held: Mapping[str, float]
    left_out: int

    def table(self, digits: int, signs: Signs) -> Table:
        lines = [
            Line(Kind.INPUT, (quoted(name), *self._cells(its, digits, signs)))
            for name, its in self.fit.parameters.items()
        ]
        title = f"{self.statement}, fitted to {self.data}"
        return Table(title, _COLUMNS, lines, ["", *self._facts(digits)])

    def _cells(self, its: Estimate, digits: int, signs: Signs) -> Sequence[str]:
        start = rounded(its.start, 6)
        interval = self.fit.interval(its)
        if its.standard_error is None or interval is None:
            return rounded(its.value, 6), "at its bound" if its.is_at_bound else "", start
        ends = [with_uncertainty(end, its.standard_error, digits) for end in interval]
        estimate = measured(its.value, its.standard_error, digits, signs.plus_minus)
        return estimate, " to ".join(end + power for end, _, power in ends), start

    def _facts(self, digits: int) -> Iterator[str]:
        """Yield the lines below: how well it fits, and what the standard errors rest on."""
        fit = self.fit
        left_out = f", {self.left_out:,} left out" if self.left_out else ""
        freedom = f"{_counted(fit.degrees_of_freedom, 'degree')} of freedom"
        yield f"{_counted(fit.rows, 'row')}{left_out}, {freedom}"
        if fit.standard_deviation is not None:
            of_what = " in uncertainties of the data" if fit.is_absolute else ""
            yield f"residual standard deviation{of_what}: {rounded(fit.standard_deviation, digits + 2)}"
        if fit.is_absolute and fit.reduced_chi_square is not None:
            yield f"reduced chi-square: {rounded(fit.reduced_chi_square, digits + 2)}"
        if fit.r_squared is not None:
            yield f"R-squared: {rounded(fit.r_squared, digits + 4)}"
        for one, other, number in self._close():
            yield f"{quoted(one)} and {quoted(other)} are correlated: {rounded(number, 3)}"
        starts = f" from {fit.starts:,} starts" if fit.starts > 1 else ""
        yield f"{fit.reason}, after {_counted(fit.evaluations, 'evaluation')}{starts}"
        what = "the uncertainties of the data" if fit.is_absolute else "the scatter of the data"
        if any(its.standard_error is not None for its in fit.parameters.values()):
            yield f"standard errors from {what}"
        elif not fit.degrees_of_freedom:
            yield "no standard errors: as many parameters as data leave no scatter to tell them by"

    def _close(self) -> list[tuple[str, str, float]]:
        """Return the pairs of parameters that are correlated most."""
        names = [*self.fit.correlations]
        pairs = [
            (one, other, self.fit.correlations[one][other])
            for place, one in enumerate(names)
            for other in names[place + 1 :]
        ]
        close = [pair for pair in pairs if abs(pair[2]) > _CLOSE]
        return sorted(close, key=lambda pair: -abs(pair[2]))[:_MOST_PAIRS]

    def records(self) -> Records:
        """Offer a record for each parameter."""
        rows = [
            (name, its.value, its.standard_error, *(self.fit.interval(its) or (None, None)), its.start)
            for name, its in self.fit.parameters.items()
        ]
        return Records(("parameter", "value", "standard_error", "low", "high", "start"), rows)

    def cells(self) -> Iterator[Sequence[object]]:
        """Offer value and standard error of each parameter."""
        for its in self.fit.parameters.values():
            yield [its.value, its.standard_error]

    def variables(self) -> Iterator[tuple[Sequence[str], float]]:
        """Offer each parameter, and its standard error."""
        for name, its in self.fit.parameters.items():
            yield [name], its.value
            if its.standard_error is not None:
                yield [f"u_{name}"], its.standard_error

    def documents(self) -> Iterator[str]:
        fit = self.fit
        yield json.dumps(
            {
                "parameters": {
                    name: {
                        "value": its.value,
                        "standard_error": its.standard_error,
                        "interval": fit.interval(its),
                        "start": its.start,
                        "at_bound": its.is_at_bound,
                    }
                    for name, its in fit.parameters.items()
                },
                "correlations": {name: dict(row) for name, row in fit.correlations.items()},
                "residual_sum_of_squares": fit.sum_of_squares,
                "residual_standard_deviation": fit.standard_deviation,
                "degrees_of_freedom": fit.degrees_of_freedom,
                "reduced_chi_square": fit.reduced_chi_square,
                "r_squared": fit.r_squared,
                "rows": fit.rows,
                "left_out": self.left_out,
                "evaluations": fit.evaluations,
                "starts": fit.starts,
                "converged": fit.converged,
                "reason": fit.reason,
            }
        )

    def equations(self, digits: int) -> Iterator[str]:
        """Offer the parameters as a ``tabular``."""
        from backprop.writing import mathematics

        yield r"\begin{tabular}{lrr}"
        yield r"  parameter & estimate & start \\ \hline"
        for name, its in self.fit.parameters.items():
            error = its.standard_error
            value = (
                mathematics.number(its.value, 6)
                if error is None
                else mathematics.measured(its.value, error, digits)
            )
            yield rf"  ${mathematics.name_of(name)}$ & ${value}$ & ${mathematics.number(its.start, 6)}$ \\"
        yield r"\end{tabular}"

    def programs(self) -> Iterator[str]:
        """Offer the program with its parameters and their correlations, as `uncertainty` reads it."""
        values = {name: repr(value) for name, value in self.held.items()}
        for name, its in self.fit.parameters.items():
            around = "" if its.standard_error is None else f" ± {its.standard_error!r}"
            values[name] = f"{its.value!r}{around}"
        for name, value in values.items():
            yield f"{quoted(name)} = {value}"
        names = [*self.fit.correlations]
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                number = self.fit.correlations[one][other]
                yield f"correlation({quoted(one)}, {quoted(other)}) = {number!r}"
        yield self._without_values({*values})

    def _without_values(self, names: Collection[str]) -> str:
        """Return the text of the program without the constants that it binds to some names."""
        text, program = self.program.source.text, self.program
        starts = [program.places[node] for name in names for node in program.inputs[name]]
        for start in sorted((its for its in starts if _BOUND.match(text, its)), reverse=True):
            bound = _BOUND.match(text, start)
            assert bound
            text = text[:start] + text[bound.end() :]
        return text.strip()


_BOUND = re.compile(r"(?:`[^`]*`|[^\s=;`]+)[ \t]*=(?!=)[^;\n#]*;?[ \t]*")
"""A name with what it is bound to, and the sign that ends the statement."""


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
