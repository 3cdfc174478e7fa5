"""Rust: a function of f64, with the standard library alone."""

from collections.abc import Iterator, Mapping, Sequence

from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import OR, PRODUCT, SIGNED, SUM, Formula
from backprop.graph.operation import Operation

from . import target
from .target import Target

EXTENSIONS = [".rs"]

_METHODS = """
abs floor ceil trunc sqrt cbrt exp exp2 log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh asinh
hypot min max
""".split()
"""Its acosh loses digits near 1, and its atanh near -1, so these are written in other functions."""

_RESERVED = """
abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen
if impl in let loop macro match mod move mut override priv pub ref return self Self static struct super trait
true try type typeof unsafe unsized use virtual where while yield _ Box Err None Ok Some main
""".split()
"""The keywords, and what no pattern or program may bind."""


class Rust(Target):
    """Rust 2021 or newer."""

    title = "Rust"
    infix = {
        **target.INFIX,
        **target.CONNECTIVES,
        "*": ("{} * {}", PRODUCT, PRODUCT, SIGNED),
        "/": ("{} / {}", PRODUCT, PRODUCT, SIGNED),
        "fmod": ("{} % {}", PRODUCT, PRODUCT, SIGNED),
    }
    functions = {
        **{name: name for name in _METHODS},
        "**": "powf",
        "expm1": "exp_m1",
        "log": "ln",
        "log1p": "ln_1p",
        "degrees": "to_degrees",
        "radians": "to_radians",
    }
    constants = dict.fromkeys(("pi", "π"), "std::f64::consts::PI")
    reserved = _RESERVED
    ascii_only = True

    def operation(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        if operation.name == "where":
            condition, one, other = operands
            return Formula(f"if {condition} {{ {one} }} else {{ {other} }}", OR)
        if operation.name not in self.functions:
            return super().operation(operation, operands)
        method = self.functions[operation.name]
        if operation.name == "atan2":  # see `Target.functions`
            operands = [Formula(f"{target.grouped(operand, SUM)} + 0.0", SUM) for operand in operands]
        receiver, *others = map(str, operands)
        if receiver.isidentifier():
            return Formula(f"{receiver}.{method}({', '.join(others)})")
        return Formula(f"f64::{method}({', '.join([receiver, *others])})")  # 2.0.sqrt() has no type


def write(
    program: Program, outputs: Sequence[int], inputs: Mapping[int, str], *, order: int = 1
) -> Iterator[str]:
    """Yield one function for each output, named after it."""
    for output, function, language, found, written in target.functions(Rust, program, outputs, inputs, order):
        if output != outputs[0]:
            yield ""
        value, *slopes = written.results
        names = [" ".join(map(language.identifier, by)) for by in found.by]
        yield f"/// Returns {function}, and its derivatives: by {target.listed(names)}."
        yield "///"
        for given in written.inputs:
            yield f"/// * `{language.identifier(given.name)}`: {language.meaning(given)}"
        yield "#[allow(non_snake_case, unused_variables)]"
        parameters = ", ".join(f"{language.identifier(given.name)}: f64" for given in written.inputs)
        yield f"pub fn {function}({parameters}) -> (f64, [f64; {len(slopes)}]) {{"
        for statement in written.statements:
            yield f"    let {language.identifier(statement.name)}: f64 = {statement.formula};"
        yield f"    ({value.formula}, ["
        for slope in slopes:
            yield f"        {slope.formula},"
        yield "    ])"
        yield "}"
