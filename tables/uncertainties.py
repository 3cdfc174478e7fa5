"""The standard uncertainties of inputs over rows, and those of the outputs that come of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import Problem, ProgramProblem
from backprop.grammar.program import Program
from backprop.graph.arithmetics.nodes import Node, Nodes
from backprop.graph.operation import Operation
from backprop.graph.propagation import Correlations, StandardUncertainty, factor
from backprop.writing.budget import require_possible, uncertain_leaves
from backprop.writing.calculation import calculate
from backprop.writing.derivatives import Derivatives, summed
from backprop.writing.evaluation import Evaluation

from .matching import InputColumn, by_name, require_numeric
from .source import InputTable

PREFIX = "u_"
"""What stands before a name in the name of its uncertainty."""


class Stated(NamedTuple):
    """What is said of uncertainties beside the columns: those of inputs by name, and correlations."""

    uncertainties: Mapping[str, StandardUncertainty]
    correlations: Correlations


class UncertainInputs:
    """The uncertain inputs of a program over a table.

    inputs        by name, the column with its uncertainty, or the uncertainty of all rows
    leaves        by name, the nodes of the input, each with a name of its own
    notes         what is taken otherwise than one might think
    """

    def __init__(
        self,
        program: Program,
        table: InputTable,
        inputs: Sequence[InputColumn],
        evaluation: Evaluation,
        asked: Stated,
        prefix: str,
        missing: Sequence[str],
    ) -> None:
        """``inputs`` are those whose values are columns. Raises Problem."""
        self.notes: list[Problem] = []
        self._unused: list[str] = []
        self._table, self._asked = table, asked
        columns = {its.name for its in inputs}
        self._values = {its.name: its.number for its in inputs}
        values = {**evaluation.values, **dict.fromkeys(columns, 1.0)}
        spreads = evaluation._replace(values=values).uncertain(calculate(program, values))
        names = {*program.input_names().values()}
        evaluation.require_inputs(program, asked.uncertainties)
        for name in asked.uncertainties:
            owner = next((its for its in values if its != name and self._is_part(program, name, its)), None)
            if owner is not None:
                raise ProgramProblem(
                    f"'{name}' takes the value of '{owner}'", hint=f"write {quoted(owner)}=±0.1"
                )
        there = by_name(table)
        self.inputs: dict[str, InputColumn | StandardUncertainty] = {}
        for number, (node, name) in enumerate(program.input_names().items()):
            column = there.get(f"{PREFIX}{name}")
            if name in asked.uncertainties:
                self.inputs[name] = asked.uncertainties[name]
                if column is not None and name in columns:
                    self._note(f"column {quoted(column)} is not used: the uncertainty is given")
            elif name in spreads:
                self.inputs[name] = StandardUncertainty(spreads[name].uncertainty)
            elif column is None or name not in columns:
                self._unused += [column] if column is not None and name in evaluation.values else []
            elif f"{PREFIX}{name}" in names:
                self._note(
                    f"column {quoted(column)} is an input of the program, so it is not the uncertainty of "
                    f"{quoted(name)}"
                )
            else:
                its = InputColumn.of(
                    f"{PREFIX}{name}", column, table, f"{prefix}uncertainty{number}", missing
                )
                require_numeric(
                    its,
                    table,
                    program.source,
                    program.place(node),
                    f"give it for all rows, as in {quoted(name)}=±0.1",
                )
                self.inputs[name] = its
        self._require_some(columns)
        names_of = program.input_names()
        self.leaves = {
            name: {node: names_of[node] for node in nodes}
            for name, nodes in uncertain_leaves(program, values, self.inputs).items()
        }
        self._correlations = self._of_inputs(program, evaluation)
        certain = [
            quoted(name) for name in program.input_names().values() if name in columns - {*self.inputs}
        ]
        if certain:
            self._note(f"without an uncertainty, and so certain: {', '.join(certain)}")

    @property
    def columns(self) -> list[InputColumn]:
        """The columns that hold uncertainties."""
        return [its for its in self.inputs.values() if isinstance(its, InputColumn)]

    @staticmethod
    def _is_part(program: Program, label: str, name: str) -> bool:
        """Tell whether an input of this label takes its value under a name."""
        labels = program.input_names()
        return any(labels[node] == label for node in program.inputs.get(name, ()))

    def any_of(self, program: Program, output: int) -> pl.Expr:
        """Return what tells for a row whether an input that an output depends on is uncertain there."""
        reached = {*program.tape.computed_from([output])}
        here = [name for name, leaves in self.leaves.items() if reached.intersection(leaves)]
        return pl.any_horizontal(pl.lit(value=False), *map(self._is_uncertain, here))

    def _is_uncertain(self, name: str) -> pl.Expr:
        its = self.inputs[name]
        if isinstance(its, InputColumn):
            return pl.col(its.number) > 0
        column = self._values.get(name)
        if its.is_relative and column is not None:
            return (pl.col(column) != 0) & (its.number > 0)
        return pl.lit(its.number > 0)

    def of(self, name: str) -> list[InputColumn]:
        """Return the column that holds the uncertainty of an input, if one does."""
        its = self.inputs.get(name)
        return [its] if isinstance(its, InputColumn) else []

    def propagated(
        self, found: Derivatives, nodes: Nodes, copies: Mapping[str, int]
    ) -> tuple[dict[str, int], dict[int, str]]:
        """Return the node of the uncertainty of each output, by name, and the columns that new inputs take.

        ``found`` are the derivatives by all leaves, computed in ``nodes``; ``copies`` are nodes by name.
        """
        around, given = dict[str, Node](), dict[int, str]()
        for name, leaves in self.leaves.items():
            at = [copies[label] for label in leaves.values() if label in copies]
            if not at:  # no output depends on it
                continue
            its = self.inputs[name]
            if isinstance(its, InputColumn):
                around[name] = Node(nodes, nodes.tape.input())
                given[around[name].index] = its.number
            else:
                around[name] = nodes.constant(its.number)
                if its.is_relative:
                    around[name] *= abs(Node(nodes, at[0]))
        slopes = summed(found, nodes, {name: [*self.leaves[name].values()] for name in around})
        spreads = {}
        for output, _ in found.outputs:
            parts = {name: slopes[output, name] * its for name, its in around.items()}
            spreads[output] = _length(nodes, parts, self._correlations).index
        return spreads, given

    def _note(self, message: str) -> None:
        self.notes.append(Problem(message))

    def _require_some(self, columns: Iterable[str]) -> None:
        if not self.inputs:
            name = next(iter(sorted(columns)), "a")
            hint = f"add a column {quoted(PREFIX + name)}, or write it for all rows: {quoted(name)}=±0.1"
            if unused := [its for its in self._unused if its]:
                hint = (
                    f"column {quoted(unused[0])} does not count: the value is given, so write it as a=2±0.1"
                )
            raise ProgramProblem(
                f"no input is uncertain: {self._table.title} has no column for it", hint=hint
            )

    def _of_inputs(self, program: Program, evaluation: Evaluation) -> Correlations:
        found = {**evaluation.correlated(program, self.inputs)}
        for (one, other), number in self._asked.correlations.items():
            for name in (one, other):
                if name not in self.inputs:
                    known = ", ".join(map(quoted, self.inputs))
                    raise ProgramProblem(
                        f"'{name}' of a correlation is no uncertain input", hint=f"these are: {known}"
                    )
            found.pop((other, one), None)
            found[one, other] = number
        require_possible(found)
        return found


def _length(nodes: Nodes, contributions: Mapping[str, Node], correlations: Correlations) -> Node:
    """Return the uncertainty of an output as a node: the length of the vector of its contributions.

    The matrix of correlations is a product of one with its transpose; that mixes the contributions, so
    nothing that is squared is ever negative.
    """
    rows = factor([*contributions], correlations)
    parts = [*contributions.values()]
    mixed = []
    for column in zip(*rows, strict=True):
        terms = [
            nodes.multiply(nodes.constant(number), part)
            for number, part in zip(column, parts, strict=True)
            if number
        ]
        mixed.append(reduce(nodes.add, terms))
    if len(mixed) < 2:
        return abs(mixed[0]) if mixed else nodes.constant(0.0)
    return nodes.copied(_LENGTH, *mixed)


_LENGTH = Operation("length", lambda m, *parts: m.length(*parts), (), "length of a vector")
