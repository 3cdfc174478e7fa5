"""The pictures in the README: ``python -m tests.picture`` writes them anew."""

import html
import io
import os
import re
import shlex
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from .conftest import ROOT
from .fuzz import run

PICTURE = ROOT / "docs" / "table.svg"
GRAPH = ROOT / "docs" / "graph.svg"
COMMAND = 'backprop eval "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2'

_THEME = TerminalTheme(
    (24, 26, 31),
    (220, 223, 228),
    [(40, 44, 52), (224, 108, 117), (126, 200, 120), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194), (220, 223, 228)],
)  # fmt: skip


def draw() -> str:
    """Return the command and its table as an SVG that loads nothing from elsewhere."""
    with patch.dict(os.environ, {"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": ""}):
        code, shown, _ = run(shlex.split(COMMAND)[1:])
    assert code == 0
    console = Console(record=True, width=82, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(f"[dim]$[/dim] {COMMAND}\n")
    console.print(Text.from_ansi(shown.rstrip()))
    svg = console.export_svg(title="backprop", theme=_THEME, unique_id="table")
    return re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)


def draw_graph() -> str:
    """Return the graph of the same program."""
    code, svg, _ = run(["graph", *shlex.split(COMMAND)[2:], "--format", "svg"])
    assert code == 0
    return svg


def text(svg: str) -> str:
    """Return the words in an SVG."""
    return html.unescape("".join(re.findall(r">([^<>]+)</text>", svg)))


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    GRAPH.write_text(draw_graph(), encoding="utf-8")
