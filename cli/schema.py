"""`backprop schema`: what the JSON of `eval` looks like."""

import os

import click


@click.command(short_help="Print the JSON Schema of the results.")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of each line that `backprop eval --format json` prints."""
    path = os.path.join(os.path.dirname(__file__), "formats", "result.schema.json")
    with open(path, encoding="utf-8") as file:
        click.echo(file.read(), nl=False)
