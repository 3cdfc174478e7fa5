"""Derivatives that are undefined at a point only because of how the formula is written."""

from collections.abc import Sequence

from backprop.graph import limits
from backprop.graph.backward import backward
from backprop.graph.formulas import formula
from backprop.graph.forward import forward
from backprop.graph.tape import Input

from .naming import quoted
from .program import Program

_MOST_SHOWN = 5
_DIGITS = 6


def limits_of_gradient(
    program: Program, values: Sequence[float], output: int, active: Sequence[bool]
) -> str | None:
    """Return what the derivatives of an output come to, as ``dL/dx = 0``; None if that differs by side."""
    tape = program.tape
    names = {node: name for node, name in program.input_names().items() if active[node]}
    inputs = {node: values[node] for node, source in enumerate(tape.sources) if isinstance(source, Input)}

    def around(point: Sequence[float]) -> limits.Groups | None:
        moved = forward(tape, {**inputs, **dict(zip(names, point, strict=True))})
        try:
            adjoints = backward(tape, moved, output, active).adjoints
        except ArithmeticError:
            return None
        return [moved[output]], [adjoints.get(node, 0.0) for node in names]

    found = limits.from_all_sides(around, [values[node] for node in names])
    if found is None:
        return None
    (value,), slopes = found
    if abs(value.value - values[output]) > value.error:
        return None
    of = quoted(program.names[output])
    shown = [
        f"d{of}/d{quoted(name)} = {formula(float(f'{slope.value:.{_DIGITS}g}'))}"
        for name, slope in zip(names.values(), slopes, strict=True)
    ]
    return ", ".join([*shown[:_MOST_SHOWN], *["..."] * (len(shown) > _MOST_SHOWN)])
