"""The README and the pages in docs: every command in them is run, and shows what they say."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import PACKAGES, ROOT, environment
from .picture import GRAPH, PICTURE, draw, draw_graph, text

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [README, *(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))]
BLOCKS = [block for page in PAGES for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL)]
SETUP = [line[2:] for line in README.splitlines() if line.startswith("$ python3 -m venv")]


def commands() -> list[tuple[str, str]]:
    """Return each command with what is shown below it."""
    found = []
    for block in BLOCKS:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            command = lines.pop(0)
            while command.endswith("\\\n"):
                command = command[:-2] + lines.pop(0)
            found.append((command.strip(), "".join(lines)))
    return [(command, shown) for command, shown in found if command not in SETUP]


def run(command: str) -> str:
    """Run a command in a shell that finds the installed command first, as in an active environment."""
    import sysconfig

    variables = environment()
    variables["PATH"] = f"{sysconfig.get_path('scripts')}:{variables['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(("command", "shown"), commands())
def test_commands_print_what_is_shown(command: str, shown: str) -> None:
    assert run(command).rstrip("\n") == shown.rstrip("\n")


def test_the_picture_shows_the_table_of_today() -> None:
    assert text(PICTURE.read_text(encoding="utf-8")) == text(draw())
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", PICTURE.read_text(encoding="utf-8"))


def test_the_graph_is_that_of_today() -> None:
    shown = GRAPH.read_text(encoding="utf-8")
    assert text(shown) == text(draw_graph())
    assert "gradient -4" in text(shown)


def test_the_readme_sets_up_with_two_commands_and_ci_runs_the_second() -> None:
    install, test = SETUP
    assert install.endswith(shlex.join(["backprop", "eval"]) + ' "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2')
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def files(folder: Path) -> set[str]:
    """Return the files of the five rooms in a folder, without what Python compiled."""
    return {
        str(path.relative_to(folder))
        for room in PACKAGES
        for path in (folder / room).rglob("*.*")
        if path.suffix != ".pyc"
    }


def test_the_first_command_installs_the_files_of_today_and_runs_on_a_fresh_machine(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    copy = tmp_path_factory.mktemp("clone") / "backprop"
    ignored = shutil.ignore_patterns(".*", "*.egg-info", "build", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
    stale = copy / "build" / "lib" / "backprop" / "cli" / "moved.py"  # left by an install of last week
    stale.parent.mkdir(parents=True)
    stale.touch()
    variables = environment(VIRTUAL_ENV=None, PYTHONPATH=None)
    done = subprocess.run(
        ["bash", "-c", SETUP[0]],
        cwd=copy,
        env=variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "L = (a*b + c) * f = -8\n" in done.stdout
    (installed,) = (copy / ".venv").rglob("site-packages/backprop")
    assert files(installed) == files(copy)


def test_the_changelog_has_the_version_of_today() -> None:
    import importlib.metadata

    version = importlib.metadata.version("backprop-cli")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
