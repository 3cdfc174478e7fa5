"""What the tests share: the installed command, run as a user runs it."""

import os
import subprocess
import sysconfig
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("cli", "tables", "writing", "grammar", "graph")
COMMAND = Path(sysconfig.get_path("scripts")) / "backprop"

Run = Callable[..., "Outcome"]


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, everything is installed that a test needs, so one that is skipped has failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report
