"""The uncertainty of the outputs of a program, and where it comes from."""

from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem
from backprop.grammar.program import Program
from backprop.graph.propagation import (
    Correlations,
    Propagation,
    SecondOrder,
    Spread,
    correlation,
    matrix,
    propagate,
    second_order,
)
from backprop.graph.reach import depending

from .calculation import Calculation
from .curvature import Hessian, hessian
from .extras import extra

_SHIFT_MATTERS = 0.1
"""The shift that is worth a note, in standard uncertainties."""

_AS_GOOD_AS_INFINITE = 1e9
"""Degrees of freedom from which Student's distribution is the normal one."""

_ROUNDED = 1e-9
"""How far below 0 an eigenvalue may be, for rounding."""

_SPREAD_MATTERS = 1.05**0.5
"""The uncertainty of second order that is worth one, in those of first order: its variance is 5 % larger."""


class Coverage(NamedTuple):
    """An interval about the value that holds a part of what may be attributed to the output.

    probability  that part; None where the factor was given
    factor       how many standard uncertainties wide it is to both sides
    """

    probability: float | None
    factor: float


class Measured(NamedTuple):
    """What is known of inputs, by name.

    values        what they were given; the program gives the others
    spreads       what is uncertain about them
    correlations  of uncertain ones
    """

    values: Mapping[str, float]
    spreads: Mapping[str, Spread]
    correlations: Correlations


class Uncertainty(NamedTuple):
    """The uncertainty of one output to first order, and what it comes from."""

    first: Propagation
    spreads: Mapping[str, Spread]
    correlations: Correlations


class Budget(NamedTuple):
    """The uncertainty of one output.

    values   of the uncertain inputs, by name
    spreads  what is uncertain about them
    second   what the curvature adds; None where there are no second derivatives
    """

    output: str
    value: float
    values: dict[str, float]
    spreads: Mapping[str, Spread]
    first: Propagation
    second: SecondOrder | None
    notes: Sequence[Problem] = ()

    @property
    def largest_first(self) -> list[str]:
        """The inputs, those that add most in front."""
        inputs = self.first.inputs
        return sorted(inputs, key=lambda name: -abs(inputs[name].share))

    @property
    def dominant(self) -> set[str]:
        """The inputs whose contribution is a third of the largest or more (EURACHEM/CITAC QUAM, 7.2)."""
        sizes = {name: abs(its.contribution) for name, its in self.first.inputs.items()}
        largest = max(sizes.values(), default=0.0)
        return {name for name, size in sizes.items() if size >= largest / 3 and size}


def budget(calculation: Calculation, output: int, measured: Measured) -> Budget:
    """Return the budget of an output; ``measured`` has the values that the calculation was given.

    Raises CalculationProblem where a value or a derivative is undefined, or the uncertainty too large.
    """
    program, (values, spreads, correlations) = calculation.program, measured
    leaves = uncertain_leaves(program, values, spreads)
    first = first_order(calculation, output, measured)
    notes: list[Problem] = []
    second = None
    try:
        found = _hessian(program, output, values, leaves)
        second = second_order(first, found.rows, spreads, correlations)
        notes += found.notes
    except CalculationProblem:
        notes.append(Problem("there are no second derivatives here, so only the first order is looked at"))
    if second is not None and not all(map(isfinite, second)):
        notes.append(Problem("the second order is above 1.8e308, so only the first one is looked at"))
        second = None
    at = {name: calculation.values[nodes[0]] for name, nodes in leaves.items()}
    return Budget(program.names[output], calculation.values[output], at, spreads, first, second, notes)


def first_order(calculation: Calculation, output: int, measured: Measured) -> Propagation:
    """Propagate uncertainties to an output, to first order.

    Raises CalculationProblem where a value or a derivative is undefined, or the uncertainty too large.
    """
    program, (values, spreads, correlations) = calculation.program, measured
    leaves = uncertain_leaves(program, values, spreads)
    active = depending(program.tape, [node for nodes in leaves.values() for node in nodes])
    adjoints = calculation.gradient(output, active).adjoints
    slopes = {name: sum(adjoints.get(node, 0.0) for node in nodes) for name, nodes in leaves.items()}
    first = propagate(slopes, spreads, correlations)
    if not isfinite(first.uncertainty):
        message = f"the uncertainty of {quoted(program.names[output])} is too large (above 1.8e308)"
        raise CalculationProblem(message, program.source, program.place(output), hint="choose other values")
    return first


