"""The commands in README, docs and recipes: ``python -m tests.pages`` writes anew what they print."""

import os
import re
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import recipes
from .conftest import ROOT, environment

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SCRIPTS = Path(sysconfig.get_path("scripts"))
README = PAGES[0].read_text(encoding="utf-8")
SETUP = [line[2:] for line in README.splitlines() if line.startswith("$ python3 -m venv")]

_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)", re.MULTILINE)
_OF_FONTS = re.compile(r"^Fontconfig warning: .*\n", re.MULTILINE)
"""What pygraphviz's own copy of fontconfig says of newer files in /etc/fonts."""


class Shown(NamedTuple):
    """A command in a page, and what the page shows below it."""

    command: str
    output: str


def blocks(page: str) -> Iterator[list[Shown]]:
    """Yield the commands of each block, but those that set up."""
    for block in _BLOCK.findall(page):
        found = [Shown(command.rstrip("\n"), output) for command, output in _COMMAND.findall(block)]
        if any(command not in SETUP for command, _ in found):
            yield found


def run(command: str, folder: Path, *places: Path) -> str:
    """Run a command in a shell that finds the installed command first, as in an active environment.

    ``places``: folders of commands that it finds before.
    """
    variables = environment()
    variables["PATH"] = os.pathsep.join(map(str, [*places, SCRIPTS, variables["PATH"]]))
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    printed = _OF_FONTS.sub("", done.stdout)
    return printed and printed.rstrip("\n") + "\n"


def anew(page: str, *places: Path) -> str:
    """Return a page with what its commands print now."""

    def block(found: re.Match[str]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            return "".join(
                f"$ {command}{output if command.strip() in SETUP else run(command, Path(folder), *places)}"
                for command, output in _COMMAND.findall(found[1])
            )

    return _BLOCK.sub(block, page)


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(anew(path.read_text(encoding="utf-8")), encoding="utf-8")
    for title in recipes.RECIPES:
        section, text = recipes.recipe(title), recipes.PAGE.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            commands = recipes.follow(title, Path(folder))
            recipes.PAGE.write_text(text.replace(section, anew(section, commands)), encoding="utf-8")
