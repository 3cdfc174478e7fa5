"""The same table by other means: ``python -m benchmarks.peers PEER FORMULA INPUT OUTPUT``.

Each reads a table, adds the value and the gradient of a formula, and writes it, as its users would;
all read and write with Polars. The first two get their derivatives from a person.
"""

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

_ROOT = math.sqrt(2 * math.pi)


class Formula(NamedTuple):
    """A formula in the language, and in Python for a library ``m`` of functions; its inputs in order."""

    program: str
    inputs: Sequence[str]
    value: Callable[..., Any]


FORMULAS = {
    "gauss": Formula(
        "L = exp(-((x-m)/s)**2/2)/(sqrt(2*pi)*s)",
        ("x", "m", "s"),
        lambda m, x, mean, s: m.exp(-(((x - mean) / s) ** 2) / 2) / (_ROOT * s),
    ),
    "seed": Formula("L = (a*b + c) * f", ("a", "b", "c", "f"), lambda m, a, b, c, f: (a * b + c) * f),
}


def polars(name: str, source: str, target: str) -> None:
    """Columns written by hand."""
    frame = pl.scan_parquet(source) if source.endswith(".parquet") else pl.scan_csv(source)
    if name == "gauss":
        x, m, s, z, value = (pl.col(column) for column in ("x", "m", "s", "z", "L"))
        frame = (
            frame.with_columns(z=(x - m) / s)
            .with_columns(L=(-(z**2) / 2).exp() / (_ROOT * s))
            .with_columns(dL_dx=-value * z / s, dL_ds=value * (z**2 - 1) / s)
            .with_columns(dL_dm=-pl.col("dL_dx"))
            .select("x", "m", "s", "L", "dL_dx", "dL_dm", "dL_ds")
        )
    else:
        a, b, c, f, d = (pl.col(column) for column in "abcfd")
        frame = frame.with_columns(d=a * b + c).with_columns(
            L=d * f, dL_da=f * b, dL_db=f * a, dL_dc=f, dL_df=d
        )
        frame = frame.drop("d")
    if target.endswith(".parquet"):
        frame.sink_parquet(target)
    else:
        frame.sink_csv(target)


def numpy(name: str, *arrays: Any) -> Sequence[Any]:
    """Arrays, and derivatives written by hand."""
    import numpy as np

    if name == "gauss":
        x, m, s = arrays
        z = (x - m) / s
        value = np.exp(-(z**2) / 2) / (_ROOT * s)
        slope = -value * z / s
        return value, slope, -slope, value * (z**2 - 1) / s
    a, b, c, f = arrays
    d = a * b + c
    return d * f, f * b, f * a, f, d


def jax(name: str, *arrays: Any) -> Sequence[Any]:
    """Jit of vmap of value_and_grad."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    formula = FORMULAS[name]

    def value(*inputs: Any) -> Any:
        return formula.value(jnp, *inputs)

    both = jax.jit(jax.vmap(jax.value_and_grad(value, argnums=tuple(range(len(arrays))))))
    result, slopes = both(*arrays)
    return result, *slopes


def torch(name: str, *arrays: Any) -> Sequence[Any]:
    """Tensors that require a gradient."""
    import torch

    inputs = [torch.tensor(array, requires_grad=True) for array in arrays]
    value = FORMULAS[name].value(torch, *inputs)
    value.sum().backward()
    return value.detach().numpy(), *(given.grad.numpy() for given in inputs)


def casadi(name: str, *arrays: Any) -> Sequence[Any]:
    """A function mapped over columns."""
    import casadi
    import numpy as np

    inputs = [casadi.SX.sym(given) for given in FORMULAS[name].inputs]
    value = FORMULAS[name].value(casadi, *inputs)
    function = casadi.Function("f", inputs, [value, *(casadi.gradient(value, given) for given in inputs)])
    found = function.map(len(arrays[0]))(*(array.reshape(1, -1) for array in arrays))
    return [np.asarray(result).reshape(-1) for result in found]


def sympy(name: str, *arrays: Any) -> Sequence[Any]:
    """Symbolic derivatives, lambdified for NumPy."""
    import numpy as np
    import sympy

    inputs = sympy.symbols(FORMULAS[name].inputs)
    value = FORMULAS[name].value(sympy, *inputs)
    function = sympy.lambdify(inputs, [value, *(value.diff(given) for given in inputs)], "numpy", cse=True)
    return [np.broadcast_to(found, arrays[0].shape) for found in function(*arrays)]


def uncertainties(name: str, *arrays: Any) -> Sequence[Any]:
    """Row by row, for that is what it offers."""
    from uncertainties import ufloat, umath

    rows = []
    for numbers in zip(*(array.tolist() for array in arrays), strict=True):
        inputs = [ufloat(number, 1.0) for number in numbers]
        value = FORMULAS[name].value(umath, *inputs)
        rows.append((value.nominal_value, *(value.derivatives[given] for given in inputs)))
    return [list(column) for column in zip(*rows, strict=True)]


ON_ARRAYS = {peer.__name__: peer for peer in (numpy, jax, torch, casadi, sympy, uncertainties)}


def main() -> None:
    """Run one peer."""
    peer, name, source, target = sys.argv[1:]
    if peer == "polars":
        polars(name, source, target)
        return
    import numpy as np

    frame = pl.read_parquet(source) if source.endswith(".parquet") else pl.read_csv(source)
    inputs = FORMULAS[name].inputs
    value, *slopes = ON_ARRAYS[peer](name, *(frame[given].to_numpy() for given in inputs))
    columns = {"L": value, **{f"dL_d{given}": slope for given, slope in zip(inputs, slopes, strict=True)}}
    frame = frame.with_columns(pl.Series(column, np.asarray(values)) for column, values in columns.items())
    if target.endswith(".parquet"):
        frame.write_parquet(target)
    else:
        frame.write_csv(target)


if __name__ == "__main__":
    main()