def is_uncertain(calculation: Calculation, output: int, measured: Measured) -> bool:
    """Tell whether an output depends on an input that is uncertain, whatever its derivative is here."""
    program = calculation.program
    reached = {*program.tape.computed_from([output])}
    return any(
        measured.spreads[name].uncertainty and reached.intersection(nodes)
        for name, nodes in uncertain_leaves(program, measured.values, measured.spreads).items()
    )


def uncertain_leaves(
    program: Program, given: Collection[str], spreads: Collection[str]
) -> dict[str, Sequence[int]]:
    """Return the nodes of each uncertain input, in the order of the program.

    A value that is given is that of all inputs of its name; without one, each is by itself.
    """
    found = {name: [node] for node, name in program.input_names().items() if name in spreads}
    own = program.inputs
    return {name: own[name] if name in given and name in own else nodes for name, nodes in found.items()}


def _hessian(
    program: Program, output: int, values: Mapping[str, float], leaves: Mapping[str, Sequence[int]]
) -> Hessian:
    """Return the second derivatives by uncertain inputs, those of several nodes in one."""
    labels = program.input_names()
    by = {node: labels[node] for nodes in leaves.values() for node in nodes}
    found = hessian(program, output, by, values)
    if len(by) == len(leaves):
        return found
    rows = {
        row: {
            column: sum(found.rows[labels[one]][labels[other]] for one in ones for other in others)
            for column, others in leaves.items()
        }
        for row, ones in leaves.items()
    }
    return found._replace(rows=rows)


def matters(budget: Budget) -> bool:
    """Tell whether what the curvature adds is worth a note."""
    if budget.second is None:
        return False
    first, (shift, second) = budget.first.uncertainty, budget.second
    return abs(shift) > _SHIFT_MATTERS * first or second > _SPREAD_MATTERS * first


def output_correlations(
    found: Sequence[Budget], correlations: Correlations
) -> dict[str, dict[str, float | None]]:
    """Return the matrix of the correlations of outputs, by name and name."""
    return {
        one.output: {
            other.output: 1.0 if one is other else correlation(one.first, other.first, correlations)
            for other in found
        }
        for one in found
    }


def require_possible(correlations: Correlations) -> None:
    """Raise Problem for correlations that no inputs have together: an eigenvalue of their matrix is negative.

    Those of three inputs and more need NumPy.
    """
    names = [*dict.fromkeys(name for pair in correlations for name in pair)]
    if len(names) < 3:
        return
    linalg = extra("numpy.linalg", "correlations of three inputs and more", "uncertainty")
    rows = matrix(names, correlations)
    smallest = float(linalg.eigvalsh([[rows[one][other] for other in names] for one in names])[0])
    if smallest < -_ROUNDED:
        message = "these correlations contradict each other"
        hint = f"the smallest eigenvalue of their matrix is {smallest:.3g}, and has to be 0 or more"
        raise Problem(message, hint=hint)


def coverage_factor(probability: float, degrees_of_freedom: float | None) -> float:
    """Return how many standard uncertainties hold a part of what may be attributed to the output.

    Of the normal distribution, or of Student's t for the next lower whole number of degrees of freedom
    (GUM G.4.1). Raises Problem where SciPy is missing and needed.
    """
    from statistics import NormalDist

    if degrees_of_freedom is None or degrees_of_freedom > _AS_GOOD_AS_INFINITE:
        return NormalDist().inv_cdf((1 + probability) / 2)
    special = extra("scipy.special", "intervals of Student's t", "uncertainty")  # 10 times as quick as stats
    return float(special.stdtrit(max(1, int(degrees_of_freedom)), (1 + probability) / 2))
