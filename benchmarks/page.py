"""The figures as one page, with what they were measured on."""

import datetime
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .measure import Figure

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"

_PACKAGES = """
click lark rich numpy polars scipy sympy micrograd casadi uncertainties lmfit iminuit jax jaxopt pyspark
""".split()

_TITLES = {
    "start": "Start",
    "throughput": "Many formulas",
    "growth": "Large programs",
    "tables": "Tables",
    "uncertainty": "Uncertainties",
    "fitting": "Fits",
}

_HEAD = """# Benchmarks

`python -m benchmarks` measured this, and wrote this page. Each figure is a median of runs in turns; a ratio
is to the row that it names, of the same run. On another machine the figures differ, and the ratios less.
"""


def write(figures: Mapping[str, Sequence[Figure]], file: Path = PAGE) -> None:
    """Write the page of the figures of all parts."""
    file.write_text("\n".join(_lines(figures)) + "\n", encoding="utf-8")


def _lines(figures: Mapping[str, Sequence[Figure]]) -> list[str]:
    lines = [_HEAD, f"{datetime.date.today().isoformat()}, {_machine()}: {', '.join(_versions())}."]
    for part, found in figures.items():
        lines += [
            "",
            f"## {_TITLES[part]}",
            "",
            "| what | median | ratio | to |",
            "| --- | ---: | ---: | --- |",
        ]
        for its in found:
            ratio = "" if its.ratio is None else f"{its.ratio:.2f}"
            lines.append(f"| {_cell(its.what)} | {its.median:,.4g} {its.unit} | {ratio} | {_cell(its.to)} |")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _machine() -> str:
    return f"{platform.system()} on {os.cpu_count()} cores ({platform.machine()})"


def _versions() -> list[str]:
    found = [f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found
