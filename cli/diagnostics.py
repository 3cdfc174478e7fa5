"""The one place that turns problems into pictures: a sentence, the place, and what to do."""

import os
import re
import sys
from contextlib import suppress

import click

from backprop.grammar.problem import UNKNOWN_LINE, Place, Problem, Source

_WIDEST = 100
_LONG = re.compile(r"\S{201,}")


def report(problem: Problem, label: str = "error") -> None:
    """Print a problem on stderr."""
    colour = "red" if label == "error" else "yellow"
    bright = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    shown = click.style(f"{label}:", fg=colour, bold=True) if bright else f"{label}:"
    with suppress(OSError):  # that nobody reads stderr changes no result
        click.echo(f"{shown} {draw(problem)}", err=True, color=bright)


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
        text, first = problem.source.text, problem.places[0][0]
        number = text.count("\n", 0, first) + 1
        lines.append(f"{_location(problem.source, number)}{message}")
        lines += _picture(text, problem.places)
    if problem.hint:
        lines.append(_shortened(problem.hint))
    return "\n".join(lines)


def _shortened(sentence: str) -> str:
    """Cut the middle out of endless names, and what is invisible in them or turns the text around."""
    short = _LONG.sub(lambda word: f"{word[0][:30]}...{word[0][-30:]}", sentence)
    return short if short.isprintable() else "\n".join(map(_visible_text, short.split("\n")))


def _location(source: Source, number: int) -> str:
    if source.line == UNKNOWN_LINE:
        return f"{source.name}: "
    number += (source.line or 1) - 1
    if source.name is not None:
        return f"{source.name}:{number}: "
    return f"line {number}: " if source.line or "\n" in source.text.strip("\n") else ""


def _picture(text: str, places: tuple[Place, ...]) -> list[str]:
    """Draw the line of the first place with carets, cut to the neighbourhood if it is long."""
    first = places[0][0]
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    widest = _WIDEST
    if sys.stderr.isatty():
        from shutil import get_terminal_size

        widest = get_terminal_size().columns - 3
    if end - start > widest:
        start = max(start, first - widest // 2)
        end = min(end, start + widest)
    marks = bytearray(end - start + 1)
    for low, high in places:
        if start <= low <= end:
            width = max(1, min(high, end) - low)
            marks[low - start : low - start + width] = b"\1" * width
    shown = _visible_text(text[start:end])
    carets = "".join(
        ("^" if mark else " ") * _columns(character)
        for character, mark in zip(text[start:end] + " ", marks, strict=True)
    )
    return [f"  {shown}", f"  {carets.rstrip()}"]


def _visible_text(text: str) -> str:
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
