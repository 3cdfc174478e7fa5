r"""What tokens of LaTeX mean together: heads of functions, calls, products, powers of ten."""

import re
from collections.abc import Collection, Iterator, Mapping

from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS

from . import latex_commands as commands
from .latex_terminals import INFIX, OPENS, Kind, Token
from .problem import ProgramProblem, Source

_AFTER_CLAUSE = (Kind.END, Kind.AMP, Kind.ROW, Kind.END_CASES, Kind.OTHERWISE)
_INTEGER = re.compile(r"-?[0-9]{1,4}")
_EXPONENTS = (
    [Kind.LBRACE, Kind.NUMBER, Kind.RBRACE],
    [Kind.LBRACE, Kind.MINUS, Kind.NUMBER, Kind.RBRACE],
    [Kind.NUMBER],
)
_BEFORE_PRODUCT = OPENS | {
    Kind.END,
    Kind.EQUAL,
    Kind.PLUS,
    Kind.TIMES,
    Kind.COMMA,
    Kind.AMP,
    Kind.COMPARE,
    Kind.AND,
    Kind.OR,
    Kind.ROW,
}


def function(name: str) -> str | None:
    """Return the function of ours that a word means."""
    for spelled in (name, name.lower()):
        if spelled in FUNCTIONS or spelled in FOLDS or spelled in ALIASES:
            return ALIASES.get(spelled, spelled)
        if spelled in commands.FUNCTIONS:
            return commands.FUNCTIONS[spelled]
    return None


def _joined(found: list[Token]) -> list[Token]:
    """Drop what ends a sentence, and the ends of lines where a statement goes on."""
    joined: list[Token] = []
    for number, token in enumerate(found):
        before = joined[-1].kind if joined else Kind.END
        if token.kind in (Kind.COMMA, Kind.PERIOD) and _kind(found, number + 1) in _AFTER_CLAUSE:
            continue
        if token.kind == Kind.END and before in (Kind.END, *INFIX):
            if joined and before == Kind.END and token.text == ";":
                joined[-1] = token
            continue
        if before == Kind.END and joined and joined[-1].text == "\n" and token.kind in INFIX:
            joined.pop()
        joined.append(token)
    while joined and joined[-1].kind == Kind.END:
        joined.pop()
    return joined


def resolved(source: Source, found: list[Token], given: Collection[str]) -> list[Token]:
    """Tell functions from factors, the number e from a name, derivatives from fractions.

    ``given`` are names that have values. Raises ProgramProblem for a derivative that is no name.
    """
    found = _joined(found)
    heads = _heads(found)
    functions = {found[place].text for place in heads}
    variables = {*given, *functions, *_variables(found, heads)}
    resolved: list[Token] = []
    end_of_head = 0
    place = -1
    while place + 1 < len(found):
        place += 1
        token = found[place]
        kind, text = token.kind, token.text
        if special := _special(found, place, variables):
            resolved += special
            place += _LENGTHS[special[0].text] - 1
            continue
        applies = _kind(found, place + 1) in (Kind.LPAR, Kind.LSQB)
        if place in heads:
            kind, end_of_head = Kind.HEAD, heads[place]
        elif place < end_of_head and kind in (Kind.LBAR, Kind.RBAR):
            kind, text = Kind.COMMA, ","
        elif kind in (Kind.NAME, Kind.WORD) and text in functions and applies:
            kind = Kind.OWN
        elif kind == Kind.WORD:
            ours = function(text) if applies and text not in variables else None
            kind, text = (Kind.FUNCTION, ours) if ours else (Kind.NAME, text)
        elif kind == Kind.NAME and applies and (letter := _letter_of_function(text, variables)):
            kind, text = Kind.FUNCTION, letter
        elif kind == Kind.NAME and text == "e" and "e" not in variables:
            kind = Kind.E
        elif kind == Kind.DERIVATIVE:
            kind = Kind.NAME
            if not text or text not in variables:
                message = "a derivative has no meaning here"
                raise ProgramProblem(message, source, token.place, hint=commands.REFUSED["partial"])
        resolved.append(Token(kind, text, *token.place))
    return _with_powers_of_ten(resolved)


def _kind(found: list[Token], place: int) -> str:
    return found[place].kind if place < len(found) else Kind.END


