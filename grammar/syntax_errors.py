"""From the parser's point of failure to a sentence for people."""

import re
from collections.abc import Callable, Collection

from . import foreign
from .calls import LONGEST, applied, closing, function_before_power, is_function, operand
from .lookalikes import lowered, raised
from .meaning_errors import inverse_or_quotient
from .naming import is_call
from .problem import Mistake, ProgramProblem, Source
from .tokens import END, ILLEGAL, Terminal, Token

_NAMES = (Terminal.NAME, Terminal.FUNCTION, Terminal.WHERE)
_OPERAND = (Terminal.NUMBER, Terminal.LPAR, Terminal.RADICAL, *_NAMES)
_COMPARE = re.compile(r"(?:\s?[<>=!≤≥]){1,3}")
_WHERE = "as in where(x > 0, a, b)"
_PARENTHESES = re.compile(r"`[^`]*`|#[^\n]*|(?:\b(?:where|if|ifelse|iif|IF|IIF)\s*)?([();])")
_COMPARISONS = re.compile(r"`[^`]*`|#[^\n]*|([<>=!]=|[<>≤≥≠])|[;\n]")
_NOT_INSIDE = re.compile(r"\s*(?:(\*\*|\.\*\*|\.?\^)|(/|÷|∕|\./)|(%)|([√∛]))[\s+\-−–]*$")


def syntax_error(
    source: Source,
    previous: Token | None,
    token: Token,
    expected: Collection[str],
    can_be_read: Callable[[str], bool],
) -> ProgramProblem:
    """Say what is wrong at the token where the parser stopped, and what to write instead.

    ``previous`` is the token before it, ``expected`` the kinds that could have followed, and
    ``can_be_read`` tells whether another text is a program.
    """
    if token.kind == ILLEGAL:
        message, place, hint = foreign.character(source.text, previous, token.start, can_be_read)
    else:
        message, place, hint = _what_is_wrong(source.text, previous, token, expected)
    return ProgramProblem(message, source, place, hint=hint)


def _what_is_wrong(text: str, previous: Token | None, token: Token, expected: Collection[str]) -> Mistake:
    if previous is not None and previous.kind == Terminal.STATEMENT_END:
        previous = None
    if sign := _uncertainty(text, token):
        message = f"'{text[slice(*sign)]}' belongs to a constant, and this is a formula"
        return message, sign, "name the constant first, as in a = 2.0±0.1"
    parentheses = _open_parentheses(text[: token.start])
    opened = parentheses[-1].start(1) if parentheses else None
    in_where = any(found[0] != "(" for found in parentheses)
    if problem := _comparison(text, previous, token, expected, in_where=in_where):
        return problem
    if token.kind == Terminal.NOT and token.text == "!" and Terminal.NUMBER not in expected:
        return "'!' has no meaning here", token.place, "the factorial of n is gamma(n + 1)"
    if previous and previous.text == "%" and {*expected} <= {Terminal.NAME}:  # %e
        place = (len(text[: token.start].rstrip()),) * 2 if not token.text else token.place
        return "a value is missing after '%'", (place[0], place[0] + 1), foreign.PERCENTAGE
    if problem := _choice(text, token, expected):
        return problem
    if token.kind in (END, Terminal.STATEMENT_END):
        return _end(text, previous, token, opened, expected)
    if Terminal.NAME in expected and {*expected} <= {Terminal.NAME, Terminal.RPAR}:
        return "a parameter of a function is a name", token.place, "write names, as in f(x, y) = x*y"
    if token.kind in (Terminal.EQUAL, Terminal.UPDATE):
        return _equals(text, previous, token, opened)
    if token.kind == Terminal.RPAR and opened is None:
        return "this parenthesis was never opened", token.place, "remove ')'"
    if problem := _power(text, previous, token):
        return problem
    if previous and previous.kind == Terminal.RADICAL and token.kind not in (END, Terminal.STATEMENT_END):
        return f"'{token.text}' is not expected here", token.place, f"write {previous.text}(...)"
    if Terminal.NUMBER in expected:
        return _missing_value(text, previous, token)
    if token.kind in _OPERAND:
        return _missing_operator(text, previous, token)
    if in_where:
        missing = "a value is missing before ')'"
        message = missing if token.kind == Terminal.RPAR else f"'{token.text}' is not expected here"
        return message, token.place, f"where takes a condition and two values, {_WHERE}"
    return _comma(text, previous, token)


