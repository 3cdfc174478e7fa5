"""Mistakes that the builder finds in a program which the parser can read."""

import re
from collections.abc import Sequence

from backprop.graph.operations import FUNCTIONS

from .naming import canonical, quoted
from .problem import Place, ProgramProblem, Source, UnknownFunction
from .tokens import Token

_LONGEST_QUOTATION = 40
_MOST_NAMES = 8
_IS_NUMBER = r" = (-?[\d.]+(?:[eE][-+]?\d+)?)$"

LARGEST = "the largest is about 1.8e308"


def used_too_early(source: Source, use: Token, name: str, definition: Place) -> ProgramProblem:
    """A name is defined in the statement at ``definition``, but used before it has a value."""
    hint = f"define it first, as in {quoted(name)} = 2, or give the new result a name of its own"
    start, end = definition
    if use.start < start:
        text = " ".join(source.text[start:end].split())[:_LONGEST_QUOTATION]
        number = re.search(_IS_NUMBER, text)
        value = (
            f"{quoted(name)}={number[1]}, without blanks" if number else f"a constant, as in {quoted(name)}=2"
        )
        hint = f"'{text}' comes too late; if it is a value, write {value}"
    return ProgramProblem(f"'{name}' is used before its definition", source, use.place, hint=hint)


def unknown_function(
    source: Source, token: Token, given: int, *, known: Sequence[str], is_variable: bool, is_own: bool
) -> ProgramProblem:
    """A function of ``given`` arguments is not there; ``is_own``: it is the one that is being defined."""
    from . import calls, foreign

    name = canonical(token.text)
    if is_own:
        hint = "functions have no recursion; repeat a statement instead"
        return ProgramProblem(f"'{name}' calls itself", source, token.place, hint=hint)
    hint = foreign.function(name, known)
    before = calls.function_before_power(source.text, token.start)
    if before:
        hint = f"write {before}(...)**{quoted(name)}"
    elif calls.definition(source.text, token.text, token.start):
        hint = f"define '{name}' first; functions cannot call each other in a circle"
    elif is_variable or (len(name) == 1 and hint == foreign.ALL):
        hint = f"to multiply, write {quoted(name)}*(...)"
        if given != 1:
            hint = "a function is defined first, as in f(x, y) = x*y"
    return UnknownFunction(f"unknown function '{name}'", source, token.place, hint=hint)


def function_and_name(source: Source, token: Token) -> ProgramProblem:
    """A function that is called as a letter is, where a name of the program is called so too."""
    name = canonical(token.text)
    hint = f"to multiply, write {name}*(...); to call the function, give the name another spelling"
    return ProgramProblem(f"'{name}' is a function and a name here", source, token.place, hint=hint)


def wrong_number(source: Source, token: Token, names: Sequence[str], given: int) -> ProgramProblem:
    """A function is called with more or fewer arguments than it has operands."""
    arity = len(names)
    plural = "" if arity == 1 else "s"
    verb = "is" if given == 1 else "are"
    shown = [*names[:_MOST_NAMES], *(["..."] if arity > _MOST_NAMES else [])]
    hint = f"write {token.text}({', '.join(shown)})"
    if token.text == "Log":
        hint = "the base comes second, as in log(x, b)"
    if token.text in ("atan", "arctan") and given == 2:
        hint = "the angle of a point is atan2(y, x)"
    number = f"{given:,}" if given else "none"
    message = f"'{token.text}' takes {arity:,} argument{plural}, but {number} {verb} given"
    return ProgramProblem(message, source, token.place, hint=hint)


def no_number(source: Source, token: Token) -> ProgramProblem:
    """An operand has to be written as a number, for there is no derivative by it."""
    message = f"the first argument of '{token.text}' has to be a number"
    return ProgramProblem(message, source, token.place, hint=f"write it, as in {token.text}(2, x)")


def no_arguments(source: Source, token: Token) -> ProgramProblem:
    """A function of any number of operands is called without any."""
    message = f"'{token.text}' takes one argument or more, but none is given"
    return ProgramProblem(message, source, token.place, hint=f"write {token.text}(a, b, c)")


