"""`backprop uncertainty`: the uncertainty of every output, and its budget."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

import click

from backprop.cli import formats
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import note
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.request import Request, note_constants, report_notes, takes, takes_request
from backprop.cli.terminal import print_lines
from backprop.cli.views import statement
from backprop.cli.views.budget import BudgetView
from backprop.grammar.naming import NAME, canonical, quoted
from backprop.grammar.problem import CalculationProblem, Problem
from backprop.graph.propagation import Pair, Shape, Spread
from backprop.writing import budget as budgets
from backprop.writing.budget import Budget, Coverage
from backprop.writing.calculation import calculate
from backprop.writing.digits import rounded

_SHAPES = [shape.title for shape in Shape if shape.half_width]


@click.command(
    cls=Words,
    short_help="Show the uncertainty of the outputs, and where it comes from.",
    epilog="""\b
Examples:
  backprop uncertainty "R = U/I" "U=12.0±0.1" "I=0.500±0.010"
  backprop uncertainty "R = U/I" U=12.0+/-0.1 I=0.5+/-2% --coverage 95%
  backprop uncertainty "E = m*v**2/2" m=2.00(1) v=3.0(2) --order 2
  backprop uncertainty "A = a*b" a=2±0.1 b=3±0.1 --correlation a,b=0.5
  backprop uncertainty "y = a - b" a=5±0.1 b=3±0.2 --shape b=rectangular
