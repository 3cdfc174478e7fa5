"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the code."""

import re
import shutil
import sys
import textwrap
from pathlib import Path

from .conftest import PACKAGES, ROOT

PAGE = ROOT / "CONTRIBUTING.md"
RECIPES = ("A function", "A target language", "A command", "A format", "An arithmetic")

_EDIT = re.compile(r"\b(?:In|New file)\s`([\w/]+\.py)`([^`]*(?:`\w+`[^`]*)*?):\n\n```python\n(.*?)```", re.S)


def recipe(title: str) -> str:
    """Return a section of CONTRIBUTING.md."""
    text = PAGE.read_text(encoding="utf-8")
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert isinstance(found, str)
    return found


def follow(title: str, folder: Path) -> Path:
    """Make a copy of the code with what a recipe says, and return where its command is."""
    copy, commands = folder / "copy", folder / "bin"
    copy.mkdir()
    for room in (*PACKAGES, "tests", "src", "pyproject.toml"):
        if (ROOT / room).is_dir():
            shutil.copytree(ROOT / room, copy / room, symlinks=True)
        else:
            shutil.copy(ROOT / room, copy)
    edits = _EDIT.findall(recipe(title))
    assert len(edits) == recipe(title).count("```python")
    for path, words, lines in edits:
        places = re.findall(r"`(\w+)`", words)
        file = copy / path
        assert file.exists() == bool(places), path
        text = _extended(file.read_text(encoding="utf-8"), places[-1], lines) if places else lines
        file.write_text(text, encoding="utf-8")
    commands.mkdir()
    modules = {"backprop": "-m backprop.cli", "pytest": "-m pytest --numprocesses 0 -q", "python": ""}
    for name, module in modules.items():
        command = commands / name
        command.write_text(f'#!/bin/sh\nPYTHONPATH={copy}/src exec {sys.executable} {module} "$@"\n')
        command.chmod(0o755)
    return commands


def _extended(text: str, name: str, lines: str) -> str:
    """Return a module with lines added at the top of a class or a collection."""
    one_line = re.search(rf"^{name} = \((.*)\)$", text, re.MULTILINE)
    if one_line:
        return f"{text[: one_line.start(1)]}{lines.strip()} {text[one_line.start(1) :]}"
    opened = re.search(rf'^(?:class )?{name}\b.*\n(?:    """(?:.|\n)*?"""\n\n?)?', text, re.MULTILINE)
    assert opened, name
    return text[: opened.end()] + textwrap.indent(lines, "    ") + text[opened.end() :]
