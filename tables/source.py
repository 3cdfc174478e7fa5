"""Where the rows come from: files of one format, or stdin."""

import glob
import itertools
import os
import stat
import sys
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, NamedTuple

import polars as pl

from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem, ProgramProblem

from . import DELIMITERS, file_formats, stream
from .file_formats import Format
from .reading import LEAST, Reading, is_utf_16
from .schemas import Schema, aligned, joined

STDIN = "-"
_NO_SEPARATOR = "\x1f"
_PROGRAMMERS = ("::", " { ")
"""Signs in what Polars says that it speaks to programmers of Rust."""


class File(NamedTuple):
    """A file with its columns, and what separates them where that is text."""

    path: str
    schema: Schema
    separator: str = ","
    has_header: bool = True


class InputTable(NamedTuple):
    """Rows to come.

    title   what to call the source
    files   its files; empty for a stream that is read as it comes
    format  that of the files
    frame   the query that reads them
    schema  the columns, by name
    records the stream, if it is one
    reading what the command line says of it
    separator of separated text, what stands between its cells
    """

    title: str
    files: Sequence[File]
    format: Format
    frame: pl.LazyFrame
    schema: Schema
    records: stream.Records | None = None
    reading: Reading = Reading()
    separator: str | None = None

    def is_text(self, column: str) -> bool:
        """Tell whether numbers of a column are still to be read from text."""
        return self.format.name in file_formats.TEXT and self.schema[column] == pl.String

    def height(self) -> int | None:
        """Return the number of rows, where a format tells it without reading them."""
        return sum(map(self._height, self.files)) if self.format.name in ("parquet", "arrow") else None

    def place(self, row: int) -> str:
        """Return where a row (from 0 on) is, for people: in which file if there are several."""
        if len(self.files) > 1:
            for file in self.files:
                height = self._height(file)
                if row < height:
                    return f"{file.path}, row {row + 1:,}"
                row -= height
        return f"row {row + 1:,}"

    def _height(self, file: File) -> int:
        frame = _scan(file, self.format)
        return int(frame.select(pl.len()).collect(engine="streaming").item())


def files(patterns: Sequence[str]) -> list[str]:
    """Return the files that are named, patterns such as ``data/*.csv`` expanded. Raises Problem."""
    found: list[str] = []
    for pattern in patterns:
        if pattern == STDIN or os.path.exists(pattern):
            found.append(pattern)
        elif matches := sorted(glob.glob(pattern, recursive=True)):
            found += matches
        elif glob.has_magic(pattern):
            raise ProgramProblem(f"no file matches {pattern}", hint="give another pattern")
        else:
            raise ProgramProblem(f"there is no file {pattern}", hint="give another file, or - for stdin")
    for path in found:
        if os.path.isdir(path):
            raise ProgramProblem(f"{path} is a folder", hint=f"give its files, as in '{path}/*.csv'")
    once = next((path for path in found if _is_stream(path)), None)
    if once is not None and len(found) > 1:
        title = "stdin" if once == STDIN else once
        raise ProgramProblem(f"{title} cannot be read together with files", hint="run it for each on its own")
    return found


@contextmanager
def opened(paths: Sequence[str], reading: Reading, *, twice: bool = False) -> Iterator[InputTable]:
    """Open files or stdin, which is copied to a file if it is to be read ``twice``.

    Separated text stays text, so that it goes through to the letter. Raises Problem for what cannot
    be read.
    """
    with ExitStack() as stack:
        if not _is_stream(paths[0]):
            found = [file_formats.chosen(path, reading.format, "--from") for path in paths]
            names = zip(paths, found, strict=True)
            other = next((path for path, its in names if its.name != found[0].name), None)
            if other is not None:
                raise ProgramProblem(
                    f"{other} and {paths[0]} differ in format", hint="give files of one format"
                )
            title = paths[0] if len(paths) == 1 else f"{len(paths)} files"
            yield _of_files(title, paths, found[0], reading)
            return
        title, data = "stdin", sys.stdin.buffer
        if paths[0] != STDIN:
            title = paths[0]
            with readable(title):
                data = stack.enter_context(open(title, "rb"))
        start = stream.start(data, LEAST)
        format_ = Format(reading.format_of(start, title))
        if format_.name in DELIMITERS and not twice:
            yield _of_stream(title, data, start, format_, reading)
            return
        try:
            copy = stack.enter_context(tempfile.NamedTemporaryFile(suffix=f".{format_.name}"))
            copy.write(start)
            stream.copy(data, copy)
        except OSError as error:
            raise CalculationProblem(
                f"{title} cannot be kept in the folder for temporary files: {error.strerror}",
                hint="give another folder by the variable TMPDIR, or a file instead of a stream",
            ) from None
        yield _of_files(title, [copy.name], format_, reading)


def _is_stream(path: str) -> bool:
    """Tell whether data can be read once only: from stdin or a named pipe, as ``<(...)`` is one."""
    return path == STDIN or not stat.S_ISREG(os.stat(path).st_mode)


