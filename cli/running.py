"""Running a query of Polars: its progress, an interrupt, and what its failure means."""

import errno
import os
import re
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

import polars as pl

from backprop.grammar.problem import CalculationProblem, ProgramProblem
from backprop.tables import file_formats, source
from backprop.tables.file_formats import Format
from backprop.tables.rows import Rows
from backprop.tables.source import InputTable
from backprop.tables.types import Types

from . import progress, terminal

_ERROR_NUMBER = re.compile(r"(?:os error |Errno )(\d+)")
_MOMENT = 0.5  # seconds, for systems that cannot interrupt a longer wait
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)

Found = TypeVar("Found")


def require_writable(frame: pl.LazyFrame, format_: Format, hint: str) -> None:
    """Raise ProgramProblem for a column that a format has no way to write."""
    if refused := file_formats.unwritable(frame.collect_schema(), format_):
        raise ProgramProblem(f"{format_.name} has no way to write column {refused[0]}", hint=hint)


def run(table: InputTable, passing: Rows | Types, target: str | None, work: Callable[[], Found]) -> Found:
    """Run a query, show its progress, and turn what Polars says of its failure into a sentence."""
    total = table.height() if terminal.is_terminal("stderr") else None
    try:
        with progress.shown(lambda: passing.count, total):
            return _interruptible(work)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _failure(error, table, target) from None


def _interruptible(work: Callable[[], Found]) -> Found:
    """Run in a thread, so that an interrupt ends the wait at once, whatever native code does meanwhile.

    The process ends then, and the thread with it.
    """
    found: list[Found] = []
    failed: list[BaseException] = []

    def act() -> None:
        try:
            found.append(work())
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=act, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_MOMENT)
    if failed:
        raise failed[0]
    return found[0]


def _failure(error: BaseException, table: InputTable, target: str | None) -> BaseException:
    """Return what a failure means, by the number of the error that the system gave, if it did."""
    numbers = [getattr(error, "errno", None), *map(int, _ERROR_NUMBER.findall(str(error)))]
    if errno.EPIPE in numbers:
        return BrokenPipeError()
    reason = next((number for number in numbers if number in _NO_ROOM), None)
    if reason and target is not None:
        return CalculationProblem(
            f"{target} cannot be written: {os.strerror(reason)}",
            hint="make room, or choose another place with -o",
        )
    return source.unreadable(table.title, error, "header" if table.reading.has_header else "first line")
