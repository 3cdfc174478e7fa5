"""The formats of drawings, one file for each, loaded when it is asked for."""

from collections.abc import Callable, Iterator
from pathlib import PurePath

import click

from .drawing import Drawing

NAMES = ("tree", "dot", "mermaid", "svg", "png")
SINGLE = NAMES[1:]
"""The formats that hold one output."""

_EXTENSIONS = {
    ".txt": "tree",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".svg": "svg",
    ".png": "png",
}


def chosen(path: str | None, name: str | None) -> str:
    """Return the format of a file, or of stdout: the one that --format names, or that of its extension."""
    if name is not None or path is None:
        return name or NAMES[0]
    found = _EXTENSIONS.get(PurePath(path).suffix.lower())
    if found is None:
        raise click.UsageError(
            f"the extension of {path} says no format; give it with --format, one of {', '.join(NAMES)}"
        )
    return found


def render(drawing: Drawing, name: str, digits: int) -> bytes:
    """Return a drawing in one format."""
    if name in ("svg", "png"):
        from . import picture

        return picture.render(drawing, digits, name)
    lines = _format(name)(drawing, digits)
    return "".join(f"{line}\n" for line in lines).encode(errors="backslashreplace")


def _format(name: str) -> Callable[[Drawing, int], Iterator[str]]:
    if name == "tree":
        from . import tree

        return tree.write
    if name == "dot":
        from . import dot

        return dot.write
    from . import mermaid

    return mermaid.write
