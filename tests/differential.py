"""Random programs through every way out, each against a reference of 60 digits.

``python -m tests.differential`` runs as many as are asked for, prints what each way out said, and the
smallest programs where one of them was wrong.

A way out must give the number of the reference, within a bound of what rounding can do that the reference
computes along with it, or refuse. Where the reference is undefined, it must refuse. What is neither has one of these reasons:

edge     not compared: rounding decides whether there is a value, or which
range    numbers whose squares leave the range of doubles are on the way
other    another number of the same result is undefined, and the way out gives all or nothing
tie      relu or clip is exactly at one of its kinks, and a derivative in front of it is undefined
beside   the value of the output is undefined, and refused; its derivative is a formula of its own
cancels  a derivative is undefined on two ways that cancel, as in z - z, and the number given is its limit
flat     a constant makes an operation flat, as in x**0 or 0/x, and a derivative on the way is undefined
other order  sums are added in another order where mathematics needs no parentheses, as in a + (b - c)
hole     a formula for people has no value at the point, but close by; or takes log(0), as 0**x*log(0); or 0
         is its limit
reduced  a derivative is undefined in the table, and what is so has cancelled in the formula, as in x/x
no ...   the language lacks a function, and the product says which
zero     the sign of a zero decides (atan2): compared with `eval` only
kink     a second derivative at a kink, or a removable one
one side a second derivative at a kink, at the end of the domain
"""

import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import click

from . import cases, oracle, trees, ways
from .cases import Case, Hole, Key, Lacks, Rounded, Said
from .curvature import judged as judged_curvature
from .jets import Jet, Slope, Unreadable
from .oracle import Outcome
from .slopes import UNDEFINED, ZERO, M
from .trees import Point, Program

FEW = 0.02
"""The part of the programs that the installed command runs too: it takes a hundred times as long."""

_EVERY = 3
"""Of how many programs `hessian` runs one."""

_CHUNK = 100
_MOST_SHOWN = 4
_MOST_STEPS = 150


class Mismatch(NamedTuple):
    """A way out that is wrong at a point.

    kind     what is wrong with it
    details  what it said, and what it should have said
    """

    way: str
    kind: str
    program: Program
    point: Point
    details: str

    def __str__(self) -> str:
        used = trees.names(self.program)
        values = " ".join(f"{name}={value!r}" for name, value in self.point.items() if name in used)
        return f"{self.way}: {self.kind}\n    {trees.text(self.program)}\n    {values}\n    {self.details}"


Counts = Counter[tuple[str, str]]
"""How often each way out said what."""


def programs(seed: int, numbers: Sequence[int]) -> Iterator[tuple[Program, list[Point]]]:
    """Yield random programs with points, the same for the same seed and number."""
    for number in numbers:
        yield trees.Maker(random.Random(f"{seed}:{number}")).program()


def run(
    found: Sequence[tuple[Program, list[Point]]], asked: Sequence[str], *, command: float = 0.0
) -> tuple[Counts, list[Mismatch]]:
    """Run programs through ways out."""
    counts: Counts = Counter()
    mismatches: list[Mismatch] = []
    read: list[tuple[Program, Case, list[Outcome]]] = []
    curved: list[tuple[Program, Case, list[Outcome]]] = []
    for number, (program, points) in enumerate(found):
        try:
            with_second = "hessian" in asked and number % _EVERY == 0
            truths = [oracle.evaluate(program, point, second=with_second) for point in points]
        except Unreadable:
            counts["all", "unreadable"] += 1
            continue
        try:
            case = cases.read(trees.text(program), points)
        except Exception as problem:
            mismatches.append(Mismatch("all", "cannot be read", program, points[0], str(problem)))
            continue
        if [*truths[0].inputs] != case.inputs or len(truths[0].outputs) != len(case.outputs):
            details = f"{case.inputs}, {case.outputs} for {[*truths[0].inputs]}"
            mismatches.append(Mismatch("all", "other inputs or outputs", program, points[0], details))
            continue
        read.append((program, case, truths))
        if with_second:
            curved.append(read[-1])
    first: list[list[Said] | Exception] = []
    for way in ["eval", *(name for name in asked if name != "eval")]:
        if way == "hessian":
            for program, case, truths in curved:
                for point, verdict, details in judged_curvature(program, case, truths):
                    _count(counts, mismatches, way, verdict, program, point, details)
            continue
        said = _asked(way, [case for _, case, _ in read], command)
        first = first or said
        if way not in asked:
            continue
        for (program, case, truths), here, by_eval in zip(read, said, first, strict=True):
            if isinstance(here, Lacks):
                counts[way, str(here)] += 1
                continue
            counts[way, "programs"] += here != []
            if isinstance(here, Exception):
                kind = f"error: {type(here).__name__}"
                _count(counts, mismatches, way, kind, program, case.points[0], str(here).strip())
                continue
            for place, numbers in enumerate(here):
                base = by_eval[place] if isinstance(by_eval, list) else {}
                point = case.points[place]
                for verdict, details in _judged(way, program, point, numbers, truths[place], base):
                    _count(counts, mismatches, way, verdict, program, point, details)
    return counts, mismatches


