"""`backprop map`: a table of data through a program."""

import gzip
import json
import math
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Literal

import polars as pl
import pytest

from .conftest import COMMAND, Run, environment

SEED = "L = (a*b + c) * f"
GAUSS = "L = exp(-((x-m)/s)**2/2)/(sqrt(2*pi)*s)"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "data.csv"
    file.write_text('id,a,b\n007,2,-3\n"x,y",1.50, 4 \n,,5\n')
    return file


def test_columns_of_the_file_then_outputs_then_derivatives(backprop: Run, table: Path) -> None:
    outcome = backprop("map", SEED, str(table), "c=10", "f=-2")
    assert outcome.stdout == (
        "id,a,b,L,dL_da,dL_db\n"
        "007,2,-3,-8.0,6.0,-4.0\n"
        '"x,y",1.50, 4 ,-32.0,-8.0,-3.0\n'
        ",,5,,,\n"
    )  # fmt: skip
    assert (outcome.stderr, outcome.code) == ("", 0)


def test_numbers_are_those_of_eval(backprop: Run) -> None:
    rows = backprop("map", "C = (F - 32)/1.8", "-", stdin="F\n100\n451\n-40\n").stdout.splitlines()[1:]
    for row, degrees in zip(rows, ("100", "451", "-40"), strict=True):
        found = backprop("eval", "C = (F - 32)/1.8", f"F={degrees}", "--format", "plain").stdout
        assert row == ",".join([degrees, *found.split()])


def test_only_the_new_columns_and_other_derivatives(backprop: Run, table: Path) -> None:
    arguments = ("map", SEED, str(table), "c=10", "f=-2", "--only", "--wrt", "f,a")
    assert backprop(*arguments).stdout == "L,dL_df,dL_da\n-8.0,4.0,6.0\n-32.0,16.0,-8.0\n,,\n"


def test_a_value_wins_over_a_column_and_a_column_over_the_program(backprop: Run, table: Path) -> None:
    outcome = backprop("map", "a = 100; b = 7; L = a*b", str(table), "b=1", "--only", "--missing", "007")
    assert outcome.stdout == "L,dL_da\n2.0,1.0\n1.5,1.0\n,\n"
    assert outcome.stderr == "note: column b is not used: its value is given\n"


