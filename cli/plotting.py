"""From a request with ranges to what is plotted of it: points, curves, or a map."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import click

from backprop.grammar.naming import quoted
from backprop.grammar.problem import ProgramProblem
from backprop.grammar.program import Program
from backprop.graph.reach import flowing
from backprop.writing import curves
from backprop.writing.calculation import calculate
from backprop.writing.curves import Limits, Outputs, Point
from backprop.writing.descent import Objective, Output, Step
from backprop.writing.digits import rounded
from backprop.writing.evaluation import Evaluation
from backprop.writing.notation import total

from .command_line import split
from .plotted import Curve, Landscape, Plot, Tangent
from .ranges import Range, require_apart, require_fewer, through
from .request import Request, note_constants, require_one
from .views import statement
from .views.points import PointsView

_MOST_CURVES = 12
_MOST_POINTS = 1_000_000
_POINTS_OF_A_MAP = 81
_DIGITS = 6


class Subject(NamedTuple):
    """A program with its outputs, and what its inputs run through or are."""

    program: Program
    outputs: Sequence[int]
    evaluation: Evaluation
    ranges: Mapping[str, Range]
    lists: Mapping[str, list[float]]
    axes: Sequence[str]

    @property
    def names(self) -> list[str]:
        """The names of the outputs."""
        return [self.program.names[output] for output in self.outputs]

    def of(self, inputs: Sequence[str], values: Mapping[str, float]) -> Outputs:
        """Return the outputs as functions of some inputs, at some values of the lists."""
        return Outputs(self.program, self.outputs, inputs, {**self.evaluation.values, **values})


def subject(asked: Request) -> Subject:
    """Read the program over its ranges. Raises Problem for ranges that it cannot have."""
    axes = asked.axes
    ranges = {name: its for name, its in axes.items() if isinstance(its, Range)}
    lists = {name: its for name, its in axes.items() if not isinstance(its, Range)}
    require_apart(axes, asked.given.numbers)
    firsts = {name: its.low for name, its in ranges.items()} | {name: its[0] for name, its in lists.items()}
    evaluation = asked.evaluation._replace(values={**asked.evaluation.values, **firsts})
    program = asked._replace(evaluation=evaluation).program()
    if not 1 <= len(ranges) <= 2:
        raise _number_of_ranges(program, ranges)
    for name in axes:
        if name not in program.inputs:
            evaluation.require_inputs(program, [name])
    program.bind(evaluation.values)
    note_constants(program, evaluation.values)
    outputs = evaluation.variables(program)
    if wrong := [name for name in evaluation.wrt if name not in ranges]:
        raise click.UsageError(
            f"the derivatives of a plot are by {' and '.join(map(quoted, ranges))}, which has the range: "
            f"leave out --wrt {quoted(wrong[0])}"
        )
    if len(ranges) == 2:
        require_one(program, outputs, "a map is of")
        if lists:
            hint = f"choose one, as in {quoted(next(iter(lists)))}=1"
            raise ProgramProblem("a map has one value of each other input", hint=hint)
    return Subject(program, outputs, evaluation, ranges, lists, [*axes])


def _number_of_ranges(program: Program, ranges: Mapping[str, Range]) -> ProgramProblem:
    if ranges:
        return ProgramProblem(
            f"a plot has one range or two, and these are {len(ranges)}", hint="give the others one value each"
        )
    name = quoted(next(iter(program.inputs), "x"))
    hint = f"give an input one, as in {name}=0..10 or {name}=0..10/101"
    return ProgramProblem("a plot is over a range, and there is none", hint=hint)


def points(its: Subject) -> PointsView:
    """Return the points of all axes, the last one the fastest, with the values and derivatives there."""
    axes = through({**its.ranges, **its.lists})
    grid = [axes[name] for name in its.axes]
    moved = [name for name in its.axes if name in its.ranges]
    columns = [*its.axes, *its.names]
    columns += [f"d{output}_d{name}" for output in its.names for name in moved]
    total_ = 1
    for numbers in grid:
        total_ *= len(numbers)
    require_fewer(total_, _MOST_POINTS, ", or use map, which is made for many")
    function = its.of(its.axes, {})
    places = [its.axes.index(name) for name in moved]

    def rows() -> Iterator[Sequence[float | None]]:
        for point in product(*grid):
            samples = function.at(*point)
            slopes = [sample.slopes[place] for sample in samples for place in places]
            yield [*point, *(sample.value for sample in samples), *slopes]

    return PointsView(columns, rows())


def plot(its: Subject, count: int, at: Sequence[float]) -> Plot:
    """Return the curves over the one range, in so many points unless that says it, with tangents.

    Raises Problem for too many curves or points, and for a tangent where there is none.
    """
    ((name, range_),) = its.ranges.items()
    combinations = [dict(zip(its.lists, values, strict=True)) for values in product(*its.lists.values())]
    number = len(combinations) * len(its.outputs)
    if number > _MOST_CURVES:
        hint = "give fewer values, or have the points with --format csv"
        raise ProgramProblem(f"these are {number:,} curves, of {_MOST_CURVES} at most", hint=hint)
    x = range_.points(count)
    require_fewer(number * len(x), _MOST_POINTS)
    ends = x[0], x[-1]
    found = [curve for values in combinations for curve in _curves(its, name, x, values)]
    tangents = [tangent for point in at for tangent in _tangents(its, name, point, ends, found)]
    formulas = [statement.formula(its.program, output) for output in its.outputs]
    title = formulas[0] if len(formulas) == 1 else ", ".join(map(quoted, its.names))
    slopes = ", ".join(total(quoted(output), quoted(name)) for output in its.names)
    return Plot(quoted(name), ends, (title, slopes), found, tangents)


def landscape(its: Subject, path: Sequence[Step] = ()) -> Landscape:
    """Return the map over two ranges, with the path of a descent."""
    (one, across), (other, up) = its.ranges.items()
    function = its.of([one, other], {})
    return Landscape(
        statement.formula(its.program, its.outputs[0]),
        quoted(its.names[0]),
        (quoted(one), quoted(other)),
        ((across.low, across.high), (up.low, up.high)),
        (across.points(_POINTS_OF_A_MAP), up.points(_POINTS_OF_A_MAP)),
        lambda x, y: function.at(x, y)[0],
        [(step.point[one], step.point[other]) for step in path],
        [_sentence(its, step) for step in (*path[:1], *path[1:][-1:])],
    )


def _sentence(its: Subject, step: Step) -> str:
    point = ", ".join(f"{quoted(name)} = {rounded(at, _DIGITS)}" for name, at in step.point.items())
    return f"step {step.number}: {point}: {quoted(its.names[0])} = {rounded(step.value, _DIGITS)}"


def start_of_path(its: Subject, text: str) -> tuple[Objective, dict[str, float]]:
    """Return what goes down, and where it starts, as in x=1,y=2. Raises Problem."""
    programs, start, _ = split(text.split())
    if programs or {*start.numbers} != {*its.ranges}:
        both = ",".join(f"{quoted(name)}={rounded(its_.low, 3)}" for name, its_ in its.ranges.items())
        raise click.UsageError(f"--descend {text}: write the start of both inputs, as in --descend {both}")
    point = {name: start.numbers[name] for name in its.ranges}
    return Output(its.program, its.outputs[0], [*point], its.evaluation.values), point


def _curves(its: Subject, name: str, x: Sequence[float], values: Mapping[str, float]) -> Iterator[Curve]:
    function = its.of([name], values)
    samples = [function.at(number) for number in x]
    chosen = [f"{quoted(each)} = {rounded(number, _DIGITS)}" for each, number in values.items()]
    for place, output in enumerate(its.names):

        def at(number: float, place: int = place) -> Point:
            sample = function.at(number)[place]
            return Point(number, sample.value, sample.slopes[0])

        found = [
            Point(at, row[place].value, row[place].slopes[0]) for at, row in zip(x, samples, strict=True)
        ]
        label = ", ".join([*([quoted(output)] if len(its.outputs) > 1 or not chosen else []), *chosen])
        yield Curve(quoted(output), label, {**values}, *curves.drawn(at, found))


def _tangents(its: Subject, name: str, x: float, ends: Limits, found: Sequence[Curve]) -> Iterator[Tangent]:
    if not ends[0] <= x <= ends[1]:
        raise ProgramProblem(
            f"--at {rounded(x, _DIGITS)} is outside of the range", hint="choose a point in it"
        )
    leaves = its.program.inputs[name]
    active = flowing(its.program.tape, leaves)
    for number, curve in enumerate(found):
        calculation = calculate(its.program, {**its.evaluation.values, **curve.chosen, name: x})
        output = its.outputs[number % len(its.outputs)]
        adjoints = calculation.gradient(output, active).adjoints
        value, slope = calculation.values[output], sum(adjoints.get(leaf, 0.0) for leaf in leaves)
        where = ", ".join(
            f"{quoted(each)} = {rounded(number, _DIGITS)}"
            for each, number in {name: x, **curve.chosen}.items()
        )
        results = {curve.output: value, total(curve.output, quoted(name)): slope}
        shown = ", ".join(f"{each} = {rounded(number, _DIGITS)}" for each, number in results.items())
        yield Tangent(number, x, value, slope, f"at {where}: {shown}")
