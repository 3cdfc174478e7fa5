"""Tables in files and streams, of every format."""

import json
import os
import subprocess
from pathlib import Path
from threading import Timer
from typing import Literal

import polars as pl
import pytest

from .conftest import COMMAND, Run, environment


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("t.csv", "r.parquet"),
        ("t.csv", "r.tsv"),
        ("t.tsv", "r.ndjson"),
        ("t.csv.gz", "r.csv.gz"),
        ("t.tsv.zst", "r.arrow"),
        ("t.ndjson", "r.parquet"),
        ("t.parquet", "r.csv.gz"),
        ("t.arrow", "r.ndjson"),
    ],
)
def test_formats(backprop: Run, tmp_path: Path, name: str, to: str) -> None:
    frame = pl.LazyFrame({"a": [1.5, None, -2.0], "text": ["é", 'q"', None], "n": [1, 2, 2**62 + 1]})
    source, target = tmp_path / name, tmp_path / to
    write(frame, source)
    outcome = backprop("map", "y = a**2", str(source), "-o", str(target))
    assert (outcome.stdout, outcome.stderr, outcome.code) == ("", "", 0)
    found = read(target)
    assert found.columns == ["a", "text", "n", "y", "dy_da"]
    assert found["y"].to_list() == [2.25, None, 4.0]
    assert found["dy_da"].to_list() == [3.0, None, -4.0]
    assert found["n"].to_list() == [1, 2, 2**62 + 1]
    assert found["text"].to_list() == ["é", 'q"', None]
    assert sorted(os.listdir(tmp_path)) == sorted([name, to])


def write(frame: pl.LazyFrame, file: Path) -> None:
    compressions: dict[str, Literal["uncompressed", "gzip", "zstd"]] = {".gz": "gzip", ".zst": "zstd"}
    compression = compressions.get(file.suffix, "uncompressed")
    if file.suffix == ".parquet":
        frame.sink_parquet(file)
    elif file.suffix == ".arrow":
        frame.sink_ipc(file)
    elif file.suffix == ".ndjson":
        frame.sink_ndjson(file)
    else:
        separator = "\t" if ".tsv" in file.name else ","
        frame.sink_csv(file, separator=separator, compression=compression, check_extension=False)


def read(file: Path) -> pl.DataFrame:
    if file.suffix == ".parquet":
        return pl.read_parquet(file)
    if file.suffix == ".arrow":
        return pl.read_ipc(file)
    if file.suffix == ".ndjson":
        return pl.read_ndjson(file)
    return pl.read_csv(file, separator="\t" if ".tsv" in file.name else ",")


def test_stdin_and_stdout(backprop: Run, tmp_path: Path) -> None:
    text = '\ufeffa,note\r\n2,"two\nlines"\r\n3,"say ""hi"""\r\n'
    expected = 'a,note,y,dy_da\n2,"two\nlines",4.0,4.0\n3,"say ""hi""",9.0,6.0\n'
    assert backprop("map", "y = a**2", "-", stdin=text).stdout == expected
    lines = '{"a":2}\n{"a":null}\n'
    found = backprop("map", "y = a**2", "-", "--from", "ndjson", stdin=lines).stdout
    assert [json.loads(line) for line in found.splitlines()] == [
        {"a": 2, "y": 4.0, "dy_da": 4.0},
        {"a": None, "y": None, "dy_da": None},
    ]
    file = tmp_path / "t.parquet"
    pl.DataFrame({"a": [2, 3]}).write_parquet(file)
    assert backprop("map", "y = a**2", "-", "--from", "parquet", stdin=file.read_bytes()).stdout == (
        "a,y,dy_da\n2,4.0,4.0\n3,9.0,6.0\n"
    )
    assert backprop("map", "y = a**2", "-", "--to", "ndjson", stdin="a\n2\n").stdout == (
        '{"a":2,"y":4.0,"dy_da":4.0}\n'
    )


def test_a_pipe_as_a_file() -> None:
    line = f'"{COMMAND}" map "y = a**2" <(printf "a\\n2\\n") --only'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("y,dy_da\n4.0,4.0\n", "", 0)


def test_records_are_cut_outside_of_quotes(backprop: Run) -> None:
    texts = ["line\n" * (number % 7) + "x" * (number % 5000) for number in range(9000)]
    rows = [f'{number},"{text}"' for number, text in enumerate(texts)]
    outcome = backprop("map", "y = a + 1", "-", "--only", stdin="a,t\n" + "\n".join(rows) + "\n")
    assert outcome.stdout == "y,dy_da\n" + "".join(f"{number + 1}.0,1.0\n" for number in range(9000))


