"""Where programs come from: words of the command line, a file, or stdin."""

import codecs
import io
import os
from collections.abc import Iterator, Sequence
from typing import IO

import click

from backprop.grammar.problem import ProgramProblem, Source

from . import terminal

STDIN = "-"
STDIN_NAMES = (STDIN, "/dev/stdin", "/dev/fd/0")

_LONGEST_LINE = 4 * 2**20
"""In bytes; room for two million terms, which take a gigabyte."""

_LONGEST_PIECE = 2**16


def chosen(words: Sequence[str], file: str | None) -> Sequence[str]:
    """Return the words to read programs from: stdin where there are none, and no file.

    Raises UsageError where there are both, or where stdin is a terminal and was not asked for.
    """
    if file is not None and words:
        raise click.UsageError("the program is given twice: by -f and as an argument")
    if words or file is not None:
        return words
    if terminal.is_terminal("stdin"):
        raise click.UsageError('no program: give one, as in backprop eval "a*b" a=2 b=3, or pipe one in')
    return [STDIN]


def whole(words: Sequence[str], file: str | None) -> Source:
    """Return the one program that a file holds, or that the words do, each as a line."""
    if file is not None:
        return Source(read(file), file)
    texts = [decoded(terminal.stdin().read(), "stdin") if word == STDIN else word for word in words]
    return Source("\n".join(texts))


def lines(words: Sequence[str], file: str | None) -> Iterator[tuple[int, bytes | ProgramProblem]]:
    """Yield the lines that hold a program, each as soon as it is there, with their numbers.

    Blank lines and comments are left out, and counted. What is too long for a line is a problem, and
    passed over without being kept.
    """
    number = 0
    for stream in _streams(words, file):
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            is_whole = len(line) < _LONGEST_LINE or line.endswith(b"\n")
            if not is_whole:
                _skip_line(stream)
            text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            start = text.lstrip()
            if start.startswith(b"#") or (is_whole and not start):
                continue
            yield number, text.rstrip() if is_whole else _too_long()


def read(file: str) -> str:
    """Return the text of a file or stdin. Raises ProgramProblem if it cannot be read or is no text."""
    if file == STDIN:
        return decoded(terminal.stdin().read(), "stdin")
    try:
        with open(file, "rb") as stream:
            return decoded(stream.read(), file)
    except OSError as error:
        raise _unreadable(file, error) from None


def decoded(data: bytes, name: str) -> str:
    """Return bytes as text. Raises ProgramProblem if they are not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ProgramProblem(f"{name} is in UTF-16", hint="convert it, as in iconv -f UTF-16 -t UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProgramProblem(
            f"{name} is not UTF-8 text (byte {error.start + 1} is 0x{data[error.start]:02x})",
            hint="convert it, for example with iconv -t UTF-8",
        ) from None


def _streams(words: Sequence[str], file: str | None) -> Iterator[IO[bytes]]:
    if file is not None:
        try:
            with open(file, "rb") as stream:
                yield stream
        except OSError as error:
            raise _unreadable(file, error) from None
    for word in words:
        yield terminal.stdin() if word == STDIN else io.BytesIO(os.fsencode(word))


def _skip_line(stream: IO[bytes]) -> None:
    """Read what is left of a line."""
    while (piece := stream.readline(_LONGEST_PIECE)) and not piece.endswith(b"\n"):
        pass


def _too_long() -> ProgramProblem:
    message = f"this line is longer than {_LONGEST_LINE // 2**20} MiB"
    return ProgramProblem(message, hint="give it as a program of its own, without --each")


def _unreadable(file: str, error: OSError) -> ProgramProblem:
    return ProgramProblem(f"{file} cannot be read: {error.strerror}", hint="give another file")
