"""What stdout can show: its signs, its colours, its width."""

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Signs:
    """How derivatives, products, rules and limits are drawn."""

    derivative: str
    dot: str
    times: str
    rule: str
    minus: str
    arrow: str


UNICODE = Signs("∂", "·", "×", "─", "−", "→")
ASCII = Signs("d", "*", "*", "-", "-", "->")


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
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def console() -> "Console":
    """Return Rich's view of stdout: as wide as the terminal, or as needed in a pipe.

    Text is shown to the letter: a name such as ``[red]a`` or ``:smile:`` is no markup.
    """
    from rich.console import Console

    width = None if sys.stdout.isatty() else _UNLIMITED
    return Console(highlight=False, markup=False, emoji=False, width=width)
