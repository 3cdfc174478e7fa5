"""The languages of `diff --to`, run: what each says of a program at some points."""

import ctypes
import functools
import inspect
import json
import math
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from backprop.grammar.problem import Problem
from backprop.graph.tape import Input
from backprop.writing.calculation import calculate
from backprop.writing.languages import LANGUAGES

from .cases import Case, Key, Lacks, Said, finite, keys, meanings
from .trees import Point


def written(case: Case, language: str) -> str:
    """Return what `diff --to` writes. Raises Lacks."""
    program = case.program
    try:
        return (
            "\n".join(
                LANGUAGES.load(language)(program, [*program.outputs], program.input_names())
            ).removesuffix("\n")
            + "\n"
        )
    except Problem as problem:
        lacking = re.search(r"has no (?:derivative of )?(?:function|operator) '?([\w%*]+)", problem.message)
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
        here: dict[Key, float | None] = dict.fromkeys(keys(case))
        for number, (function, titles) in enumerate(zip(functions, listed, strict=True)):
            parameters = inspect.signature(names[function]).parameters
            meant = zip(titles.split(", ") if parameters else [], parameters, strict=True)
            arguments = {parameter: point[title] for title, parameter in meant if title in point}
            if any(one.default is one.empty and one.name not in arguments for one in parameters.values()):
                here = {key: said for key, said in here.items() if key[0] != number}
                continue  # who calls has no value to give
            try:
                value, gradient = names[function](**arguments)
            except (ArithmeticError, ValueError):
                continue
            here[number, ""] = finite(value)
            here |= {(number, by): finite(slope) for by, slope in gradient.items()}
        said.append(here)
    return said


_PARAMETER = re.compile(
    r"^(?:   |/// \* `)(\w+)`?: (?:an input|the input (.*?))(?:, usually .*)?$", re.MULTILINE
)
_C = "cc -std=c99 -Wall -Werror -pedantic -O1 -ffp-contract=off -shared -fPIC -x c - -lm"
_RUST = "rustc -D warnings --edition 2021 --crate-type cdylib --crate-name all -O -C debuginfo=0 -"


