"""What other notations write, and what to write here instead."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from .calls import LONGEST, is_function, operand
from .naming import NAME, WORD, misspelt, quoted
from .problem import Mistake, Place, ProgramProblem, Source
from .tokens import Token

_COTANGENTS = {
    "cot": "pi/2 - atan(x), from 0 to pi, or atan(1/x), from -pi/2 to pi/2",
    "coth": "atanh(1/x)",
    "csc": "asin(1/x)",
    "csch": "asinh(1/x)",
    "sec": "acos(1/x)",
    "sech": "acosh(1/x)",
}
_ROUNDED = "ceil(floor(2*x)/2), which rounds halves up"
_TRUNCATED = "sign(x)*floor(abs(x))"
_STEP = "where(x >= 0, 1, 0), which is 1 at 0, or (1 + sign(x))/2, which is 1/2 there"

FUNCTIONS = {
    **{f"{inverse}{name}": text for name, text in _COTANGENTS.items() for inverse in ("a", "ar", "arc")},
    **{f"{name}d": f"{name}(radians(x))" for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{f"{name}d": f"degrees({name}(x))" for name in ("asin", "acos", "atan")},
    **{f"{name}pi": f"{name}(pi*x)" for name in ("sin", "cos", "tan")},
    **{f"ar{name}": f"a{name}(x)" for name in ("sinh", "cosh", "tanh")},
    **dict.fromkeys(("abs2", "sqr", "square"), "x**2"),
    **dict.fromkeys(("add", "plus"), "x + y"),
    **dict.fromkeys(("amax", "fmax", "maximum"), "max(a, b)"),
    **dict.fromkeys(("amin", "fmin", "minimum"), "min(a, b)"),
    **dict.fromkeys(("anint", "nint", "rint", "round"), _ROUNDED),
    **dict.fromkeys(("aint", "fix", "trunc"), _TRUNCATED),
    "arctg": "atan(x)",
    "arcctg": _COTANGENTS["cot"],
    "atan2d": "degrees(atan2(y, x))",
    **dict.fromkeys(("average", "avg"), "mean(a, b, c)"),
    "ceiling": "ceil(x)",
    **dict.fromkeys(("celu", "elu"), "where(x > 0, x, expm1(x))"),
    "ch": "cosh(x)",
    "clamp": "clip(x, low, high)",
    "copysign": "where(y < 0, -abs(x), abs(x))",
    "cosec": "csc(x)",
    **dict.fromkeys(("cotan", "cotg", "ctg", "ctn"), "cot(x)"),
    **dict.fromkeys(("coth", "cth"), "1/tanh(x)"),
    "csch": "1/sinh(x)",
    **dict.fromkeys(("csgn", "sgn", "signum"), "sign(x)"),
    "cube": "x**3",
    "curt": "cbrt(x)",
    **dict.fromkeys(("deg2rad", "radian", "toradians"), "radians(x)"),
    **dict.fromkeys(("degree", "rad2deg", "todegrees"), "degrees(x)"),
    **dict.fromkeys(("div", "divide"), "x/y"),
    **dict.fromkeys(("dnorm", "npdf", "phi", "φ"), "normpdf(x)"),
    "dot": "a1*b1 + a2*b2",
    **dict.fromkeys(("exp10", "pow10"), "10**x"),
    **dict.fromkeys(("exp2", "pow2"), "2**x"),
    **dict.fromkeys(("expit", "logistic", "logsig"), "sigmoid(x)"),
    "fabs": "abs(x)",
    "floordiv": "floor(x/y)",
    "fma": "x*y + z",
    **dict.fromkeys(("fmod", "rem"), "sign(x)*(abs(x) % abs(y))"),
    **dict.fromkeys(("frac", "fract"), "x % 1, or sign(x)*(abs(x) % 1), with the sign of x"),
    "gaussian": "exp(-x**2/2), or normpdf(x), which has the integral 1",
    "gelu": "x*normcdf(x)",
    "hardsigmoid": "clip(x/6 + 1/2, 0, 1)",
    "hardswish": "x*clip(x/6 + 1/2, 0, 1)",
    "hardtanh": "clip(x, -1, 1)",
    **dict.fromkeys(("heaviside", "step"), _STEP),
    **dict.fromkeys(("if", "ifelse", "piecewise"), "where(x > 0, a, b)"),
    **dict.fromkeys(("inv", "recip", "reciprocal"), "1/x"),
    **dict.fromkeys(("inversesqrt", "invsqrt", "rsqrt"), "1/sqrt(x)"),
    "isqrt": "floor(sqrt(x))",
    **dict.fromkeys(("leaky_relu", "leakyrelu", "lrelu"), "where(x > 0, x, 0.01*x)"),
    **dict.fromkeys(("lerp", "mix"), "a + t*(b - a)"),
    "lg": "log10(x), or log2(x), where the base is 2",
    **dict.fromkeys(("lb", "ld", "log_2"), "log2(x)"),
    "log_10": "log10(x)",
    **dict.fromkeys(("log_b", "logb", "logn"), "log(x)/log(b)"),
    **dict.fromkeys(("log_e", "loge"), "log(x)"),
    "logit": "log(x/(1 - x))",
    "logsigmoid": "-softplus(-x)",
    **dict.fromkeys(("logsumexp", "lse"), "logaddexp(a, b, c)"),
    "mish": "x*tanh(softplus(x))",
    "mod": "x % y, with the sign of y, or sign(x)*(abs(x) % abs(y)), with that of x",
    **dict.fromkeys(("mul", "multiply", "times"), "x*y"),
    **dict.fromkeys(("minus", "sub", "subtract"), "x - y"),
    **dict.fromkeys(("ncdf", "ndtr", "normsdist", "Phi", "pnorm", "Φ"), "normcdf(x)"),
    "neg": "-x",
    "norm": "hypot(x, y)",
    **dict.fromkeys(("nthroot", "root"), "x**(1/n), or sign(x)*abs(x)**(1/n), for an odd n"),
    **dict.fromkeys(("pow", "power"), "x**y"),
    "prelu": "where(x > 0, x, a*x)",
    "product": "prod(a, b, c)",
    "ramp": "relu(x)",
    "relu6": "clip(x, 0, 6)",
    "sh": "sinh(x)",
    **dict.fromkeys(("silu", "swish"), "x*sigmoid(x)"),
    "softsign": "x/(1 + abs(x))",
    **dict.fromkeys(("tansig", "th"), "tanh(x)"),
    "tg": "tan(x)",
    "total": "sum(a, b, c)",
    "versin": "1 - cos(x)",
}
"""Functions of other languages that the language has under another name, or as an expression.

