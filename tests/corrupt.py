"""Tables with wrong bytes, and what `map` does with them: a sentence, and nothing of what Polars prints.

``python -m tests.corrupt`` tries as many as are asked for and prints the figures.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import click
import polars as pl

import backprop.cli.mapping  # noqa: F401 - once, and not in every process
from backprop.cli.__main__ import main as command_line

HANGING = 10.0  # seconds
_FOREIGN = ("panicked", "thread '", "RUST_BACKTRACE", "stack backtrace", "Traceback")
_CODECS: tuple[Literal["uncompressed", "snappy", "zstd", "lz4", "gzip", "brotli"], ...] = (
    "uncompressed", "snappy", "zstd", "lz4", "gzip", "brotli",
)  # fmt: skip
_CODECS_OF_ARROW: tuple[Literal["uncompressed", "zstd", "lz4"], ...] = ("uncompressed", "zstd", "lz4")


_COMPRESSIONS: dict[str, Literal["gzip", "zstd"]] = {"gz": "gzip", "zst": "zstd"}


class Case(NamedTuple):
    """A file with wrong bytes, as it is told apart in a message."""

    name: str
    data: bytes
    is_cut: bool


class Outcome(NamedTuple):
    """How a run ended: its exit code, None if it was stopped, or minus the signal that killed it."""

    code: int | None
    stdout: bytes
    stderr: str

    def faults(self, case: Case) -> list[str]:
        """Return what no run may do."""
        found = [f"prints '{word}'" for word in _FOREIGN if word in self.stderr]
        if self.code not in (0, 1, 2):
            found.append(f"ends with {self.code}")
        if self.code in (1, 2) and not self.stderr.startswith(("error: ", "note: ")):
            found.append("says nothing")
        if case.is_cut and self.code == 0:
            found.append("takes half a file for a whole one")
        return found


def write(folder: Path) -> None:
    """Write small tables into a folder, of every format and compression."""
    count = 40
    frame = pl.DataFrame(
        {
            "a": [None if row % 7 == 3 else row * 1.5 for row in range(count)],
            "n": range(count),
            "text": [f"text {row % 5}" for row in range(count)],
            "list": [[row] * (row % 3) for row in range(count)],
        }
    )
    for codec in _CODECS:
        frame.write_parquet(folder / f"{codec}.parquet", compression=codec, row_group_size=16)
    for codec in _CODECS_OF_ARROW:
        frame.write_ipc(folder / f"{codec}.arrow", compression=codec)
    texts = frame.drop("list").lazy()
    for name, sink in (("csv", texts.sink_csv), ("ndjson", texts.sink_ndjson)):
        for extension, compression in _COMPRESSIONS.items():
            sink(folder / f"t.{name}.{extension}", compression=compression, check_extension=False)


def files() -> dict[str, bytes]:
    """Return such tables by the names of their files.

    Another process writes them: one that has run Polars has threads, which its copies do not get.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "tests.corrupt", "--write", name], check=True)
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def cases(seed: int, count: int) -> Iterator[Case]:
    """Yield files with a wrong bit, a wrong byte, zeros or without their end; the same for the same seed."""
    chance, whole = random.Random(seed), files()
    for number in range(count):
        name = [*whole][number % len(whole)]
        data = bytearray(whole[name])
        place = chance.randrange(len(data))
        kind = chance.choice(["bit", "bit", "byte", "zeros", "cut"])
        if kind == "bit":
            data[place] ^= 1 << chance.randrange(8)
        elif kind == "byte":
            data[place] = chance.randrange(256)
        elif kind == "zeros":
            data[place : place + 8] = bytes(len(data[place : place + 8]))
        else:
            del data[place:]
        yield Case(f"{name}, {kind} at {place}, case {number} of seed {seed}", bytes(data), kind == "cut")


def run(case: Case, folder: Path) -> Outcome:
    """Run `map` on a file in a process of its own, a copy of this one."""
    file = folder / f"bad-{case.name.partition(',')[0]}"
    file.write_bytes(case.data)
    out, err = folder / "out", folder / "err"
    child = os.fork()
    if not child:
        _become(["map", "y = 2*a", str(file), "--to", "ndjson"], out, err)
    code = _waited(child)
    return Outcome(code, out.read_bytes(), err.read_text(errors="replace"))


def _become(arguments: list[str], out: Path, err: Path) -> None:
    """Be a command line, to its end."""
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
    sys.argv = ["backprop", *arguments]
    try:
        command_line()
    finally:
        os._exit(99)


def _waited(child: int) -> int | None:
    end = time.monotonic() + HANGING
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    with suppress(OSError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


@click.command()
@click.option("--count", default=2_000, show_default=True, help="How many files.")
@click.option("--seed", default=1, show_default=True)
@click.option("--write", "folder_of_tables", hidden=True)
def main(count: int, seed: int, folder_of_tables: str | None) -> None:
    """Run `map` on files with wrong bytes, and print what it must not do."""
    if folder_of_tables is not None:
        write(Path(folder_of_tables))
        return
    codes: Counter[int | None] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(seed, count):
            outcome = run(case, Path(folder))
            codes[outcome.code] += 1
            for fault in outcome.faults(case):
                faults += 1
                click.echo(f"{case.name}: {fault}: {outcome.stderr[:300]!r}", err=True)
    click.echo(f"{count} files; exit codes {dict(codes)}; {faults} faults")
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
