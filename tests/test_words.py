"""The words of the command line: programs that look like options."""

from pathlib import Path

import pytest

from .conftest import Run


@pytest.mark.parametrize("letter", ["h", "f"])
def test_after_two_minuses_every_word_is_a_program_or_a_value(backprop: Run, letter: str) -> None:
    for words in (
        ["--", f"-{letter}", f"{letter}=1"],
        [f"{letter}=1", "--", f"-{letter}"],
        [f"(-{letter})", f"{letter}=1"],
    ):
        outcome = backprop("eval", "--format", "plain", *words)
        assert (outcome.stdout, outcome.stderr, outcome.code) == ("-1.0\t-1.0\n", "", 0)


def test_an_option_that_may_be_meant_as_a_program_says_how_to_write_it(backprop: Run) -> None:
    outcome = backprop("eval", "-h", "h=1")
    assert outcome.stdout.startswith("Usage: ")
    assert outcome.stderr == (
        "note: -h asks for the help; the program -h is written (-h), or stands after --, as in -- -h h=1\n"
    )
    assert backprop("eval", "a*h", "-h").stderr == ""
    outcome = backprop("eval", "-f", "f=1")
    assert (outcome.stdout, outcome.code) == ("", 2)
    assert outcome.stderr.endswith(
        "File 'f=1' does not exist.\nthe program -f is written (-f), or stands after --, as in -- -f f=1\n"
    )


def test_a_file_right_behind_its_option_is_a_program_with_a_note(backprop: Run, tmp_path: Path) -> None:
    outcome = backprop("diff", "-fmodel.bp")
    assert outcome.stderr.startswith("note: -fmodel.bp is read as a program; the option is -f model.bp\n")
    outcome = backprop("graph", "a*b", "-oout.svg")
    assert outcome.stderr.startswith("note: -oout.svg is read as a program; the option is -o out.svg\n")
    file = tmp_path / "model"
    file.write_text("x*2")
    assert backprop("diff", f"-f{file}").stderr.startswith(f"note: -f{file} is read as a program; ")
    for words in (
        ["-foo", "foo=2"],
        ["-f(2)", "f(x) = x"][::-1],
        ["-f*2.5e3", "f=1"],
        ["--", "-foo", "foo=1"],
    ):
        outcome = backprop("eval", *words)
        assert (outcome.stderr, outcome.code) == ("", 0)


def test_a_file_without_its_option_is_a_name_with_a_note(
    backprop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.bp").write_text("x*2")
    outcome = backprop("diff", "model.bp")
    assert (
        outcome.stderr
        == "note: model.bp is read as a name; the program in the file is read with -f model.bp\n"
    )
