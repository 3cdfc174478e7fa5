"""How far a long run is, on stderr at a terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from . import terminal

_PATIENCE = 1.0  # seconds


@contextmanager
def shown(rows: Callable[[], int], total: int | None, what: str = "rows") -> Iterator[None]:
    """Show the number of rows done, or of ``what`` else there is, and the time left if the total is known."""
    start = time.monotonic()

    def text() -> str:
        done = rows()
        return f"{done:,} {what}, {done / (time.monotonic() - start):,.0f} a second"

    with told(text, rows, total):
        yield


@contextmanager
def told(
    text: Callable[[], str], done: Callable[[], int] = lambda: 0, total: int | None = None
) -> Iterator[None]:
    """Show a text that changes, and a bar where a total is known; in a pipe nothing."""
    if not terminal.is_terminal("stderr"):
        yield
        return
    ended = Event()
    thread = Thread(target=_show, args=(text, done, total, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def evaluating(what: str) -> Iterator[Callable[[int, float], None]]:
    """Show how often a function was evaluated, and the last value; give what is told both."""
    at = [0.0, 0.0]

    def watch(evaluations: int, value: float) -> None:
        at[:] = evaluations, value

    with told(lambda: f"{at[0]:,.0f} evaluations, {what} {at[1]:.6g}"):
        yield watch


def _show(text: Callable[[], str], done: Callable[[], int], total: int | None, ended: Event) -> None:
    if ended.wait(_PATIENCE):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    time_column = TimeElapsedColumn() if total is None else TimeRemainingColumn()
    columns = (TextColumn("{task.description}"), *([] if total is None else [BarColumn()]), time_column)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        while not ended.wait(0.1):
            progress.update(task, completed=done(), description=text())
