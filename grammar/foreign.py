"""What other notations write, and what to write here instead."""

import re
import unicodedata

from .calls import LONGEST, is_function, operand
from .naming import quoted
from .problem import Place, ProgramProblem, Source
from .tokens import Token

FUNCTIONS = {
    "average": "mean(a, b, c)",
    "avg": "mean(a, b, c)",
    "deg2rad": "radians(x)",
    "expit": "sigmoid(x)",
    "fabs": "abs(x)",
    "fmod": "x % y",
    "gelu": "x*normcdf(x)",
    "heaviside": "where(x > 0, 1, 0)",
    "if": "where(x > 0, a, b)",
    "ifelse": "where(x > 0, a, b)",
    "lb": "log2(x)",
    "lg": "log10(x)",
    "logistic": "sigmoid(x)",
    "logit": "log(x/(1 - x))",
    "mod": "x % y",
    "norm": "hypot(x, y)",
    "Phi": "normcdf(x)",
    "phi": "normpdf(x)",
    "Φ": "normcdf(x)",
    "φ": "normpdf(x)",
    "piecewise": "where(x > 0, a, b)",
    "pow": "x**y",
    "power": "x**y",
    "product": "prod(a, b, c)",
    "rad2deg": "degrees(x)",
    "round": "floor(x + 0.5)",
    "sgn": "sign(x)",
    "silu": "x*sigmoid(x)",
    "sqr": "x**2",
    "square": "x**2",
    "step": "where(x > 0, 1, 0)",
    "swish": "x*sigmoid(x)",
    "total": "sum(a, b, c)",
    "trunc": "sign(x)*floor(abs(x))",
}
"""Functions of other languages that the language has under another name, or as an expression."""

_CONDITIONS = "conditions stand in where only, as in where(x > 0 and y > 0, a, b)"

WORDS = {
    "and": _CONDITIONS,
    "def": "a function is a statement, as in f(x) = x**2 + 1",
    "div": "to divide and round down, write floor(x/y)",
    "else": "to choose, write where(x > 0, a, b)",
    "if": "to choose, write where(x > 0, a, b)",
    "lambda": "a function is a statement, as in f(x) = x**2 + 1",
    "let": "a definition is a name, one '=' and an expression",
    "mod": "the remainder of x/y is x % y",
    "not": _CONDITIONS,
    "or": _CONDITIONS,
    "var": "a definition is a name, one '=' and an expression",
}
"""Words that stand between or before operands elsewhere."""

COMPARISONS = {"=>": ">=", "=<": "<=", "<>": "!=", "=!": "!=", "===": "==", "!==": "!=", "=": "=="}
"""Comparisons of other languages."""

UNCERTAIN = "uncertainties cannot be given yet; write the number alone, as in x=2.5"

_CHARACTERS = {
    **dict.fromkeys("[]{}⟨⟩", "use parentheses: ( )"),
    **dict.fromkeys("•∙∗⁎*×", "to multiply, write *"),
    **dict.fromkeys("∧&", "in a condition, write 'and'"),
    **dict.fromkeys("∨", "in a condition, write 'or'"),
    **dict.fromkeys("¬~", "in a condition, write 'not'"),
    **dict.fromkeys("→⟶↦", "a function is a statement, as in f(x) = x**2 + 1"),
    **dict.fromkeys("\N{MODIFIER LETTER PRIME}′″", "a name has no primes; write another, such as y_1"),
    **dict.fromkeys("∂∇", "write the expression only; its derivatives are what comes out"),
    **dict.fromkeys("±∓", UNCERTAIN),
    "|": "the absolute value of x is abs(x)",
    "!": "there are no factorials",
    "∞": "there is no infinity; write a large number, such as 1e300",
    "?": "to choose, write where(x > 0, a, b)",
    ":": "a definition is a name, one '=' and an expression",
    "∑": "write sum(a, b, c)",
    "∏": "write prod(a, b, c)",
    "∫": "there are no integrals",
    "≈": "a definition has a plain '='",
    "≡": "a definition has a plain '='",
    "°": "angles are in radians; write radians(x)",
    **dict.fromkeys("⩾≧⪖", "to compare, write >="),
    **dict.fromkeys("⩽≦⪕", "to compare, write <="),
    "\\": "to divide, write /",
    "@": "to multiply, write *",
    "‰": "write /1000",
    "∈": "there are no sets",
}
_POWER_OF_E = re.compile(r"(?<![\w.])e[^\S\n]*(?:\*\*|\^)")
_QUOTES = ('“”„‟"«»', "‘’‚‛'´")
_EXPONENT = re.compile(r"([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)[^\S\n]*")
_EXPONENT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_INVERTED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
_SIMPLE = r"[\w.]+(?:\([^()\n]*\))?|\([^()\n]*\)"
_GROUPED = re.compile("[0-9]{1,3}(?:['’][0-9]{3})+(?![0-9])")


def constant(name: str, text: str) -> str | None:
    """Say what to write for a number that other languages give a name, if this one may mean it in a text."""
    if name == "e" and _POWER_OF_E.search(text):
        return "e is a name like any other, and e**x is written exp(x)"
    if name in ("PI", "Pi", "M_PI"):
        return "the constant is written pi"
    return None


