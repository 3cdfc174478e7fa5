r"""What is wrong with a formula in LaTeX that the automaton refuses."""

from collections.abc import Collection, Sequence

from .latex_terminals import CLOSES, Kind, Token
from .problem import Place, ProgramProblem, Source

_PAIRS: dict[str, str] = {opening: closing for closing, opening in CLOSES.items()}
_DEFINITION = "a definition has one name or f(x) to the left of its '='; to evaluate a side, write it alone"


def unexpected(
    source: Source, found: Sequence[Token], previous: Token | None, token: Token, expected: Collection[str]
) -> ProgramProblem:
    """A token where the automaton stopped; ``expected`` are the kinds that could have stood there."""
    text = source.text[token.start : token.end].strip()
    before = source.text[previous.start : previous.end].strip() if previous else ""
    opened = _opened(found, token)
    is_end = token.kind in ("$END", Kind.END)
    if Kind.NUMBER in expected and Kind.TIMES not in expected:
        place = (previous.end, previous.end + 1) if is_end and previous else token.place
        message = f"a value is missing after '{before}'" if before else "there is no formula"
        if not is_end:
            message = f"a value is missing before '{text}'"
        return ProgramProblem(
            message, source, place, hint="write it, with braces around what belongs together"
        )
    closes = token.kind in CLOSES
    if opened and (is_end or (closes and CLOSES[token.kind] != opened.kind)):
        shown = source.text[opened.start : opened.end].strip()
        return ProgramProblem(f"'{shown}' is never closed", source, opened.place, hint="close it")
    if closes and not opened:
        return ProgramProblem(f"'{text}' closes nothing", source, token.place, hint="remove it")
    message = f"'{text}' is not expected here" if text else "the formula ends too early"
    hint = "statements stand on lines of their own, or are separated by ';'"
    if token.kind == Kind.EQUAL:
        hint = _DEFINITION
    elif token.kind in (Kind.COMPARE, Kind.AND, Kind.OR, Kind.NOT):
        hint = r"conditions stand in cases: \begin{cases} a & x > 0 \\ b & \text{otherwise} \end{cases}"
    elif token.kind == Kind.COMMA and opened and opened.kind == Kind.LPAR:
        hint = "parentheses hold one value, unless f(x, y) = ... is defined, or behind \\max"
    elif token.kind == Kind.POWER:
        hint = "powers of powers need braces, as in x^{2^{3}} or {x^{2}}^{3}"
    elif opened and opened.kind == Kind.CASES:
        hint = r"a row of cases is a value, & and a condition, as in x & x > 0 \\"
    return ProgramProblem(message, source, token.place, hint=hint)


def _opened(found: Sequence[Token], last: Token) -> Token | None:
    """Return what is still open before a token."""
    stack: list[Token] = []
    for token in found:
        if token.start >= last.start:
            break
        if token.kind in _PAIRS:
            stack.append(token)
        elif stack and _PAIRS[stack[-1].kind] == token.kind:
            stack.pop()
    return stack[-1] if stack else None


def both_readings(source: Source, operator: Token) -> ProgramProblem:
    """A product without a sign stands after a slash."""
    message = "what is divided by may end before this, or behind it"
    hint = r"write \frac{a}{b c} or \frac{a}{b} c"
    return ProgramProblem(message, source, operator.place, hint=hint)


def no_inverse(source: Source, function: Token, exponent: Place) -> ProgramProblem:
    """The power -1 of a function that has no inverse here."""
    name = source.text[function.start : function.end].strip()
    hint = f"its reciprocal is \\frac{{1}}{{{name}(x)}}; an inverse function has a name of its own"
    return ProgramProblem(f"there is no inverse of {name} here", source, exponent, hint=hint)


def too_long_a_chain(source: Source, comparison: Token) -> ProgramProblem:
    """Two comparisons share a long middle."""
    hint = r"write two, with \wedge between them"
    return ProgramProblem("this comparison has a long middle", source, comparison.place, hint=hint)


def too_early(source: Source, value: Place) -> ProgramProblem:
    """A row of cases for all else stands before other rows."""
    message = "the value for all else stands last in cases"
    return ProgramProblem(message, source, value, hint=r"write it behind the others, with \text{otherwise}")
