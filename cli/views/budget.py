"""What `uncertainty` shows of one output: its budget, and the correlations of several."""

from collections.abc import Iterator, Mapping, Sequence
from math import floor, inf, isfinite, isinf, log10
from typing import NamedTuple

from backprop.cli.formats import json
from backprop.cli.terminal import Signs
from backprop.grammar.naming import quoted
from backprop.writing.budget import Budget, Coverage, coverage_factor
from backprop.writing.digits import measured, percent, rounded, spread, with_uncertainty
from backprop.writing.sampling import MonteCarlo, tolerance_of

from . import Column, Kind, Line, Records, Table

_MOST_DRAWS = 1e8
"""Draws that are worth asking for."""

_MOST_DIGITS = 4
"""Digits of a value that are shown below its uncertainty."""

_COLUMNS = [
    Column("input"),
    Column("value", right=True),
    Column("uncertainty", right=True),
    Column("sensitivity", right=True, signed=True, below="sensitivity: "),
    Column("contribution", right=True),
    Column("share", right=True, signed=True, bold=(Kind.INPUT,)),
]


class BudgetView(NamedTuple):
    """The budget of one output, in every view.

    statement     the output as it was written
    second        whether the uncertainty takes the second order in
    correlations  with the other outputs, by their names
    drawn         what Monte Carlo came to
    """

    budget: Budget
    statement: str
    second: bool = False
    coverage: Coverage | None = None
    correlations: Mapping[str, float | None] = {}
    drawn: MonteCarlo | None = None

    @property
    def _value(self) -> float:
        shift = self.budget.second.shift if self.second and self.budget.second else 0.0
        return self.budget.value + shift

    @property
    def _uncertainty(self) -> float:
        whole = self.budget.second if self.second and self.budget.second else self.budget.first
        return whole.uncertainty

    @property
    def is_finite(self) -> bool:
        """Whether the ends of the intervals can be written."""
        halves = [] if self.coverage is None else [self.coverage.factor * self._uncertainty]
        halves += [] if self.drawn is None else [self._expanded(self.drawn.sampling.probability)]
        return all(isfinite(self._value + half) and isfinite(self._value - half) for half in halves)

    def table(self, digits: int, signs: Signs) -> Table:
        budget = self.budget
        result = measured(self._value, self._uncertainty, digits, signs.plus_minus)
        lines, dominant = [], budget.dominant
        for name in budget.largest_first:
            its, given = budget.first.inputs[name], budget.spreads[name]
            at, around, exponent = _input(budget.values[name], given.uncertainty, digits)
            lines.append(
                Line(
                    Kind.INPUT if name in dominant else Kind.MINOR,
                    (
                        quoted(name),
                        at + exponent,
                        around + exponent,
                        rounded(its.sensitivity, digits + 2),
                        spread(abs(its.contribution), digits),
                        f"{100 * its.share:.1f} %",
                    ),
                )
            )
        return Table(f"{self.statement} = {result}", _COLUMNS, lines, [*self._facts(digits, signs)])

    def _facts(self, digits: int, signs: Signs) -> Iterator[str]:
        """Yield the lines below: what the table does not say."""
        budget = self.budget
        freedom, second = budget.first.degrees_of_freedom, budget.second
        facts = []
        if freedom is not None and not isinf(freedom):
            facts.append(f"effective degrees of freedom: {rounded(freedom, 4)}")
        if self.second and second is not None:
            facts.append(f"first order alone: {signs.plus_minus} {spread(budget.first.uncertainty, digits)}")
            facts.append(f"shift of second order: {rounded(second.shift, digits + 2)}")
        if self.coverage is not None:
            probability, factor = self.coverage
            expanded = spread(factor * self._uncertainty, digits)
            what = "" if probability is None else f"{percent(probability)}: "
            facts.append(f"{what}k = {factor:.4g}, expanded uncertainty {expanded}")
        for other, number in self.correlations.items():
            shown = "none, for one is certain" if number is None else rounded(number, 3)
            facts.append(f"correlation with {quoted(other)}: {shown}")
        yield from ["", *facts] if facts else []
        if self.drawn is not None:
            yield from ["", *self._compared(self.drawn, digits, signs)]

    def _compared(self, drawn: MonteCarlo, digits: int, signs: Signs) -> Iterator[str]:
        """Yield what Monte Carlo says beside the derivatives."""
        value, uncertainty = self._value, self._uncertainty
        expanded = self._expanded(drawn.sampling.probability)
        order = "second order" if self.second else "first order"
        part = percent(drawn.sampling.probability)
        result = measured(drawn.mean, drawn.uncertainty, digits, signs.plus_minus)
        yield f"Monte Carlo, {drawn.sampling.draws:,} draws: {result}"
        yield f"{part}: {_interval(drawn.interval, drawn.uncertainty, digits)}"
        yield f"shortest {part}: {_interval(drawn.shortest, drawn.uncertainty, digits)}"
        yield f"{part} by {order}: {_interval((value - expanded, value + expanded), uncertainty, digits)}"
        within = rounded(tolerance_of(uncertainty), 1)
        match self._is_valid:
            case True:
                yield f"the {order} is validated to two digits (within {within})"
            case False:
                low, high = (_away(off) for off in drawn.off(value, expanded))
                yield f"the {order} is not validated to two digits: its ends are {low} and {high}"
            case None:
                enough = drawn.enough(value, expanded, uncertainty)
                more = f"; about {rounded(enough, 1)} would do" if enough <= _MOST_DRAWS else ""
                yield f"too few draws to tell whether the {order} is right to two digits{more}"

    @property
    def _is_valid(self) -> bool | None:
        """Whether the draws validate the derivatives; None where they are too few to tell."""
        assert self.drawn is not None
        expanded = self._expanded(self.drawn.sampling.probability)
        return self.drawn.validates(self._value, expanded, self._uncertainty)

    def _expanded(self, probability: float) -> float:
        factor = coverage_factor(probability, self.budget.first.degrees_of_freedom)
        return factor * self._uncertainty

    def records(self) -> Records:
        """Offer a record for each input."""
        budget = self.budget
        rows = [
            (
                budget.output,
                name,
                budget.values[name],
                budget.spreads[name].uncertainty,
                *budget.first.inputs[name],
            )
            for name in budget.largest_first
        ]
        names = ("output", "input", "value", "uncertainty", "sensitivity", "contribution", "share")
        return Records(names, rows)

    def cells(self) -> Iterator[Sequence[float]]:
        """Offer the value, its uncertainty, and the ends of the interval that is asked for."""
        value, uncertainty = self._value, self._uncertainty
        ends: tuple[float, ...] = ()
        if self.coverage is not None:
            expanded = self.coverage.factor * uncertainty
            ends = (value - expanded, value + expanded)
        yield [value, uncertainty, *ends]

    def variables(self) -> Iterator[tuple[Sequence[str], float]]:
        """Offer the value, its uncertainty, and the expanded one if it is asked for."""
        yield [self.budget.output], self._value
        yield [f"u_{self.budget.output}"], self._uncertainty
        if self.coverage is not None:
            yield [f"U_{self.budget.output}"], self.coverage.factor * self._uncertainty

    def equations(self, digits: int) -> Iterator[str]:
        """Offer the result, the budget as a ``tabular``, and the factor of an interval."""
        from backprop.writing import mathematics

        budget, output = self.budget, mathematics.name_of(self.budget.output)
        result = mathematics.measured(self._value, self._uncertainty, digits)
        yield rf"\[ {output} = {result} \]"
        yield rf"\begin{{tabular}}{{l{'r' * (len(_COLUMNS) - 1)}}}"
        yield rf"  {' & '.join(column.heading for column in _COLUMNS)} \\ \hline"
        for name in budget.largest_first:
            its, given = budget.first.inputs[name], budget.spreads[name]
            at, around, power = _input(budget.values[name], given.uncertainty, digits)
            cells = [
                mathematics.name_of(name),
                mathematics.spelled(at + power),
                mathematics.spelled(around + power),
                mathematics.number(its.sensitivity, digits + 2),
                mathematics.spelled(spread(abs(its.contribution), digits)),
                rf"{100 * its.share:.1f}\,\%",
            ]
            yield rf"  {' & '.join(f'${cell}$' for cell in cells)} \\"
        yield r"\end{tabular}"
        if self.coverage is not None:
            expanded = mathematics.spelled(spread(self.coverage.factor * self._uncertainty, digits))
            yield rf"\[ k = {mathematics.number(self.coverage.factor, 4)}, \quad U({output}) = {expanded} \]"
        if self.drawn is not None:
            yield from self._drawn_equations(self.drawn, digits)

    def _drawn_equations(self, drawn: MonteCarlo, digits: int) -> Iterator[str]:
        from backprop.writing import mathematics

        result = mathematics.measured(drawn.mean, drawn.uncertainty, digits)
        low, high = (mathematics.spelled(end) for end in _ends(drawn.interval, drawn.uncertainty, digits))
        part = percent(drawn.sampling.probability).replace(" %", r"\,\%")
        yield (
            rf"\[ \text{{Monte Carlo, {drawn.sampling.draws} draws: }} {result}, "
            rf"\quad [{low}, {high}]_{{{part}}} \]"
        )

    def documents(self) -> Iterator[str]:
        budget, uncertainty = self.budget, self._uncertainty
        described: dict[str, object] = {
            "output": budget.output,
            "value": self._value,
            "uncertainty": uncertainty,
            "relative": _finite(abs(uncertainty / self._value)) if self._value else None,
            "degrees_of_freedom": _finite(budget.first.degrees_of_freedom),
        }
        if self.coverage is not None:
            probability, factor = self.coverage
            described["coverage"] = {
                "probability": probability,
                "factor": factor,
                "expanded": factor * uncertainty,
            }
        if budget.second is not None:
            described["second_order"] = budget.second._asdict()
        described["inputs"] = {
            name: {
                "value": budget.values[name],
                "uncertainty": budget.spreads[name].uncertainty,
                "degrees_of_freedom": _finite(budget.spreads[name].degrees_of_freedom),
                **its._asdict(),
            }
            for name, its in budget.first.inputs.items()
        }
        if self.correlations:
            described["correlations"] = dict(self.correlations)
        if self.drawn is not None:
            its = self.drawn
            described["monte_carlo"] = {
                "mean": its.mean,
                "uncertainty": its.uncertainty,
                "probability": its.sampling.probability,
                "interval": its.interval,
                "shortest": its.shortest,
                "validated": self._is_valid,
                "draws": its.sampling.draws,
                "undefined": its.undefined,
                "seed": its.sampling.seed,
            }
        yield json.dumps(described)


def _input(value: float, uncertainty: float, digits: int) -> tuple[str, str, str]:
    """Return a value and its uncertainty; a value that is smaller has as many digits of its own."""
    if value and 0 < abs(value) < uncertainty < inf:
        digits += min(floor(log10(uncertainty)) - floor(log10(abs(value))), _MOST_DIGITS)
    return with_uncertainty(value, uncertainty, digits)


def _ends(interval: tuple[float, float], uncertainty: float, digits: int) -> list[str]:
    """Return the ends of an interval, as exact as its width; long tails have a larger spread."""
    around = min(uncertainty, (interval[1] - interval[0]) / 2)
    return [end + power for end, _, power in (with_uncertainty(end, around, digits) for end in interval)]


def _interval(interval: tuple[float, float], uncertainty: float, digits: int) -> str:
    return " to ".join(_ends(interval, uncertainty, digits))


def _away(off: float) -> str:
    return f"{rounded(abs(off), 2)} too {'low' if off < 0 else 'high'}"


def _finite(number: float | None) -> float | None:
    return None if number is None or isinf(number) else number
