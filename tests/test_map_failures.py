"""Bad data, bad files, and runs that end before their time."""

import gzip
import os
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from backprop.writing.extras import EXTRAS

from .conftest import COMMAND, ROOT, Run, environment


@pytest.mark.parametrize(
    ("content", "program", "message", "code"),
    [
        ("a,b\n1,2\n3,n/a\n", "a*b", "error: column b, row 2: 'n/a' is not a number\ncorrect it, or take it for a missing value: --missing \"n/a\"\n", 1),
        ("a,b\n1,2\n", "a*q", "error: no value for q\n  a*q\n    ^\ngive each a value, as in q=1; the columns of {file}: a, b\n", 2),
        ("speed,b\n1,2\n", "spede*b", "error: no value for spede\n  spede*b\n  ^^^^^\ndid you mean 'speed'?; the columns of {file}: speed, b\n", 2),
        ("a,b,a\n1,2,3\n", "a*b", "error: {file} has two columns named a\nrename one of them\n", 2),
        ("a,z\n1,2\n", "y = a*2; z = y", "error: {file} already has a column z\nwrite the new columns alone with --only, or call the output by another name\n", 2),
        ("", "a*2", "error: {file} is empty\ngive a table with a header\n", 2),
        ("a,b\n1,2,3\n", "a*b", "error: {file} has a row with more fields than its header\ncorrect it\n", 1),
        ('a,b\n1,5"\n2,6"\n', "y = a", 'error: {file} has a quote (") that is not closed, or stands inside a text without quotes\nput that text into quotes, and write each quote in it twice\n', 1),
        ('a,b\n1,"x\n2,3\n', "y = a", 'error: {file} has a quote (") that is not closed, or stands inside a text without quotes\nput that text into quotes, and write each quote in it twice\n', 1),
        ("a\n1\n", "a*", "error: a value is missing after '*'\n  a*\n    ^\nfinish the expression\n", 2),
        ("a\n1\n", "5", "error: the output is a constant\n  5\n  ^\nit has no inputs\n", 2),
    ],
)  # fmt: skip
def test_bad_data_and_bad_programs(
    backprop: Run, tmp_path: Path, content: str, program: str, message: str, code: int
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(content)
    outcome = backprop("map", program, str(file))
    assert (outcome.stderr, outcome.code) == (message.format(file=file), code)


def test_columns_that_are_no_numbers(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    pl.DataFrame({"a": ["1"], "flag": [True], "list": [[1]]}).write_parquet(file)
    for name, kind in (("a", "text"), ("flag", "truths"), ("list", "List(Int64)")):
        outcome = backprop("map", f"y = 2*{name}", str(file))
        assert (
            outcome.code,
            f"column {name} of {file} is not numeric: it holds {kind}" in outcome.stderr,
        ) == (2, True)
    outcome = backprop("map", "y = 2*q", str(file), "q=1")
    assert (outcome.code, "csv has no way to write column list" in outcome.stderr) == (2, True)
    assert backprop("map", "y = 2*q", str(file), "q=1", "--to", "ndjson").stdout == (
        '{"a":"1","flag":true,"list":[1],"y":2.0}\n'
    )


def test_files_that_are_missing_or_no_tables(backprop: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.parquet"
    bad.write_text("no parquet")
    unknown = tmp_path / "data.xyz"
    unknown.write_text("a\n1\n")
    for arguments, message, code in (
        (["none.csv"], "there is no file none.csv", 2),
        (["none*.csv"], "no file matches none*.csv", 2),
        ([str(tmp_path)], "is a folder", 2),
        ([str(bad)], "cannot be read: parquet", 1),
        ([str(unknown)], "says no format; give it with --from", 2),
        ([], "map takes a program and a file of data", 2),
        (["-", str(unknown)], "stdin cannot be read together with files", 2),
    ):
        outcome = backprop("map", "y = a", *arguments)
        assert (outcome.code, message in outcome.stderr, "Traceback" in outcome.stderr) == (code, True, False)
    assert backprop("map", "y = a", str(unknown), "--from", "csv").stdout == "a,y,dy_da\n1,1.0,1.0\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "json"], "--format is for --stats; the format of rows is --to"),
        (["--stats", "--only"], "--stats prints no rows, so it takes no --only"),
        (["--stats", "--to", "csv"], "--stats prints no rows, so it takes no --to"),
    ],
)
def test_options_that_would_do_nothing_are_refused(backprop: Run, options: list[str], message: str) -> None:
    outcome = backprop("map", "y = a", "-", *options, stdin="a\n1\n")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (2, f"error: {message}")


def opened_in(process: int, folder: Path) -> list[str]:
    """Return the files in a folder that a process has open, also those without a name."""
    open_files = Path(f"/proc/{process}/fd")
    if not open_files.exists():
        return [link for link in os.listdir(folder) if link.endswith(".part")]
    links = []
    for link in open_files.iterdir():
        with suppress(FileNotFoundError):  # closed since
            links.append(os.readlink(link))
    return [link for link in links if link.startswith(str(folder)) or link.endswith(".part")]


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_the_old_file(tmp_path: Path, sent: signal.Signals) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    command = [str(COMMAND), "map", "y = a*2", "-", "-o", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment()) as process:
        assert process.stdin is not None
        process.stdin.write(b"a\n" + b"1\n" * 100_000)
        process.stdin.flush()
        for _ in range(200):  # until it writes
            if opened_in(process.pid, tmp_path):
                break
            time.sleep(0.05)
        process.send_signal(sent)
        code = process.wait(30)
    assert code != 0
    assert target.read_text() == "old"
    if sent == signal.SIGINT or sys.platform == "linux":
        assert os.listdir(tmp_path) == ["out.csv"]
    if sent == signal.SIGINT:
        assert code == 130


def test_a_full_disk_leaves_the_old_file(backprop: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    file = tmp_path / "a.csv"
    file.write_text("a\n" + "1.5\n" * 300_000)
    limited = ["bash", "-c", f'ulimit -f 100; exec "{COMMAND}" map "y = exp(a)" "{file}" -o "{target}"']
    done = subprocess.run(limited, capture_output=True, text=True, env=environment(), check=False)
    assert target.read_text() == "old"
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    outcome = backprop("map", "y = exp(a)", str(file), "-o", "/dev/full", "--to", "csv")
    assert (outcome.code, outcome.stderr) == (
        1, "error: /dev/full cannot be written: No space left on device\nmake room, or choose another place with -o\n"
    )  # fmt: skip


def test_a_folder_that_cannot_be_written(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n")
    outcome = backprop("map", "y = a", str(file), "-o", str(tmp_path / "no" / "out.csv"))
    assert (outcome.code, "cannot be written: No such file or directory" in outcome.stderr) == (2, True)
    outcome = backprop("map", "y = a", str(file), "-o", "/proc/out.csv")
    assert (outcome.code, "cannot be written" in outcome.stderr) == (2, True)


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n" + "1.5\n" * 300_000)
    line = f'"{COMMAND}" map "y = exp(a)" "{file}" | head -n 1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.stdout, done.stderr) == ("a,y,dy_da\n0\n", "")


@pytest.mark.parametrize(
    ("head", "program", "options", "code", "message"),
    [
        ("-1", "log(a)", ["--strict"], 1, "error: row 1: v1 = log(a) is undefined at a = -1"),
        ("n/a", "a*2", [], 1, "error: column a, row 1: 'n/a' is not a number"),
        ("1", "a*2", ["closed"], 0, ""),
    ],
)
def test_an_endless_stream_is_read_no_further(
    head: str, program: str, options: list[str], code: int, message: str
) -> None:
    reader = "head -n 1" if options == ["closed"] else "cat > /dev/null"
    command = f'"{COMMAND}" map "{program}" - {"" if options == ["closed"] else " ".join(options)}'
    line = f'(echo a; echo {head}; yes 1) | {command} | {reader}; echo "${{PIPESTATUS[1]}}"'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert done.stdout.splitlines()[-1] == str(code)
    assert done.stderr.splitlines()[:1] == [message] * bool(message)


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_an_interrupt_while_waiting_for_rows(to: str) -> None:
    command = [str(COMMAND), "map", "y = a", "-", "--to", to]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


NEEDS = {
    "polars": ("map", "y = a", "-"),
    "numpy": ("map", "y = log2(a)", "-"),
    "sqlglot": ("diff", "y = a", "--to", "spark"),
    "sympy": ("diff", "y = a", "--expanded", "--simplify"),
    "pygraphviz": ("graph", "y = a", "--format", "svg"),
    "latex2mathml": ("explain", "y = a**2", "a=1", "--format", "html"),
}


@pytest.mark.parametrize("package", NEEDS)
def test_a_missing_package_is_named_with_what_pip_installs(tmp_path: Path, package: str) -> None:
    (tmp_path / f"{package}.py").write_text("raise ImportError")
    done = subprocess.run(
        [COMMAND, *NEEDS[package]], input="a\n1\n", capture_output=True, text=True,
        env=environment(PYTHONPATH=str(tmp_path)), check=False,
    )  # fmt: skip
    packages = min((its for its in EXTRAS.values() if package in its.split()), key=len)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.endswith(f" need the package {package}\ninstall it: pip install {packages}\n")


def test_the_packages_of_extras_are_those_of_the_installation() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        name: " ".join(package.partition(">")[0] for package in packages)
        for name, packages in project["optional-dependencies"].items()
        if name not in ("all", "benchmarks", "test")
    }
    assert declared == EXTRAS
    assert project["optional-dependencies"]["all"] == [f"backprop-cli[{','.join(sorted(EXTRAS))}]"]


def test_compressed_text_on_stdin_is_named(backprop: Run) -> None:
    outcome = backprop("map", "y = a", "-", stdin=gzip.compress(b"a\n1\n"))
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (2, "error: stdin is compressed")


def test_an_interrupt_does_not_wait_for_slow_functions(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    file = tmp_path / "a.csv"
    file.write_text("a\n" + "1.5\n" * 2_000_000)  # one block of rows, which takes more than a minute
    command = [str(COMMAND), "map", "digamma(a)", "-", "-o", str(target)]
    with (
        file.open() as data,
        subprocess.Popen(command, stdin=data, stderr=subprocess.PIPE, env=environment()) as process,
    ):
        for _ in range(200):  # until it writes
            if any("a.csv" not in name for name in opened_in(process.pid, tmp_path)):
                break
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert target.read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "out.csv"]