def _end(
    text: str, previous: Token | None, token: Token, opened: int | None, expected: Collection[str]
) -> Mistake:
    """A statement ends too early."""
    end = len(text[: token.start].rstrip())
    if Terminal.NUMBER in expected:
        before = f" after '{previous.text}'" if previous else ""
        hint = foreign.PERCENTAGE if previous and previous.text == "%" else "finish the expression"
        return f"a value is missing{before}", (end, end + 1), hint
    if opened is not None:
        hint = "add ')'; arguments are separated by commas" if token.text == ";" else "add ')'"
        return "this parenthesis is never closed", (opened, opened + 1), hint
    if Terminal.COMPARISON in expected:
        return "this condition is not complete", (end, end + 1), foreign.CONDITIONS
    return "the statement ends too early", (end, end + 1), "finish it"


def _comparison(
    text: str, previous: Token | None, token: Token, expected: Collection[str], *, in_where: bool
) -> Mistake | None:
    """A comparison that stands in the wrong place or is written as elsewhere; None if it is neither."""
    start = token.start
    if (
        previous
        and previous.kind in (Terminal.EQUAL, Terminal.COMPARISON)
        and not text[previous.start + 1 : start].strip()
    ):
        start = previous.start
    written = _COMPARE.match(text, start)
    symbol = "".join(written[0].split()) if written else ""
    place = written.span() if written else token.place
    if symbol in foreign.COMPARISONS and (symbol != "=" or in_where):
        return f"'{symbol}' is not expected here", place, f"to compare, write {foreign.COMPARISONS[symbol]}"
    if token.kind == Terminal.COMPARISON:
        hint = foreign.CONDITIONS
        if Terminal.AND in expected:
            hint = "to compare twice, write 'and', as in where(0 < x and x < 1, a, b)"
        elif symbol == "==":
            hint = f"a definition has one '='; {hint}"
        return f"'{token.text}' is not expected here", token.place, hint
    if token.kind in (Terminal.AND, Terminal.OR) and Terminal.NUMBER not in expected:
        return f"'{token.text}' is not expected here", token.place, foreign.CONDITIONS
    is_condition = Terminal.COMPARISON in expected and not {Terminal.RPAR, Terminal.COMMA} & {*expected}
    if token.kind == Terminal.COMMA and in_where and is_condition:
        return "a condition is missing before ','", token.place, f"where takes a condition first, {_WHERE}"
    return None


def _choice(text: str, token: Token, expected: Collection[str]) -> Mistake | None:
    """Something is wrong around the signs of ``condition ? a : b``; None if nothing is."""
    if Terminal.THEN in expected:
        found = [match for match in _COMPARISONS.finditer(text[: token.start]) if match[1]]
        if not found:
            return "a condition is not expected here", token.place, foreign.CONDITIONS
        symbol, place = found[-1][1], found[-1].span(1)
        hint = foreign.CONDITIONS
        name = re.search(r"(?:^|[;\n])\s*(\w+)\s*$", text[max(0, place[0] - LONGEST) : place[0]])
        if symbol == "<" and name and text.startswith("<-", place[0]):
            hint = f"a definition is written {name[1]} = ..."
        if symbol == "==":
            hint = f"a definition has one '='; {hint}"
        return f"'{symbol}' is not expected here", place, hint
    if token.kind == Terminal.THEN:
        return "'?' has no condition before it", token.place, "write one, as in x != 0 ? a : b"
    if Terminal.ELSE in expected:
        return "':' is missing here", token.place, "a choice has two values, as in x > 0 ? a : b"
    if token.kind == Terminal.ELSE:
        return "':' has no meaning here", token.place, foreign.DEFINITION
    return None


def _equals(text: str, previous: Token | None, token: Token, opened: int | None) -> Mistake:
    """An equals sign or an update where none can be."""
    message = f"'{token.text}' is not expected here"
    if opened is not None:
        closed = closing(text, opened)
        if closed is None:
            return "this parenthesis is never closed", (opened, opened + 1), "add ')'"
        return message, token.place, _equals_inside(text, previous, opened, closed)
    if token.kind == Terminal.UPDATE:
        return message, token.place, "it changes a name, as in c += 1"
    if previous and previous.text == "0":
        return message, token.place, "write the other side of the equation alone, without '0 ='"
    if previous and previous.kind == Terminal.EQUAL:
        return message, token.place, "remove one '='"
    if previous and previous.kind == Terminal.NAME and re.search(r"=\s*$", text[: previous.start]):
        return message, token.place, "define one name in each statement, as in x = 2; y = x"
    return message, token.place, foreign.DEFINITION


