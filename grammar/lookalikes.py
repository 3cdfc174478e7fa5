"""Names that look like a constant of other languages, or like a power."""

import re
import unicodedata

_LONGEST = 40
"""The longest exponent that is worth repeating."""

_PI = re.compile("(π)")
_FUNCTION = re.compile("a?(?:sin|cos|tan)h?|exp|log|ln|sqrt")
_OPERAND = r"(?:[^\S\n]+[-−–](?=[\w(])|[^\S\n]*(?:\*\*|\^|[²³]))"
"""What stands between a function and its operand, as in exp -x and sin^x."""

_POWER_OF_E = re.compile(r"(?<![^\W\d])(?<!\.)e[^\S\n]*(?:\*\*|\^)")


def elsewhere(name: str, text: str) -> str | None:
    """Say what to write where a name may mean a constant of other languages, or a power, in a text."""
    if power := raised(name):
        return f"{name} is one name, and the power is written {power}"
    if name == "e" and _POWER_OF_E.search(text):
        return "e is a name like any other, and e**x is written exp(x)"
    if "π" in name and len(name) > 1 and name.isalpha():
        return f"{name} is one name, and the product is written {'*'.join(_PI.split(name)).strip('*')}"
    if _FUNCTION.fullmatch(name) and re.search(rf"(?<![\w.]){name}{_OPERAND}", text):
        return f"{name} is a name here, and the function is written {name}(x)"
    if name in ("PI", "Pi", "M_PI"):
        return "the constant is written pi"
    return None


def product(name: str, text: str) -> str | None:
    """Say how a product is written, where a short name without a value stands behind a number, as in 4ac."""
    if not (name.isascii() and name.isalpha() and 1 < len(name) < 4 and re.search(rf"[0-9]{name}\b", text)):
        return None
    return f"{name} is one name, and the product is written {'*'.join(name)}"


def raised(name: str) -> str | None:
    """Return the power that a name with a letter set high may mean, as exp(x) for eˣ; None for others."""
    if name.isascii():
        return None
    end = len(name)
    while end and is_raised(name[end - 1]):
        end -= 1
    if not 0 < end < len(name):
        return None
    exponent = lowered(name[end:])
    return f"exp({exponent})" if name[:end] == "e" else f"{name[:end]}**{_in_parentheses(exponent)}"


def power(base: str, text: str, start: int) -> str:
    """Return the power of a base whose exponent is set high at the start of a text."""
    end = start
    while end < len(text) and end - start < _LONGEST and is_raised(text[end]):
        end += 1
    return f"{base}**{_in_parentheses(lowered(text[start:end]))}"


def is_raised(character: str) -> bool:
    """Tell whether a character is set high."""
    return unicodedata.decomposition(character).startswith("<super>")


def lowered(text: str) -> str:
    """Return what is set high as it is written on the line."""
    return unicodedata.normalize("NFKC", text).replace("−", "-")


def _in_parentheses(exponent: str) -> str:
    return exponent if exponent.isidentifier() or exponent.isdigit() else f"({exponent})"
