"""What the commands have in common: a program, values, and results to show."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from backprop.grammar.naming import listed, quoted
from backprop.grammar.notations import NAMES as NOTATIONS
from backprop.grammar.problem import CalculationProblem, Problem, ProgramProblem
from backprop.grammar.program import Program
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from . import FAILED, value_files
from . import sources as programs
from .command_line import split
from .diagnostics import note, report
from .values import Values

if TYPE_CHECKING:
    from .ranges import Axis

_MOST_NOTES = 3
_MOST_NAMES = 10


class Request(NamedTuple):
    """What a command line asks for.

    texts       the programs: words of the command line, or `programs.STDIN`; empty for a file
    file        the file that holds the program
    given       the values of the command line
    evaluation  what is asked of every program
    axes        what inputs run through, by name, where the command takes ranges
    """

    texts: Sequence[str]
    file: str | None
    given: Values
    evaluation: Evaluation
    axes: "Mapping[str, Axis]" = {}

    def program(self, *, with_uncertainties: bool = False) -> Program:
        """Read the one program. Report what looks like a slip, and uncertainties that count for nothing."""
        program = self.evaluation.read(programs.whole(self.texts, self.file))
        for text in self.texts:
            if program.inputs.keys() == {text} and os.path.isfile(text):
                note(f"{text} is read as a name; the program in the file is read with -f {text}")
        report_notes(program.notes)
        if program.notes and "\n" in program.source.text.strip():
            note("to take every line as a program of its own, use --each")
        for remark in program.unused(self.given.numbers):
            report(remark, "note")
        if not with_uncertainties:
            note_left_out(program.spreads, self.evaluation.spreads)
        return program

    def with_uncertainty(self, result: Result) -> Result:
        """Return a result with its uncertainty, if inputs are uncertain. Raises CalculationProblem."""
        return self.evaluation.with_uncertainty(result, note)

    def require_values(self, program: Program, formulas: str = "eval --symbolic shows") -> None:
        """Raise ProgramProblem for inputs without a value; ``formulas`` is who needs none for formulas."""
        try:
            program.bind(self.evaluation.values)
        except ProgramProblem as problem:
            if problem.hint and not problem.hint.endswith("?"):
                problem.hint += f"; without values, {formulas} formulas"
            raise

    def show(
        self, program: Program, show: Callable[[Result], None], formulas: str = "eval --symbolic shows"
    ) -> int:
        """Show every result of a program, report what fails, and return the exit code.

        ``formulas`` is that of `require_values`.
        """
        code = 0
        self.require_values(program, formulas)
        note_constants(program, self.given.numbers)
        for problem in failures(self.evaluation.results(program), show):
            report(problem)
            code = FAILED
        return code

    def without_values(self) -> tuple[Program, dict[int, str]]:
        """Return the program and its inputs; report what looks like a slip where no values are asked for."""
        program = self.program()
        inputs = self.evaluation.inputs(program)
        if self.given.numbers:
            note("formulas need no values: those of the command line are not used")
        note_constants(program)
        return program, inputs


def failures(
    results: Iterable[Result | CalculationProblem], show: Callable[[Result], None]
) -> Iterator[CalculationProblem]:
    """Show every result, and yield what fails; ``show`` may raise CalculationProblem too."""
    for result in results:
        try:
            if isinstance(result, Problem):
                raise result
            show(result)
            report_notes(result.kinks())
        except CalculationProblem as problem:
            yield problem


def takes_request(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options and words that make a request, its first parameter."""
    return takes(*OPTIONS, _NOTATION, _words(""))(_requesting(command, lambda _: None))


def takes_request_with_axes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Do the same with ranges and lists of values among the words."""
    from .ranges import axis_of

    return takes(*OPTIONS, _NOTATION, _words(" NAME=LOW..HIGH[/POINTS]..."))(_requesting(command, axis_of))


def _requesting(
    command: Callable[..., Any], other: "Callable[[str], tuple[str, Axis] | None]"
) -> Callable[..., Any]:
    @wraps(command)
    def run(
        file: str | None,
        values_file: str | None,
        of: Sequence[str],
        wrt: Sequence[str],
        notation: str | None,
        words: Sequence[str],
        **options: Any,
    ) -> Any:
        written, given, axes = split(words, other=other)
        if values_file in programs.STDIN_NAMES and not file and (not written or programs.STDIN in written):
            raise click.UsageError("stdin holds the program, so --values needs a file")
        texts = programs.chosen(written, file)
        asked = evaluation(values_file, given, of, wrt, notation)
        return command(Request(texts, file, given, asked, axes), **options)

    return run


def takes(*parameters: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what gives a command options and words, in the order of its help."""

    def with_parameters(command: Callable[..., Any]) -> Callable[..., Any]:
        for parameter in reversed(parameters):
            command = parameter(command)
        return command

    return with_parameters


