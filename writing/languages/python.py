"""Python: a function of plain floats."""

import json
import keyword
from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import AND, ATOM, NOT, OR, PRODUCT, SIGNED, SUM, Formula
from backprop.graph.operation import Operation
from backprop.writing.emission import Statement

from . import target
from .target import Target

EXTENSIONS = [".py"]

_MATH = """
sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan degrees radians sinh cosh tanh asinh
acosh atanh erf erfc
""".split()

_TAKEN = ("__debug__", "__builtins__", "math", "abs", "round", "float", "min", "max", "dict", "str", "tuple")
"""What no program may bind, and what ours need."""


class Python(Target):
    """Python 3.11 or newer, with its module math."""

    title = "Python"
    infix = {
        **target.INFIX,
        "%": ("{} % {}", SUM, PRODUCT, SIGNED),
        "**": ("math.pow({}, {})", ATOM, OR, OR),
        "and": ("{} and {}", AND, AND, NOT),
        "or": ("{} or {}", OR, OR, AND),
    }
    functions = {
        **{name: f"math.{name}({{}})" for name in _MATH},
        "hypot": "math.hypot({}, {})",
        "atan2": "math.atan2({} + 0.0, {} + 0.0)",
        "abs": "abs({})",
        "floor": "float(math.floor({}))",
        "ceil": "float(math.ceil({}))",
        "round": "float(round({}))",
        "trunc": "float(math.trunc({}))",
        "fmod": "math.fmod({}, {})",
        "min": "min({}, {})",
        "max": "max({}, {})",
    }
    choice = "({1} if {0} else {2})"
    negation = ("not {}", NOT, NOT)
    constants = {"pi": "math.pi", "π": "math.pi"}
    reserved = {*keyword.kwlist, *_TAKEN}
    fails = True
    hides = False

    def operation(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        if operation.name == "**" and float(operands[1].number or 0.5).is_integer():
            return Formula(f"{target.grouped(operands[0], ATOM)}**{int(operands[1].number or 0)}", SIGNED + 1)
        return super().operation(operation, operands)


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[str]:
    """Yield a module with one function for each output, named after it."""
    yield "import math"
    for output, name, language, found, written in target.functions(Python, program, outputs, inputs, order):
        yield ""
        yield ""
        value, *slopes = written.results
        parameters = sorted(written.inputs, key=lambda given: given.formula is not None)
        yield f"def {name}({_parameters(language, parameters)}) -> tuple[float, dict[str, float]]:"
        yield f'    """Return the value of {_plain(program.names[output])} and its derivatives, by input.'
        yield ""
        yield f"    Inputs: {target.listed([_plain(given.name) for given in parameters])}."
        yield '    """'
        for statement in written.statements:
            yield f"    {language.identifier(statement.name)} = {statement.formula}"
        yield f"    return {value.formula}, {{"
        for by, slope in zip(found.by, slopes, strict=True):
            yield f"        {json.dumps(','.join(by), ensure_ascii=False)}: {slope.formula},"
        yield "    }"


def _parameters(language: Python, parameters: Sequence[Statement]) -> str:
    return ", ".join(
        f"{language.identifier(given.name)}: float" + ("" if given.formula is None else f" = {given.formula}")
        for given in parameters
    )


def _plain(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
