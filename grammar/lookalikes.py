"""Names that look like a constant of other languages, or like a power."""

import re
import unicodedata

_POWER_OF_E = re.compile(r"(?<![^\W\d])(?<!\.)e[^\S\n]*(?:\*\*|\^)")


def elsewhere(name: str, text: str) -> str | None:
    """Say what to write where a name may mean a constant of other languages, or a power, in a text."""
    if power := raised(name):
        return f"{name} is one name, and the power is written {power}"
    if name == "e" and _POWER_OF_E.search(text):
        return "e is a name like any other, and e**x is written exp(x)"
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
    while end and unicodedata.decomposition(name[end - 1]).startswith("<super>"):
        end -= 1
    if not 0 < end < len(name):
        return None
    exponent = unicodedata.normalize("NFKC", name[end:])
    return f"exp({exponent})" if name[:end] == "e" else f"{name[:end]}**{exponent}"
