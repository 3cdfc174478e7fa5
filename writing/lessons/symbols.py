"""The worked lesson without values: what holds at all of them."""

from collections.abc import Mapping, Sequence

from backprop.grammar.naming import quoted
from backprop.grammar.program import Program
from backprop.graph.arithmetics.formulas import Formula
from backprop.graph.gradient import Use
from backprop.graph.operation import Operation
from backprop.graph.reach import flowing
from backprop.graph.tape import Input
from backprop.writing.symbolic import Gradients, paths, without_values

from .lesson import Influence, Lesson, Passage, Step, derived, free_letters, small_change
from .words import kind


def of(program: Program, output: int, inputs: Mapping[int, str]) -> Lesson:
    """Return the lesson of one output, by some inputs."""
    walk = dict(paths(program.tape, output, flowing(program.tape, inputs)).walk())
    teacher = _Teacher(program, output, inputs, [node for node in walk if node != output])
    passages = {node: teacher.passage(node, uses) for node, uses in walk.items()}
    forward = [
        passages.get(node) or teacher.passage(node, [])
        for node in program.tape.computed_from([output])
        if teacher.has_name(node) or isinstance(program.tape.sources[node], Input)
    ]
    gradients = [Influence(teacher.name(node), None, teacher.gradient(node), None, 0.0) for node in inputs]
    return Lesson(
        teacher.name(output), False, forward, [*passages.values()], gradients, letters=free_letters(program)
    )


class _Teacher:
    def __init__(
        self, program: Program, output: int, inputs: Mapping[int, str], named: Sequence[int]
    ) -> None:
        self._tape = program.tape
        self._notation = without_values(program, flowing(program.tape, inputs))
        self.name = self._notation.operand
        self._names = program.names
        bound = [node for node in program.tape.computed_from([output]) if node in program.bound]
        gradients = Gradients(program, output, inputs, self._notation, {*named, *bound}, None)
        self.gradient = gradients.formula
        self._factor = gradients.factor
        self._h = small_change(program)

    def has_name(self, node: int) -> bool:
        """Tell whether others call a node by its name, and do not write it in full."""
        return node in self._names and self.name(node).text == quoted(self._names[node])

    def passage(self, node: int, uses: list[Use]) -> Passage:
        """Describe a node; an input that no derivative is asked for has no uses."""
        is_made = isinstance(self._tape.sources[node], Operation)
        steps = [self._step(use) for use in uses]
        if len(steps) == 1:
            steps = [_in_short(steps[0], self.gradient(node))]
        return Passage(
            node,
            self.name(node),
            self._notation.formula(node) if is_made else None,
            None,
            self.gradient(node),
            steps,
        )

    def _step(self, use: Use) -> Step:
        notation, operation = self._notation, self._tape.sources[use.by]
        assert isinstance(operation, Operation)
        operands = [notation.operand(operand) for operand in self._tape.operands[use.by]]
        local, adjoint = notation.formula(use.by, use.position), self._factor(use.by)
        return Step(
            notation.operand(use.by),
            notation.formula(use.by),
            local,
            local,
            adjoint,
            adjoint and _product(adjoint, local),
            derived(operation, use.position, operands, self._h),
            kind(operation, use.position),
        )


def _in_short(step: Step, gradient: Formula | None) -> Step:
    """Return the only use of a node, whose product is the gradient; none where that says nothing new."""
    written = (f"{step.adjoint}*{step.formula}", f"{step.formula}*{step.adjoint}")
    is_new = gradient is None or gradient.text not in written
    return step._replace(product=gradient if is_new else None)


def _product(one: Formula, other: Formula) -> Formula:
    """Multiply formulas, of which 1 says nothing, and -1 little."""
    if one.number == 1:
        return other
    if other.number == -1:
        return -one
    return one if other.number == 1 else one * other