Each is what the other one computes, for every number; what follows the expression says which of two
conventions it is.
"""

LACKING = frozenset(
    """bin cosm cov erfcx erfi expj expm flip gamma isin len logaddexp2 logm mag oct pos psi rrelu selu sinm
    sort sqrtm""".split()
)
"""Functions of other languages that are spelled much like one of this language, and mean something else."""

DEFINITION = "a definition is a name, one '=' and an expression"
_FUNCTION = "a function is a statement, as in f(x) = x**2 + 1"
_CONDITIONS = "conditions stand in where only, as in where(x > 0 and y > 0, a, b)"
_CHOICE = "to choose, write where(x > 0, a, b)"

WORDS = {
    **dict.fromkeys(("and", "not", "or"), _CONDITIONS),
    **dict.fromkeys(("def", "lambda"), _FUNCTION),
    **dict.fromkeys(("else", "if"), _CHOICE),
    **dict.fromkeys(("let", "var"), DEFINITION),
    "div": "to divide and round down, write floor(x/y)",
    "mod": "the remainder of x/y is x % y",
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
    **dict.fromkeys("→⟶↦", _FUNCTION),
    **dict.fromkeys("\N{MODIFIER LETTER PRIME}′″", "a name has no primes; write another, such as y_1"),
    **dict.fromkeys("∂∇", "write the expression only; its derivatives are what comes out"),
    **dict.fromkeys("±∓", UNCERTAIN),
    "|": "the absolute value of x is abs(x)",
    "!": "there are no factorials",
    "∞": "there is no infinity; write a large number, such as 1e300",
    "?": _CHOICE,
    ":": DEFINITION,
    "∑": "write sum(a, b, c)",
    "∏": "write prod(a, b, c)",
    "∫": "there are no integrals",
    **dict.fromkeys("≈≡", "a definition has a plain '='"),
    **dict.fromkeys("⩾≧⪖", "to compare, write >="),
    **dict.fromkeys("⩽≦⪕", "to compare, write <="),
    "\\": "to divide, write /",
    "@": "to multiply, write *",
    "‰": "write /1000",
    "∈": "there are no sets",
}
_OPERAND_BEFORE = re.compile(r"[\w)`]$")
_LOGARITHM = re.compile(r"log_?([0-9]{1,3})")
_POWER_OF_E = re.compile(r"(?<![\w.])e[^\S\n]*(?:\*\*|\^)")
_QUOTES = ('“”„‟"«»', "‘’‚‛'´")
_EXPONENT = re.compile(r"([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)[^\S\n]*")
_EXPONENT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_INVERTED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
_SIMPLE = r"[\w.]+(?:\([^()\n]*\))?|\([^()\n]*\)"
_GROUPED = re.compile("[0-9]{1,3}(?:['’][0-9]{3})+(?![0-9])")


def function(name: str, known: Sequence[str]) -> str:
    """Say what to write for a function that is not among the known ones."""
    lower = name.lower()
    if text := FUNCTIONS.get(name) or FUNCTIONS.get(lower):
        return f"write {text}"
    if base := _LOGARITHM.fullmatch(lower):
        return f"write log(x)/log({base[1]})"
    close = lower if lower in known else None if lower in LACKING else misspelt(lower, known)
    return f"did you mean '{close}'?" if close else "'backprop functions' lists them all"


def elsewhere(name: str, text: str) -> str | None:
    """Say what to write where a name may mean a constant of other languages, or a power, in a text."""
    if power := raised(name):
        return f"{name} is one name, and the power is written {power}"
    if name == "e" and _POWER_OF_E.search(text):
        return "e is a name like any other, and e**x is written exp(x)"
    if name in ("PI", "Pi", "M_PI"):
        return "the constant is written pi"
    return None


def uncertain(source: Source, sign: Place) -> ProgramProblem:
    """A value with a plus-minus sign in ASCII, which in a program is a sum."""
    message = f"'{source.text[slice(*sign)]}' has no meaning in a value"
    return ProgramProblem(message, source, sign, hint=f"{UNCERTAIN}, or a difference with '-' alone")


def raised(name: str) -> str | None:
    """Return the power that a name with a letter set high may mean, as exp(x) for eˣ; None for others."""
    end = len(name)
    while end and unicodedata.decomposition(name[end - 1]).startswith("<super>"):
        end -= 1
    if not 0 < end < len(name) or name.isascii():
        return None
    exponent = unicodedata.normalize("NFKC", name[end:])
    return f"exp({exponent})" if name[:end] == "e" else f"{name[:end]}**{exponent}"


def character(text: str, previous: Token | None, start: int, can_be_read: Callable[[str], bool]) -> Mistake:
    """Return what is wrong with a character that the language lacks, its place, and what to do."""
    place, found = (start, start + 1), text[start]
    before = previous.text if previous else ""
    if found == "`":
        return _backquote(text, start, can_be_read)
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
        return "quotes have no meaning here", quotation.span(), _unquoted(quotation[1].strip(), can_be_read)
    return f"'{found}' has no meaning here", place, _hint(text, before, start)


def _backquote(text: str, start: int, can_be_read: Callable[[str], bool]) -> Mistake:
    """A backquote that begins no name."""
    name = re.compile("`([^`\n]*)`").match(text, start)
    if name is None:
        return "this name has no closing backquote", (start, start + 1), "add '`'"
    for place, inside in enumerate(name[1], start + 1):
        if not inside.isprintable():
            return character(text, None, place, can_be_read)
    return "there is no name between these backquotes", name.span(), "write one, as in `like this`"


def _unquoted(inside: str, can_be_read: Callable[[str], bool]) -> str:
    """Say how to write what stands in quotes: as it is if it can be read, else as a name in backquotes."""
    if "`" in inside or re.fullmatch(WORD, inside):
        return f"names stand without them: {inside}"
    return f"write {inside}" if can_be_read(inside) else f"names stand without them: {quoted(inside)}"


def _quotation(quote: str) -> re.Pattern[str]:
    """Return the pattern of a short text in quotes of one kind."""
    kind = next((kind for kind in _QUOTES if quote in kind), "")
    return re.compile(rf"[{kind}]([^{kind}\n]{{1,{LONGEST}}})[{kind}]" if kind else "(?!)")


def _power(text: str, before: str, exponent: re.Match[str]) -> Mistake:
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
    factor = f"*{raised(after) or after}" if after and after not in WORDS else ""
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
    if found == "." and (operator := re.match(r"\*\*?|[/^]", rest)):
        return f"write {operator[0]} without the point"
    if found == "~" and _OPERAND_BEFORE.search(before):
        return "a definition has a plain '=', as in y = a*x"
    if found == "[" and (index := _index(text, before, rest)):
        return index
    if found == "°":
        return _degrees(before, rest)
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


def _index(text: str, before: str, rest: str) -> str | None:
    """Say what to write for ``x[1]``; None for brackets that are parentheses."""
    index = re.match(r"\s*(\w{1,9}(?:\s*,\s*\w{1,9})*)\s*\]", rest)
    is_name = re.fullmatch(NAME, before) and before not in (*WORDS, "where")
    if index is None or not is_name or is_function(text, before) or is_function(text, before.lower()):
        return None
    name = quoted("_".join([before.strip("`"), *re.findall(r"\w+", index[1])]))
    return f"there are no indices; write a name of its own, such as {name}"


def _degrees(before: str, rest: str) -> str:
    """Say what to write for a degree sign: of an angle, or of a temperature."""
    if re.match(r"\s*[CF]\b", rest):
        return "there are no units; write the number alone"
    angle = "..." if before == ")" else before if _OPERAND_BEFORE.search(before) else "x"
    return f"angles are in radians; write radians({angle})"
