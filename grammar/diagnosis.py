"""From the parser's point of failure to a sentence for people."""

import re
import unicodedata
from collections.abc import Collection

from backprop.graph.operations import ALIASES, FUNCTIONS

from .problem import ProgramProblem, Source
from .tokens import END, ILLEGAL, Token

_OPERAND = ("NUMBER", "NAME", "LPAR")
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def explain(
    source: Source, previous: Token | None, token: Token, expected: Collection[str]
) -> ProgramProblem:
    """Say what is wrong at the token where the parser stopped, and what to write instead.

    ``previous`` is the token before it, and ``expected`` the kinds that could have followed.
    """
    text, start = source.text, token.start
    if token.kind == ILLEGAL:
        return _character(source, previous, start)
    before = previous.text if previous and previous.kind != "_END" else ""
    opened = _open_parenthesis(text[:start])
    at_end = token.kind in (END, "_END")
    operand_expected = "NUMBER" in expected

    if operand_expected and at_end:
        place = _trailing(text[:start])
        message = f"a value is missing after '{before}'" if before else "a value is missing"
        return ProgramProblem(message, source, place, hint="finish the expression")
    if opened is not None and (at_end or token.kind in ("EQUAL", "UPDATE")):
        return ProgramProblem(
            "this parenthesis is never closed", source, (opened, opened + 1), hint="add ')'"
        )
    if at_end:
        start, end = _trailing(text[:start])
        return ProgramProblem("the statement ends too early", source, (start, end), hint="finish it")
    place = token.place
    if all(kind in ("NAME", "RPAR") for kind in expected):
        return ProgramProblem(
            "a parameter of a function is a name", source, place, hint="write names, as in f(x, y) = x*y"
        )
    if token.kind == "COMPARISON":
        hint = "to compare twice, write 'and', as in where(0 < x and x < 1, a, b)"
        if "RPAR" not in expected or "AND" not in expected:
            hint = "conditions stand in where only, as in where(x > 0, a, b)"
        return ProgramProblem(f"'{token.text}' is not expected here", source, place, hint=hint)
    if "COMPARISON" in expected and token.kind == "COMMA":
        hint = "where takes a condition first, as in where(x > 0, a, b)"
        return ProgramProblem("a condition is missing before ','", source, place, hint=hint)
    if token.kind == "RPAR" and "COMMA" in expected and not operand_expected:
        hint = "where takes a condition and two values, as in where(x > 0, a, b)"
        return ProgramProblem("a value is missing before ')'", source, place, hint=hint)
    if token.kind == "RPAR":
        if opened is None:
            return ProgramProblem("this parenthesis was never opened", source, place, hint="remove ')'")
        return ProgramProblem("a value is missing before ')'", source, place, hint="write the value")
    if token.kind in _OPERAND and not operand_expected:
        return _missing_operator(source, before, token, place)
    if token.kind == "EQUAL":
        return ProgramProblem(
            "'=' is not expected here",
            source,
            place,
            hint="a definition is a name, one '=' and an expression",
        )
    if token.kind == "COMMA" and not operand_expected:
        return ProgramProblem(
            "',' is not expected here", source, place, hint="the decimal mark is a point, as in 1.5"
        )
    if token.kind == "UPDATE":
        return ProgramProblem(
            f"'{token.text}' is not expected here", source, place, hint="it changes a name, as in c += 1"
        )
    if before:
        message = f"a value is missing between '{before}' and '{token.text}'"
    else:
        message = f"a value is missing before '{token.text}'"
    return ProgramProblem(message, source, place, hint="write the value, or remove the operator")


def _character(source: Source, previous: Token | None, start: int) -> ProgramProblem:
    """Explain a character that the language does not have."""
    text = source.text
    character = text[start]
    place = (start, start + 1)
    exponent = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+").match(text, start)
    if exponent:
        digits = exponent[0].translate(_SCRIPTS)
        before = previous.text if previous else "x"
        return ProgramProblem(
            f"'{exponent[0]}' cannot stand for a power",
            source,
            exponent.span(),
            hint=f"write {before}**{digits}",
        )
    if character == "`":
        return ProgramProblem("this name has no closing backquote", source, place, hint="add '`'")
    if character in "[]{}":
        hint = "use parentheses: ( )"
    elif character == "|":
        hint = "the absolute value of x is abs(x)"
    elif character == "!":
        hint = "there are no factorials"
    else:
        hint = "put a name with unusual characters in backquotes: `like this`"
    shown = f"'{character}'"
    if not character.isprintable():
        name = unicodedata.name(character, "an invisible character")
        shown = f"U+{ord(character):04X} ({name.lower()})"
        hint = "remove it"
    return ProgramProblem(f"{shown} has no meaning here", source, place, hint=hint)


def _missing_operator(source: Source, before: str, token: Token, place: tuple[int, int]) -> ProgramProblem:
    after = "(...)" if token.kind == "LPAR" else token.text
    hint = f"to multiply, write {'(...)' if before == ')' else before}*{after}"
    if before in FUNCTIONS or before in ALIASES:
        hint = f"write {before}({after})"
    if token.kind == "NUMBER" and token.text.startswith("."):
        hint = "a number has one decimal point"
    return ProgramProblem(
        f"an operator is missing between '{before}' and '{token.text}'", source, place, hint=hint
    )


def _trailing(text: str) -> tuple[int, int]:
    """Return the place just after the last character that is not blank."""
    end = len(text.rstrip())
    return end, end + 1


def _open_parenthesis(text: str) -> int | None:
    """Return the offset of the innermost parenthesis of the last statement that is still open."""
    stack: list[int] = []
    for match in re.finditer(r"`[^`]*`|#[^\n]*|[();]", text):
        symbol = match[0]
        if symbol == "(":
            stack.append(match.start())
        elif symbol == ")" and stack:
            stack.pop()
        elif symbol == ";":
            stack.clear()
    return stack[-1] if stack else None
