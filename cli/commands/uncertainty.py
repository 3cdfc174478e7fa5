"""`backprop uncertainty`: the uncertainty of every output, and its budget."""

from collections.abc import Mapping, Sequence
from math import isfinite

import click

from backprop.cli import FAILED, formats, progress
from backprop.cli import spreads as options
from backprop.cli.command_line import Words
from backprop.cli.diagnostics import note, report
from backprop.cli.documents import takes_output
from backprop.cli.formats import Printer
from backprop.cli.request import Request, completing, note_constants, report_notes, takes, takes_request
from backprop.cli.terminal import print_lines
from backprop.cli.views import statement
from backprop.cli.views.budget import BudgetView
from backprop.grammar.naming import quoted
from backprop.grammar.problem import CalculationProblem, Problem
from backprop.writing import budget as budgets
from backprop.writing.budget import Budget, Coverage, Measured
from backprop.writing.calculation import Calculation, calculate
from backprop.writing.digits import percent, rounded
from backprop.writing.extras import extra
from backprop.writing.sampling import MonteCarlo, Sampling


def _number_of_draws(_: click.Context, option: click.Parameter, text: str | None) -> int | None:
    """Return a number of draws, which may be written 1e6. Raises BadParameter."""
    try:
        number = None if text is None else float(text)
    except ValueError:
        number = 0.0
    if number is not None and not (0 < number <= _MOST_DRAWS and number.is_integer()):
        message = f"give a whole number of draws, such as 1e6; {_MOST_DRAWS:,} at most"
        raise click.BadParameter(message, param=option)
    return None if number is None else int(number)


_MOST_DRAWS = 100_000_000
_COVERAGE = 0.95
"""What an interval of draws holds, if nothing else is asked for."""


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
    "--correlation",
    metavar="A,B=R",
    multiple=True,
    shell_complete=completing("inputs"),
    help="The correlation of two inputs, from -1 to 1.",
)
@click.option(
    "--shape",
    metavar="A=SHAPE",
    multiple=True,
    shell_complete=completing("shapes"),
    help=f"What is given behind ± is the half-width of a distribution: {', '.join(options.SHAPES)}.",
)
@click.option(
    "--dof",
    metavar="A=N",
    multiple=True,
    shell_complete=completing("settings"),
    help="The degrees of freedom of an uncertainty.",
)
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
@click.option(
    "--monte-carlo",
    "draws",
    metavar="N",
    callback=_number_of_draws,
    help="Draw the inputs N times from their distributions, as 1e6, and compare.",
)
@click.option("--seed", type=click.IntRange(min=0), metavar="S", help="Draw other numbers.  [default: 0]")
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
    draws: int | None,
    seed: int | None,
    format_: str,
    digits: int,
) -> int:
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
    if seed is not None and draws is None:
        raise click.UsageError("--seed is for --monte-carlo")
    probability = None if coverage is None else options.probability(coverage)
    printer = Printer(format_, digits, BudgetView, "a budget")
    if draws is not None:
        formats.require(format_, BudgetView, "--monte-carlo", ("table", "documents", "equations"))
    if probability is not None or factor is not None:
        what = "an interval"
        formats.require(format_, BudgetView, what, ("table", "documents", "equations", "cells", "variables"))
    program = asked.program(with_uncertainties=True)
    asked.require_values(program)
    note_constants(program, asked.given.numbers)
    calculation = calculate(program, asked.evaluation.values)
    measured = _measured(asked, calculation, shape, dof, correlation)
    found: dict[int, Budget] = {}
    code = 0
    for node in asked.evaluation.variables(program):
        try:
            found[node] = its = budgets.budget(calculation, node, measured)
        except CalculationProblem as problem:
            report(problem)
            code = FAILED
        else:
            report_notes(its.notes)
    drawn: Mapping[int, MonteCarlo | CalculationProblem] = {}
    if draws is not None:
        sampling = Sampling(draws, seed or 0, _COVERAGE if probability is None else probability)
        drawn = _drawn(calculation, [*found], measured, sampling)
    between = budgets.output_correlations([*found.values()], measured.correlations)
    for node, its in found.items():
        others = {name: number for name, number in between[its.output].items() if name != its.output}
        wide = _coverage(its, probability, factor)
        its_draws = drawn.get(node)
        try:
            _require_order(its, order)
            if isinstance(its_draws, CalculationProblem):
                raise its_draws
            view = BudgetView(its, statement.formula(program, node), order == 2, wide, others, its_draws)
            if not view.is_finite:
                name = quoted(its.output)
                message = f"the interval of {name} goes beyond 1.8e308"
                raise CalculationProblem(message, hint="choose other values, or a smaller part")
            print_lines(printer.lines(view))
        except CalculationProblem as problem:
            report(problem)
            code = FAILED
        else:
            _note_what_matters(its, order, is_wide=probability is not None or draws is not None)
    return code


