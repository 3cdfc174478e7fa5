"""The ways out of the command: what each says of a program at some points."""

import ctypes
import functools
import inspect
import itertools
import json
import math
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from backprop.cli.evaluation import Evaluation
from backprop.cli.formats import json_lines
from backprop.cli.result import Result
from backprop.cli.targets import writer
from backprop.grammar.calculation import calculate
from backprop.grammar.derivatives import derive
from backprop.grammar.naming import quoted
from backprop.grammar.problem import Problem, Source
from backprop.grammar.program import Program
from backprop.graph.tape import Input

from .conftest import COMMAND, environment
from .fuzz import run
from .trees import Point

Key = tuple[int, str]
"""A number of the result: which output, and by which input; its value by none, ``""``."""

Said = dict[Key, float | None] | str
"""What one way says at one point: numbers, None where it refuses; or why it refuses them all."""


class Case(NamedTuple):
    """A program that has been read.

    inputs   their names, in order
    outputs  their names, in order
    """

    text: str
    points: list[Point]
    program: Program
    inputs: list[str]
    outputs: list[str]


class Lacks(Exception):
    """The language has no such function: the product says so by its name."""


def read(text: str, points: list[Point]) -> Case:
    """Read a program with the product. Raises Problem."""
    program = Evaluation({}, [], []).read(Source(text))
    outputs = [program.names[node] for node in program.outputs]
    return Case(text, points, program, [*program.input_names().values()], outputs)


def _keys(case: Case) -> list[Key]:
    return [(number, name) for number, _ in enumerate(case.outputs) for name in ("", *case.inputs)]


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _no_constant(text: str) -> float:
    raise AssertionError(f"{text} in JSON")


def _settings(point: Point) -> list[str]:
    return [f"{quoted(name)}={value!r}" for name, value in point.items()]


# eval


def by_eval(case: Case, point: Point) -> Said:
    """The JSON of `eval`; by one input at a time where some derivative is undefined."""
    said: dict[Key, float | None] = dict.fromkeys(_keys(case))
    for number, result in enumerate(Evaluation(point, [], []).results(case.program)):
        asked = [result]
        if not isinstance(result, Result):
            name = case.outputs[number]
            asked = [
                one for by in case.inputs for one in Evaluation(point, [name], [by]).results(case.program)
            ]
        for one in asked:
            if isinstance(one, Result):
                record = json.loads(json_lines.render(one), parse_constant=_no_constant)
                said[number, ""] = record["value"]
                said |= {(number, by): slope for by, slope in record["gradient"].items()}
    return said


def by_command(case: Case, point: Point) -> Said:
    """The installed command, as it is typed."""
    asked = [COMMAND, "eval", "--format", "json", f" {case.text}", *_settings(point)]
    done = subprocess.run(asked, capture_output=True, env=environment(), timeout=60, check=False)
    said: dict[Key, float | None] = dict.fromkeys(_keys(case))
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise AssertionError(done.stderr.decode())
    for line in done.stdout.decode().splitlines():
        record = json.loads(line, parse_constant=_no_constant)
        number = case.outputs.index(record["output"])
        said[number, ""] = record["value"]
        said |= {(number, by): slope for by, slope in record["gradient"].items()}
    return said


# diff


def _by_diff(expanded: bool) -> Callable[[Case], list[Said]]:
    """`diff`, and the program that it writes, evaluated."""

    def way(case: Case) -> list[Said]:
        program, inputs = case.program, case.program.input_names()
        text = "\n".join(writer("program")(program, [*program.outputs], inputs, expanded=expanded))
        names = {(output, by): name for name, (output, by) in _meanings(program).items()}
        keys = {key: names[case.outputs[key[0]], key[1]] for key in _keys(case) if key[1]}
        if not expanded:
            keys |= {(number, ""): name for number, name in enumerate(case.outputs)}
        said: list[Said] = []
        for point in case.points:
            written = Evaluation(point, [], []).read(Source(text))
            given = {name: value for name, value in point.items() if name in written.inputs}
            values = calculate(written, given).values
            nodes = {name: node for node, name in written.names.items()}
            said.append({key: _finite(values[nodes[name]]) for key, name in keys.items()})
        return said

    return way


def _meanings(program: Program) -> dict[str, tuple[str, str]]:
    return derive(program, [*program.outputs], program.input_names()).meanings


def by_symbols(case: Case) -> list[Said]:
    """`eval --symbolic` and `diff --to latex` write something; what, nobody can check here."""
    for words in (["eval", "--symbolic"], ["diff", "--to", "latex"]):
        code, stdout, stderr = run([*words, f" {case.text}"])
        if code or not stdout:
            raise AssertionError(f"{' '.join(words)}: {stderr}")
    return [{} for _ in case.points]


# hessian


class Second(NamedTuple):
    """What `hessian` says of one output: the matrix, None if it refuses; and whether it notes something."""

    rows: dict[str, dict[str, float]] | None
    noted: bool


