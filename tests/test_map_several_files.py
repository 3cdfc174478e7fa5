"""`backprop map` of several files: the same columns in each, or a refusal before anything is written."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from . import fuzz
from .conftest import Run

FORMATS = ("csv", "tsv", "ndjson", "parquet", "arrow")
TYPED = ("ndjson", "parquet", "arrow")


def written(folder: Path, name: str, format_: str, **columns: list[Any]) -> str:
    file, frame = folder / f"{name}.{format_}", pl.DataFrame(columns)
    if format_ == "parquet":
        frame.write_parquet(file)
    elif format_ == "arrow":
        frame.write_ipc(file)
    elif format_ == "ndjson":
        frame.write_ndjson(file)
    else:
        frame.write_csv(file, separator="," if format_ == "csv" else "\t")
    return str(file)


@pytest.mark.parametrize("format_", FORMATS)
def test_other_columns_are_refused_before_anything_is_written(tmp_path: Path, format_: str) -> None:
    first = written(tmp_path, "first", format_, a=[1, 2], b=[3, 4])
    more = written(tmp_path, "more", format_, a=[1], b=[2], c=[3])
    less = written(tmp_path, "less", format_, a=[1])
    for files, says in (
        ((first, more), f"{more} has other columns than {first}: c is only in {more}"),
        ((first, first, less), f"{less} has other columns than {first}: b is only in {first}"),
    ):
        for options in ((), ("--stats",), ("--only",)):
            code, stdout, stderr = fuzz.run(["map", "y = a*2", *files, *options])
            assert (stdout, code) == ("", 2)
            assert stderr == f"error: {says}\ngive files with the same columns\n"


@pytest.mark.parametrize("format_", FORMATS)
def test_the_order_of_the_columns_is_that_of_the_first_file(
    backprop: Run, tmp_path: Path, format_: str
) -> None:
    first = written(tmp_path, "first", format_, a=[1, 2], b=[3, 4])
    other = written(tmp_path, "other", format_, b=[5], a=[-6])
    outcome = backprop("map", "y = sqrt(a)", first, other, "--to", "csv", "--wrt", "a")
    assert outcome.stdout.splitlines()[::3] == ["a,b,y,dy_da", "-6,5,,"]
    assert outcome.stderr.startswith(f"note: 1 row has no result, or not all derivatives: {other}, row 1\n")


@pytest.mark.parametrize("format_", TYPED)
def test_integers_and_doubles_are_doubles(backprop: Run, tmp_path: Path, format_: str) -> None:
    whole = written(tmp_path, "whole", format_, a=[1, 2], n=[7, 8])
    broken = written(tmp_path, "broken", format_, a=[0.5], n=[9])
    nothing = written(tmp_path, "nothing", format_, a=[None], n=[10])
    outcome = backprop("map", "y = 2*a", nothing, whole, broken, "--to", "ndjson")
    assert [[*json.loads(line).values()] for line in outcome.stdout.splitlines()] == [
        [None, 10, None, None], [1.0, 7, 2.0, 2.0], [2.0, 8, 4.0, 2.0], [0.5, 9, 1.0, 2.0],
    ]  # fmt: skip
    assert (outcome.stderr, outcome.code) == ("", 0)


@pytest.mark.parametrize("format_", TYPED)
@pytest.mark.parametrize("program", ["y = a", "y = b"])
def test_an_integer_that_a_double_would_round_is_not_written(
    backprop: Run, tmp_path: Path, format_: str, program: str
) -> None:
    broken = written(tmp_path, "broken", format_, a=[0.5], b=[1])
    whole = written(tmp_path, "whole", format_, a=[2**53 + 1], b=[1])
    outcome = backprop("map", program, broken, whole, "-o", str(tmp_path / "r.csv"))
    assert outcome.stderr == (
        f"error: column a holds integers in {whole} that a double would round, but in other files it "
        "holds doubles\nconvert it in one of them first\n"
    )
    assert (outcome.code, (tmp_path / "r.csv").exists()) == (1, False)


@pytest.mark.parametrize("format_", TYPED)
def test_text_and_numbers_do_not_fit(backprop: Run, tmp_path: Path, format_: str) -> None:
    nothing = written(tmp_path, "nothing", format_, a=[1], b=[None])
    numbers = written(tmp_path, "numbers", format_, a=[1], b=[3])
    texts = written(tmp_path, "texts", format_, a=[1], b=["x"])
    outcome = backprop("map", "y = 2*a", nothing, numbers, texts)
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr == (
        f"error: column b holds text in {texts}, but Int64 in {numbers}\nconvert it in one of them first\n"
    )


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (pl.Int8, pl.UInt8, pl.Int16),
        (pl.Int32, pl.Int64, pl.Int64),
        (pl.Float32, pl.Float64, pl.Float64),
        (pl.Float32, pl.Int32, pl.Float64),
    ],
)
def test_narrow_numbers_become_wide_ones(
    backprop: Run, tmp_path: Path, one: pl.DataType, other: pl.DataType, kind: pl.DataType
) -> None:
    for name, type_ in (("one", one), ("other", other)):
        pl.DataFrame({"a": [100]}, {"a": type_}).write_parquet(tmp_path / f"{name}.parquet")
    target = tmp_path / "r.arrow"
    assert backprop("map", "y = a/3", str(tmp_path / "*.parquet"), "-o", str(target)).code == 0
    found = pl.read_ipc(target)
    assert (found["a"].dtype, found["a"].to_list(), found["y"].to_list()) == (
        kind, [100, 100], [100 / 3, 100 / 3],
    )  # fmt: skip


def test_keys_may_be_missing_in_rows_of_ndjson(backprop: Run, tmp_path: Path) -> None:
    (tmp_path / "1.ndjson").write_text('{"a":1}\n' * 5000 + '{"a":2,"b":3.5}\n')
    (tmp_path / "2.ndjson").write_text('{"b":4}\n{"a":2}\n')
    outcome = backprop("map", "y = a*b", str(tmp_path / "*.ndjson"), "--to", "csv", "--wrt", "a")
    assert outcome.stdout.splitlines()[5000:] == ["1,,,", "2,3.5,7.0,3.5", ",4.0,,", "2,,,"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_with_the_signs_of_patterns_is_a_file(backprop: Run, tmp_path: Path, format_: str) -> None:
    file = written(tmp_path, "run[1]", format_, a=[3])
    assert backprop("map", "y = 2*a", file, "--to", "csv").stdout == "a,y,dy_da\n3,6.0,2.0\n"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_cannot_be_read_is_named(backprop: Run, tmp_path: Path, format_: str) -> None:
    first, empty = written(tmp_path, "first", format_, a=[1]), tmp_path / f"empty.{format_}"
    empty.touch()
    outcome = backprop("map", "y = 2*a", first, str(empty))
    assert (outcome.stdout, outcome.code in (1, 2)) == ("", True)
    assert outcome.stderr.startswith(f"error: {empty} ")
