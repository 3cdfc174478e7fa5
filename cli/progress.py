"""How far a long run is, on stderr at a terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from . import terminal

_PATIENCE = 1.0  # seconds


@contextmanager
def shown(rows: Callable[[], int], total: int | None, what: str = "rows") -> Iterator[None]:
    """Show the number of rows done, or of ``what`` else there is, and the time left where the total is known.

    In a pipe, show nothing.
    """
    if not terminal.is_terminal("stderr"):
        yield
        return
    ended = Event()
    thread = Thread(target=_show, args=(rows, total, what, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _show(rows: Callable[[], int], total: int | None, what: str, ended: Event) -> None:
    start = time.monotonic()
    if ended.wait(_PATIENCE):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    time_column = TimeElapsedColumn() if total is None else TimeRemainingColumn()
    columns = (TextColumn("{task.description}"), *([] if total is None else [BarColumn()]), time_column)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        while not ended.wait(0.1):
            done = rows()
            rate = done / (time.monotonic() - start)
            progress.update(task, completed=done, description=f"{done:,} {what}, {rate:,.0f} a second")
