"""`backprop diff --to`: names that a language keeps for itself."""

import builtins
import json
import keyword
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from .test_targets import called, needs_rust, read, rust_library, written


def test_names_that_sql_keeps_for_itself() -> None:
    """All words of DuckDB that are not free, as columns and as outputs."""
    with duckdb.connect() as connection:
        found = connection.execute("SELECT DISTINCT keyword_name, keyword_category FROM duckdb_keywords()")
        words = sorted({word for word, category in found.fetchall() if category != "unreserved"})
        assert len(words) > 100
        text = "; ".join(f"{word} = x + {place}" for place, word in enumerate(words[::2]))
        text += "; y = " + " + ".join(f"`{word}`" for word in words[1::2])
        _, query = written(text, "sql")
        columns = [f'2::DOUBLE AS "{name}"' for name in read(text).inputs]
        connection.execute(f"CREATE TABLE inputs AS SELECT {', '.join(columns)}")
        row = connection.execute(query).fetchone() or ()
    assert len(row) > len(words)


def test_names_that_python_keeps_for_itself() -> None:
    """As functions, as inputs, and as variables."""
    names = [*keyword.kwlist, *dir(builtins), "__builtins__", "math", "`𝐢𝐟`", "`a ﬁ`", "a_fi"]
    names = [*dict.fromkeys(names)]
    outputs = "; ".join(f"{name} = x_*{place}" for place, name in enumerate(names, 2))
    inputs = "y_ = " + " + ".join(f"{name}*{place}" for place, name in enumerate(names, 2))
    variables = "; ".join(f"{name} = abs(x_ - {place})" for place, name in enumerate(names, 2))
    found: dict[str, Any] = {}
    exec(written(outputs, "python")[1], found)
    assert len([value for value in found.values() if callable(value)]) == len(names)
    exec(written(inputs, "python")[1], found)
    value, gradient = found["y_"](*[1.0] * len(names))
    assert (value, [*gradient.values()]) == (sum(gradient.values()), [*range(2, len(names) + 2)])
    exec(written(f"{variables}; y_ = {' + '.join(names)}", "python")[1], found)
    assert found["y_"](2.0)[0] == sum(range(len(names)))


C_NAMES = """
exit free abort printf puts malloc cabs cexp conj carg csqrt creal labs isalpha tolower toupper strlen memcpy sinf
expf powl cosl log1pf float_t double_t _Bool _Complex _x __LINE__ FP_NAN math_errhandling gamma drem read signgam
M_PI M_E MAXFLOAT HUGE_VALL FP_ILOGB0 INFINITY MATH_ERRNO SNAN OVERFLOW bool true false nullptr constexpr unix
`a/*/b` `a*/*b` `a??/` `a????/` `a\\`
""".split()


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
@pytest.mark.parametrize("standard", ["c99", "gnu11", "gnu2x"])
def test_names_that_c_keeps_for_itself(standard: str, tmp_path: Path) -> None:
    """As functions, as inputs, and as variables."""
    outputs = "; ".join(f"{name} = x*{place}" for place, name in enumerate(C_NAMES, 2))
    _, code = written(outputs, "c")
    inputs = "y = " + " + ".join(f"{name}*exp({name})" for name in C_NAMES)
    variables = "; ".join(f"{name} = sin(x + {place})" for place, name in enumerate(C_NAMES))
    code += "".join(
        written(text, "c")[1].replace("double y(", f"double y_{number}(")
        for number, text in enumerate([inputs, f"{variables}; y = {' * '.join(C_NAMES)}"])
    )
    (tmp_path / "f.c").write_text(code)
    command = ["cc", f"-std={standard}", "-Wall", "-Werror", "-pedantic", "-c", "f.c"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr[:3000]


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_names_that_javascript_keeps_for_itself() -> None:
    names = ["__proto__", "constructor", "arguments", "toString", "Math", "NaN", "`*/`"]
    _, code = written(
        "y = " + " + ".join(f"{name}*{place}" for place, name in enumerate(names, 1)), "javascript"
    )
    script = f"{code}\nconsole.log(JSON.stringify(Object.entries(y(1, 1, 1, 1, 1, 1, 1).gradient)));"
    done = subprocess.run(["node"], input=script, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[name.strip("`"), place] for place, name in enumerate(names, 1)]


RUST_NAMES = """
as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return
self Self static struct super trait true type unsafe use while async await dyn abstract become box do final
macro override priv typeof unsized virtual yield try gen union auto default raw safe macro_rules _ __ main Box Vec
String Option Some None Result Ok Err Iterator Clone Copy Send Sync Drop Fn Default Eq From Into drop std core alloc
f64 bool str char u8 usize i32 panic println vec assert PI consts test derive x_ gradient cfg no_mangle T
`a*/b` `//` `\\` `"` `{}` `a'b` é θ x̂ camelCase UPPER __a__
""".split()


@needs_rust
def test_names_that_rust_keeps_for_itself(tmp_path: Path) -> None:
    """As functions, as inputs, and as variables, in a library and without a warning."""
    texts = [
        "; ".join(f"{name} = X*{place}" for place, name in enumerate(RUST_NAMES, 2)),
        "Y = " + " + ".join(f"{name}*exp({name})" for name in RUST_NAMES),
        "; ".join(f"{name} = sin(X + {place})" for place, name in enumerate(RUST_NAMES))
        + f"; Y = {' * '.join(RUST_NAMES)}",
    ]
    library = rust_library([written(text, "rust")[1] for text in texts], tmp_path)
    for number in range(len(RUST_NAMES)):
        assert called(library[f"f0_{number}"], [1.0], 1) == (number + 2, [number + 2])
