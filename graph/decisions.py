"""Truths that depend on conditions: binary decision diagrams (Bryant, 1986).

A decision is a number: NEVER, ALWAYS, or a question that leads to two other decisions. Each function
of the conditions is one decision, however it came about, so what makes no difference is not asked.
"""

from collections.abc import Container, Mapping
from typing import NamedTuple

from .walk import walk

NEVER, ALWAYS = 0, 1


class Question(NamedTuple):
    """What holds where a condition does, and where it does not."""

    condition: int
    if_so: int
    if_not: int


class Decisions:
    """A store of decisions; each has a larger number than those that it leads to.

    Conditions are numbers too; the largest is asked first, so that one more of them on top of others,
    as where branches are nested, is one more question. ``late`` are conditions that are asked before
    another one that is larger.

    Few programs need more questions than nodes, but some need very many. Beyond ``most``, answers are
    too wide: they hold where they should, and elsewhere too.
    """

    def __init__(self, most: int, late: Mapping[int, int] | None = None) -> None:
        self._most = most
        self._late = late or {}
        nothing = Question(-1, NEVER, NEVER)
        self._questions = [nothing, nothing]
        self._numbers: dict[Question, int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._either: dict[tuple[int, int], int] = {}

    def __getitem__(self, decision: int) -> Question:
        return self._questions[decision]

    def asked(self, condition: int, if_so: int, if_not: int) -> int:
        """Return the decision by a condition, which is larger than all that the others ask for."""
        if if_so == if_not:
            return if_so
        question = Question(condition, if_so, if_not)
        if question not in self._numbers:
            self._numbers[question] = len(self._questions)
            self._questions.append(question)
        return self._numbers[question]

    @property
    def _is_full(self) -> bool:
        return len(self._questions) > self._most

    def both(self, one: int, other: int) -> int:
        return (
            one if self._is_full else self._combined(one, other, self._both, neutral=ALWAYS, decisive=NEVER)
        )

    def either(self, one: int, other: int) -> int:
        return (
            ALWAYS
            if self._is_full
            else self._combined(one, other, self._either, neutral=NEVER, decisive=ALWAYS)
        )

    def below(self, *decisions: int, known: Container[int] = ()) -> list[int]:
        """Return the questions that some decisions may lead to, they among it, each after its own.

        What is ``known``, and what only that leads to, is left out.
        """

        def is_new(decision: int) -> bool:
            return decision not in (NEVER, ALWAYS) and decision not in known

        starts = filter(is_new, decisions)
        return sorted(walk(starts, lambda decision: filter(is_new, self._questions[decision][1:])))

    def conditions(self, *decisions: int) -> set[int]:
        """Return all conditions that some decisions depend on."""
        return {self._questions[decision].condition for decision in self.below(*decisions)}

    def _rank(self, condition: int) -> tuple[int, bool, int]:
        return self._late.get(condition, condition), condition in self._late, condition

    def _combined(
        self, one: int, other: int, known: dict[tuple[int, int], int], *, neutral: int, decisive: int
    ) -> int:
        """Combine two decisions question by question; ``known`` are results that have been found."""

        def result(one: int, other: int) -> int | None:
            if one == other or other == neutral:
                return one
            if one == neutral:
                return other
            return decisive if decisive in (one, other) else known.get((one, other))

        waiting = [(one, other)]
        while waiting:
            pair = waiting[-1]
            condition = max((self._questions[decision].condition for decision in pair), key=self._rank)
            sides = [self._answered(pair, condition, holds=holds) for holds in (True, False)]
            found = [result(*side) for side in sides]
            if result(*pair) is not None:
                waiting.pop()
            elif None in found:
                waiting += [side for side, its in zip(sides, found, strict=True) if its is None]
            else:
                so, otherwise = found
                assert so is not None
                assert otherwise is not None
                known[pair] = self.asked(condition, so, otherwise)
        combined = result(one, other)
        assert combined is not None
        return combined

    def _answered(self, pair: tuple[int, int], condition: int, *, holds: bool) -> tuple[int, int]:
        """Return what is left of two decisions once a condition is known."""
        one, other = (
            (question.if_so if holds else question.if_not) if question.condition == condition else decision
            for decision in pair
            for question in [self._questions[decision]]
        )
        return one, other
