"""Packages that only some commands need: the extras of the installation."""

from importlib import import_module
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
        package = module.partition(".")[0]
        hint = f"install it: pip install {EXTRAS[name]}"
        raise Problem(f"{purpose} need the package {package}", hint=hint) from None
