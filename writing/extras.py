"""Packages that only some commands need: the extras of the installation."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from backprop.grammar.problem import Problem

EXTRAS = {
    "fit": "numpy polars scipy",
    "pictures": "latex2mathml pygraphviz",
    "plots": "matplotlib",
    "simplify": "sympy",
    "sql": "sqlglot",
    "tables": "numpy polars",
    "uncertainty": "scipy",
}
"""The packages of each extra, as pip finds them anywhere."""


def extra(module: str, purpose: str, name: str) -> Any:
    """Import a module of an extra. Raises Problem with the packages to install where it is missing."""
    try:
        return import_module(module)
    except ImportError:
        raise _missing(module.partition(".")[0], purpose, name) from None


def require(package: str, purpose: str, name: str) -> None:
    """Raise Problem where a package is missing, without the time that it takes to import it."""
    if find_spec(package) is None:
        raise _missing(package, purpose, name)


def _missing(package: str, purpose: str, name: str) -> Problem:
    return Problem(f"{purpose} need the package {package}", hint=f"install it: pip install {EXTRAS[name]}")
