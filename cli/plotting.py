"""From a request with ranges to what is plotted of it: points, curves, or a map."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import click

from backprop.grammar.naming import Names, quoted
from backprop.grammar.problem import Problem, ProgramProblem
from backprop.grammar.program import Program
from backprop.writing import curves
from backprop.writing.curves import Outputs, Point
from backprop.writing.descent import Objective, Output, Step
from backprop.writing.digits import rounded
from backprop.writing.evaluation import Evaluation
from backprop.writing.notation import total
from backprop.writing.result import Result

from .command_line import split
from .plotted import Landscape, Panel, Plot, Tangent
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
    evaluation.require_inputs(program, [*axes, *evaluation.wrt])
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
    written = its.program.written_names()
    outputs = [written[output] for output in its.outputs]
    fresh = Names({*its.axes, *outputs})
    slopes = [fresh.name(f"d{output}_d{name}") for output in outputs for name in moved]
    total_ = 1
    for numbers in grid:
        total_ *= len(numbers)
    require_fewer(total_, _MOST_POINTS, ", or use map, which is made for many")
    function = its.of(its.axes, {})
    places = [its.axes.index(name) for name in moved]

    def rows() -> Iterator[Sequence[float | None]]:
        for point in product(*grid):
            samples = function.at(*point)
            found = [sample.slopes[place] for sample in samples for place in places]
            yield [*point, *(sample.value for sample in samples), *found]

    return PointsView([*its.axes, *outputs, *slopes], rows())


def plot(its: Subject, count: int, at: Sequence[float]) -> Plot:
    """Return the curves over the one range, in so many points unless that says it, with tangents.

    Raises Problem for too many curves or points, and for a tangent where there is none.
    """
    ((name, range_),) = its.ranges.items()
    combinations = [dict(zip(its.lists, values, strict=True)) for values in product(*its.lists.values())]
    count_of_curves = len(combinations) * len(its.outputs)
    if count_of_curves > _MOST_CURVES:
        hint = "give fewer values, or have the points with --format csv"
        raise ProgramProblem(f"these are {count_of_curves:,} curves, of {_MOST_CURVES} at most", hint=hint)
    x = range_.points(count)
    require_fewer(count_of_curves * len(x), _MOST_POINTS)
    ends = x[0], x[-1]
    found = [_Curve(its, output, name, x, values) for values in combinations for output in its.outputs]
    if not any(point.value is not None for curve in found for point in curve.points):
        found[0].tangent(x[0])  # tells why there is no value
    for number in at:
        if not ends[0] <= number <= ends[1]:
            message = f"--at {rounded(number, _DIGITS)} is outside of the range"
            raise ProgramProblem(message, hint="choose a point in it")
    own = [curves.shown(curve.at, curve.points) for curve in found]
    values_shown, slopes_shown = map(curves.union, zip(*own, strict=True))
    limits = values_shown.limits, slopes_shown.limits
    values, slopes = zip(*(curves.pieces(curve.at, curve.points, limits) for curve in found), strict=True)
    names = ", ".join(map(quoted, its.names))
    derivatives = ", ".join(total(quoted(output), quoted(name)) for output in its.names)
    title = statement.formula(its.program, its.outputs[0]) if len(its.outputs) == 1 else names
    return Plot(
        quoted(name),
        ends,
        Panel(names, title, values_shown, values),
        Panel(derivatives, derivatives, slopes_shown, slopes),
        [curve.label for curve in found],
        [curve.tangent(number) for number in at for curve in found],
    )


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
    point = ", ".join(map(_equation, step.point.items()))
    return f"step {step.number}: {point}: {_equation((its.names[0], step.value))}"


def start_of_path(its: Subject, text: str) -> tuple[Objective, dict[str, float]]:
    """Return what goes down, and where it starts, as in x=1,y=2. Raises Problem."""
    programs, start, _ = split(text.split())
    if programs or {*start.numbers} != {*its.ranges}:
        both = ",".join(f"{quoted(name)}={rounded(its_.low, 3)}" for name, its_ in its.ranges.items())
        raise click.UsageError(f"--descend {text}: write the start of both inputs, as in --descend {both}")
    point = {name: start.numbers[name] for name in its.ranges}
    return Output(its.program, its.outputs[0], [*point], its.evaluation.values), point


class _Curve:
    """An output as a function of the input with the range, at some values of the lists."""

    def __init__(
        self, its: Subject, output: int, name: str, x: Sequence[float], chosen: Mapping[str, float]
    ) -> None:
        values = {**its.evaluation.values, **chosen}
        self._name, self._chosen, self._output = name, chosen, quoted(its.program.names[output])
        self._program = its.program
        self._evaluation = its.evaluation._replace(of=[its.program.names[output]], wrt=[name])
        self._function = Outputs(its.program, [output], [name], values)
        self._in_words = Output(its.program, output, [name], values)
        self._known: dict[float, Point] = {}
        is_named = len(its.outputs) > 1 or not chosen
        self.label = ", ".join([*([self._output] if is_named else []), *map(_equation, chosen.items())])
        self.points = [self.at(number) for number in x]

    def at(self, x: float) -> Point:
        """Return a point, which is calculated once."""
        if x not in self._known:
            (sample,) = self._function.at(x)
            self._known[x] = Point(x, sample.value, sample.slopes[0])
        return self._known[x]

    def tangent(self, x: float) -> Tangent:
        """Return the tangent at a point. Raises CalculationProblem where there is none."""
        value, slopes = self._in_words.at({self._name: x})
        where = ", ".join(map(_equation, {self._name: x, **self._chosen}.items()))
        slope = f"{total(self._output, quoted(self._name))} = {rounded(slopes[self._name], _DIGITS)}"
        sentence = f"at {where}: {self._output} = {rounded(value, _DIGITS)}, {slope}"
        return Tangent(x, value, slopes[self._name], sentence, self._notes(x))

    def _notes(self, x: float) -> Sequence[Problem]:
        """Return what `eval` notes of a point, such as a kink."""
        asked = self._evaluation._replace(values={**self._evaluation.values, **self._chosen, self._name: x})
        results = asked.results(self._program)
        return [note for its in results if isinstance(its, Result) for note in its.kinks()]


def _equation(value: tuple[str, float]) -> str:
    return f"{quoted(value[0])} = {rounded(value[1], _DIGITS)}"
