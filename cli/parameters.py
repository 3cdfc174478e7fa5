"""What the command line says of the parameters of a fit: ranges, bounds, what is held, and the data."""

import re
from collections.abc import Mapping, Sequence
from math import inf, isfinite

import click

from backprop.grammar.naming import NAME, canonical, composed, quoted
from backprop.grammar.problem import Problem, ProgramProblem, Source

from . import ranges as ranges_of
from .ranges import constant_in
from .values import assignment, constant

_BOUNDS = rf"\s*({NAME})\s*=([^:]*):([^:]*)"

Range = tuple[float, float]


def range_of(word: str) -> tuple[str, Range] | None:
    """Return the name and the ends of NAME=LOW..HIGH; None for another word. Raises ProgramProblem."""
    found = ranges_of.range_of(word)
    if found is None:
        return None
    name, its = found
    if its.number is not None:
        hint = f"leave the number of points out; a quotient is written {quoted(name)}=1..(10/3)"
        place = (word.rindex("/"), len(word))
        raise ProgramProblem("a range of starts has no number of points", Source(word), place, hint=hint)
    return name, (its.low, its.high)


def ranges(
    words: Mapping[str, Range], options: Sequence[str], starts: Mapping[str, float]
) -> dict[str, Range]:
    """Return the ranges by name, of words and of --start. Raises Problem."""
    found = {**words}
    for text in options:
        its = range_of(text)
        if its is None:
            raise click.UsageError(f"--start {text}: write a range, as in A=1..100")
        if its[0] in found:
            raise click.UsageError(f"{quoted(its[0])} has two ranges; leave one out")
        found.update([its])
    if twice := found.keys() & starts:
        raise click.UsageError(f"{quoted(min(twice))} has a start and a range; leave one out")
    return found


def bounds(options: Sequence[str]) -> dict[str, Range]:
    """Return the bounds by name; infinite where there are none. Raises Problem."""
    found: dict[str, Range] = {}
    for text in options:
        match = re.fullmatch(_BOUNDS, composed(text))
        if match is None or not (match[2].strip() or match[3].strip()):
            raise click.UsageError(f"--bounds {text}: write two numbers, or one, as in k=0:10 or k=0:")
        low = constant_in(text, match.span(2)) if match[2].strip() else -inf
        high = constant_in(text, match.span(3)) if match[3].strip() else inf
        if not low < high:
            raise click.UsageError(f"--bounds {text}: the lower bound is first, and smaller")
        name = canonical(match[1])
        if name in found:
            raise click.UsageError(f"{quoted(name)} has two bounds; write both as in {quoted(name)}=0:10")
        found[name] = low, high
    return found


def fixed(options: Sequence[str]) -> dict[str, float | None]:
    """Return what is held, by name, with its value if it is given. Raises Problem."""
    found: dict[str, float | None] = {}
    for text in options:
        its = assignment(text)
        if its is not None:
            found[its.name] = its.number
        elif re.fullmatch(NAME, text.strip()):
            found[canonical(text.strip())] = None
        else:
            raise click.UsageError(f"--fix {text}: write a name, or a name and a value, as in k=0.5")
    return found


def targets(options: Sequence[str]) -> dict[str, str]:
    """Return the columns of --target, by output, or by "" where none is named. Raises UsageError."""
    return _by_output("--target", options)


def sigmas(options: Sequence[str]) -> dict[str, str | float]:
    """Return the uncertainties of --sigma, by output, or by "" where none is named. Raises UsageError."""
    found: dict[str, str | float] = {}
    for output, text in _by_output("--sigma", options).items():
        try:
            its = constant(Source(f"sigma={text}"))
        except Problem:
            its = None
        found[output] = text if its is None else its.number
        if its is not None and not (isfinite(its.number) and its.number > 0):
            raise click.UsageError(f"--sigma {text}: an uncertainty is above 0")
    return found


def _by_output(option: str, texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        match = re.fullmatch(rf"\s*({NAME})\s*=(.+)", text)
        output, its = (canonical(match[1]), match[2]) if match else ("", text)
        if not its.strip():
            raise click.UsageError(f"{option} names nothing")
        if output in found:
            raise click.UsageError(f"{option} is given twice for the same output")
        found[output] = composed(its.strip().strip("`"))
    return found