def test_several_files_and_patterns(backprop: Run, tmp_path: Path) -> None:
    for name, text in (("a1.csv", "a\n1\n2\n"), ("a2.csv", "a\n-3\n"), ("b.csv", "b,a\n1,1\n")):
        (tmp_path / name).write_text(text)
    outcome = backprop("map", "y = sqrt(a)", str(tmp_path / "a*.csv"), "--only")
    assert outcome.stdout.splitlines()[:2] == ["y,dy_da", "1.0,0.5"]
    assert outcome.stderr == (
        f"note: 1 row has no result, or not all derivatives: {tmp_path / 'a2.csv'}, row 1\n"
        f"note: {tmp_path / 'a2.csv'}, row 1: y = sqrt(a) is undefined at a = -3\n"
        "  y = sqrt(a)\n      ^^^^\n"
    )
    outcome = backprop("map", "y = a", str(tmp_path / "a1.csv"), str(tmp_path / "b.csv"))
    assert (outcome.code, "b.csv has other columns than" in outcome.stderr) == (2, True)


def test_short_and_blank_rows_of_a_stream_are_missing_values(backprop: Run) -> None:
    outcome = backprop("map", "y = a*b", "-", "--only", stdin="a,b\n\n3\n5,6\n")
    assert (outcome.stdout, outcome.stderr) == ("y,dy_da,dy_db\n,,\n,,\n30.0,6.0,5.0\n", "")
    outcome = backprop("map", "y = a*b", "-", "--only", stdin="a,b\n5,6,7\n")
    assert outcome.stderr == "error: stdin has a row with more fields than its header\ncorrect it\n"


def test_names_with_quotes_survive_a_second_run(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    assert backprop("map", '`q"x` = a*b', "-", "-o", str(file), stdin="a,b\n1,2\n").code == 0
    assert backprop("map", "y = a", str(file), "--only").stdout == "y,dy_da\n1.0,1.0\n"


def test_an_output_keeps_its_permissions_and_links(backprop: Run, tmp_path: Path) -> None:
    file, real, link = tmp_path / "a.csv", tmp_path / "real.csv", tmp_path / "link.csv"
    file.write_text("a\n1\n")
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    assert backprop("map", "y = a", str(file), "-o", str(link)).code == 0
    assert (link.is_symlink(), real.read_text()) == (True, "a,y,dy_da\n1,1.0,1.0\n")
    assert real.stat().st_mode & 0o777 == 0o600
    assert backprop("map", "z = a", str(real), "-o", str(real), "--only").code == 0
    assert real.read_text() == "z,dz_da\n1.0,1.0\n"


def test_an_equals_sign_in_the_name_of_a_folder(
    backprop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for year in (2025, 2026):
        (tmp_path / f"year={year}").mkdir()
        (tmp_path / f"year={year}" / "a.csv").write_text(f"x\n{year}\n")
    arguments = ("map", "y = x/k", "k=4", "--only", "--wrt", "k")
    assert backprop(*arguments, "year=2026/a.csv").stdout == "y,dy_dk\n506.5,-126.625\n"
    assert backprop(*arguments, "year=*/a.csv").stdout.count("\n") == 3
    assert "'x' is given twice" in backprop(*arguments, "x=1/3", "x=2").stderr


def test_a_stream_that_has_no_room_to_be_read_twice() -> None:
    line = ["sh", "-c", f"ulimit -f 1; {COMMAND} map 'y = x' - --to ndjson"]
    done = subprocess.run(
        line, input="x\n" + "1\n" * 9999, capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.stdout, done.returncode) == ("", 1)
    assert done.stderr == (
        "error: stdin cannot be kept in the folder for temporary files: File too large\n"
        "give another folder by the variable TMPDIR, or a file instead of a stream\n"
    )


def test_rows_of_a_live_stream_come_out_at_once() -> None:
    with subprocess.Popen(
        [COMMAND, "map", "y = 2*x", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin
        assert process.stdout
        timer = Timer(60, process.kill)
        timer.start()
        for line, answer in (("x", b"x,y,dy_dx\n"), ("1", b"1,2.0,2.0\n"), ("2.50", b"2.50,5.0,2.0\n")):
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline() == answer
        process.stdin.close()
        assert (process.stdout.read(), process.wait()) == (b"", 0)
        timer.cancel()


def test_no_row_of_a_stream_after_a_refused_one_is_written(backprop: Run) -> None:
    rows = [str(number) for number in range(2_000_000)]
    rows[1_500_000] = "wrong"
    outcome = backprop("map", "y = x", "-", stdin="\n".join(["x", *rows]))
    assert outcome.code == 1
    assert outcome.stderr.startswith("error: column x, row 1,500,001: 'wrong' is not a number\n")
    found = [line.split(",")[0] for line in outcome.stdout.splitlines()[1:]]
    assert len(found) <= 1_500_000
    assert found == rows[: len(found)]