def _count(
    counts: Counts,
    mismatches: list[Mismatch],
    way: str,
    verdict: str,
    program: Program,
    point: Point,
    details: str,
) -> None:
    counts[way, verdict if not details else "MISMATCHES"] += 1
    if details:
        mismatches.append(Mismatch(way, verdict, program, point, details))


def _asked(way: str, some: Sequence[Case], command: float) -> list[list[Said] | Exception]:
    if way in ways.BATCHES:
        return ways.BATCHES[way](some)
    found: list[list[Said] | Exception] = []
    for number, case in enumerate(some):
        if way == "command" and len(some) > 1 and number >= command * len(some):
            found.append([])
            continue
        try:
            found.append(ways.WAYS[way](case))
        except Exception as error:
            found.append(error)
    return found


# Judging


_WHOLE = {
    "eval": "output",
    "command": "output",
    "evaluate": "output",
    "uncertainty": "output",
    "descend": "output",
    "python": "output",
    "sql": "all",
}
"""The ways out that give all numbers of an output, or of all of them, or nothing."""

_FOR_PEOPLE = ("expanded", "latex", "lesson")
"""The ways out whose derivatives are in the form of a textbook."""


def _judged(
    way: str, program: Program, point: Point, said: Said, truth: Outcome, by_eval: Said
) -> Iterator[tuple[str, str]]:
    """Yield a verdict for each number, with the details if it is a mismatch."""
    for key, found in said.items():
        number, by = key
        jet = truth.outputs[number]
        exact = _exact(jet, by)
        if "edge" in jet.flags:
            yield "edge", ""
        elif isinstance(found, Hole) or (
            way in _FOR_PEOPLE and by and found is None and exact and not exact.value
        ):
            yield "undefined" if exact is None else "hole", ""
        elif "zero" in jet.flags:
            other = by_eval.get(key)
            agrees = found is None or other is None or _same(found, other)
            yield ("as eval", "") if agrees else ("sign of zero", f"{_title(key)}: {found}, by eval {other}")
        elif exact is None and found is None:
            yield "undefined", ""
        elif jet.value is None and by and said.get((number, "")) is None:
            yield "beside", ""
        elif exact is not None and found is not None and _is_close(found, exact):
            yield "equal", ""
        elif "range" in jet.flags:
            yield "range", ""
        elif exact is None and isinstance(found, Rounded) and _is_slope(program, point, key, found):
            yield "reduced", ""
        elif exact is None and "flat" in jet.flags:
            yield "flat", ""
        elif exact is None and found is not None and _is_limit(program, point, key, found):
            yield "cancels", ""
        elif exact is None:
            yield "number where it is undefined", f"{_title(key)}: {found}"
        elif way == "latex" and found is not None and _same(found, by_eval.get(key) or 0.0):
            yield "other order", ""
        elif found is not None:
            yield "wrong number", f"{_title(key)}: {found}, not {_shown(exact)}"
        elif reason := next((flag for flag in ("flat", "tie") if flag in jet.flags), ""):
            yield reason, ""
        elif _has_other(way, number, truth):
            yield "other", ""
        else:
            yield "refused where it is defined", f"{_title(key)}: {_shown(exact)}"


def _is_limit(program: Program, point: Point, key: Key, found: float) -> bool:
    """Tell whether a derivative has this value on one side of the point at least, and nowhere close by another."""
    number, by = key
    seen = []
    for side in (1, -1):
        near = {name: M(value) * (1 + side * M(10) ** -20) for name, value in point.items()}
        exact = _exact(oracle.evaluate(program, near).outputs[number], by) if by else None
        if exact is not None and exact is not UNDEFINED:
            seen.append(abs(exact.value - M(found)) <= 1e-9 * max(abs(exact.value), M(1)))
    return bool(seen) and all(seen)


def _is_slope(program: Program, point: Point, key: Key, found: float) -> bool:
    """Tell whether a derivative is the one of the values, by differences at 60 digits.

    From one side, where there are values on that side only; and none at all, or a constant of the program
    that is not given here, contradict nothing.
    """
    number, by = key
    step = M(10) ** -20
    moved = (
        {name: M(value) + side * step * (name == by) for name, value in point.items()} for side in (1, 0, -1)
    )
    values = [oracle.evaluate(program, near).outputs[number].value for near in moved]
    sides = [(one - other) / step for one, other in pairwise(values) if None not in (one, other)]
    slope = sum(sides, M(0)) / max(1, len(sides))
    return by not in point or not sides or bool(abs(slope - found) <= 1e-9 * max(abs(M(found)), M(1)))


def _exact(jet: Jet, by: str) -> Slope | None:
    """Return the value of an output, or its derivative; None where it is undefined."""
    if jet.value is None:
        return None
    if not by:
        return Slope(jet.value, jet.error)
    slope: Slope | None = jet.first.get(by, Slope(ZERO, ZERO))
    return slope


