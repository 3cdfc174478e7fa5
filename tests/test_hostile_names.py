"""Names and file names that a terminal or a format would take for its own."""

import re
from pathlib import Path

import pytest

from .conftest import Run

NAMES = ("[/x]", "[red]a", ":smile:", "![l](u)", "_a_ ~b~ $c$ &lt; {d} <e> |f| #g %h")
PROGRAM = "z = " + " + ".join(f"sin(`{name}`)*y**2" for name in NAMES)
VALUES = [*(f"`{name}`=1" for name in NAMES), "y=2"]
ESCAPE = "g\x1b[31m\x07\n.bp"


@pytest.mark.parametrize("colour", [None, "1"])
@pytest.mark.parametrize(
    "command", ["eval", "eval --check", "eval --nudge 0.1", "eval --symbolic", "graph", "explain", "hessian", "diff"]
)  # fmt: skip
def test_names_are_shown_to_the_letter(backprop: Run, command: str, colour: str | None) -> None:
    outcome = backprop(
        *command.split(),
        PROGRAM,
        *VALUES * (command != "diff"),
        FORCE_COLOR=colour,
        TERM="xterm",
        COLUMNS="500",
    )
    shown = re.sub("\x1b\\[[0-9;]*m", "", outcome.stdout)
    assert (outcome.code, "Traceback" in outcome.stderr) == (0, False)
    assert [name for name in NAMES if name not in shown] == []


def test_the_reference_is_not_taken_for_markup(backprop: Run) -> None:
    assert backprop("functions", "%", "tanh", FORCE_COLOR="1").code == 0
    assert backprop("functions", "[red]").stderr.startswith(
        "error: no function or operator is called '[red]'"
    )


@pytest.mark.parametrize("command", ["eval", "eval --symbolic", "explain"])
def test_in_markdown_no_name_has_a_meaning(backprop: Run, command: str) -> None:
    outcome = backprop(*command.split(), PROGRAM, *VALUES, "--format", "markdown")
    text = re.sub(
        r"\$\$.*?\$\$|\$(?:[^$\\]|\\.)*\$", "", re.sub(r"\\[$]", "", outcome.stdout), flags=re.DOTALL
    )
    assert outcome.code == 0
    for name in ("[", "]", "_", "~", "$", "<", "&", "|f"):
        assert not re.search(rf"(?<!\\){re.escape(name)}", text), name


def test_no_file_name_reaches_the_terminal_raw(backprop: Run, tmp_path: Path) -> None:
    (tmp_path / ESCAPE).write_text("2x")
    (tmp_path / f"{ESCAPE}.csv").write_text("a,b\n1,2\n3,4\n")
    program, data = str(tmp_path / ESCAPE), str(tmp_path / f"{ESCAPE}.csv")
    for arguments in (
        ("eval", "-f", program),
        ("diff", "--file", program),
        ("eval", "a", "--values", program),
        ("eval", "a", "--values", f"{program}\x1b"),
        ("graph", "a*b", "-o", f"{program}/x"),
        ("map", "L = a*b", data, "--stats"),
        ("map", "L = a*b", data, "--stats", "--format", "markdown"),
        ("map", "L = a*b*c", data),
        ("map", "L = a*b", f"{data}\x1b"),
        ("map", "L = a*b", data, "-o", f"{data}/x.csv"),
        ("map", "L = a*b", data, "-o", f"{data}.\x1b"),
        ("map", "-f", program, data),
    ):
        outcome = backprop(*arguments)
        assert outcome.stdout + outcome.stderr
        assert "Traceback" not in outcome.stderr
        found = re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", outcome.stdout + outcome.stderr)
        assert found == [], arguments
