"""The streams of the process, which nothing else touches: what they can show, and what goes to them."""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, NamedTuple

if TYPE_CHECKING:
    from rich.console import RenderableType

_UNLIMITED = 1_000_000

_colours: dict[str, bool] = {}
"""Whether a stream is coloured, as far as the command line says so."""


class Signs(NamedTuple):
    """How local derivatives, products, rules, limits and uncertainties are drawn."""

    partial: str
    dot: str
    times: str
    rule: str
    minus: str
    arrow: str
    plus_minus: str

    def local(self, of: str, by: str) -> str:
        """Return how a node changes with one of its operands; `notation.total` is of the output."""
        return f"{self.partial}{of}/{self.partial}{by}"


class Setting(NamedTuple):
    """The lines before a result: if it is the first one, or if others are before it."""

    opening: Sequence[str]
    between: Sequence[str]


Written = tuple[Literal["stdout", "stderr"], str] | Setting
"""What is printed: a text on a stream, or what sets off the next result."""

_record: list[Written] | None = None

UNICODE = Signs("∂", "·", "×", "─", "−", "→", "±")
ASCII = Signs("d", "*", "*", "-", "-", "->", "+/-")


def is_terminal(stream: Literal["stdin", "stdout", "stderr"]) -> bool:
    """Tell whether somebody sits at the other end."""
    its = getattr(sys, stream)
    return its is not None and bool(its.isatty())


def has_input() -> bool:
    """Tell whether data come in without being asked for: from a pipe or a file."""
    try:
        return not stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def stdin() -> BinaryIO:
    """Return the bytes that come in."""
    return sys.stdin.buffer


def stdout() -> BinaryIO:
    """Return where bytes go out, behind the text before."""
    sys.stdout.flush()
    return sys.stdout.buffer


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text on stdout."""
    texts = (f"{line}\n" for line in lines)
    if _record is None:
        sys.stdout.writelines(texts)
    else:
        _record.append(("stdout", "".join(texts)))


def print_remark(line: str) -> None:
    """Print a line of text on stderr."""
    print_text("stderr", f"{line}\n")


def print_text(stream: Literal["stdout", "stderr"], text: str) -> None:
    """Print a text that is whole lines."""
    if _record is None:
        getattr(sys, stream).write(text)
    else:
        _record.append((stream, text))


def set_off(opening: Sequence[str], between: Sequence[str]) -> None:
    """Leave it to whoever prints what is recorded how its next result is set off."""
    assert _record is not None
    _record.append(Setting(opening, between))


def is_recorded() -> bool:
    """Tell whether what is printed is recorded."""
    return _record is not None


@contextmanager
def recorded() -> Iterator[list[Written]]:
    """Record what is printed on both streams, in its order, as if it went there."""
    global _record
    before, _record = _record, []
    try:
        yield _record
    finally:
        _record = before


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
    return _encoding().lower().startswith("utf")


def _encoding() -> str:
    """Return the encoding of stdout; a text in memory, or nothing, has none and lacks no character."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def signs() -> Signs:
    """Return the signs that stdout can show: by its encoding, and not in the C locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    try:
        "∂·×─−→".encode(_encoding())
    except UnicodeEncodeError:
        return ASCII
    return ASCII if locale in ("C", "POSIX") else UNICODE


def choose_colours(choice: str) -> None:
    """Keep what --color says of stdout and stderr: always, never or auto."""
    _colours.clear()
    if choice != "auto":
        _colours.update(dict.fromkeys(("stdout", "stderr"), choice == "always"))


def is_coloured(stream: Literal["stdout", "stderr"] = "stdout") -> bool:
    """Tell whether a stream takes styles: as the command line says, or the environment, or what it is.

    See https://no-color.org, https://force-color.org and https://bixense.com/clicolors. NO_COLOR leaves
    the bold letters of a result.
    """
    if stream in _colours:
        return _colours[stream]
    if stream == "stderr" and os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    is_forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0")
    if is_forced and stream == "stdout":
        return True
    return is_terminal(stream) and os.environ.get("CLICOLOR") != "0"


def _has_hues() -> bool:
    """Tell whether its styles may have colours, and not only bold and dim letters."""
    return _colours.get("stdout", not os.environ.get("NO_COLOR"))


@contextmanager
def redirected(file: IO[bytes]) -> Iterator[None]:
    """Send what is printed to a file, in UTF-8, and without colours unless the command line asks for them."""
    before = dict(_colours)
    _colours.setdefault("stdout", False)
    text = TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        with redirect_stdout(text):
            yield
    finally:
        _colours.clear()
        _colours.update(before)
        text.detach()


def size() -> tuple[int, int]:
    """Return the columns and the lines of the terminal, or as many as are needed in a pipe."""
    if not is_terminal("stdout"):
        return _UNLIMITED, _UNLIMITED
    from shutil import get_terminal_size

    return get_terminal_size()


def paint() -> Callable[[str, str], str]:
    """Return what gives a text a style such as "bold rises" (see `colours`), as far as stdout takes one."""
    if not is_coloured():
        return unpainted
    codes = {"bold": "1", "dim": "2"}
    if _has_hues():
        from .colours import Colour, Hue

        codes |= {colour.name.lower(): f"38;5;{colour.number}" for colour in (*Colour, *Hue)}

    def painted(text: str, style: str) -> str:
        code = ";".join(codes[word] for word in style.split() if word in codes)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text

    return painted


def unpainted(text: str, style: str) -> str:  # noqa: ARG001
    """Return a text as it is, whatever its style."""
    return text


def drawn(*shown: "RenderableType") -> list[str]:
    """Return what Rich draws as lines of text for stdout.

    Text is shown to the letter: a name such as ``[red]a`` or ``:smile:`` is no markup.
    """
    from rich.console import Console

    columns = None if is_terminal("stdout") else _UNLIMITED
    console = Console(
        force_terminal=is_coloured(),
        color_system="256" if is_coloured() else None,  # as `paint` has it
        no_color=not _has_hues(),
        highlight=False,
        markup=False,
        emoji=False,
        width=columns,
    )
    with console.capture() as capture:
        console.print(*shown, sep="\n")
    return [line.rstrip() for line in capture.get().splitlines()]
