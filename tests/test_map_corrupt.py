"""Files with wrong bytes: one sentence, and nothing of what Polars prints of itself."""

import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from backprop.tables.source import unreadable

from . import corrupt
from .conftest import COMMAND, ROOT, Run, environment, some


@pytest.mark.long
def test_wrong_bytes_end_in_a_result_or_a_sentence() -> None:
    line = [sys.executable, "-m", "tests.corrupt", "--count", "130"]
    done = subprocess.run(
        line, cwd=ROOT, capture_output=True, text=True, env=environment(RUST_BACKTRACE="1"), check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert re.match(r"130 files; exit codes .*; 0 faults\n", done.stdout)


def test_what_polars_prints_of_itself_is_not_seen() -> None:
    program = (
        "import os, sys; from backprop.tables import panics; from backprop.cli.diagnostics import note;"
        "panics.silence(); os.write(2, b'thread panicked\\n'); note('ours: \u03b8'); print('result')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("result\n", "note: ours: \u03b8\n", 0)


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "2>&1"])
def test_stderr_may_be_anything(redirection: str) -> None:
    line = f'printf "a\\n-1\\n" | "{COMMAND}" map "y = sqrt(a)" - {redirection}; echo " $?"'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False
    )
    lines = done.stdout.splitlines()
    assert (lines[:2], lines[-1], done.stderr) == (["a,y,dy_da", "-1,,"], " 0", "")


@pytest.mark.parametrize(
    "error",
    [
        pl.exceptions.PanicException("assertion failed: offset + length <= self.length"),
        pl.exceptions.ComputeError("called `Result::unwrap()` on an `Err` value: JoinError::Panic(Id(3))"),
        pl.exceptions.ComputeError("out-of-spec: InvalidFlatbufferMessage(Error { source_location: 3 })"),
    ],
)
def test_what_is_said_to_programmers_of_polars_is_said_to_users_otherwise(error: BaseException) -> None:
    assert unreadable("t.parquet", error).message == "t.parquet cannot be read: it is damaged"


@pytest.mark.parametrize(
    "extension", some(2, ["csv.gz", "parquet", "csv.zst", "ndjson.gz", "ndjson.zst", "arrow"])
)
def test_a_file_without_its_end_is_refused(backprop: Run, tmp_path: Path, extension: str) -> None:
    corrupt.write(tmp_path)
    (file,) = sorted(tmp_path.glob(f"*.{extension}"))[:1]
    whole = file.read_bytes()
    for size in (len(whole) - 1, len(whole) - 5, len(whole) - 9, len(whole) // 2, 3):
        file.write_bytes(whole[:size])
        outcome = backprop("map", "y = a", str(file), "-o", str(tmp_path / "r.arrow"))
        assert (outcome.code, outcome.stderr[:6]) == (1, "error:"), (size, outcome)
        assert not (tmp_path / "r.arrow").exists()
