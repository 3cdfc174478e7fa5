"""A new format, drawing, lesson, language or command is one new module, and nothing else."""

import importlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from backprop.cli import commands, lessons
from backprop.cli.drawings import FORMATS as DRAWINGS
from backprop.cli.formats import FORMATS
from backprop.cli.lessons import FORMATS as LESSONS
from backprop.writing.languages import LANGUAGES
from backprop.writing.modules import Modules

from .conftest import ROOT, Outcome, Run, environment

EVAL = ("eval", "p = θ*x**2; q = x", "θ=2", "x=3")
HESSIAN = ("hessian", *EVAL[1:])
STATS = ("map", "L = a*b", "-", "--stats")
SYMBOLIC = (*EVAL[:2], "--symbolic")
DATA = "a,b\n1,10\n2,30\n3,20\n"
COMMANDS = [EVAL, HESSIAN, STATS, SYMBOLIC, ("functions",), ("functions", "tanh", "-")]

YAML = '''
"""A format that nobody else knows: YAML."""

import importlib
import json

from backprop.cli.formats import Format


def _write(shown, digits):
    for line in shown.documents():
        yield "---"
        yield from (f"{name}: {json.dumps(value)}" for name, value in json.loads(line).items())


FORMAT = Format("documents", _write, is_exact=True)
'''


