"""The formats of drawings, one file for each, loaded when it is asked for."""

from collections.abc import Callable, Iterator

from .drawing import Drawing

NAMES = ("tree", "dot", "mermaid", "svg", "png")
SINGLE = NAMES[1:]
"""The formats that hold one output."""


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
