"""Where a calculation has no result: errors as data, without words for people."""


class UndefinedValue(ArithmeticError):
    """The value of ``node`` is undefined or too large, though its operands have values."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node


class UndefinedDerivative(ArithmeticError):
    """The derivative of ``node`` by its operand number ``position`` is undefined or too large."""

    def __init__(self, node: int, position: int) -> None:
        super().__init__(node, position)
        self.node = node
        self.position = position


class GradientOverflow(ArithmeticError):
    """The derivative of the output by ``node`` is too large, though all local derivatives are not."""

    def __init__(self, node: int) -> None:
        super().__init__(node)
        self.node = node
