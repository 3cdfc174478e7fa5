"""The answer in a glance: `--brief`, what a long table ends with, and `--format env`."""

import subprocess

import pytest

from backprop.grammar.naming import quoted

from . import fuzz
from .conftest import COMMAND, Run, environment
from .derivatives import read, values
from .formulas import FORMULAS
from .test_streams import SEED, VALUES, at_terminal, stripped

ANSWER = """\
L = (a*b + c) * f = -8

  input   value   gradient
 ──────────────────────────
  a           2          6
  b          -3         -4
  c          10         -2
  f          -2          4
"""
ENV = "L=-8.0\ndL_da=6.0\ndL_db=-4.0\ndL_dc=-2.0\ndL_df=4.0\n"


def sourced(script: str) -> tuple[str, str]:
    """Run a script in bash, where the command is called backprop; return what it prints, and says."""
    script = f'backprop() {{ "{COMMAND}" "$@"; }}; {script}'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env=environment(), check=False
    )
    return done.stdout, done.stderr


def test_brief_is_input_value_and_gradient(backprop: Run) -> None:
    assert backprop("eval", SEED, *VALUES, "--brief").stdout == ANSWER
    outcome = backprop("eval", "p = x*y; q = p/x + y + 0*z", "x=1", "y=2", "z=3", "--brief", "--of", "p,q")
    first, second = outcome.stdout.split("\n\nq = ")
    assert first.splitlines()[4:] == [
        "  x           1          2",
        "  y           2          1",
        "  z           3          0",
    ]
    assert second.startswith("p/x + y + 0*z = 4\n")


def test_brief_goes_with_check_nudge_each_and_symbolic(backprop: Run) -> None:
    checked = backprop("eval", "y = x**2 + 0*z", "x=3", "z=1", "--brief", "--check", "--wrt", "x").stdout
    assert "  x           3          6   6 (off by " in checked
    nudged = backprop("eval", "y = x**2", "x=3", "--brief", "--nudge", "0.1").stdout
    assert nudged.endswith("y goes from 9 to 12.96; the gradient predicted 12.6\n")
    each = backprop("eval", "--each", "x=3", "--brief", "--format", "csv", stdin="x**2\n2*x\n").stdout
    assert each == "line,output,input,value,gradient\n1,v1,x,3.0,6.0\n2,v1,x,3.0,2.0\n"
    symbolic = backprop("eval", "y = a*exp(b*x) + 0*c", "--brief", "--symbolic").stdout
    assert symbolic.splitlines()[4:] == [
        "  a       exp(b*x)", "  b       a*x*exp(b*x)", "  x       a*b*exp(b*x)", "  c       0",
    ]  # fmt: skip


def test_brief_is_refused_where_a_format_is_brief_or_is_none(backprop: Run) -> None:
    outcome = backprop("eval", SEED, *VALUES, "--brief", "--format", "json")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "--brief is shown in table, csv, html, markdown, tsv only" in outcome.stderr


def test_a_table_longer_than_the_screen_ends_with_the_answer(backprop: Run) -> None:
    long = stripped(at_terminal(80, "eval", SEED, *VALUES, LINES="10"))
    assert long == [*backprop("eval", SEED, *VALUES).stdout.splitlines(), "", *ANSWER.splitlines()]
    assert stripped(at_terminal(80, "eval", SEED, *VALUES, LINES="24")) == long[:11]
    formulas = stripped(at_terminal(80, "eval", SEED, "--symbolic", LINES="10"))
    assert formulas[-4:] == ["  a       b*f", "  b       a*f", "  c       f", "  f       a*b + c"]
    assert (
        "input"
        not in backprop("eval", "+".join(f"x{n}" for n in range(99)), *(f"x{n}=1" for n in range(99))).stdout
    )


def test_env_gives_a_shell_its_variables(backprop: Run) -> None:
    assert backprop("eval", SEED, *VALUES, "--format", "env").stdout == ENV
    call = f"backprop eval '{SEED}' {' '.join(VALUES)} --format env"
    for way in (f'eval "$({call})"', f"source <({call})"):
        assert sourced(f'{way}; echo "$L $dL_da $dL_df"') == ("-8.0 6.0 4.0\n", "")
    dash = subprocess.run(
        ["sh", "-c", 'eval "$(cat)"; echo "$dL_db"'], input=ENV, capture_output=True, text=True, check=True
    )
    assert dash.stdout == "-4.0\n"


