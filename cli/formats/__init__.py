"""The formats of results, a module for each, which declares itself as a `Format` named FORMAT.

Every command hands what it shows to the same writers: a new format is a new module, and works for all
commands that offer the view it takes.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import click

from backprop.cli import terminal
from backprop.grammar.problem import Problem
from backprop.writing.modules import Modules


class Format(NamedTuple):
    """How a format declares itself.

    view      what it takes of the results (see `views`)
    write     takes what offers that view, and significant digits; gives lines
    is_exact  its numbers are exact, and no digits are asked for
    opening   gives the lines in front of the first result
    between   the lines between two results
    failure   writes what failed on a line of many among the results; without it, stderr tells
    start     gives another `write`, which knows what it wrote before; for one program only
    """

    view: str
    write: Callable[[Any, int], Iterable[str]]
    is_exact: bool = False
    opening: Callable[[Any], Iterable[str]] = lambda shown: ()
    between: Sequence[str] = ()
    failure: Callable[[Problem, int], str] | None = None
    start: Callable[[], Callable[[Any, int], Iterable[str]]] | None = None


FORMATS: Modules[Format] = Modules(__name__, "FORMAT", first=["table"], shared=["program"])
"""Those of every command; `program` is for a command that offers it."""


def require(name: str, shown: type, what: str, views: Collection[str] | None = None) -> None:
    """Raise UsageError for a format that takes no view of what is shown, or none of these ``views`` of it."""

    def is_able(name: str) -> bool:
        view = FORMATS.load(name).view
        return hasattr(shown, view) and (views is None or view in views)

    if not is_able(name):
        able = filter(is_able, FORMATS.names)
        raise click.UsageError(f"{what} is shown in {', '.join(able)} only")


def exact(cell: object) -> str:
    """Return a number with all its digits (shortest round trip), a text as it is, and nothing for None."""
    return cell if isinstance(cell, str) else "" if cell is None else repr(cell)


class Printer:
    """Turns what is shown, one result after the other, into lines of text in one format."""

    def __init__(self, name: str, digits: int, shown: type, what: str) -> None:
        """``shown`` is the class of the results. Raises UsageError where the format cannot show ``what``."""
        require(name, shown, what)
        self._format, self._digits, self._is_first = FORMATS.load(name), digits, True
        self._write = self._format.start() if self._format.start else self._format.write
        self.failure = self._format.failure

    def lines(self, shown: Any) -> Iterator[str]:
        """Yield the lines of one result, and before them what sets it off from the last one."""
        if terminal.is_recorded():
            terminal.set_off([*self._format.opening(shown)], self._format.between)
        else:
            yield from self._format.opening(shown) if self._is_first else self._format.between
        self._is_first = False
        yield from self._write(shown, self._digits)


class _Option(click.Option):
    """An option whose help says what the formats declare; they are loaded when it is asked for."""

    def __init__(self, *words: Any, describe: Callable[[], str], **extra: Any) -> None:
        super().__init__(*words, **extra)
        self._describe = describe

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = self._describe()
        return super().get_help_record(ctx)


def options(what: str, *, digits: int = 6, more: Sequence[str] = ()) -> tuple[Callable[..., Any], ...]:
    """Return the options --format and --digits of a command that shows ``what``, in ``more`` formats too.

    Without a format on the command line it is None.
    """
    return (
        click.option(
            "--format",
            "format_",
            cls=_Option,
            type=click.Choice([*FORMATS.names, *more]),
            describe=lambda: (
                f"How to print {what}; {_listed(is_exact=True)} are exact.  [default: {FORMATS.names[0]}]"
            ),
        ),
        click.option(
            "--digits",
            cls=_Option,
            type=click.IntRange(1, 17),
            default=digits,
            show_default=True,
            describe=lambda: f"Significant digits in {_listed(is_exact=False)}.",
        ),
    )


def _listed(*, is_exact: bool) -> str:
    *names, last = (name for name in FORMATS.names if FORMATS.load(name).is_exact == is_exact)
    return f"{', '.join(names)} and {last}"
