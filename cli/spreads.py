"""What the options of `uncertainty` say of the inputs: correlations, shapes, degrees of freedom."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

import click

from backprop.grammar.naming import NAME, canonical, quoted
from backprop.graph.propagation import Pair, Shape, Spread

SHAPES = [shape.title for shape in Shape if shape.half_width]


def probability(text: str) -> float:
    """Return the part that an interval is to hold, from 0.95 or 95%. Raises UsageError."""
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise click.UsageError("--coverage takes a part between 0 and 1, such as 95% or 0.95")
    return number


def spreads(
    uncertainties: Mapping[str, float], shapes: Sequence[str], freedoms: Sequence[str]
) -> dict[str, Spread]:
    """Return what is uncertain about the inputs, by name, from --shape and --dof. Raises UsageError."""
    spreads = {name: Spread(uncertainty) for name, uncertainty in uncertainties.items()}
    for name, text in _settings("--shape", shapes, spreads, "a=rectangular"):
        if text not in SHAPES:
            raise click.UsageError(f"--shape {name}={text}: the shapes are {', '.join(SHAPES)}")
        shape = Shape[text.upper()]
        spread = spreads[name]
        assert shape.half_width is not None
        spreads[name] = spread._replace(uncertainty=spread.uncertainty / shape.half_width, shape=shape)
    for name, text in _settings("--dof", freedoms, spreads, "a=9"):
        freedom = _number(text)
        if freedom is None or not freedom > 0:
            raise click.UsageError(f"--dof {name}={text}: degrees of freedom are a number above 0")
        spreads[name] = spreads[name]._replace(degrees_of_freedom=freedom)
    return spreads


def correlations(texts: Sequence[str], spreads: Mapping[str, Spread]) -> Iterator[tuple[Pair, float]]:
    """Yield pairs of inputs and their correlations. Raises UsageError."""
    seen: set[frozenset[str]] = set()
    for text in texts:
        match = re.fullmatch(rf"\s*({NAME})\s*,\s*({NAME})\s*=\s*(.+)", text)
        number = _number(match[3]) if match else None
        if match is None or number is None:
            raise click.UsageError(f"--correlation {text}: write two names and a number, as in a,b=0.36")
        one, other = canonical(match[1]), canonical(match[2])
        for name in (one, other):
            _require_uncertain("--correlation", name, spreads)
        if one == other or not -1 <= number <= 1:
            what = "is of two inputs" if one == other else "is a number from -1 to 1"
            raise click.UsageError(f"--correlation {text}: a correlation {what}")
        if frozenset((one, other)) in seen:
            raise click.UsageError(f"--correlation of {one} and {other} is given twice")
        seen.add(frozenset((one, other)))
        yield (one, other), number


def _settings(
    option: str, texts: Sequence[str], spreads: Mapping[str, Spread], example: str
) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign:
            raise click.UsageError(f"{option} {text}: write a name and what it is, as in {example}")
        name = canonical(name.strip())
        _require_uncertain(option, name, spreads)
        yield name, value.strip()


def _require_uncertain(option: str, name: str, spreads: Mapping[str, Spread]) -> None:
    if name not in spreads:
        known = ", ".join(map(quoted, spreads)) or "none"
        raise click.UsageError(f"{option}: {quoted(name)} is no uncertain input; these are: {known}")


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
