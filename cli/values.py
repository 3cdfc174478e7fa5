"""Values of inputs: constants, certain or uncertain, as on the command line."""

import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from backprop.grammar.meaning_errors import LARGEST
from backprop.grammar.naming import NAME, canonical, composed, quoted
from backprop.grammar.notations import in_our_language
from backprop.grammar.parser import parse
from backprop.grammar.problem import UNKNOWN_LINE, ProgramProblem, Source
from backprop.writing.calculation import calculate, uncertainties

if TYPE_CHECKING:
    from backprop.graph.propagation import Correlations, Spread, StandardUncertainty

_ASSIGNMENT = re.compile(rf"({NAME}|\\?\w[^\s=`]*\}}|\\\w[^\s=`]*)=(?![=\s])")
_LAST_DIGITS = rf"({NAME})\s*=\s*([-−–]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\(([0-9.]+)\)([eE][-+−–]?[0-9]+)?\s*"
"""A value whose last digits are uncertain, as 2.00(10)."""

_POWER_INSIDE = rf"(?:{NAME})\s*=\s*[-−–]?([0-9.]+)([eE][-+−–]?[0-9]+)\(([0-9.]+)\)\s*"
"""What looks like an uncertainty of the last digits, with a power of ten before it."""

_ALONE = rf"\s*({NAME})\s*=\s*(?:±|\+/[-−–])(.*?)(%?)\s*"
"""An uncertainty alone, as a=±0.1 or a=±2%."""

_MEASURED = rf"\s*({NAME})\s*=[-−–(]*[0-9.]+[^;\n]*(?:±|\+/[-−–])[^;\n]*"
"""What looks like a number with an uncertainty."""

_RANGE = rf"\s*({NAME})\s*=([^;\n]*\.\.[^;\n]*)"
"""What looks like a range."""

PLUS_MINUS = ("±", "+/-", "+/−", "+/–")
"""What stands between a value and its uncertainty."""

_NUMBER = 'write a number, or a text such as "1/3"'
_UNCERTAIN = r"`[^`]*`|#[^\n]*|(\+[-−–])"


class Given(NamedTuple):
    """A value of an input, as it is given.

    spread  what is uncertain about it; None for a number that is certain
    """

    name: str
    number: float
    spread: "Spread | None"
    source: Source


class Values(NamedTuple):
    """Values by name: their numbers, and what is uncertain about them."""

    numbers: dict[str, float]
    spreads: "dict[str, Spread]"
    correlations: "Correlations" = {}

    def over(self, others: "Values") -> "Values":
        """Return these, and the others where there are none of these."""
        kept = {name: its for name, its in others.spreads.items() if name not in self.numbers}
        correlations = {**others.correlations, **self.correlations}
        return Values({**others.numbers, **self.numbers}, {**kept, **self.spreads}, correlations)


def is_value(word: str) -> bool:
    """Tell whether a word looks like NAME=VALUE, whatever the value is."""
    return bool(_ASSIGNMENT.match(composed(word)))


def assignment(word: str) -> Given | None:
    """Return the value that NAME=VALUE gives; None for a word that is no such thing.

    There is no blank around the ``=``, and a constant to its right. Raises Problem where it cannot
    be read or is undefined.
    """
    word = composed(word)
    if not is_value(word):
        return None
    if match := re.fullmatch(_ALONE, word):
        place = (match.end(1) + 1, match.start(2))
        hint = f"write it as in {match[1]}=2.0±0.1; an uncertainty alone is for map --uncertainty"
        raise ProgramProblem("there is no value before the uncertainty", Source(word), place, hint=hint)
    try:
        return constant(Source(word))
    except ProgramProblem as problem:
        if match := re.fullmatch(_RANGE, word):
            hint = "give it one value here; plot and map take ranges"
            message = f"'{match[1]}' has a range"
            raise ProgramProblem(message, Source(word), match.span(2), hint=hint) from None
        if match := re.fullmatch(_MEASURED, word):
            name = match[1]
            problem.hint = f"write a value as in {name}=2.0±0.1: with a point, without a unit or a blank"
        raise