def _measured(
    asked: Request,
    calculation: Calculation,
    shapes: Sequence[str],
    freedoms: Sequence[str],
    correlations: Sequence[str],
) -> Measured:
    """Return what is known of the inputs; options win over files and the program. Raises Problem."""
    program, evaluation = calculation.program, asked.evaluation
    evaluation.require_inputs(program, asked.given.spreads)
    spreads = options.spreads(evaluation.uncertain(calculation), shapes, freedoms)
    if not spreads:
        raise Problem(
            "no value is uncertain", hint="write a standard uncertainty behind one, as in a=2.0±0.1"
        )
    stated = options.correlations(correlations, spreads)
    pairs = {**evaluation.correlated(program, spreads)}
    for one, other in stated:
        pairs.pop((other, one), None)
    pairs |= stated
    budgets.require_possible(pairs)
    return Measured(evaluation.values, spreads, pairs)


def _drawn(
    calculation: Calculation, outputs: Sequence[int], measured: Measured, sampling: Sampling
) -> Mapping[int, MonteCarlo | CalculationProblem]:
    """Draw the inputs, and show how far that is. Raises Problem."""
    extra("polars", "draws of Monte Carlo", "tables")
    extra("numpy", "draws of Monte Carlo", "tables")
    from backprop.tables import monte_carlo

    draws, part = sampling.draws, sampling.probability
    if draws < (least := monte_carlo.least_draws(part)):
        message = f"--monte-carlo {draws}: an interval of {percent(part)} takes {least:,} draws at least"
        raise click.UsageError(message)
    done = 0

    def passed(count: int) -> None:
        nonlocal done
        done += count

    try:
        with progress.shown(lambda: done, draws, "draws"):
            found, notes = monte_carlo.run(calculation, outputs, measured, sampling, passed)
    except MemoryError:
        message = f"{draws:,} draws of {len(outputs):,} outputs need more memory than there is"
        raise CalculationProblem(message, hint="ask for fewer") from None
    report_notes(notes)
    for node, its in found.items():
        if isinstance(its, MonteCarlo) and its.undefined:
            output = quoted(calculation.program.names[node])
            note(f"{its.undefined:,} of {draws:,} draws of {output} have no value, and are left out")
    return found


def _require_order(budget: Budget, order: int) -> None:
    """Raise CalculationProblem where the second order is asked for, and there is none."""
    if order == 2 and budget.second is None:
        message = f"the second order of {quoted(budget.output)} cannot be taken in"
        raise CalculationProblem(message, hint="choose other values, or leave out --order 2")


def _note_what_matters(budget: Budget, order: int, *, is_wide: bool) -> None:
    """Report where the order matters, and what an interval (``is_wide``) rests on."""
    if order == 1 and budget.second is not None and budgets.matters(budget):
        shift, uncertainty = budget.second
        by, whole = rounded(shift, 2), rounded(uncertainty, 2)
        note(
            f"the second order matters for {quoted(budget.output)}: it shifts the value by {by}, and makes "
            f"the uncertainty {whole}; --order 2 takes it in"
        )
    if is_wide and budget.first.degrees_of_freedom is None:
        note(
            "effective degrees of freedom (Welch-Satterthwaite) are for independent inputs; "
            "here they are taken as infinite: give --k"
        )


def _coverage(budget: Budget, probability: float | None, factor: float | None) -> Coverage | None:
    if factor is not None:
        return Coverage(None, factor)
    if probability is None:
        return None
    return Coverage(probability, budgets.coverage_factor(probability, budget.first.degrees_of_freedom))