def test_backquoted_names_reach_any_column_and_tau_may_be_one(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "run.tsv"
    file.write_text("Temp (C)\ttau\n20\t2\n")
    outcome = backprop("map", "r = `Temp (C)`/tau", str(file))
    assert outcome.stdout == "Temp (C)\ttau\tr\tdr_dTemp (C)\tdr_dtau\n20\t2\t10.0\t0.5\t-5.0\n"


def test_several_outputs_functions_and_branches(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x\n-1\n1\n")
    program = "f(t) = where(t > 0, log(t), 0); y = f(x); z = x*3"
    assert backprop("map", program, str(file)).stdout == (
        "x,y,z,dy_dx,dz_dx\n-1,0.0,-3.0,0.0,3.0\n1,0.0,3.0,1.0,3.0\n"
    )


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


def test_a_constant_condition_leaves_no_use_of_a_column(backprop: Run) -> None:
    outcome = backprop("map", "L = b*where(k > 1, 3, a*2)", "-", "k=2", "--only", stdin="a,b\n1,2\n")
    assert (outcome.stdout, outcome.stderr) == ("L,dL_db,dL_da\n6.0,3.0,0.0\n", "")


def test_short_and_blank_rows_of_a_stream_are_missing_values(backprop: Run) -> None:
    outcome = backprop("map", "y = a*b", "-", "--only", stdin="a,b\n\n3\n5,6\n")
    assert (outcome.stdout, outcome.stderr) == ("y,dy_da,dy_db\n,,\n,,\n30.0,6.0,5.0\n", "")
    outcome = backprop("map", "y = a*b", "-", "--only", stdin="a,b\n5,6,7\n")
    assert outcome.stderr == "error: stdin has a row with more fields than its header\ncorrect it\n"


def test_missing_texts_are_kept_and_concern_inputs_only(backprop: Run) -> None:
    text = "country,a\nNA,NA\nDE,5\n"
    outcome = backprop("map", "y = a*2", "-", "--missing", "NA", stdin=text)
    assert outcome.stdout == "country,a,y,dy_da\nNA,NA,,\nDE,5,10.0,2.0\n"


def test_names_with_quotes_survive_a_second_run(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    assert backprop("map", '`q"x` = a*b', "-", "-o", str(file), stdin="a,b\n1,2\n").code == 0
    assert backprop("map", "y = a", str(file), "--only").stdout == "y,dy_da\n1.0,1.0\n"


@pytest.mark.parametrize(
    ("head", "program", "options", "code", "message"),
    [
        ("-1", "log(a)", ["--strict"], 1, "error: row 1: v1 = log(a) is undefined at a = -1"),
        ("n/a", "a*2", [], 1, "error: column a, row 1: 'n/a' is not a number"),
        ("1", "a*2", ["closed"], 0, ""),
    ],
)
def test_an_endless_stream_is_read_no_further(
    head: str, program: str, options: list[str], code: int, message: str
) -> None:
    reader = "head -n 1" if options == ["closed"] else "cat > /dev/null"
    command = f'"{COMMAND}" map "{program}" - {"" if options == ["closed"] else " ".join(options)}'
    line = f'(echo a; echo {head}; yes 1) | {command} | {reader}; echo "${{PIPESTATUS[1]}}"'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert done.stdout.splitlines()[-1] == str(code)
    assert done.stderr.splitlines()[:1] == [message] * bool(message)


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_an_interrupt_while_waiting_for_rows(to: str) -> None:
    command = [str(COMMAND), "map", "y = a", "-", "--to", to]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def test_a_wide_program_stays_small(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(",".join(f"c{n}" for n in range(300)) + "\n" + ",".join(["2"] * 300) + "\n")
    program = "y = " + " + ".join(f"c{n}**2" for n in range(300))
    found = backprop("map", program, str(file), "--only").stdout.splitlines()[1]
    assert found == ",".join(["1200.0", *["4.0"] * 300])


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


def test_undefined_rows_are_counted_and_explained(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x,k\n1,1\n-1,1\n0,1\n,1\n4,\n9,inf\n")
    outcome = backprop("map", "y = sqrt(x)*k", str(file), "--only")
    assert outcome.stdout == "y,dy_dx,dy_dk\n1.0,0.5,1.0\n,,\n0.0,,0.0\n,,\n,,\n,,\n"
    assert outcome.stderr == (
        "note: 3 rows have no result, or not all derivatives: row 2, row 3, row 6\n"
        "note: row 2: v1 = sqrt(x) is undefined at x = -1\n"
        "  y = sqrt(x)*k\n      ^^^^\n"
    )
    assert outcome.code == 0


def test_strict_stops_and_writes_nothing(backprop: Run, tmp_path: Path) -> None:
    file, target = tmp_path / "x.csv", tmp_path / "y.csv"
    file.write_text("x\n1\n-1\n")
    target.write_text("old")
    for more in ((), ("-o", str(target))):
        outcome = backprop("map", "y = log(x)", str(file), "--strict", *more)
        assert (outcome.stdout, outcome.code) == ("", 1)
        assert outcome.stderr == (
            "error: row 2: y = log(x) is undefined at x = -1\n  y = log(x)\n      ^^^\n"
            "leave the row out, or leave out --strict for a missing result\n"
        )
    assert target.read_text() == "old"
    assert backprop("map", "y = exp(x)", str(file), "--strict", "--only").stdout.count("\n") == 3


@pytest.mark.parametrize(
    ("content", "program", "message", "code"),
    [
        ("a,b\n1,2\n3,n/a\n", "a*b", "error: column b, row 2: 'n/a' is not a number\ncorrect it, or take it for a missing value: --missing \"n/a\"\n", 1),
        ("a,b\n1,2\n", "a*q", "error: no value for q\n  a*q\n    ^\ngive each a value, as in q=1; the columns of {file}: a, b\n", 2),
        ("speed,b\n1,2\n", "spede*b", "error: no value for spede\n  spede*b\n  ^^^^^\ndid you mean 'speed'?; the columns of {file}: speed, b\n", 2),
        ("a,b,a\n1,2,3\n", "a*b", "error: {file} has two columns named a\nrename one of them\n", 2),
        ("a,y\n1,2\n", "y = a*2; z = y", "error: {file} already has a column dz_da\n", 2),
        ("", "a*2", "error: {file} is empty\ngive a table with a header\n", 2),
        ("a,b\n1,2,3\n", "a*b", "error: {file} has a row with more fields than its header\ncorrect it\n", 1),
        ("a\n1\n", "a*", "error: a value is missing after '*'\n  a*\n    ^\nfinish the expression\n", 2),
        ("a\n1\n", "5", "error: the output is a constant\n  5\n  ^\nit has no inputs\n", 2),
    ],
)  # fmt: skip
def test_bad_data_and_bad_programs(
    backprop: Run, tmp_path: Path, content: str, program: str, message: str, code: int
) -> None:
    file = tmp_path / "t.csv"
    if program.startswith("y = a*2; z"):
        content, message = (
            "a,z\n1,2\n",
            message.replace("dz_da", "z")
            + ("write the new columns alone with --only, or call the output by another name\n"),
        )
    file.write_text(content)
    outcome = backprop("map", program, str(file))
    assert (outcome.stderr, outcome.code) == (message.format(file=file), code)


def test_columns_that_are_no_numbers(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    pl.DataFrame({"a": ["1"], "flag": [True], "list": [[1]]}).write_parquet(file)
    for name, kind in (("a", "text"), ("flag", "truths"), ("list", "List(Int64)")):
        outcome = backprop("map", f"y = 2*{name}", str(file))
        assert (
            outcome.code,
            f"column {name} of {file} is not numeric: it holds {kind}" in outcome.stderr,
        ) == (2, True)
    outcome = backprop("map", "y = 2*q", str(file), "q=1")
    assert (outcome.code, "csv has no way to write column list" in outcome.stderr) == (2, True)
    assert backprop("map", "y = 2*q", str(file), "q=1", "--to", "ndjson").stdout == (
        '{"a":"1","flag":true,"list":[1],"y":2.0}\n'
    )


def test_files_that_are_missing_or_no_tables(backprop: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.parquet"
    bad.write_text("no parquet")
    unknown = tmp_path / "data.xyz"
    unknown.write_text("a\n1\n")
    for arguments, message, code in (
        (["none.csv"], "there is no file none.csv", 2),
        (["none*.csv"], "no file matches none*.csv", 2),
        ([str(tmp_path)], "is a folder", 2),
        ([str(bad)], "cannot be read: parquet", 1),
        ([str(unknown)], "says no format; give it with --from", 2),
        ([], "map takes a program and a file of data", 2),
        (["-", str(unknown)], "stdin cannot be read together with files", 2),
    ):
        outcome = backprop("map", "y = a", *arguments)
        assert (outcome.code, message in outcome.stderr, "Traceback" in outcome.stderr) == (code, True, False)
    assert backprop("map", "y = a", str(unknown), "--from", "csv").stdout == "a,y,dy_da\n1,1.0,1.0\n"


def test_large_integers_keep_their_value_and_rounding_is_noted(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    file.write_text(f"n\n{2**53 + 1}\n{2**53 + 2}\n5\n")
    outcome = backprop("map", "y = n", str(file))
    assert outcome.stdout.splitlines()[1] == f"{2**53 + 1},{float(2**53)!r},1.0"
    assert (
        outcome.stderr
        == "note: column n: 1 value was rounded to calculate, for doubles are exact up to 2**53\n"
    )


def test_values_that_need_more_digits_are_noted(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x,y\n3e-320,1e-5\n1,2\n")
    outcome = backprop("map", "q = x/y", str(file), "--only", "--wrt", "y")
    truth = backprop("eval", "q = x/y", "x=3e-320", "y=1e-5", "--wrt", "y", "--format", "plain").stdout
    assert outcome.stdout.splitlines()[1].split(",")[1] == truth.split()[1]
    assert outcome.stderr.startswith("note: 1 value took more digits than doubles have")


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_the_old_file(tmp_path: Path, sent: signal.Signals) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    command = [str(COMMAND), "map", "y = a*2", "-", "-o", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment()) as process:
        assert process.stdin is not None
        process.stdin.write(b"a\n" + b"1\n" * 100_000)
        process.stdin.flush()
        for _ in range(200):  # until it writes
            if any(name.endswith(".part") for name in os.listdir(tmp_path)):
                break
            time.sleep(0.05)
        process.send_signal(sent)
        code = process.wait(30)
    assert code != 0
    assert target.read_text() == "old"
    if sent == signal.SIGINT:
        assert (code, os.listdir(tmp_path)) == (130, ["out.csv"])


def test_a_full_disk_leaves_the_old_file(backprop: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    file = tmp_path / "a.csv"
    file.write_text("a\n" + "1.5\n" * 300_000)
    limited = ["bash", "-c", f'ulimit -f 100; exec "{COMMAND}" map "y = exp(a)" "{file}" -o "{target}"']
    done = subprocess.run(limited, capture_output=True, text=True, env=environment(), check=False)
    assert target.read_text() == "old"
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    outcome = backprop("map", "y = exp(a)", str(file), "-o", "/dev/full", "--to", "csv")
    assert (outcome.code, outcome.stderr) == (
        1, "error: /dev/full cannot be written: No space left on device\nmake room, or choose another place with -o\n"
    )  # fmt: skip


def test_a_folder_that_cannot_be_written(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n")
    outcome = backprop("map", "y = a", str(file), "-o", str(tmp_path / "no" / "out.csv"))
    assert (outcome.code, "cannot be written: No such file or directory" in outcome.stderr) == (2, True)
    outcome = backprop("map", "y = a", str(file), "-o", "/proc/out.csv")
    assert (outcome.code, "cannot be written" in outcome.stderr) == (2, True)


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n" + "1.5\n" * 300_000)
    line = f'"{COMMAND}" map "y = exp(a)" "{file}" | head -n 1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.stdout, done.stderr) == ("a,y,dy_da\n0\n", "")


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


def test_the_summary(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,10\n2,30\n3,20\n,5\n4,0\n")
    program = "L = a/b"
    outcome = backprop("map", program, str(file), "--stats")
    lines = outcome.stdout.splitlines()
    assert lines[0] == f"{file}: 5 rows, 1 undefined"
    assert lines[2].split() == ["mean", "std.", "dev.", "min", "max", "share"]
    assert [line.split()[0] for line in lines[4:]] == ["L", "∂L/∂a", "∂L/∂b"]
    assert lines[5].split()[1:] == ["0.0611111", "0.0346944", "0.0333333", "0.1", "45.78", "%"]
    rows = [
        json.loads(line)
        for line in backprop("map", program, str(file), "--stats", "--format", "json").stdout.splitlines()
    ]
    frame = pl.DataFrame({"a": [1.0, 2, 3], "b": [10.0, 30, 20]})
    columns = {"L": frame["a"] / frame["b"], "dL_da": 1 / frame["b"], "dL_db": -frame["a"] / frame["b"] ** 2}
    parts = {
        "dL_da": 1.0 * float(str((columns["dL_da"] ** 2).mean())),
        "dL_db": 100.0 * float(str((columns["dL_db"] ** 2).mean())),
    }
    for row in rows:
        column = columns[row["name"]]
        for name in ("mean", "std", "min", "max"):
            assert math.isclose(row[name], getattr(column, name)(), rel_tol=1e-12)
        expected = parts[row["name"]] / sum(parts.values()) if row["name"] in parts else None
        assert row["share"] == (None if expected is None else pytest.approx(expected, rel=1e-12))
        assert row["rows"] == 3


@pytest.mark.parametrize(
    ("format_", "start"),
    [
        (
            "csv",
            "name,rows,mean,std,min,max,share\ny,2,3.0,1.4142135623730951,2.0,4.0,\ndy_da,2,2.0,0.0,2.0,2.0,1.0\n",
        ),
        ("tsv", "name\trows\tmean"),
        ("plain", "3.0\t1.4142135623730951\t2.0\t4.0\t\n2.0\t0.0\t2.0\t2.0\t1.0\n"),
        ("markdown", "**"),
        ("latex", "\\begin{tabular}{lrrrrr}\n   & mean"),
    ],
)
def test_the_summary_in_the_formats_of_results(backprop: Run, format_: str, start: str) -> None:
    outcome = backprop("map", "y = 2*a", "-", "--stats", "--format", format_, stdin="a\n1\n2\n")
    assert outcome.stdout.startswith(start), outcome.stdout


def test_a_deep_program_is_only_long(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "model.bp"
    file.write_text("v = x\n" + "v = v*1.0001 + 0.5\n" * 1500)
    found = backprop("map", "-f", str(file), "-", "--only", stdin="x\n1\n").stdout.splitlines()[1]
    truth = backprop("eval", "-f", str(file), "x=1", "--format", "plain").stdout.split()
    assert [float(number) for number in found.split(",")] == pytest.approx(
        [float(number) for number in truth], rel=1e-12
    )


def test_a_missing_package_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "polars.py").write_text("raise ImportError")
    done = subprocess.run(
        [COMMAND, "map", "y = a", "-"], input="a\n", capture_output=True, text=True,
        env=environment(PYTHONPATH=str(tmp_path)), check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        2, "error: tables of data need the package polars\ninstall it: pip install 'backprop-cli[tables]'\n"
    )  # fmt: skip


def test_compressed_text_on_stdin_is_named(backprop: Run) -> None:
    outcome = backprop("map", "y = a", "-", stdin=gzip.compress(b"a\n1\n"))
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (2, "error: stdin is compressed")


def test_the_summary_is_strict_json_also_where_squares_overflow(backprop: Run) -> None:
    text = "a,b\n1e200,1\n2e200,3\n-1e200,2\n"
    found = backprop("map", "L = a*b", "-", "--stats", "--format", "json", stdin=text).stdout
    assert "NaN" not in found
    assert "Infinity" not in found
    assert [json.loads(line)["name"] for line in found.splitlines()] == ["L", "dL_da", "dL_db"]
