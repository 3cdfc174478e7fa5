"""Tables as people have them: piped in, with semicolons, without a header, as an array of JSON."""

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import polars as pl
import pytest

from .conftest import COMMAND, Run, environment

PRODUCT = "y = a*b"
RESULT = "y,dy_da,dy_db\n6.0,3.0,2.0\n"


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n2,3\n",
        "a, b\n2, 3\n",
        " a ,\tb\n2,3\n",
        "a;b\n2;3\n",
        '"a";"b"\n2;3\n',
        '"a";"b";"x, y"\n2;3;"4, 5"\n',
        "a\tb\n2\t3\n",
        "\ufeffa,b\r\n2,3\r\n",
        '[{"a": 2, "b": 3}]',
        ' [\n  {"a": 2,\n   "b": 3}\n]\n',
        '\ufeff[{"a": "2", "b": 3}]',
        '{"a": 2, "b": 3}\n',
        '{\n  "a": 2,\n  "b": 3\n}\n',
    ],
)
def test_what_is_piped_in_is_read_by_its_content(backprop: Run, text: str) -> None:
    for words in ((), ("-",), ("/dev/stdin",)):
        outcome = backprop("map", PRODUCT, *words, "--only", "--to", "csv", stdin=text)
        assert (outcome.stdout, outcome.stderr, outcome.code) == (RESULT, "", 0)


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_so_are_formats_that_are_no_text(backprop: Run, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"t.{kind}"
    frame = pl.DataFrame({"a": [2], "b": [3]})
    if kind == "parquet":
        frame.write_parquet(file)
    else:
        frame.write_ipc(file)
    outcome = backprop("map", PRODUCT, "--only", stdin=file.read_bytes())
    assert (outcome.stdout, outcome.stderr) == (RESULT, "")
    line = f'"{COMMAND}" map "{PRODUCT}" <(cat "{file}") --only; cat "{file}" | "{COMMAND}" map "{PRODUCT}" --only'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout == 2 * RESULT


def test_a_result_on_stdout_is_in_the_format_of_the_text_that_came_in(backprop: Run) -> None:
    for text, expected in (
        ("a\tb\n2\t3\n", "a\tb\ty\tdy_da\tdy_db\n2\t3\t6.0\t3.0\t2.0\n"),
        ("a;b\n2;3\n", "a,b,y,dy_da,dy_db\n2,3,6.0,3.0,2.0\n"),
        ('[{"a":2,"b":3}]', '[\n{"a":2,"b":3,"y":6.0,"dy_da":3.0,"dy_db":2.0}\n]\n'),
        ('{"a":2,"b":3}\n', '{"a":2,"b":3,"y":6.0,"dy_da":3.0,"dy_db":2.0}\n'),
    ):
        assert backprop("map", PRODUCT, stdin=text).stdout == expected


def test_without_data_it_says_so_and_never_waits(backprop: Run) -> None:
    assert backprop("map", PRODUCT).stderr.startswith("error: map takes a program and a file of data")
    main, terminal = pty.openpty()
    done = subprocess.run(
        [COMMAND, "map", PRODUCT], stdin=terminal, capture_output=True, text=True, timeout=30, check=False
    )
    os.close(main)
    os.close(terminal)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "error: map takes a program and a file of data, as in 'a*b' data.csv; data may"
    )


@pytest.mark.parametrize(
    ("sign", "text"),
    [(";", "a;b\n2;3\n"), ("|", "a|b\n2|3\n"), ("tab", "a\tb\n2\t3\n"), (r"\t", "a\tb\n2\t3\n"), (" ", "a b\n2 3\n")],
)  # fmt: skip
def test_the_separator_may_be_said(backprop: Run, tmp_path: Path, sign: str, text: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text)
    assert backprop("map", PRODUCT, str(file), "--only", "--separator", sign).stdout == RESULT
    assert backprop("map", PRODUCT, "--only", "--separator", sign, stdin=text).stdout == RESULT


@pytest.mark.parametrize("sign", ["", ";;", '"', "1", "e", "é", "\n"])
def test_what_can_be_no_separator_is_refused(backprop: Run, sign: str) -> None:
    outcome = backprop("map", PRODUCT, "--separator", sign, stdin="a\n1\n")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert "give one sign, such as ';' or tab" in outcome.stderr


