"""Separated text from a stream, block after block: flat in memory, and without waiting for the end."""

import select
from collections.abc import Iterator
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

_BLOCK = 1 << 23
_MOMENT = 0.05  # seconds
_PATIENCE = 0.25


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in whole records: it is cut at ends of lines outside of quotes.

    An empty block says that there is none yet: who waits for it can be interrupted then.
    """
    rest = b""
    while True:
        if not _is_ready(stream, _PATIENCE):
            yield b""
            continue
        data = _block(stream)
        if not data:
            break
        rest += data
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


def scan(
    first: bytes, others: Iterator[bytes], names: list[str], delimiter: str, missing: list[str]
) -> pl.LazyFrame:
    """Return the records after the header as a query that reads them once, all columns as text."""
    schema = pl.Schema(dict.fromkeys(names, pl.String()))

    def frames(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,  # noqa: ARG001
        batch_size: int | None,  # noqa: ARG001
    ) -> Iterator[pl.DataFrame]:
        has_header = True
        block: bytes | None = first
        while block is not None:
            frame = pl.DataFrame(schema=schema)
            if block:
                frame = pl.read_csv(
                    block,
                    has_header=False,
                    skip_rows=int(has_header),
                    schema=schema,
                    separator=delimiter,
                    null_values=missing,
                    raise_if_empty=False,
                )
                has_header = False
            if with_columns is not None:
                frame = frame.select(with_columns)
            yield frame if predicate is None else frame.filter(predicate)
            block = next(others, None)

    return register_io_source(frames, schema=schema)
