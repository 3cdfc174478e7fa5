"""What the tests share: the installed command, run as a user runs it."""

import os
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("cli", "tables", "writing", "grammar", "graph")
COMMAND = Path(sysconfig.get_path("scripts")) / "backprop"

Run = Callable[..., "Outcome"]

FEW = {
    "test_a_file_without_its_end_is_refused": 2,
    "test_a_sum": 1,
    "test_deep_programs_are_only_long": 2,
    "test_functions_of_optimisation": 3,
    "test_it_fits_the_width": 1,
    "test_its_numbers_are_those_of_the_lesson": 2,
    "test_mathematics_in_markdown_survives_markdown": 12,
    "test_memory_is_flat": 0,
    "test_no_derivative_is_called_wrong_at_large_and_tiny_inputs": 2,
    "test_no_derivative_is_called_wrong_in_random_programs": 1,
    "test_no_rule_of_axe_is_broken": 1,
    "test_pictures_are_the_same_each_time": 0,
    "test_random_lines_against_linear_algebra": 0,
    "test_the_gradient_of_large_programs": 2,
    "test_the_program_of_a_fit_keeps_nothing_of_its_starts": 0,
    "test_where_textbook_formulas_lose_their_digits": 8,
}
"""Tests that take seconds, and how many of each are run every day: the others are long."""


def some(count: int, all_of_them: Iterable[Any]) -> list[Any]:
    """Return the parameters of a test, of which those after the first ``count`` are long."""
    return [
        pytest.param(
            *(one if isinstance(one, tuple) else [one]), marks=pytest.mark.long if place >= count else ()
        )
        for place, one in enumerate(all_of_them)
    ]


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    stdout: str
    stderr: str
    code: int


def environment(**changes: str | None) -> dict[str, str]:
    """Return the environment of a plain UTF-8 terminal session, with some variables changed or removed."""
    ours = {"LC_ALL": "C.UTF-8", "NO_COLOR": None, "FORCE_COLOR": None, "COLUMNS": None, **changes}
    merged = {**os.environ, **ours}
    return {name: value for name, value in merged.items() if value is not None}


@pytest.fixture(scope="session")
def backprop() -> Run:
    """Run the installed command: ``backprop("eval", "a*b", "a=2", "b=3", stdin="...")``."""

    def run(*arguments: str | bytes, stdin: str | bytes | None = None, **variables: str | None) -> Outcome:
        given: dict[str, Any] = {"stdin": subprocess.DEVNULL}
        if stdin is not None:
            given = {"input": stdin.encode() if isinstance(stdin, str) else stdin}
        done = subprocess.run(
            [COMMAND, *arguments],
            capture_output=True,
            env=environment(**variables),
            timeout=120,
            check=False,
            **given,
        )
        return Outcome(done.stdout.decode(), done.stderr.decode(), done.returncode)

    return run


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests as long that go beyond `FEW`."""
    found: Counter[str] = Counter()
    for item in items:
        name = getattr(item, "originalname", item.name)
        found[name] += 1
        if found[name] > FEW.get(name, found[name]):
            item.add_marker(pytest.mark.long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, everything is installed that a test needs, so one that is skipped has failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report
