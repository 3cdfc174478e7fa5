"""`backprop diff`: the derivatives as a program."""

import click

from backprop.grammar import emission
from backprop.grammar.derivatives import derive
from backprop.grammar.problem import ProgramProblem

from .request import arguments, request, write
from .words import Words


@click.command(
    cls=Words,
    short_help="Write the derivatives as a program.",
    epilog="""\b
Examples:
  backprop diff "L = (a*b + c) * f"
  backprop diff "o = tanh(x*w + b)" --wrt w | backprop eval x=2 w=-3 b=6.7
  backprop diff "y = x**3" | backprop diff --of dy_dx
  backprop diff "y = x*exp(-x)" --expanded
""",
)
@click.option("--expanded", is_flag=True, help="Write each derivative as one expression in the inputs.")
@arguments
def command(
    file: str | None,
    values_file: str | None,
    of: tuple[str, ...],
    wrt: tuple[str, ...],
    words: tuple[str, ...],
    *,
    expanded: bool,
) -> None:
    """Differentiate a program, and print a program: its statements, and one for each derivative.

    It is reverse mode from source to source: what the derivatives share is computed once. They are
    named dL_da, so the result can be evaluated, kept, or differentiated again. No values are needed.
    """
    asked = request(file, values_file, of, wrt, words)
    if asked.evaluation.values:
        raise click.UsageError("diff takes no values; write constants into the program, as in a = 2")
    program = asked.program()
    outputs = asked.evaluation.outputs(program)
    constant = next((output for output in outputs if output not in program.names), None)
    if constant is not None:
        raise ProgramProblem(
            "the output is a constant", program.source, program.place(constant), hint="it has no inputs"
        )
    found = derive(program, outputs, asked.evaluation.inputs(program))
    write(emission.program(found, expanded=expanded))
