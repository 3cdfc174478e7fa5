"""Derivatives that are undefined at a point only because of how the formula is written."""

from collections.abc import Sequence

from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.graph import limits
from backprop.graph.arithmetics.formulas import formula

_MOST_SHOWN = 5
_DIGITS = 6


def limits_of_gradient(
    program: Program, values: Sequence[float], output: int, active: Sequence[bool]
) -> str | None:
    """Return what the derivatives of an output come to, as ``dL/dx = 0``; None if that differs by side."""
    names = {node: name for node, name in program.input_names().items() if active[node]}
    found = limits.of_derivatives(program.tape, values, output, [*names], [*names])
    if found is None:
        return None
    of = quoted(program.names[output])
    shown = [
        f"d{of}/d{quoted(name)} = {formula(float(f'{slope:.{_DIGITS}g}'))}"
        for name, slope in zip(names.values(), found[0], strict=True)
    ]
    return ", ".join([*shown[:_MOST_SHOWN], *["..."] * (len(shown) > _MOST_SHOWN)])
