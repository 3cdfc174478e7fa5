"""`backprop graph`: the computational graph, drawn."""

import math
import sys

import click

from backprop.grammar.notation import Notation
from backprop.grammar.problem import Problem
from backprop.grammar.program import Program
from backprop.graph.forward import forward

from . import drawings
from .drawings.drawing import Drawing, draw
from .request import Request, arguments, note_constants, require_one
from .result import Result
from .words import Words


@click.command(
    cls=Words,
    short_help="Draw the computational graph.",
    epilog="""\b
Examples:
  backprop graph "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
  backprop graph "o = tanh(x*w + b)"
  backprop graph "o = tanh(x*w + b)" x=2 w=-3 b=6.7 --format svg -o neuron.svg
  backprop graph "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2 --format dot | dot -Tpdf > graph.pdf

svg and png need the extra: pip install 'backprop-cli[pictures]'
""",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(drawings.NAMES),
    default="tree",
    show_default=True,
    help="How to draw it: dot is for Graphviz, mermaid for GitHub.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file instead of stdout.")
@click.option("--digits", type=click.IntRange(1, 17), default=4, show_default=True, help="Of numbers.")
@arguments
def command(
    asked: Request,
    *,
    format_: str,
    output: str | None,
    digits: int,
) -> int:
    """Draw each node with its name, value and gradient, and the local derivatives on the edges.

    Without any values the structure alone is drawn, with the local derivatives as formulas.
    Colour shows the gradient: green where the output rises with a node, red where it falls.

    PROGRAM and NAME=VALUE are those of 'backprop eval'.
    """
    program = asked.program()
    chosen = asked.evaluation.outputs(program)
    if format_ in drawings.SINGLE:
        require_one(program, chosen, f"{format_} draws")
    if format_ == "png" and output is None and sys.stdout.isatty():
        raise Problem("a picture is no text for a terminal", hint="write it to a file: -o graph.png")

    def show(drawing: Drawing) -> None:
        _write(drawings.render(drawing, format_, digits), output, format_)

    if not asked.evaluation.values and _needs_values(program):
        values = forward(
            program.tape, {node: math.nan for nodes in program.inputs.values() for node in nodes}
        )
        note_constants(program)
        for node in chosen:
            show(draw(program, Notation(program, values), node, values, None))
        return 0

    def show_result(result: Result) -> None:
        show(draw(program, result.notation, result.output, result.calculation.values, result.gradient))

    return asked.show(program, show_result)


def _needs_values(program: Program) -> bool:
    return any(map(program.lacks_value, program.inputs))


def _write(data: bytes, file: str | None, format_: str) -> None:
    """Write to stdout, or to a file that is there only once it is complete."""
    if file is None and format_ != "png":
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    with click.open_file(file or "-", "wb", atomic=file is not None) as stream:
        stream.write(data)