def _is_close(found: float, exact: Slope) -> bool:
    """Within the bound of the reference, which is for one order of evaluation: others may be worse."""
    rounding = M(0)
    if isinstance(found, Rounded):  # the bound is infinite where something is flat that might be steep
        rounding = 4 * M(found.error) if math.isfinite(found.error) else 1e-9 * abs(exact.value)
    return bool(abs(M(found) - exact.value) <= 4 * exact.error + 1e-13 * abs(exact.value) + rounding)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _has_other(way: str, number: int, truth: Outcome) -> bool:
    """Tell whether another number of the same result may be refused."""
    scope = _WHOLE.get(way)
    outputs = truth.outputs if scope == "all" else [truth.outputs[number]] if scope else []
    return any(
        jet.value is None or jet.flags & {"edge", "range", "flat"} or None in jet.first.values()
        for jet in outputs
    )


def _title(key: Key) -> str:
    number, by = key
    return f"output {number}" + (f" by {by}" if by else "")


def _shown(exact: Slope) -> str:
    return f"{float(exact.value)!r} ± {float(exact.error):.1g}"


# Smaller programs


def shrunk(mismatch: Mismatch) -> Mismatch:
    """Return the same mismatch in a smaller program."""
    steps = 0
    while True:
        for program in trees.smaller(mismatch.program):
            steps += 1
            if steps > _MOST_STEPS:
                return mismatch
            if found := _reproduced(mismatch, program):
                mismatch = found
                break
        else:
            return mismatch


def _reproduced(mismatch: Mismatch, program: Program) -> Mismatch | None:
    asked = [mismatch.way] if mismatch.way != "all" else ["eval"]
    try:
        _, found = run([(program, [mismatch.point])], asked)
    except Exception:
        return None
    return next((one for one in found if one[:2] == mismatch[:2]), None)


def examples(mismatches: Sequence[Mismatch], most: int) -> Iterator[Mismatch]:
    """Yield the smallest programs for each way out and each kind of mismatch."""
    groups: dict[tuple[str, str], list[Mismatch]] = defaultdict(list)
    for mismatch in mismatches:
        groups[mismatch.way, mismatch.kind].append(mismatch)
    for group in groups.values():
        unique = {trees.text(one.program): one for one in group}
        some = sorted(unique.values(), key=lambda one: len(trees.text(one.program)))[: most + 2]
        small = {trees.text(one.program): one for one in map(shrunk, some)}
        yield from sorted(small.values(), key=lambda one: len(trees.text(one.program)))[:most]


# The command line


def _chunk(seed: int, asked: Sequence[str], numbers: Sequence[int]) -> tuple[Counts, list[Mismatch]]:
    return run([*programs(seed, numbers)], asked, command=FEW)


def run_all(count: int, seed: int, asked: Sequence[str], processes: int) -> tuple[Counts, list[Mismatch]]:
    """Run so many programs on several cores."""
    counts: Counts = Counter()
    mismatches: list[Mismatch] = []
    chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    with ProcessPoolExecutor(processes) as pool:
        for some, more in pool.map(partial(_chunk, seed, asked), chunks):
            counts.update(some)
            mismatches += more
    return counts, mismatches


def table(counts: Mapping[tuple[str, str], int]) -> str:
    """Return the counts, a line for each way out."""
    lines = []
    for way in ("all", *ways.NAMES):
        mine = {what: number for (its, what), number in sorted(counts.items()) if its == way}
        first = ["programs", "equal", "undefined", "MISMATCHES"]
        titles = [title for title in first if title in mine] + [title for title in mine if title not in first]
        if mine:
            lines.append(f"{way:11} " + ", ".join(f"{title} {mine[title]:,}" for title in titles))
    return "\n".join(lines)


@click.command()
@click.option("--count", default=20_000, show_default=True, help="How many programs.")
@click.option("--seed", default=1, show_default=True)
@click.option("--only", default=",".join(ways.NAMES), help="The ways out, as in c,sql.")
@click.option("--processes", default=2, show_default=True)
@click.option("--show", default=_MOST_SHOWN, show_default=True, help="How many examples of each kind.")
def main(count: int, seed: int, only: str, processes: int, show: int) -> None:
    """Run random programs through every way out; exit code 1 where one is wrong."""
    started = time.perf_counter()
    asked = only.split(",")
    if unknown := ", ".join(way for way in asked if way not in ways.NAMES):
        raise click.UsageError(f"no way out is called {unknown}; there are {', '.join(ways.NAMES)}")
    counts, mismatches = run_all(count, seed, asked, processes)
    click.echo(f"{count} programs in {time.perf_counter() - started:.0f} s\n{table(counts)}")
    for mismatch in examples(mismatches, show):
        click.echo(str(mismatch))
    sys.exit(1 if mismatches else 0)


if __name__ == "__main__":
    main()
