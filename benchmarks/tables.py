"""A table of data: `backprop map` beside Polars by hand and others, from file to file; memory."""

import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from .measure import BACKPROP, PYTHON, Figure, in_turns, peak_mebibytes

_SLOW = {"uncertainties": 100}
"""Peers that get only a part of the rows; their times are multiplied."""


def run(*, quick: bool) -> list[Figure]:
    """Measure whole processes on Parquet and CSV, and the memory as rows grow."""
    if find_spec("polars") is None:
        return []
    rows, rounds = (200_000, 1) if quick else (10_000_000, 3)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("gauss", "seed"):
            for extension in ("parquet", "csv"):
                figures += _compared(Path(folder), name, extension, rows, rounds)
        figures += _memory(Path(folder), 10 if quick else 1, rows, 1 if quick else 5)  # peaks vary
    return figures


def _compared(folder: Path, name: str, extension: str, rows: int, rounds: int) -> list[Figure]:
    from .peers import FORMULAS, ON_ARRAYS

    source, target = folder / f"{name}.{extension}", folder / f"out.{extension}"
    _fill(source, FORMULAS[name].inputs, rows)
    commands: dict[str, Sequence[str]] = {
        "polars": _peer("polars", name, source, target),
        "backprop map": [BACKPROP, "map", FORMULAS[name].program, str(source), "-o", str(target)],
    }
    parts: Mapping[str, int] = {peer: _SLOW.get(peer, 1) for peer in ON_ARRAYS}
    for peer in ON_ARRAYS:
        if find_spec(peer):
            given = source
            if parts[peer] > 1:
                given = folder / f"{name}-part.{extension}"
                _fill(given, FORMULAS[name].inputs, rows // parts[peer])
            commands[peer] = _peer(peer, name, given, target)
    times = in_turns(commands, rounds)
    times = {peer: time * parts.get(peer, 1) for peer, time in times.items()}
    title = f"{name}, {extension}, {rows:,} rows"
    reference = "polars"
    return [
        Figure(f"{title}: {peer}", time, "s", time / times[reference], "Polars by hand")
        for peer, time in times.items()
    ]


def _memory(folder: Path, divisor: int, rows: int, rounds: int) -> list[Figure]:
    from .peers import FORMULAS

    figures: list[Figure] = []
    for count in (rows // divisor, 10 * rows // divisor):
        source, target = folder / "large.parquet", folder / "out.parquet"
        _fill(source, FORMULAS["gauss"].inputs, count)
        command = [BACKPROP, "map", FORMULAS["gauss"].program, str(source), "-o", str(target)]
        peak = median(peak_mebibytes(command, Path("/dev/null")) for _ in range(rounds))
        ratio = peak / figures[0].median if figures else None
        to = figures[0].what if figures else ""
        figures.append(Figure(f"peak memory, parquet, {count:,} rows", peak, "MiB", ratio, to))
    return figures


def _peer(peer: str, name: str, source: Path, target: Path) -> Sequence[str]:
    return [PYTHON, "-m", "benchmarks.peers", peer, name, str(source), str(target)]


def _fill(file: Path, inputs: Sequence[str], rows: int) -> None:
    """Write a table of random numbers, block by block, the last column from 0.5 to 2."""
    import numpy as np
    import polars as pl

    chance = np.random.default_rng(1)
    block = 1_000_000

    def numbers(frame: pl.DataFrame) -> pl.DataFrame:
        columns = {name: chance.normal(size=frame.height) for name in inputs[:-1]}
        return pl.DataFrame({**columns, inputs[-1]: chance.uniform(0.5, 2.0, size=frame.height)})

    blocks = [
        pl.LazyFrame({"row": pl.int_range(min(block, rows - start), eager=True)}).map_batches(
            numbers, schema=pl.Schema(dict.fromkeys(inputs, pl.Float64())), streamable=True
        )
        for start in range(0, rows, block)
    ]
    table = pl.concat(blocks)
    if file.suffix == ".parquet":
        table.sink_parquet(file)
    else:
        table.sink_csv(file)