def uncertain(source: Source, sign: Place) -> ProgramProblem:
    """A value with a plus-minus sign in ASCII, which in a program is a sum."""
    message = f"'{source.text[slice(*sign)]}' has no meaning in a value"
    return ProgramProblem(message, source, sign, hint=f"{UNCERTAIN}, or a difference with '-' alone")


def character(text: str, previous: Token | None, start: int) -> tuple[str, Place, str]:
    """Return what is wrong with a character that the language lacks, its place, and what to do."""
    place, found = (start, start + 1), text[start]
    before = previous.text if previous else ""
    if found == "`":
        return _backquote(text, start)
    if "\udc80" <= found <= "\udcff":
        return f"the byte 0x{ord(found) - 0xDC00:02x} is not UTF-8", place, "write the program in UTF-8"
    if not found.isprintable() or unicodedata.category(found) in ("Mn", "Me"):
        name = unicodedata.name(found, "an invisible character").lower()
        return f"U+{ord(found):04X} ({name}) has no meaning here", place, "remove it"
    if exponent := _EXPONENT.match(text, start):
        return _power(text, before, exponent)
    if previous and (number := _GROUPED.match(text, previous.start)) and number.end() > start:
        digits = re.split("['’]", number[0])
        hint = f"write {''.join(digits)} or {'_'.join(digits)}"
        return f"'{found}' has no meaning here", place, hint
    if quotation := _quotation(found).match(text, start):
        return "quotes have no meaning here", quotation.span(), _unquoted(quotation[1].strip())
    return f"'{found}' has no meaning here", place, _hint(text, before, start)


def _backquote(text: str, start: int) -> tuple[str, Place, str]:
    """A backquote that begins no name."""
    name = re.compile("`([^`\n]*)`").match(text, start)
    if name is None:
        return "this name has no closing backquote", (start, start + 1), "add '`'"
    for place, inside in enumerate(name[1], start + 1):
        if not inside.isprintable():
            return character(text, None, place)
    return "there is no name between these backquotes", name.span(), "write one, as in `like this`"


def _unquoted(inside: str) -> str:
    """Say how to write what stands in quotes: as it is if it can be read, else as a name in backquotes."""
    from .parser import parse

    if "`" in inside or re.fullmatch(r"[^\W\d]\w*", inside):
        return f"names stand without them: {inside}"
    try:
        parse(Source(inside))
    except ProgramProblem:
        return f"names stand without them: {quoted(inside)}"
    return f"write {inside}"


def _quotation(quote: str) -> re.Pattern[str]:
    """Return the pattern of a short text in quotes of one kind."""
    kind = next((kind for kind in _QUOTES if quote in kind), "")
    return re.compile(rf"[{kind}]([^{kind}\n]{{1,{LONGEST}}})[{kind}]" if kind else "(?!)")


def _power(text: str, before: str, exponent: re.Match[str]) -> tuple[str, Place, str]:
    """A superscript: after a function it is a power of what is called, else of what stands before it."""
    digits, place = exponent[1].translate(_EXPONENT_DIGITS), exponent.span(1)
    message = f"'{exponent[1]}' cannot stand for a power"
    start = exponent.end()
    end = operand(text, start)
    after = text[start:end] if end and end - start <= LONGEST else ""
    if is_function(text, before):
        inner = after[1:-1] if after.startswith("(") else after or "..."
        if digits == "-1" and before in _INVERTED:
            return message, place, f"write a{before}({inner})"
        return message, place, f"write {before}({inner})**{digits}"
    base = "(...)" if before == ")" else before if re.search(r"[\w`]$", before) else "x"
    factor = f"*{after}" if after and after not in WORDS else ""
    return message, place, f"write {base}**{digits}{factor}"


def _hint(text: str, before: str, start: int) -> str:
    found, rest = text[start], text[start + 1 :]
    if found == "|" and (inside := re.match(r"([^|\n]*)\|", rest)) and 0 < len(inside[1].strip()) <= LONGEST:
        return f"write abs({inside[1].strip()})"
    norm = re.match(r"\|([^|\n]+)\|\|", rest)
    if found == "|" and norm and len(norm[1]) <= LONGEST and not re.search(r"[\w)`]$", before):
        return f"write abs({norm[1].strip()})"
    if found == "|" and rest.startswith("|"):
        return "in a condition, write 'or'"
    if found == "√":
        operand = re.match(rf"\s*({_SIMPLE})", rest)
        inner = operand[1].removeprefix("(").removesuffix(")") if operand and "(" in operand[1][:1] else None
        return f"write sqrt({inner or (operand[1] if operand else 'x')})"
    if found == "!" and re.match(r"\s*[\w(]", rest) and not re.search(r"[\w)]$", before):
        return "in a condition, write 'not'"
    if found in "'’" and before:
        return "a name has no primes; write another, such as y_1"
    if found == "." and not rest.strip():
        return "remove it"
    if found == "." and re.search(r"\b(np|numpy|math|torch|jnp|tf|Math)$", before):
        return "functions have no prefix, as in sin(x)"
    if unicodedata.category(found) == "No":
        from fractions import Fraction

        return f"write ({Fraction(unicodedata.numeric(found)).limit_denominator(1000)})"
    if unicodedata.category(found) == "Nd":
        return f"write {unicodedata.digit(found)}"
    return _CHARACTERS.get(found, "put a name with unusual characters in backquotes: `like this`")
