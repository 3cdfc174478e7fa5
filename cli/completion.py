"""What the Tab key offers in a shell: files, functions, and the names of the program on the line."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr
from io import StringIO
from typing import ClassVar

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, shell_complete

from backprop.grammar.naming import quoted
from backprop.grammar.problem import Problem
from backprop.grammar.program import Program
from backprop.graph.operations import ALIASES, FOLDS, FUNCTIONS
from backprop.writing.evaluation import Evaluation

from . import sources
from .command_line import split
from .ranges import axis_of
from .spreads import SHAPES

Items = list[CompletionItem]


class _Bash(BashComplete):
    """Bash, where the value stands right behind ``a=``, and takes the sign for a word of its own."""

    source_template: ClassVar[str] = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", 'COMPREPLY+=("$value"); [[ $value != *= ]] || compopt -o nospace'
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        *words, typed = _joined([*(got := super().get_completion_args())[0], got[1]])
        return words, typed


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Yield the words of a line, of which ``a``, ``=`` and ``2`` are one."""
    whole: list[str] = []
    for word in words:
        if whole and "=" in (word, whole[-1]):
            whole.append(word)
            continue
        if whole:
            yield "".join(whole)
        whole = [word]
    yield "".join(whole)


def complete(command: click.Command, name: str, variable: str, instruction: str) -> int:
    """Print what completes the line in a shell, or the script that asks for it; return the exit code."""
    add_completion_class(_Bash)
    with redirect_stderr(StringIO()):  # where notes would stand in the middle of the line
        return shell_complete(command, {}, name, variable, instruction)


def inputs(context: click.Context, typed: str) -> Items:
    """Offer the inputs of the program, for a list with commas."""
    program = _program(_programs(context), context)
    return _in_list(typed, program.inputs) if program else []


def settings(context: click.Context, typed: str) -> Items:
    """Offer NAME= for each input of the program."""
    program = _program(_programs(context), context)
    names = _plain(program.inputs) if program else []
    return [CompletionItem(f"{name}=") for name in names if name.startswith(typed)]


def shapes(context: click.Context, typed: str) -> Items:
    """Offer NAME= for each input of the program, and behind that the shapes of distributions."""
    name, sign, begun = typed.partition("=")
    if not sign:
        return settings(context, typed)
    return [CompletionItem(f"{name}={shape}") for shape in SHAPES if shape.startswith(begun)]


def nodes(context: click.Context, typed: str) -> Items:
    """Offer the outputs and the named nodes of the program, for a list with commas."""
    program = _program(_programs(context), context)
    if program is None:
        return []
    inputs = {node for nodes in program.inputs.values() for node in nodes}
    outputs = [program.names[node] for node in program.outputs if node in program.names]
    bound = [program.names[node] for node in program.bound if node in program.names and node not in inputs]
    return _in_list(typed, dict.fromkeys([*outputs, *bound]))


def values(context: click.Context, typed: str) -> Items:
    """Offer NAME= for each input of the program that has no value yet."""
    texts, given = _split(context)
    program = _program(texts, context)
    if program is None:
        return []
    lacking = [name for name in program.inputs if program.lacks_value(name) and name not in given]
    return [CompletionItem(f"{name}=") for name in _plain(lacking) if name.startswith(typed)]


def values_of_rows(context: click.Context, typed: str) -> Items:
    """Offer files behind a program, and NAME= where one has begun behind these."""
    texts, _ = _split(context)
    needed = 1 if context.params.get("file") else 2
    found = values(context, typed) if typed and len(texts) >= needed else []
    return found or [CompletionItem(typed, type="file")]


def functions(_: click.Context, typed: str) -> Items:
    """Offer the functions, and other names of theirs where none begins like this."""
    meanings = {name: row.meaning for name, row in FUNCTIONS.items()}
    found = [name for name in dict.fromkeys([*FUNCTIONS, *FOLDS]) if name.startswith(typed)]
    found = found or [name for name in ALIASES if name.startswith(typed)]
    return [CompletionItem(name, help=meanings.get(name)) for name in found]


def _programs(context: click.Context) -> Sequence[str]:
    return _split(context)[0]


def _split(context: click.Context) -> tuple[Sequence[str], Iterable[str]]:
    """Return the programs and the names of the values on a line; nothing for a line that is wrong.

    Where an option lacks its value, click leaves all words among the arguments that are left.
    """
    try:
        words = context.params.get("words") or context.args
        programs, values, axes = split(words, other=axis_of)
        return programs, [*values.numbers, *axes]
    except Problem:
        return [], ()


def _program(texts: Sequence[str], context: click.Context) -> Program | None:
    """Return the program of the line, if it can be read without stdin."""
    file = context.params.get("file")
    is_map = "missing" in context.params
    texts = [] if file else texts[:1] if is_map else texts
    if not file and (not texts or sources.STDIN in texts):
        return None
    try:
        return Evaluation({}, (), (), context.params.get("notation")).read(sources.whole(texts, file))
    except Problem:
        return None


def _in_list(typed: str, names: Iterable[str]) -> Items:
    """Offer the names that may end a list with commas, without those that it has."""
    before, comma, last = typed.rpartition(",")
    listed = before.split(",")
    return [
        CompletionItem(f"{before}{comma}{name}")
        for name in _plain(names)
        if name.startswith(last) and name not in listed
    ]


def _plain(names: Iterable[str]) -> list[str]:
    """Return the names that need no backquotes, which a shell takes for its own."""
    return [name for name in names if quoted(name) == name]
