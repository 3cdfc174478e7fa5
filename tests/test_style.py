"""The code: its style, its types, and the direction of its imports."""

import ast
import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from .conftest import PACKAGES, ROOT


def run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff() -> None:
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")


def test_mypy() -> None:
    run("mypy")


def test_imports_run_one_way() -> None:
    below = ("writing", "grammar", "graph")
    allowed = {
        "cli": PACKAGES,
        "tables": ("tables", *below),
        "writing": below,
        "grammar": ("grammar", "graph"),
        "graph": ("graph",),
    }
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            imported = re.findall(
                r"^\s*(?:from|import) backprop\.(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
            )
            assert set(imported) <= set(allowed[package]), path


def imports(module: str, path: Path, modules: set[str]) -> set[str]:
    """Return the modules of ours that one imports, wherever it does."""
    found: set[str] = set()
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            names = {f"{source}.{name.name}" for name in node.names}
            found |= (names & modules) or ({source} & modules)
    return found - {module}


def test_no_circle_of_files() -> None:
    paths = {
        ".".join(["backprop", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__"): path
        for room in PACKAGES
        for path in (ROOT / room).rglob("*.py")
    }
    graph = {module: imports(module, path, {*paths}) for module, path in paths.items()}
    assert sum(map(len, graph.values())) > 400
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_nothing_below_the_command_line_prints() -> None:
    for room in PACKAGES[1:]:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"\bprint\(|\becho\(|sys\.(stdout|stderr)\.write|^import rich|^from rich", text, re.M
            ), path


def test_what_is_written_is_not_read_again() -> None:
    for path in (ROOT / "writing").rglob("*.py"):
        is_read = re.search(r"\bparse\(", path.read_text(encoding="utf-8"))
        assert not is_read or path.name == "evaluation.py", path


def test_help_and_errors_import_nothing_heavy() -> None:
    program = "import sys; import backprop.cli.commands.eval; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"rich.table", "rich.console", "mpmath", "polars"} & set(done.stdout.split())


@pytest.mark.long
def test_the_benchmarks_run_and_write_their_figures(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    run("benchmarks", "start", "--quick", "--json", str(tmp_path / "figures.json"), "--page", str(page))
    assert "| backprop eval --format json | " in page.read_text(encoding="utf-8")
    figures = json.loads((tmp_path / "figures.json").read_text())["start"]
    assert {"python -c pass", "backprop eval", "backprop eval --format json"} <= {
        figure["what"] for figure in figures
    }
    assert all(figure["median"] > 0 and figure["ratio"] > 0 for figure in figures)
