"""What an operation does to a gradient, in words: the reason that stays with the reader."""

from collections.abc import Mapping, Sequence

from backprop.graph.operation import Operation
from backprop.graph.operations import FUNCTIONS, INFIX, NEGATIVE, WHERE

_COMMUTATIVE = (INFIX["+"], INFIX["*"], FUNCTIONS["max"], FUNCTIONS["min"])

_WORDS: Mapping[Operation, Sequence[str]] = {
    INFIX["+"]: ["Adding passes the gradient on: where one term grows by {h}, so does the sum"],
    INFIX["-"]: [
        "Subtracting passes the gradient on to what it starts from: where that grows, so does the rest",
        "Subtracting turns the sign for what is taken away: where that grows by {h}, the rest shrinks by {h}",
    ],
    INFIX["*"]: [
        "Multiplying swaps the factors: each gets the gradient times the other one, for {h} more of one is "
        "{h} times the other more of the product"
    ],
    INFIX["/"]: [
        "Dividing divides the gradient: {h} more above the line is shared out like all the rest",
        "What is below the line works the other way: the more there is of it, the smaller the quotient",
    ],
    INFIX["**"]: [
        "A power brings its exponent down, and one factor less is left",
        "An exponent makes its power grow in proportion to itself",
    ],
    NEGATIVE: ["A minus turns the sign of the gradient"],
    WHERE: ["The branch that is taken gets all of the gradient, the other one none"],
    FUNCTIONS["exp"]: ["An exponential grows as fast as it is large"],
    FUNCTIONS["log"]: ["A logarithm grows the more slowly, the larger what it is of"],
    FUNCTIONS["sqrt"]: ["A root grows the more slowly, the larger it is"],
    FUNCTIONS["sin"]: ["A sine is steepest where it crosses 0, and level at its tops"],
    FUNCTIONS["cos"]: ["A cosine falls where the sine is positive, and is level where that crosses 0"],
    FUNCTIONS["tanh"]: [
        "tanh is steepest at 0; where it comes near 1 or -1 it is level, and lets hardly any gradient pass"
    ],
    FUNCTIONS["sigmoid"]: [
        "A sigmoid is steepest in its middle; near 0 and 1 it is level, and lets hardly any gradient pass"
    ],
    FUNCTIONS["relu"]: ["relu passes the gradient on where it is above 0, and stops it elsewhere"],
    FUNCTIONS["abs"]: ["abs passes the gradient on, with the sign of what it is of"],
    FUNCTIONS["max"]: ["max passes the gradient to the larger operand, and none to the other"],
    FUNCTIONS["min"]: ["min passes the gradient to the smaller operand, and none to the other"],
}
"""By operation, and by operand where these differ. A blank {h} is the small change."""


def words(operation: Operation, position: int, h: str) -> str | None:
    """Return the reason for a local derivative in words, if there are any."""
    found = _WORDS.get(operation)
    return found[min(position, len(found) - 1)].replace("{h}", h) if found else None


def kind(operation: Operation, position: int) -> tuple[str, int]:
    """Return what is explained once: an operation, by one of its operands if these are not alike."""
    return operation.name, 0 if operation in _COMMUTATIVE else position