def _variables(found: list[Token], heads: Mapping[int, int]) -> Iterator[str]:
    """Yield the names that statements define, and the parameters of functions."""
    for place, token in enumerate(found):
        if _kind(found, place + 1) == Kind.EQUAL and (place == 0 or found[place - 1].kind == Kind.END):
            yield token.text
    for place, end in heads.items():
        yield from (token.text for token in found[place + 2 : end])


def _letter_of_function(letter: str, variables: Collection[str]) -> str | None:
    """Return the function that a letter right before a parenthesis means; None for a factor."""
    function = commands.WRITTEN_AS_LETTERS.get(letter)
    is_factor = function is None or letter in variables or commands.ASCII[letter] in variables
    return None if is_factor else function


_LENGTHS = {"lgamma": 2, "polygamma": 8}
"""How many tokens are read at once."""

_ORDERED = [Kind.POWER, Kind.LBRACE, Kind.LPAR, Kind.NUMBER, Kind.RPAR, Kind.RBRACE, Kind.LPAR]


def _special(found: list[Token], place: int, variables: Collection[str]) -> list[Token]:
    r"""Return ``\ln\Gamma`` as a function, and ``\psi^{(2)}(`` as one and its first operand; else nothing."""
    first = found[place]
    following = found[place + 1 : place + 8]
    kinds = [token.kind for token in following]
    if first.kind == Kind.FUNCTION and first.text == "log" and kinds[:2] == [Kind.NAME, Kind.LPAR]:
        is_gamma = _letter_of_function(following[0].text, variables) == "gamma"
        return [Token(Kind.FUNCTION, "lgamma", first.start, following[0].end)] if is_gamma else []
    if first.kind == Kind.NAME and kinds == _ORDERED:
        function = Token(Kind.FUNCTION, "polygamma", *first.place)
        is_psi = _letter_of_function(first.text, variables) == "digamma"
        comma = Token(Kind.COMMA, ",", *following[4].place)
        return [function, following[6], following[3], comma] if is_psi else []
    return []


def _heads(found: list[Token]) -> dict[int, int]:
    """Return where ``f(x, y) =`` begins, and the place of its closing parenthesis."""
    heads: dict[int, int] = {}
    place, begins = 0, True
    while place < len(found):
        if begins and found[place].kind in (Kind.NAME, Kind.WORD) and _kind(found, place + 1) == Kind.LPAR:
            end = place + 2
            while end < len(found) and found[end].kind in (Kind.NAME, Kind.COMMA, Kind.LBAR, Kind.RBAR):
                end += 1
            if _kind(found, end) == Kind.RPAR and _kind(found, end + 1) == Kind.EQUAL:
                heads[place] = end
            place = end
        begins = _kind(found, place) == Kind.END
        place += 1
    return heads


def _with_powers_of_ten(found: list[Token]) -> list[Token]:
    r"""Read ``1.6 \times 10^{-19}`` as one number, rounded once, where it begins a product."""
    joined: list[Token] = []
    place = 0
    while place < len(found):
        number = found[place]
        before = len(joined) - 1
        if before >= 0 and joined[before].kind == Kind.MINUS:
            before -= 1
        begins = before < 0 or joined[before].kind in _BEFORE_PRODUCT
        if begins and number.kind == Kind.NUMBER and (power := _power_of_ten(found, place + 1)):
            exponent, place = power
            number = Token(Kind.NUMBER, f"{number.text}e{exponent}", number.start, found[place].end)
        joined.append(number)
        place += 1
    return joined


def _power_of_ten(found: list[Token], place: int) -> tuple[str, int] | None:
    r"""Return the exponent of ``\times 10^{-19}``, and where it ends; None for another factor."""
    following = found[place : place + 7]
    kinds = [token.kind for token in following]
    if kinds[:3] != [Kind.TIMES, Kind.NUMBER, Kind.POWER] or following[1].text != "10":
        return None
    size = next((len(form) for form in _EXPONENTS if kinds[3 : 3 + len(form)] == form), 0)
    exponent = "".join(
        token.text for token in following[3 : 3 + size] if token.kind in (Kind.MINUS, Kind.NUMBER)
    )
    return (exponent, place + 2 + size) if _INTEGER.fullmatch(exponent) else None