def _equals_inside(text: str, previous: Token | None, opened: int, closed: int) -> str:
    """Say what to write for an equals sign between parentheses."""
    if re.compile(r"\s*=(?!=)").match(text, closed + 1):
        return "a parameter of a function is a name alone, as in f(x, y) = x*y"
    if (
        previous
        and previous.kind == Terminal.NAME
        and re.search(r"\w\s*$", text[max(0, opened - LONGEST) : opened])
    ):
        function = re.search(r"(\w+)\s*$", text[max(0, opened - LONGEST) : opened])
        if function and function[1].lower() in foreign.NO_FUNCTIONS:
            return foreign.NO_FUNCTIONS[function[1].lower()]
        return f"an argument is a value alone, without '{previous.text} ='"
    return "a definition is a statement of its own, as in x = 2; y = 3*x"


def _uncertainty(text: str, token: Token) -> tuple[int, int] | None:
    """Return the place of the last sign of an uncertainty in a statement that goes on behind it."""
    if token.kind in (END, Terminal.STATEMENT_END):
        return None
    start = max(text.rfind("\n", 0, token.start), text.rfind(";", 0, token.start)) + 1
    *_, sign = [None, *re.compile(r"±|\+/-").finditer(text, start, token.start + len(token.text))]
    return sign.span() if sign else None


def _missing_value(text: str, previous: Token | None, token: Token) -> Mistake:
    """Something else stands where an operand should."""
    if token.kind == Terminal.RPAR:
        return "a value is missing before ')'", token.place, "write the value"
    between = f"between '{previous.text}' and" if previous else "before"
    return f"a value is missing {between} '{token.text}'", token.place, _operand(text, previous, token)


def _operand(text: str, previous: Token | None, token: Token) -> str:
    """Say what to write where something else stands for an operand."""
    before = previous.text if previous else ""
    if token.text == "||" and (norm := re.compile(r"\|\|([^|\n]+)\|\|").match(text, token.start)):
        return f"write abs({norm[1].strip()})"
    if before == "+" and re.compile(r"/\s*[-−–]").match(text, token.start):
        return foreign.UNCERTAIN
    if re.compile("//|/[*]").match(text, token.start - (token.text == "*" and before == "/")):
        return "a comment begins with #, and ends with its line"
    if before == token.text == "/":
        return foreign.WORDS["div"]
    if before == token.text == "^":
        return "a power is written x**y or x^y"
    return foreign.PERCENTAGE if before == "%" else "write the value, or remove the operator"


def _power(text: str, previous: Token | None, token: Token) -> Mistake | None:
    """A power of what has one already, or of a root: None if it is neither."""
    if previous is None or token.kind not in (Terminal.POWER, Terminal.SUPERSCRIPT):
        return None
    message = f"'{token.text}' is not expected here"
    before = text[: previous.start].rstrip()
    if before.endswith(("√", "∛")):
        inner = f"{previous.text}{token.text}" + ("..." if token.kind == Terminal.POWER else "")
        outer = f"{before[-1]}({previous.text}){inner.removeprefix(previous.text)}"
        return message, token.place, f"write {before[-1]}({inner}), or {outer}"
    if previous.kind in (Terminal.SUPERSCRIPT, Terminal.RPAR):
        return message, token.place, "put the first power in parentheses, as in (x²)^3"
    return None


