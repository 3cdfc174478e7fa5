"""Numbers that know what they are numbers of, so that a page can compute them anew."""

from typing import Literal

Kind = Literal["value", "gradient", "local", "product"]


class Quantity(float):
    """The value or the gradient of a node, or the local derivative or the chain-rule product of a use.

    position  which operand of the node is meant, where it is a use of one
    """

    kind: Kind
    node: int
    position: int

    def __new__(cls, number: float, kind: Kind, node: int, position: int = 0) -> "Quantity":
        quantity = super().__new__(cls, number)
        quantity.kind, quantity.node, quantity.position = kind, node, position
        return quantity
