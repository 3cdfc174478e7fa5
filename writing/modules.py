"""The modules of a package that are choices by their names: languages, formats, commands."""

import sys
from collections.abc import Collection, Sequence
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


class Modules:
    """A package in which a new module is a new choice. Each is imported when it is asked for."""

    def __init__(self, package: str, first: Sequence[str] = (), shared: Collection[str] = ()) -> None:
        """``first`` are the names that lead the list, ``shared`` modules that are no choices."""
        self._package, self._first, self._shared = package, first, shared

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names, those that lead in front, the others by the alphabet."""
        found = {module.name for module in iter_modules(sys.modules[self._package].__path__)}
        return (*self._first, *sorted(found - {*self._first, *self._shared}))

    def load(self, name: str) -> ModuleType:
        """Return the module of a name."""
        return import_module(f"{self._package}.{name}")
