"""What the commands over tables of data have in common: options of reading, and the words that name data."""

import glob
import os
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from backprop.grammar.problem import ProgramProblem, Source
from backprop.tables import EXTENSIONS, FILE_FORMATS
from backprop.tables.reading import Reading

from . import terminal
from .diagnostics import note
from .request import takes
from .sources import STDIN, STDIN_NAMES
from .sources import read as read_text


def _separator(_: click.Context, option: click.Parameter, sign: str | None) -> str | None:
    """Return the sign between cells. Raises BadParameter for what can be none."""
    sign = {"tab": "\t", "\\t": "\t"}.get(sign or "", sign)
    if sign is not None and (len(sign) != 1 or not sign.isascii() or sign in '"\r\n' or sign.isalnum()):
        raise click.BadParameter("give one sign, such as ';' or tab", param=option)
    return sign


_READING = (
    click.option(
        "--from",
        "from_",
        type=click.Choice(FILE_FORMATS),
        help="The format of FILE, if its name does not say it, or for stdin its content.",
    ),
    click.option(
        "--separator",
        metavar="SIGN",
        callback=_separator,
        help="What separates the cells of csv, such as ';' or tab, if its first line does not show it.",
    ),
    click.option("--no-header", is_flag=True, help="The first line is data: the columns are column_1, ..."),
    click.option("--decimal-comma", is_flag=True, help="Read 1,5 as a number, in text."),
    click.option(
        "--missing", metavar="TEXT", multiple=True, help="A text that stands for no value, such as n/a."
    ),
)


def takes_reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say how data are read: its parameters ``reading`` and ``missing``."""

    @wraps(command)
    def run(
        *arguments: Any,
        from_: str | None,
        separator: str | None,
        no_header: bool,
        decimal_comma: bool,
        **options: Any,
    ) -> Any:
        reading = Reading(from_, separator, not no_header, decimal_comma)
        return command(*arguments, reading=reading, **options)

    return takes(*_READING)(run)


def files_among(words: Sequence[str]) -> list[str]:
    """Return the words with a folder in them that name files, as ``year=2026/a.csv`` does."""
    return [
        word for word in words if os.sep in word and (os.path.exists(word) or glob.glob(word, recursive=True))
    ]


def named(
    command: str,
    texts: Sequence[str],
    file: str | None,
    values_file: str | None,
    *,
    has_rows: bool = False,
) -> tuple[Source, list[str]]:
    """Return the program and the files of data that words name; without files, data are piped in.

    ``has_rows``: ranges are the data, and there are no files. Raises Problem.
    """
    words = _in_order(texts) if texts and not file else [*texts]
    program = Source(read_text(file), file) if file else Source(words.pop(0)) if words else None
    if has_rows and words:
        message = f"the rows are those of {words[0]}, or all points of the ranges"
        raise ProgramProblem(message, hint="leave out the file, or give one value each instead of ranges")
    if not words and not has_rows and terminal.has_input():
        words = [STDIN]
    if program is None or not (words or has_rows):
        raise click.UsageError(
            f"{command} takes a program and a file of data, as in 'a*b' data.csv; data may be piped in"
        )
    if values_file in STDIN_NAMES and any(word in STDIN_NAMES for word in words):
        raise click.UsageError("stdin holds the data, so --values needs a file")
    return program, words


def _names_data(word: str) -> bool:
    """Tell whether a word names data that are there."""
    if os.path.exists(word) and not os.path.isdir(word):
        return True
    return word == "-" or (_is_name_of_data(word) and bool(glob.glob(word, recursive=True)))


def _in_order(texts: Sequence[str]) -> list[str]:
    """Return the words of the command line with the program in front, also where data stand there.

    Raises Problem for data without a program.
    """
    first, *others = texts
    if not _names_data(first):
        if _is_name_of_data(first) and not any(map(_names_data, others)):
            raise ProgramProblem(f"there is no file {first}", hint=f"give another file; {_ORDER}")
        return [*texts]
    programs = [word for word in others if not _names_data(word) and not _is_name_of_data(word)]
    if len(programs) == 1:
        note(f"{programs[0]} is read as the program, and {first} as data; the program stands first")
        return [*programs, first, *(word for word in others if word not in programs)]
    if len(programs) > 1:
        shown = ", ".join(programs[:_MOST_SHOWN])
        raise ProgramProblem(
            f"{first} holds data, and of programs there are {len(programs)}: {shown}", hint=_ONE
        )
    if not others and _is_name_of_data(first):
        raise click.UsageError(f"{first} holds data, and there is no program; {_ORDER}")
    return [*texts]


_MOST_SHOWN = 5
_ONE = "write one, in front, with its statements separated by ;"
_ORDER = "the program stands first, as in 'a*b' data.csv"


def _is_name_of_data(word: str) -> bool:
    """Tell whether a word looks like a file of data."""
    return (
        word == "-"
        or os.path.splitext(word.removesuffix(".gz").removesuffix(".zst"))[1].lower() in EXTENSIONS
    )
