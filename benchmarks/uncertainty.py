"""Uncertainties: `map --uncertainty` beside `map` and `uncertainties`; Monte Carlo beside NumPy by hand.

A peer runs as ``python -m benchmarks.uncertainty PEER INPUT OUTPUT``, or with a number of draws for both.
"""

import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .measure import BACKPROP, PYTHON, Figure, in_turns

if TYPE_CHECKING:
    import polars as pl

_MODULE = "benchmarks.uncertainty"
_PART = 100
"""`uncertainties` gets so small a part of the rows, and its time is multiplied."""

_AT = {"x": (1.3, 0.1), "m": (0.5, 0.2), "s": (2.0, 0.1)}
"""The inputs of gauss: the means of the draws and their standard uncertainties."""


def run(*, quick: bool) -> list[Figure]:
    """Measure whole processes."""
    if find_spec("polars") is None:
        return []
    rows, rounds = (200_000, 1) if quick else (10_000_000, 3)
    return [*_rows(rows, rounds), *_draws(rows, rounds)]


def _rows(rows: int, rounds: int) -> list[Figure]:
    from .peers import FORMULAS

    program = FORMULAS["gauss"].program
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for extension in ("parquet", "csv"):
            source, part, target = (Path(folder) / f"{name}.{extension}" for name in ("in", "part", "out"))
            _fill(source, rows)
            _fill(part, rows // _PART)
            plain: Sequence[str] = [BACKPROP, "map", program, str(source), "-o", str(target)]
            commands: dict[str, Sequence[str]] = {
                "map": plain,
                "map --uncertainty": [*plain, "--uncertainty"],
            }
            if find_spec("uncertainties"):
                for peer in ("uncertainties", "unumpy"):
                    commands[peer] = [PYTHON, "-m", _MODULE, peer, str(part), str(target)]
            times = in_turns(commands, rounds)
            for name, time in times.items():
                whole = time if name.startswith("map") else time * _PART
                title = f"gauss, {extension}, {rows:,} rows: {name}"
                figures.append(Figure(title, whole, "s", whole / times["map"], "plain map"))
    return figures


def _draws(draws: int, rounds: int) -> list[Figure]:
    from .peers import FORMULAS

    given = [f"{name}={mean}±{width}" for name, (mean, width) in _AT.items()]
    asked = ["--monte-carlo", str(draws)]
    commands: dict[str, Sequence[str]] = {
        "NumPy by hand": [PYTHON, "-m", _MODULE, "draws", str(draws), str(draws)],
        "backprop uncertainty": [BACKPROP, "uncertainty", FORMULAS["gauss"].program, *given, *asked],
    }
    times = in_turns(commands, rounds)
    return [
        Figure(f"gauss, {draws:,} draws: {name}", time, "s", time / times["NumPy by hand"], "NumPy by hand")
        for name, time in times.items()
    ]


def _fill(path: Path, rows: int) -> None:
    import numpy as np
    import polars as pl

    generator = np.random.default_rng(1)
    columns = {name: mean + generator.standard_normal(rows) / 4 for name, (mean, _) in _AT.items()}
    columns |= {f"u_{name}": width * generator.random(rows) for name, (_, width) in _AT.items()}
    frame = pl.DataFrame(columns)
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path)


def _by_rows(source: str, target: str) -> None:
    """`uncertainties`, row by row."""
    from uncertainties import ufloat, umath

    from .peers import FORMULAS

    frame = _read(source)
    names = [column for name in _AT for column in (name, f"u_{name}")]
    results = []
    for x, u_x, m, u_m, s, u_s in frame.select(names).iter_rows():
        result = FORMULAS["gauss"].value(umath, ufloat(x, u_x), ufloat(m, u_m), ufloat(s, u_s))
        results.append((result.nominal_value, result.std_dev))
    values, widths = zip(*results, strict=True)
    _write(frame, values, widths, target)


def _by_arrays(source: str, target: str) -> None:
    """`uncertainties.unumpy`."""
    from uncertainties import unumpy

    from .peers import FORMULAS

    frame = _read(source)
    arrays = [unumpy.uarray(frame[name].to_numpy(), frame[f"u_{name}"].to_numpy()) for name in _AT]
    result = FORMULAS["gauss"].value(unumpy, *arrays)
    _write(frame, unumpy.nominal_values(result), unumpy.std_devs(result), target)


def _by_draws(draws: str, _: str) -> None:
    """NumPy by hand: draws, the formula, mean, standard deviation, and both intervals."""
    import numpy as np

    from .peers import FORMULAS

    count, generator = int(draws), np.random.default_rng(1)
    inputs = [mean + width * generator.standard_normal(count) for mean, width in _AT.values()]
    result = np.sort(FORMULAS["gauss"].value(np, *inputs))
    inside = round(0.95 * count)
    below = (count - inside) // 2
    shortest = np.argmin(result[inside:] - result[:-inside])
    sys.stdout.write(f"{result.mean()} {result.std(ddof=1)} {result[below]} {result[below + inside]} ")
    sys.stdout.write(f"{result[shortest]} {result[shortest + inside]}\n")


def _read(source: str) -> "pl.DataFrame":
    import polars as pl

    return pl.read_parquet(source) if source.endswith(".parquet") else pl.read_csv(source)


def _write(frame: "pl.DataFrame", values: Sequence[float], widths: Sequence[float], target: str) -> None:
    import polars as pl

    frame = frame.with_columns(pl.Series("L", values), pl.Series("u_L", widths))
    if target.endswith(".parquet"):
        frame.write_parquet(target)
    else:
        frame.write_csv(target)


if __name__ == "__main__":
    _PEERS = {"uncertainties": _by_rows, "unumpy": _by_arrays, "draws": _by_draws}
    peer, *paths = sys.argv[1:]
    _PEERS[peer](*paths)
