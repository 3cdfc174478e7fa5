"""What a command line asks of every program, and the results."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from backprop.grammar.naming import quoted
from backprop.grammar.notations import in_our_language
from backprop.grammar.parser import CONSTANTS, parse
from backprop.grammar.problem import CalculationProblem, ProgramProblem, Source
from backprop.grammar.program import Program
from backprop.graph.reach import flowing

from .calculation import Calculation, calculate, uncertainties
from .notation import Notation
from .result import Result

if TYPE_CHECKING:
    from backprop.graph.propagation import Correlations, Spread


class Evaluation(NamedTuple):
    """What is asked of every program: at which values, of which node, by which inputs.

    notation      what programs are written in (see `notations`); None: as each looks
    spreads       what is uncertain about the values, by name
    correlations  of uncertain inputs
    """

    values: Mapping[str, float]
    of: Sequence[str]
    wrt: Sequence[str]
    notation: str | None = None
    spreads: "Mapping[str, Spread]" = {}
    correlations: "Correlations" = {}

    def read(self, source: Source) -> Program:
        """Read a program. Raises ProgramProblem. A value takes the name of a constant such as pi."""
        constants = {name: value for name, value in CONSTANTS.items() if name not in self.values}
        source, notes = in_our_language(source, self.values, self.of, self.wrt, notation=self.notation)
        program = parse(source, constants)
        return program._replace(notes=[*notes, *program.notes]) if notes else program

    def uncertain(self, calculation: Calculation) -> "dict[str, Spread]":
        """Return what is uncertain about inputs, by name; what is given wins over the program's own.

        Raises ProgramProblem for an uncertainty that is none.
        """
        from backprop.graph.propagation import Spread

        program = calculation.program
        given = {node for name in program.inputs.keys() & self.values for node in program.inputs[name]}
        inputs = {name: node for node, name in program.input_names().items()}
        own = {
            name: Spread(its) for name, its in uncertainties(calculation).items() if inputs[name] not in given
        }
        return own | {name: its for name, its in self.spreads.items() if name in inputs}

    def correlated(self, program: Program, spreads: Collection[str]) -> "Correlations":
        """Return the correlations of uncertain inputs; a certain one has none, one of a program its own.

        Raises ProgramProblem for a name that is neither an input nor a value.
        """
        labels = program.input_names()
        for name in (name for pair in self.correlations for name in pair):
            if name not in labels.values() and name not in self.values:
                raise self._no_input(program, name, "of a correlation ")
        own = {
            (labels[one], labels[other]): its
            for (one, other), its in program.correlations.items()
            if one in labels and other in labels
        }
        found = {pair: its for pair, its in own.items() if not self.values.keys() & {*pair}}
        for (one, other), its in self.correlations.items():
            found.pop((other, one), None)
            found[one, other] = its
        return {pair: its for pair, its in found.items() if {*spreads} >= {*pair}}

    def require_inputs(self, program: Program, names: Iterable[str]) -> None:
        """Raise ProgramProblem for a name that is no input."""
        inputs = {*program.input_names().values()}
        for name in names:
            if name not in inputs:
                raise self._no_input(program, name)

    def _no_input(self, program: Program, name: str, of: str = "") -> ProgramProblem:
        known = ", ".join(map(quoted, program.input_names().values())) or "none"
        return ProgramProblem(f"'{name}' {of}is not an input of the program", hint=f"its inputs: {known}")

    def outputs(self, program: Program) -> list[int]:
        """Return the nodes that are to be differentiated. Raises ProgramProblem for an unknown name."""
        if not self.of:
            return list(program.outputs)
        nodes = {name: node for node, name in program.names.items()}
        for name in self.of:
            if name not in nodes:
                some = [quoted(known) for known in list(nodes)[:20]]
                raise ProgramProblem(f"no node is called '{name}'", hint=f"the nodes: {', '.join(some)}")
        return [nodes[name] for name in dict.fromkeys(self.of)]

    def variables(self, program: Program) -> list[int]:
        """Return the same, where formulas are asked for. Raises ProgramProblem for a constant."""
        outputs = self.outputs(program)
        for output in outputs:
            if output not in program.names:
                place = program.place(output)
                raise ProgramProblem(
                    "the output is a constant", program.source, place, hint="it has no inputs"
                )
        return outputs

    def inputs(self, program: Program) -> dict[int, str]:
        """Return the inputs to differentiate by, by node, in the order asked.

        Raises ProgramProblem for an unknown name.
        """
        inputs = program.input_names()
        if not self.wrt:
            return inputs
        nodes = {name: node for node, name in inputs.items()}
        for name in self.wrt:
            if name not in nodes:
                raise self._no_input(program, name)
        return {nodes[name]: name for name in self.wrt}

    def results(self, program: Program, line: int | None = None) -> Iterator[Result | CalculationProblem]:
        """Yield the result of every output, or why there is none.

        Raises ProgramProblem for what concerns them all, such as an input without a value.
        """
        calculation = calculate(program, self.values)
        inputs, active = self.inputs(program), program.tape.varies
        if self.wrt:
            active = flowing(program.tape, inputs)
        notation = Notation(program, calculation.values, active if self.wrt else None)
        for output in self.outputs(program):
            try:
                gradient = calculation.gradient(output, active)
            except CalculationProblem as problem:
                yield problem
            else:
                yield Result(calculation, gradient, notation, inputs, line)

    def with_uncertainty(self, result: Result, note: Callable[[str], None]) -> Result:
        """Return a result with its uncertainty, if inputs are uncertain. Raises CalculationProblem.

        ``note`` is told where that is less than there is to say.
        """
        calculation, output = result.calculation, result.output
        program = calculation.program
        if not (self.spreads or program.spreads) or output not in program.names:
            return result
        from . import budget

        spreads = self.uncertain(calculation)
        if not spreads:
            return result
        correlations = self.correlated(program, spreads)
        budget.require_possible(correlations)
        measured = budget.Measured(self.values, spreads, correlations)
        first = budget.first_order(calculation, output, measured)
        is_flat = not any(its.contribution for its in first.inputs.values())
        if is_flat and budget.is_uncertain(calculation, output, measured):
            name = quoted(program.names[output])
            note(f"the derivatives of {name} vanish here, so its uncertainty is 0 to first order only")
        return result._replace(uncertainty=budget.Uncertainty(first, spreads, correlations))
