"""Documents in files: `-o FILE`, whose name says the format; and the colours of what is printed."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import COMMAND, Run, environment
from .test_map_failures import opened_in
from .test_streams import at_terminal

PRODUCT = "L = a*b"
VALUES = ("a=2", "b=3")
EVAL = ("eval", PRODUCT, *VALUES)


@pytest.mark.parametrize(
    ("arguments", "names", "option"),
    [
        (EVAL, {"csv": ".csv", "html": ".html .htm", "json": ".JSON .jsonl .ndjson", "latex": ".tex", "markdown": ".md .markdown", "table": ".txt", "tsv": ".tsv"}, "--format"),
        (("eval", PRODUCT, "--symbolic"), {"table": ".txt", "markdown": ".md", "html": ".html"}, "--format"),
        (("hessian", PRODUCT, *VALUES), {"csv": ".csv", "json": ".json", "table": ".txt"}, "--format"),
        (("functions",), {"csv": ".csv", "json": ".json", "markdown": ".md"}, "--format"),
        (("explain", PRODUCT, *VALUES), {"text": ".txt", "markdown": ".md", "html": ".html .htm"}, "--format"),
        (("graph", PRODUCT, *VALUES), {"tree": ".txt", "dot": ".dot .gv", "mermaid": ".mmd", "svg": ".svg"}, "--format"),
        (("diff", PRODUCT), {"program": ".bp .txt", "python": ".py", "c": ".c", "javascript": ".js .mjs", "rust": ".rs", "sql": ".sql", "latex": ".tex"}, "--to"),
    ],
)  # fmt: skip
def test_the_name_of_the_file_says_the_format(
    backprop: Run, tmp_path: Path, arguments: tuple[str, ...], names: dict[str, str], option: str
) -> None:
    for name, extensions in names.items():
        expected = backprop(*arguments, option, name)
        for extension in extensions.split():
            file = tmp_path / f"document{extension}"
            outcome = backprop(*arguments, "-o", str(file))
            assert (outcome.stdout, outcome.code) == ("", 0)
            assert file.read_text(encoding="utf-8") == expected.stdout != ""


def test_the_schema_goes_to_a_file_too(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "result.schema.json"
    assert backprop("schema", "-o", str(file)).stdout == ""
    assert json.loads(file.read_text()) == json.loads(backprop("schema").stdout)


def test_an_option_wins_over_the_name_with_a_note(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.md"
    outcome = backprop(*EVAL, "--format", "plain", "-o", str(file))
    assert (file.read_text(), outcome.stderr, outcome.code) == (
        "6.0\t3.0\t2.0\n", f"note: {file} is written as plain, as --format says\n", 0
    )  # fmt: skip
    for name in ("data.values", "data.json"):
        assert backprop(*EVAL, "--format", "json", "-o", str(tmp_path / name)).stderr == ""
    assert backprop("diff", PRODUCT, "--to", "postgres", "-o", str(tmp_path / "r.sql")).stderr == ""


def test_a_name_that_says_no_format_is_refused_with_those_that_do(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    outcome = backprop(*EVAL, "-o", str(file))
    assert (outcome.stdout, outcome.code, file.exists()) == ("", 2, False)
    assert outcome.stderr.startswith(
        f"error: the extension of {file} says no format; give it with --format, one of table (.txt), csv, env, html, json, "
    )
    assert "c, javascript (.js)" in backprop("diff", PRODUCT, "-o", str(file)).stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("eval", "log(a)", "a=-1"), 1),
        (("eval", "y = log(a); z = 2*a", "a=-1"), 1),
        (("eval", "a*", "a=-1"), 2),
        (("hessian", "log(a); a**2", "a=-1"), 1),
        (("explain", "log(a); a**2", "a=-1", "--format", "markdown"), 1),
        (("graph", "log(a); a**2", "a=-1", "--format", "tree"), 1),
        (("diff", "y = zeta(a)", "--to", "c"), 2),
        (("functions", "zeta"), 2),
    ],
)
def test_what_fails_leaves_the_old_file(
    backprop: Run, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    outcome = backprop(*arguments, "-o", str(file))
    assert (outcome.stdout, outcome.code, file.read_text()) == ("", code, "old")
    assert os.listdir(tmp_path) == ["r.json"]


def test_failed_lines_of_each_belong_to_the_file(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    outcome = backprop("eval", "--each", "x=0", "-o", str(file), stdin="x*2\nlog(x)\nx+1\n")
    assert (outcome.stdout, outcome.stderr, outcome.code) == ("", "", 1)
    assert ["error" in json.loads(line) for line in file.read_text().splitlines()] == [False, True, False]


def test_places_that_cannot_be_written(backprop: Run, tmp_path: Path) -> None:
    for path, message, code in (
        (str(tmp_path), "is a directory", 2),
        (str(tmp_path / "no" / "r.json"), "cannot be written: No such file or directory", 2),
        ("/proc/r.json", "cannot be written", 2),
        ("/dev/full", "error: /dev/full cannot be written: No space left on device\nmake room", 1),
    ):
        outcome = backprop(*EVAL, "-o", path)
        assert (outcome.stdout, outcome.code) == ("", code)
        assert message in outcome.stderr


def test_a_minus_and_a_device_are_no_files(backprop: Run) -> None:
    expected = backprop(*EVAL).stdout
    for name in ("-", "/dev/stdout", "/dev/fd/1"):
        assert backprop(*EVAL, "-o", name).stdout == expected
    done = subprocess.run(
        ["bash", "-c", f'"{COMMAND}" eval "{PRODUCT}" a=2 b=3 -o >(cat) | cat'],
        capture_output=True, text=True, env=environment(), check=True,
    )  # fmt: skip
    assert done.stdout == expected


def test_a_file_may_be_replaced_by_what_is_made_of_it(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "model.bp"
    file.write_text("y = x**3\n")
    assert backprop("diff", "-f", str(file), "-o", str(file)).code == 0
    assert file.read_text() == backprop("diff", "y = x**3").stdout
    file.write_text("x*2\nx*3\n")
    assert backprop("eval", "--each", "-f", str(file), "x=1", "-o", str(file), "--format", "plain").code == 0
    assert file.read_text() == "2.0\t2.0\n3.0\t3.0\n"


def test_a_file_is_text_in_utf_8_whatever_the_terminal_has(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    backprop("eval", "y = θ*2", "θ=1", "-o", str(file), PYTHONIOENCODING="ascii", FORCE_COLOR="1")
    assert file.read_text(encoding="utf-8") == backprop("eval", "y = θ*2", "θ=1").stdout
    assert at_terminal(40, "eval", "y = θ*2", "θ=1", "-o", str(file)) == ""
    assert file.read_text(encoding="utf-8") == backprop("eval", "y = θ*2", "θ=1").stdout


def test_an_interrupt_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    command = [str(COMMAND), "eval", "--each", "x=1", "-o", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment()) as process:
        assert process.stdin is not None
        process.stdin.write(b"x*2\n" * 1000)
        process.stdin.flush()
        for _ in range(400):  # until it writes
            if opened_in(process.pid, tmp_path):
                break
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    assert (file.read_text(), os.listdir(tmp_path)) == ("old", ["r.json"])


def test_an_interrupt_stops_sympy_at_once(tmp_path: Path) -> None:
    file = tmp_path / "r.bp"
    file.write_text("old")
    terms = [f"sin(a*x + {n})**3*exp(cos(b*x))/(x**2 + log({n + 2} + tan(c*x)**2))" for n in range(40)]
    program = "; ".join(f"y{number} = {term}" for number, term in enumerate(terms))  # 5 seconds for each
    command = [str(COMMAND), "diff", program, "--expanded", "--simplify", "-o", str(file)]
    for seconds in (1, 3):
        with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment()) as process:
            time.sleep(seconds)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
            assert process.stderr is not None
            assert b"Traceback" not in process.stderr.read()
    assert (file.read_text(), os.listdir(tmp_path)) == ("old", ["r.bp"])


SHOWN = (EVAL, ("hessian", PRODUCT, *VALUES), ("functions", "tanh"), ("graph", PRODUCT, *VALUES), ("explain", PRODUCT, *VALUES), ("map", PRODUCT, "-", "--stats"))  # fmt: skip


@pytest.mark.parametrize("arguments", SHOWN)
def test_colours_are_as_the_command_line_says_before_all_else(
    backprop: Run, arguments: tuple[str, ...]
) -> None:
    def shown(*options: str, **variables: str) -> str:
        return backprop(*arguments, *options, stdin="a,b\n1,2\n3,4\n", **variables).stdout

    plain = shown()
    coloured = shown("--color", "always")
    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    assert (
        coloured
        == shown(FORCE_COLOR="1")
        == shown(CLICOLOR_FORCE="1")
        == shown("--color", "auto", FORCE_COLOR="1")
    )
    assert shown("--color", "always", NO_COLOR="1", TERM="dumb", CLICOLOR="0") == coloured
    assert shown("--color", "never", FORCE_COLOR="1") == plain
    assert shown(CLICOLOR_FORCE="0") == plain


def test_colours_at_a_terminal() -> None:
    assert "\x1b[" in at_terminal(80, *EVAL)
    assert "\x1b[" not in at_terminal(80, *EVAL, "--color", "never")
    assert "\x1b[" not in at_terminal(80, *EVAL, CLICOLOR="0")
    assert "38;5;32m" not in at_terminal(80, *EVAL, NO_COLOR="1")
    assert "38;5;32m" in at_terminal(80, *EVAL, "--color", "always", NO_COLOR="1")


def test_errors_are_coloured_by_the_same_option(backprop: Run) -> None:
    assert backprop("eval", "a*", "--color", "always").stderr.startswith(
        "\x1b[31m\x1b[1merror:\x1b[0m a value"
    )
    assert backprop("eval", "a*", FORCE_COLOR="1").stderr.startswith("error: a value")
    assert backprop("diff", "a*", "--color", "always").stderr.startswith("\x1b[31m")


def test_a_file_has_colours_only_where_they_are_asked_for(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    backprop(*EVAL, "-o", str(file), FORCE_COLOR="1")
    assert "\x1b" not in file.read_text(encoding="utf-8")
    backprop(*EVAL, "-o", str(file), "--color", "always")
    assert "\x1b" in file.read_text(encoding="utf-8")
