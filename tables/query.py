"""A program over a table: the query that adds its results, and what is known of them."""

from collections.abc import Mapping, Sequence
from math import isinf

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem, ProgramProblem, Source
from backprop.grammar.program import Program
from backprop.graph.arithmetics.nodes import Nodes
from backprop.graph.arithmetics.whole import WholeNodes
from backprop.graph.reach import flowing
from backprop.graph.tape import Tape
from backprop.writing.calculation import calculate
from backprop.writing.derivatives import Derivatives, derive, summed
from backprop.writing.evaluation import Evaluation

from .matching import InputColumn, by_name, matched, prefix_of, read_over
from .polars.column import where_finite
from .polars.columns import Columns
from .polars.staging import Plan
from .rows import Group, Rows
from .source import InputTable
from .statistics import Slope
from .types import Types
from .uncertainties import PREFIX, Stated, UncertainInputs


class Query:
    """A table with one more column for each output and each derivative.

    program   what is run
    notes     what is not used of the values and columns
    frame     the columns of the table, and for the results those of `outputs` and ``slopes``
    slopes    by name, as ``dL_da``, each derivative
    meanings  by name of a derivative, what of and by what it is
    rows      what is to be said of the rows, once they have passed
    columns   the arithmetic, which counts the values that it left to floats
    """

    def __init__(
        self,
        table: InputTable,
        source: Source,
        evaluation: Evaluation,
        *,
        missing: Sequence[str] = (),
        strict: bool = False,
        shares: bool = False,
        uncertain: Stated | None = None,
    ) -> None:
        """Plan the query. Raises Problem.

        ``shares``: derive by all inputs that are columns, shown or not, as shares in a sum need it.
        ``uncertain``: propagate uncertainties too, of columns and of these.
        """
        self._values = evaluation.values
        self.program, self.notes = read_over(table, source, evaluation.values)
        self._nodes = evaluation.variables(self.program)
        prefix = prefix_of(table)
        self._inputs = matched(self.program, table, evaluation.values, missing, prefix)
        numbers = {its.name: its.number for its in self._inputs}
        self._uncertain = None
        if uncertain is not None:
            self._uncertain = UncertainInputs(
                self.program, table, self._inputs, evaluation, uncertain, prefix, missing
            )
            self.notes += self._uncertain.notes
        labels = self.program.input_names()
        columns = {node: labels[node] for name in numbers for node in self.program.inputs[name]}
        by = evaluation.inputs(self.program) if evaluation.wrt else {**columns}
        parts = {label for node, label in columns.items() if label not in numbers}
        shown = {*by.values()} - parts
        if shares:
            by |= columns
        wanted = {*by.values()} - parts
        for leaves in self._uncertain.leaves.values() if self._uncertain else ():
            by |= leaves
        self._active = flowing(self.program.tape, by)
        arithmetic = WholeNodes(Tape())
        found = derive(self.program, self._nodes, by, arithmetic)
        self.meanings = found.meanings
        if self._uncertain:
            _require_apart(self.program, [name for name, _ in found.outputs])
        self._values_of = {name: f"{prefix}output{number}" for number, (name, _) in enumerate(found.outputs)}
        self._spreads = {name: f"{prefix}spread{number}" for number, name in enumerate(self._values_of)}
        self.slopes = {
            name: Slope(f"{prefix}slope{number}", output, numbers.get(of_input), of_input in shown)
            for number, (name, _) in enumerate(found.slopes)
            for output, of_input in [found.meanings[name]]
            if of_input in wanted
        }
        index = f"{prefix}row"
        read = [*self._inputs, *(self._uncertain.columns if self._uncertain else ())]
        self.rows = Rows(table, read, self._groups(), index, self._explained, strict=strict)
        self.columns = Columns()
        frame = self.rows.numbers()
        if self._uncertain:
            around = [pl.col(its.number) for its in self._uncertain.columns]
            frame = frame.with_columns(where_finite(its, its >= 0) for its in around)
        self.frame = self.rows.watched(self._with_results(frame, found, arithmetic, prefix))

    @property
    def outputs(self) -> dict[str, str]:
        """By name, the column of each output, and behind it that of its uncertainty if there is one."""
        found: dict[str, str] = {}
        for name, column in self._values_of.items():
            found[name] = column
            if self._uncertain:
                found[f"{PREFIX}{name}"] = self._spreads[name]
        return found

    def types(self, table: InputTable) -> Types:
        """Return what finds the types of the columns that are text."""
        texts = [name for name in table.schema if table.is_text(name)]
        return Types(table.frame, texts, self._inputs)

    def results(self, table: InputTable, *, only: bool) -> pl.LazyFrame:
        """Return the table that is to be written: its columns, unless ``only``, and the results.

        Raises Problem where a result has the name of a column.
        """
        slopes = {name: slope.column for name, slope in self.slopes.items() if slope.is_shown}
        columns = {**self.outputs, **slopes}
        taken = by_name(table)
        if not only and (clash := next((name for name in columns if name in taken), None)):
            hint = "write the new columns alone with --only, or call the output by another name"
            raise ProgramProblem(f"{table.title} already has a column {quoted(clash)}", hint=hint)
        kept = [] if only else list(table.schema)
        return self.frame.select(*kept, *(pl.col(column).alias(name) for name, column in columns.items()))

    def _with_results(
        self, frame: pl.LazyFrame, found: Derivatives, arithmetic: Nodes, prefix: str
    ) -> pl.LazyFrame:
        nodes = {name: node for node, name in found.kept.items()}
        labels = self.program.input_names()
        numbers: Mapping[str, str | float] = {
            **{its.name: its.number for its in self._inputs}, **self._values
        }  # fmt: skip
        given = {
            nodes[labels[leaf]]: numbers[name]
            for name, leaves in self.program.inputs.items()
            for leaf in leaves
            if name in numbers and labels[leaf] in nodes
        }
        slopes = self._summed(found, arithmetic)
        wanted = {self._values_of[name]: node for name, node in found.outputs}
        if self._uncertain:
            spreads, columns = self._uncertain.propagated(found, arithmetic, nodes)
            wanted |= {self._spreads[name]: node for name, node in spreads.items()}
            given |= columns
        results = [*wanted.values(), *slopes]
        plan = Plan(found.tape, given, results, self.columns, f"{prefix}node")
        exprs = plan.results
        frame = plan.applied(frame).with_columns(
            where_finite(expr).alias(column)
            for column, expr in zip(wanted, exprs[: len(wanted)], strict=True)
        )
        has_value = {name: pl.col(column).is_not_null() for name, column in self._values_of.items()}
        if self._uncertain:
            frame = frame.with_columns(
                pl.when(has_value[name]).then(pl.col(column)).alias(column)
                for name, column in self._spreads.items()
            )
        return frame.with_columns(
            where_finite(expr, has_value[slope.output]).alias(slope.column)
            for slope, expr in zip(self.slopes.values(), exprs[len(wanted) :], strict=True)
        )

    def _summed(self, found: Derivatives, arithmetic: Nodes) -> list[int]:
        """Return the nodes of the slopes; a column that is several inputs has the sum of theirs."""
        labels, columns = self.program.input_names(), {its.name for its in self._inputs}
        by = {of_input for _, of_input in map(found.meanings.__getitem__, self.slopes)}
        leaves = {
            name: [labels[leaf] for leaf in self.program.inputs[name]] if name in columns else [name]
            for name in by
        }
        slopes = summed(found, arithmetic, leaves)
        return [slopes[found.meanings[name][0], found.meanings[name][1]].index for name in self.slopes]

    def _groups(self) -> list[Group]:
        groups = []
        for node, (name, column) in zip(self._nodes, self._values_of.items(), strict=True):
            slopes = [slope.column for slope in self.slopes.values() if slope.output == name]
            if self._uncertain is None:
                groups.append(Group([column, *slopes], self._inputs_of(node)))
                continue
            spread, uncertain = self._spreads[name], self._uncertain.any_of(self.program, node)
            groups.append(Group([column, spread, *slopes], self._inputs_of(node), spread, uncertain))
        return groups

    def _inputs_of(self, node: int) -> list[InputColumn]:
        """Return the columns that an output, its derivatives and its uncertainty depend on."""
        reached = {*self.program.tape.computed_from([node])}
        found = [its for its in self._inputs if reached.intersection(self.program.inputs[its.name])]
        return (
            [*found, *(around for its in found for around in self._uncertain.of(its.name))]
            if self._uncertain
            else found
        )

    def _explained(self, row: Mapping[str, float | None]) -> Problem | None:
        """Say why an output or a derivative has no value at a row."""
        for name, value in row.items():
            if value is not None and isinf(value):
                return Problem(f"{quoted(name)} is infinite")
        for its in self._uncertain.columns if self._uncertain else ():
            if (row[its.name] or 0.0) < 0:
                return Problem(f"{quoted(its.name)} is negative, and a standard uncertainty is not")
        values = {name: 1.0 if value is None else value for name, value in row.items()}
        calculation = calculate(self.program, {**self._values, **values})
        for node in self._nodes:
            if any(row[its.name] is None for its in self._inputs_of(node)):
                continue
            try:
                calculation.gradient(node, self._active)
            except CalculationProblem as problem:
                return problem
        return Problem("the uncertainty is too large (above 1.8e308)") if self._uncertain else None


def _require_apart(program: Program, outputs: Sequence[str]) -> None:
    """Raise ProgramProblem for an output that is called as the uncertainty of another is."""
    for name in outputs:
        if f"{PREFIX}{name}" in outputs:
            message = f"{quoted(PREFIX + name)} is an output, and the uncertainty of {quoted(name)}"
            hint = "call the output by another name, or choose with --of"
            raise ProgramProblem(message, program.source, hint=hint)
