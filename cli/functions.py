"""`backprop functions`: what the language offers."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from backprop.grammar.foreign import function
from backprop.grammar.naming import quoted
from backprop.grammar.parser import parse
from backprop.grammar.problem import ProgramProblem, Source
from backprop.writing.calculation import calculate
from backprop.writing.digits import rounded
from backprop.writing.reference import Entry, sections

from . import terminal
from .terminal import Signs

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_DIGITS = 6
_WIDTH_OF_DERIVATIVES = 24


@click.command(
    short_help="List the functions and operators.",
    epilog="""\b
Examples:
  backprop functions
  backprop functions tanh
  backprop functions "**" where
""",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
def command(names: tuple[str, ...]) -> None:
    """List every function and operator: its meaning, its derivatives, its domain.

    With NAME, show all that is known of it: also where its derivative is a convention, its
    accuracy, its other names, and an example.
    """
    offered = sections()
    signs, console = terminal.signs(), terminal.console()
    with console.capture() as capture:
        if names:
            for number, entry in enumerate(entry for name in names for entry in _find(offered, name)):
                if number:
                    console.print()
                console.print(_details(entry, signs))
        else:
            console.print(_list(offered, signs))
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def _find(offered: Mapping[str, Sequence[Entry]], name: str) -> list[Entry]:
    """Return the entries of a name: two for the minus."""
    entries = [entry for section in offered.values() for entry in section]
    found = [entry for entry in entries if name in (entry.name, *entry.aliases)]
    if not found:
        hint = function(name, [name for entry in entries for name in (entry.name, *entry.aliases)])
        raise ProgramProblem(f"no function or operator is called '{name}'", hint=hint)
    return found


def _list(offered: Mapping[str, Sequence[Entry]], signs: Signs) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("meaning, and its domain")
    table.add_column("derivative", min_width=_WIDTH_OF_DERIVATIVES, overflow="fold")
    for title, entries in offered.items():
        of_two = "of two operands" if any(entry.of_two for entry in entries) else ""
        table.add_row(Text.styled(title, "bold"), "", Text.styled(of_two, "dim"))
        for entry in entries:
            meaning = f"{entry.meaning}; domain {entry.domain}" if entry.domain else entry.meaning
            derivatives = "\n".join(_derivatives(entry, signs))
            table.add_row(Text.styled(f"  {entry.call}", "green"), meaning, derivatives)
        table.add_row()
    return table


def _details(entry: Entry, signs: Signs) -> "Table":
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_row(Text(entry.call, style="bold green"), entry.meaning)
    for title, text in _facts(entry, signs):
        grid.add_row(Text(f"  {title}", style="dim"), Text(text))
    return grid


def _facts(entry: Entry, signs: Signs) -> Iterator[tuple[str, str]]:
    """Yield what is known of an entry, under titles."""
    if entry.aliases:
        yield "also called", ", ".join(entry.aliases)
    if entry.accuracy is not None:
        is_folded = entry.of_two and entry.at_once == 2
        every = "every number; a partial result above 1.8e308 is an error" if is_folded else "every number"
        yield "domain", entry.domain or every
    titles = ("derivative", "  of two") if entry.of_two else ("derivative",)
    yield from zip_longest(titles, _derivatives(entry, signs), fillvalue="")
    if entry.kink:
        yield "kink", f"where {entry.kink}; a derivative there is a convention"
    if entry.accuracy is not None:
        plural = "s" if entry.accuracy > 1 else ""
        count = "two" if entry.at_once == 2 else f"up to {entry.at_once}"
        scope = (
            f"for {count} operands; with more, rounding errors add up"
            if entry.of_two
            else "each derivative too"
        )
        yield "accuracy", f"within {entry.accuracy:g} unit{plural} in the last place, {scope}"
    if entry.example is not None:
        yield from _example(*entry.example, signs)


def _derivatives(entry: Entry, signs: Signs) -> list[str]:
    if len(entry.derivatives) == 1:
        return list(entry.derivatives.values())
    partial = signs.derivative
    return [f"{partial}/{partial}{operand} = {text}" for operand, text in entry.derivatives.items()]


def _example(program: str, values: Mapping[str, float], signs: Signs) -> Iterator[tuple[str, str]]:
    """Yield a command and what it finds."""
    given = " ".join(f"{quoted(name)}={value:g}" for name, value in values.items())
    yield "example", f'backprop eval "{program}" {given}'
    read = parse(Source(program))
    calculation = calculate(read, values)
    (output,) = read.outputs
    gradient = calculation.gradient(output, read.tape.varies)
    yield "", f"{program} = {rounded(calculation.values[output], _DIGITS)}"
    partial = signs.derivative
    for node, name in read.input_names().items():
        slope = rounded(gradient.adjoints.get(node, 0.0), _DIGITS)
        yield "", f"{partial}/{partial}{name} = {slope}"
