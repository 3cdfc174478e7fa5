"""Mistakes that the builder finds in a program which the parser can read."""

from collections.abc import Sequence

from .naming import canonical, quoted
from .problem import Place, ProgramProblem, Source
from .tokens import Token

_LONGEST_QUOTATION = 40


def used_too_early(source: Source, use: Token, name: str, definition: Place) -> ProgramProblem:
    """A name is defined in the statement at ``definition``, but used before it has a value."""
    hint = f"define it first, as in {quoted(name)} = 2, or give the new result a name of its own"
    start, end = definition
    if use.start < start:
        text = " ".join(source.text[start:end].split())[:_LONGEST_QUOTATION]
        hint = f"'{text}' comes too late; if it is a value, write a constant, as in {quoted(name)}=2"
    return ProgramProblem(f"'{name}' is used before its definition", source, use.place, hint=hint)


def unknown_function(
    source: Source, token: Token, *, known: Sequence[str], is_variable: bool, is_own: bool
) -> ProgramProblem:
    """A function that is called is not there; ``is_own``: it is the one that is being defined."""
    from difflib import get_close_matches

    name = canonical(token.text)
    close = get_close_matches(name.lower(), known, 1)
    hint = "'backprop functions' lists them all"
    if is_own:
        hint = "a function cannot call itself; repeat a statement instead"
    elif is_variable:
        hint = f"to multiply, write {quoted(name)}*(...)"
    elif close:
        hint = f"did you mean '{close[0]}'?"
    return ProgramProblem(f"unknown function '{name}'", source, token.place, hint=hint)


def wrong_number(source: Source, token: Token, names: Sequence[str], given: int) -> ProgramProblem:
    """A function is called with more or fewer arguments than it has operands."""
    arity = len(names)
    plural = "" if arity == 1 else "s"
    verb = "is" if given == 1 else "are"
    hint = f"write {token.text}({', '.join(names)})"
    if token.text in ("log", "ln") and given == 2:
        hint = "log is the natural logarithm; for another base write log2(x), log10(x) or log(x)/log(b)"
    message = f"'{token.text}' takes {arity} argument{plural}, but {given or 'none'} {verb} given"
    return ProgramProblem(message, source, token.place, hint=hint)


def no_arguments(source: Source, token: Token) -> ProgramProblem:
    """A function of any number of operands is called without any."""
    message = f"'{token.text}' takes one argument or more, but none is given"
    return ProgramProblem(message, source, token.place, hint=f"write {token.text}(a, b, c)")


def same_parameter(source: Source, token: Token) -> ProgramProblem:
    """A function has two parameters of one name."""
    message = f"two parameters are called '{canonical(token.text)}'"
    return ProgramProblem(message, source, token.place, hint="give each a name of its own")


def unknown_in_function(source: Source, token: Token) -> ProgramProblem:
    """The body of a function uses a name that is neither a parameter nor defined before."""
    name = canonical(token.text)
    hint = f"make it a parameter, or define {quoted(name)} first"
    return ProgramProblem(f"'{name}' is not defined before this function", source, token.place, hint=hint)


def too_large(source: Source, token: Token, most: int) -> ProgramProblem:
    """A call would make the program grow beyond reason."""
    message = f"the program grows beyond {most:,} operations here"
    return ProgramProblem(message, source, token.place, hint="call functions of functions less often")


def too_large_a_number(source: Source, token: Token) -> ProgramProblem:
    """A number has no double."""
    hint = "the largest is about 1.8e308"
    return ProgramProblem("this number is too large", source, token.place, hint=hint)
