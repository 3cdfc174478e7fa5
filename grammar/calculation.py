"""Running a program: values and derivatives, and what is undefined in the program's own words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from backprop.graph.backward import Gradient, backward
from backprop.graph.forward import forward
from backprop.graph.operations import Operation
from backprop.graph.undefined import Cause, UndefinedDerivative, UndefinedValue, cause

from .notation import Notation
from .problem import CalculationProblem
from .program import Program


@dataclass(frozen=True, slots=True)
class Calculation:
    """A program with the value of every node."""

    program: Program
    values: list[float]
    notation: Notation

    def gradient(self, output: int, inputs: Collection[int] | None = None) -> Gradient:
        """Return the gradient of an output along the paths to ``inputs`` (None: to all).

        Raises CalculationProblem where a value or a derivative on the way is undefined.
        """
        try:
            return backward(self.program.tape, self.values, output, inputs)
        except UndefinedValue as error:
            raise self._undefined_value(error.node) from None
        except UndefinedDerivative as error:
            raise self._undefined_derivative(error.node, error.position, inputs) from None

    def _undefined_value(self, node: int) -> CalculationProblem:
        operation = self.program.tape.sources[node]
        assert isinstance(operation, Operation)
        arguments = [self.values[operand] for operand in self.program.tape.operands[node]]
        name = self.program.names.get(node)
        expression = self.notation.expression(node)
        subject = f"{self.notation.name(node)} = {expression}" if name else f"{expression}"
        return self._problem(node, subject, cause(operation.value, arguments), "choose other values")

    def _undefined_derivative(
        self, node: int, position: int, inputs: Collection[int] | None
    ) -> CalculationProblem:
        tape = self.program.tape
        operation = tape.sources[node]
        assert isinstance(operation, Operation)
        arguments = [self.values[operand] for operand in tape.operands[node]]
        operand = self.notation.name(tape.operands[node][position])
        formula = self.notation.local_derivative(node, position)
        subject = f"the derivative d{self.notation.name(node)}/d{operand} = {formula}"
        why = cause(operation.partials[position], arguments)
        several = len(self.program.input_names()) > 1 and (inputs is None or len(inputs) > 1)
        hint = "choose other values" + (", or leave this path out with --wrt" if several else "")
        return self._problem(node, subject, why, hint)

    def _problem(self, node: int, subject: str, why: Cause, hint: str) -> CalculationProblem:
        verdict = {
            Cause.DIVISION_BY_ZERO: "is a division by zero",
            Cause.OVERFLOW: "is too large (above 1.8e308)",
            Cause.OUTSIDE_DOMAIN: "is undefined",
        }[why]
        operands = dict.fromkeys(self.program.tape.operands[node])
        at = ", ".join(
            f"{self.notation.name(operand)} = {self.values[operand]:.6g}"
            for operand in operands
            if operand in self.program.names
        )
        message = f"{subject} {verdict}" + (f" at {at}" if at else "")
        return CalculationProblem(message, self.program.source, self.program.place(node), hint=hint)


def calculate(program: Program, values: Mapping[str, float]) -> Calculation:
    """Run a program forward; ``values`` holds its inputs by name.

    Raises ProgramProblem for inputs that have no value.
    """
    found = forward(program.tape, program.bind(values))
    return Calculation(program, found, Notation(program, found))
