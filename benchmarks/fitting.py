"""A fit: `backprop fit` beside gnuplot, SciPy, lmfit, iminuit and JAX, as whole processes.

A peer runs as ``python -m benchmarks.fitting PEER MODEL FILE``. Only ``curve_fit`` is told the derivatives.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from .measure import BACKPROP, PYTHON, Figure, in_turns, peak_mebibytes

_MODULE = "benchmarks.fitting"
_MISRA1A = [
    (77.6, 10.07), (114.9, 14.73), (141.1, 17.94), (190.8, 23.93), (239.9, 29.61), (289.0, 35.18),
    (332.8, 40.02), (378.4, 44.82), (434.8, 50.76), (477.3, 55.05), (536.8, 61.01), (593.1, 66.40),
    (689.1, 75.47), (760.0, 81.78),
]  # fmt: skip
"""NIST StRD, nonlinear regression: x and y."""


class Model(NamedTuple):
    """A model in the language and in Python for a library ``m``, its starts, and its derivatives by hand."""

    program: str
    starts: dict[str, float]
    value: Callable[..., Any]
    slopes: Callable[..., Any]


def _misra_slopes(m: Any, x: Any, a: Any, b: Any) -> list[Any]:
    small = m.exp(-b * x)
    return [1 - small, a * x * small]


def _peak_slopes(m: Any, x: Any, a: Any, k: Any, h: Any, c: Any, w: Any) -> list[Any]:
    fall, z = m.exp(-k * x), (x - c) / w
    peak = m.exp(-z * z)
    return [fall, -a * x * fall, peak, 2 * h * peak * z / w, 2 * h * peak * z * z / w]


MODELS = {
    "Misra1a": Model(
        "y = a*(1 - exp(-b*x))", {"a": 250, "b": 0.0005},
        lambda m, x, a, b: a * (1 - m.exp(-b * x)), _misra_slopes,
    ),
    "peak": Model(
        "y = a*exp(-k*x) + h*exp(-((x - c)/w)**2)", {"a": 1, "k": 1, "h": 1, "c": 4, "w": 1},
        lambda m, x, a, k, h, c, w: a * m.exp(-k * x) + h * m.exp(-(((x - c) / w) ** 2)), _peak_slopes,
    ),
}  # fmt: skip


def run(*, quick: bool) -> list[Figure]:
    """Measure whole processes for a small table and a large one, and the memory as rows grow."""
    if find_spec("polars") is None or find_spec("scipy") is None:
        return []
    rows, rounds = (20_000, 1) if quick else (1_000_000, 5)
    with tempfile.TemporaryDirectory() as folder:
        figures = _compared(Path(folder), "Misra1a", len(_MISRA1A), rounds)
        figures += _compared(Path(folder), "peak", rows, rounds)
        for count in (rows, 10 * rows):
            path = Path(folder) / "memory.parquet"
            _fill(path, "peak", count)
            peak = peak_mebibytes(_ours("peak", path), path)
            figures.append(Figure(f"peak, {count:,} rows: memory", peak, "MiB"))
    return figures


def _compared(folder: Path, name: str, rows: int, rounds: int) -> list[Figure]:
    parquet, text = folder / f"{name}.parquet", folder / f"{name}.csv"
    for path in (parquet, text):
        _fill(path, name, rows)
    commands: dict[str, Sequence[str]] = {
        "curve_fit, derivatives by hand": _peer("curve_fit", name, parquet),
        "backprop fit": _ours(name, parquet),
    }
    for peer, package in (("lmfit", "lmfit"), ("iminuit", "iminuit"), ("jax", "jaxopt")):
        if find_spec(package):
            commands[peer] = _peer(peer, name, parquet)
    if shutil.which("gnuplot"):
        commands["gnuplot"] = _gnuplot(name, text)
    times = in_turns(commands, rounds)
    first = next(iter(commands))
    return [
        Figure(f"{name}, {rows:,} rows: {peer}", time, "s", time / times[first], first)
        for peer, time in times.items()
    ]


def _ours(name: str, path: Path) -> Sequence[str]:
    model = MODELS[name]
    return [BACKPROP, "fit", model.program, str(path), *(f"{key}={at}" for key, at in model.starts.items())]


def _peer(peer: str, name: str, path: Path) -> Sequence[str]:
    return [PYTHON, "-m", _MODULE, peer, name, str(path)]


def _gnuplot(name: str, path: Path) -> Sequence[str]:
    model = MODELS[name]
    starts = "; ".join(f"{key}={float(at)!r}" for key, at in model.starts.items())
    formula = model.program.partition("= ")[2]
    fit = f"fit f(x) '{path}' every ::1 using 1:2 via {','.join(model.starts)}"
    how = "set datafile separator ','; set fit quiet logfile '/dev/null'"
    script = f"{how}; f(x)={formula}; {starts}; {fit}; print {', '.join(model.starts)}"
    return ["gnuplot", "-e", script]


def _fill(path: Path, name: str, rows: int) -> None:
    import numpy as np
    import polars as pl

    if name == "Misra1a":
        frame = pl.DataFrame(_MISRA1A, ["x", "y"], orient="row")
    else:
        generator = np.random.default_rng(1)
        x = generator.uniform(0, 10, rows)
        y = MODELS[name].value(np, x, 2.5, 0.7, 1.3, 5.0, 1.2) + generator.normal(0, 0.05, rows)
        frame = pl.DataFrame({"x": x, "y": y})
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path)


def curve_fit(model: Model, x: Any, y: Any) -> Any:
    """SciPy's, with derivatives by hand."""
    import numpy as np
    from scipy.optimize import curve_fit

    return curve_fit(
        lambda x, *at: model.value(np, x, *at),
        x,
        y,
        [*model.starts.values()],
        jac=lambda x, *at: np.column_stack(model.slopes(np, x, *at)),
    )


def lmfit(model: Model, x: Any, y: Any) -> Any:
    """The same by lmfit, which differences the model."""
    import lmfit
    import numpy as np

    parameters = lmfit.create_params(**model.starts)
    return lmfit.minimize(lambda p: model.value(np, x, *p.valuesdict().values()) - y, parameters)


def iminuit(model: Model, x: Any, y: Any) -> Any:
    """The same by Minuit."""
    import iminuit
    import numpy as np

    def cost(*at: float) -> float:
        return float(np.sum((model.value(np, x, *at) - y) ** 2))

    cost.errordef = 1.0  # type: ignore[attr-defined]
    found = iminuit.Minuit(cost, *model.starts.values(), name=[*model.starts])
    found.migrad()
    found.hesse()
    return found.values


def jax(model: Model, x: Any, y: Any) -> Any:
    """The same by JAX, which derives and compiles the model."""
    import jax
    import jax.numpy as jnp
    import jaxopt

    jax.config.update("jax_enable_x64", True)
    solver = jaxopt.LevenbergMarquardt(lambda at: model.value(jnp, x, *at) - y)
    return solver.run(jnp.array([*model.starts.values()], dtype=float))


PEERS = {peer.__name__: peer for peer in (curve_fit, lmfit, iminuit, jax)}


def main() -> None:
    """Run one peer."""
    import polars as pl

    peer, name, path = sys.argv[1:]
    frame = pl.read_parquet(path)
    found = PEERS[peer](MODELS[name], frame["x"].to_numpy(), frame["y"].to_numpy())
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
