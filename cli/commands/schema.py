"""`backprop schema`: what the JSON of a command looks like."""

from importlib.resources import files

import click

from backprop.cli.documents import takes_output
from backprop.cli.terminal import print_lines

_SCHEMAS = {"eval": "result.schema.json", "fit": "fit.schema.json", "uncertainty": "budget.schema.json"}
"""By command, the file with the schema of its JSON."""


@click.command(short_help="Print the JSON Schema of the results.")
@click.argument("of", metavar="[COMMAND]", type=click.Choice([*_SCHEMAS]), default="eval")
@takes_output("schema.json")
def command(of: str) -> None:
    """Print the JSON Schema (draft 2020-12) of each line that COMMAND prints with --format json.

    COMMAND is eval, if it is left out, fit or uncertainty.
    """
    schema = files("backprop.cli.views") / _SCHEMAS[of]
    print_lines(schema.read_text(encoding="utf-8").splitlines())
