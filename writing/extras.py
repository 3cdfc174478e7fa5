"""Packages that only some commands need: the extras of the installation."""

from importlib import import_module
from typing import Any

from backprop.grammar.problem import Problem


def extra(module: str, purpose: str, name: str) -> Any:
    """Import a module of an extra. Raises Problem with the name of the extra where it is missing."""
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        hint = f"install it: pip install 'backprop-cli[{name}]'"
        raise Problem(f"{purpose} need the package {package}", hint=hint) from None