def with_module(
    package: str, folder: Path, name: str, text: str, *arguments: str, stdin: str = ""
) -> Outcome:
    """Run the command with one more module in a package."""
    (folder / f"{name}.py").write_text(text)
    program = (
        f"import sys, {package} as package; package.__path__.append({str(folder)!r});"
        f"sys.argv = ['backprop', *{arguments!r}]; from backprop.cli.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=stdin, capture_output=True, text=True, env=environment(), check=False,
    )  # fmt: skip
    return Outcome(done.stdout, done.stderr, done.returncode)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_new_format_works_or_is_refused_for_every_command(
    backprop: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    package = "backprop.cli.formats"
    outcome = with_module(package, tmp_path, "yaml", YAML, *arguments, "--format", "yaml", stdin=DATA)
    if arguments == SYMBOLIC:
        assert (outcome.stdout, outcome.code) == ("", 2)
        assert outcome.stderr.startswith("error: --symbolic is shown in table, html, markdown only\n")
        return
    assert (outcome.stderr, outcome.code) == ("", 0)
    written = [document.split("\n") for document in outcome.stdout.removeprefix("---\n").split("---\n")]
    shown = [dict(line.split(": ", 1) for line in lines if line) for lines in written]
    expected = backprop(*arguments, "--format", "json", stdin=DATA).stdout.splitlines()
    assert [{name: json.loads(value) for name, value in one.items()} for one in shown] == [
        json.loads(line) for line in expected
    ]


def test_a_new_format_is_in_the_help(tmp_path: Path) -> None:
    for command in ("eval", "hessian", "functions", "map"):
        shown = with_module("backprop.cli.formats", tmp_path, "yaml", YAML, command, "--help").stdout
        words = " ".join(shown.split())
        assert "[table|csv|env|html|json|latex|markdown|plain|tsv|yaml]" in words
        assert "; csv, env, json, plain, tsv and yaml are exact." in words
        assert "Significant digits in table, html, latex and markdown." in words


def test_what_a_format_cannot_show_is_refused_with_those_that_can(backprop: Run, tmp_path: Path) -> None:
    text = 'from backprop.cli.formats import Format\nFORMAT = Format("drawings", lambda shown, digits: [])\n'
    for arguments in COMMANDS:
        outcome = with_module("backprop.cli.formats", tmp_path, "art", text, *arguments, "--format", "art")
        assert (outcome.stdout, outcome.code) == ("", 2)
        assert " is shown in table, " in outcome.stderr
    outcome = backprop("functions", "--format", "latex")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr.splitlines()[0] == (
        "error: the list of functions is shown in table, csv, html, json, markdown, plain, tsv only"
    )


@pytest.mark.parametrize(
    ("package", "text", "arguments", "shown"),
    [
        (
            "backprop.cli.drawings",
            "from backprop.cli.drawings import Format\n"
            "FORMAT = Format(lambda drawing, digits: [one.text for one in drawing.vertices.values()])",
            ("graph", "L = a*b", "--format", "new"),
            "a\nb\nL\n",
        ),
        (
            "backprop.cli.lessons",
            "def write(lesson, result, digits):\n    return [lesson.output]",
            ("explain", "L = a*b", "a=1", "b=2", "--format", "new"),
            "L\n",
        ),
        (
            "backprop.writing.languages",
            "def write(program, outputs, inputs):\n    return [*inputs.values()]",
            ("diff", "L = a*b", "--to", "new"),
            "a\nb\n",
        ),
        (
            "backprop.cli.commands",
            "import click\n\n@click.command()\ndef command():\n    click.echo('new')",
            ("new",),
            "new\n",
        ),
    ],
)
def test_any_other_choice_is_one_module_too(
    tmp_path: Path, package: str, text: str, arguments: tuple[str, ...], shown: str
) -> None:
    outcome = with_module(package, tmp_path, "new", text, *arguments)
    assert (outcome.stdout, outcome.stderr, outcome.code) == (shown, "", 0)


@pytest.mark.parametrize(
    ("modules", "declared"),
    [
        (FORMATS, lambda name: FORMATS.load(name).write),
        (DRAWINGS, lambda name: DRAWINGS.load(name).write),
        (LESSONS, LESSONS.load),
        (LANGUAGES, LANGUAGES.load),
        (commands.COMMANDS, commands.COMMANDS.load),
    ],
)
def test_every_module_of_a_package_of_choices_is_one(modules: Modules[Any], declared: object) -> None:
    assert callable(declared)
    assert len(modules.names) == len({*modules.names}) >= 3
    for name in modules.names:
        assert callable(declared(name))


def test_the_default_is_listed_first_and_the_others_by_the_alphabet() -> None:
    assert FORMATS.names == ("table", "csv", "env", "html", "json", "latex", "markdown", "plain", "tsv")
    assert DRAWINGS.names == ("tree", "dot", "mermaid", "pdf", "png", "svg")
    assert lessons.FORMATS.names == ("text", "html", "markdown")
    assert LANGUAGES.names[0] == "program"


@pytest.mark.parametrize(
    "format_", [name for name in FORMATS.names if FORMATS.load(name).is_exact and name != "env"]
)
def test_every_exact_way_out_writes_names_alike_where_the_encoding_lacks_their_letters(
    backprop: Run, format_: str
) -> None:
    for arguments in (EVAL, HESSIAN, ("map", "θ*x", "-", "--stats")):
        for variables, name in (({"LC_ALL": "C"}, "θ"), ({"PYTHONIOENCODING": "ascii"}, "\\u03b8")):
            outcome = backprop(*arguments, "--format", format_, stdin="θ,x\n1,2\n3,5\n", **variables)
            assert (outcome.code, name in outcome.stdout) == (0, format_ != "plain"), outcome


def test_nothing_but_the_terminal_touches_the_streams() -> None:
    for path in (ROOT / "cli").rglob("*.py"):
        if path.name not in ("terminal.py", "__main__.py"):
            assert "sys.std" not in path.read_text(encoding="utf-8"), path


def test_modules_in_an_archive_are_found_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "drawn.zip", "w") as archive:
        for name in ("__init__", "round", "square", "shared"):
            archive.writestr(f"drawn/{name}.py", f"SHAPE = {name!r}\n")
    monkeypatch.syspath_prepend(str(tmp_path / "drawn.zip"))
    importlib.import_module("drawn")
    shapes: Modules[str] = Modules("drawn", "SHAPE", first=["square"], shared=["shared"])
    assert (shapes.names, shapes.load("round")) == (("square", "round"), "round")
