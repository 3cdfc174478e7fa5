"""What `descend` shows: the steps down, or the point where the gradient vanishes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop.cli.formats import json
from backprop.cli.terminal import Signs
from backprop.grammar.naming import quoted
from backprop.writing.descent import Minimum, Step
from backprop.writing.digits import rounded

from . import Column, Kind, Line, Records, Table


class DescentView(NamedTuple):
    """Steps of a descent, in every view."""

    statement: str
    output: str
    steps: Sequence[Step]

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        return self._table(self.steps, digits)

    def _table(self, steps: Sequence[Step], digits: int) -> Table:
        names = [quoted(name) for name in self.steps[0].point]
        columns = [
            Column("step", right=True),
            Column(self.output, right=True, bold=(Kind.INPUT,)),
            *(Column(name, right=True) for name in names),
            Column("length of the gradient", right=True),
        ]
        lines = [
            Line(
                Kind.INPUT,
                (
                    f"{step.number:,}",
                    rounded(step.value, digits),
                    *(rounded(at, digits) for at in step.point.values()),
                    rounded(step.length, digits),
                ),
            )
            for step in steps
        ]
        return Table(self.statement, columns, lines, splits=True, answer=lambda: self._answer(digits))

    def _answer(self, digits: int) -> Table:
        return self._table(self.steps[-1:], digits)._replace(title="", answer=None)

    def records(self) -> Records:
        """Offer a record for each step."""
        rows = [(step.number, step.value, *step.point.values(), step.length) for step in self.steps]
        return Records(("step", self.output, *self.steps[0].point, "gradient_length"), rows)

    def cells(self) -> Iterator[Sequence[float]]:
        for step in self.steps:
            yield [step.value, *step.point.values()]

    def variables(self) -> Iterator[tuple[Sequence[str], float]]:
        """Offer the last value, and where it is."""
        last = self.steps[-1]
        yield [self.output], last.value
        for name, at in last.point.items():
            yield [name], at

    def documents(self) -> Iterator[str]:
        for step in self.steps:
            yield json.dumps({"step": step.number, **_described(step)})


class MinimumView(NamedTuple):
    """The point where a search ended, in every view."""

    statement: str
    output: str
    minimum: Minimum

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        found = self.minimum
        columns = [
            Column("input"),
            Column("value", right=True, bold=(Kind.INPUT,)),
            Column("gradient", right=True, signed=True),
            Column("start", right=True),
        ]
        lines = [
            Line(
                Kind.INPUT,
                (
                    quoted(name),
                    rounded(at, digits),
                    rounded(found.step.gradient[name], 2),
                    rounded(found.start[name], digits),
                ),
            )
            for name, at in found.step.point.items()
        ]
        title = f"{self.statement} = {rounded(found.step.value, digits)}"
        return Table(title, columns, lines, ["", *self._facts(digits)])

    def _facts(self, digits: int) -> Iterator[str]:
        found = self.minimum
        plural = "" if found.evaluations == 1 else "s"
        yield f"{found.kind}, after {found.evaluations:,} evaluation{plural}"
        if found.eigenvalues:
            shown = ", ".join(rounded(its, min(digits, 4)) for its in found.eigenvalues)
            yield f"the eigenvalues of the second derivatives there: {shown}"

    def records(self) -> Records:
        """Offer a record for each input."""
        step, start = self.minimum.step, self.minimum.start
        rows = [(name, at, step.gradient[name], start[name]) for name, at in step.point.items()]
        return Records(("input", "value", "gradient", "start"), rows)

    def cells(self) -> Iterator[Sequence[float]]:
        step = self.minimum.step
        yield [step.value, *step.point.values()]

    def variables(self) -> Iterator[tuple[Sequence[str], float]]:
        yield [self.output], self.minimum.step.value
        for name, at in self.minimum.step.point.items():
            yield [name], at

    def documents(self) -> Iterator[str]:
        found = self.minimum
        yield json.dumps(
            {
                **_described(found.step),
                "start": dict(found.start),
                "eigenvalues": found.eigenvalues,
                "kind": found.kind,
                "converged": found.is_stationary,
                "evaluations": found.evaluations,
            }
        )


def _described(step: Step) -> dict[str, object]:
    return {
        "value": step.value,
        "inputs": step.point,
        "gradient": step.gradient,
        "gradient_length": step.length,
    }
