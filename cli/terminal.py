"""The streams of the process, which nothing else touches: what they can show, and what goes to them."""

import os
import sys
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from .colours import Colour

if TYPE_CHECKING:
    from rich.console import RenderableType

_UNLIMITED = 1_000_000


class Signs(NamedTuple):
    """How local derivatives, products, rules and limits are drawn."""

    partial: str
    dot: str
    times: str
    rule: str
    minus: str
    arrow: str

    def local(self, of: str, by: str) -> str:
        """Return how a node changes with one of its operands; `notation.total` is of the output."""
        return f"{self.partial}{of}/{self.partial}{by}"


UNICODE = Signs("∂", "·", "×", "─", "−", "→")
ASCII = Signs("d", "*", "*", "-", "-", "->")


def is_terminal(stream: Literal["stdin", "stdout", "stderr"]) -> bool:
    """Tell whether somebody sits at the other end."""
    return bool(getattr(sys, stream).isatty())


def stdin() -> BinaryIO:
    """Return the bytes that come in."""
    return sys.stdin.buffer


def stdout() -> BinaryIO:
    """Return where bytes go out, behind the text before."""
    sys.stdout.flush()
    return sys.stdout.buffer


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text on stdout."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def print_remark(line: str) -> None:
    """Print a line of text on stderr."""
    sys.stderr.write(f"{line}\n")


def flush() -> None:
    """Send on what is printed, for a reader who waits for it."""
    sys.stdout.flush()


def escape_others() -> None:
    """Print characters that an encoding lacks by their numbers."""
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(errors="backslashreplace")


def has_all_characters() -> bool:
    """Tell whether stdout needs no escapes."""
    return sys.stdout.encoding.lower().startswith("utf")


def signs() -> Signs:
    """Return the signs that stdout can show: by its encoding, and not in the C locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    try:
        "∂·×─−→".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return ASCII
    return ASCII if locale in ("C", "POSIX") else UNICODE


def is_coloured() -> bool:
    """Tell whether stdout takes colours: a terminal, or a pipe that is told so."""
    if os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    return is_terminal("stdout") or bool(os.environ.get("FORCE_COLOR"))


def size() -> tuple[int, int]:
    """Return the columns and the lines of the terminal, or as many as are needed in a pipe."""
    if not is_terminal("stdout"):
        return _UNLIMITED, _UNLIMITED
    from shutil import get_terminal_size

    return get_terminal_size()


def paint() -> Callable[[str, str], str]:
    """Return what gives a text a style such as "bold rises" (see `colours`), as far as stdout takes one."""
    if not is_coloured():
        return lambda text, style: text
    has_colours = not os.environ.get("NO_COLOR")
    codes = {"bold": "1", "dim": "2"}
    if has_colours:
        codes |= {colour.name.lower(): f"38;5;{colour.number}" for colour in Colour}

    def painted(text: str, style: str) -> str:
        code = ";".join(codes[word] for word in style.split() if word in codes)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text

    return painted


def drawn(*shown: "RenderableType") -> list[str]:
    """Return what Rich draws as lines of text for stdout.

    Text is shown to the letter: a name such as ``[red]a`` or ``:smile:`` is no markup.
    """
    from rich.console import Console

    columns = None if is_terminal("stdout") else _UNLIMITED
    palette: Literal["256"] | None = "256" if is_coloured() else None  # as `paint` has it
    console = Console(highlight=False, markup=False, emoji=False, width=columns, color_system=palette)
    with console.capture() as capture:
        console.print(*shown, sep="\n")
    return [line.rstrip() for line in capture.get().splitlines()]
