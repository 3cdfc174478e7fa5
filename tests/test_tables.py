"""The parser's tables: made ahead, and always those of the grammar."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backprop.grammar import automaton
from backprop.grammar.naming import quoted
from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source
from backprop.grammar.tokens import Terminal

from .conftest import PACKAGES, ROOT

GRAMMAR = (ROOT / "grammar" / "language.lark").read_text(encoding="utf-8")


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    stored = json.loads((ROOT / "grammar" / "tables.json").read_text(encoding="utf-8"))
    assert stored["grammar"] == GRAMMAR, "run python -m backprop.grammar.automaton"
    assert stored == {"grammar": GRAMMAR, **json.loads(json.dumps(automaton.make(GRAMMAR)._asdict()))}


def test_tables_that_lag_behind_are_not_used(tmp_path: Path) -> None:
    changed = GRAMMAR.replace("COMMENT: /#", "COMMENT: /[#§]")
    assert evaluated(changed_package(tmp_path, changed), "7 % 4 § a comment") == "3.0\n"


@pytest.mark.parametrize("terminal", Terminal)
def test_a_terminal_that_python_knows_is_renamed_in_the_grammar_alone(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Making the tables fails with a sentence, and writes nothing."""
    changed = re.sub(rf"\b{terminal}\b", f"{terminal}S", GRAMMAR)
    if changed == GRAMMAR:
        named = {"COMMA": '","', "LPAR": '"("', "RPAR": '")"'}[terminal]
        changed = GRAMMAR.replace(named, "RENAMED") + f"\nRENAMED: {named}\n"
    folder = changed_package(tmp_path, changed)
    before = (folder / "backprop" / "grammar" / "tables.json").read_bytes()
    done = python(folder, "-m", "backprop.grammar.automaton")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: tokens.py knows a terminal that the grammar lacks: {terminal}\n"
    assert (folder / "backprop" / "grammar" / "tables.json").read_bytes() == before


def test_no_terminal_is_known_by_a_bare_string() -> None:
    for path in (ROOT / "grammar").glob("*.py"):
        bare = re.findall(rf"""["']({"|".join(Terminal)})["']""", path.read_text(encoding="utf-8"))
        assert path.name == "tokens.py" or not bare, (path.name, bare)


def test_the_pattern_of_a_name_stands_in_the_grammar_alone() -> None:
    fractions = "¼½¾⅐-⅞"
    files = [
        path for room in PACKAGES for path in (ROOT / room).rglob("*.*") if path.suffix in (".py", ".lark")
    ]
    assert [path.name for path in files if fractions in path.read_text(encoding="utf-8")] == ["language.lark"]
    assert sum(fractions in line for line in GRAMMAR.splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "θ",
        "Δx",
        "x̂",
        "e⃗",
        "x²",
        "⅓",
        "θ ",
        " θ",
        "θ(x)=",
        "`é`",
        "é-",
        "where",
        "a b",
        "2x",
        "car.mass",
        "x[1]",
        "b[i,j]",
        "b[i, j]",
        "p[k[i]]",
        "x_{1}",
        "Sin[x]",
        "sin[1]",
        "Ntot[1]",
        "math.pi",
        "a.",
        "x[",
        "x[1].y",
        "std::e",
    ],
)
def test_a_name_is_quoted_where_the_grammar_asks_for_it(name: str) -> None:
    written = quoted(name)
    try:
        (read,) = parse(Source(f"{name} + 1")).inputs
    except (ProgramProblem, ValueError):
        read = ""
    assert (written == name) == (read == name)


def test_the_tables_are_read_from_an_archive(tmp_path: Path) -> None:
    archive = shutil.make_archive(
        str(tmp_path / "archive"), "zip", changed_package(tmp_path / "unpacked", GRAMMAR)
    )
    assert evaluated(Path(archive), "7 % 4") == "3.0\n"


def changed_package(folder: Path, grammar: str) -> Path:
    """Return a folder with the package, and another grammar in it."""
    for room in ("graph", "grammar"):
        shutil.copytree(ROOT / room, folder / "backprop" / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "src" / "backprop" / "__init__.py", folder / "backprop")
    (folder / "backprop" / "grammar" / "language.lark").write_text(grammar, encoding="utf-8")
    return folder


def python(path: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *words]
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, env=environment, cwd=path.parent, capture_output=True, text=True, check=False
    )


def evaluated(path: Path, text: str) -> str:
    """Return the value of a constant, by the package there."""
    code = (
        "import sys; from backprop.grammar import parser, problem; from backprop.graph.forward import forward;"
        "tape = parser.parse(problem.Source(sys.argv[1])).tape; print(forward(tape, {})[-1]);"
        "assert parser.__file__.startswith(sys.argv[2]), parser.__file__"
    )
    done = python(path, "-c", code, text, str(path))
    assert not done.returncode, done.stderr
    return done.stdout


def test_a_program_is_read_without_lark() -> None:
    program = (
        "import sys; from backprop.grammar.parser import parse; from backprop.grammar.problem import Source;"
        "parse(Source('a*b')); print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
