"""The first word of a command line that is no command: the start of what `eval` takes, or a slip."""

import re
from collections.abc import Sequence

from backprop.grammar.problem import Problem, ProgramProblem
from backprop.graph.operations import FUNCTIONS

from .command_line import OPERATOR
from .values import is_value

_WORD = re.compile(r"[^\W\d][\w-]*")
_MEANT = {
    "calc": "eval",
    "calculate": "eval",
    "compute": "eval",
    "derivative": "diff",
    "derivatives": "diff",
    "derive": "diff",
    "differentiate": "diff",
    "dot": "graph",
    "draw": "graph",
    "grad": "eval",
    "gradient": "eval",
    "jacobian": "diff",
    "latex": "diff --to latex",
    "lesson": "explain",
    "list": "functions",
    "plot": "graph",
    "run": "eval",
    "steps": "explain",
    "symbolic": "eval --symbolic",
    "version": "--version",
}
"""What other programs, and people, call a command."""


def require_no_command(words: Sequence[str], commands: Sequence[str]) -> None:
    """Raise Problem where the first word, which is no command, is meant as one, or stands before one."""
    first, others = words[0], words[1:]
    if first.startswith("-") and (later := [word for word in others if word in commands]):
        raise Problem("a command comes first", hint=f"write backprop {later[0]}, and {first} behind it")
    if _is_meant(first, others, commands):
        raise unknown(first, commands)


def unknown(word: str, commands: Sequence[str]) -> Problem:
    """Describe a word that is no command, and say what is meant."""
    meant = _meant(word, commands)
    instead = f"did you mean 'backprop {meant}'? " if meant else ""
    as_program = f"as an expression it is written 'backprop eval {word}'"
    return ProgramProblem(f"no command '{word}'", hint=f"{instead}{as_program}")


def _is_meant(first: str, others: Sequence[str], commands: Sequence[str]) -> bool:
    """Tell whether a word is meant as a command: a name without a value, close to one or before a program."""
    following = others[0] if others else ""
    if not _WORD.fullmatch(first) or OPERATOR.fullmatch(following):
        return False
    if any(word.startswith(f"{first}=") for word in others):
        return False
    is_in_front = following and not (following.startswith(("-", "=")) or is_value(following))
    return _meant(first, commands) is not None or (bool(is_in_front) and first not in FUNCTIONS)


def _meant(word: str, commands: Sequence[str]) -> str | None:
    """Return the command that a word is a slip of, the start of, or another name for; None for others."""
    from difflib import get_close_matches

    lower = word.lower()
    starts = [name for name in commands if name.startswith(lower) and len(lower) > 2]
    close = get_close_matches(lower, commands, 1, cutoff=0.7)
    return _MEANT.get(lower) or next(iter((*starts, *close)), None)
