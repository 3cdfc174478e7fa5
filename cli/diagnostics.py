"""The one place that turns problems into pictures: a sentence, the place, and what to do."""

import re
from collections.abc import Sequence
from contextlib import suppress

import click

from backprop.grammar.problem import UNKNOWN_LINE, Place, Problem, Source

from . import terminal

_WIDEST = 100
_NARROWEST = 10
_LONG = re.compile(r"\S{201,}")


def report(problem: Problem, label: str = "error") -> None:
    """Print a problem on stderr."""
    colour = "red" if label == "error" else "yellow"
    bright = terminal.is_coloured("stderr")
    shown = click.style(f"{label}:", fg=colour, bold=True) if bright else f"{label}:"
    with suppress(OSError):  # that nobody reads stderr changes no result
        terminal.print_remark(f"{shown} {draw(problem)}")


def note(message: str) -> None:
    """Print a remark on stderr that does not change the result."""
    report(Problem(message), "note")


def draw(problem: Problem) -> str:
    """Return a problem as lines of text.

    The sentence stands first, after the line's number where there are several and the file's
    name where there is one; then the line with a caret under each place; then the hint.
    """
    lines, message = [], _shortened(problem.message)
    if problem.source is None:
        lines.append(message)
    elif not problem.places:
        lines.append(f"{_location(problem.source, 1) if problem.source.line else ''}{message}")
    else:
        source, places = problem.source.seen(problem.places)
        text, first = source.text, places[0][0]
        number = text.count("\n", 0, first) + 1
        lines.append(f"{_location(source, number)}{message}")
        lines += _picture(text, places)
    if problem.hint:
        lines.append(_shortened(problem.hint))
    return "\n".join(lines)


def _shortened(sentence: str) -> str:
    """Cut the middle out of endless names, and what is invisible in them or turns the text around."""
    short = _LONG.sub(lambda word: f"{word[0][:30]}...{word[0][-30:]}", sentence)
    return short if short.isprintable() else visible(short)


def _location(source: Source, number: int) -> str:
    if source.line == UNKNOWN_LINE:
        return f"{visible(source.name or '')}: "
    number += (source.line or 1) - 1
    if source.name is not None:
        return f"{visible(source.name)}:{number}: "
    return f"line {number}: " if source.line or "\n" in source.text.strip("\n") else ""


def _picture(text: str, places: Sequence[Place]) -> list[str]:
    """Draw the line of the first place with carets, cut to the neighbourhood if it is long."""
    first = places[0][0]
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    widest = _WIDEST
    if terminal.is_terminal("stderr"):
        from shutil import get_terminal_size

        widest = max(get_terminal_size().columns - 3, _NARROWEST)
    if end - start > widest:
        start = max(start, first - widest // 2)
        end = min(end, start + widest)
    marks = bytearray(end - start + 1)
    for low, high in places:
        if start <= low <= end:
            width = max(1, min(high, end) - low)
            marks[low - start : low - start + width] = b"\1" * width
    begins = {low - start for low, _ in places}
    line, carets = "", ""
    for offset, (character, mark) in enumerate(zip(text[start:end] + " ", marks, strict=True)):
        shown, columns = _visible(character), _columns(character)
        if columns == 0 and offset in begins:  # an accent without a letter
            shown, columns = f"\N{DOTTED CIRCLE}{shown}", 1
        line += shown
        carets += ("^" if mark else " ") * columns
    return [f"  {line[:-1]}", f"  {carets.rstrip()}"]


def visible(text: str) -> str:
    """Return a text with a sign for each character that a terminal would obey, or show as nothing."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _columns(character: str) -> int:
    """Return the columns that a character takes in a terminal."""
    if character.isascii():
        return 1
    from rich.cells import get_character_cell_size

    return get_character_cell_size(_visible(character))
