"""`backprop help`: the help of a command, for those who ask for it in words."""

import click

from backprop.cli.commands import COMMANDS
from backprop.cli.first_word import unknown


@click.command(short_help="Show the help of a command.")
@click.argument("name", metavar="[COMMAND]", required=False)
@click.pass_context
def command(context: click.Context, name: str | None) -> None:
    """Show the help of COMMAND, or which commands there are."""
    group = context.parent
    assert group is not None
    if name is None:
        click.echo(group.get_help())
    elif name in COMMANDS.names:
        its = COMMANDS.load(name)
        with click.Context(its, parent=group, info_name=name) as asked:
            click.echo(its.get_help(asked))
    else:
        raise unknown(name, COMMANDS.names)
