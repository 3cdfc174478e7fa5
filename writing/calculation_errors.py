"""What is undefined in a calculation, in the program's own words."""

from collections.abc import Sequence

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem
from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import FORMULAS, Formula, formula
from backprop.graph.arithmetics.formulas import call as written
from backprop.graph.backward import backward
from backprop.graph.cause import Cause, cause
from backprop.graph.operation import Operation
from backprop.graph.operations import INFIX
from backprop.graph.reach import depending
from backprop.graph.undefined import GradientOverflow, UndefinedDerivative, UndefinedValue

from .notation import Notation

_VERDICTS = {
    Cause.DIVISION_BY_ZERO: "is a division by zero",
    Cause.OVERFLOW: "is too large (above 1.8e308)",
    Cause.OUTSIDE_DOMAIN: "is undefined",
}
_MOST_THIRDS = 10
_MOST_SHOWN = 5
_DIGITS = 6
_CHOOSE = "choose other values"


def problem(
    program: Program,
    values: Sequence[float],
    output: int,
    active: Sequence[bool],
    error: UndefinedValue | UndefinedDerivative | GradientOverflow,
) -> CalculationProblem:
    """Return what has no value, why, at which values of its operands, and what to do."""
    tape, notation, node = program.tape, Notation(program, values), error.node
    if isinstance(error, GradientOverflow):
        subject = f"the derivative d{notation.name(output)}/d{notation.name(node)}"
        message = f"{subject} {_VERDICTS[Cause.OVERFLOW]}"
        return CalculationProblem(message, program.source, program.place(node), hint=_CHOOSE)

    operation, operands = tape.sources[node], tape.operands[node]
    assert isinstance(operation, Operation)
    hint = _CHOOSE
    if isinstance(error, UndefinedDerivative):
        row, operand = operation.partials[error.position], operands[error.position]
        slope = notation.local_derivative(node, error.position)
        subject = f"the derivative d{notation.name(node)}/d{notation.name(operand)} = {slope}"
        if others := _inputs_elsewhere(program, values, output, operand):
            hint += f", or leave this path out: --wrt {','.join(others)}"
        if error.adjoint == 0 and (limits := _limits(program, values, output, active)):
            hint = (
                f"the chain rule multiplies it by 0, and this is removable: from all sides {limits}; "
                f"write the formula in another way, or {hint}"
            )
    else:
        row, subject = operation.value, notation.equation(node)
    assert row is not None
    point = [values[operand] for operand in operands]
    reason = cause(row, point)
    message = f"{subject} {_VERDICTS[reason]}"
    if row is operation.value and reason is Cause.OUTSIDE_DOMAIN and operation.domain:
        hint += f"; {_domain(operation, point, [notation.operand(operand) for operand in operands])}"
    if at := notation.point(node):
        message += f" at {at}"
    return CalculationProblem(message, program.source, program.place(node), hint=hint)


def _domain(operation: Operation, point: Sequence[float], operands: Sequence[Formula]) -> str:
    """Say where an operation has a value, in the names of the program if its operands all have one."""
    from .reference import entry

    if operation is INFIX["**"]:
        return _powers(point[0], point[1], operands[0])
    described = entry(operation)
    call, domain = described.call, described.domain
    if operation.domain and all(operand.text.isidentifier() for operand in operands):
        call = written(operation.name, *operands).text
        domain = formula(operation.domain(FORMULAS, *operands)).text
    return f"the domain of {call} is {domain}"


def _powers(base: float, exponent: float, written: Formula) -> str:
    """Say which powers a number has that is not positive."""
    if base == 0:
        return "0 has no negative powers"
    thirds = round(3 * exponent) if abs(exponent) < _MOST_THIRDS else 0
    hint = "a negative number has powers with whole exponents only"
    if thirds and exponent == thirds / 3:
        power = f"**{thirds}" if thirds != 1 else ""
        hint += f"; by the cube root it is cbrt({written}){power}"
    return hint


def _limits(program: Program, values: Sequence[float], output: int, active: Sequence[bool]) -> str | None:
    """Return what the derivatives of an output come to, as ``dL/dx = 0``; None if that differs by side."""
    from backprop.graph.limits import of_derivatives  # rarely needed

    names = {node: name for node, name in program.input_names().items() if active[node]}
    found = of_derivatives(program.tape, values, output, [*names], [*names])
    if found is None:
        return None
    of = quoted(program.names[output])
    shown = [
        f"d{of}/d{quoted(name)} = {formula(float(f'{slope:.{_DIGITS}g}'))}"
        for name, slope in zip(names.values(), found[0], strict=True)
    ]
    return ", ".join([*shown[:_MOST_SHOWN], *["..."] * (len(shown) > _MOST_SHOWN)])


def _inputs_elsewhere(program: Program, values: Sequence[float], output: int, node: int) -> list[str]:
    """Return the inputs that a node does not depend on, if the output can be differentiated by them."""
    tape = program.tape
    before = {*tape.computed_from([node])}
    others = {leaf: name for leaf, name in program.input_names().items() if leaf not in before}
    try:
        backward(tape, values, output, depending(tape, others))
    except (UndefinedValue, UndefinedDerivative, GradientOverflow):
        return []
    return [quoted(name) for name in others.values()]