def same_parameter(source: Source, token: Token) -> ProgramProblem:
    """A function has two parameters of one name."""
    message = f"two parameters are called '{canonical(token.text)}'"
    return ProgramProblem(message, source, token.place, hint="give each a name of its own")


def no_correlation(source: Source, token: Token) -> ProgramProblem:
    """A correlation is no number from -1 to 1."""
    hint = "write it as in correlation(a, b) = 0.5"
    return ProgramProblem("a correlation is a number from -1 to 1", source, token.place, hint=hint)


def product_of_letters(source: Source, token: Token) -> ProgramProblem:
    """A name in the body of a function holds a parameter that nothing else uses."""
    hint = f"to multiply, write {'*'.join(token.text)}"
    return ProgramProblem(f"'{token.text}' is one name", source, token.place, hint=hint)


def brackets(source: Source, token: Token) -> ProgramProblem:
    """A function has its operands in brackets."""
    from . import foreign

    message = f"'{token.text}' is no name: functions have parentheses"
    return ProgramProblem(message, source, token.place, hint=foreign.in_brackets(token.text))


def inverse_or_power(source: Source, name: Token, exponent: Token) -> ProgramProblem:
    """An exponent of -1 behind a function: the inverse function, or a quotient."""
    message = f"'{name.text}{exponent.text}' can be read in two ways"
    return ProgramProblem(
        message, source, (name.start, exponent.place[1]), hint=inverse_or_quotient(name.text)
    )


def inverse_or_quotient(function: str) -> str:
    """Say how both are written."""
    inverse = f"write a{function}(x) for the inverse function, or " if f"a{function}" in FUNCTIONS else ""
    return f"{inverse or 'write '}1/{function}(x) for the quotient"


def require_whole_exponent(source: Source, name: Token, exponent: Token) -> None:
    """Raise ProgramProblem for xⁿ⁻¹, where ⁻¹ is no exponent of its own."""
    from .lookalikes import raised

    if raised(name.text):
        message = "an exponent that is set high is a whole number"
        hint = f"write {raised(name.text + exponent.text)}"
        if exponent.text[0] not in "⁺⁻":
            hint = f"write ({raised(name.text)}){exponent.text}, or both in one exponent"
        raise ProgramProblem(message, source, (name.start, exponent.place[1]), hint=hint)


def uncertain_formula(source: Source, sign: Token) -> ProgramProblem:
    """An uncertainty stands in a formula."""
    message = f"'{sign.text}' belongs to a constant, and this is a formula"
    return ProgramProblem(message, source, sign.place, hint="name the constant first, as in a = 2.0±0.1")


def no_exponent(source: Source, tokens: Sequence[Token]) -> ProgramProblem:
    """What stands behind an uncertain value in parentheses is no power of ten."""
    place = tokens[0].start, tokens[-1].place[1]
    message = f"'{source.text[slice(*place)]}' is no power of ten"
    return ProgramProblem(message, source, place, hint="write it as in (2.0±0.1)e3")


def percent(source: Source, sign: Token) -> ProgramProblem:
    """A remainder has nothing before it."""
    from .foreign import PERCENTAGE

    return ProgramProblem("a value is missing before '%'", source, sign.place, hint=PERCENTAGE)


def power_before_parenthesis(source: Source, name: Token, exponent: str) -> ProgramProblem:
    """A name with an exponent stands before a parenthesis, as a function would."""
    message = f"'{canonical(name.text)}' is no function"
    hint = f"to multiply, write {name.text}{exponent}*(...)"
    return ProgramProblem(message, source, name.place, hint=hint)


def too_large(source: Source, token: Token, most: int) -> ProgramProblem:
    """A call would make the program grow beyond reason."""
    message = f"the program grows beyond {most:,} operations here"
    return ProgramProblem(message, source, token.place, hint="call functions of functions less often")


def too_large_a_number(source: Source, token: Token) -> ProgramProblem:
    """A number has no double."""
    return ProgramProblem("this number is too large", source, token.place, hint=LARGEST)
