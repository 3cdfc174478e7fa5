"""The formats of drawings, one file for each, loaded when it is asked for."""

from .drawing import Drawing

NAMES = ("tree", "dot", "mermaid", "svg", "png")
SINGLE = NAMES[1:]
"""The formats that hold one output."""


def render(drawing: Drawing, name: str, digits: int) -> bytes:
    """Return a drawing in one format."""
    if name in ("svg", "png"):
        from . import picture

        return picture.render(drawing, digits, name)
    if name == "tree":
        from . import tree as format_
    elif name == "dot":
        from . import dot as format_
    else:
        from . import mermaid as format_
    return "".join(f"{line}\n" for line in format_.write(drawing, digits)).encode(errors="backslashreplace")