def test_two_ways_to_separate_a_line_are_named(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    for text, options in (("Zeit, s;b\n1,5;3\n", ()), ("1,5;3\n", ("--no-header",))):
        file.write_text(text)
        for source, stdin in ((str(file), None), ("stdin", text)):
            words = [source] if stdin is None else []
            outcome = backprop("map", "y = 2*b", *words, *options, stdin=stdin)
            assert (outcome.stdout, outcome.code) == ("", 2)
            assert outcome.stderr == (
                f"error: the first line of {source} holds both , and ;\n"
                "say which one separates its cells, with --separator ';' or --separator ,\n"
            )
    file.write_text("Zeit, s;b\n1,5;3\n")
    outcome = backprop("map", "y = 2*b", str(file), "--separator", ";", "--only")
    assert outcome.stdout == "y,dy_db\n6.0,2.0\n"


def test_decimal_commas_are_named_and_read_where_that_is_said(backprop: Run) -> None:
    text = "a;b\n1,5;2\n-,25e1;1\n"
    outcome = backprop("map", PRODUCT, "--only", stdin=text)
    assert outcome.code == 1
    assert (
        outcome.stderr
        == "error: column a, row 1: '1,5' is not a number\nif that is 1.5, add --decimal-comma\n"
    )
    outcome = backprop("map", PRODUCT, "--only", "--decimal-comma", stdin=text)
    assert (outcome.stdout, outcome.code) == ("y,dy_da,dy_db\n3.0,2.0,1.5\n-2.5,1.0,-2.5\n", 0)
    for cell in ("1.5", "1.234,5"):
        outcome = backprop("map", PRODUCT, "--decimal-comma", stdin=f"a;b\n{cell};2\n")
        assert outcome.stderr == (
            f"error: column a, row 1: '{cell}' is not a number\nwith --decimal-comma a number has no point\n"
        )
    found = backprop("map", PRODUCT, "--decimal-comma", "--to", "ndjson", stdin=text).stdout.splitlines()
    assert json.loads(found[0]) == {"a": 1.5, "b": 2, "y": 3.0, "dy_da": 2.0, "dy_db": 1.5}


def test_without_a_header_columns_are_numbered(backprop: Run, tmp_path: Path) -> None:
    expected = "column_1,column_2,y,dy_dcolumn_1,dy_dcolumn_2\n2,3,6.0,3.0,2.0\n4,5,20.0,5.0,4.0\n"
    program = "y = column_1*column_2"
    file = tmp_path / "t.csv"
    for text in ("2,3\n4,5\n", "2,3\n4,5", "2;3\n4;5\n"):
        file.write_text(text)
        assert backprop("map", program, str(file), "--no-header").stdout == expected
        assert backprop("map", program, "--no-header", stdin=text).stdout == expected
    outcome = backprop("map", program, "--no-header", stdin="2,3\n4,5,6\n")
    assert outcome.stderr == "error: stdin has a row with more fields than its first line\ncorrect it\n"
    outcome = backprop("map", "y = column_1", "--no-header", stdin="log(-1)\n")
    assert outcome.stderr.startswith("error: column column_1, row 1: 'log(-1)' is not a number\n")


@pytest.mark.parametrize("option", [("--no-header",), ("--separator", ";"), ("--decimal-comma",)])
def test_options_of_separated_text_are_refused_elsewhere(backprop: Run, option: tuple[str, ...]) -> None:
    outcome = backprop("map", PRODUCT, *option, stdin='[{"a": 2, "b": 3}]')
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr == f"error: {option[0]} is for csv and tsv, but the data are json\nleave it out\n"


def test_an_array_of_json_in_a_file(backprop: Run, tmp_path: Path) -> None:
    file, target = tmp_path / "t.json", tmp_path / "r.json"
    for text in (
        '[{"a": 2, "b": 3}, {"a": null, "b": 1, "c": "x"}]',
        '{"a": 2, "b": 3}\n{"b": 1, "c": "x"}\n',
    ):
        file.write_text(text)
        assert backprop("map", PRODUCT, str(file), "-o", str(target)).code == 0
        assert json.loads(target.read_text()) == [
            {"a": 2, "b": 3, "c": None, "y": 6.0, "dy_da": 3.0, "dy_db": 2.0},
            {"a": None, "b": 1, "c": "x", "y": None, "dy_da": None, "dy_db": None},
        ]
    assert backprop("map", PRODUCT, "--to", "json", stdin="a,b\n").stdout == "[]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "an array of JSON holds objects here\nwrite"),
        ("[[1, 2], [3, 4]]", "an array of JSON holds objects here\nwrite"),
        ("[null]", "an array of JSON holds objects here\nwrite"),
        ("[]", "stdin is empty\nwrite objects"),
        ("[{}]", "stdin is empty\nwrite objects"),
        ('[{"a": 1', "stdin cannot be read"),
        ('[{"a": 1}, 2]', "stdin cannot be read"),
        ('[{"a": 1e999}]', "stdin cannot be read"),
        ('[{"a": [1]}]', "column a of stdin is not numeric"),
    ],
)
def test_other_json_is_refused(backprop: Run, text: str, message: str) -> None:
    outcome = backprop("map", "y = 2*a", stdin=text)
    assert (outcome.stdout, outcome.code in (1, 2)) == ("", True)
    assert outcome.stderr.startswith(f"error: {message}")


