"""Running a program: values and derivatives, and what is undefined in the program's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backprop.graph.backward import Gradient, backward, depending
from backprop.graph.formulas import formula
from backprop.graph.forward import forward
from backprop.graph.operations import Operation
from backprop.graph.undefined import Cause, GradientOverflow, UndefinedDerivative, UndefinedValue, cause

from .naming import quoted
from .notation import Notation
from .problem import CalculationProblem
from .program import Program


@dataclass(frozen=True, slots=True)
class Calculation:
    """A program with the value of every node."""

    program: Program
    values: list[float]

    def gradient(self, output: int, active: Sequence[bool]) -> Gradient:
        """Return the gradient of an output along the paths through active nodes (see `backward`).

        Raises CalculationProblem where a value or a derivative on the way is undefined.
        """
        try:
            return backward(self.program.tape, self.values, output, active)
        except UndefinedValue as error:
            raise self._undefined_value(error.node) from None
        except UndefinedDerivative as error:
            raise self._undefined_derivative(error.node, error.position) from None
        except GradientOverflow as error:
            notation = Notation(self.program, self.values)
            subject = f"the derivative d{notation.name(output)}/d{notation.name(error.node)}"
            raise self._problem(error.node, subject, Cause.OVERFLOW, "choose other values") from None

    def _undefined_value(self, node: int) -> CalculationProblem:
        operation = self.program.tape.sources[node]
        assert isinstance(operation, Operation)
        arguments = [self.values[operand] for operand in self.program.tape.operands[node]]
        notation = Notation(self.program, self.values)
        expression = notation.expression(node)
        subject = f"{notation.name(node)} = {expression}" if node in self.program.names else f"{expression}"
        return self._problem(node, subject, cause(operation.value, arguments), "choose other values")

    def _undefined_derivative(self, node: int, position: int) -> CalculationProblem:
        tape = self.program.tape
        operation = tape.sources[node]
        assert isinstance(operation, Operation)
        arguments = [self.values[operand] for operand in tape.operands[node]]
        notation = Notation(self.program, self.values)
        operand = tape.operands[node][position]
        slope = notation.local_derivative(node, position)
        subject = f"the derivative d{notation.name(node)}/d{notation.name(operand)} = {slope}"
        others = [
            quoted(name)
            for leaf, name in self.program.input_names().items()
            if not depending(tape, [leaf])[operand]
        ]
        hint = "choose other values" + (
            f", or leave this path out: --wrt {','.join(others)}" if others else ""
        )
        return self._problem(node, subject, cause(operation.partials[position], arguments), hint)

    def _problem(self, node: int, subject: str, why: Cause, hint: str) -> CalculationProblem:
        verdict = {
            Cause.DIVISION_BY_ZERO: "is a division by zero",
            Cause.OVERFLOW: "is too large (above 1.8e308)",
            Cause.OUTSIDE_DOMAIN: "is undefined",
        }[why]
        operands = dict.fromkeys(self.program.tape.operands[node])
        at = ", ".join(
            f"{quoted(self.program.names[operand])} = {formula(self.values[operand])}"
            for operand in operands
            if operand in self.program.names
        )
        message = f"{subject} {verdict}" + (f" at {at}" if at else "")
        return CalculationProblem(message, self.program.source, self.program.place(node), hint=hint)


def calculate(program: Program, values: Mapping[str, float]) -> Calculation:
    """Run a program forward; ``values`` holds its inputs by name.

    Raises ProgramProblem for inputs that have no value.
    """
    return Calculation(program, forward(program.tape, program.bind(values)))
