"""The commands of `backprop`, a module for each, loaded when it is asked for."""

import os
import sys

import click

from backprop.cli import FAILED, WRONG_USAGE, terminal
from backprop.cli.diagnostics import report
from backprop.grammar.problem import CalculationProblem, Problem
from backprop.writing.modules import Modules

COMMANDS: Modules[click.Command] = Modules(__name__, "command")
_COMPLETION = "_BACKPROP_COMPLETE"


class Commands(click.Group):
    """Finds a command in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return COMMANDS.load(cmd_name) if cmd_name in COMMANDS.names else None


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
    """Run the command line and return its exit code; print what went wrong on stderr.

    Click's own `main` would end the process by manners of its own at an interrupt and a closed pipe.
    """
    terminal.escape_others()
    if instruction := os.environ.get(_COMPLETION):
        from backprop.cli.completion import complete

        return complete(backprop, "backprop", _COMPLETION, instruction)
    try:
        with backprop.make_context("backprop", sys.argv[1:]) as context:
            code = backprop.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
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