def _two_readings(text: str, previous: Token, token: Token) -> str | None:
    """Say how a product is written behind a divisor, an exponent or a root; None for another product."""
    start = previous.start
    if previous.kind == Terminal.RPAR:
        opened = _open_parentheses(text[: previous.start])
        start = opened[-1].start(1) if opened else previous.start
        while start and (text[start - 1].isalnum() or text[start - 1] in "_."):
            start -= 1
    sign = _NOT_INSIDE.search(text, max(0, start - LONGEST), start)
    if sign is None:
        return None
    end = operand(text, token.start)
    factor = text[token.start : end] if end and end - token.start <= LONGEST else "..."
    closed = " ".join(text[start : previous.place[1]].split())
    closed = closed if len(closed) <= LONGEST else "(...)"
    symbol = sign[0].strip()
    inside = f"{closed}*{factor}"
    if sign[4]:
        return f"write {symbol}({inside}), or {symbol}({closed})*{factor}"
    left = re.search(r"[\w.]+$|`[^`\n]*`$", text[max(0, sign.start() - LONGEST) : sign.start()])
    first = left[0] if left else "(...)" if text[: sign.start()].endswith(")") else "..."
    return f"write {first}{symbol}({inside}), or {first}{symbol}{inside}"


def _missing_operator(text: str, previous: Token | None, token: Token) -> Mistake:
    """Two operands stand side by side."""
    before = previous.text if previous else ""
    message = f"an operator is missing between '{before}' and '{token.text}'"
    after = "(...)" if token.kind == Terminal.LPAR else raised(token.text) or token.text
    is_number = previous is not None and previous.kind == Terminal.NUMBER
    if before == "where":
        return "'where' needs parentheses", token.place, f"write where({_operands_of_where(text, token)})"
    if is_function(text, before):
        return f"'{before}' needs parentheses", token.place, f"write {applied(text, before, token.start)}"
    if re.search(r"\bd\s*/\s*d\w$", text[: previous.place[1]] if previous else ""):
        return message, token.place, foreign.DERIVATIVES
    if token.kind == Terminal.RADICAL:
        end = operand(text, token.start)
        after = text[token.start : end] if end and end - token.start <= LONGEST else f"{token.text}(...)"
    if previous and previous.kind == Terminal.SUPERSCRIPT:
        raised_name = re.search(r"[^\W\d]\w*$", text[max(0, previous.start - LONGEST) : previous.start])
        before = f"{raised_name[0] if raised_name else '(...)'}{before}"
    for word in (token.text, before):
        if word in foreign.WORDS:
            return message, token.place, foreign.WORDS[word]
    for one in (previous, token):
        if one and one.kind == Terminal.NAME and is_call(one.text):
            hint = foreign.in_brackets(one.text)
            return f"'{one.text}' is no name: functions have parentheses", one.place, hint
    if token.kind == Terminal.NAME and re.match(r"\s*=(?!=)", text[token.start + len(token.text) :]):
        return message, token.place, f"statements are separated by ';', as in x = 2; {after} = 3"
    if previous and (function := _function_raised(text, previous)):
        name, exponent = function
        if exponent == "-1":
            return f"'{name}' needs parentheses", token.place, inverse_or_quotient(name)
        call = applied(text, name, token.start)
        call = f"{name}(...)" if token.kind == Terminal.LPAR or ", or " in call else call
        return f"'{name}' needs parentheses", token.place, f"write {call}**{exponent}"
    if previous and is_number and (written := _number(text, previous, token)):
        return message, token.place, written
    if previous and token.kind != Terminal.NUMBER and (written := _two_readings(text, previous, token)):
        message = f"'{before}{token.text}' can be read in two ways here" if is_number else message
        return message, token.place, written
    if is_number and token.kind == Terminal.NUMBER:
        hint = f"to multiply, write {before}*{after}"
        if token.text.startswith("."):
            hint = "a number has one decimal point"
        elif before.isdigit() and len(token.text) == 3:
            hint = f"digits may be grouped as in {before}_{after}"
        return message, token.place, hint
    if re.compile(r"\s*\(").match(text, token.start + len(token.text)) and token.kind == Terminal.NAME:
        after = f"{after}(...)"
    hint = f"to multiply, write {'(...)' if before == ')' else before}*{after}"
    opened = _open_parentheses(text[: token.start])
    if opened and re.search(r"\w\s*$", text[max(0, opened[-1].start(1) - LONGEST) : opened[-1].start(1)]):
        hint += "; arguments are separated by commas"
    return message, token.place, hint


