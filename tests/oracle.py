"""What a program is, and its first and second derivatives, at 60 digits: an independent reference.

It runs forward (see `jets`) where the product runs backward on doubles, and shares no code with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import mpmath

from .jets import Jet, Unreadable, apply, changed, seed
from .slopes import DIGITS, FOLDED, PI, M, Real
from .trees import ALIASES, COMPARISONS, Apply, Name, Number, Program, Statement, Tree, names_in


class Outcome(NamedTuple):
    """A program at a point: its inputs in order of first appearance with their values, and its outputs."""

    inputs: dict[str, Real]
    outputs: list[Jet]


def evaluate(program: Program, values: Mapping[str, Any], *, second: bool = False) -> Outcome:
    """Return the outputs of a program. Raises Unreadable."""
    with mpmath.workdps(DIGITS):
        return _Run({name: M(value) for name, value in values.items()}, second=second).run(program)


class _Run:
    def __init__(self, values: Mapping[str, Real], *, second: bool) -> None:
        self._values = values
        self._second = second
        self._inputs: dict[str, Real] = {}
        self._known: dict[str, Jet] = {}
        self._free: set[str] = set()
        self._fresh_constants: set[str] = set()
        self._unused: dict[str, Jet] = {}
        self._functions: dict[str, tuple[Statement, dict[str, Jet]]] = {}

    def run(self, program: Program) -> Outcome:
        outputs = self._unused
        for number, statement in enumerate(program):
            if statement.parameters is not None:
                for name in names_in(statement.value):
                    if name not in statement.parameters:
                        self._name(name, inside=True)
                self._functions[statement.name] = (statement, dict(self._known))
                continue
            jet = self._tree(statement.value, None)
            if statement.operator:
                jet = self._apply(statement.operator, [self._name(statement.name), jet])
            if not statement.name:
                outputs[f" {number}"] = jet
            else:
                self._bind(statement.name, jet)
        if not outputs or not all(jet.varies for jet in outputs.values()):
            raise Unreadable("a program of constants")
        return Outcome(self._inputs, [*outputs.values()])

    def _bind(self, name: str, jet: Jet) -> None:
        if name in self._free:
            raise Unreadable(f"{name} is used before its definition")
        self._unused.pop(name, None)
        if name in self._fresh_constants:  # lost before anything used it
            del self._inputs[name]
            self._fresh_constants.discard(name)
        if not jet.varies:
            if name in self._inputs:
                raise Unreadable(f"{name} is bound to two constants")
            self._fresh_constants.add(name)
            given = self._values.get(name)
            jet = seed(name, given, jet if given is None else None)
            self._inputs[name] = jet.value
        else:
            self._unused[name] = jet
        self._known[name] = jet

    def _name(self, name: str, *, inside: bool = False) -> Jet:
        if name == "pi":
            return Jet(PI, varies=False)
        if name not in self._known:
            if inside or name not in self._values:
                raise Unreadable(f"no value for {name}")
            self._inputs[name] = self._values[name]
            self._free.add(name)
            self._known[name] = seed(name, self._values[name], None)
        self._unused.pop(name, None)
        self._fresh_constants.discard(name)
        return self._known[name]

    def _tree(self, tree: Tree, scope: Mapping[str, Jet] | None) -> Jet:
        if isinstance(tree, Number):
            return Jet(M(float(tree.text)), varies=False)
        if isinstance(tree, Name):
            if scope is not None and tree.name != "pi":
                return scope[tree.name]
            return self._name(tree.name)
        if tree.operator == "where":
            condition, *branches = tree.operands
            holds, *ways = self._condition(condition, scope), *(self._tree(way, scope) for way in branches)
            varies = holds.varies or ways[0].varies or ways[1].varies
            if holds.value is None:
                return Jet(None, varies=varies, flags=holds.flags)
            way = ways[0] if holds.value else ways[1]
            return changed(way, varies=varies, flags=way.flags | holds.flags)
        operands = [self._tree(operand, scope) for operand in tree.operands]
        if tree.operator in self._functions:
            return self._call(tree.operator, operands)
        name = ALIASES.get(tree.operator, tree.operator)
        if name not in FOLDED:
            return self._apply(name, operands)
        total = operands[0]
        for operand in operands[1:]:
            total = self._apply(FOLDED[name], [total, operand])
        if name == "mean":
            total = self._apply("/", [total, Jet(M(len(operands)), varies=False)])
        return total

    def _call(self, name: str, operands: Sequence[Jet]) -> Jet:
        statement, scope = self._functions[name]
        parameters = statement.parameters or ()
        if len(parameters) != len(operands):
            raise Unreadable(name)
        before, self._functions = self._functions, dict(self._functions)
        for later in [*self._functions][[*self._functions].index(name) :]:
            del self._functions[later]
        try:
            return self._tree(statement.value, {**scope, **dict(zip(parameters, operands, strict=True))})
        finally:
            self._functions = before

    def _apply(self, name: str, operands: Sequence[Jet]) -> Jet:
        return apply(name, operands, second=self._second)

    def _condition(self, tree: Tree, scope: Mapping[str, Jet] | None) -> Jet:
        """Return a jet whose value is True, False, or None where it is undefined."""
        if not isinstance(tree, Apply):
            raise Unreadable("no condition")
        if tree.operator in COMPARISONS:
            x, y = (self._tree(operand, scope) for operand in tree.operands)
            flags, varies = (x.flags | y.flags) - {"kink", "tie"}, x.varies or y.varies
            if x.value is None or y.value is None:
                return Jet(None, varies=varies, flags=flags)
            difference, error = x.value - y.value, x.error + y.error
            if x is not y and error and abs(difference) <= 4 * error:
                flags |= {"edge"}
            elif not difference:
                flags |= {"kink"}
            return Jet(_compared(tree.operator, difference), varies=varies, flags=flags)
        if tree.operator not in ("and", "or", "not"):
            raise Unreadable("no condition")
        first, *others = (self._condition(operand, scope) for operand in tree.operands)
        if tree.operator == "not":
            return changed(first, value=None if first.value is None else not first.value)
        (other,) = others
        varies = first.varies or other.varies
        if first.value is None or first.value == (tree.operator == "or"):
            return changed(first, varies=varies)
        return changed(other, varies=varies, flags=first.flags | other.flags)


def _compared(operator: str, difference: Real) -> bool:
    sign = int(mpmath.sign(difference))
    signs = {"<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}, "==": {0}, "!=": {-1, 1}}
    return sign in signs[operator]
