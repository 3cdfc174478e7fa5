"""Work on several cores: items go to other processes as they come, what these print comes out in order."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Generic, NamedTuple, TypeVar

from backprop.grammar.problem import CalculationProblem

from . import FAILED, terminal
from .terminal import Setting, Written

_BATCH = 64
"""So many items go to a process at a time, if as many are there; an item that comes alone goes alone."""

_WAITING = 4 * _BATCH
"""So many items are read ahead for each process, and so many batches are open at most."""

_Item = TypeVar("_Item")


class Done(NamedTuple):
    """What became of a batch: what it printed, its exit code, and an error that ended it."""

    written: list[Written]
    code: int
    error: Exception | None


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def run(items: Iterable[_Item], work: Callable[[_Item], int], jobs: int) -> int:
    """Do the work for every item, in so many processes; return the largest exit code.

    What an item prints comes out when all before it has. Raises what an item raised, at its turn.
    """
    code, is_first = 0, True
    with _Workers(work, jobs) as workers:
        for done in workers.results(items):
            for its in done.written:
                if isinstance(its, Setting):
                    terminal.print_lines(its.opening if is_first else its.between)
                    is_first = False
                else:
                    terminal.print_text(*its)
            if done.error is not None:
                raise done.error
            code = max(code, done.code)
            terminal.flush()
    return code


class _Reader(Generic[_Item]):
    """Reads items in a thread, for they may keep us waiting; ``alarm`` can be read from when one is there."""

    def __init__(self, items: Iterable[_Item], ahead: int) -> None:
        self._items = items
        self._room = threading.Semaphore(ahead)
        self._read: deque[_Item] = deque()
        self._error: Exception | None = None
        self.alarm, self._bell = os.pipe()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            for item in self._items:
                self._room.acquire()
                self._read.append(item)
                os.write(self._bell, b".")
        except Exception as error:
            self._error = error
        os.close(self._bell)

    def batch(self) -> list[_Item]:
        """Return the items that are there, up to a batch; wait for the first. At the end there are none."""
        rings = os.read(self.alarm, _BATCH)
        for _ in rings:
            self._room.release()
        if not rings and self._error:
            raise self._error
        return [self._read.popleft() for _ in rings]


class _Workers(Generic[_Item]):
    def __init__(self, work: Callable[[_Item], int], jobs: int) -> None:
        context = get_context("fork")
        self._connections: list[Connection] = []
        self._processes = []
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            self._connections.append(ours)
            process = context.Process(target=_serve, args=(theirs, [*self._connections], work), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)

    def __enter__(self) -> "_Workers[_Item]":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()

    def results(self, items: Iterable[_Item]) -> Iterator[Done]:
        """Yield what became of the batches, in order. Raises what reading the items raised, at the end."""
        reader = _Reader(items, _WAITING * len(self._processes))
        idle, busy = deque(self._connections), dict[Connection, int]()
        finished = dict[int, Done]()
        sent = shown = 0
        error: Exception | None = None
        is_open = True
        while is_open or busy:
            has_room = is_open and idle and sent - shown < _WAITING
            for ready in wait([*busy, *([reader.alarm] if has_room else [])]):
                if isinstance(ready, Connection):
                    number = busy.pop(ready)
                    try:
                        finished[number] = ready.recv()
                        idle.append(ready)
                    except (EOFError, OSError):
                        finished[number] = _ended()
                    continue
                try:
                    batch = reader.batch()
                except Exception as its:
                    batch, error = [], its
                if batch:
                    connection = idle.popleft()
                    try:
                        connection.send(batch)
                        busy[connection] = sent
                    except OSError:
                        finished[sent] = _ended()
                    sent += 1
                else:
                    is_open = False
            while shown in finished:
                yield finished.pop(shown)
                shown += 1
        if error:
            raise error


def _ended() -> Done:
    message = "a process of --jobs was ended from outside, perhaps for lack of memory"
    return Done([], FAILED, CalculationProblem(message, hint="run it again, with fewer --jobs"))


def _serve(connection: Connection, others: list[Connection], work: Callable[[_Item], int]) -> None:
    """Do what comes in, until nothing does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:  # else it would not be told when the process that reads is gone
        other.close()
    with suppress(EOFError, OSError):
        while True:
            batch = connection.recv()
            code, error = 0, None
            with terminal.recorded() as written:
                try:
                    for item in batch:
                        code = max(code, work(item))
                except Exception as its:
                    error = its
            connection.send(Done(written, code, error))
