"""Programs and values in files."""

import subprocess
from pathlib import Path

import pytest

from .conftest import COMMAND, Run, environment


def test_a_program_in_a_file(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "model.bp"
    file.write_text("d = a*b  # the product\nL = d + c\n")
    assert (
        backprop("eval", "-f", str(file), "a=2", "b=3", "c=4", "--format", "plain").stdout
        == "10.0\t3.0\t2.0\t1.0\n"
    )
    file.write_text("d = a*b\nL = d + a c\n")
    outcome = backprop("eval", "--file", str(file), "a=2")
    assert outcome.code == 2
    assert outcome.stderr.startswith(
        f"error: {file}:2: an operator is missing between 'a' and 'c'\n  L = d + a c\n            ^\n"
    )


def test_a_file_that_is_missing_or_comes_with_a_program(backprop: Run, tmp_path: Path) -> None:
    outcome = backprop("eval", "-f", str(tmp_path / "none.bp"))
    assert (outcome.code, "does not exist" in outcome.stderr) == (2, True)
    file = tmp_path / "model.bp"
    file.write_bytes(b"a*\xff")
    assert backprop("eval", "-f", str(file), "a*b").stderr.startswith("error: the program is given twice")
    assert backprop("eval", "-f", str(file)).stderr.startswith(f"error: {file} is not UTF-8 text")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("point.json", '{"a": 2, "b": "1/4", "T (C)": -1.5e1, "unused": 0}'),
        ("point.toml", 'a = 2\nb = "1/4"\n"T (C)" = -15.0\n'),
        ("point.env", "# a point\na=2\n\nexport\tb = 1/4\n`T (C)`=-15\n"),
    ],
)
def test_values_in_a_file_and_the_command_line_wins(
    backprop: Run, tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    arguments = ("eval", "a*b*`T (C)`", "--values", str(file), "--format", "plain", "--wrt", "a")
    assert backprop(*arguments).stdout == "-7.5\t-3.75\n"
    outcome = backprop(*arguments, "b=1")
    assert (outcome.stdout, outcome.stderr) == ("-30.0\t-15.0\n", "")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("p.json", "[1]", "does not hold an object"),
        ("p.json", "{", "is not JSON"),
        ("p.json", '{"a": NaN}', "the value of 'a' is not a constant"),
        ("p.json", '{"a": true}', "the value of 'a' is not a number"),
        ("p.json", '{"a": "b"}', "the value of 'a' is not a constant"),
        ("p.json", '{"a": 1, "a": 2}', "'a' is given twice"),
        ("p.json", '{"a": 1, "b": "1/0"}', ": 1/0 is a division by zero"),
        ("p.json", '{"a": ' + "1" * 5000 + "}", "this number is too large"),
        ("p.json", '{"a":' + "[" * 200_000, "is not JSON"),
        ("p.toml", "a = " + "1" * 5000, "is not TOML"),
        ("p.toml", "a =", "is not TOML"),
        ("p.toml", "a = 0x" + "f" * 5000, "the value of 'a' is too large"),
        ("p.toml", "a = 1e999", "this number is too large"),
        ("p.toml", "a" + ".a" * 3000 + " = 1", "the value of 'a' is not a number"),
        ("p.toml", "[a" + ".a" * 3000 + "]", "the value of 'a' is not a number"),
        ("p.toml", "a = " + "[" * 3000, "is not TOML: it is nested too deeply"),
        ("p.json", '{"a":' * 900 + "1" + "}" * 900, "the value of 'a' is not a number"),
        ("p.json", '{"a": 1e999}', "this number is too large"),
        ("p.json", '{"a": "2.0+-0.1"}', ": '+-' has no meaning in a value"),
        ("p.env", "a=2.0+-0.1", ":1: '+-' has no meaning in a value"),
        ("p.toml", "[t]\na = 1", "the value of 't' is not a number"),
        ("p.env", "a=1\nb", ":2: this is not a value"),
        ("p.env", "a=1\na=2", ":2: 'a' is given twice"),
        ("p.env", "a=2 3", ":1: an operator is missing"),
        ("p.env", "a=\xff", "is not UTF-8 text"),
    ],
)
def test_files_of_values_that_cannot_be_read(
    backprop: Run, tmp_path: Path, name: str, text: str, message: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="latin-1")
    outcome = backprop("eval", "a", "--values", str(file))
    assert outcome.code == (1 if "division" in message else 2)
    assert message in outcome.stderr
    assert str(file) in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_decomposed_accent_in_a_value(backprop: Run, tmp_path: Path) -> None:
    assert backprop("eval", "e\u0301*2", "e\u0301=3", "--format", "plain").stdout == "6.0\t2.0\n"
    file = tmp_path / "p.env"
    file.write_text("e\u0301=3\n")
    assert backprop("eval", "\u00e9*2", "--values", str(file), "--format", "plain").stdout == "6.0\t2.0\n"


