"""The tables of the LALR parsers: Lark makes them from `language.lark` and `latex.lark`, ahead of time.

``python -m backprop.grammar.automaton`` writes `tables.json` and `latex.json` anew after a change of a
grammar. They hold the text that they were made from, so tables that lag behind are never used: they are
made again in memory, which takes a moment more at each start. Loading them needs no Lark.
"""

import json
import os
import re
import sys
from collections.abc import Collection
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from .tokens import END, ILLEGAL, Terminal

_FOLDER = os.path.dirname(__file__)
_FILES = {"language": "tables.json", "latex": "latex.json"}
"""By grammar, the file of its tables."""


class Production(NamedTuple):
    """What to do when the right side of a rule of the grammar has been read.

    origin    the symbol on its left side
    length    the number of symbols on its right side
    callback  the name that the grammar gives it, if any
    collects  without a callback: it is a repetition, whose value is a list (else it passes on its
              only child)
    kept      the positions of the children that matter, each with whether it is such a list, to be
              spread out; None where all matter and none is
    """

    origin: str
    length: int
    callback: str | None
    collects: bool
    kept: list[tuple[int, bool]] | None

    @property
    def is_unit(self) -> bool:
        """Whether it only gives its one symbol another name."""
        return self.length == 1 and self.callback is None and not self.collects


class Tables(NamedTuple):
    """A pattern with a named group for each terminal, and the automaton.

    actions  by state and terminal, the state to shift to, or ~n to reduce by production n
    gotos    by state and left side of a production, the next state
    """

    pattern: str
    start: int
    accept: int
    actions: list[dict[str, int]]
    gotos: list[dict[str, int]]
    productions: list[Production]


@cache
def load(name: str = "language") -> Tables:
    """Return the tables of a grammar."""
    grammar, stored = _read(f"{name}.lark"), json.loads(_read(_FILES[name]))
    if stored.pop("grammar") != grammar:
        return make(grammar, _known(name))
    stored["productions"] = [Production(*production) for production in stored["productions"]]
    return Tables(**stored)


@cache
def pattern() -> re.Pattern[str]:
    """Return the pattern of a token, with what is ignored before it."""
    return re.compile(load().pattern, re.DOTALL)


def _known(name: str) -> Collection[str]:
    """Return the terminals of a grammar that Python knows by name."""
    if name == "language":
        return tuple(Terminal)
    from .latex_terminals import TERMINALS

    return TERMINALS


def _read(name: str) -> str:
    """Return the text of a file beside this one, in an archive too; importlib.resources takes longer."""
    loader: Any = __spec__.loader
    content: bytes = loader.get_data(os.path.join(_FOLDER, name))
    return content.decode().replace("\r\n", "\n")


def make(grammar: str, known: Collection[str] = tuple(Terminal)) -> Tables:
    """Return the tables of a grammar in Lark's notation. Raises ValueError if it lacks a known terminal."""
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    lark = Lark(grammar, start="program", parser="lalr", lexer="basic", maybe_placeholders=False)
    there = {symbol.name for rule in lark.rules for symbol in rule.expansion}
    if lacking := {*known} - there:
        raise ValueError(f"tokens.py knows a terminal that the grammar lacks: {', '.join(sorted(lacking))}")
    automaton: Any = lark.parser.parser._parse_table
    numbers = {production: number for number, production in enumerate(lark.rules)}
    order = _in_order(automaton)
    actions: list[dict[str, int]] = [{} for _ in order]
    gotos: list[dict[str, int]] = [{} for _ in order]
    for state, place in order.items():
        for symbol, (action, argument) in sorted(automaton.states[state].items(), key=itemgetter(0)):
            if action is not Shift:
                actions[place][symbol] = ~numbers[argument]
            else:
                row = actions if symbol.isupper() or symbol == END else gotos
                row[place][symbol] = order[argument]
    return Tables(
        pattern=_pattern(lark),
        start=order[automaton.start_states["program"]],
        accept=order[automaton.end_states["program"]],
        actions=actions,
        gotos=gotos,
        productions=[_production(rule) for rule in lark.rules],
    )


def _in_order(automaton: Any) -> dict[int, int]:
    """Number the states as they are reached from the start; Lark's own numbers change at every run."""
    order = {automaton.start_states["program"]: 0}
    for state in (waiting := list(order)):
        for _, (_, argument) in sorted(automaton.states[state].items(), key=itemgetter(0)):
            if isinstance(argument, int) and argument not in order:
                order[argument] = len(order)
                waiting.append(argument)
    return order


def _pattern(lark: Any) -> str:
    """Return one pattern for all terminals, those that Lark would try first in front."""
    terminals = sorted(
        lark.terminals,
        key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value), one.name),
    )
    patterns = {terminal.name: terminal.pattern.to_regexp() for terminal in terminals}
    ignored = [patterns.pop(name) for name in lark.ignore_tokens]
    groups = [f"(?P<{name}>{its_pattern})" for name, its_pattern in patterns.items()]
    return f"(?:{'|'.join(ignored)})*(?:{'|'.join(groups)}|(?P<{ILLEGAL}>.)|\\Z)"


def _production(rule: Any) -> Production:
    """Return what Lark's tree builder does for a rule: drop punctuation, spread out repetitions."""
    kept = [
        (position, symbol.name.startswith("__"))
        for position, symbol in enumerate(rule.expansion)
        if not getattr(symbol, "filter_out", False)
    ]
    origin = str(rule.origin.name)
    collects = origin.startswith("__")
    passes_on = rule.alias is None and rule.options.expand1 and len(kept) == 1
    all_kept = kept == [(position, False) for position in range(len(rule.expansion))]
    return Production(
        origin,
        len(rule.expansion),
        callback=None if passes_on or collects else str(rule.alias or origin),
        collects=collects,
        kept=None if all_kept else kept,
    )


if __name__ == "__main__":
    for name, path in _FILES.items():
        text = _read(f"{name}.lark")
        try:
            content = {"grammar": text, **make(text, _known(name))._asdict()}
        except ValueError as error:
            sys.exit(f"error: {error}")
        with open(os.path.join(_FOLDER, path), "w", encoding="utf-8") as file:
            file.write(json.dumps(content, ensure_ascii=True) + "\n")
