"""The types that columns of text get where the result has types."""

from pathlib import Path

import polars as pl
import pytest

from .conftest import Run


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "", "-3"], pl.Int64(), [1, None, -3]),
        (["18446744073709551615", "1"], pl.UInt64(), [2**64 - 1, 1]),
        (["1", "2.5", "1e3"], pl.Float64(), [1.0, 2.5, 1000.0]),
        (["true", "", "false"], pl.Boolean(), [True, None, False]),
        (["01234", "94103"], pl.String(), ["01234", "94103"]),
        (["99999999999999999999", "1"], pl.String(), ["99999999999999999999", "1"]),
        (["100000000000000000000", "0.5"], pl.Float64(), [1e20, 0.5]),
        (["9" * 44, "0.5"], pl.String(), ["9" * 44, "0.5"]),
        (["9007199254740993", "0.5"], pl.String(), ["9007199254740993", "0.5"]),
        (["n/a", "1"], pl.String(), ["n/a", "1"]),
        (["true", "1"], pl.String(), ["true", "1"]),
        ([" 1", "2"], pl.String(), [" 1", "2"]),
        (["", ""], pl.String(), [None, None]),
    ],
)
def test_a_column_that_is_no_input_loses_nothing(
    backprop: Run, tmp_path: Path, cells: list[str], kind: pl.DataType, values: list[object]
) -> None:
    rows = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
    outcome = backprop(
        "map", "y = x", "-", "--missing", "n/a", "-o", str(tmp_path / "r.parquet"), stdin=f"x,c\n{rows}"
    )
    assert (outcome.stderr, outcome.code) == ("", 0)
    found = pl.read_parquet(tmp_path / "r.parquet")
    assert (found["c"].dtype, found["c"].to_list()) == (kind, values)


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "n/a", " 3 ", "-007"], pl.Int64(), [1, None, 3, -7]),
        (["1", "n/a", "", "2.5"], pl.Float64(), [1.0, None, None, 2.5]),
        (["n/a", "99999999999999999999"], pl.Float64(), [None, 1e20]),
    ],
)
def test_an_input_is_a_column_of_numbers(
    backprop: Run, tmp_path: Path, cells: list[str], kind: pl.DataType, values: list[object]
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("n,x\n" + "".join(f"a,{cell}\n" for cell in cells))
    backprop("map", "y = 2*x", str(file), "--missing", "n/a", "-o", str(tmp_path / "r.arrow"))
    found = pl.read_ipc(tmp_path / "r.arrow")
    assert (found["x"].dtype, found["x"].to_list()) == (kind, values)
    assert found["y"].to_list() == [None if value is None else 2.0 * value for value in found["x"]]


@pytest.mark.parametrize(("last", "kind"), [("5", pl.Int64()), ("0.5", pl.Float64()), ("five", pl.String())])
def test_the_last_of_many_rows_counts(backprop: Run, tmp_path: Path, last: str, kind: pl.DataType) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "x,c\n" + "".join(f"{number}.5,{number}\n" for number in range(1, 300_000)) + f"0,{last}\n"
    )
    backprop("map", "y = x", str(file), "-o", str(tmp_path / "r.parquet"))
    found = pl.read_parquet(tmp_path / "r.parquet")
    assert (found["x"].dtype, found["c"].dtype, found.height) == (pl.Float64(), kind, 300_000)
    assert str(found["c"][-1]) == last
    assert str(found["c"][0]).split(".")[0] == "1"


@pytest.mark.parametrize("name", ["t.csv", "t.ndjson", "t.parquet"])
def test_a_number_that_stands_for_no_value_does_so_in_every_format(
    backprop: Run, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    frame = pl.DataFrame({"n": [1, -999, None], "x": [2.5, 3.0, -999.0]})
    if name == "t.parquet":
        frame.write_parquet(file)
    elif name == "t.ndjson":
        frame.write_ndjson(file)
    else:
        frame.write_csv(file)
    arguments = ("map", "y = n; z = x", str(file), "--to", "csv", "--missing", "n/a", "--missing", "-999")
    outcome = backprop(*arguments, "--missing", "-999.0", "--wrt", "n", "--only")
    assert outcome.stdout == "y,z,dy_dn,dz_dn\n1.0,2.5,1.0,0.0\n,3.0,,0.0\n,,,\n"
    kept = backprop(*arguments, "--missing", "-999.0").stdout.splitlines()
    assert [line.split(",")[:2] for line in kept[1:]] == [["1", "2.5"], ["-999", "3.0"], ["", "-999.0"]]