@contextmanager
def readable(title: str) -> Iterator[None]:
    """Turn what Polars says of an unreadable file into a sentence."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise unreadable(title, error) from None


def unreadable(title: str, error: BaseException, first: str = "header") -> Problem:
    """Return a sentence for what Polars says of a file that it cannot read; ``first`` is its first line."""
    if isinstance(error, pl.exceptions.NoDataError):
        return ProgramProblem(f"{title} is empty", hint="give a table with a header")
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, pl.exceptions.PanicException) or any(sign in said for sign in _PROGRAMMERS):
        said = "it is damaged"
    if "found more fields" in said:
        return CalculationProblem(f"{title} has a row with more fields than its {first}", hint="correct it")
    if "CSV malformed" in said or "as dtype `str`" in str(error):  # after a cell, which may be of many lines
        return CalculationProblem(
            f'{title} has a quote (") that is not closed, or stands inside a text without quotes',
            hint="put that text into quotes, and write each quote in it twice",
        )
    if "utf-8" in said.lower():
        return CalculationProblem(
            f"{title} is not UTF-8 text", hint="convert it, for example with iconv -t UTF-8"
        )
    return CalculationProblem(f"{title} cannot be read: {said}", hint="see whether --from names its format")


def _of_files(title: str, paths: Sequence[str], format_: Format, reading: Reading) -> InputTable:
    found = []
    for path in paths:
        name = path if len(paths) > 1 else title
        with readable(name):
            found.append(_file(path, format_, name, reading))
    schema = joined([(file.path, file.schema) for file in found])
    frames = [aligned(_scan(file, format_), file.path, file.schema, schema) for file in found]
    separator = found[0].separator if format_.name in DELIMITERS else None
    return InputTable(title, found, format_, pl.concat(frames), schema, None, reading, separator)


def _file(path: str, format_: Format, title: str, reading: Reading) -> File:
    if format_.name not in DELIMITERS:
        reading.require_text(format_.name)
        schema = dict(_scan(File(path, {}), format_).collect_schema())
        if not schema and format_.name == "json":
            raise ProgramProblem(f"{title} is empty", hint='write objects, as in [{"x": 1}, {"x": 2}]')
        return File(path, schema)
    separator = _separator(path, format_, title, reading)
    names = _names(path, separator, title, reading)
    return File(path, dict.fromkeys(names, pl.String()), separator, reading.has_header)


def _of_stream(title: str, data: IO[bytes], start: bytes, format_: Format, reading: Reading) -> InputTable:
    blocks = stream.blocks(data, start)
    first = next((block for block in blocks if block), b"").removeprefix(BOM_UTF8)
    with readable(title):
        separator = _separator(first, format_, title, reading)
        names = _names(first, separator, title, reading)
    records = stream.Records(first, blocks, names, separator, has_header=reading.has_header)
    schema = dict.fromkeys(names, pl.String())
    return InputTable(title, [], format_, records.scan(), schema, records, reading, separator)


def _scan(file: File, format_: Format) -> pl.LazyFrame:
    path, schema, separator, has_header = file
    if format_.name == "parquet":
        return pl.scan_parquet(path, glob=False)
    if format_.name == "arrow":
        return pl.scan_ipc(path, glob=False)
    if format_.name == "json":
        return _of_json(path)
    if format_.name == "ndjson":
        if not schema:
            return pl.scan_ndjson(glob.escape(path), infer_schema_length=None)
        return pl.scan_ndjson(glob.escape(path), schema=dict(schema))
    is_odd = any('"' in name for name in schema)  # which Polars compares in its quotes
    return pl.scan_csv(
        path,
        schema=dict(schema),
        has_header=has_header and not is_odd,
        skip_rows=int(has_header and is_odd),
        separator=separator,
        glob=False,
    )


def _of_json(path: str) -> pl.LazyFrame:
    """Read an array of objects, in memory; or an object on each line, which has the same extension often."""
    try:
        return pl.read_json(path, infer_schema_length=None).lazy()
    except pl.exceptions.ComputeError as error:
        if "can only deserialize json objects" in str(error):
            raise ProgramProblem(
                "an array of JSON holds objects here",
                hint='write [{"x": 1}, {"x": 2}], with the names of columns',
            ) from None
        try:
            return pl.scan_ndjson(glob.escape(path), infer_schema_length=None).collect().lazy()
        except pl.exceptions.PolarsError:
            raise error from None


def _first_row(source: str | bytes, separator: str, *, is_raw: bool = False) -> list[str]:
    """Return the cells of the first row; ``is_raw``: with their quotes, a line at most."""
    first = pl.read_csv(
        source,
        has_header=False,
        n_rows=1,
        infer_schema=False,
        separator=separator,
        quote_char=None if is_raw else '"',
        truncate_ragged_lines=True,
        glob=False,
    )
    return [name or "" for name in first.row(0)] if first.height else []


def _separator(source: str | bytes, format_: Format, title: str, reading: Reading) -> str:
    if is_utf_16(source if isinstance(source, bytes) else _beginning(source)):
        raise ProgramProblem(f"{title} is in UTF-16", hint="convert it, as in iconv -f UTF-16 -t UTF-8")
    return reading.between(format_.name, "".join(_first_row(source, _NO_SEPARATOR, is_raw=True)), title)


def _beginning(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(2)


def _names(source: str | bytes, separator: str, title: str, reading: Reading) -> list[str]:
    names = _first_row(source, separator)
    if not reading.has_header:
        return [f"column_{number}" for number, _ in enumerate(names, 1)]
    twice = next((name for name, group in itertools.groupby(sorted(names)) if len([*group]) > 1), None)
    if twice is not None:
        raise ProgramProblem(f"{title} has two columns named {quoted(twice)}", hint="rename one of them")
    return names