def uncertainty_alone(word: str) -> "tuple[str, StandardUncertainty] | None":
    """Return the uncertainty that NAME=±UNCERTAINTY gives for any value; None for another word.

    Raises ProgramProblem for one that is none.
    """
    match = re.fullmatch(_ALONE, composed(word))
    if match is None:
        return None
    from backprop.graph.propagation import StandardUncertainty

    name, text, percent = match.groups()
    found = constant(Source(f"{name}={text}"))
    if found is None or found.spread is not None or not 0 <= found.number < math.inf:
        what = "negative" if found and found.number < 0 else "no constant"
        hint = f"write it as in {name}=±0.1 or {name}=±2%"
        raise ProgramProblem(f"the uncertainty of '{name}' is {what}", Source(word), match.span(2), hint=hint)
    return canonical(name), StandardUncertainty(found.number / (100 if percent else 1), bool(percent))


def collect(found: Iterable[Given], correlations: "Correlations | None" = None) -> Values:
    """Return values by name. Raises ProgramProblem for a name that is given twice."""
    values = Values({}, {}, correlations or {})
    for name, number, spread, source in found:
        if name in values.numbers:
            place = (0, len(source.text))
            raise ProgramProblem(f"'{name}' is given twice", source, place, hint="leave one out")
        values.numbers[name] = number
        if spread is not None:
            values.spreads[name] = spread
    return values


def constant(source: Source) -> Given | None:
    """Return what ``NAME = constant`` gives; None for another program.

    A value may be uncertain, as 2.0±0.1 or 2.00(10); 2.0+-0.1 is refused, and not read as a difference.
    """
    written = source
    source, _ = in_our_language(source)
    source = _with_last_digits(source)
    program = parse(source)
    if len(program.outputs) != 1 or sum(program.tape.varies) != 1:
        return None
    for sign in re.finditer(_UNCERTAIN, source.text) if "+" in source.text else ():
        if sign[1]:
            from backprop.grammar.foreign import uncertain

            raise uncertain(source, sign.span())
    ((name, (node,)),) = program.inputs.items()
    if node not in program.outputs:  # x=1;2 has another result
        return None
    calculation = calculate(program, {})
    if math.isnan(calculation.values[node]):
        calculation.gradient(node, program.tape.varies)
    return Given(name, calculation.values[node], _spread(uncertainties(calculation).get(name)), written)


def number(path: str, name: str, value: object) -> Given:
    """Return the value that a number gives, or a text with a constant. Raises ProgramProblem for others."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ProgramProblem(f"{path}: the value of '{name}' is not a number", hint=_NUMBER)
    try:
        text = value if isinstance(value, str) else repr(float(value))
    except OverflowError:
        raise ProgramProblem(f"{path}: the value of '{name}' is too large", hint=LARGEST) from None
    found = constant(Source(f"{quoted(name)}={text}", path, UNKNOWN_LINE))
    if found is None:
        raise ProgramProblem(f"{path}: the value of '{name}' is not a constant", hint=_NUMBER)
    return found


def _spread(uncertainty: float | None) -> "Spread | None":
    if uncertainty is None:
        return None
    from backprop.graph.propagation import Spread

    return Spread(uncertainty)


def _with_last_digits(source: Source) -> Source:
    """Write the uncertainty of the last digits as one of its own: ``2.00(10)e3`` is ``(2.00±0.10)e3``."""
    found = re.fullmatch(_LAST_DIGITS, source.text) if "(" in source.text else None
    if found is None and (twofold := re.fullmatch(_POWER_INSIDE, source.text)):
        number, power, digits = twofold.groups()
        hint = f"an uncertainty is written {number}({digits}){power}, a product {number}{power}*{digits}"
        place = (twofold.start(1), twofold.end(3) + 1)
        raise ProgramProblem("this may be an uncertainty, or a product", source, place, hint=hint)
    if found is None:
        return source
    name, sign, number, digits, power = found.groups(default="")
    decimals = len(number.partition(".")[2])
    uncertainty = digits if "." in digits else f"{digits}e-{decimals}"
    return source._replace(text=f"{name}=({sign}{number}±{uncertainty}){power}")
