"""The formats of results, one file for each, loaded when it is asked for."""

from collections.abc import Callable, Iterable

from backprop.tables import DELIMITERS
from backprop.writing.result import Result

NAMES = ("table", "json", "csv", "tsv", "markdown", "latex", "plain")


class Printer:
    """Turns results, one after the other, into lines of text in one format."""

    def __init__(self, name: str, digits: int, *, numbered: bool = False, checked: bool = False) -> None:
        """``numbered``: each result carries the number of the line that was its program.

        ``checked``: each carries what finite differences say.
        """
        self._write, self._opening = _format(name, digits, numbered=numbered, checked=checked)
        self._between = [""] if name in ("table", "markdown", "latex") else []

    def lines(self, result: Result) -> Iterable[str]:
        """Yield the lines of one result, and before them what sets it off from the last one."""
        yield from self._opening
        self._opening = self._between
        yield from self._write(result)


def _format(
    name: str, digits: int, *, numbered: bool, checked: bool
) -> tuple[Callable[[Result], Iterable[str]], list[str]]:
    """Return what writes one result, and the lines that stand before the first."""
    if name == "json":
        from . import json_lines

        return lambda result: [json_lines.render(result)], []
    if name == "plain":
        from . import plain

        return lambda result: [plain.write(result)], []
    if name in ("csv", "tsv"):
        from . import separated

        delimiter = DELIMITERS[name]
        opening = [separated.header(delimiter, numbered=numbered, checked=checked)]
        return lambda result: separated.write(result, delimiter), opening
    if name == "markdown":
        from . import markdown

        return lambda result: markdown.write(result, digits), []
    if name == "latex":
        from . import latex

        return lambda result: latex.write(result, digits), []
    from . import table

    return lambda result: table.write(result, digits), []