def by_hessian(case: Case, point: Point) -> list[Second]:
    """The JSON of `hessian`, for each output."""
    code, stdout, stderr = run(["hessian", "--format", "json", f" {case.text}", *_settings(point)])
    if code not in (0, 1):
        raise AssertionError(stderr)
    lines = [json.loads(line, parse_constant=_no_constant) for line in stdout.splitlines()]
    found = {line["output"]: line["hessian"] for line in lines}
    return [Second(found.get(name), "note:" in stderr) for name in case.outputs]


# Languages


def written(case: Case, language: str) -> str:
    """Return what `diff --to` writes. Raises Lacks."""
    program = case.program
    try:
        return (
            "\n".join(writer(language)(program, [*program.outputs], program.input_names())).removesuffix("\n")
            + "\n"
        )
    except Problem as problem:
        lacking = re.search(r"has no (?:function|operator) '?([\w%*]+)", problem.message)
        if lacking and lacking[1] in case.text:
            raise Lacks(f"no {lacking[1]}") from None
        raise


def by_python(case: Case) -> list[Said]:
    names: dict[str, Any] = {}
    code = written(case, "python")
    exec(compile(code, "<python>", "exec"), names)
    functions = re.findall(r"^def (\w+)\(", code, re.MULTILINE)
    listed = re.findall(r"^    Inputs: (.*)\.$", code, re.MULTILINE)
    said: list[Said] = []
    for point in case.points:
        here: dict[Key, float | None] = dict.fromkeys(_keys(case))
        for number, (function, titles) in enumerate(zip(functions, listed, strict=True)):
            parameters = inspect.signature(names[function]).parameters
            meant = zip(titles.split(", ") if parameters else [], parameters, strict=True)
            arguments = {parameter: point[title] for title, parameter in meant if title in point}
            if any(one.default is one.empty and one.name not in arguments for one in parameters.values()):
                continue  # its default is undefined
            try:
                value, gradient = names[function](**arguments)
            except (ArithmeticError, ValueError):
                continue
            here[number, ""] = _finite(value)
            here |= {(number, by): _finite(slope) for by, slope in gradient.items()}
        said.append(here)
    return said


_PARAMETER = re.compile(r"^   (\w+): (?:an input|the input (.*?))(?:, usually .*)?$", re.MULTILINE)
_COMPILER = "cc -std=c99 -Wall -Werror -pedantic -O1 -ffp-contract=off -shared -fPIC -x c -".split()


def by_c(cases: Sequence[Case]) -> list[list[Said] | Exception]:
    """All of them in one file; one by one where the compiler complains."""
    found: list[list[Said] | Exception] = []
    codes: list[str | Exception] = []
    for number, case in enumerate(cases):
        try:
            code = written(case, "c").replace("#include <math.h>\n", "")
            places = itertools.count()
            codes.append(
                re.sub(
                    r"^double \w+\(", lambda _: f"double f{number}_{next(places)}(", code, flags=re.MULTILINE
                )  # noqa: B023
            )
        except Exception as error:
            codes.append(error)
    texts = [code for code in codes if isinstance(code, str)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "all.so")
        problem = _compiled(texts, file)
        if problem and len(texts) > 1:
            halves = len(cases) // 2
            return [*by_c(cases[:halves]), *by_c(cases[halves:])]
        library = None if problem or not texts else ctypes.CDLL(str(file))
    for number, (case, code) in enumerate(zip(cases, codes, strict=True)):
        if isinstance(code, Exception):
            found.append(code)
        elif library is None:
            found.append(AssertionError(problem))
        else:
            found.append([_called(library, number, code, case, point) for point in case.points])
    return found


def _compiled(codes: Sequence[str], file: Path) -> str:
    source = "#include <math.h>\n" + "".join(codes)
    done = subprocess.run(
        [*_COMPILER, "-o", file, "-lm"], input=source, capture_output=True, text=True, check=False
    )
    return done.stderr if done.returncode else ""


def _called(library: ctypes.CDLL, number: int, code: str, case: Case, point: Point) -> Said:
    said: dict[Key, float | None] = {}
    defaults = _defaults(case, point)
    for output, comment in enumerate(re.findall(r"/\* Returns .*?^\*/", code, re.MULTILINE | re.DOTALL)):
        names = [meant or plain for plain, meant in _PARAMETER.findall(comment)]
        function = library[f"f{number}_{output}"]
        function.restype = ctypes.c_double
        gradient = (ctypes.c_double * max(len(case.inputs), 1))()
        value = function(*(ctypes.c_double(defaults[name]) for name in names), gradient)
        said[output, ""] = _finite(value)
        said |= {(output, by): _finite(slope) for by, slope in zip(case.inputs, gradient, strict=True)}
    return said


def _defaults(case: Case, point: Point) -> dict[str, float]:
    """Return the value of every input, as a caller who read the comments would give it."""
    values = calculate(case.program, point).values
    return {name: values[nodes[-1]] for name, nodes in case.program.inputs.items()}


