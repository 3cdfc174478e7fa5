"""The formats of drawings, a module for each, which declares itself as a `Format` named FORMAT."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from backprop.writing.modules import Modules

from .drawing import Drawing


class Format(NamedTuple):
    """How a format of drawings declares itself.

    write      takes a drawing, and significant digits; gives lines of text, or the bytes of a picture
    is_single  it holds one output
    remark     says what is to be told of a drawing, if anything is
    """

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
