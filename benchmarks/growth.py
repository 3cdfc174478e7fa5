"""Growth: programs of 10,000 to 1,000,000 nodes; ten times the nodes take ten times the time."""

from collections.abc import Callable

from .measure import BACKPROP, Figure, seconds

SHAPES: dict[str, Callable[[int], str]] = {
    "nested parentheses": lambda size: "(" * size + "x" + ")" * size,
    "a sum": lambda size: "L = " + "+".join(["x"] * size),
    "a chain of statements": lambda size: "v = x\n" + "v = v*1.000001\n" * size,
}


def run(*, quick: bool) -> list[Figure]:
    """Time programs of growing size; the ratio is to the one before, a tenth of the size."""
    figures: list[Figure] = []
    for shape, program in SHAPES.items():
        before: Figure | None = None
        for size in (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000):
            text = program(size).encode()
            taken = seconds([BACKPROP, "eval", "x=1", "--format", "json"], text)
            figure = Figure(f"{shape}, {size:,}", taken, "s")
            if before:
                figure = figure._replace(ratio=taken / before.median, to=before.what)
            figures.append(figure)
            before = figure
    return figures