def _number(text: str, number: Token, token: Token) -> str | None:
    """Say what to write for a number in another notation; None for a number that is complete."""
    before, product = number.text, f"{number.text}*{token.text}"
    if token.start > number.start + len(before):
        return None
    if before == "0" and (digits := re.fullmatch(r"[xX]([0-9a-fA-F]+)", token.text)):
        return f"numbers are decimal: write {int(digits[1][:300], 16)}"
    if before == "0" and (digits := re.fullmatch(r"[bB]([01]+)|[oO]([0-7]+)", token.text)):
        value = int(digits[1][:300], 2) if digits[1] else int(digits[2][:300], 8)
        return f"numbers are decimal: write {value}"
    if re.fullmatch(r"[eE]_[0-9_]*", token.text):
        return f"write {product}, or an exponent with its digits, as in 1e5"
    if exponent := re.compile(r"[dD]([+-]?[0-9]+)(?!\w)").match(text, token.start):
        return f"an exponent is written {before}e{exponent[1]}; to multiply, write {product}"
    if "." in before and token.text in ("f", "F", "l", "L"):
        return f"to multiply, write {product}; a number has no letter behind it: {before}"
    if digits := re.compile(r"\([0-9]+\)").match(text, token.start):
        return f"to multiply, write {before}*{digits[0]}; {foreign.UNCERTAIN}"
    return None


def _operands_of_where(text: str, token: Token) -> str:
    """Return ``x > 0, a, b``, from the text if that is what stands there."""
    rest = re.compile(r"[^;\n#]*").match(text, token.start)
    whole = rest[0].strip() if rest else ""
    is_whole = whole.count(",") == 2 and whole.count("(") == whole.count(")") and len(whole) <= LONGEST
    return whole if is_whole else "x > 0, a, b"


def _function_raised(text: str, exponent: Token) -> tuple[str, str] | None:
    """Return ``sin`` and its exponent, for what follows ``sin**2``, ``sin^-1``, ``sin^(2)`` and ``sin²``."""
    if exponent.kind == Terminal.SUPERSCRIPT:
        name = re.search(r"(\w+)\s*$", text[max(0, exponent.start - LONGEST) : exponent.start])
        is_one = name and is_function(text, name[1])
        return (name[1], f"{lowered(exponent.text)}") if name and is_one else None
    start = exponent.start
    if exponent.kind == Terminal.RPAR:
        opened = _open_parentheses(text[: exponent.start])
        start = opened[-1].start(1) if opened else start
    function = function_before_power(text, start)
    written = text[start : exponent.place[1]]
    sign = "-" if re.search(r"[-−–]\s*$", text[max(0, start - LONGEST) : start]) else ""
    if function is None or len(written) > LONGEST or exponent.kind not in (Terminal.NUMBER, Terminal.RPAR):
        return None
    return function, sign + (written if sign or not re.fullmatch(r"\(-\d+\)", written) else written[1:-1])


def _comma(text: str, previous: Token | None, token: Token) -> Mistake:
    """A comma outside a call."""
    message = f"'{token.text}' is not expected here"
    number = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])").match(text, previous.start if previous else 0)
    digits = re.compile(r",([0-9]+)").match(text, token.start)
    if previous and previous.kind == Terminal.NUMBER and number and number[0].count(",") > 1:
        return message, token.place, f"digits may be grouped as in {number[0].replace(',', '_')}"
    if previous and previous.kind == Terminal.NUMBER and digits:
        whole = f"{previous.text}.{digits[1]}"
        is_short = "." not in previous.text and len(whole) <= LONGEST
        hint = f"the decimal mark is a point, as in {whole if is_short else '1.5'}"
        if number:
            hint += f"; digits may be grouped as in {number[0].replace(',', '_')}"
        return message, token.place, hint
    if opened := _open_parentheses(text[: token.start]):
        if text[: opened[-1].start(1)].rstrip("( ").lower().endswith("piecewise"):
            return message, token.place, "to choose, write where(x > 0, a, b)"
        return message, token.place, "parentheses hold one value; operands stand behind a function's name"
    return message, token.place, "statements are separated by ';'"


def _open_parentheses(text: str) -> list[re.Match[str]]:
    """Return the parentheses of the last statement that are still open, each with a ``where`` before it."""
    stack: list[re.Match[str]] = []
    for found in _PARENTHESES.finditer(text):
        symbol = found[1]
        if symbol == "(":
            stack.append(found)
        elif symbol == ")" and stack:
            stack.pop()
        elif symbol == ";":
            stack.clear()
    return stack
