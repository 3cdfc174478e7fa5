"""The mean of an output over the rows of files, as something that goes down."""

from collections.abc import Sequence

from backprop.grammar.problem import CalculationProblem, ProgramProblem, Source
from backprop.grammar.program import Program
from backprop.tables import panics, source
from backprop.tables.matching import matched, prefix_of, read_over
from backprop.tables.mean import Mean
from backprop.tables.reading import Reading
from backprop.tables.rows import Rows
from backprop.writing.descent import starts
from backprop.writing.evaluation import Evaluation

from .diagnostics import note
from .request import note_constants, report_notes, require_one
from .running import run


def mean_over(
    text: Source, asked: Evaluation, files: Sequence[str], reading: Reading, missing: Sequence[str]
) -> tuple[Program, int, Mean, dict[str, float]]:
    """Return the program, its output, the mean of that, and where the inputs start that are no columns.

    Rows with a missing value are left out, and counted in a note. Raises Problem.
    """
    panics.silence()
    with source.opened(source.files(files), reading) as table:
        program, notes = read_over(table, text, asked.values)
        report_notes([*program.notes, *notes])
        note_constants(program)
        outputs = asked.variables(program)
        require_one(program, outputs, "a descent is of")
        prefix = prefix_of(table)
        data = matched(program, table, asked.values, missing, prefix)
        columns = {its.name: its.number for its in data}
        moved = asked.wrt or [name for name in program.inputs if name not in columns]
        if not moved:
            message = "nothing can move: all inputs are columns"
            raise ProgramProblem(message, hint="give one a start, as in w=1")
        if held := [name for name in moved if name in columns]:
            raise ProgramProblem(f"'{held[0]}' is a column", hint="what moves is no data; leave it out")
        start = starts(program, {**asked.values, **dict.fromkeys(columns, 1.0)}, moved)
        index = f"{prefix}row"
        rows = Rows(table, data, [], index, lambda _: None, strict=False)
        frame = rows.watched(rows.numbers()).select(index, *columns.values())
        whole = run(table, rows, None, frame.collect)
    kept = whole.drop_nulls()
    if left_out := whole.height - kept.height:
        note(f"{left_out:,} of {whole.height:,} rows have a missing value, and are left out")
    if not kept.height:
        raise CalculationProblem("no row is left to learn from", hint="look at the data")
    mean = Mean(program, outputs[0], moved, {**asked.values, **columns}, kept)
    return program, outputs[0], mean, start
