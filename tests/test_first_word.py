"""The first word of a command line: a command, or the start of what `eval` takes; and values in several words."""

import pytest

from .conftest import Run

SEVERAL = "error: the program is several words\nput it in quotes, as in "


@pytest.mark.parametrize(
    "words",
    [
        ["L = a*b", "a=2", "b=3"],
        ["a*b", "a=2", "b=3"],
        ["a=2", "a*b", "b=3"],
        ["--wrt", "a,b", "a*b", "a=2", "b=3"],
        ["--", "a*b", "a=2", "b=3"],
    ],
)
def test_what_is_no_command_is_for_eval(backprop: Run, words: list[str]) -> None:
    outcome = backprop(*words)
    assert (outcome.stderr, outcome.code) == ("", 0)
    assert outcome.stdout == backprop("eval", *words).stdout
    assert outcome.stdout.split()[-4] == "3" or "gradient" in outcome.stdout


def test_a_program_from_stdin_needs_no_command(backprop: Run) -> None:
    for words in (["x=3"], ["-", "x=3"], ["--format", "table", "x=3"]):
        assert backprop(*words, stdin="x**2\n").stdout.startswith("x**2 = 9\n")
    assert backprop(stdin="1/3\n").stdout.startswith("1/3 = 0.333333\n")
    outcome = backprop("-x**2", "x=3", "--format", "plain", stdin="never read")
    assert (outcome.stdout, outcome.code) == ("-9.0\t-6.0\n", 0)


def test_a_name_is_a_program_where_nothing_says_that_it_is_a_command(backprop: Run) -> None:
    assert backprop("x", "x=3").stdout.startswith("x = 3\n")
    assert backprop("evla", "evla=3").stdout.startswith("evla = 3\n")
    assert backprop("pi").stdout.startswith("pi = 3.14159\n")
    assert "the function is written sin(x)" in backprop("sin", "x").stderr
    assert backprop("x").stderr.startswith("error: no value for x\n")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["evla", "a*b", "a=2"], "eval"),
        (["Eval", "a*b"], "eval"),
        (["hesian", "a*b"], "hessian"),
        (["expl", "a*b"], "explain"),
        (["grahp", "a*b"], "graph"),
        (["gradient", "a*b"], "eval"),
        (["gradient"], "eval"),
        (["derivative", "a*b"], "diff"),
        (["version"], "--version"),
        (["symbolic", "a*b"], "eval --symbolic"),
    ],
)
def test_a_misspelt_command_suggests_one(backprop: Run, words: list[str], meant: str) -> None:
    outcome = backprop(*words)
    hint = f"did you mean 'backprop {meant}'? as an expression it is written 'backprop eval {words[0]}'"
    assert outcome.stderr == f"error: no command '{words[0]}'\n{hint}\n"
    assert (outcome.stdout, outcome.code) == ("", 2)


def test_an_unknown_command_is_named(backprop: Run) -> None:
    expected = "error: no command 'frob'\nas an expression it is written 'backprop eval frob'\n"
    for words in (["frob", "a*b", "a=2"], ["help", "frob"]):
        assert backprop(*words).stderr == expected
    outcome = backprop("--format", "json", "eval", "a*b")
    assert outcome.stderr == "error: a command comes first\nwrite backprop eval, and --format behind it\n"
    assert outcome.code == 2


def test_help_and_version_in_other_words(backprop: Run) -> None:
    assert backprop("help").stdout == backprop("--help").stdout
    assert backprop("help", "map").stdout == backprop("map", "--help").stdout
    assert backprop("-V").stdout == backprop("--version").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["a", "=", "2", "b", "=", "-3"],
        ["a=", "2", "b=", "-3"],
        ["a", "=2", "b", "=-3"],
        ["a=2,b=-3"],
        ["a=2,", "b=-3"],
        ["a=2, b=-3,"],
        ["a=max(1,2),b=-3"],
    ],
)
def test_values_as_people_write_them(backprop: Run, words: list[str]) -> None:
    for command in ("eval", "hessian"):
        outcome = backprop(command, "a*b", *words, "--format", "json")
        assert (outcome.stderr, outcome.code) == ("", 0)
        assert outcome.stdout == backprop(command, "a*b", "a=2", "b=-3", "--format", "json").stdout


def test_a_value_with_blanks_in_one_word_is_a_statement(backprop: Run) -> None:
    outcome = backprop("a*b", "a = 2.5e-3", "b=3")
    assert outcome.stderr.endswith("comes too late; if it is a value, write a=2.5e-3, without blanks\n")
    assert backprop("a = 2", "a*b", "b=3").stdout.startswith("a*b = 6\n")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["L", "=", "a*b", "a=2", "b=3"], "L = a*b"),
        (["L=", "a*b", "a=2", "b=3"], "L= a*b"),
        (["a", "+", "b", "a=2", "b=3"], "a + b"),
        (["a*b", "a", "=", "2", "*", "c"], "a*b * c"),
        (["a", "==", "b"], "a == b"),
    ],
)
def test_a_program_without_quotes_is_refused(backprop: Run, words: list[str], shown: str) -> None:
    outcome = backprop("eval", *words, stdin="")
    assert (outcome.stdout, outcome.stderr, outcome.code) == ("", f'{SEVERAL}"{shown}"\n', 2)


def test_an_asterisk_that_the_shell_has_replaced_is_noted(backprop: Run) -> None:
    outcome = backprop("eval", "2", "README.md", "LICENSE", "x")
    assert outcome.stderr.startswith("note: the shell writes names of files for a * outside of quotes: ")
    assert outcome.code == 2


def test_who_has_no_values_is_told_of_the_formulas(backprop: Run) -> None:
    for command in ("eval", "hessian"):
        hint = f"as in a=1 b=1; without values, {command} --symbolic shows formulas\n"
        assert backprop(command, "a*b").stderr.endswith(hint)
    outcome = backprop("explain", "a*b", "a=1")
    assert outcome.stderr.endswith("as in b=1; without values, explain writes formulas\n")
