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
    """Finds a command in the module of its name; a command line that names none is for `eval`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `eval` in front of what it takes."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if not args:
            is_for_eval = not (ctx.resilient_parsing or terminal.is_terminal("stdin"))
        else:
            is_for_eval = args[0] not in own and not self._is_command(args)
        return super().parse_args(ctx, ["eval", *args] if is_for_eval else args)

    def _is_command(self, words: list[str]) -> bool:
        if words[0] in COMMANDS.names:
            return True
        from backprop.cli.first_word import require_no_command

        require_no_command(words, COMMANDS.names)
        return False

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return COMMANDS.load(cmd_name) if cmd_name in COMMANDS.names else None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[COMMAND] [PROGRAM] [NAME=VALUE]...",
    help="""Type an expression, see every derivative.

Without a COMMAND it is eval.

\b
Example:
  backprop "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
""",
)
@click.version_option(None, "-V", "--version", package_name="backprop-cli", message="backprop %(version)s")
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
