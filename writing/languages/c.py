"""C: a function of doubles, in C99."""

import re
from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import ATOM, OR

from . import target
from .c_library import KEPT_BEGINNINGS, RESERVED
from .target import Target

_MATH = (
    "sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh "
    "atanh erf erfc floor ceil trunc"
).split()
_OF_TWO = ("hypot", "fmod")


class C(Target):
    """C99 with its mathematical library."""

    title = "C"
    infix = {**target.INFIX, **target.CONNECTIVES, "**": ("pow({}, {})", ATOM, OR, OR)}
    functions = {
        **{name: f"{name}({{}})" for name in _MATH},
        **{name: f"{name}({{}}, {{}})" for name in _OF_TWO},
        "abs": "fabs({})",
        "round": "rint({})",
        "atan2": "atan2({} + 0.0, {} + 0.0)",
        "min": "fmin({}, {})",
        "max": "fmax({}, {})",
    }
    choice = "({} ? {} : {})"
    constants = {"pi": "3.141592653589793", "π": "3.141592653589793"}
    reserved = {*RESERVED, "gradient"}
    ascii_only = True

    def allowed(self, name: str) -> str:
        """Return a name that does not begin as those that the language keeps to itself: _Bool, M_PI."""
        allowed = super().allowed(name)
        return f"v{allowed}" if allowed.startswith(KEPT_BEGINNINGS) else allowed


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[str]:
    """Yield a file with one function for each output, named after it."""
    yield "#include <math.h>"
    for _, function, language, found, written in target.functions(C, program, outputs, inputs, order):
        value, *slopes = written.results
        parameters = [f"double {language.identifier(given.name)}" for given in written.inputs]
        names = [" ".join(map(language.identifier, by)) for by in found.by]
        yield ""
        yield f"/* Returns {function}, and writes its derivatives to gradient: by {target.listed(names)}."
        for given in written.inputs:
            yield f"   {language.identifier(given.name)}: {_commented(language.meaning(given))}"
        yield "*/"
        yield f"double {function}({', '.join(parameters)}, double gradient[{len(slopes)}])"
        yield "{"
        for statement in written.statements:
            yield f"    const double {language.identifier(statement.name)} = {statement.formula};"
        for number, slope in enumerate(slopes):
            yield f"    gradient[{number}] = {slope.formula};"
        yield f"    return {value.formula};"
        yield "}"


def _commented(text: str) -> str:
    """Return a text for a comment, which has no ends in it, and no trigraphs."""
    return re.sub(r"(?<=/)(?=\*)|(?<=\*)(?=/)|(?<=\?)(?=\?)", " ", text)
