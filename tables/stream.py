"""Separated text from a stream, block after block: flat in memory, and interruptible."""

import select
import sys
from collections.abc import Iterator
from itertools import chain
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

_BLOCK = 1 << 23
_MOMENT = 0.05  # seconds
_PATIENCE = 0.25


def start(stream: IO[bytes], least: int) -> bytes:
    """Return the first bytes of a stream, so many or a line at least; it can be interrupted."""
    begun, data = b"", b" "
    while data and len(begun) < least and b"\n" not in begun:
        if _is_ready(stream, _PATIENCE):
            data = _block(stream)
            begun += data
    return begun


def blocks(stream: IO[bytes], begun: bytes = b"") -> Iterator[bytes]:
    """Yield a stream in whole records, after what is ``begun``: it is cut at ends of lines outside of quotes.

    An empty block says that there is none yet: who waits for it can be interrupted then.
    """
    rest, data = b"", begun
    while True:
        if not data:
            if not _is_ready(stream, _PATIENCE):
                yield b""
                continue
            data = _block(stream)
            if not data:
                break
        rest, data = rest + data, b""
        end = rest.rfind(b"\n")
        if end >= 0 and rest.count(b'"', 0, end) % 2:
            end = rest.rfind(b"\n", 0, rest.rfind(b'"', 0, end))
        if end >= 0:
            yield rest[: end + 1]
            rest = rest[end + 1 :]
    if rest:
        yield rest


def _block(stream: IO[bytes]) -> bytes:
    """Return what comes within a moment; nothing at the end."""
    parts = [stream.read1(_BLOCK)]  # type: ignore[attr-defined]
    size = len(parts[0])
    while parts[-1] and size < _BLOCK and _is_ready(stream, _MOMENT):
        parts.append(stream.read1(_BLOCK - size))  # type: ignore[attr-defined]
        size += len(parts[-1])
    return b"".join(parts)


def _is_ready(stream: IO[bytes], seconds: float) -> bool:
    try:
        return bool(select.select([stream], [], [], seconds)[0])
    except (OSError, ValueError):  # no pipe, as on Windows
        return True


def copy(stream: IO[bytes], target: IO[bytes]) -> None:
    """Copy a stream to its end; it can be interrupted while it waits."""
    data = b" "
    while data:
        if _is_ready(stream, _PATIENCE):
            data = _block(stream)
            target.write(data)
    target.flush()


class Records:
    """The records of a stream after its header, if it has one, once, all columns as text.

    ``stop`` is set from outside when no more are wanted.
    """

    def __init__(
        self,
        first: bytes,
        others: Iterator[bytes],
        names: list[str],
        delimiter: str,
        *,
        has_header: bool = True,
    ) -> None:
        self._blocks = chain([first], others)
        self._names = names
        self._delimiter = delimiter
        self._has_header = has_header
        self.stop = False

    def scan(self) -> pl.LazyFrame:
        """Return a query that reads them."""
        schema = pl.Schema(dict.fromkeys(self._names, pl.String()))
        return register_io_source(self._frames, schema=schema)

    def _frames(
        self,
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,  # noqa: ARG002
        batch_size: int | None,  # noqa: ARG002
    ) -> Iterator[pl.DataFrame]:
        # Every block gets a header of its own, which says how many fields a record has.
        plain = [f"c{number}" for number, _ in enumerate(self._names)]
        header = self._delimiter.join(plain).encode() + b"\n"
        schema = pl.Schema(dict.fromkeys(plain, pl.String()))
        has_header = self._has_header
        for block in self._blocks:
            if self.stop or _is_closed(sys.stdout):
                return
            frame = pl.DataFrame(schema=schema)
            if block:
                frame = pl.read_csv(header + block, schema=schema, separator=self._delimiter)
                frame = frame[1:] if has_header else frame
                has_header = False
            frame.columns = self._names
            if with_columns is not None:
                frame = frame.select(with_columns)
            yield frame if predicate is None else frame.filter(predicate)


def _is_closed(stream: IO[str]) -> bool:
    """Tell whether a pipe has no reader any more."""
    try:
        poll = select.poll()
        poll.register(stream.fileno(), 0)
        return bool(poll.poll(0))
    except (AttributeError, OSError, ValueError):  # not on Windows
        return False
