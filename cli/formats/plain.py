"""Plain: one line for each output, for `read` in a shell."""

from backprop.writing.result import Result


def write(result: Result) -> str:
    """Return the value and the derivatives, exact, separated by tabs."""
    return "\t".join([repr(result.value), *(repr(result.derivative(node)) for node in result.wrt)])
