"""Numbers that carry their derivatives, at 60 digits: second-order dual numbers, and the chain rule.

Beside each number goes a bound of what an evaluation in doubles may be off by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import mpmath

from .slopes import FLAT, LOCALS, ONE, UNDEFINED, ZERO, Local, M, Real, Undefined

ULP = M(2) ** -53
_LEAST = M(2) ** -1074
_ROUNDINGS = 8
"""How many ulps a function may be off by, in any language."""
_SMALL, _LARGE = M(10) ** -100, M(10) ** 100
_GONE = M(10) ** 1000


class Unreadable(Exception):
    """This is no program, or a name has no value."""


class Slope(NamedTuple):
    """A first derivative, and what doubles may be off by."""

    value: Real
    error: Real


@dataclass(frozen=True)
class Jet:
    """A number as a function of the inputs.

    value   None where it is undefined
    error   what doubles may be off by
    first   by input, a Slope, or UNDEFINED; no entry where no derivative flows
    second  by pair of inputs, likewise; with the sum of the sizes of what was added up
    varies  whether it depends on an input, as its text has it
    flags   what to know of it: "edge" (rounding decides on which side of a jump it is), "range" (numbers
            whose squares leave the range of doubles), "kink" (at one, a convention is followed; "tie": at one
            of relu or clip), "zero" (the sign of a zero decides), "flat" (a path that a constant makes flat
            is undefined)
    """

    value: Real
    error: Real = ZERO
    first: Mapping[str, Any] = field(default_factory=dict)
    second: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    varies: bool = True
    flags: frozenset[str] = frozenset()


def apply(name: str, operands: Sequence[Jet], *, second: bool) -> Jet:
    """Apply an operation. Raises Unreadable for one that is unknown, or has another number of operands."""
    varies = any(jet.varies for jet in operands)
    flags = frozenset().union(*(jet.flags for jet in operands))
    values = [jet.value for jet in operands]
    if None in values:
        return Jet(None, varies=varies, flags=flags)
    if name not in LOCALS:
        raise Unreadable(name)
    try:
        local = LOCALS[name](*values)
    except TypeError:
        raise Unreadable(name) from None
    except Undefined:
        return Jet(None, varies=varies, flags=flags | _near(operands, name))
    flags |= _open(name, operands)
    if any(_is_near(distance, [operands[place] for place in places]) for distance, places in local.edges):
        flags |= {"edge"}
    elif any(
        not distance and any(operands[place].varies for place in places) for distance, places in local.edges
    ):
        flags |= {"kink", "tie"} if name in ("relu", "clip") else {"kink"}
    sum_ = _Sum(operands, _flattened(name, local, operands), second=second)
    return sum_.jet(name, varies, flags)


class _Sum:
    """The chain rule at one operation."""

    def __init__(self, operands: Sequence[Jet], local: Local, *, second: bool) -> None:
        self._operands = operands
        self._local = local
        self._with_second = second
        self._flags: set[str] = set()

    def jet(self, name: str, varies: bool, flags: frozenset[str]) -> Jet:
        value = self._local.value
        self._note_range(value)
        if abs(value) > _GONE or 0 < abs(value) < 1 / _GONE:
            return Jet(None, varies=varies, flags=flags | {"range"})
        error = self._error(name)
        names = dict.fromkeys(key for jet in self._operands for key in jet.first)
        first = {key: slope for key in names for slope in [self._first(key)] if slope is not FLAT}
        second: dict[tuple[str, str], Any] = {}
        if self._with_second:
            listed = [*first]
            for place, one in enumerate(listed):
                for other in listed[place:]:
                    second[one, other] = second[other, one] = self._second(one, other, first)
        return Jet(value, error, first, second, varies, flags | self._flags)

    def _note_range(self, *numbers: Any) -> None:
        for number in numbers:
            is_number = number is not UNDEFINED and number is not FLAT
            if is_number and number and not _SMALL < abs(number) < _LARGE:
                self._flags.add("range")

    def _error(self, name: str) -> Real:
        value, total = self._local.value, ZERO
        errors = [jet.error for jet in self._operands]
        is_simple = value in (0, 1, -1) and name != "sinc"
        is_same = name in ("-", "/") and self._operands[0] is self._operands[1]  # x - x is 0
        if is_same or (not any(errors) and (self._local.exact or is_simple) and _is_double(value)):
            return ZERO
        for local, error in zip(self._local.first, errors, strict=True):
            if error and local is UNDEFINED:
                self._flags.add("edge")
            elif error and local is not FLAT:
                total += abs(local) * error
        for (one, other), bend in self._local.second.items():
            if errors[one] and errors[other] and bend is not UNDEFINED:
                more = abs(bend) * errors[one] * errors[other]
                if more > total / 8 and more > 100 * ULP * abs(value):
                    self._flags.add("edge")
                total += more
        if name == "sinc":  # elsewhere sin(pi*x)/(pi*x)
            total += 2 * ULP * abs(self._local.first[0] * self._operands[0].value) + ULP
        if not total and not value:
            return ZERO
        return total + (1 if self._local.exact else _ROUNDINGS) * ULP * abs(value) + _tiny(value)

    def _first(self, key: str) -> Any:
        total, error, flows, undefined = ZERO, ZERO, False, False
        for place, (jet, local) in enumerate(zip(self._operands, self._local.first, strict=True)):
            if key not in jet.first or local is FLAT:
                continue
            flows, slope = True, jet.first[key]
            if local is UNDEFINED or slope is UNDEFINED:
                undefined = True
                continue
            product = local * slope.value
            self._note_range(local, slope.value, product)
            total += product
            error += abs(local) * slope.error + abs(slope.value) * self._bend(place)
            error += _ROUNDINGS * ULP * abs(product) + _tiny(product)
        if not flows:
            return FLAT
        return UNDEFINED if undefined else Slope(total, error)

    def _bend(self, place: int) -> Real:
        """Return what a local derivative may be off by, for the errors of the operands."""
        total = ZERO
        for other, jet in enumerate(self._operands):
            bend = self._local.second.get((min(place, other), max(place, other)), ZERO)
            if jet.error and bend is UNDEFINED:
                self._flags.add("edge")
            elif jet.error:
                total += abs(bend) * jet.error
        return total

    def _second(self, one: str, other: str, first: Mapping[str, Any]) -> Any:
        """Return a second derivative, and the sum of the sizes of its parts."""
        if first[one] is UNDEFINED or first[other] is UNDEFINED:
            return UNDEFINED
        total, size = ZERO, ZERO
        for place, (jet, local) in enumerate(zip(self._operands, self._local.first, strict=True)):
            if local is FLAT:
                continue
            if (one, other) in jet.second:
                if jet.second[one, other] is UNDEFINED:
                    return UNDEFINED
                bend, mass = jet.second[one, other]
                total, size = total + local * bend, size + abs(local) * mass
                self._note_range(bend)
            for again, another in enumerate(self._operands):
                pair = min(place, again), max(place, again)
                if one not in jet.first or other not in another.first or pair not in self._local.second:
                    continue
                if self._local.second[pair] is UNDEFINED:
                    return UNDEFINED
                product = self._local.second[pair] * jet.first[one].value * another.first[other].value
                self._note_range(self._local.second[pair], product)
                total, size = total + product, size + abs(product)
        return total, size


def seed(name: str, given: Real | None, default: Jet | None) -> Jet:
    first, second = {name: Slope(ONE, ZERO)}, {(name, name): (ZERO, ZERO)}
    if default is not None:
        if default.value is None:
            return Jet(None, flags=default.flags)
        return Jet(default.value, default.error, first, second, flags=default.flags)
    assert given is not None
    is_extreme = given and not _SMALL < abs(given) < _LARGE
    return Jet(given, ZERO, first, second, flags=frozenset(["range"] if is_extreme else []))


def changed(jet: Jet, **changes: Any) -> Jet:
    return Jet(**{**{name: getattr(jet, name) for name in Jet.__dataclass_fields__}, **changes})


def _flattened(name: str, local: Local, operands: Sequence[Jet]) -> Local:
    """Return a product without the paths that a constant factor 0 makes flat."""
    if name != "*":
        return local
    zero = [not jet.varies and not jet.value for jet in operands]
    return local._replace(first=[FLAT if zero[1 - place] else one for place, one in enumerate(local.first)])


def _open(name: str, operands: Sequence[Jet]) -> set[str]:
    """Return the flags of what the documentation leaves open: signs of zeros, and paths that are flat.

    0**x, x**0, 0/x and the like have a derivative 0 that a constant makes so. That of x**y by x at 0, 0 is 0
    for `eval`, and undefined as it is written, y*x**(y - 1).
    """
    found = set()
    if name == "atan2" and not operands[0].value and operands[1].value <= 0:
        found.add("zero")
    for place, jet in enumerate(operands):
        if not jet.varies and jet.value in _FLATTENING.get((name, place), ()):
            found.add("flat")
    if name == "**" and not operands[0].value and not operands[1].value:
        found.add("flat")
    return found


_FLATTENING = {
    ("**", 0): (0, 1),
    ("**", 1): (0,),
    ("/", 0): (0,),
    ("%", 0): (0,),
    ("atan2", 0): (0,),
    ("xlogy", 0): (0,),
    ("xlogy", 1): (1,),
}
"""By operation and operand, the constants that make its result one, or its derivative 0."""


def _near(operands: Sequence[Jet], name: str) -> set[str]:
    """Return "edge" where an undefined value is close to defined ones."""
    errors = [jet.error for jet in operands]
    if not any(errors):
        return set()
    ends = {"asin": 1, "acos": 1, "atanh": 1, "acosh": 1, "log1p": 1}.get(name, 0)
    for jet in operands:
        near_end = abs(abs(jet.value) - ends) <= 4 * jet.error
        near_whole = name == "**" and abs(jet.value - mpmath.nint(jet.value)) <= 4 * jet.error
        if jet.error and (near_end or near_whole):
            return {"edge"}
    return set()


def _is_near(distance: Real, operands: Sequence[Jet]) -> bool:
    error = sum((jet.error for jet in operands), ZERO)
    if len(operands) == 2 and operands[0] is operands[1]:
        return False
    return bool(error) and abs(distance) <= 4 * error


def _tiny(value: Real) -> Real:
    return 4 * _LEAST if abs(value) < M(10) ** -300 else ZERO


def _is_double(value: Real) -> bool:
    return bool(abs(value) < M(10) ** 308 and M(float(value)) == value)
