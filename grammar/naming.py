"""Names: how they are spelled, and one for every node that has a derivative."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice
from math import e, pi, tau

from backprop.graph.operation import Operation
from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS
from backprop.graph.tape import Tape

_ENDLESS = re.compile(r"[^\w\x00-\x7f]{100,}")
_LONGEST_GUESS = 100
_MOST_CANDIDATES = 1000
_MOST_COMPARED = 50
_CLOSE, _ALIKE = 0.6, 0.85
"""The part of the letters that two names share at least, where one may stand for the other, or is it."""

_LONG = 8

FUNCTION_NAMES = frozenset((*FUNCTIONS, *FOLDS, *ALIASES))
"""The names of all functions of the language."""

LETTERS = frozenset(("beta", "gamma"))
"""Functions that are called as letters are: without parentheses, and with an index, these are names."""

WORD = r"[^\W\d][\w\u0300-\u036f]*"
NAME = rf"`[^`\n]*`|{WORD}(?:(?<=_)\{{\w+\}}|\.{WORD}|\[[\w,\[\] \t]*\])*"
"""Patterns of what looks like a name, also in a text that is no program; `language.lark` is stricter."""


def composed(text: str) -> str:
    """Return a text with its accents composed: one spelling for every name.

    Python sorts the accents of a letter in quadratic time, so a hundred of them are left as they are.
    """
    return text if text.isascii() or _ENDLESS.search(text) else unicodedata.normalize("NFC", text)


_UNSPOKEN = re.compile(r"\s+|(?<=_)\{|\}")

MODULES = frozenset("cmath jax jnp math Math np numpy scipy special std tf torch".split())
"""What stands before the functions and the constants of other languages, as in np.sin(x) and math.pi."""

GIVEN_ELSEWHERE = {"pi": pi, "PI": pi, "e": e, "E": e, "tau": tau}
"""The constants of these modules."""


def canonical(token: str) -> str:
    """Return the name that a token stands for: without backquotes, its accents composed.

    An index has no blanks, and one below the line no braces: ``b[i, j]`` is ``b[i,j]``, and ``x_{1}``
    is ``x_1``.
    """
    if token.isascii() and token.isidentifier():  # nearly every one
        return token
    if token.startswith("`"):
        return composed(token[1:-1])
    return composed(token if token.isidentifier() else _UNSPOKEN.sub("", token))


def listed(text: str) -> list[str]:
    """Return the names in a list with commas or blanks; a name in backquotes may hold these."""
    return [canonical(token) for token in re.findall(r"`[^`]*`|[^,\s]+", text)]


def quoted(name: str) -> str:
    """Return a name as a program writes it: in backquotes unless it is a plain one."""
    if name.isascii() and name.isidentifier():
        return name if name != "not" else "`not`"  # a line behind it would be its operand
    from .automaton import pattern
    from .tokens import Terminal

    token = None if name.startswith("`") else pattern().match(name)
    is_plain = token and token[Terminal.NAME] == name == canonical(name)
    return name if is_plain and not (is_call(name) or given_elsewhere(name)) else f"`{name}`"


def unprefixed(name: str) -> str | None:
    """Return what a module of another language has under this name: sin for np.sin; None for other names."""
    parts = name.replace("::", ".").split(".")
    return parts[-1] if len(parts) > 1 and parts[0] in MODULES else None


def given_elsewhere(name: str) -> float | None:
    """Return the constant that a name of another language has, such as math.pi."""
    last = unprefixed(name)
    return None if last is None else GIVEN_ELSEWHERE.get(last)


def is_call(name: str) -> bool:
    """Tell whether a name with an index is a function in brackets to its writer, as Sin[x] is.

    That is one of a function's name, or a word that begins with a capital.
    """
    word, bracket, _ = name.partition("[")
    if not bracket:
        return False
    is_capitalised = word[0].isupper() and word.isalnum() and not word.isupper()
    return is_capitalised or word in ("D", "N") or {word, word.lower()} & FUNCTION_NAMES - LETTERS != set()


def misspelt(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a name is but for one slip, or for few in a long one.

    A slip is a letter that is wrong, missing or too many, or two that are swapped. A digit is none:
    ``log3`` is no misspelt ``log``.
    """
    if len(name) >= _LONG:
        return closest(name, known, _ALIKE)
    return closest(name, [other for other in known if _is_slip(name, other)])


def _is_slip(name: str, other: str) -> bool:
    if len(name) == len(other):
        wrong = [place for place, (one, its) in enumerate(zip(name, other, strict=True)) if one != its]
        if len(wrong) <= 1:
            return not any(name[place].isdigit() for place in wrong)
        first, last = wrong[0], wrong[-1]
        return len(wrong) == 2 and last == first + 1 and name[first : last + 1] == other[last] + other[first]
    shorter, longer = sorted((name, other), key=len)
    return len(longer) == len(shorter) + 1 and any(
        not letter.isdigit() and longer[:place] + longer[place + 1 :] == shorter
        for place, letter in enumerate(longer)
    )


def closest(name: str, known: Iterable[str], least: float = _CLOSE) -> str | None:
    """Return the known name that a misspelt one probably means, with this part of its letters at least.

    That is the one with the most letters in common, in their order. Their bare number, in any order,
    is no less and costs far less, so only those that have the most are compared in full.
    """
    from difflib import SequenceMatcher

    if not 2 < len(name) <= _LONGEST_GUESS:
        return None
    matcher = SequenceMatcher(b=name)
    promising: list[tuple[float, str]] = []
    for other in islice(known, _MOST_CANDIDATES):
        if len(other) <= _LONGEST_GUESS:
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() >= least and (most := matcher.quick_ratio()) >= least:
                promising.append((most, other))
    best = (least, "")
    for most, other in sorted(promising, reverse=True)[:_MOST_COMPARED]:
        if most < best[0]:
            break
        matcher.set_seq1(other)
        best = max(best, (matcher.ratio(), other))
    return best[1] or None


class Names:
    """Hands out names that are not taken, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken}
        self._numbers: dict[str, int] = {}

    def name(self, wanted: str) -> str:
        """Return a name as it is wanted, or numbered: ``k``, ``k_1``, ``k_2``, ..."""
        if wanted in self._taken:
            return self.numbered(f"{wanted}_")
        self._taken.add(wanted)
        return wanted

    def numbered(self, stem: str) -> str:
        """Return a stem with the next number."""
        number = self._numbers.get(stem, 0) + 1
        while (name := f"{stem}{number}") in self._taken:
            number += 1
        self._numbers[stem] = number
        self._taken.add(name)
        return name


def name_nodes(tape: Tape, bound: Mapping[int, str], results: Mapping[int, str]) -> dict[int, str]:
    """Name every node that depends on an input, uniquely, in the order of the tape.

    ``bound`` holds the names that the program gave. Of several nodes that it gave one name, the
    last keeps it and the earlier ones are numbered: ``c_1``, ``c_2``, ``c``. ``results`` holds the
    functions whose calls end in a node: ``N_1``, ``N_2``, ... Other nodes without a name are
    ``v1``, ``v2``, ... Names that the program took are skipped.
    """
    fresh = Names(bound.values())
    last = {name: node for node, name in bound.items()}
    names: dict[int, str] = {}
    for node, varies in enumerate(tape.varies):
        if node in bound:
            name = bound[node]
            names[node] = name if last[name] == node else fresh.numbered(f"{name}_")
        elif varies and isinstance(source := tape.sources[node], Operation) and not source.is_condition:
            names[node] = fresh.numbered(f"{results[node]}_" if node in results else "v")
    return names