""",
)
@click.option(
    "--correlation", metavar="A,B=R", multiple=True, help="The correlation of two inputs, from -1 to 1."
)
@click.option(
    "--shape",
    metavar="A=SHAPE",
    multiple=True,
    help=f"What is given behind ± is the half-width of a distribution: {', '.join(_SHAPES)}.",
)
@click.option("--dof", metavar="A=N", multiple=True, help="The degrees of freedom of an uncertainty.")
@click.option(
    "--coverage", metavar="P", help="Give the interval that holds a part of what is likely, such as 95%."
)
@click.option("--k", "factor", type=float, metavar="K", help="Give the interval of K standard uncertainties.")
@click.option(
    "--order",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="2 takes in what the second derivatives add.",
)
@takes(*formats.options("the budget", digits=2))
@takes_output("budget.csv", formats.FORMATS)
@takes_request
def command(
    asked: Request,
    *,
    correlation: Sequence[str],
    shape: Sequence[str],
    dof: Sequence[str],
    coverage: str | None,
    factor: float | None,
    order: int,
    format_: str,
    digits: int,
) -> None:
    """Propagate the uncertainties of inputs to each output, and show what each input adds to it.

    A value is uncertain where its standard uncertainty stands behind it: 2.0±0.1, 2.0+/-0.1, 2±5%,
    2.00(10) for the last digits, (2.0±0.1)e3. In a program, a constant may be: a = 2.0±0.1.

    Inputs are independent unless --correlation says so. The second order is always looked at, and a note
    says where it matters.
    """
    if asked.evaluation.wrt:
        raise click.UsageError("a budget is of all uncertain inputs; leave out --wrt")
    if coverage is not None and factor is not None:
        raise click.UsageError("--coverage and --k both say how wide the interval is")
    if factor is not None and not (isfinite(factor) and factor > 0):
        raise click.UsageError("--k takes a number above 0")
    probability = None if coverage is None else _probability(coverage)
    printer = Printer(format_, digits, BudgetView, "a budget")
    program = asked.program(with_uncertainties=True)
    asked.require_values(program)
    note_constants(program, asked.given)
    evaluation = asked.evaluation
    spreads = _spreads(evaluation.uncertain(calculate(program, evaluation.values)), shape, dof)
    if not spreads:
        raise Problem(
            "no value is uncertain", hint="write a standard uncertainty behind one, as in a=2.0±0.1"
        )
    pairs = dict(_correlations(correlation, spreads))
    budgets.require_possible(pairs)
    found = budgets.budgets(program, evaluation.variables(program), evaluation.values, spreads, pairs)
    between = budgets.output_correlations(found, pairs)
    for its, node in zip(found, evaluation.variables(program), strict=True):
        others = {name: number for name, number in between[its.output].items() if name != its.output}
        if order == 2 and its.second is None:
            report_notes(its.notes)
            message = f"the second order of {quoted(its.output)} cannot be taken in"
            raise CalculationProblem(message, hint="choose other values, or leave out --order 2")
        wide = _coverage(its, probability, factor)
        print_lines(
            printer.lines(BudgetView(its, statement.formula(program, node), order == 2, wide, others))
        )
        report_notes(its.notes)
        _note_what_matters(its, order)
        if its.first.degrees_of_freedom is None:
            note(
                "effective degrees of freedom (Welch-Satterthwaite) are for independent inputs; "
                "here they are taken as infinite: give --k"
            )


def _note_what_matters(budget: Budget, order: int) -> None:
    if order == 1 and budget.second is not None and budgets.matters(budget):
        shift, uncertainty = budget.second
        by, whole = rounded(shift, 2), rounded(uncertainty, 2)
        note(
            f"the second order matters for {quoted(budget.output)}: it shifts the value by {by}, and makes "
            f"the uncertainty {whole}; --order 2 takes it in"
        )


def _coverage(budget: Budget, probability: float | None, factor: float | None) -> Coverage | None:
    if factor is not None:
        return Coverage(None, factor)
    if probability is None:
        return None
    return Coverage(probability, budgets.coverage_factor(probability, budget.first.degrees_of_freedom))


def _probability(text: str) -> float:
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise click.UsageError("--coverage takes a part between 0 and 1, such as 95% or 0.95")
    return number


def _spreads(
    uncertainties: Mapping[str, float], shapes: Sequence[str], freedoms: Sequence[str]
) -> dict[str, Spread]:
    """Return what is uncertain about the inputs, by name."""
    spreads = {name: Spread(uncertainty) for name, uncertainty in uncertainties.items()}
    for name, text in _settings("--shape", shapes, spreads, "a=rectangular"):
        if text not in _SHAPES:
            raise click.UsageError(f"--shape {name}={text}: the shapes are {', '.join(_SHAPES)}")
        shape = Shape[text.upper()]
        spread = spreads[name]
        assert shape.half_width is not None
        spreads[name] = spread._replace(uncertainty=spread.uncertainty / shape.half_width, shape=shape)
    for name, text in _settings("--dof", freedoms, spreads, "a=9"):
        freedom = _number(text)
        if freedom is None or not freedom > 0:
            raise click.UsageError(f"--dof {name}={text}: degrees of freedom are a number above 0")
        spreads[name] = spreads[name]._replace(degrees_of_freedom=freedom)
    return spreads


def _correlations(texts: Sequence[str], spreads: Mapping[str, Spread]) -> Iterator[tuple[Pair, float]]:
    seen: set[frozenset[str]] = set()
    for text in texts:
        match = re.fullmatch(rf"\s*({NAME})\s*,\s*({NAME})\s*=\s*(.+)", text)
        number = _number(match[3]) if match else None
        if match is None or number is None:
            raise click.UsageError(f"--correlation {text}: write two names and a number, as in a,b=0.36")
        one, other = canonical(match[1]), canonical(match[2])
        for name in (one, other):
            _require_uncertain("--correlation", name, spreads)
        if one == other or not -1 <= number <= 1:
            what = "is of two inputs" if one == other else "is a number from -1 to 1"
            raise click.UsageError(f"--correlation {text}: a correlation {what}")
        if frozenset((one, other)) in seen:
            raise click.UsageError(f"--correlation of {one} and {other} is given twice")
        seen.add(frozenset((one, other)))
        yield (one, other), number


def _settings(
    option: str, texts: Sequence[str], spreads: Mapping[str, Spread], example: str
) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign:
            raise click.UsageError(f"{option} {text}: write a name and what it is, as in {example}")
        name = canonical(name.strip())
        _require_uncertain(option, name, spreads)
        yield name, value.strip()


def _require_uncertain(option: str, name: str, spreads: Mapping[str, Spread]) -> None:
    if name not in spreads:
        known = ", ".join(map(quoted, spreads)) or "none"
        raise click.UsageError(f"{option}: {quoted(name)} is no uncertain input; these are: {known}")


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
