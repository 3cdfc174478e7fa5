"""The words of the command line: which are options, which are programs, which are values."""

import re
from collections.abc import Collection, Sequence

import click

from backprop.grammar.problem import Source, UnknownFunction

from .values import assignment, collect

_NEGATIVE = re.compile(r"-(?!-[a-z]|-$|$)", re.DOTALL)


class Words(click.Command):
    """A command whose words may begin with a minus, as the program ``-x**2`` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a blank before such words, so that they are not taken for options."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        names = {name for option in options for name in option.opts}
        takes_value = {name for option in options if not option.is_flag for name in option.opts}
        words = [
            f" {word}" if _NEGATIVE.match(word) and word not in names and before not in takes_value else word
            for before, word in zip(["", *args], args, strict=False)
        ]
        return super().parse_args(ctx, words)


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
