"""What other notations write, and what to write here instead."""

import re
import unicodedata
from collections.abc import Callable, Collection

from .calls import LONGEST, definition
from .lookalikes import is_raised, power
from .naming import FUNCTION_NAMES, NAME, WORD, canonical, is_call, misspelt, quoted
from .problem import Mistake, Place, ProgramProblem, Source
from .tokens import Token

_ROUNDED = "sign(x)*ceil(floor(2*abs(x))/2), which rounds halves away from 0"
_STEP = "where(x >= 0, 1, 0), which is 1 at 0, or (1 + sign(x))/2, which is 1/2 there"

FUNCTIONS = {
    **{f"{name}d": f"{name}(radians(x))" for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{f"{name}d": f"degrees({name}(x))" for name in ("asin", "acos", "atan", "acot", "asec", "acsc")},
    **{f"{name}pi": f"{name}(pi*x)" for name in ("sin", "cos", "tan")},
    **dict.fromkeys(("abs2", "sqr", "square"), "x**2"),
    **dict.fromkeys(("add", "plus"), "x + y"),
    **dict.fromkeys(("anint", "nint"), _ROUNDED),
    "atan2d": "degrees(atan2(y, x))",
    **dict.fromkeys(("celu", "elu"), "where(x > 0, x, expm1(x))"),
    "cube": "x**3",
    **dict.fromkeys(("div", "divide"), "x/y"),
    **dict.fromkeys(("phi", "φ"), "normpdf(x)"),
    "dot": "a1*b1 + a2*b2",
    "floordiv": "floor(x/y)",
    "fma": "x*y + z",
    **dict.fromkeys(("frac", "fract"), "x % 1, or fmod(x, 1), with the sign of x"),
    "gaussian": "exp(-x**2/2), or normpdf(x), which has the integral 1",
    "gelu": "x*normcdf(x)",
    "hardsigmoid": "clip(x/6 + 1/2, 0, 1)",
    "hardswish": "x*clip(x/6 + 1/2, 0, 1)",
    "hardtanh": "clip(x, -1, 1)",
    **dict.fromkeys(("heaviside", "step"), _STEP),
    "piecewise": "where(x > 0, a, b)",
    **dict.fromkeys(("inv", "recip", "reciprocal"), "1/x"),
    **dict.fromkeys(("inversesqrt", "invsqrt", "rsqrt"), "1/sqrt(x)"),
    **dict.fromkeys(("erfcinv", "inverfc"), "erfinv(1 - x)"),
    "trigamma": "polygamma(1, x)",
    "isqrt": "floor(sqrt(x))",
    **dict.fromkeys(("leaky_relu", "leakyrelu", "lrelu"), "where(x > 0, x, 0.01*x)"),
    **dict.fromkeys(("lerp", "mix"), "a + t*(b - a)"),
    "lg": "log10(x), or log2(x), where the base is 2",
    **dict.fromkeys(("log_b", "logb", "logn"), "log(x, b)"),
    "logsigmoid": "-softplus(-x)",
    "mish": "x*tanh(softplus(x))",
    "mod": "x % y, with the sign of y, or fmod(x, y), with that of x",
    **dict.fromkeys(("mul", "multiply", "times"), "x*y"),
    **dict.fromkeys(("minus", "sub", "subtract"), "x - y"),
    **dict.fromkeys(("Phi", "Φ"), "normcdf(x)"),
    "neg": "-x",
    "norm": "hypot(x, y)",
    **dict.fromkeys(("nthroot", "root"), "x**(1/n), or sign(x)*abs(x)**(1/n), for an odd n"),
    "prelu": "where(x > 0, x, a*x)",
    "relu6": "clip(x, 0, 6)",
    **dict.fromkeys(("silu", "swish"), "x*sigmoid(x)"),
    "softmax": "exp(a)/sum(exp(a), exp(b), exp(c))",
    "softsign": "x/(1 + abs(x))",
    "versin": "1 - cos(x)",
    "ATAN2": "atan2(y, x), where a spreadsheet has ATAN2(x; y)",
    "GAUSS": "gauss(x), which is exp(-x**2), or normcdf(x) - 1/2, as in a spreadsheet",
    "LOG": "log(x), the natural logarithm, or log10(x)",
    "Math.round": "ceil(floor(2*x)/2), which rounds halves up, or round(x), to even numbers",
    "ROUND": f"{_ROUNDED}, as in a spreadsheet, or round(x), to even numbers",
}
"""Functions of other languages that the language has as an expression, or that have two meanings.

Each is what the other one computes, for every number; what follows the expression says which of two
conventions it is.
"""

LACKING = frozenset(
    """bin cosm cov deg2grad erfcx erfi expj expm flip gammap gammaq grad2deg ibeta igamma isin lbeta len
    logaddexp2 logm mag oct pos psi rad2grad rrelu selu sinm sort sqrtm""".split()
)
"""Functions of other languages that are spelled much like one of this language, and mean something else."""

PERCENTAGE = "% is the remainder of a division; a percentage is a quotient, as in 5/100"
DERIVATIVES = "write the expression only; its derivatives are what comes out"
_INTEGRALS = "there are no integrals"
_NUMBERS = "a value is a number alone, as in a = 2.0"
_ALONE = "write the expression alone"
_METHODS = "functions have their operands in parentheses, as in tanh(x)"

NO_FUNCTIONS = {
    **dict.fromkeys("backward d derivative derive deriv diff".split(), DERIVATIVES),
    **dict.fromkeys("differentiate dx dt dy grad gradient".split(), DERIVATIVES),
    **dict.fromkeys(("integral", "integrate", "quad"), _INTEGRALS),
    **dict.fromkeys(("constant", "float", "parameter", "scalar", "tensor", "value", "variable"), _NUMBERS),
    "print": _ALONE,
    **dict.fromkeys(("detach", "item", "numpy"), "a name is a number already; write it alone"),
}
"""What is called in other languages, and not here."""

_NOT_OFFERED = re.compile(
    r"bessel\w*|airy\w*|hankel\w*|struve\w*|[ijky][01n]|[ijky]v|zeta|hyp\w*|ellip\w*|jacobi\w*|legendre\w*|"
    r"hermite\w*|laguerre\w*|chebyshev\w*|mathieu\w*|kelvin\w*|fresnel\w*|lambertw|polylog|harmonic|\w+_jacobi\w*|gamma_\w+|gammainc\w*|logint|expint|"
    r"anger\w*|weber\w*"
)

DEFINITION = "a definition is a name, one '=' and an expression"
_FUNCTION = "a function is a statement, as in f(x) = x**2 + 1"
CONDITIONS = "conditions stand in where and before '?' only, as in where(x > 0, a, b)"
_CONDITIONS = "conditions stand in where and before '?' only, as in where(x > 0 and y > 0, a, b)"
_CHOICE = "to choose, write where(x > 0, a, b)"

WORDS = {
    **dict.fromkeys(("and", "not", "or"), _CONDITIONS),
    **dict.fromkeys(("def", "lambda"), _FUNCTION),
    **dict.fromkeys(("else", "if"), _CHOICE),
    **dict.fromkeys("auto const double final float int let var".split(), DEFINITION),
    "return": _ALONE,
    **dict.fromkeys(("from", "import", "using"), "functions are there without it; leave this line out"),
    "div": "to divide and round down, write floor(x/y)",
    "mod": "the remainder of x/y is x % y",
}
"""Words that stand between or before operands elsewhere."""

COMPARISONS = {"=>": ">=", "=<": "<=", "<>": "!=", "=!": "!=", "===": "==", "!==": "!=", "=": "=="}
"""Comparisons of other languages."""

UNCERTAIN = "an uncertain constant is written as in a = 2.0±0.1"

_CHARACTERS = {
    **dict.fromkeys("[]{}⟨⟩", "use parentheses: ( )"),
    **dict.fromkeys("•∙∗⁎*×", "to multiply, write *"),
    "&": "in a condition, write 'and'",
    "~": "in a condition, write 'not'",
    **dict.fromkeys("→⟶↦", _FUNCTION),
    **dict.fromkeys("\N{MODIFIER LETTER PRIME}′″", "a name has no primes; write another, such as y_1"),
    **dict.fromkeys("∂∇", DERIVATIVES),
    **dict.fromkeys("±∓", UNCERTAIN),
    **dict.fromkeys("⁺⁻", "an exponent that is set high is a whole number, as in x⁻²"),
    "|": "the absolute value of x is abs(x)",
    "∞": "there is no infinity; write a large number, such as 1e300",
    "∑": "write sum(a, b, c)",
    "∏": "write prod(a, b, c)",
    "∫": _INTEGRALS,
    **dict.fromkeys("≈≡≔≕≝≜", "a definition has a plain '='"),
    "∜": "write x**(1/4)",
    "⁄": "to divide, write /",
    "⋀": "in a condition, write 'and'",
    "⋁": "in a condition, write 'or'",
    **dict.fromkeys("⩾≧⪖", "to compare, write >="),
    **dict.fromkeys("⩽≦⪕", "to compare, write <="),
    "\\": "to divide, write /",
    "@": "to multiply, write *",
    "‰": "write /1000",
    "∈": "there are no sets",
}
_OPERAND_BEFORE = re.compile(r"[\w)`]$")
_LOGARITHM = re.compile(r"log_?([0-9]{1,3})")
_BRACKETED = re.compile(rf"({WORD})\[")
_BESIDE = re.compile(r"(?<=[\w)])[^\S\n]+(?=[\w(])")
ALL = "'backprop functions' lists them all"
_UNUSUAL = "put a name with unusual characters in backquotes: `like this`"
_QUOTES = ('“”„‟"«»', "‘’‚‛'´")
_GROUPED = re.compile("[0-9]{1,3}(?:['’][0-9]{3})+(?![0-9])")


def function(name: str, known: Collection[str]) -> str:
    """Say what to write for a function that is not among the known ones."""
    base, _, method = name.rpartition(".")
    if base and name in FUNCTIONS:
        return f"write {FUNCTIONS[name]}"
    if base and (method in known or method in FUNCTIONS):
        return f"write {method}({base})" if method in known else f"write {FUNCTIONS[method]}"
    lower = method.lower()
    if text := FUNCTIONS.get(name) or FUNCTIONS.get(lower):
        return f"write {text}"
    if text := NO_FUNCTIONS.get(lower):
        return text
    if _NOT_OFFERED.fullmatch(lower):
        return "it is not offered; 'backprop functions' lists what is"
    if digits := _LOGARITHM.fullmatch(unicodedata.normalize("NFKC", lower)):
        return f"write log(x, {digits[1]})"
    close = lower if lower in known else None if lower in LACKING else misspelt(lower, known)
    return f"did you mean '{close}'?" if close else _METHODS if base else ALL


def in_brackets(text: str) -> str:
    """Say what to write for a function in brackets, as Sin[x], or for what may be a name."""
    word = text.partition("[")[0]
    written = _BRACKETED.sub(lambda found: _lower(found[1]) + "(", text).replace("]", ")")
    written = _BESIDE.sub("*", written.replace("Pi", "pi"))
    if _lower(word) in FUNCTION_NAMES:
        is_name = word.islower() and quoted(canonical(text)).startswith("`")
        return f"write {written}" + (f", or a name in backquotes: `{canonical(text)}`" if is_name else "")
    hint = function(word, FUNCTION_NAMES)
    if hint is not ALL:
        return hint
    return f"'backprop functions' lists all functions; a name is written in backquotes: `{canonical(text)}`"


def _lower(word: str) -> str:
    return word.lower() if word.lower() in FUNCTION_NAMES else word


def uncertain(source: Source, sign: Place) -> ProgramProblem:
    """A value with a plus-minus sign in ASCII, which in a program is a sum."""
    message = f"'{source.text[slice(*sign)]}' has no meaning in a value"
    return ProgramProblem(message, source, sign, hint=f"{UNCERTAIN}, or a difference with '-' alone")


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


def _hint(text: str, before: str, start: int) -> str:
    found, rest = text[start], text[start + 1 :]
    if found == "|" and (inside := re.match(r"([^|\n]*)\|", rest)) and 0 < len(inside[1].strip()) <= LONGEST:
        return f"write abs({inside[1].strip()})"
    norm = re.match(r"\|([^|\n]+)\|\|", rest)
    if found == "|" and norm and len(norm[1]) <= LONGEST and not re.search(r"[\w)`]$", before):
        return f"write abs({norm[1].strip()})"
    if found in "'’" and before:
        return "a name has no primes; write another, such as y_1"
    if found == "~" and _OPERAND_BEFORE.search(before):
        return "a definition has a plain '=', as in y = a*x"
    if found == "[" and (index := _index(text, before, start)):
        return index
    if found == "\\" and rest.startswith("%"):
        return PERCENTAGE
    if found in "°º":
        return _degrees(before, rest)
    if found == "." and not rest.strip():
        return "remove it"
    if found == "." and (method := re.match(r"(\w+)\s*\(", rest)):
        return function(f"(...).{method[1]}", FUNCTION_NAMES).replace("((...))", "(...)")
    return _look_alike(found, before, text, start) or _CHARACTERS.get(found, _UNUSUAL)


def _look_alike(found: str, before: str, text: str, start: int) -> str | None:
    """Say what to write for a number, a sign or a letter set high that looks like one of ours."""
    category, plain = unicodedata.category(found), unicodedata.normalize("NFKC", found)
    if found in _CHARACTERS:
        return None
    if category == "No" and plain != found and not is_raised(found):
        fraction = plain.replace("⁄", "/")
        return f"write ({before} + {fraction})" if before.isdigit() else f"write ({fraction})"
    if category == "Nd":
        return f"write {unicodedata.digit(found)}"
    if category == "Pd":
        return "to subtract, write -"
    if category == "Sc" and found != "$":
        return "there are no units; write the number alone"
    if is_raised(found):
        if not _OPERAND_BEFORE.search(before) or is_raised(before[-1]):
            return "an exponent that is set high is a whole number; write others as in x**(2*n)"
        return f"write {power('(...)' if before == ')' else before, text, start)}"
    is_sign = len(plain) == 1 and plain.isascii() and plain.isprintable() and plain != found
    return f"write {plain}" if is_sign else None


def _index(text: str, before: str, start: int) -> str | None:
    """Say what to write for x[i + 1] or Sin[x^2]; None for brackets that are parentheses."""
    if not re.fullmatch(NAME, before) or before in (*WORDS, "where"):
        return None
    depth = 0
    for end in range(start, min(len(text), start + LONGEST)):
        depth += (text[end] == "[") - (text[end] == "]")
        if depth == 0:
            whole = before + text[start : end + 1]
            if is_call(f"{before}[") or definition(text, before):
                return in_brackets(whole)
            name = whole.replace("`", "")
            return f"an index is a number or a name, as in x[1]; write a name of its own, such as `{name}`"
    return in_brackets(f"{before}[...]") if is_call(f"{before}[") else None


def _degrees(before: str, rest: str) -> str:
    """Say what to write for a degree sign: of an angle, or of a temperature."""
    if re.match(r"\s*[CF]\b", rest):
        return "there are no units; write the number alone"
    angle = "..." if before == ")" else before if _OPERAND_BEFORE.search(before) else "x"
    return f"angles are in radians; write radians({angle})"
