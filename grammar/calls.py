"""Functions and their operands in a text that is no program yet: what its writer means by them."""

import re

from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS

from .naming import NAME, WORD

LONGEST = 40
"""The longest piece of a text that is worth repeating."""

_FARTHEST = 400
_ATOM = re.compile(rf"[0-9.](?:[^\Wº]|\.)*|{NAME}")
_RADICALS = re.compile(r"[√∛][√∛\s]*")
_BLANKS = re.compile(r"[^\S\n]*")
_FACTOR = re.compile(r"[^\S\n]*(?:\*\*|[*/^·×÷])[^\S\n]*")
_BESIDE = re.compile(r"[^\S\n]+(?=[\w`√∛(])")
_DEGREES = re.compile(r"[^\S\n]*[°º]")
_WORD = re.compile(rf"({WORD})[^\S\n]+(?=[\w`.])")
_PRODUCT = re.compile(rf"([0-9.]+)(?![eE][0-9])({WORD})")
_RAISED = re.compile(r"(\w+)\s*(?:\*\*|\^)[\s(+\-−–]*$")
_CHAINED = 8


def definition(text: str, name: str, start: int = 0) -> re.Match[str] | None:
    """Return the head of a function of the program's own, such as ``f(x, y)`` (its group 1)."""
    head = rf"(?:^|[\n;])[^\S\n]*({re.escape(name)}[^\S\n]*\([^()\n;=]*\))[^\S\n]*=(?!=)"
    return re.compile(head).search(text, start)


def is_function(text: str, name: str) -> bool:
    """Tell whether a name is a function, of the language or of the program's own."""
    return name in FUNCTIONS or name in ALIASES or name in FOLDS or definition(text, name) is not None


def closing(text: str, start: int) -> int | None:
    """Return the offset of the parenthesis that closes the one at ``start``, in the same statement."""
    depth = 0
    for found in re.compile(r"`[^`]*`|#[^\n]*|[();]").finditer(text, start):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth == 0:
            return found.start()
        if found[0] == ";":
            break
    return None


def operand(text: str, start: int) -> int | None:
    """Return where the number, name, call, root or parenthesis at ``start`` ends; None if there is none."""
    if roots := _RADICALS.match(text, start):
        start = roots.end()
    atom = _ATOM.match(text, start)
    end = atom.end() if atom else start
    if atom and atom[0][0] in "0123456789.`":
        return end
    opening = blanks.end() if (blanks := _BLANKS.match(text, end)) and atom else end
    if text[opening : opening + 1] != "(":
        return end if atom else None
    last = closing(text[opening : opening + _FARTHEST], 0)
    return None if last is None else opening + last + 1


def function_before_power(text: str, exponent: int) -> str | None:
    """Return ``sin`` for what stands behind it as an exponent, as in ``sin**2 (x)`` and ``sin^n(x)``."""
    found = _RAISED.search(text[max(0, exponent - LONGEST) : exponent])
    return found[1] if found and (found[1] in FUNCTIONS or found[1] in ALIASES) else None


def applied(text: str, name: str, start: int) -> str:
    """Write a function with the operand at ``start``: ``sin(cos(2*x))`` for ``sin cos 2*x``.

    Where the operand may end sooner, both readings are written.
    """
    names = [name]
    while (word := _WORD.match(text, start)) and is_function(text, word[1]) and len(names) < _CHAINED:
        names.append(word[1])
        start = word.end()
    first = last = end = operand(text, start)
    if end and end - start <= LONGEST and _DEGREES.match(text, end):
        return _wrapped(names, _wrapped(["radians"], text[start:end]))
    pieces = list[str]()
    while end and end - start <= LONGEST and (times := _FACTOR.match(text, end) or _BESIDE.match(text, end)):
        if (word := _WORD.match(text, times.end())) and is_function(text, word[1]):
            break
        last, end = end, operand(text, times.end())
        pieces.append((times[0].strip() and times[0]) or "*")
        pieces.append(text[times.end() : end or last])
    last = end or last
    if first is None or last is None or end is None or last - start > LONGEST:
        return _wrapped(names, "...")
    factors = "".join(pieces)
    whole = _wrapped(names, text[start:first] + factors)
    return whole if last == first else f"{whole}, or {_wrapped(names, text[start:first])}{factors}"


def _wrapped(names: list[str], inner: str) -> str:
    inner = _PRODUCT.sub(r"\1*\2", inner) if _PRODUCT.fullmatch(inner) else inner
    inner = inner[1:-1] if inner.startswith("(") and closing(inner, 0) == len(inner) - 1 else inner
    return f"{'('.join(names)}({inner}{')' * len(names)}"
