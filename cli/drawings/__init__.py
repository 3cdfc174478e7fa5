"""The formats of drawings, a module for each, which declares itself as a `Format` named FORMAT."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple

import click

from backprop.writing.modules import Modules

from .drawing import Drawing


class Format(NamedTuple):
    """How a format of drawings declares itself.

    extensions  those of its files
    write       takes a drawing, and significant digits; gives lines of text, or the bytes of a picture
    is_single   it holds one output
    remark      says what is to be told of a drawing, if anything is
    """

    extensions: Sequence[str]
    write: Callable[[Drawing, int], Iterable[str] | bytes]
    is_single: bool = True
    remark: Callable[[Drawing], str | None] = lambda drawing: None

    def render(self, drawing: Drawing, digits: int) -> bytes:
        """Return a drawing as bytes."""
        written = self.write(drawing, digits)
        if isinstance(written, bytes):
            return written
        return "".join(f"{line}\n" for line in written).encode(errors="backslashreplace")


FORMATS: Modules[Format] = Modules(__name__, "FORMAT", first=["tree"], shared=["drawing"])


def chosen(path: str | None, name: str | None) -> str:
    """Return the format of a file, or of stdout: the one that --format names, or that of its extension."""
    if name is not None or path is None:
        return name or FORMATS.names[0]
    extension = PurePath(path).suffix.lower()
    found = next((name for name in FORMATS.names if extension in FORMATS.load(name).extensions), None)
    if found is None:
        names = ", ".join(FORMATS.names)
        raise click.UsageError(
            f"the extension of {path} says no format; give it with --format, one of {names}"
        )
    return found
