"""`backprop diff --to`: derivatives in other languages give the numbers of `eval`."""

import ctypes
import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot

from backprop.grammar.problem import ProgramProblem, Source
from backprop.grammar.program import Program
from backprop.graph.tape import Input
from backprop.writing.evaluation import Evaluation
from backprop.writing.languages import LANGUAGES
from backprop.writing.result import Result

from .conftest import Run
from .formulas import FORMULAS, point
from .languages import RUST

PIECES = [
    "y = where(x > 0, log(x)*x, sqrt(-x))",
    "A = log(x); B = sqrt(-x); y = where(x > 0, A*A, B*B) + where(x > 1/2, A, 0)",
    "y = where(x != 0 and 1/x > 2, log(1/x - 2), (1/x)**2)",
    "e = exp(1000*x); y = where(x < -1/2, e/(1 + e), 1/(1 + exp(-1000*x)))",
    "y = where(not (x < 0 or a > 1), acos(x), acos(x + 1)) - a",
    "y = x % a + (-x) % a + x % -a + x*(7 % 3) - a*(-1e6 % 0.3)",
    "y = clip(x, -a, a) + relu(x) + abs(x)*sign(x) + min(x, a) - max(x, a)*floor(3*x) + ceil(x)",
    "y = sinc(3*x) + sinc(x/100) + cot(x) + sec(x)*csc(x) + sech(x)*degrees(x) + radians(a)",
    "y = expm1(x/1e9) + log1p(x/1e9) + log1p(x) + expm1(-50*a) + logaddexp(x, a) + xlogy(x + 1, a)",
    "y = gauss(x) + normpdf(3*a) + softplus(10*x) + hypot(3*x, -a) + log2(a) + cbrt(x)",
    "y = -(-x)**2 - -a - (x - (a - 1)) - x/(a/3) + 2**-x**2 + a**3**-1",
    "y = asinh(x) + atanh(x)*acosh(a + 1) + atan2(x, a) + tan(a)*sinh(x)",
    "k = 2*pi/3; y = k*x + π*a + 1e300*x*1e-300 + 1_000*x",
    "`lambda` = `a b`*int; def = `lambda` + double*`new`; y = def*select",
    "θ = x*é; Δx = θ**2; y = Δx*E + e*x",
    "y = x; z = 3*x; w = sin(x)*a",
    "y = where(0 < x and x < 1, x, 1/x)*a",
    "y = where(not (x > 0 and a > 1/2) or not (x < a and not a < 1/2), 1*x, 2*x) + where(not not x > a, x, a)",
    "k = 2; k **= 3; y = x*k",
    "k = 2; y = k*x; k = 3; y *= k*a; k = 5; k *= y; z = k + x",
    "k = 2; k = k*x; k = k*a + k; y = k*x; k *= y",
    "k_1 = x; k = 2; k_2 = a; k = k*k_1 + k_2; k = sin(k); y = k*x; dy_dk = 3*y*k",
    "K = 2; K *= x; k = K*a; k *= x; DY_DX = k*x; y = k + K + DY_DX",
    "theta = 2*x; θ = theta*a; Theta = sin(θ); Θ = 2; Θ *= Theta; y = θ*Θ; é = y*x; e = é + a; ê = 3; ê = ê*e; z = ê + y",
    "y = where(x > 0, a**where(a > 1/2, 3, a), a)",
    "d = sqrt(x); m = where(x > 0, d, 0); y = where(m > 1/2, d*a, m*x)",
    "y = where(x > 0, log(x)*where(log(x) > -1 or log(-log(x) - 1) > 0, a/log(x), log(a/2)), where(a - x > 1, sqrt(-x), acos(2*a)))",
]  # fmt: skip
POINTS = ({"x": 0.3, "a": 0.7}, {"x": -0.6, "a": 0.4}, {"x": 1.3, "a": 0.8})
TEXTS = [*FORMULAS, *PIECES]
CASES = [pytest.param(text, id=text) for text in TEXTS]
LACKING = re.compile(r"\b(erfc?|normcdf)\b")


def read(text: str) -> Program:
    return Evaluation({}, [], []).read(Source(text))


