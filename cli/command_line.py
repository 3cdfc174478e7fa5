"""The words of the command line: which are options, which are programs, which are values."""

import os
import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import click

from backprop.grammar.naming import NAME
from backprop.grammar.problem import ProgramProblem, Source, UnknownFunction

from .diagnostics import note
from .values import assignment, collect

_NEGATIVE = re.compile(r"-(?!-[a-z]|-$|$)", re.DOTALL)


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


def split(words: Sequence[str], files: Collection[str] = ()) -> tuple[list[str], dict[str, float]]:
    """Return the programs, with the files, and the values (see `values.assignment`) among the words.

    A word among ``files`` is no value. A function that is unknown may be one that a program in front
    defines: then the word is a program.
    Raises Problem for a value that cannot be read, is undefined or is given twice.
    """
    programs: list[str] = []
    values: list[tuple[str, float, Source]] = []
    for word in words:
        try:
            found = None if word in files else assignment(word)
        except UnknownFunction:
            if not programs:
                raise
            found = None
        if found is None:
            programs.append(word.strip())
        else:
            values.append((*found, Source(word)))
    return programs, collect(values)