@pytest.mark.parametrize(
    ("data", "message", "code"),
    [
        (
            "a,b\n1,2\n".encode("utf-16"),
            "stdin is in UTF-16\nconvert it, as in iconv -f UTF-16 -t UTF-8\n",
            2,
        ),
        (b"a,b\n1,\xff\n", "stdin is not UTF-8 text\n", 1),
        (b"a,b\n1,\x002\n", "column b, row 1: '\ufffd2' is not a number\n", 1),
        (b"", "stdin is empty\ngive a table with a header\n", 2),
        (b"a,b, a\n1,2,3\n", "stdin has two columns named a\n", 2),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "stdin ", 1),
    ],
)
def test_broken_data_end_in_a_sentence(
    backprop: Run, tmp_path: Path, data: bytes, message: str, code: int
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(data)
    piped, read = backprop("map", PRODUCT, stdin=data), backprop("map", PRODUCT, str(file))
    for outcome, title in ((piped, "stdin"), (read, str(file))):
        assert outcome.code == code
        assert outcome.stderr.startswith(f"error: {message.replace('stdin', title)}")
        assert "Traceback" not in outcome.stderr


def test_a_header_alone_is_a_table_without_rows(backprop: Run) -> None:
    for text in ("a,b", "a,b\n", "a;b\n"):
        outcome = backprop("map", PRODUCT, stdin=text)
        assert (outcome.stdout, outcome.stderr, outcome.code) == ("a,b,y,dy_da,dy_db\n", "", 0)


def test_a_program_behind_its_data_is_read_with_a_note(backprop: Run, tmp_path: Path) -> None:
    file, other = tmp_path / "t.csv", tmp_path / "u.csv"
    for path in (file, other):
        path.write_text("a,b\n2,3\n")
    expected = backprop("map", "a*b", str(file), "k=1")
    outcome = backprop("map", str(file), "a*b", "k=1")
    assert (outcome.stdout, outcome.code) == (expected.stdout, 0)
    assert outcome.stderr.splitlines()[0] == (
        f"note: a*b is read as the program, and {file} as data; the program stands first"
    )
    assert (
        backprop("map", str(file), str(other), "a*b").stdout
        == backprop("map", "a*b", str(file), str(other)).stdout
    )
    assert (
        backprop("map", "-", "a*b", stdin="a,b\n2,3\n").stdout
        == backprop("map", "a*b", "-", stdin="a,b\n2,3\n").stdout
    )


def test_what_cannot_be_meant_says_what_to_write(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n2,3\n")
    for words, message in (
        (
            [str(file)],
            f"{file} holds data, and there is no program; the program stands first, as in 'a*b' data.csv",
        ),
        (
            ["none.csv", "a*b"],
            "there is no file none.csv\ngive another file; the program stands first, as in",
        ),
        (["a*b", "none.csv"], "there is no file none.csv\n"),
        (
            [str(file), "a*b", "a+b"],
            f"{file} holds data, and of programs there are 2: a*b, a+b\nwrite one, in front, ",
        ),
    ):
        outcome = backprop("map", *words, stdin="a,b\n1,2\n")
        assert (outcome.stdout, outcome.code, outcome.stderr[7:].startswith(message)) == ("", 2, True), (
            outcome
        )


def test_a_file_named_as_the_program_changes_nothing(
    backprop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").write_text("b\n1\n")
    (tmp_path / "t.csv").write_text("a\n2\n")
    outcome = backprop("map", "a", "t.csv", "--only")
    assert (outcome.stderr, outcome.stdout.splitlines()[-1]) == ("", "2.0,1.0")
    assert backprop("map", "a", "--only", stdin="a\n2\n").stdout.splitlines()[-1] == "2.0,1.0"


def test_a_summary_goes_to_a_file_by_its_name(backprop: Run, tmp_path: Path) -> None:
    for name, format_ in (("s.md", "markdown"), ("s.json", "json"), ("s.csv", "csv"), ("s.txt", "table")):
        arguments = ("map", PRODUCT, "--stats")
        expected = backprop(*arguments, "--format", format_, stdin="a,b\n1,2\n3,4\n").stdout
        outcome = backprop(*arguments, "-o", str(tmp_path / name), stdin="a,b\n1,2\n3,4\n")
        assert (outcome.stdout, outcome.code) == ("", 0)
        assert (tmp_path / name).read_text(encoding="utf-8") == expected


def test_a_header_that_comes_late_and_in_pieces() -> None:
    with subprocess.Popen(
        [COMMAND, "map", "y = 2*speed"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin
        assert process.stdout
        for piece in ("spe", "ed;", "b\n"):
            process.stdin.write(piece.encode())
            process.stdin.flush()
            time.sleep(0.3)
        assert process.stdout.readline() == b"speed,b,y,dy_dspeed\n"
        process.stdin.write(b"1;2\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"1,2,2.0,2.0\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