HOSTILE = (
    "`$(touch x)`",
    "`;touch x;`",
    "`a=1 touch x`",
    "`\\\\`",
    "`'\"`",
    "`&|<>`",
    "`~x`",
    "`* x`",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_makes_a_shell_do_anything(name: str, backprop: Run, tmp_path: object) -> None:
    for program, value in ((f"{name} = 2*a", "a=1"), (f"L = 2*{name}", f"{name}=1")):
        outcome = backprop("eval", program, value, "--format", "env")
        assert outcome.code == 0
        variables = dict(line.split("=") for line in outcome.stdout.splitlines())
        assert all(variable.isidentifier() and variable.isascii() for variable in variables)
        assert [*variables.values()] == ["2.0", "2.0"]
        done = subprocess.run(
            ["bash", "-c", 'eval "$1"; ls -A', "bash", outcome.stdout],
            cwd=str(tmp_path),
            capture_output=True,
            text=True,
            check=True,
        )
        assert (done.stdout, done.stderr) == ("", "")


def test_names_take_the_form_that_they_have_in_other_languages(backprop: Run) -> None:
    outcome = backprop("eval", "Δ = θ*x[1]*`Temp (C)`", "θ=1", "x[1]=2", "`Temp (C)`=3", "--format", "env")
    assert [line.split("=")[0] for line in outcome.stdout.splitlines()] == [
        "Delta", "dDelta_dtheta", "dDelta_dx_1_", "dDelta_dTemp__C_",
    ]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_the_numbers_are_those_of_every_way_out(text: str) -> None:
    program, _ = read(text)
    given = [f"{quoted(name)}={value!r}" for name, value in values(program).items()]
    plain, env, brief = (
        fuzz.run(["eval", text, *given, *more])
        for more in (["--format", "plain"], ["--format", "env"], ["--brief", "--format", "csv"])
    )
    assert plain[::2] == env[::2] == brief[::2]
    numbers = plain[1].split()
    assert [line.split("=")[1] for line in env[1].splitlines()] == numbers
    assert [line.split(",")[-1] for line in brief[1].splitlines()[1:]] == numbers[1:]


def test_env_is_the_same_in_every_encoding(backprop: Run) -> None:
    for variables in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}):
        outcome = backprop("eval", "y = 2*θ", "θ=1", "--format", "env", **variables)
        assert outcome.stdout == "y=2.0\ndy_dtheta=2.0\n"


def test_variables_of_the_shell_itself_are_refused(backprop: Run) -> None:
    clean = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "--norc", "-c", "compgen -v"], env=clean, capture_output=True, text=True, check=True
    )
    for name in {
        *done.stdout.split(),
        "HOME",
        "PS1",
        "PROMPT_COMMAND",
        "ENV",
        "LD_PRELOAD",
        "TMOUT",
        "path",
        "status",
    }:
        outcome = backprop("eval", f"{name} = 2*a", "a=1", "--format", "env")
        assert (outcome.code, outcome.stdout) == (2, ""), name
        assert outcome.stderr == (
            f"error: {name} is a variable that shells use for themselves\n"
            "give the output another name, or choose --format plain\n"
        )


def test_two_results_of_one_name_are_refused(backprop: Run) -> None:
    outcome = backprop("eval", "y = θ*theta", "θ=1", "theta=2", "--format", "env")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(
        "error: in a shell, y by θ and y by theta would both be called dy_dtheta\n"
    )
    outcome = backprop("eval", "L = a*b; dL_da = 2*b", "a=1", "b=2", "--format", "env")
    assert (outcome.code, outcome.stdout) == (2, "L=2.0\ndL_da=2.0\ndL_db=1.0\n")
    assert "L by a and dL_da would both be called dL_da" in outcome.stderr


def test_env_holds_one_program_and_what_has_variables(backprop: Run) -> None:
    assert (
        "--format env holds one program"
        in backprop("eval", "--each", "x=1", "--format", "env", stdin="x\n").stderr
    )
    for more in (("eval", "x", "--symbolic"), ("eval", "x", "x=1", "--check"), ("hessian", "x**2", "x=1")):
        assert backprop(*more, "--format", "env").code == 2
