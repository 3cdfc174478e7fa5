"""The ways out of the command: what each says of a program at some points."""

import json
import math
import re
import subprocess
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import backprop
from backprop.cli.views.document import document
from backprop.grammar.latex import translated
from backprop.grammar.naming import quoted
from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source
from backprop.grammar.program import Program
from backprop.graph.operations import FUNCTIONS
from backprop.graph.rounding import of_values
from backprop.writing.calculation import calculate
from backprop.writing.evaluation import Evaluation
from backprop.writing.languages import LANGUAGES
from backprop.writing.lessons import symbols
from backprop.writing.mathematics import name_of
from backprop.writing.result import Result

from .cases import Case, Hole, Key, Lacks, Rounded, Said, finite, keys, meanings
from .conftest import COMMAND, environment
from .fuzz import run
from .languages import RUST, C, by_javascript, by_python, by_sql
from .page import by_page
from .trees import Point


def _no_constant(text: str) -> float:
    raise AssertionError(f"{text} in JSON")


def _settings(point: Point) -> list[str]:
    return [f"{quoted(name)}={value!r}" for name, value in point.items()]


# eval


def by_eval(case: Case, point: Point) -> Said:
    """The JSON of `eval`; by one input at a time where some derivative is undefined."""
    said: dict[Key, float | None] = dict.fromkeys(keys(case))
    for number, result in enumerate(Evaluation(point, [], []).results(case.program)):
        asked = [result]
        if not isinstance(result, Result):
            name = case.outputs[number]
            asked = [
                one for by in case.inputs for one in Evaluation(point, [name], [by]).results(case.program)
            ]
        for one in asked:
            if isinstance(one, Result):
                record = json.loads(document(one), parse_constant=_no_constant)
                said[number, ""] = record["value"]
                said |= {(number, by): slope for by, slope in record["gradient"].items()}
    return said


def by_command(case: Case, point: Point) -> Said:
    """The installed command, as it is typed."""
    asked = [str(COMMAND), "eval", "--format", "json", f" {case.text}", *_settings(point)]
    done = subprocess.run(asked, capture_output=True, env=environment(), timeout=60, check=False)
    said: dict[Key, float | None] = dict.fromkeys(keys(case))
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise AssertionError(done.stderr.decode())
    for line in done.stdout.decode().splitlines():
        record = json.loads(line, parse_constant=_no_constant)
        number = case.outputs.index(record["output"])
        said[number, ""] = record["value"]
        said |= {(number, by): slope for by, slope in record["gradient"].items()}
    return said


def by_evaluate(case: Case, point: Point) -> Said:
    """`backprop.evaluate`; by one input at a time where some derivative is undefined."""
    said: dict[Key, float | None] = dict.fromkeys(keys(case))
    for number, name in enumerate(case.outputs):
        for wrt in ([], *([by] for by in case.inputs)):
            with suppress(backprop.Error), warnings.catch_warnings():
                warnings.simplefilter("ignore", backprop.Note)
                found = backprop.evaluate(case.text, point, of=[name], wrt=wrt)
                said[number, ""] = found.value
                said |= {(number, by): slope for by, slope in found.gradient.items()}
                if not wrt:
                    break
    return said


# diff


def by_diff(case: Case) -> list[Said]:
    """`diff`, and the program that it writes, evaluated."""
    text, names = _differentiated(case, expanded=False)
    said: list[Said] = []
    for point in case.points:
        here = {name: finite(value) for name, value in _evaluated(text, point).values.items()}
        said.append({key: here[name] if name in here else point[name] for key, name in names.items()})
    return said


def by_expanded(case: Case) -> list[Said]:
    """`diff --expanded`, for people: each number with the rounding error of its formula."""
    text, names = _differentiated(case, expanded=True)
    said: list[Said] = []
    for point in case.points:
        here, beside = _evaluated(text, point), _evaluated(text, _moved(case, point))
        said.append({key: _rounded(name, here, beside) for key, name in names.items() if key[1]})
    return said


