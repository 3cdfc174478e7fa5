"""`backprop schema`: what the JSON of `eval` looks like."""

from importlib.resources import files

import click


@click.command(short_help="Print the JSON Schema of the results.")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of each line that `backprop eval --format json` prints."""
    schema = files("backprop.cli.views") / "result.schema.json"
    click.echo(schema.read_text(encoding="utf-8"), nl=False)