SIMPLIFY = click.option(
    "--simplify", is_flag=True, help="Simplify the formulas with SymPy, where that is the same function."
)


def completing(what: str) -> Callable[[click.Context, click.Parameter, str], Any]:
    """Return what asks `completion`, by the name of a function there, for what the Tab key offers."""

    def offer(context: click.Context, _: click.Parameter, typed: str) -> Any:
        from . import completion

        return getattr(completion, what)(context, typed)

    return offer


FILE = click.option(
    "-f",
    "--file",
    type=click.Path(exists=True, dir_okay=False),
    help="Read the program from a file.",
)
VALUES = click.option(
    "--values",
    "values_file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Read values from a file, or - for stdin: JSON, TOML, lines NAME=VALUE, or a table of one row. "
    "The command line wins over it.",
)
OF = click.option(
    "--of",
    metavar="NAMES",
    multiple=True,
    shell_complete=completing("nodes"),
    help="Differentiate these outputs or named nodes only.",
)
_WRT = click.option(
    "--wrt",
    metavar="NAMES",
    multiple=True,
    shell_complete=completing("inputs"),
    help="Show only the paths to these inputs, as in a,b.",
)
OPTIONS = (FILE, VALUES, OF, _WRT)
_NOTATION = click.option(
    "--from",
    "notation",
    type=click.Choice(NOTATIONS),
    help="What PROGRAM is written in; it is latex where it holds a command such as \\frac, else program.",
)


def _words(more: str) -> Callable[..., Any]:
    metavar = f"[PROGRAM]... [NAME=VALUE]...{more}"
    return click.argument("words", nargs=-1, metavar=metavar, shell_complete=completing("values"))


def evaluation(
    values_file: str | None,
    given: Values,
    of: Sequence[str],
    wrt: Sequence[str],
    notation: str | None = None,
) -> Evaluation:
    """Return what the options ask for; the ``given`` values win over those of a file. Raises Problem."""
    numbers, spreads, correlations = given.over(value_files.read(values_file)) if values_file else given
    return Evaluation(numbers, _names("--of", of), _names("--wrt", wrt), notation, spreads, correlations)


def report_notes(notes: Sequence[Problem]) -> None:
    """Report what is worth a look, without drowning its reader."""
    for remark in notes[:_MOST_NOTES]:
        report(remark, "note")
    left = len(notes) - _MOST_NOTES
    if left > 0:
        note(f"and {left} more of this kind")


def require_one(program: Program, outputs: Sequence[int], what: str) -> None:
    """Raise Problem for several outputs where a format holds one: ``what`` says which, as "svg draws"."""
    if len(outputs) > 1:
        names = [quoted(program.names[node]) for node in outputs[:_MOST_NAMES] if node in program.names]
        message = f"{what} one output, but there are {len(outputs)}"
        raise Problem(message, hint=f"choose one with --of: {', '.join(names)}")


def note_constants(program: Program, given: Collection[str] | None = None) -> None:
    """Report inputs that may mean a constant or a power, of those that are given if values are asked for."""
    for remark in program.lookalikes(given):
        report(remark, "note")


def note_budget(*uncertainties: Collection[object]) -> None:
    """Report where the budget of uncertainties is shown, if there are any."""
    if any(uncertainties):
        note("'backprop uncertainty' shows what each input adds to the uncertainty")


def note_left_out(*uncertainties: Collection[object]) -> None:
    """Report that uncertainties count for nothing, if there are any."""
    if any(uncertainties):
        note("uncertainties are left out here; 'backprop uncertainty' shows what they come to")


def _names(option: str, lists: Sequence[str]) -> list[str]:
    """Return the names in comma-separated lists. Raises UsageError where there are none."""
    names = [name for text in lists for name in listed(text)]
    if lists and not names:
        raise click.UsageError(f"{option} names nothing")
    return names