def by_lesson(case: Case) -> list[Said]:
    """`explain` without values: its nodes and its gradients as a program, evaluated as `by_expanded`."""
    text, names = _explained(case)
    if re.search(r"\bnan\b", text):
        raise Lacks("value of a constant")
    said: list[Said] = []
    for point in case.points:
        here, beside = _evaluated(text, point), _evaluated(text, _moved(case, point))
        said.append({key: _rounded(name, here, beside) for key, name in names.items()})
    return said


def _explained(case: Case) -> tuple[str, dict[Key, str]]:
    """Return what the lesson says, and the name of each derivative in it; it leaves out long ones."""
    lines, names = list[str](), dict[Key, str]()
    inputs = case.program.input_names()
    lacking = {name: math.nan for name in case.program.inputs if case.program.lacks_value(name)}
    defaults = calculate(case.program, lacking).values
    for number, output in enumerate(case.program.outputs):
        if output not in case.program.names:
            continue
        lesson = symbols.of(case.program, output, inputs)
        for node in lesson.forward:
            if node.expression is not None:
                lines.append(f"{node.name} = {node.expression}")
                continue
            given = quoted(inputs[node.node])
            if not case.program.lacks_value(inputs[node.node]):
                value = defaults[node.node]
                lines.append(f"{given} = {'log(-1)' if math.isnan(value) else repr(value)}")
            lines += [f"{node.name} = {given}"] * (node.name.text != given)
        for by, its in zip(inputs.values(), lesson.inputs, strict=True):
            if its.gradient is not None:
                names[number, by] = f"slope {number} by {by}"
                lines.append(f"{quoted(names[number, by])} = {its.gradient}")
    return "\n".join(lines), names


def _differentiated(case: Case, *, expanded: bool) -> tuple[str, dict[Key, str]]:
    """Return what `diff` writes, and the name of each number in it."""
    program, inputs = case.program, case.program.input_names()
    text = "\n".join(LANGUAGES.load("program")(program, [*program.outputs], inputs, expanded=expanded))
    derivatives = {(output, by): name for name, (output, by) in meanings(program).items()}
    values = {(number, ""): name for number, name in enumerate(case.written)}
    return text, values | {key: derivatives[case.written[key[0]], key[1]] for key in keys(case) if key[1]}


class Numbers(NamedTuple):
    """What the statements of a program are.

    values        by name
    errors        by name, their rounding errors
    has_log_of_0  whether a logarithm of 0 is among what they are computed from
    """

    values: dict[str, float]
    errors: dict[str, float]
    has_log_of_0: bool


def _evaluated(text: str, point: Point) -> Numbers:
    return _numbers(Evaluation(point, [], []).read(Source(text)), point)


def _numbers(written: Program, point: Point) -> Numbers:
    given = {name: value for name, value in point.items() if name in written.inputs}
    tape, values = written.tape, calculate(written, given).values
    errors, names = of_values(tape, values), written.names.items()
    logs = (node for node, source in enumerate(tape.sources) if source is FUNCTIONS["log"])
    has_log_of_0 = any(values[operand] == 0 for log in logs for operand in tape.operands[log])
    return Numbers(
        {name: values[node] for node, name in names},
        {name: errors[node] for node, name in names},
        has_log_of_0,
    )


def _moved(case: Case, point: Point) -> Point:
    """Return a point close by, also in the inputs that have defaults."""
    values = calculate(case.program, point).values
    return {name: values[node] * (1 + 1e-7) + 1e-7 for node, name in case.program.input_names().items()}


def _rounded(name: str, here: Numbers, beside: Numbers) -> float | None:
    value = here.values[name]
    if finite(value) is None:
        is_hole = here.has_log_of_0 or finite(beside.values[name]) is not None
        return Hole(math.nan) if is_hole else None
    found = Rounded(value)
    found.error = here.errors[name]
    return found


