"""`backprop graph`: the computational graph, drawn."""

import math

import click

from backprop.cli import drawings, terminal
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import note
from backprop.cli.documents import takes_output
from backprop.cli.drawings.drawing import Drawing, draw, drawn
from backprop.cli.request import Request, note_constants, require_one, takes_request
from backprop.grammar.problem import Problem
from backprop.graph.forward import forward
from backprop.graph.reach import flowing
from backprop.writing.notation import Notation


@click.command(
    cls=Words,
    short_help="Draw the computational graph.",
    epilog="""\b
Examples:
  backprop graph "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2
  backprop graph "o = tanh(x*w + b)"
  backprop graph "o = tanh(x*w + b)" x=2 w=-3 b=6.7 -o neuron.svg
  backprop graph "L = (a*b + c) * f" a=2 b=-3 c=10 f=-2 --format dot | dot -Tpdf > graph.pdf

svg, png and pdf need: pip install pygraphviz
""",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(drawings.FORMATS.names),
    help="How to draw it, if the name of -o does not say it: dot is for Graphviz, mermaid for GitHub."
    "  [default: tree]",
)
@click.option("--digits", type=click.IntRange(1, 17), default=4, show_default=True, help="Of numbers.")
@takes_output("graph.svg", drawings.FORMATS)
@takes_request
def command(asked: Request, *, format_: str, digits: int) -> int:
    """Draw each node with its name, value and gradient, and the local derivatives on the edges.

    Without any values the structure alone is drawn, with the local derivatives as formulas.
    Colour shows the gradient: blue where the output rises with a node, orange where it falls.

    PROGRAM and NAME=VALUE are those of 'backprop eval'.
    """
    program = asked.program()
    evaluation = asked.evaluation
    chosen = evaluation.outputs(program)
    to = drawings.FORMATS.load(format_)
    if to.is_single:
        require_one(program, chosen, f"{format_} draws")
    if format_ in ("pdf", "png") and terminal.is_terminal("stdout"):
        raise Problem("a picture is no text for a terminal", hint=f"write it to a file: -o graph.{format_}")

    pictures: list[bytes] = []

    def show(drawing: Drawing) -> None:
        pictures.append(to.render(drawing, digits))
        if remark := to.remark(drawing):
            note(remark)

    code = 0
    if not evaluation.values and any(map(program.lacks_value, program.inputs)):
        values = forward(
            program.tape, {node: math.nan for nodes in program.inputs.values() for node in nodes}
        )
        note_constants(program)
        active = program.tape.varies
        if evaluation.wrt:
            active = flowing(program.tape, evaluation.inputs(program))
        for node in chosen:
            notation = Notation(program, values, active if evaluation.wrt else None)
            show(draw(program, notation, node, values, active))
    else:
        code = asked.show(program, lambda result: show(drawn(result)))
    terminal.stdout().writelines(pictures)
    return code
