"""What is said of uncertain inputs: correlations, shapes, degrees of freedom; and the options that say it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isfinite

import click

from backprop.grammar.naming import NAME, canonical, quoted
from backprop.graph.propagation import Pair, Shape, Spread

SHAPES = [shape.title for shape in Shape]


def probability(text: str) -> float:
    """Return the part that an interval is to hold, from 0.95 or 95%. Raises UsageError."""
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = 0.0
    if not 0 < number < 1 or (1 + number) / 2 == 1:
        raise click.UsageError("--coverage takes a part between 0 and 1, such as 95% or 0.95")
    return number


def shaped(spread: Spread, title: object) -> Spread | None:
    """Return a spread whose uncertainty, as it was given, is the half-width of a shape; None for no shape.

    Of a normal distribution it is the standard uncertainty.
    """
    if title not in SHAPES:
        return None
    shape = Shape[str(title).upper()]
    given = spread.uncertainty * (spread.shape.half_width or 1)
    return spread._replace(uncertainty=given / (shape.half_width or 1), shape=shape)


def degrees_of_freedom(given: object) -> float | None:
    """Return degrees of freedom; None for what are none."""
    number = _number(given)
    return number if number is not None and number > 0 else None


def correlation(
    one: str, other: str, given: object, known: Collection[Pair]
) -> tuple[Pair, float] | tuple[None, str]:
    """Return a pair of inputs and its correlation; or None, and what is wrong with it."""
    number = _number(given)
    if one == other:
        return None, "a correlation is of two inputs"
    if number is None or not -1 <= number <= 1:
        return None, "a correlation is a number from -1 to 1"
    if {(one, other), (other, one)}.intersection(known):
        return None, "it is given twice"
    return (one, other), number


def spreads(given: Mapping[str, Spread], shapes: Sequence[str], freedoms: Sequence[str]) -> dict[str, Spread]:
    """Return what is uncertain about the inputs, by name, with --shape and --dof. Raises UsageError."""
    spreads = {**given}
    for name, text in _settings("--shape", shapes, spreads, "a=rectangular"):
        spread = shaped(spreads[name], text)
        if spread is None:
            same = "; uniform is rectangular" if text == "uniform" else ""
            raise click.UsageError(f"--shape {name}={text}: the shapes are {', '.join(SHAPES)}{same}")
        spreads[name] = spread
    for name, text in _settings("--dof", freedoms, spreads, "a=9"):
        freedom = degrees_of_freedom(text)
        if freedom is None:
            raise click.UsageError(f"--dof {name}={text}: degrees of freedom are a number above 0")
        spreads[name] = spreads[name]._replace(degrees_of_freedom=freedom)
    return spreads


def correlations(texts: Sequence[str], spreads: Collection[str] | None) -> dict[Pair, float]:
    """Return the correlations of pairs of inputs; ``spreads`` are the uncertain ones, if that is known.

    Raises UsageError.
    """
    found: dict[Pair, float] = {}
    for text in texts:
        match = re.fullmatch(rf"\s*({NAME})\s*,\s*({NAME})\s*=\s*(.+)", text)
        if match is None or _number(match[3]) is None:
            raise click.UsageError(f"--correlation {text}: write two names and a number, as in a,b=0.36")
        one, other = canonical(match[1]), canonical(match[2])
        for name in (one, other):
            if spreads is not None:
                _require_uncertain("--correlation", name, spreads)
        pair, number = correlation(one, other, match[3], found)
        if pair is None:
            raise click.UsageError(f"--correlation {text}: {number}")
        assert isinstance(number, float)
        found[pair] = number
    return found


def _settings(
    option: str, texts: Sequence[str], spreads: Mapping[str, Spread], example: str
) -> Iterator[tuple[str, str]]:
    separate = rf",\s*(?=(?:{NAME})=)"
    seen: set[str] = set()
    for text in (one for several in texts for one in re.split(separate, several)):
        name, sign, value = text.rpartition("=")
        if not sign:
            raise click.UsageError(f"{option} {text}: write a name and what it is, as in {example}")
        name = canonical(name.strip())
        _require_uncertain(option, name, spreads)
        if name in seen:
            raise click.UsageError(f"{option} says two things of {quoted(name)}")
        seen.add(name)
        yield name, value.strip()


def _require_uncertain(option: str, name: str, spreads: Collection[str]) -> None:
    if name not in spreads:
        known = ", ".join(map(quoted, spreads)) or "none"
        raise click.UsageError(f"{option}: {quoted(name)} is no uncertain input; these are: {known}")


def _number(given: object) -> float | None:
    try:
        is_number = isinstance(given, str | float | int) and not isinstance(given, bool)
        number = float(given) if is_number else None  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return number if number is not None and isfinite(number) else None
