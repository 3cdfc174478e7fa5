"""Streams: stdin, stdout, stderr, encodings, signals."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from backprop.cli.colours import Colour

from .conftest import COMMAND, Run, environment

SEED = "L = (a*b + c) * f"
VALUES = ("a=2", "b=-3", "c=10", "f=-2")


def test_a_program_on_stdin(backprop: Run) -> None:
    expected = backprop("eval", SEED, *VALUES).stdout
    assert backprop("eval", *VALUES, stdin=f"{SEED}\n").stdout == expected
    assert backprop("eval", "-", *VALUES, stdin=f"{SEED}\n").stdout == expected
    assert backprop("eval", *VALUES, stdin=f"\ufeff{SEED}\r\n").stdout == expected


def test_stdin_is_left_alone_when_the_command_line_holds_a_program() -> None:
    script = f'while read -r line; do "{COMMAND}" eval "$line" --format json; done'
    lines = "a = 1; 2*a\nL = 5\nx=3; x**2\n"
    done = subprocess.run(["bash", "-c", script], input=lines, capture_output=True, text=True, check=True)
    assert [line.split(", ")[1] for line in done.stdout.splitlines()] == [
        '"value": 2.0',
        '"value": 5.0',
        '"value": 9.0',
    ]


def test_no_program_at_a_terminal_is_an_error_instead_of_a_silent_wait() -> None:
    main, terminal = pty.openpty()
    done = subprocess.run(
        [COMMAND, "eval", "a=2"], stdin=terminal, capture_output=True, text=True, timeout=20, check=False
    )
    os.close(main)
    os.close(terminal)
    assert done.returncode == 2
    assert done.stderr.startswith("error: no program: give one, as in backprop eval")


def test_a_program_that_is_not_utf_8(backprop: Run) -> None:
    outcome = backprop("eval", stdin=b"L = a\xff")
    assert outcome.code == 2
    assert outcome.stderr.startswith("error: stdin is not UTF-8 text (byte 6 is 0xff)\n")
    assert backprop("eval", b"L = a\xff", "a=1").code == 2


def test_a_program_may_begin_with_a_minus(backprop: Run) -> None:
    assert backprop("eval", "-x**2", "x=3").stdout.startswith("-x**2 = -9\n")
    assert backprop("eval", "--", "-x**2", "x=3").stdout.startswith("-x**2 = -9\n")
    assert backprop("eval", "-2*f + -wrt", "f=3", "wrt=1").stdout.startswith("-2*f + -wrt = -7\n")


def test_values_are_constant_expressions(backprop: Run) -> None:
    outcome = backprop(
        "eval", "a*b*c*d", "a=1/4", "b=2*pi", "c=-3", "d=2**-1 # half", "--format", "json", "--wrt", "c"
    )
    assert '"gradient": {"c": 0.7853981633974483}' in outcome.stdout


def test_nothing_is_coloured_cut_or_wrapped_in_a_pipe(backprop: Run) -> None:
    name = "a_rather_long_name_" * 8
    outcome = backprop("eval", f"L = tanh({name})", f"{name}=0.5", COLUMNS="40")
    assert "\x1b" not in outcome.stdout
    assert f"∂L/∂{name} = 1 - tanh({name})**2 = 0.786448" in outcome.stdout
    assert len(outcome.stdout.splitlines()) == 6


def at_terminal(columns: int, *arguments: str, **variables: str | None) -> str:
    """Return what the command shows at a terminal of this width."""
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment(COLUMNS=str(columns), TERM="xterm-256color", **variables),
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(main)
    assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def stripped(shown: str) -> list[str]:
    return [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()]


def test_the_table_at_a_terminal_is_the_table_in_a_pipe_in_colour(backprop: Run) -> None:
    shown = at_terminal(80, "eval", SEED, *VALUES)
    assert "\x1b[1" in shown
    assert stripped(shown) == backprop("eval", SEED, *VALUES).stdout.splitlines()


def test_all_tables_are_coloured_alike(backprop: Run) -> None:
    """Names are bold, derivatives have the colour of their sign, and that is all."""
    rises, falls = (f"\x1b[1;38;5;{colour.number}m" for colour in Colour)
    for arguments in (
        ("eval", SEED, *VALUES),
        ("hessian", SEED, *VALUES),
        ("functions",),
        ("functions", "tanh"),
        ("map", "L = a*b", "-", "--stats"),
    ):
        plain = backprop(*arguments, stdin="a,b\n1,2\n3,4\n").stdout
        coloured = backprop(*arguments, stdin="a,b\n1,2\n3,4\n", FORCE_COLOR="1").stdout
        assert "\x1b[1m" in coloured
        assert {*re.findall(r"38;5;(\d+)", coloured)} <= {str(colour.number) for colour in Colour}
        assert stripped(coloured) == plain.splitlines()
        assert "\x1b" not in plain
        assert (
            "\x1b" not in backprop(*arguments, stdin="a,b\n1,2\n3,4\n", FORCE_COLOR="1", TERM="dumb").stdout
        )
    table = backprop("eval", SEED, *VALUES, FORCE_COLOR="1").stdout
    assert f"{rises}6\x1b" in table
    assert f"{falls}-4\x1b" in table


def test_no_color_is_kept() -> None:
    shown = at_terminal(80, "eval", SEED, *VALUES, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_plain_ascii_where_the_encoding_has_no_partial_sign(backprop: Run) -> None:
    for variables in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}):
        outcome = backprop("eval", SEED, *VALUES, **variables)
        assert outcome.stdout.isascii()
        assert "dL/dv2 * dv2/dv1 = -2 * 1" in outcome.stdout


def test_a_name_that_the_encoding_lacks_is_escaped(backprop: Run) -> None:
    outcome = backprop("eval", "θ*2", "θ=1", PYTHONIOENCODING="ascii")
    assert outcome.code == 0
    assert "dv1/d\\u03b8 = 2" in outcome.stdout


def test_a_closed_pipe_ends_quietly() -> None:
    script = f'"{COMMAND}" eval x=1 | head -c 10; echo " ${{PIPESTATUS[0]}}"'
    terms = "+".join(["x"] * 20_000)
    done = subprocess.run(["bash", "-c", script], input=terms, capture_output=True, text=True, check=True)
    assert done.stdout == "v19999 = 2 0\n"
    assert done.stderr == ""


def test_a_full_disk_is_an_error() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [COMMAND, "eval", SEED, *VALUES], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (
        1,
        "error: the result cannot be written: No space left on device\n",
    )


def test_streams_that_the_shell_closed() -> None:
    script = f'"{COMMAND}" eval a*b a=1 b=2 >&-; echo $?; "{COMMAND}" eval a* 2>&-; echo $?; "{COMMAND}" eval a=1 <&-; echo $?'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "2", "2"]
    assert "Traceback" not in done.stderr
    script = f'("{COMMAND}" eval "a*"; echo $? >&3) 3>&1 2>&1 >/dev/null | true; "{COMMAND}" eval "a*" 2>/dev/full; echo $?; "{COMMAND}" eval - <&-; echo $?'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == ["2", "2"]


def test_json_is_readable_in_any_encoding(backprop: Run) -> None:
    for encoding in ("latin-1", "ascii", "utf-8"):
        outcome = backprop("eval", "2*𝑥", "𝑥=3", "--format", "json", PYTHONIOENCODING=encoding)
        assert json.loads(outcome.stdout)["gradient"] == {"𝑥": 2.0}


def test_an_interrupt_ends_with_130_and_no_traceback() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([COMMAND, "eval", "-"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
    assert process.returncode == 130
    assert stderr == b""


def test_no_home_and_a_directory_that_cannot_be_written(backprop: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    variables = environment(HOME=None, TMPDIR=str(tmp_path / "missing"))
    done = subprocess.run(
        [COMMAND, "eval", SEED, *VALUES], cwd=tmp_path, env=variables, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == backprop("eval", SEED, *VALUES).stdout
    assert list(tmp_path.iterdir()) == []


def test_the_module_runs_like_the_command(backprop: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backprop.cli", "eval", SEED, *VALUES],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert done.stdout == backprop("eval", SEED, *VALUES).stdout


def test_digits(backprop: Run) -> None:
    assert backprop("eval", "L = 2*a", "a=1/3").stdout.startswith("L = 2*a = 0.666667\n")
    assert backprop("eval", "L = 2*a", "a=1/3", "--digits", "3").stdout.startswith("L = 2*a = 0.667\n")
    assert backprop("eval", "a*1e10", "a=1/3", "--digits", "2").stdout.startswith("a*1e10 = 3.3e9\n")
    assert backprop("eval", "a*0", "a=-1").stdout.startswith("a*0 = 0\n")
    assert backprop("eval", "a", "a=1", "--digits", "0").code == 2


def test_force_color_colours_a_pipe(backprop: Run) -> None:
    outcome = backprop("eval", SEED, *VALUES, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[1" in outcome.stdout
    assert stripped(outcome.stdout) == backprop("eval", SEED, *VALUES).stdout.splitlines()
    assert len(outcome.stdout) < 5000


def test_columns_set_the_width_of_a_terminal() -> None:
    assert max(map(len, stripped(at_terminal(50, "eval", SEED, *VALUES)))) <= 50


def test_version(backprop: Run) -> None:
    import importlib.metadata

    assert backprop("--version").stdout == f"backprop {importlib.metadata.version('backprop-cli')}\n"


def test_completion_of_commands_options_and_formats() -> None:
    def complete(words: str, shell: str = "bash") -> list[str]:
        position = str(len(words.split(" ")) - 1)
        variables = {"_BACKPROP_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": position}
        done = subprocess.run(
            [COMMAND], capture_output=True, text=True, env=environment(**variables), check=False
        )
        return done.stdout.split()

    assert complete("backprop ev") == ["plain,eval"]
    assert "plain,--wrt" in complete("backprop eval --")
    assert complete("backprop eval --format m") == ["plain,markdown"]
    for shell in ("bash", "zsh", "fish"):
        variables = {"_BACKPROP_COMPLETE": f"{shell}_source"}
        done = subprocess.run(
            [COMMAND], capture_output=True, text=True, env=environment(**variables), check=False
        )
        assert "_BACKPROP_COMPLETE" in done.stdout


def test_the_examples_in_the_help_work_when_pasted(backprop: Run) -> None:
    examples = []
    for arguments in (["--help"], ["eval", "--help"]):
        shown = backprop(*arguments).stdout
        examples += [
            line.strip() for line in shown.splitlines() if line.startswith("  ") and "backprop eval" in line
        ]
    assert len(examples) >= 6
    for example in examples:
        variables = environment(PATH=f"{COMMAND.parent}:{os.environ['PATH']}")
        done = subprocess.run(
            ["bash", "-c", example], capture_output=True, text=True, env=variables, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), example
