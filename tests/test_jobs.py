"""`eval --each --jobs`: lines on several cores, whose results are those of one, in the same order."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import COMMAND, Run

PROGRAMS = [
    "a*b",
    "1/0",
    "c = a +* b",
    "# nothing",
    "abs(a - a)",
    "y = a; z = b**2",
    "q",
    "",
    "√2*a",
    *["a + b"] * 300,
]
LINES = "".join(f"{program}\n" for program in PROGRAMS)


@pytest.mark.parametrize("format_", ["table", "json", "csv", "plain", "tsv", "markdown", "html"])
def test_the_results_are_those_of_one_core(backprop: Run, format_: str) -> None:
    asked = ["eval", "--each", "--format", format_, "a=2", "b=-3"]
    one = backprop(*asked, stdin=LINES)
    several = backprop(*asked, "--jobs", "3", stdin=LINES)
    assert several == one
    assert one.code == 1


def test_all_cores_a_file_and_options(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text(LINES, encoding="utf-8")
    asked = ["eval", "--each", "-f", str(file), "a=2±0.1", "b=-3", "--check", "--nudge", "0.1", "--wrt", "a"]
    assert backprop(*asked, "--jobs", "0") == backprop(*asked)
    output = tmp_path / "result.json"
    assert backprop(*asked, "--jobs", "2", "-o", str(output)).code == 1
    assert output.read_text(encoding="utf-8") == backprop(*asked, "--format", "json").stdout


def test_colours_are_those_of_one_core(backprop: Run) -> None:
    asked = ["eval", "--each", "a=2", "b=3", "a*b", "log(-a)", "--color", "always"]
    assert backprop(*asked, "--jobs", "2") == backprop(*asked)


def test_what_stops_all_of_it_does_so_at_its_turn(backprop: Run) -> None:
    asked = ["eval", "--each", "a=1", "--wrt", "b", "--format", "plain"]
    one, several = (backprop(*asked, "--jobs", jobs, stdin="a\na*b\n") for jobs in ("1", "2"))
    assert several == one


def test_usage(backprop: Run) -> None:
    outcome = backprop("eval", "a", "a=1", "--jobs", "2")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (2, "error: --jobs goes with --each")
    assert backprop("eval", "--each", "a", "a=1", "--jobs", "-1").code == 2
    assert backprop("eval", "--each", "a=1", "--jobs", "2", stdin="").stdout == ""


def _start(*words: str) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    asked = [str(COMMAND), "eval", "--each", "x=3", "--format", "plain", "--jobs", "2", *words]
    return subprocess.Popen(asked, stdin=pipe, stdout=pipe, stderr=pipe, text=True, bufsize=1)


def _begin(process: "subprocess.Popen[str]") -> list[int]:
    """Let a command evaluate one line, and return its processes."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("x\n")
    process.stdin.flush()
    assert process.stdout.readline() == "3.0\t1.0\n"
    return _children(process)


def _children(process: "subprocess.Popen[str]") -> list[int]:
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(number) for number in text.split()]


def _is_gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_slow_producer_sees_each_result_at_once() -> None:
    with _start() as process:
        assert process.stdin
        assert process.stdout
        for factor in (1, 2, 3):
            process.stdin.write(f"{factor}*x\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{factor * 3.0}\t{float(factor)}\n"


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
def test_interrupted_it_ends_with_130_and_leaves_no_process() -> None:
    with _start() as process:
        children = _begin(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr
        assert process.stderr.read() == ""
    assert len(children) == 2
    assert all(map(_is_gone, children))


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
def test_killed_it_leaves_no_process() -> None:
    with _start() as process:
        children = _begin(process)
        process.kill()
    assert all(map(_is_gone, children))


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
def test_a_process_that_is_killed_is_an_error() -> None:
    with _start() as process:
        for child in _begin(process):
            os.kill(child, signal.SIGKILL)
            assert _is_gone(child)
        out, err = process.communicate("2*x\n", timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err == (
        "error: a process of --jobs was ended from outside, perhaps for lack of memory\n"
        "run it again, with fewer --jobs\n"
    )


def test_a_closed_pipe_ends_quietly() -> None:
    asked = f"yes 'x*2' | '{COMMAND}' eval --each x=1 --format plain --jobs 2 | head -n 2"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{asked}; echo ${{PIPESTATUS[1]}}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "2.0\t2.0\n2.0\t2.0\n0\n"
    assert done.stderr == ""