def test_a_file_whose_name_begins_with_a_minus_and_one_that_cannot_be_read(
    backprop: Run, tmp_path: Path
) -> None:
    (tmp_path / "-p.bp").write_text("x*2")
    done = subprocess.run(
        [COMMAND, "eval", "-f", "-p.bp", "x=1", "--format", "plain"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2.0\t2.0\n"
    outcome = backprop("eval", "-f", "/proc/self/mem")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (
        2,
        "error: /proc/self/mem cannot be read: Input/output error",
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 2, "b": "1/4"}',
        '\ufeff{\n  "a": 2,\n  "b": 0.25\n}\n',
        '[{"a": 2, "b": 0.25}]',
        "# a point\na = 2\nb=1/4\n",
        'a = 2\nb = "1/4"\n',
        '"a" = 2\nb = 0.25\n',
        "a,b\n2,1/4\n",
        "a, b\n2, 0.25\n",
        "a;b\n2;0.25\n",
        "a\tb\tnote\n2\t0.25\t\n",
    ],
)
def test_values_on_stdin_are_read_by_their_content(backprop: Run, tmp_path: Path, text: str) -> None:
    for name in ("-", "/dev/stdin"):
        outcome = backprop("eval", "a*b", "--values", name, "--format", "plain", stdin=text)
        assert (outcome.stdout, outcome.stderr, outcome.code) == ("0.5\t0.25\t2.0\n", "", 0)
    file = tmp_path / "point"
    file.write_text(text)
    line = f'"{COMMAND}" eval "a*b" --values <(cat "{file}") --format plain; "{COMMAND}" eval "a*b" --values "{file}" --format plain'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout == 2 * "0.5\t0.25\t2.0\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"a": 1}, {"a": 2}]', "stdin holds 2 objects, which are rows\nmap runs a program on every row"),
        ('{"a": 1}\n{"a": 2}\n', "stdin holds 2 objects, which are rows"),
        ("a\n1\n2\n", "stdin is a table of 2 rows\nmap runs a program on every row"),
        ("a,b\n1\n", "stdin has 2 names and 1 values"),
        ("a,a\n1,2\n", "'a' is given twice"),
        ("[1, 2]", "stdin does not hold an object"),
        ("[1]", "stdin does not hold an object"),
        ("junk", "stdin:1: this is not a value"),
        ("a\0=1", "stdin:1: this is not a value"),
        ("", "no value for a"),
    ],
)
def test_values_on_stdin_that_cannot_be_read(backprop: Run, text: str, message: str) -> None:
    outcome = backprop("eval", "a", "--values", "-", stdin=text)
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert message in outcome.stderr


def test_stdin_holds_one_thing(backprop: Run) -> None:
    for words, what in (
        (("eval",), "program"), (("eval", "-"), "program"), (("diff", "-"), "program"),
        (("map", "a*b"), "data"), (("map", "a*b", "-"), "data"),
    ):  # fmt: skip
        outcome = backprop(*words, "--values", "-", stdin="a=1\n")
        assert (outcome.stdout, outcome.code) == ("", 2)
        assert outcome.stderr.startswith(f"error: stdin holds the {what}, so --values needs a file\n")


def test_text_in_utf_16_is_named(backprop: Run) -> None:
    for arguments in (("eval",), ("eval", "a", "--values", "-")):
        outcome = backprop(*arguments, stdin="a=1".encode("utf-16"))
        assert (outcome.code, outcome.stderr) == (
            2, "error: stdin is in UTF-16\nconvert it, as in iconv -f UTF-16 -t UTF-8\n"
        )  # fmt: skip
