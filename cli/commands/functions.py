"""`backprop functions`: what the language offers."""

from collections.abc import Mapping, Sequence

import click

from backprop.cli import formats
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.request import completing, takes
from backprop.cli.terminal import print_lines
from backprop.cli.views.functions import EntryView, FunctionsView
from backprop.grammar.foreign import function
from backprop.grammar.problem import ProgramProblem
from backprop.writing.reference import Entry, sections


@click.command(
    short_help="List the functions and operators.",
    epilog="""\b
Examples:
  backprop functions
  backprop functions tanh
  backprop functions "**" where
  backprop functions --format csv
""",
)
@takes(*formats.options("the list"))
@takes_output("functions.md", formats.FORMATS)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completing("functions"))
def command(names: Sequence[str], *, format_: str, digits: int) -> None:
    """List every function and operator: its meaning, its derivatives, its domain.

    With NAME, show all that is known of it: also where its derivative is a convention, its
    accuracy, its other names, and an example.
    """
    printer = Printer(format_, digits, FunctionsView, "the list of functions")
    offered = sections()
    shown = [FunctionsView(offered)]
    if names:
        shown = [EntryView({title: [entry]}) for name in names for title, entry in _find(offered, name)]
    for view in shown:
        print_lines(printer.lines(view))


def _find(offered: Mapping[str, Sequence[Entry]], name: str) -> list[tuple[str, Entry]]:
    """Return the entries of a name, with their sections: two for the minus."""
    entries = [(section, entry) for section, entries in offered.items() for entry in entries]
    called = [(section, entry) for section, entry in entries if name in (entry.name, *entry.aliases)]
    if not called:
        hint = function(name, [name for _, entry in entries for name in (entry.name, *entry.aliases)])
        raise ProgramProblem(f"no function or operator is called '{name}'", hint=hint)
    return called
