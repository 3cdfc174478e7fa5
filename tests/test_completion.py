"""The Tab key: in a real bash, and what the scripts for all shells get."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import COMMAND, environment


class Bash:
    """A bash at a terminal in a folder, which completes the command."""

    def __init__(self, folder: Path) -> None:
        main, terminal = pty.openpty()
        variables = environment(PATH=f"{COMMAND.parent}:{os.environ['PATH']}", PS1="$ ", TERM="dumb")
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "-i"],
            stdin=terminal, stdout=terminal, stderr=terminal, cwd=folder, env=variables, start_new_session=True,
        )  # fmt: skip
        os.close(terminal)
        self._main = main
        self._say(
            'eval "$(_BACKPROP_COMPLETE=bash_source backprop)"; bind "set bell-style none"; echo rea""dy\n'
        )
        self._until("ready\r\n$ ")

    def completed(self, line: str) -> str:
        """Return what a line becomes with one Tab; a ``#`` behind it tells that bash is done."""
        self._say(line + "\t#")
        shown = self._until("#")
        self._say("\x15")
        self._until("", quiet=0.1)
        return shown.removesuffix("#")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._main)

    def _say(self, text: str) -> None:
        os.write(self._main, text.encode())

    def _until(self, end: str, quiet: float = 20.0) -> str:
        shown, last = "", time.monotonic()
        while not (end and shown.endswith(end)) and time.monotonic() < last + quiet:
            if select.select([self._main], [], [], 0.05)[0]:
                shown, last = shown + os.read(self._main, 65536).decode(), time.monotonic()
        return shown


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bash]:
    folder = tmp_path_factory.mktemp("shell")
    (folder / "model.bp").write_text("L = mass*velocity")
    (folder / "point.json").write_text("{}")
    (folder / "run.csv").write_text("a\n1\n")
    (folder / "**").write_text("a name that an operator matches")
    shell = Bash(folder)
    yield shell
    shell.close()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("backprop ev", "backprop eval "),
        ('backprop eval "L = a*speed" --wrt sp', 'backprop eval "L = a*speed" --wrt speed '),
        ('backprop eval "L = a*speed" --wrt a,', 'backprop eval "L = a*speed" --wrt a,speed '),
        ('backprop eval "L = a*speed" sp', 'backprop eval "L = a*speed" speed='),
        ('backprop eval "L = a*speed" a=2 ', 'backprop eval "L = a*speed" a=2 speed='),
        ('backprop eval "L = a*speed" a=2 speed=', 'backprop eval "L = a*speed" a=2 speed='),
        ('backprop plot "L = a*speed" a=0..1/3 ', 'backprop plot "L = a*speed" a=0..1/3 speed='),
        ('backprop fit "L = a*speed" run.csv a=0..1 sp', 'backprop fit "L = a*speed" run.csv a=0..1 speed='),
        ('backprop eval L=a*speed --wrt sp', 'backprop eval L=a*speed --wrt speed '),
        ('backprop eval "car.mass*x" ca', 'backprop eval "car.mass*x" car.mass='),
        ('backprop eval "drag = a*b; L = drag" --of dr', 'backprop eval "drag = a*b; L = drag" --of drag '),
        ('backprop eval -f model.bp --wrt ve', 'backprop eval -f model.bp --wrt velocity '),
        ('backprop eval -f mo', 'backprop eval -f model.bp '),
        ('backprop eval "a*b" --values po', 'backprop eval "a*b" --values point.json '),
        ('backprop eval "a*b" --color al', 'backprop eval "a*b" --color always '),
        ('backprop map "a*b" ru', 'backprop map "a*b" run.csv '),
        ('backprop map "a*rate" run.csv ra', 'backprop map "a*rate" run.csv rate='),
        ('backprop map "a*rate" run.csv --wrt ra', 'backprop map "a*rate" run.csv --wrt rate '),
        ('backprop functions logad', 'backprop functions logaddexp '),
        ('backprop diff "x*y" --to jav', 'backprop diff "x*y" --to javascript '),
        ('backprop eval "a* " --wrt ', 'backprop eval "a* " --wrt '),
    ],
)  # fmt: skip
def test_a_tab_in_bash(bash: Bash, line: str, expected: str) -> None:
    assert bash.completed(line) == expected


def offered(words: list[str], shell: str = "bash") -> list[str]:
    """Return what a shell is offered for the last one of the words."""
    joined = ("\n" if shell == "bash" else " ").join(words)
    position = words[-1] if shell == "fish" else str(len(words) - 1)
    variables = {"_BACKPROP_COMPLETE": f"{shell}_complete", "COMP_WORDS": joined, "COMP_CWORD": position}
    done = subprocess.run(
        [COMMAND], capture_output=True, text=True, env=environment(**variables), check=False
    )
    assert (done.stderr, done.returncode) == ("", 0)
    lines = done.stdout.split("\n")
    if shell == "zsh":
        return lines[1::3]
    return [re.sub(r"\t.*", "", line).partition(",")[2] for line in lines if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_offered_the_same(shell: str) -> None:
    program = "'d = a*b; L = d + speed'"
    for words, expected in (
        (["eval", program, "--wrt", ""], ["a", "b", "speed"]),
        (["eval", program, "--wrt", "b,"], ["b,a", "b,speed"]),
        (["eval", program, "--of", ""], ["L", "d"]),
        (["eval", program, "b=1", ""], ["a=", "speed="]),
        (["functions", "tan"], ["tan", "tanh"]),
        (["functions", "tans"], ["tansig"]),
    ):
        assert offered(["backprop", *words], shell) == expected


def test_a_line_that_is_wrong_or_reads_stdin_offers_nothing() -> None:
    for words in (
        ["eval", "'a*'", "--wrt", ""],
        ["eval", "-", "--wrt", ""],
        ["eval", "--wrt", ""],
        ["eval", "a", "a=1/0", ""],
        ["eval", "-f", "/no/such/file", "--wrt", ""],
        ["eval", "'`T (C)`*2'", "--wrt", ""],
    ):
        assert offered(["backprop", *words]) == [], words


def test_what_completes_loads_nothing_heavy() -> None:
    program = (
        "import os, sys; os.environ.update(_BACKPROP_COMPLETE='bash_complete', COMP_WORDS='backprop map a*b x --wrt', COMP_CWORD='5')\n"
        "from backprop.cli.commands import run; run(); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["plain,a", "plain,b"]
    assert not {"polars", "numpy", "rich.console", "difflib"} & set(done.stderr.split())
