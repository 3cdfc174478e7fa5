"""From the parser's point of failure to a sentence for people."""

import re
import unicodedata

from lark import Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from backprop.graph.operations import ALIASES, FUNCTIONS

from .problem import ProgramProblem, Source

_OPERAND = ("NUMBER", "NAME", "LPAR")
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def explain(error: UnexpectedInput, source: Source) -> ProgramProblem:
    """Say what is wrong where the parser stopped, and what to write instead."""
    text = source.text
    start = error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters):
        return _character(source, start)
    assert isinstance(error, UnexpectedToken)
    token = error.token
    if token.type == "$END":
        start = len(text)
    before = _before(text, start)
    opened = _open_parenthesis(text[:start])
    at_end = token.type in ("$END", "_END")
    operand_expected = "NUMBER" in error.expected

    if operand_expected and at_end:
        place = _trailing(text[:start])
        message = f"a value is missing after '{before}'" if before else "a value is missing"
        return ProgramProblem(message, source, place, hint="finish the expression")
    if opened is not None and (at_end or "\n" in text[opened:start]):
        return ProgramProblem(
            "this parenthesis is never closed", source, (opened, opened + 1), hint="add ')'"
        )
    if at_end:
        start, end = _trailing(text[:start])
        return ProgramProblem("the statement ends too early", source, (start, end), hint="finish it")
    place = (start, start + len(token))
    if token.type == "RPAR":
        if opened is None:
            return ProgramProblem("this parenthesis was never opened", source, place, hint="remove ')'")
        return ProgramProblem("a value is missing before ')'", source, place, hint="write the value")
    if token.type in _OPERAND and not operand_expected:
        return _missing_operator(source, before, token, place)
    if token.type == "EQUAL":
        return ProgramProblem(
            "'=' is not expected here",
            source,
            place,
            hint="a definition is a name, one '=' and an expression",
        )
    if token.type == "COMMA" and not operand_expected:
        return ProgramProblem(
            "',' is not expected here", source, place, hint="the decimal mark is a point, as in 1.5"
        )
    if token.type == "UPDATE":
        return ProgramProblem(
            f"'{token}' is not expected here", source, place, hint="it changes a name, as in c += 1"
        )
    if before:
        message = f"a value is missing between '{before}' and '{token}'"
    else:
        message = f"a value is missing before '{token}'"
    return ProgramProblem(message, source, place, hint="write the value, or remove the operator")


def _character(source: Source, start: int) -> ProgramProblem:
    """Explain a character that the language does not have."""
    text = source.text
    character = text[start]
    place = (start, start + 1)
    exponent = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+").match(text, start)
    if exponent:
        digits = exponent[0].translate(_SCRIPTS)
        before = _before(text, start)
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
    after = "(...)" if token.type == "LPAR" else str(token)
    hint = f"to multiply, write {'(...)' if before == ')' else before}*{after}"
    if before in FUNCTIONS or before in ALIASES:
        hint = f"write {before}({after})"
    if token.type == "NUMBER" and token.startswith("."):
        hint = "a number has one decimal point"
    return ProgramProblem(
        f"an operator is missing between '{before}' and '{token}'", source, place, hint=hint
    )


def _before(text: str, start: int) -> str:
    """Return the last token before an offset."""
    match = re.search(r"(`[^`]*`|[\w.]+|\*\*|[-+*/^%=−–·×⋅÷∕]=?|\S)\s*$", text[:start])
    return match[1] if match else ""


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
