"""The words of the command line: which are options, which are programs, which are values."""

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

import click

from backprop.grammar.naming import NAME
from backprop.grammar.problem import ProgramProblem, Source, UnknownFunction

from . import terminal
from .diagnostics import note
from .sources import STDIN
from .values import PLUS_MINUS, Given, Values, assignment, collect, is_value

Other = TypeVar("Other")

_NEGATIVE = re.compile(r"-(?!-[a-z]|-$|$)", re.DOTALL)
OPERATOR = re.compile(r"[-+*/%^<>=!]+")
"""A word that is no program: in quotes it would not stand alone."""
_NEXT_VALUE = rf",\s*(?=(?:{NAME})=[^=\s])"


class Words(click.Command):
    """A command whose words may begin with a minus, as the program ``-x**2`` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a blank before such words, so that they are not taken for options."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        names = {name for option in options for name in option.opts}
        takes_value = {name for option in options if not option.is_flag for name in option.opts}
        end = args.index("--") if "--" in args else len(args)
        words = list[str]()
        for before, word in zip(["", *args], args[:end], strict=False):
            is_program = _NEGATIVE.match(word) and word not in names and before not in takes_value
            if is_program:
                _note_file(word, takes_value)
            words.append(f" {word}" if is_program else word)
        if "-h" in words and any(word.startswith("h=") for word in args):
            note(f"-h asks for the help; {_as_program('-h')}")
        try:
            return super().parse_args(ctx, [*words, *args[end:]])
        except click.BadParameter as error:
            for option, word in pairwise(args):
                if option in takes_value and len(option) == 2 and re.match(rf"(?:{NAME})=", word):
                    raise ProgramProblem(error.format_message(), hint=_as_program(option)) from None
            raise


def _note_file(word: str, takes_value: Collection[str]) -> None:
    """Tell of a file right behind the letter of its option, as in ``-fmodel.bp``, which is a program here."""
    option, file = word[:2], word[2:]
    if option in takes_value and (re.fullmatch(r"\w*\.[A-Za-z]\w*", file) or os.path.isfile(file)):
        note(f"{word} is read as a program; the option is {option} {file}")


def _as_program(word: str) -> str:
    """Say how a program is written that is also an option."""
    return f"the program {word} is written ({word}), or stands after --, as in -- {word} {word[1:]}=1"


def split(
    words: Sequence[str],
    files: Collection[str] | None = None,
    other: Callable[[str], tuple[str, Other] | None] = lambda _: None,
) -> tuple[list[str], Values, dict[str, Other]]:
    """Return the programs, with the files, the values (see `values.assignment`), and the other words by name.

    A word among ``files``, which a command may take, is no value; nor is one that ``other`` knows. A function
    that is unknown may be one that a program in front defines: then the word is a program.
    Raises Problem for a value that cannot be read, is undefined or is given twice, and for an operator
    that is a word of its own.
    """
    programs: list[str] = []
    values: list[Given] = []
    others: dict[str, Other] = {}
    for word in _values_as_words(words, other):
        if word not in (files or ()) and (its := other(word)):
            if its[0] in others:
                place = (0, len(word))
                name = its[0].lstrip("±")  # which marks an uncertainty
                raise ProgramProblem(f"'{name}' is given twice", Source(word), place, hint="leave one out")
            others.update([its])
            continue
        try:
            found = None if word in (files or ()) else assignment(word)
        except UnknownFunction:
            if not programs:
                raise
            found = None
        if found is None:
            programs.append(word.strip())
        else:
            values.append(found)
    _require_quotes(programs)
    if files is None and sum(map(os.path.isfile, programs)) > 1:
        note("the shell writes names of files for a * outside of quotes: put the program in quotes")
    return programs, collect(values), others


def _values_as_words(words: Sequence[str], other: Callable[[str], object]) -> Iterator[str]:
    """Yield the words, but each value as one: of ``a = 2``, ``a= 2``, ``a =2``, ``w=1,x=2`` and ``w=1, x=2``.

    Raises ProgramProblem for words that look like a value, and are a program without quotes.
    """
    place = 0
    while place < len(words):
        count = _words_of_value(words[place : place + 5])
        word = "".join(part.strip() for part in words[place : place + count]) if count > 1 else words[place]
        place += count
        if count > 1 and not other(word.rstrip(",")) and assignment(word.rstrip(",")) is None:
            raise _needs_quotes(words[place - count : place])
        yield from _several(word)


def _words_of_value(words: Sequence[str]) -> int:
    """Return of how many words NAME=VALUE at the front consists; 1 for what is no such thing.

    The value may go on with a ± of its own: ``a = 2 ± 0.1``.
    """
    first, second = words[0].strip(), words[1].strip() if len(words) > 1 else ""
    if second and first.endswith("="):
        count = 2 if re.fullmatch(NAME, first[:-1]) else 1
    elif not second.startswith("=") or second.startswith("==") or not re.fullmatch(NAME, first):
        count = 1
    else:
        count = 2 if second != "=" else min(3, len(words))
    is_value_so_far = count > 1 or is_value(first)
    if is_value_so_far and len(words) > count and words[count].strip() in PLUS_MINUS:
        count = min(count + 2, len(words))
    return count


def _several(word: str) -> Sequence[str]:
    """Return the values that stand in one word with commas, or the word."""
    if "," not in word or not is_value(word):
        return [word]
    values = re.split(_NEXT_VALUE, word.rstrip(","))
    is_list = all(value.count("(") == value.count(")") for value in values)
    return values if is_list else [word]


def _require_quotes(words: Sequence[str]) -> None:
    """Raise ProgramProblem where an operator stands alone."""
    is_stdin = not terminal.is_terminal("stdin")
    for place, word in enumerate(words):
        if len(words) > 1 and OPERATOR.fullmatch(word) and not (word == STDIN and is_stdin):
            raise _needs_quotes(words[max(0, place - 1) : place + 2])


def _needs_quotes(words: Sequence[str]) -> ProgramProblem:
    program = " ".join(word.strip() for word in words)
    return ProgramProblem("the program is several words", hint=f'put it in quotes, as in "{program}"')