def points(program: Program) -> list[dict[str, float]]:
    free = [name for name, nodes in program.inputs.items() if program.tape.sources[nodes[-1]] == Input(None)]
    base = {name: point(name) for name in free}
    return [
        base,
        *({**base, **{key: x for key, x in some.items() if key in base}} for some in POINTS if "x" in base),
    ]


def expected(text: str, given: dict[str, float]) -> list[Result] | None:
    """Return the results of `eval`, or None where something is undefined."""
    evaluation = Evaluation(given, [], [])
    results = [*evaluation.results(evaluation.read(Source(text)))]
    return (
        [result for result in results if isinstance(result, Result)]
        if all(isinstance(r, Result) for r in results)
        else None
    )


def compare(result: Result, value: float, gradient: dict[str, float]) -> None:
    """Within 1e-14; a sum of products that cancel, within 1e-14 of the largest."""
    assert value == pytest.approx(result.value, rel=1e-14, abs=1e-15)
    assert [*gradient] == [*result.wrt.values()]
    largest = {
        node: max((abs(use.product) for use in uses), default=0.0) for node, uses in result.gradient.walk()
    }
    for node, name in result.wrt.items():
        exact = result.derivative(node)
        assert abs(gradient[name] - exact) <= 1e-14 * max(abs(exact), largest.get(node, 0.0)), (
            name,
            gradient[name],
            exact,
        )


def written(text: str, target: str) -> tuple[Program, str]:
    program = read(text)
    return program, "\n".join(
        LANGUAGES.load(target)(program, list(program.outputs), program.input_names())
    ) + "\n"


Runner = Callable[[Result], tuple[float, dict[str, float]]]


def check(text: str, program: Program, run: Runner) -> None:
    checked = 0
    for given in points(program):
        for result in expected(text, given) or []:
            compare(result, *run(result))
            checked += 1
    assert checked


def arguments(result: Result, *, defaults: bool = False) -> list[float]:
    """Return what a function takes: the inputs that its output needs, as a rule those without a default."""
    calculation, found, waiting = result.calculation, set(), [result.output]
    tape = calculation.program.tape
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += tape.operands[node]
    inputs = [node for node in sorted(found) if isinstance(tape.sources[node], Input)]
    return [calculation.values[node] for node in inputs if defaults or tape.sources[node] == Input(None)]