def by_latex(case: Case) -> list[Said]:
    """`diff --to latex`, for people: what it writes, read again and evaluated, as `by_expanded`."""
    program, inputs = case.program, case.program.input_names()
    text = "\n".join(LANGUAGES.load("latex")(program, [*program.outputs], inputs))
    known = {*program.written_names().values(), *meanings(program)}
    if len({*map(name_of, known)}) < len(known):
        raise Lacks("no reading")  # λ and lambda look the same
    try:
        read = parse(translated(Source(text), known))
    except ProgramProblem as problem:
        raise _ambiguous(problem) from problem
    names = {(output, by): f"d{output}_d{by}" for output, by in meanings(program).values()}
    slopes = {key: names[case.written[key[0]], key[1]] for key in keys(case) if key[1]}
    values = {(number, ""): name for number, name in enumerate(case.written)}
    said: list[Said] = []
    for point in case.points:
        here, beside = _numbers(read, point), _numbers(read, _moved(case, point))
        found = {key: finite(here.values.get(name, point.get(name))) for key, name in values.items()}
        said.append(found | {key: _rounded(name, here, beside) for key, name in slopes.items()})
    return said


def _ambiguous(problem: ProgramProblem) -> Exception:
    """Return what is no mistake: names that look alike, and fractions that look like derivatives."""
    alike = ("looks different from", "a derivative has no meaning")
    return Lacks("no reading") if any(reason in problem.message for reason in alike) else problem


def by_symbols(case: Case) -> list[Said]:
    """`eval --symbolic` and `diff --to latex` write something; what, nobody can check here."""
    for words in (["eval", "--symbolic"], ["diff", "--to", "latex"]):
        code, stdout, stderr = run([*words, f" {case.text}"])
        if code or not stdout:
            raise AssertionError(f"{' '.join(words)}: {stderr}")
    return [{} for _ in case.points]


# hessian


class Second(NamedTuple):
    """What `hessian` says of one output: the matrix, None if it refuses; and what it notes.

    noted  whether it notes something
    off    by how much a second derivative may be off, as a note says
    """

    rows: dict[str, dict[str, float]] | None
    noted: bool
    off: float


def by_hessian(case: Case, point: Point) -> list[Second]:
    """The JSON of `hessian`, for each output."""
    code, stdout, stderr = run(["hessian", "--format", "json", f" {case.text}", *_settings(point)])
    if code not in (0, 1):
        raise AssertionError(stderr)
    lines = [json.loads(line, parse_constant=_no_constant) for line in stdout.splitlines()]
    found = {line["output"]: line["hessian"] for line in lines}
    off = max(map(float, re.findall(r"may be off by (\S+):", stderr)), default=0.0)
    return [Second(found.get(name), "note:" in stderr, off) for name in case.outputs]


# uncertainty


def by_uncertainty(case: Case, point: Point) -> Said:
    """The JSON of `uncertainty`, where every input that is given is uncertain by 1: values and sensitivities."""
    used = {name: value for name, value in point.items() if name in case.inputs}
    if not used:
        return {}
    given = [f"{setting}±1" for setting in _settings(used)]
    code, stdout, stderr = run(["uncertainty", "--format", "json", f" {case.text}", *given])
    if code not in (0, 1) or "Traceback" in stderr:
        raise AssertionError(stderr)
    said: dict[Key, float | None] = {key: None for key in keys(case) if key[1] in ("", *used)}
    for line in stdout.splitlines():
        record = json.loads(line, parse_constant=_no_constant)
        number = case.outputs.index(record["output"])
        said[number, ""] = record["value"]
        said |= {(number, by): its["sensitivity"] for by, its in record["inputs"].items()}
    return said


# descend


