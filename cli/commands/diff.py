"""`backprop diff`: the derivatives as a program."""

import click

from backprop.cli import simplification
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import note
from backprop.cli.documents import takes_output
from backprop.cli.request import SIMPLIFY, Request, note_constants, takes_request
from backprop.cli.terminal import print_lines
from backprop.grammar.problem import Problem
from backprop.writing import languages
from backprop.writing.derivatives import unchanged

_EXPANDED = ("program", "latex")
_MANY_EXPANDED = 1_000
_MOST_EXPANDED = 1_000_000
_HIGHEST = 20
_SHARE = "without --expanded they share what they can"


@click.command(
    cls=Words,
    short_help="Write the derivatives as a program.",
    epilog="""\b
Examples:
  backprop diff "L = (a*b + c) * f"
  backprop diff "o = tanh(x*w + b)" --wrt w | backprop eval x=2 w=-3 b=6.7
  backprop diff "y = x**3" | backprop diff --of dy_dx
  backprop diff "y = x*exp(-x)" --expanded
  backprop diff "y = x*exp(-x)" --expanded --order 2
  backprop diff "L = (a*b + c) * f" -o L.c

python, c, javascript and rust give a function for each output; sql gives a query over a table named inputs,
for DuckDB; postgres and spark need: pip install sqlglot; --simplify needs: pip install sympy
""",
)
@click.option(
    "--to",
    "target",
    type=click.Choice(languages.LANGUAGES.names),
    help="The language to write, if the name of -o does not say it.  [default: program]",
)
@click.option("--expanded", is_flag=True, help="Write each derivative as one expression in the inputs.")
@click.option(
    "--order",
    type=click.IntRange(1, _HIGHEST),
    default=1,
    show_default=True,
    help="Write all partial derivatives of this order.",
)
@SIMPLIFY
@takes_output("gradient.py", languages.LANGUAGES, "target", option="--to")
@takes_request
def command(
    asked: Request,
    *,
    target: str,
    expanded: bool,
    order: int,
    simplify: bool,
) -> None:
    """Differentiate a program, and print a program: its statements, and one for each derivative.

    It is reverse mode from source to source: what the derivatives share is computed once. They are
    named dL_da, so the result can be evaluated, kept, or differentiated again. No values are needed.

    --expanded and --to latex are for people: factors are cancelled and collected as in a textbook.
    """
    if expanded and target not in _EXPANDED:
        raise click.UsageError(f"--expanded is for --to {' and --to '.join(_EXPANDED)}")
    if simplify and not expanded:
        raise click.UsageError("--simplify goes with --expanded")
    if asked.evaluation.values:
        raise click.UsageError("diff takes no values; write constants into the program, as in a = 2")
    program = asked.program()
    outputs = asked.evaluation.variables(program)
    inputs = asked.evaluation.inputs(program)
    note_constants(program)
    writer = languages.LANGUAGES.load(target)
    higher = {"order": order} if order > 1 else {}
    if not expanded:
        print_lines([*writer(program, outputs, inputs, **higher)])  # nothing, where an operation is lacking
        return
    count = languages.expanded_size(program, outputs, inputs, order)
    if count > _MOST_EXPANDED:
        raise Problem(f"expanded, the derivatives would have {count:.3g} operations", hint=_SHARE)
    if count > _MANY_EXPANDED:
        note(f"expanded, the derivatives have {count:,} operations; {_SHARE}")
    change = simplification.simplified if simplify else unchanged
    print_lines(writer(program, outputs, inputs, expanded=True, change=change, **higher))