@pytest.mark.parametrize("text", CASES)
def test_python(text: str) -> None:
    program, code = written(text, "python")
    names: dict[str, Any] = {}
    exec(code, names)

    def run(result: Result) -> tuple[float, dict[str, float]]:
        function = names.get(result.name) or names[f"{result.name}_"]
        found: tuple[float, dict[str, float]] = function(*arguments(result))
        return found

    check(text, program, run)


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
@pytest.mark.parametrize("text", CASES)
def test_c(text: str, tmp_path: Path) -> None:
    program, code = written(text, "c")
    (tmp_path / "f.c").write_text(code)
    command = [
        "cc",
        "-std=c99",
        "-Wall",
        "-Werror",
        "-pedantic",
        "-O1",
        "-ffp-contract=off",
        "-shared",
        "-fPIC",
    ]
    done = subprocess.run(
        [*command, "-o", "f.so", "f.c", "-lm"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr + code
    library = ctypes.CDLL(str(tmp_path / "f.so"))

    def run(result: Result) -> tuple[float, dict[str, float]]:
        function = library[result.name]
        function.restype = ctypes.c_double
        gradient = (ctypes.c_double * len(result.wrt))()
        value = function(*map(ctypes.c_double, arguments(result, defaults=True)), gradient)
        return value, dict(zip(result.wrt.values(), gradient, strict=True))

    check(text, program, run)


needs_rust = pytest.mark.skipif(not shutil.which("rustc"), reason="needs a Rust compiler")


def rust_library(codes: Sequence[str], folder: Path) -> ctypes.CDLL:
    """Compile modules without a warning; the functions are f0_0, f0_1, ..., by module and output."""
    exported = [RUST.exported(number, code) for number, code in enumerate(codes)]
    assert not RUST.compile(exported, folder / "all.so")
    return ctypes.CDLL(str(folder / "all.so"))


def called(function: Any, numbers: Sequence[float], count: int) -> tuple[float, list[float]]:
    """Call a function of doubles that writes so many derivatives."""
    function.restype = ctypes.c_double
    gradient = (ctypes.c_double * count)()
    return function(*map(ctypes.c_double, numbers), gradient), [*gradient]


@needs_rust
def test_rust(tmp_path: Path) -> None:
    texts = [text for text in TEXTS if not LACKING.search(text)]
    for text in {*TEXTS}.difference(texts):
        with pytest.raises(ProgramProblem, match="Rust has no function"):
            written(text, "rust")
    programs, codes = zip(*(written(text, "rust") for text in texts), strict=True)
    library = rust_library(codes, tmp_path)
    for number, (text, program) in enumerate(zip(texts, programs, strict=True)):
        outputs = [*program.outputs]

        def run(
            result: Result, number: int = number, outputs: list[int] = outputs
        ) -> tuple[float, dict[str, float]]:
            function = library[f"f{number}_{outputs.index(result.output)}"]
            names = result.wrt.values()
            value, slopes = called(function, arguments(result, defaults=True), len(names))
            return value, dict(zip(names, slopes, strict=True))

        check(text, program, run)


@needs_rust
def test_rust_at_the_ends_of_a_domain(tmp_path: Path) -> None:
    """The library of Rust loses half of the digits here."""
    texts = [f"y = {name}(x)" for name in ("acosh", "atanh")]
    library = rust_library([written(text, "rust")[1] for text in texts], tmp_path)
    for number, x in ((0, 1 + 1e-10), (0, 1e150), (1, -1 + 1e-10), (1, 1 - 1e-10), (1, 1e-200)):
        (result,) = expected(texts[number], {"x": x}) or []
        value, (slope,) = called(library[f"f{number}_0"], [x], 1)
        compare(result, value, {"x": slope})


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_javascript() -> None:
    calls, results = [], []
    for text in TEXTS:
        if LACKING.search(text):
            with pytest.raises(ProgramProblem, match="JavaScript has no function"):
                written(text, "javascript")
            continue
        program, code = written(text, "javascript")
        for given in points(program):
            for result in expected(text, given) or []:
                numbers = json.dumps(arguments(result))
                calls.append(f"(() => {{ {code}\nreturn {result.name}(...{numbers}); }})()")
                results.append(result)
    script = "const found = [\n" + ",\n".join(calls) + "];\nconsole.log(JSON.stringify(found));"
    done = subprocess.run(["node"], input=script, capture_output=True, text=True, check=True)
    for result, found in zip(results, json.loads(done.stdout), strict=True):
        compare(result, found["value"], found["gradient"])


@pytest.mark.parametrize("text", CASES)
def test_sql(text: str) -> None:
    if LACKING.search(text):
        with pytest.raises(ProgramProblem, match="SQL has no function"):
            written(text, "sql")
        return
    program, query = written(text, "sql")
    results = [*program.outputs]

    def run(result: Result) -> tuple[float, dict[str, float]]:
        names = [
            "".join(part).replace('""', '"')
            for part in re.findall(r'"((?:[^"]|"")*)"|(\w+)', query.split("with columns ")[1].split("\n")[0])
        ]
        values, inputs = result.calculation.values, program.inputs.values()
        numbers = [values[nodes[-1]] for nodes in inputs if program.tape.sources[nodes[-1]] == Input(None)]
        columns = ", ".join(
            f'{value!r}::DOUBLE AS "{name}"' for name, value in zip(names, numbers, strict=True)
        )
        count = len(program.input_names())
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE inputs AS SELECT {columns}")
            found = connection.execute(query)
            row = found.fetchone() or ()
        first = count + results.index(result.output)
        start = count + len(results) + len(result.wrt) * results.index(result.output)
        return row[first], dict(zip(result.wrt.values(), row[start:], strict=False))

    check(text, program, run)


ZEROS = [(y, x) for y in (0.0, -0.0) for x in (0.0, -0.0)]
NEGATIVE = [(0.0, -1.0), (-0.0, -1.0)]


def test_a_zero_has_no_sign_in_any_language(tmp_path: Path) -> None:
    """The angle of (0, 0) is 0 and that of (-1, 0) is pi, as they are in the language itself."""
    text, points_, angles = "L = atan2(ceil(y), ceil(x)) + w", [*ZEROS, *NEGATIVE], [0.0] * 4 + [math.pi] * 2
    program = read(text)
    by_w = {node: name for node, name in program.input_names().items() if name == "w"}
    written_ = {
        name: "\n".join(LANGUAGES.load(name)(program, list(program.outputs), by_w))
        for name in ("python", "c", "javascript", "rust", "sql")
    }
    names: dict[str, Any] = {}
    exec(written_["python"], names)
    assert [names["L"](y, x, 0.0)[0] for y, x in points_] == angles
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE inputs(y DOUBLE, x DOUBLE, w DOUBLE)")
        for y, x in points_:
            connection.execute("INSERT INTO inputs VALUES (?, ?, 0)", [y, x])
        rows = connection.execute(written_["sql"]).fetchall()
    assert [row[3] for row in rows] == angles
    if shutil.which("node"):
        calls = ", ".join(f"L({y!r}, {x!r}, 0).value" for y, x in points_)
        script = f"{written_['javascript']}\nconsole.log(JSON.stringify([{calls}]));"
        done = subprocess.run(["node"], input=script, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == angles
    if shutil.which("cc"):
        (tmp_path / "f.c").write_text(written_["c"])
        command = ["cc", "-std=c99", "-O2", "-shared", "-fPIC", "-o", "f.so", "f.c", "-lm"]
        subprocess.run(command, cwd=tmp_path, check=True)
        function = ctypes.CDLL(str(tmp_path / "f.so"))["L"]
        function.restype = ctypes.c_double
        gradient = (ctypes.c_double * 1)()
        found = [function(*map(ctypes.c_double, (y, x, 0.0)), gradient) for y, x in points_]
        assert found == angles
    if shutil.which("rustc"):
        function = rust_library([written_["rust"]], tmp_path)["f0_0"]
        assert [called(function, (y, x, 0.0), 1)[0] for y, x in points_] == angles


def test_remainders_in_sql_are_exact() -> None:
    _, query = written("y = x % m", "sql")
    for x, m in ((1e6, 0.3), (10.0, 0.1), (-1e17, 0.3), (7.5, -2.0), (-1e300, 3.7)):
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE inputs AS SELECT {x!r}::DOUBLE AS x, {m!r}::DOUBLE AS m")
            row = connection.execute(query).fetchone() or ()
        assert row[2] == x % m, (x, m)


def test_python_at_large_numbers() -> None:
    text = "y = erf(x) + gauss(x) + normpdf(x) + normcdf(x) - erfc(x)"
    _, code = written(text, "python")
    names: dict[str, Any] = {}
    exec(code, names)
    for x in (1e200, -1e200, 40.0):
        (expected_,) = expected(text, {"x": x}) or []
        compare(expected_, *names["y"](x))


def test_the_product_of_a_line(backprop: Run) -> None:
    program = "L = (a*b + c) * f"
    assert (
        backprop("diff", program, "--to", "python").stdout
        == """\
import math


def L(a: float, b: float, c: float, f: float) -> tuple[float, dict[str, float]]:
    \"\"\"Return the value of L and its derivatives, by input.

    Inputs: a, b, c, f.
    \"\"\"
    dL_df = a*b + c
    L = dL_df*f
    return L, {
        "a": f*b,
        "b": f*a,
        "c": f,
        "f": dL_df,
    }
"""
    )
    assert (
        backprop("diff", program, "--to", "rust").stdout
        == """\
/// Returns L, and its derivatives: by a, b, c, f.
///
/// * `a`: an input
/// * `b`: an input
/// * `c`: an input
/// * `f`: an input
#[allow(non_snake_case, unused_variables)]
pub fn L(a: f64, b: f64, c: f64, f: f64) -> (f64, [f64; 4]) {
    let dL_df: f64 = a * b + c;
    let L: f64 = dL_df * f;
    (L, [
        f * b,
        f * a,
        f,
        dL_df,
    ])
}
"""
    )
    assert (
        backprop("diff", program, "--to", "latex").stdout
        == r"""\begin{aligned}
  L &= \left(a \thinspace b + c\right) \thinspace f \\
  \frac{\mathrm{d} L}{\mathrm{d} a} &= b \thinspace f \\
  \frac{\mathrm{d} L}{\mathrm{d} b} &= a \thinspace f \\
  \frac{\mathrm{d} L}{\mathrm{d} c} &= f \\
  \frac{\mathrm{d} L}{\mathrm{d} f} &= a \thinspace b + c
\end{aligned}
"""
    )


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
def test_dialects_read_their_own_queries(dialect: str) -> None:
    for text in TEXTS:
        if LACKING.search(text) or ("%" in text and dialect == "postgres"):
            with pytest.raises(ProgramProblem, match="has no"):
                written(text, dialect)
        else:
            assert len(sqlglot.parse(written(text, dialect)[1], read=dialect)) == 1


def test_postgres_computes_each_stage_once() -> None:
    """Else it writes each into the next, wherever that uses it: this query did not end within a minute."""
    text = "; ".join(f"a{n} = sinc(a{n - 1})*a{n - 1}" for n in range(1, 5))
    query = written(f"{text}; y = a4", "postgres")[1]
    assert re.findall(r"stage\d+ AS (\w+) ", query) == ["MATERIALIZED"] * query.count(" AS MATERIALIZED (")
    assert query.count(" AS MATERIALIZED (") > 10


@pytest.mark.parametrize("target", [name for name in LANGUAGES.names if name not in ("program", "latex")])
def test_expanded_is_for_reading(backprop: Run, target: str) -> None:
    outcome = backprop("diff", "a*b", "--expanded", "--to", target)
    assert outcome.stderr.startswith("error: --expanded is for --to program and --to latex\n")
    assert outcome.code == 2


def test_expanded_formulas_that_explode(backprop: Run) -> None:
    def tower(height: int) -> str:
        return "\n".join(["v1 = x*y", *(f"v{n} = v{n - 1}*sin(v{n - 1})" for n in range(2, height + 1))])

    some = backprop("diff", "--expanded", stdin=tower(7))
    assert some.code == 0
    assert re.fullmatch(
        r"note: expanded, the derivatives have [\d,]+ operations; without --expanded they share what they can\n",
        some.stderr,
    )
    many = backprop("diff", "--expanded", stdin=tower(80))
    assert (many.code, many.stdout) == (2, "")
    assert "operations" in many.stderr
    assert len(backprop("diff", stdin=tower(80)).stdout.splitlines()) < 500


HIDDEN = [
    ("max(log(a), z)", {"a": -1.0, "z": 2.0}),
    ("min(acos(a), z)", {"a": 2.0, "z": 2.0}),
    ("relu(asin(a))", {"a": 2.0}),
    ("clip(a/z, 0, 1)", {"a": 1.0, "z": 0.0}),
    ("tanh(a/z)", {"a": 1.0, "z": 0.0}),
    ("z/(1/a)", {"a": 0.0, "z": 1.0}),
    ("exp(-z/a**2)", {"a": 0.0, "z": 1.0}),
    ("asin(a)**0", {"a": 2.0}),
    ("(a % z)**0", {"a": 2.0, "z": 0.0}),
    ("sign(acos(a))", {"a": -1.4}),
    ("where(log(a) > 3, 1, z)", {"a": -1.0, "z": 2.0}),
    ("where(not (a > 0 or log(a) > 3), 1, z)", {"a": -1.0, "z": 2.0}),
    ("atan2(z, a/z)", {"a": 1.0, "z": 0.0}),
    ("clip(xlogy(z, atanh(a)), 1, 2)", {"a": 20.0, "z": 0.0}),
    ("clip(xlogy(z, 1/a), 1, 2)", {"a": 0.0, "z": 0.0}),
    ("a*normpdf(clip(7, sqrt(-7), 3))", {"a": 1.0}),
]
DEFINED = [
    ("where(a > 0 and log(a) > 0.5, a, z)", {"a": -1.0, "z": 2.0}, 2.0),
    ("where(a <= 0 or log(a) > 0.5, a, z)", {"a": -1.0, "z": 2.0}, -1.0),
    ("where(a > 0, exp(1/a), max(z, 1))", {"a": 0.0, "z": 2.0}, 2.0),
    ("1/(1 + exp(-a))", {"a": -20.0}, 2.0611536181902037e-09),
]


def by_every_language(text: str, given: dict[str, float], folder: Path) -> dict[str, float | None]:
    """Return the value by language; None where it is undefined."""
    found: dict[str, float | None] = {}
    program, code = written(f"L = {text}", "c")
    (folder / "f.c").write_text(code)
    command = ["cc", "-std=c99", "-Wall", "-Werror", "-O2", "-shared", "-fPIC", "-o", "f.so", "f.c", "-lm"]
    subprocess.run(command, cwd=folder, check=True)
    function = ctypes.CDLL(str(folder / "f.so")).L
    function.restype = ctypes.c_double
    numbers = [given[name] for name in program.inputs]
    names: dict[str, Any] = {}
    exec(written(f"L = {text}", "python")[1], names)
    try:
        found["python"] = names["L"](**given)[0]
    except (ArithmeticError, ValueError):
        found["python"] = None
    found["c"] = function(*map(ctypes.c_double, numbers), (ctypes.c_double * len(numbers))())
    code = written(f"L = {text}", "javascript")[1]
    script = f"{code}\nconsole.log(L({', '.join(map(repr, numbers))}).value);"
    found["javascript"] = float(
        subprocess.run(["node"], input=script, capture_output=True, text=True, check=True).stdout
    )
    if shutil.which("rustc"):
        library = rust_library([written(f"L = {text}", "rust")[1]], folder)
        found["rust"] = called(library["f0_0"], numbers, len(numbers))[0]
    query = written(f"L = {text}", "sql")[1]
    columns = ", ".join(f"{number!r}::DOUBLE AS {name}" for name, number in given.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE inputs AS SELECT {columns}")
        try:
            found["sql"] = connection.execute(query).fetchone()[len(given)]  # type: ignore[index]
        except duckdb.Error:
            found["sql"] = None
    return {
        name: value if value is not None and math.isfinite(value) else None for name, value in found.items()
    }


@pytest.mark.skipif(not (shutil.which("cc") and shutil.which("node")), reason="needs a C compiler and node")
@pytest.mark.parametrize(("text", "given"), HIDDEN)
def test_no_language_hides_what_is_undefined(text: str, given: dict[str, float], tmp_path: Path) -> None:
    assert expected(f"L = {text}", given) is None
    found = by_every_language(text, given, tmp_path)
    assert found == dict.fromkeys(
        ("python", "c", "javascript", *(["rust"] if shutil.which("rustc") else []), "sql")
    )


@pytest.mark.skipif(not (shutil.which("cc") and shutil.which("node")), reason="needs a C compiler and node")
@pytest.mark.parametrize(("text", "given", "value"), DEFINED)
def test_what_is_not_needed_may_be_undefined_in_every_language(
    text: str, given: dict[str, float], value: float, tmp_path: Path
) -> None:
    for found in by_every_language(text, given, tmp_path).values():
        assert found == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("L = xlogy(0, y)", "double L(double y, double gradient[1])"),
        ("L = where(1 > logaddexp(1, 1, 1), x, 7)", "double L(double x, double gradient[1])"),
    ],
)
def test_an_input_that_nothing_needs_any_more_is_a_parameter_all_the_same(text: str, lines: str) -> None:
    assert lines in written(text, "c")[1]
    parameter = lines.removeprefix("double L(double ")[0]
    assert f"pub fn L({parameter}: f64) -> (f64, [f64; 1]) {{" in written(text, "rust")[1]
    query = written(text, "sql")[1]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE inputs AS SELECT 0.5::DOUBLE AS x, 0.5::DOUBLE AS y")
        assert connection.execute(query).fetchone()


def test_an_input_that_nothing_needs_any_more_keeps_its_default() -> None:
    text = "c = 0; L = xlogy(c, 1)"
    assert "   c: an input, usually 0.0\n" in written(text, "c")[1]
    assert "def L(c: float = 0.0) -> " in written(text, "python")[1]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE inputs AS SELECT 0.5::DOUBLE AS x")
        assert connection.execute(written(text, "sql")[1]).fetchall() == [(0.0, 0.0, 0.0)]