def by_javascript(cases: Sequence[Case]) -> list[list[Said] | Exception]:
    """All of them in one run of node, each in a function of its own."""
    found: list[list[Said] | Exception] = []
    bodies: list[str] = []
    for case in cases:
        try:
            code = written(case, "javascript")
        except Exception as error:
            found.append(error)
            continue
        functions = re.findall(r"^function ([^\s(]+)\(", code, re.MULTILINE)
        documents = re.findall(r"/\*\*.*?\*/", code, re.DOTALL)
        rows = [_javascript_call(functions, documents, point) for point in case.points]
        bodies.append(f"{code}\nreturn [{', '.join(rows)}];")
        found.append([])
    results = iter(_node(bodies))
    for place, case in enumerate(cases):
        if isinstance(found[place], list):
            result = next(results)
            found[place] = (
                AssertionError(result) if isinstance(result, str) else _read_javascript(case, result)
            )
    return found


_NODE = """
const run = body => { try { return new Function(body)(); } catch (error) { return String(error); } };
console.log(JSON.stringify(%s.map(run)));
"""


def _node(bodies: Sequence[str]) -> list[Any]:
    """Run functions, and return what each returns; a text where it throws."""
    script = _NODE % json.dumps(bodies)
    done = subprocess.run(["node"], input=script, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


def _read_javascript(case: Case, results: Sequence[Any]) -> list[Said]:
    said: list[Said] = []
    for result in results:
        here: dict[Key, float | None] = dict.fromkeys(_keys(case))
        for number, one in enumerate(result):
            here[number, ""] = _finite(one["value"])
            here |= {(number, by): _finite(slope) for by, slope in one["gradient"].items()}
        said.append(here)
    return said


def _javascript_call(functions: Sequence[str], documents: Sequence[str], point: Point) -> str:
    calls = []
    for function, document in zip(functions, documents, strict=True):
        names = re.findall(r"@param \{number\} (\S+)(?: the input (.*))?", document)
        given = [point.get(meant or plain) for plain, meant in names]
        arguments = ", ".join("undefined" if one is None else repr(one) for one in given)
        calls.append(f"{function}({arguments})")
    return f"[{', '.join(calls)}]"


@functools.cache
def _duckdb() -> Any:
    import duckdb

    return duckdb.connect(config={"threads": 1})


def by_sql(case: Case) -> list[Said]:
    """DuckDB, all points at once, and one by one where it stops.

    Defaults are written into the query, so nothing is said where they have other values.
    """
    query = written(case, "sql")
    sources, inputs = case.program.tape.sources, case.program.inputs
    read = [name for name, nodes in inputs.items() if sources[nodes[0]] == Input(None)]
    places = [place for place, point in enumerate(case.points) if {*read} == point.keys() & inputs.keys()]
    said: list[Said] = [{} for _ in case.points]
    rows = _queried(query, read, [case.points[place] for place in places])
    if rows is None:
        one_by_one = [_queried(query, read, [case.points[place]]) for place in places]
        rows = [row[0] if row else None for row in one_by_one]
    names = {(output, by): name for name, (output, by) in _meanings(case.program).items()}
    columns = {
        (number, by): names[case.outputs[number], by] if by else case.outputs[number]
        for number, by in _keys(case)
    }
    for place, row in zip(places, rows, strict=True):
        said[place] = {key: None if row is None else _finite(row[name]) for key, name in columns.items()}
    return said


def _queried(query: str, read: Sequence[str], points: Sequence[Point]) -> list[dict[str, Any] | None] | None:
    """Run a query over a table of points; None where DuckDB stops at a value."""
    import duckdb

    connection = _duckdb()
    columns = ", ".join(f"{quoted_in_sql(name)} DOUBLE" for name in read) or "one DOUBLE"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE inputs ({columns})")
    for point in points:
        row = [point[name] for name in read] or [1.0]
        connection.execute(f"INSERT INTO inputs VALUES ({', '.join('?' * len(row))})", row)
    try:
        result = connection.execute(query)
        titles = [column[0] for column in result.description]
        return [dict(zip(titles, row, strict=True)) for row in result.fetchall()]
    except (duckdb.OutOfRangeException, duckdb.InvalidInputException):
        return None


def quoted_in_sql(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


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
    keys = [(number, "") for number, _ in enumerate(case.outputs)]
    keys += [(number, by) for number, _ in enumerate(case.outputs) for by in columns]
    records = [[*json.loads(line).values()] for line in stdout.splitlines()]
    return [dict(zip(keys, map(_finite, record), strict=True)) for record in records]


def _each(way: Callable[[Case, Point], Said]) -> Callable[[Case], list[Said]]:
    return lambda case: [way(case, point) for point in case.points]


WAYS: dict[str, Callable[[Case], list[Said]]] = {
    "eval": _each(by_eval),
    "command": lambda case: [by_command(case, case.points[0])],
    "diff": _by_diff(expanded=False),
    "expanded": _by_diff(expanded=True),
    "symbols": by_symbols,
    "python": by_python,
    "sql": by_sql,
    "map": by_map,
}
BATCHES: dict[str, Callable[[Sequence[Case]], list[list[Said] | Exception]]] = {
    "c": by_c,
    "javascript": by_javascript,
}
NAMES = [*WAYS, *BATCHES, "hessian"]
