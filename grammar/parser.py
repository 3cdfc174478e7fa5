"""Reading programs: from text to a graph, in one pass."""

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lark import Lark, Token, UnexpectedInput

from .builder import Builder
from .problem import Place, ProgramProblem, Source
from .program import Program

CONSTANTS = {"pi": math.pi, "π": math.pi, "tau": math.tau}
"""The names that are given. A program or a value may take them."""


def parse(source: Source, constants: Mapping[str, float] = CONSTANTS) -> Program:
    """Read a program. Raises ProgramProblem if it is not one."""
    return _parser().parse(source, constants)


@cache
def _parser() -> "_Parser":
    return _Parser()


class _Parser:
    """Lark's LALR parser, with the rules of a builder as its callbacks."""

    def __init__(self) -> None:
        grammar = Path(__file__).with_name("language.lark").read_text(encoding="utf-8")
        lines = _Lines()
        self._builder = Builder(lines.statement)
        self._lark = Lark(
            grammar, start="program", parser="lalr", lexer="basic", postlex=lines, transformer=self._builder
        )

    def parse(self, source: Source, constants: Mapping[str, float]) -> Program:
        self._builder.begin(source, constants)
        try:
            program = self._lark.parse(source.text)
        except UnexpectedInput as error:
            from .diagnosis import explain

            raise explain(error, source) from None
        if not isinstance(program, Program):
            raise TypeError("the grammar's start rule has no builder")
        if not program.outputs:
            raise ProgramProblem(
                "the program is empty", source, hint="write an expression, such as L = (a*b + c) * f"
            )
        return program


class _Lines:
    """Joins the lines of a parenthesis, and keeps the place of the statement being read."""

    always_accept = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        depth = 0
        fresh = True
        for token in stream:
            kind = token.type
            if kind == "_END":
                if depth and token == "\n":
                    continue
                fresh = True
            else:
                if fresh:
                    self._start = token.start_pos
                    fresh = False
                self._end = token.end_pos
                if kind == "LPAR":
                    depth += 1
                elif kind == "RPAR":
                    depth -= 1
            yield token

    def statement(self) -> Place:
        return self._start or 0, self._end or 0
