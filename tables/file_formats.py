"""The formats of files of tables: which one a file has, and how it is written."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import PurePath
from typing import IO, Literal, NamedTuple

import click
import polars as pl

from . import DELIMITERS, EXTENSIONS, FILE_FORMATS

TEXT = ("csv", "tsv", "json", "ndjson")
AT_ONCE = ("csv", "tsv", "ndjson")
"""The formats of text that need no end, so that each row can be written as it comes, or be compressed."""

Compression = Literal["uncompressed", "gzip", "zstd"]
_COMPRESSIONS: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}


class Format(NamedTuple):
    """A format, and how its text is compressed."""

    name: str
    compression: Compression = "uncompressed"


def of_file(path: str) -> Format | None:
    """Return the format that the extension of a file says."""
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    compression = _COMPRESSIONS.get(suffixes[-1]) if suffixes else None
    if compression:
        suffixes.pop()
    name = EXTENSIONS.get(suffixes[-1]) if suffixes else None
    if name is None or (compression and name not in AT_ONCE):
        return None
    return Format(name, compression or "uncompressed")


def chosen(path: str, name: str | None, option: str) -> Format:
    """Return the format of a file: the one that an option names, or that of its extension."""
    found = of_file(path)
    if name is not None:
        return found if found is not None and found.name == name else Format(name)
    if found is None:
        raise click.UsageError(
            f"the extension of {path} says no format; give it with {option}, one of {', '.join(FILE_FORMATS)}"
        )
    return found


def sink(frame: pl.LazyFrame, target: str | IO[bytes], to: Format) -> None:
    """Run a query, and write its result to a file or a stream."""
    if to.name in DELIMITERS:
        separator = DELIMITERS[to.name]
        frame.sink_csv(target, separator=separator, compression=to.compression, check_extension=False)
    elif to.name == "ndjson":
        frame.sink_ndjson(target, compression=to.compression, check_extension=False)
    elif to.name == "json":
        with open(target, "wb") if isinstance(target, str) else nullcontext(target) as file:
            _sink_json(frame, file)
    elif to.name == "parquet":
        frame.sink_parquet(target)
    else:
        frame.sink_ipc(target)


def _sink_json(frame: pl.LazyFrame, target: IO[bytes]) -> None:
    """Write an array of objects, one on each line."""
    between = b"["

    def write(rows: pl.DataFrame) -> None:
        nonlocal between
        for line in rows.write_ndjson().encode().splitlines():
            target.write(between + b"\n" + line)
            between = b","

    frame.sink_batches(write, maintain_order=True)
    target.write(b"[]\n" if between == b"[" else b"\n]\n")


def sink_at_once(frame: pl.LazyFrame, target: IO[bytes], to: Format, end: Callable[[], float]) -> None:
    """Do the same for a text format, and write each row up to a row ``end`` as soon as it is there."""
    count = 0

    def write(rows: pl.DataFrame, *, header: bool = False) -> None:
        nonlocal count
        if count >= end():
            return
        count += rows.height
        if to.name in DELIMITERS:
            rows.write_csv(target, separator=DELIMITERS[to.name], include_header=header)
        else:
            rows.write_ndjson(target)
        target.flush()

    write(pl.DataFrame(schema=frame.collect_schema()), header=True)
    frame.sink_batches(write, maintain_order=True)


def unwritable(schema: Mapping[str, pl.DataType], to: Format) -> Sequence[str]:
    """Return the columns that a format has no way to write."""
    if to.name in DELIMITERS:
        return [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Duration)]
    return [name for name, kind in schema.items() if to.name in TEXT and kind == pl.Binary]
