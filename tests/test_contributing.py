"""CONTRIBUTING.md is true, and what it speaks of is there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .conftest import PACKAGES, ROOT
from .pages import blocks, run
from .recipes import RECIPES, follow, recipe


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_gives_what_it_shows(title: str, tmp_path: Path) -> None:
    commands = follow(title, tmp_path)
    (shown,) = blocks(recipe(title))
    for command, output in shown:
        assert run(command, tmp_path, commands) == output != ""


@pytest.mark.long
def test_the_tests_hold_the_recipe_of_a_function(tmp_path: Path) -> None:
    commands = follow("A function", tmp_path)
    (command,) = re.findall(r"Held by `(pytest .*)`", recipe("A function"))
    printed = run(command, tmp_path / "copy", commands)
    assert re.search(r"^\d+ passed, \d+ deselected", printed, re.MULTILINE), printed
    (tmp_path / "copy/tests/precise.py").write_text((ROOT / "tests/precise.py").read_text(encoding="utf-8"))
    assert " failed" in run(command, tmp_path / "copy", commands)


def test_the_files_that_the_architecture_names_are_there() -> None:
    named = re.findall(
        r"`([a-z_]+/[\w./]*)`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    )
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_package_has_every_room() -> None:
    links = {link.name: link.resolve() for link in (ROOT / "src" / "backprop").iterdir() if link.is_symlink()}
    assert links == {room: ROOT / room for room in PACKAGES}


def test_hooks_before_a_commit_run_the_checks_of_the_suite() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = hooks["repos"]
    assert local["repo"] == "local"
    entries = [shlex.split(hook["entry"]) for hook in local["hooks"]]
    assert [entry[0] for entry in entries] == [".venv/bin/ruff", ".venv/bin/ruff", ".venv/bin/mypy"]
    for command, *options in entries[:2]:
        arguments = [sys.executable, "-m", Path(command).name, *options, "cli/commands/eval.py"]
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_runs_what_ci_runs_on_every_python_that_is_offered() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert "bash .ci/run" in [step.get("run") for step in job["steps"]]


def test_a_skipped_test_fails_where_everything_is_installed(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    )
    (tmp_path / "tests" / "test_it.py").write_text(
        "def test_it():\n    import pytest; pytest.skip('no Chromium')\n"
    )
    arguments = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    for ci, code in (("", 0), ("true", 1)):
        variables = {**os.environ, "CI": ci}
        done = subprocess.run(
            arguments, env=variables, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout
        assert ("no Chromium" in done.stdout) == bool(code)