def by_descend(case: Case, point: Point) -> Said:
    """The JSON of where `descend` starts, for each output, by the inputs that are given."""
    used = [name for name in point if len(case.program.inputs.get(name, ())) == 1]
    if not used:
        return {}
    moved = ",".join(map(quoted, used))
    said: dict[Key, float | None] = {key: None for key in keys(case) if key[1] in ("", *used)}
    for number, output in enumerate(case.outputs):
        words = ["descend", f" {case.text}", *_settings(point), "--steps", "1", "--rate", "1e-300"]
        words += ["--of", quoted(output), "--wrt", moved, "--format", "json"]
        code, stdout, stderr = run(words)
        if code not in (0, 1) or "Traceback" in stderr:
            raise AssertionError(stderr)
        for line in stdout.splitlines()[:1]:
            record = json.loads(line, parse_constant=_no_constant)
            said[number, ""] = record["value"]
            said |= {(number, by): slope for by, slope in record["gradient"].items()}
    return said


# plot


def by_plot(case: Case, point: Point) -> Said:
    """The first of two points of `plot`, over each of the inputs that are given."""
    said: dict[Key, float | None] = {}
    for moved, start in point.items():
        if len(case.program.inputs.get(moved, ())) != 1 or abs(start) > 1e300:
            continue
        held = {name: value for name, value in point.items() if name != moved}
        words = ["plot", f" {case.text}", *_settings(held), "--format", "json"]
        code, stdout, stderr = run([*words, f"{quoted(moved)}={start!r}..{start + 1 + abs(start)!r}/2"])
        if code or "Traceback" in stderr:
            raise AssertionError(stderr)
        record = json.loads(stdout.splitlines()[0], parse_constant=_no_constant)
        assert record.pop(moved) == start
        places = [(number, by) for by in ("", moved) for number in range(len(case.outputs))]
        said |= zip(places, record.values(), strict=True)
    return said


# map


def by_map(case: Case) -> list[Said]:
    """Rows of NDJSON; the defaults that have other values are columns, and at the last point values."""
    said: list[Said] = [{} for _ in case.points]
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, point in enumerate(case.points):
        groups.setdefault(tuple(point), []).append(place)
    for columns, places in groups.items():
        rows = [{name: case.points[place][name] for name in columns} for place in places]
        for place, here in zip(places, _mapped(case, rows, []), strict=True):
            said[place] = here
    last = case.points[-1]
    given = [name for name in last if name not in case.points[0]]
    if given:
        row = {name: value for name, value in last.items() if name not in given}
        (here,) = _mapped(case, [row], _settings({name: last[name] for name in given}))
        said[-1] = here
    return said


def _mapped(case: Case, rows: Sequence[Point], settings: Sequence[str]) -> list[Said]:
    stdin = "".join(json.dumps(row) + "\n" for row in rows).encode()
    words = ["map", f" {case.text}", "-", *settings, "--from", "ndjson", "--to", "ndjson", "--only"]
    code, stdout, stderr = run(words, stdin)
    if code not in (0, 1) or "Traceback" in stderr:
        raise AssertionError(stderr)
    columns = [name for name in case.inputs if name in rows[0]]
    order = [(number, "") for number, _ in enumerate(case.outputs)]
    order += [(number, by) for number, _ in enumerate(case.outputs) for by in columns]
    records = [[*json.loads(line).values()] for line in stdout.splitlines()]
    return [dict(zip(order, map(finite, record), strict=True)) for record in records]


def _each(way: Callable[[Case, Point], Said]) -> Callable[[Case], list[Said]]:
    return lambda case: [way(case, point) for point in case.points]


WAYS: dict[str, Callable[[Case], list[Said]]] = {
    "eval": _each(by_eval),
    "command": lambda case: [by_command(case, case.points[0])],
    "evaluate": _each(by_evaluate),
    "diff": by_diff,
    "expanded": by_expanded,
    "latex": by_latex,
    "lesson": by_lesson,
    "symbols": by_symbols,
    "python": by_python,
    "sql": by_sql,
    "uncertainty": _each(by_uncertainty),
    "descend": _each(by_descend),
    "plot": _each(by_plot),
    "map": by_map,
}
BATCHES: dict[str, Callable[[Sequence[Case]], list[list[Said] | Exception]]] = {
    "c": C.run,
    "javascript": by_javascript,
    "page": by_page,
    "rust": RUST.run,
}
NAMES = [*WAYS, *BATCHES, "hessian"]
