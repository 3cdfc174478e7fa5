"""The summary of a table: `map --stats`."""

import json
import math
from pathlib import Path

import polars as pl
import pytest

from .conftest import Run


def test_the_summary(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,10\n2,30\n3,20\n,5\n4,0\n")
    program = "L = a/b"
    outcome = backprop("map", program, str(file), "--stats")
    lines = outcome.stdout.splitlines()
    assert lines[0] == f"{file}: 5 rows, 1 undefined"
    assert lines[2].split() == ["mean", "std.", "dev.", "min", "max", "share"]
    assert [line.split()[0] for line in lines[4:]] == ["L", "dL/da", "dL/db"]
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


def test_the_summary_is_strict_json_also_where_squares_overflow(backprop: Run) -> None:
    text = "a,b\n1e200,1\n2e200,3\n-1e200,2\n"
    found = backprop("map", "L = a*b", "-", "--stats", "--format", "json", stdin=text).stdout
    assert "NaN" not in found
    assert "Infinity" not in found
    assert [json.loads(line)["name"] for line in found.splitlines()] == ["L", "dL_da", "dL_db"]


def test_a_share_is_that_of_all_inputs_whatever_is_shown(backprop: Run) -> None:
    def shares(*options: str) -> dict[str, float]:
        arguments = ("map", "L = a*k/b; M = a**2", "-", "k=2", "--stats", "--format", "json", *options)
        outcome = backprop(*arguments, stdin="a,b\n1,10\n2,30\n3,20\n")
        assert outcome.stderr == ""
        rows = map(json.loads, outcome.stdout.splitlines())
        return {row["name"]: row["share"] for row in rows if row["share"] is not None}

    every = shares()
    assert every["dL_da"] + every["dL_db"] == pytest.approx(1.0, rel=1e-12)
    assert 0.1 < every["dL_da"] < 0.9
    assert shares("--wrt", "a") == {"dL_da": every["dL_da"], "dM_da": 1.0}
    assert shares("--wrt", "k,b") == {
        "dL_dk": 0.0, "dL_db": every["dL_db"], "dM_dk": 0.0, "dM_db": 0.0,
    }  # fmt: skip


def test_shares_are_taken_over_the_same_rows(backprop: Run) -> None:
    # In the first two rows, the derivative by b is infinite.
    text = "a,b\n1,0\n20,0\n3,20\n4,10\n"
    outcome = backprop("map", "L = a + sqrt(b)", "-", "--wrt", "a", "--stats", "--format", "json", stdin=text)
    shown = json.loads(outcome.stdout.splitlines()[1])
    of_a, of_b = 0.5, 50 * (1 / (4 * 20) + 1 / (4 * 10)) / 2
    assert (shown["rows"], shown["share"]) == (4, pytest.approx(of_a / (of_a + of_b), rel=1e-12))
    assert outcome.stderr.startswith("note: 2 rows have no result, or not all derivatives: row 1, row 2\n")
