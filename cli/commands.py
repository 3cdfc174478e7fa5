"""The commands of `backprop`, each loaded when it is asked for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from backprop.grammar.problem import CalculationProblem, Problem

from .codes import FAILED, WRONG_USAGE
from .diagnostics import report

COMMANDS = ("diff", "eval", "explain", "functions", "graph", "hessian", "map", "schema")


class _EndedError(Exception):
    """Carries an interrupt or a closed pipe past click, which has manners of its own for both."""

    def __init__(self, ending: BaseException) -> None:
        super().__init__(ending)
        self.ending = ending


@contextmanager
def _past_click() -> Iterator[None]:
    try:
        yield
    except (BrokenPipeError, KeyboardInterrupt) as ending:
        raise _EndedError(ending) from None


class Commands(click.Group):
    """Finds a command in the module of its name."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _past_click():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _past_click():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"backprop.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Type an expression, see every derivative.

\b
Example:
  backprop eval "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
""",
)
@click.version_option(package_name="backprop-cli", message="backprop %(version)s")
def backprop() -> None:
    """The command; its work is in its sub-commands."""


def run() -> int:
    """Run the command line and return its exit code; print what went wrong on stderr."""
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(errors="backslashreplace")
    try:
        code = backprop.main(prog_name="backprop", standalone_mode=False)
    except _EndedError as ended:
        raise ended.ending from None
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return WRONG_USAGE
    except click.ClickException as error:
        report(Problem(error.format_message(), hint=f"see '{_path(error)} --help'"))
        return WRONG_USAGE
    except Problem as problem:
        report(problem)
        return FAILED if isinstance(problem, CalculationProblem) else WRONG_USAGE
    except MemoryError:
        report(Problem("the program needs more memory than there is", hint="divide it into smaller ones"))
        return FAILED
    return code if isinstance(code, int) else 0


def _path(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return context.command_path if context else "backprop"
