"""The modules of a package that are choices by their names: languages, formats, commands."""

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Generic, TypeVar, cast

Choice = TypeVar("Choice")


class Modules(Generic[Choice]):
    """A package in which a new module is a new choice. Each is imported when it is asked for."""

    def __init__(
        self, package: str, declares: str, first: Sequence[str] = (), shared: Collection[str] = ()
    ) -> None:
        """``declares`` is the name of a choice in its module.

        ``first`` are the names that lead the list, ``shared`` modules that are no choices.
        """
        self._package, self._declares, self._first, self._shared = package, declares, first, shared

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names, those that lead in front, the others by the alphabet."""
        path = sys.modules[self._package].__path__
        found = {name for folder in path for name in _modules(folder)}
        return (*self._first, *sorted(found - {*self._first, *self._shared}))

    def load(self, name: str) -> Choice:
        """Return the choice of a name."""
        return cast(Choice, getattr(self._module(name), self._declares))

    def extensions(self, name: str) -> Sequence[str]:
        """Return the extensions of its files: those that its module declares, and its name."""
        return (*getattr(self._module(name), "EXTENSIONS", ()), f".{name}")

    def of_extension(self, extension: str) -> str | None:
        """Return the choice that files of an extension hold, if it is that of any."""
        if extension[1:] in self.names:
            return extension[1:]
        return next((name for name in self.names if extension in self.extensions(name)), None)

    def _module(self, name: str) -> ModuleType:
        return import_module(f"{self._package}.{name}")


def _modules(folder: str) -> Iterator[str]:
    """Yield the names of the modules in a folder, without `pkgutil`, which takes long to load."""
    try:
        files = os.listdir(folder)
    except NotADirectoryError:  # in an archive
        from pkgutil import iter_modules

        yield from (module.name for module in iter_modules([folder]))
    else:
        yield from (name[:-3] for name in files if name.endswith(".py") and name != "__init__.py")
