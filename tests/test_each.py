"""`--each`: every line is a program of its own."""

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from backprop.cli import sources as programs
from backprop.grammar.problem import ProgramProblem

from .conftest import COMMAND, Run

LINES = "sin(x)\n# a comment\n\nlog(-x)\nq\n2 3\n  cos(x); x*2\n"


def test_results_and_errors_carry_the_numbers_of_their_lines(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "x=0", "--format", "json", stdin=LINES.replace("-x", "x"))
    records = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert outcome.code == 1
    assert outcome.stderr == ""
    assert [(record["line"], record.get("value")) for record in records] == [
        (1, 0.0),
        (4, None),
        (5, None),
        (6, None),
        (7, 1.0),
        (7, 0.0),
    ]
    assert records[1]["error"] == {
        "kind": "calculation",
        "message": "v1 = log(x) is undefined at x = 0",
        "hint": "choose other values; the domain of log(x) is x > 0",
        "places": [[0, 3]],
    }
    assert records[3]["error"]["places"] == [[2, 3]]


def test_a_line_that_fails_is_a_message_and_the_others_go_on(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "x=1", "--format", "plain", stdin=LINES.encode() + b"\xff\nx\n")
    assert outcome.code == 1
    assert len(outcome.stdout.splitlines()) == 4
    messages = [line for line in outcome.stderr.splitlines() if line.startswith("error:")]
    assert messages == [
        "error: line 4: v2 = log(v1) is undefined at v1 = -1",
        "error: line 5: no value for q",
        "error: line 6: an operator is missing between '2' and '3'",
        "error: line 8: this line is not UTF-8 text (byte 1 is 0xff)",
    ]


def test_the_programs_of_the_command_line_and_of_a_file(backprop: Run, tmp_path: Path) -> None:
    assert (
        backprop("eval", "--each", "x*2", "x+3\nx*5", "x=4", "--format", "plain").stdout
        == "8.0\t2.0\n7.0\t1.0\n20.0\t5.0\n"
    )
    file = tmp_path / "lines.bp"
    file.write_text("x\n2 3\n")
    outcome = backprop("eval", "--each", "-f", str(file), "x=3", "--format", "plain")
    assert outcome.stdout == "3.0\t1.0\n"
    assert outcome.stderr.startswith(f"error: {file}:2: an operator is missing")


def test_an_endless_line_is_refused_and_the_others_go_on(backprop: Run) -> None:
    endless = "x+" * 2_500_000
    outcome = backprop("eval", "--each", "x=3", "--format", "plain", stdin=f"x\n{endless}x\n# {endless}\nx*x")
    assert (outcome.code, outcome.stdout) == (1, "3.0\t1.0\n9.0\t6.0\n")
    assert outcome.stderr == (
        "error: line 2: this line is longer than 4 MiB\ngive it as a program of its own, without --each\n"
    )


def test_an_endless_line_is_not_kept_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "endless.bp"
    with open(file, "wb") as stream:
        stream.truncate(200_000_000)
        stream.seek(0, os.SEEK_END)
        stream.write(b"\nx\n")
    tracemalloc.start()
    try:
        (first, problem), (second, data) = programs.lines([], str(file))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(problem, ProgramProblem)
    assert (first, second, data) == (1, 2, b"x")


def test_csv_has_one_header_and_the_numbers_of_the_lines(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "x=3", "--format", "csv", stdin="x\n\nx*x\n")
    assert [line.split(",")[:2] for line in outcome.stdout.splitlines()] == [
        ["line", "output"], ["1", "x"], ["3", "v1"], ["3", "v1"], ["3", "v1"],
    ]  # fmt: skip


def test_a_slow_producer_sees_each_result_at_once() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [COMMAND, "eval", "--each", "x=3", "--format", "plain"], stdin=pipe, stdout=pipe, text=True, bufsize=1
    ) as process:
        assert process.stdin
        assert process.stdout
        for factor in (1, 2, 3):
            process.stdin.write(f"{factor}*x\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{factor * 3.0}\t{float(factor)}\n"


@pytest.mark.long
def test_memory_is_flat(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        file = tmp_path / f"{count}.bp"
        file.write_text("".join(f"L = a*{number} + sin(b)\n" for number in range(count)))
        program = (
            "import resource, subprocess, sys;"
            f"subprocess.run([{str(COMMAND)!r}, 'eval', '--each', '-f', {str(file)!r}, 'a=1', 'b=2', '--format', 'plain'],"
            " stdout=subprocess.DEVNULL, check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        return int(
            subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        )

    assert peak(30_000) <= 1.2 * peak(5_000)


def test_lines_that_overwrite_each_other_get_a_note_that_suggests_each(backprop: Run) -> None:
    outcome = backprop(
        "eval", "a=1", "--format", "plain", stdin="".join(f"L = a + {number}\n" for number in range(6))
    )
    assert outcome.stdout == "6.0\t1.0\n"
    notes = outcome.stderr.splitlines()
    assert notes[0] == "note: line 1: 'L' is bound again before anything used this one"
    assert notes[1:3] == ["  L = a + 0", "  ^^^^^^^^^"]
    assert notes[-2:] == [
        "note: and 2 more of this kind",
        "note: to take every line as a program of its own, use --each",
    ]


def test_a_while_read_loop_runs_for_every_line() -> None:
    script = f'n=0; while read -r line; do "{COMMAND}" eval "$line" x=2 --format plain >/dev/null && n=$((n+1)); done; echo $n'
    lines = "".join(f"L = x*{number}\n" for number in range(20))
    done = subprocess.run(["bash", "-c", script], input=lines, capture_output=True, text=True, check=True)
    assert done.stdout == "20\n"


def test_places_are_offsets_into_the_line_as_it_stands(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "--format", "json", stdin="   1+\n")
    assert json.loads(outcome.stdout)["error"]["places"] == [[5, 6]]


def test_every_error_names_its_line(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "x=2", "y=3", "--wrt", "y", "--format", "plain", stdin="x*y\nx\n")
    assert outcome.stderr == "error: line 2: 'y' is not an input of the program\nits inputs: x\n"


def test_a_byte_order_mark_means_nothing(backprop: Run) -> None:
    outcome = backprop("eval", "--each", "x=1", "--format", "plain", stdin="\ufeff# c\nx*3\n")
    assert (outcome.stdout, outcome.code) == ("3.0\t3.0\n", 0)
