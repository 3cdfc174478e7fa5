"""``python -m benchmarks``: backprop beside its peers, in one run.

Every figure is a median; every comparison is a ratio of medians taken in turns, for machines are
noisy. Peers that are not installed are left out. The figures are also written as JSON,
and those of all parts as a page of the documentation.
"""

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import fitting, growth, page, start, tables, throughput, uncertainty
from .measure import Figure

PARTS = {
    "start": start.run,
    "throughput": throughput.run,
    "growth": growth.run,
    "tables": tables.run,
    "uncertainty": uncertainty.run,
    "fitting": fitting.run,
}


def main() -> None:
    """Run the parts that are asked for, print a table of each and write them as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller runs")
    parser.add_argument("--json", type=Path, default=Path("benchmarks.json"), help="the file to write")
    parser.add_argument(
        "--page", type=Path, help="the page to write; docs/benchmarks.md, once all is measured in full"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    console = Console()
    figures: dict[str, list[Figure]] = {}
    for part in arguments.parts:
        figures[part] = PARTS[part](quick=arguments.quick)
        console.print(_table(part, figures[part]))
    record = {part: [figure._asdict() for figure in found] for part, found in figures.items()}
    arguments.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    if arguments.page:
        page.write(figures, arguments.page)
    elif list(figures) == list(PARTS) and not arguments.quick:
        page.write(figures)


def _table(part: str, figures: list[Figure]) -> Table:
    table = Table(title=part, title_justify="left")
    table.add_column("what")
    for heading in ("median", "unit", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("ratio to")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(figure.what, f"{figure.median:.4g}", figure.unit, ratio, figure.to)
    return table


if __name__ == "__main__":
    main()
