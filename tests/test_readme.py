"""The README and the pages in docs: every command in them is run, and shows what they say."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from backprop.cli.commands import COMMANDS

from . import recipes
from .conftest import PACKAGES, ROOT, environment
from .pages import PAGES, README, SETUP, Shown, blocks, run
from .picture import GRAPH, PICTURE, draw, draw_graph, text

BLOCKS = [
    pytest.param(shown, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, shown in enumerate(blocks(page.read_text(encoding="utf-8")), 1)
]
LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize("shown", BLOCKS)
def test_commands_print_what_is_shown(shown: list[Shown], tmp_path: Path) -> None:
    """Each block starts in an empty folder. `python -m tests.pages` writes anew what is shown."""
    for command, output in shown:
        assert run(command, tmp_path) == output


def test_every_command_has_a_page_with_examples_and_the_readme_leads_there() -> None:
    pages = {path.stem: path.read_text(encoding="utf-8") for path in PAGES}
    for command in {*COMMANDS.names} - {"help", "schema"}:
        assert f"\n$ backprop {command} " in pages[command], command
        assert f"(docs/{command}.md)" in README
    assert "backprop schema" in pages["eval"]


def test_links_lead_to_files() -> None:
    for path in (*PAGES, recipes.PAGE):
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path, target)


def test_the_readme_is_one_screen() -> None:
    assert len(README.splitlines()) <= 60


def test_the_picture_shows_the_table_of_today() -> None:
    assert text(PICTURE.read_text(encoding="utf-8")) == text(draw())
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", PICTURE.read_text(encoding="utf-8"))


def test_the_graph_is_that_of_today() -> None:
    shown = GRAPH.read_text(encoding="utf-8")
    assert text(shown) == text(draw_graph())
    assert "gradient-4" in text(shown)


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
    assert {"__init__.py", "py.typed"} <= {path.name for path in installed.iterdir()}


def test_the_changelog_has_the_version_of_today() -> None:
    import importlib.metadata

    version = importlib.metadata.version("backprop-cli")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
