"""The rows that a program is fitted to: which column is fitted by which output, and what is a parameter."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from backprop.grammar.naming import canonical, quoted
from backprop.grammar.problem import CalculationProblem, Problem, ProgramProblem, Source
from backprop.graph.reach import flowing
from backprop.writing.calculation import calculate
from backprop.writing.evaluation import Evaluation

from .fitting import Parameter
from .matching import InputColumn, by_name, listed, prefix_of, read_over, require_numeric
from .residuals import Residuals, Target
from .rows import Rows
from .source import InputTable

_MOST_NAMES = 10


class Asked(NamedTuple):
    """What is said of a fit beside the values, which are starts.

    targets  by output, or by "" for the only one, the column that it is fitted to
    sigmas   by output, or by "" for all, the uncertainties of that: a column, or a number for all rows
    ranges   by name, from where to where to look for a start
    fixed    by name, inputs that are no parameters, with their value, or None for that of their start
    bounds   by name, between what a parameter stays
    """

    targets: Mapping[str, str] = {}
    sigmas: Mapping[str, str | float] = {}
    ranges: Mapping[str, tuple[float, float]] = {}
    fixed: Mapping[str, float | None] = {}
    bounds: Mapping[str, tuple[float, float]] = {}


class Observations:
    """A table, seen by a program that is fitted to it.

    program     what is fitted
    notes       what is not used of the values and columns
    parameters  by name, in the order of the program
    constants   the values of inputs that are neither parameters nor columns
    targets     by output, the column of the table that it is fitted to
    fitted      by output, the columns of the frame with that and its uncertainties
    frame       the columns that are needed, as doubles
    rows        what is to be said of the rows, once they have passed
    """

    def __init__(
        self, table: InputTable, source: Source, evaluation: Evaluation, asked: Asked, missing: Sequence[str]
    ) -> None:
        """Raises Problem."""
        self._table, self._asked, self._missing = table, asked, missing
        held = {name: its for name, its in asked.fixed.items() if its is not None}
        self._values = {**evaluation.values, **held}
        self.program, self.notes = read_over(table, source, {*self._values, *asked.ranges})
        self._outputs = evaluation.variables(self.program)
        self._require_outputs("--target", asked.targets)
        self._require_outputs("--sigma", asked.sigmas)
        self._prefix = prefix_of(table)
        self._columns = by_name(table)
        self.parameters, self.constants = self._divided()
        self._require_use()
        data = [name for name in self.program.inputs if name not in {*self.parameters, *self.constants}]
        self._inputs = [self._input(name, f"{self._prefix}input{number}") for number, name in enumerate(data)]
        self.targets = {node: self._target(node) for node in self._outputs}
        sigmas = {node: self._sigma(node) for node in self._outputs}
        observed = [
            self._other(column, f"{self._prefix}target{number}")
            for number, column in enumerate(self.targets.values())
        ]
        around = [
            self._other(sigma, f"{self._prefix}sigma{number}")
            for number, sigma in enumerate(sigmas.values())
            if isinstance(sigma, str)
        ]
        names = iter(its.number for its in around)
        self.fitted = {
            node: Target(its.number, next(names) if isinstance(sigmas[node], str) else sigmas[node])
            for node, its in zip(self._outputs, observed, strict=True)
        }
        self._around = [its.number for its in around]
        read_columns = [*self._inputs, *observed, *around]
        self._index = f"{self._prefix}row"
        self.rows = Rows(table, read_columns, [], self._index, lambda _: None, strict=False)
        numbers = [its.number for its in read_columns]
        self.frame = self.rows.watched(self.rows.numbers()).select(self._index, *numbers)

    @property
    def data(self) -> dict[str, str]:
        """By the inputs that are data, the column of the frame."""
        return {its.name: its.number for its in self._inputs}

    @property
    def has_sigma(self) -> bool:
        """Whether the uncertainties of the data are known."""
        return bool(self._asked.sigmas)

    def residuals(self, frame: pl.DataFrame) -> Residuals:
        """Return the residuals of the rows without a missing value. Raises CalculationProblem."""
        whole = frame.drop_nulls()
        for name in self._around:
            if (wrong := whole.filter(pl.col(name) <= 0)).height:
                place = self._table.place(wrong[self._index][0])
                message = f"{place}: the uncertainty of the data is not above 0"
                raise CalculationProblem(message, hint="correct it, or leave the row out")
        given: dict[str, str | float] = {its.name: its.number for its in self._inputs}
        return Residuals(self.program, whole, self.fitted, {**given, **self.constants}, [*self.parameters])

    def left_out(self, residuals: Residuals, point: Sequence[float]) -> Problem | None:
        """Describe the rows that were left out, for the model is undefined there, if there are any."""
        count = residuals.whole.height - residuals.frame.height
        if not count:
            return None
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        message = f"{rows} left out, for the model is undefined there"
        for row in residuals.whole.filter(~residuals.defined(point)).head(1).iter_rows(named=True):
            reason = self._explained(row, point)
            why = f": {reason.message}" if reason else ""
            message += f"; {self._table.place(row[self._index])}{why}"
        return Problem(message)

    def _divided(self) -> tuple[dict[str, Parameter], dict[str, float]]:
        """Return the parameters, and the inputs that are held. Raises Problem."""
        program, asked = self.program, self._asked
        fixed = {canonical(name) for name in asked.fixed}
        for name in (*asked.ranges, *fixed, *asked.bounds):
            if name in fixed and name in asked.ranges:
                raise ProgramProblem(f"'{name}' is held, and has a range of starts", hint="leave one out")
            if name not in program.inputs:
                raise ProgramProblem(
                    f"'{name}' is not an input of the program", hint=f"its inputs: {listed(program.inputs)}"
                )
        lacking = {name: 1.0 for name in program.inputs if program.lacks_value(name)}
        defaults = calculate(program, lacking).values
        starts: dict[str, float] = {}
        missing = []
        for name, leaves in program.inputs.items():
            if name in self._values:
                starts[name] = self._values[name]
            elif name in asked.ranges:
                starts[name] = asked.ranges[name][0]
            elif name in self._columns:
                continue
            elif program.lacks_value(name):
                missing.append(name)
            elif len(leaves) > 1:
                raise ProgramProblem(
                    f"'{name}' has several values in the program, so as a parameter it needs one",
                    program.source,
                    program.place(leaves[-1]),
                    hint=f"give it a start, as in {quoted(name)}=1, or hold it: --fix {quoted(name)}=1",
                )
            else:
                starts[name] = defaults[leaves[0]]
        if missing:
            self._raise_missing(missing)
        parameters = {
            name: self._parameter(name, start) for name, start in starts.items() if name not in fixed
        }
        if not parameters:
            raise ProgramProblem(
                "there is no parameter to fit: all inputs are columns, or held",
                hint="give one a start, as in A=1",
            )
        return parameters, {name: start for name, start in starts.items() if name in fixed}

    def _parameter(self, name: str, start: float) -> Parameter:
        to = self._asked.ranges[name][1] if name in self._asked.ranges else None
        lower, upper = self._asked.bounds.get(name, (float("-inf"), float("inf")))
        its = Parameter(start, to, lower, upper)
        for at in (its.at(0.0), its.at(1.0)):
            if not lower <= at <= upper:
                raise ProgramProblem(
                    f"the start of '{name}', {at:g}, is outside its bounds, {lower:g} to {upper:g}",
                    hint="start between them",
                )
        return its

    def _raise_missing(self, missing: Sequence[str]) -> None:
        program = self.program
        names = missing[:_MOST_NAMES]
        places = [program.place(program.inputs[name][0]) for name in names]
        example = " ".join(f"{quoted(name)}=1" for name in names[:3])
        hint = (
            f"give each a start, as in {example}; the columns of {self._table.title}: {listed(self._columns)}"
        )
        raise ProgramProblem(f"no start for {listed(missing)}", program.source, *places, hint=hint)

    def _require_use(self) -> None:
        """Raise ProgramProblem for an output that no parameter reaches, or a parameter that reaches none."""
        program = self.program
        idle = {*self.parameters}
        for output in self._outputs:
            reached = {*program.tape.computed_from([output])}
            here = {name for name in self.parameters if reached.intersection(program.inputs[name])}
            if not here:
                raise ProgramProblem(
                    f"no parameter reaches {quoted(program.names[output])}",
                    program.source,
                    program.place(output),
                    hint="leave it out with --of, or give one of its inputs a start",
                )
            idle -= here
        if idle:
            name = min(idle)
            raise ProgramProblem(
                f"the parameter '{name}' reaches nothing that is fitted",
                hint=f"hold it: --fix {quoted(name)}",
            )

    def _require_outputs(self, option: str, names: Collection[str]) -> None:
        """Raise ProgramProblem for a name that is no output."""
        known = [self.program.names[output] for output in self._outputs]
        for name in names:
            if name and name not in known:
                message = f"{option}: '{name}' is no output that is fitted"
                raise ProgramProblem(message, hint=f"these are: {listed(known)}")

    def _target(self, output: int) -> str:
        """Return the column that an output is fitted to. Raises ProgramProblem."""
        name, asked = self.program.names[output], self._asked.targets
        column = asked.get(name) or (asked.get("") if len(self._outputs) == 1 else None) or name
        if column in self._columns:
            return column
        title = self._table.title
        message = f"{title} has no column {quoted(column)}"
        if column == name:
            message += ", which the output would be fitted to"
        hint = f"name one with --target; the columns: {listed(self._columns)}"
        raise ProgramProblem(message, self.program.source, self.program.place(output), hint=hint)

    def _sigma(self, output: int) -> str | float:
        """Return the uncertainties of what an output is fitted to. Raises ProgramProblem."""
        asked = self._asked.sigmas
        name = self.program.names[output]
        if asked and not asked.keys() & {name, ""}:
            message = f"--sigma says nothing of {quoted(name)}, and something of others"
            raise ProgramProblem(message, hint=f"give it too: --sigma {quoted(name)}=0.1")
        sigma = asked.get(name, asked.get("", 1.0))
        if isinstance(sigma, str) and sigma not in self._columns:
            raise ProgramProblem(
                f"{self._table.title} has no column {quoted(sigma)} for --sigma",
                hint=f"the columns: {listed(self._columns)}",
            )
        return sigma

    def _input(self, name: str, number: str) -> InputColumn:
        its = self._other(name, number)
        require_numeric(
            its, self._table, self.program.source, self.program.place(self.program.inputs[name][0])
        )
        return its

    def _other(self, name: str, number: str) -> InputColumn:
        return InputColumn.of(name, self._columns[name], self._table, number, self._missing)

    def _explained(self, row: Mapping[str, float], start: Sequence[float]) -> Problem | None:
        """Say why there is no residual at a row."""
        values = {**self.constants, **dict(zip(self.parameters, start, strict=True))}
        values |= {its.name: row[its.number] for its in self._inputs}
        calculation = calculate(self.program, values)
        leaves = [node for name in self.parameters for node in self.program.inputs[name]]
        for output in self._outputs:
            try:
                calculation.gradient(output, flowing(self.program.tape, leaves))
            except CalculationProblem as problem:
                return problem
        return None
