"""Where a calculation has no result: errors as data, without words for people."""


class UndefinedValue(ArithmeticError):
    """The value of ``node`` is undefined or too large, though its operands have values."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


class UndefinedDerivative(ArithmeticError):
    """The derivative of ``node`` by its operand number ``position`` is undefined or too large.

    ``adjoint`` is the derivative of the output by the node, which it would be multiplied by.
    """

    def __init__(self, node: int, position: int, adjoint: float) -> None:
        super().__init__(node, position, adjoint)
        self.node = node
        self.position = position
        self.adjoint = adjoint


class GradientOverflow(ArithmeticError):
    """The derivative of the output by ``node`` is too large, though all local derivatives are not."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node
