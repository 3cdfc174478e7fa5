"""JavaScript: a function of numbers, for browsers and for node."""

import json
from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import ATOM, OR, PRODUCT, SIGNED

from . import target
from .target import Target

EXTENSIONS = [".js", ".mjs"]

_MATH = """
abs sign floor ceil trunc sqrt cbrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh
asinh acosh atanh
""".split()
_RESERVED = """
arguments await break case catch class const continue debugger default delete do else enum eval export
extends false finally for function if implements import in instanceof interface let new null package
private protected public return static super switch this throw true try typeof undefined var void while
with yield gradient Math NaN Infinity __proto__
""".split()


class JavaScript(Target):
    """ECMAScript 2015 or newer."""

    title = "JavaScript"
    infix = {
        **target.INFIX,
        **target.CONNECTIVES,
        "==": ("{} === {}", *target.INFIX["=="][1:]),
        "!=": ("{} !== {}", *target.INFIX["!="][1:]),
        "**": ("Math.pow({}, {})", ATOM, OR, OR),
        "fmod": ("{} % {}", PRODUCT, PRODUCT, SIGNED),
    }
    functions = {
        **{name: f"Math.{name}({{}})" for name in _MATH},
        **{name: f"Math.{name}({{}}, {{}})" for name in ("hypot", "min", "max")},
        "atan2": "Math.atan2({} + 0, {} + 0)",
    }
    choice = "({} ? {} : {})"
    constants = {"pi": "Math.PI", "π": "Math.PI"}
    reserved = _RESERVED

    def digits(self, value: float) -> str:
        """Return whole numbers without a point."""
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[str]:
    """Yield one function for each output, named after it."""
    for output, function, language, found, written in target.functions(
        JavaScript, program, outputs, inputs, order
    ):
        if output != outputs[0]:
            yield ""
        value, *slopes = written.results
        parameters = sorted(written.inputs, key=lambda given: given.formula is not None)
        yield "/**"
        yield f" * Returns the value of {function} and its derivatives, by input."
        for given in parameters:
            name = language.identifier(given.name)
            what = "" if name == given.name else f" the input {given.name.replace('*/', '* /')}"
            yield f" * @param {{number}} {name}{what}"
        yield " * @returns {{value: number, gradient: Object<string, number>}}"
        yield " */"
        listed = ", ".join(
            language.identifier(given.name) + ("" if given.formula is None else f" = {given.formula}")
            for given in parameters
        )
        yield f"function {function}({listed}) {{"
        for statement in written.statements:
            yield f"  const {language.identifier(statement.name)} = {statement.formula};"
        yield "  const gradient = {"
        for by, slope in zip(found.by, slopes, strict=True):
            yield f"    {_key(','.join(by))}: {slope.formula},"
        yield "  };"
        yield f"  return {{ value: {value.formula}, gradient }};"
        yield "}"


def _key(name: str) -> str:
    """Return a name as the key of an object; this one would be its prototype otherwise."""
    return '["__proto__"]' if name == "__proto__" else json.dumps(name)
