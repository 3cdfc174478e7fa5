"""`backprop schema`: what the JSON of `eval` looks like."""

from importlib.resources import files

import click

from backprop.cli.documents import takes_output
from backprop.cli.terminal import print_lines


@click.command(short_help="Print the JSON Schema of the results.")
@takes_output("schema.json")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of each line that `backprop eval --format json` prints."""
    schema = files("backprop.cli.views") / "result.schema.json"
    print_lines(schema.read_text(encoding="utf-8").splitlines())
