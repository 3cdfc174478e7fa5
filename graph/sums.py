"""Sums of products with exact coefficients: what `textbook` calculates with.

A product is a coefficient and powers of factors. A factor is a number that stands for something, a node.
"""

from fractions import Fraction
from typing import NamedTuple

Powers = tuple[tuple[int, Fraction], ...]
"""Factors in order, with their exponents."""

Sum = dict[Powers, Fraction]
"""The coefficient of each product."""


class Term(NamedTuple):
    """A product."""

    coefficient: Fraction
    powers: Powers


ZERO, ONE = Fraction(0), Fraction(1)


def power_of(factor: int) -> Powers:
    """Return a factor to the power of 1."""
    return ((factor, ONE),)


def factor(node: int) -> Sum:
    """Return the sum of one factor."""
    return {power_of(node): ONE}


def sum_of(term: Term) -> Sum:
    """Return the sum of one term."""
    return {term.powers: term.coefficient} if term.coefficient else {}


def only(form: Sum) -> Term:
    """Return the only term of a sum, or 0."""
    return next((Term(coefficient, powers) for powers, coefficient in form.items()), Term(ZERO, ()))


def key(form: Sum) -> frozenset[tuple[Powers, Fraction]]:
    """Return what is the same for sums of the same terms."""
    return frozenset(form.items())


def inverse(powers: Powers) -> Powers:
    """Return one over powers."""
    return tuple((factor, -power) for factor, power in powers)


def divided(form: Sum, term: Term) -> Sum:
    """Return a sum over a term."""
    below = inverse(term.powers)
    return {merged(powers, below): number / term.coefficient for powers, number in form.items()}


def scaled(form: Sum, number: Fraction) -> Sum:
    """Return a sum times a number."""
    return form if number == 1 else {powers: coefficient * number for powers, coefficient in form.items()}


def plus(one: Sum, other: Sum) -> Sum:
    """Return the sum of two, without the terms that cancel."""
    total = dict(one)
    for powers, coefficient in other.items():
        added = total.get(powers, ZERO) + coefficient
        if added:
            total[powers] = added
        else:
            del total[powers]
    return total


def product(one: Sum, other: Sum) -> Sum:
    """Return the product of two sums, multiplied out."""
    total: Sum = {}
    for powers, coefficient in one.items():
        for more, number in other.items():
            total = plus(total, {merged(powers, more): coefficient * number})
    return total


def merged(one: Powers, other: Powers) -> Powers:
    """Return the product of powers."""
    if not one or not other:
        return one or other
    powers = dict(one)
    for factor, power in other:
        powers[factor] = powers.get(factor, ZERO) + power
    return tuple(sorted((factor, power) for factor, power in powers.items() if power))
