"""What `functions` shows: the list of all, or all that is known of one."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from backprop.cli.formats import json
from backprop.cli.terminal import Signs
from backprop.grammar.naming import quoted
from backprop.grammar.parser import parse
from backprop.grammar.problem import Source
from backprop.writing.calculation import calculate
from backprop.writing.digits import rounded
from backprop.writing.reference import Entry

from . import Column, Kind, Line, Records, Table

_LIST = (
    Column(""),
    Column("meaning, and its domain", folds=True, below=""),
    Column("derivative", folds=True, below="", bold=(Kind.SECTION,)),
)
_FACTS = (Column(""), Column("", folds=True, below=""))
_RECORD = (
    "section", "name", "call", "meaning", "domain", "operand", "derivative", "kink", "accuracy",
)  # fmt: skip


class FunctionsView(NamedTuple):
    """Functions and operators, under the headings of their sections."""

    sections: Mapping[str, Sequence[Entry]]

    def _entries(self) -> Iterator[tuple[str, Entry]]:
        yield from ((title, entry) for title, entries in self.sections.items() for entry in entries)

    def table(self, digits: int, signs: Signs) -> Table:  # noqa: ARG002
        lines = []
        for title, entries in self.sections.items():
            of_two = "of two operands" if any(entry.of_two for entry in entries) else ""
            lines.append(Line(Kind.SECTION, (title, "", of_two)))
            for entry in entries:
                meaning = f"{entry.meaning}; domain {entry.domain}" if entry.domain else entry.meaning
                derivatives = "\n".join(_derivatives(entry, signs))
                lines.append(Line(Kind.ENTRY, (f"  {entry.call}", meaning, derivatives)))
        return Table("", _LIST, lines, [""], ruled=False, indent=0, gap=2)

    def records(self) -> Records:
        """Offer a record for each derivative, and one for what has none."""
        return Records(
            _RECORD,
            (
                (title, *entry[:3], entry.domain, operand, text, entry.kink, entry.accuracy)
                for title, entry in self._entries()
                for operand, text in entry.derivatives.items() or [(None, None)]
            ),
        )

    def cells(self) -> Iterator[list[str]]:
        """Offer the names."""
        yield from ([entry.name] for _, entry in self._entries())

    def documents(self) -> Iterator[str]:
        for title, entry in self._entries():
            example = entry.example and dict(zip(("program", "values"), entry.example, strict=True))
            yield json.dumps({"section": title, **entry._asdict(), "example": example})


class EntryView(FunctionsView):
    """One function or operator: its table holds all that is known of it."""

    def table(self, digits: int, signs: Signs) -> Table:
        ((_, entry),) = self._entries()
        facts = [Line(Kind.FACT, (f"  {title}", text)) for title, text in _facts(entry, digits, signs)]
        head = Line(Kind.INPUT, (entry.call, entry.meaning))
        return Table("", _FACTS, [head, *facts], ruled=False, indent=0)


def _facts(entry: Entry, digits: int, signs: Signs) -> Iterator[tuple[str, str]]:
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
        yield from _example(*entry.example, digits, signs)


def _derivatives(entry: Entry, signs: Signs) -> list[str]:
    if len(entry.derivatives) == 1:
        return list(entry.derivatives.values())
    return [f"{signs.local('', operand)} = {text}" for operand, text in entry.derivatives.items()]


def _example(
    program: str, values: Mapping[str, float], digits: int, signs: Signs
) -> Iterator[tuple[str, str]]:
    """Yield a command and what it finds."""
    given = " ".join(f"{quoted(name)}={value:g}" for name, value in values.items())
    yield "example", f'backprop eval "{program}" {given}'
    read = parse(Source(program))
    calculation = calculate(read, values)
    (output,) = read.outputs
    gradient = calculation.gradient(output, read.tape.varies)
    yield "", f"{program} = {rounded(calculation.values[output], digits)}"
    for node, name in read.input_names().items():
        slope = rounded(gradient.adjoints.get(node, 0.0), digits)
        yield "", f"{signs.local('', name)} = {slope}"