class Compiled(NamedTuple):
    """A language whose functions are called from a library.

    command   reads what is exported, and writes the library after -o
    head      what a file begins with
    exported  by the number of a program and its code: the same, with functions f1_0, f1_1, ... of doubles
              that write a gradient
    """

    name: str
    command: str
    head: str
    exported: Callable[[int, str], str]

    def run(self, cases: Sequence[Case]) -> list[list[Said] | Exception]:
        """All of them in one file; one by one where the compiler complains."""
        found: list[list[Said] | Exception] = []
        codes: list[str | Exception] = []
        for case in cases:
            try:
                codes.append(written(case, self.name))
            except Exception as error:
                codes.append(error)
        texts = [self.exported(number, code) for number, code in enumerate(codes) if isinstance(code, str)]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "all.so")
            problem = self.compile(texts, file)
            if problem and len(cases) > 1:
                halves = len(cases) // 2
                return [*self.run(cases[:halves]), *self.run(cases[halves:])]
            library = None if problem or not texts else ctypes.CDLL(str(file))
        for number, (case, code) in enumerate(zip(cases, codes, strict=True)):
            if isinstance(code, Exception):
                found.append(code)
            elif library is None:
                found.append(AssertionError(problem))
            else:
                found.append([_called(library, number, code, case, point) for point in case.points])
        return found

    def compile(self, codes: Sequence[str], file: Path) -> str:
        """Write the library of what is exported, and return what the compiler complains of."""
        done = subprocess.run(
            [*self.command.split(), "-o", file],
            input=self.head + "".join(codes),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stderr if done.returncode else ""


def _exported_c(number: int, code: str) -> str:
    parts = re.split(r"^double \w+\(", code.replace("#include <math.h>\n", ""), flags=re.MULTILINE)
    heads = ["", *(f"double f{number}_{output}(" for output in range(len(parts) - 1))]
    return "".join(map("".join, zip(heads, parts, strict=True)))


_RUST_HEAD = re.compile(r"^pub fn (\w+)\((.*)\) -> \(f64, \[f64; (\d+)\]\) {$", re.MULTILINE)


def _exported_rust(number: int, code: str) -> str:
    """A module with the code as it is, and functions that C can call."""
    lines = [f"mod m{number} {{", code, "}"]
    for output, (name, parameters, count) in enumerate(_RUST_HEAD.findall(code)):
        values = [f"x{place}" for place in range(parameters.count(": f64"))]
        taken = "".join(f"{value}: f64, " for value in values)
        lines += [
            "#[no_mangle]",
            f'pub extern "C" fn f{number}_{output}({taken}gradient: &mut [f64; {count}]) -> f64 {{',
            f"    let (value, slopes) = m{number}::{name}({', '.join(values)});",
            "    *gradient = slopes;",
            "    value",
            "}",
        ]
    return "\n".join([*lines, ""])


C = Compiled("c", _C, "#include <math.h>\n", _exported_c)
RUST = Compiled("rust", _RUST, "", _exported_rust)


def _called(library: ctypes.CDLL, number: int, code: str, case: Case, point: Point) -> Said:
    said: dict[Key, float | None] = {}
    defaults = _defaults(case, point)
    comment = re.compile(r"^/(?:\*|//) Returns .*?(?=^\*/|^#\[)", re.MULTILINE | re.DOTALL)
    for output, text in enumerate(comment.findall(code)):
        names = [meant or plain for plain, meant in _PARAMETER.findall(text)]
        if any(math.isnan(defaults[name]) for name in names):
            continue  # who calls has no value to give
        function = library[f"f{number}_{output}"]
        function.restype = ctypes.c_double
        gradient = (ctypes.c_double * max(len(case.inputs), 1))()
        value = function(*(ctypes.c_double(defaults[name]) for name in names), gradient)
        said[output, ""] = finite(value)
        said |= {(output, by): finite(slope) for by, slope in zip(case.inputs, gradient, strict=True)}
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
        rows = [_javascript_call(functions, documents, case, point) for point in case.points]
        bodies.append(f"{code}\nreturn [{', '.join(rows)}];")
        found.append([])
    results = iter(in_node(bodies))
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


def in_node(bodies: Sequence[str]) -> list[Any]:
    """Run functions, and return what each returns; a text where it throws."""
    script = _NODE % json.dumps(bodies)
    done = subprocess.run(["node"], input=script, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


def _read_javascript(case: Case, results: Sequence[Any]) -> list[Said]:
    said: list[Said] = []
    for result in results:
        here: dict[Key, float | None] = dict.fromkeys(keys(case))
        for number, one in enumerate(result):
            if one is None:
                here = {key: said_ for key, said_ in here.items() if key[0] != number}
                continue
            here[number, ""] = finite(one["value"])
            here |= {(number, by): finite(slope) for by, slope in one["gradient"].items()}
        said.append(here)
    return said


def _javascript_call(functions: Sequence[str], documents: Sequence[str], case: Case, point: Point) -> str:
    calls = []
    defaults = _defaults(case, point)
    for function, document in zip(functions, documents, strict=True):
        names = re.findall(r"@param \{number\} (\S+)(?: the input (.*))?", document)
        if any(math.isnan(defaults[meant or plain]) for plain, meant in names):
            calls.append("null")  # who calls has no value to give
            continue
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
    defaults = calculate(case.program, case.points[0]).values
    read = [
        name
        for name, (node, *_) in inputs.items()
        if isinstance(source := sources[node], Input)
        and (source.default is None or math.isnan(defaults[source.default]))  # which is no default
    ]
    places = [place for place, point in enumerate(case.points) if {*read} == point.keys() & inputs.keys()]
    said: list[Said] = [{} for _ in case.points]
    rows = _queried(query, read, [case.points[place] for place in places])
    if rows is None:
        one_by_one = [_queried(query, read, [case.points[place]]) for place in places]
        rows = [row[0] if row else None for row in one_by_one]
    names = {(output, by): name for name, (output, by) in meanings(case.program).items()}
    columns = {
        (number, by): names[case.written[number], by] if by else case.written[number]
        for number, by in keys(case)
    }
    for place, row in zip(places, rows, strict=True):
        said[place] = {key: None if row is None else finite(row[name]) for key, name in columns.items()}
    return said


def _queried(query: str, read: Sequence[str], points: Sequence[Point]) -> list[dict[str, Any] | None] | None:
    """Run a query over a table of points; None where DuckDB stops at a value."""
    import duckdb

    connection = _duckdb()
    columns = ", ".join(f"{_quoted(name)} DOUBLE" for name in read) or "one DOUBLE"
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


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
