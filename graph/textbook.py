"""Derivatives as in a textbook: factors cancelled and collected, and one fraction for each product.

A node of the graph is a sum of terms, each a coefficient and powers of factors. A factor is what is neither
a sum nor a product: an input, a call of a function; or a sum that is multiplied, or raised to a power. Sums
are multiplied out only where that makes them shorter, so that no formula grows; long ones are left.

It is the same function, but for what cancels: x/x is 1, where it was undefined at 0.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, NamedTuple

from . import sums
from .arithmetics.nodes import Node, Nodes
from .arithmetics.textbook import Textbook
from .operation import Operation
from .operations import FUNCTIONS, IDENTITY, INFIX, NEGATIVE
from .sums import Powers, Sum, Term
from .tape import Constant, Input, Tape

_HALF = Fraction(1, 2)
_MOST_TERMS = 50
"""Longer sums and products are not taken apart again."""

_MOST_DIGITS = 10**9
_LARGEST_EXPONENT = 50
_PRODUCTS = (INFIX["*"], INFIX["/"], INFIX["**"], FUNCTIONS["sqrt"])
_HIGHEST_MULTIPLIED = 4
_ROUNDS = 3


class TextbookNodes(Textbook, Nodes):
    """Graph nodes whose local derivatives are as a textbook writes them.

    own   the nodes of the program
    rows  those that a row of the table made
    """

    def __init__(self, tape: Tape) -> None:
        super().__init__(tape)
        self.own: set[int] = set()
        self.rows: set[int] = set()

    def copies(self, tape: Tape, nodes: Iterable[int]) -> dict[int, Node]:
        found = super().copies(tape, nodes)
        self.own.update(copy.index for copy in found.values())
        return found

    def power_log(self, x: Any, y: Any) -> Any:
        """The rule of a textbook has no value for 0**y, whose derivative is 0."""
        is_zero = isinstance(x, Node) and self.number(x) == 0
        return Nodes.power_log(self, x, y) if is_zero else super().power_log(x, y)

    def local_derivative(self, operation: Operation, position: int, arguments: Sequence[Node]) -> Node:
        before = len(self.tape)
        found = super().local_derivative(operation, position, arguments)
        self.rows.update(range(before, len(self.tape)))
        return found


class Collected(NamedTuple):
    """A new tape with a program and results in the form of a textbook.

    copies   by node of the program, its node on the new tape
    results  by node of a result, the same
    """

    tape: Tape
    copies: dict[int, int]
    results: dict[int, int]


def collect(
    nodes: TextbookNodes, results: Iterable[int], kept: Iterable[int], named: Collection[int]
) -> Collected:
    """Bring results into the form of a textbook, and copy what is ``kept`` of the program.

    The program stays as it was written, also within the results where a part of it is whole, as in the
    call of a function. Into those of its nodes that are ``named``, nothing looks.
    """
    found = _Collector(nodes, named)
    results = [*results]
    for node in nodes.tape.computed_from([*results, *kept]):
        found.read(node)
    made = {node: found.result(node) for node in results}
    return Collected(found.tape, found.copies, made)


class _Collector:
    def __init__(self, nodes: TextbookNodes, named: Collection[int]) -> None:
        self._old, self._own, self._rows, self._named = nodes.tape, nodes.own, nodes.rows, named
        self._new = Nodes(Tape())
        self.copies: dict[int, int] = {}
        self._forms: dict[int, Sum] = {}
        self._terms: dict[int, Term] = {}
        self._sums: dict[int, Sum] = {}
        self._known_sums: dict[frozenset[tuple[Powers, Fraction]], int] = {}
        self._symbols: set[int] = set()
        self._products: dict[int, Term] = {}
        self._exponentials: dict[int, tuple[int, Sum]] = {}
        self._has_decimals = any(_has_point(self._old.sources[node]) for node in self._own)

    @property
    def tape(self) -> Tape:
        return self._new.tape

    def read(self, node: int) -> None:
        """Note what a node is; all that it is computed from has been read."""
        source, operands = self._old.sources[node], self._old.operands[node]
        form: Sum | None = None
        if isinstance(source, Constant):
            made = self._new.constant(*source)
            value = _exact(source)
            form = None if value is None else {(): value} if value else {}
            if value:
                self._products[made.index] = Term(value, ())
        elif isinstance(source, Input):
            default = None if source.default is None else self.whole(source.default)
            made = Node(self._new, self.tape.input(default))
            self._symbols.add(made.index)
        else:
            form = self._combined(node, source, operands)
            if form is not None and node not in self._own:
                self._forms[node] = form
                return
            made = self._new.copied(source, *(Node(self._new, self.whole(operand)) for operand in operands))
            if node in self._named:
                form = None
                self._symbols.add(made.index)
        self.copies[node] = made.index
        self._forms[node] = sums.factor(made.index) if form is None else form

    def whole(self, node: int) -> int:
        """Return the new node of one that stands by itself."""
        if node not in self.copies:
            self.copies[node] = self.result(node)
        return self.copies[node]

    def result(self, node: int) -> int:
        """Return the new node of one in the form of a textbook, also where it is one of the program."""
        form = self._forms[node]
        if len(form) > 1 and node not in self._own:
            is_in_order = node in self._rows
            return (
                self._sum(form) if is_in_order else self._product(self._collected(form, is_factor=False))
            ).index
        return self._product(self._term(node)).index

    # What operations make of their operands

    def _combined(self, node: int, operation: Operation, operands: Sequence[int]) -> Sum | None:
        """Return an operation on sums of terms as one; None for one that leads out of these."""
        if operation is INFIX["+"] or operation is INFIX["-"]:
            return self._added(node, operation, *operands)
        if operation is NEGATIVE:
            return sums.scaled(self._forms[operands[0]], -sums.ONE)
        if operation is IDENTITY:
            return self._forms[operands[0]]
        if operation not in _PRODUCTS:
            return None
        terms = [self._term(operand) for operand in operands]
        if operation is INFIX["*"]:
            return sums.sum_of(self._times(*terms))
        if operation is INFIX["/"]:
            inverse = self._power(terms[1], -sums.ONE)
            return None if inverse is None else sums.sum_of(self._times(terms[0], inverse))
        power = None
        if operation is FUNCTIONS["sqrt"]:
            power = self._power(self._under_root(operands[0]), _HALF)
        elif operation is INFIX["**"] and terms[1].powers:
            power = self._exponential(terms[0], self._forms[operands[1]])
        elif operation is INFIX["**"]:
            exponent = terms[1].coefficient
            base = terms[0] if exponent.denominator == 1 else self._under_root(operands[0])
            power = self._power(base, exponent)
        return None if power is None else sums.sum_of(power)

    def _added(self, node: int, operation: Operation, one: int, other: int) -> Sum:
        """Add two sums. What adds up over the uses of a node comes in the order of these, not backwards."""
        sign = sums.ONE if operation is INFIX["+"] else -sums.ONE
        left, right = self._opened(self._forms[one]), sums.scaled(self._opened(self._forms[other]), sign)
        if len(left) + len(right) > _MOST_TERMS:
            left, right = (sums.sum_of(self._term(operand)) for operand in (one, other))
            right = sums.scaled(right, sign)
        is_in_order = node in self._own or node in self._rows
        total = sums.plus(left, right) if is_in_order else sums.plus(right, left)
        if any(map(_is_long, total.values())):
            return sums.plus(sums.factor(self.whole(one)), sums.scaled(sums.factor(self.whole(other)), sign))
        return total

    def _opened(self, form: Sum) -> Sum:
        """Return the terms of a sum that is the only factor of a form."""
        if len(form) == 1:
            ((powers, coefficient),) = form.items()
            if (
                len(powers) == 1
                and powers[0][1] == 1
                and abs(coefficient) == 1
                and powers[0][0] in self._sums
            ):
                return sums.scaled(self._sums[powers[0][0]], coefficient)
        return form

    def _times(self, one: Term, other: Term) -> Term:
        coefficient = one.coefficient * other.coefficient
        if not coefficient:
            return Term(sums.ZERO, ())
        powers = sums.merged(one.powers, other.powers)
        if _is_long(coefficient) or len(powers) > _MOST_TERMS:
            factors = [self._product(term).index for term in (one, other)]
            return Term(sums.ONE, sums.merged(sums.power_of(factors[0]), sums.power_of(factors[1])))
        return Term(coefficient, powers)

    def _dissolved(self, term: Term) -> Term:
        """Return a term whose products that are below a root no more are factors of it."""
        bases = {self._exponentials[factor][0] for factor, _ in term.powers if factor in self._exponentials}
        for factor, power in term.powers:
            if factor in self._products and power.denominator == 1 and factor not in bases:
                whole = self._power(self._products[factor], power)
                if whole is not None:
                    term = self._times(
                        Term(term.coefficient, sums.merged(term.powers, ((factor, -power),))), whole
                    )
        return term

    def _power(self, base: Term, exponent: Fraction) -> Term | None:
        """Raise a product to a power; None where that is nothing to compute with."""
        if abs(exponent) > _LARGEST_EXPONENT or exponent.denominator > _MOST_DIGITS or not base.coefficient:
            return None
        if not exponent:
            return Term(sums.ONE, ())
        if exponent.denominator == 1:
            coefficient = base.coefficient**exponent.numerator
            powers = tuple((factor, power * exponent) for factor, power in base.powers)
            return None if _is_long(coefficient) else Term(coefficient, powers)
        if not base.powers and (base.coefficient < 0 or base.coefficient == 1):
            return None
        return Term(sums.ONE, ((self._as_factor(base), exponent),))

    def _under_root(self, node: int) -> Term:
        """Return a node as what a root is taken of: a sum stays one."""
        form = self._forms[node]
        if len(form) < 2:
            return self._term(node)
        return Term(sums.ONE, sums.power_of(self._noted(form, self.whole(node))))

    def _exponential(self, base: Term, exponent: Sum) -> Term | None:
        """Return x**n/x for x**(n - 1), which is written in one again: x*x**(n - 1) is x**n."""
        number = exponent.get((), sums.ZERO)
        if not base.powers or number.denominator > 1 or abs(number) > _LARGEST_EXPONENT:
            return None
        factor = self._as_factor(base)
        rest = {powers: coefficient for powers, coefficient in exponent.items() if powers}
        made = self._new.copied(INFIX["**"], Node(self._new, factor), self._sum(rest))
        self._exponentials[made.index] = factor, rest
        return Term(sums.ONE, sums.merged(sums.power_of(made.index), ((factor, number),)))

    def _as_factor(self, base: Term) -> int:
        is_factor = base.coefficient == 1 and len(base.powers) == 1 and base.powers[0][1] == 1
        if is_factor:
            return base.powers[0][0]
        made = self._product(base).index
        self._products[made] = base
        return made

    # Sums as factors

    def _term(self, node: int) -> Term:
        """Return a node as a product; a sum as a factor in it."""
        if node not in self._terms:
            form = self._forms[node]
            self._terms[node] = self._as_factors(node, form) if len(form) > 1 else sums.only(form)
        return self._terms[node]

    def _as_factors(self, node: int, form: Sum) -> Term:
        source = self._old.sources[node]
        if source is NEGATIVE or source is IDENTITY:
            sign = -sums.ONE if source is NEGATIVE else sums.ONE
            coefficient, powers = self._term(self._old.operands[node][0])
            return Term(sign * coefficient, powers)
        if node in self._own:
            return Term(sums.ONE, sums.power_of(self._noted(form, self.copies[node])))
        return self._collected(form, is_factor=True)

    def _divisor(self, form: Sum) -> Powers:
        """Return what a sum of fractions is to be multiplied by, so that none is left."""
        below: dict[int, Fraction] = {}
        for powers in form:
            for factor, power in powers:
                if power < 0:
                    below[factor] = max(-power, below.get(factor, sums.ZERO))
        return tuple(sorted(below.items()))

    def _collected(self, form: Sum, *, is_factor: bool) -> Term:
        """Return a sum as the factors that all its terms share, and what is left."""
        outer = Term(sums.ONE, ())
        if not self._products.keys().isdisjoint(factor for powers in form for factor, _ in powers):
            terms = (self._dissolved(Term(number, powers)) for powers, number in form.items())
            form = reduce(sums.plus, map(sums.sum_of, terms))
        for _ in range(_ROUNDS):
            if len(form) < 2:
                break
            shared = self._shared(form, is_factor=is_factor)
            outer = self._times(outer, shared)
            is_factor |= bool(outer.powers)
            form = before = sums.divided(form, shared)
            if is_factor:
                outer, form = self._cleared(outer, form)
            multiplied = self._multiplied_out(form)
            if len(multiplied) < self._length(form):
                form = multiplied
            elif form is before:
                break
        if len(form) < 2:
            return self._times(outer, sums.only(form))
        return self._times(outer, self._sum_as_factor(form))

    def _cleared(self, outer: Term, form: Sum) -> tuple[Term, Sum]:
        """Multiply a sum of fractions by what is below, if that makes it no longer, and divide outside."""
        divisor = self._divisor(form)
        if not divisor:
            return outer, form
        cleared = sums.divided(form, Term(sums.ONE, sums.inverse(divisor)))
        if min(len(self._multiplied_out(cleared)), self._length(cleared)) > self._length(form):
            return outer, form
        return self._times(outer, Term(sums.ONE, sums.inverse(divisor))), cleared

    def _sum_as_factor(self, form: Sum) -> Term:
        """Return a sum as a factor, or as the opposite of one that is known."""
        known = self._known_sums.get(sums.key(form))
        if (
            known is None
            and (opposite := self._known_sums.get(sums.key(sums.scaled(form, -sums.ONE)))) is not None
        ):
            return Term(-sums.ONE, sums.power_of(opposite))
        return Term(
            sums.ONE, sums.power_of(self._noted(form, self._sum(form).index) if known is None else known)
        )

    def _noted(self, form: Sum, made: int) -> int:
        """Note that a node is a sum, and return the node that has been this sum first."""
        self._sums[made] = form
        return self._known_sums.setdefault(sums.key(form), made)

    def _shared(self, form: Sum, *, is_factor: bool) -> Term:
        """Return the factors that all terms of a sum share; a polynomial keeps its powers.

        A number alone is taken out of a factor only.
        """
        terms = [dict(powers) for powers in form]
        is_polynomial = all(
            factor in self._symbols and power > 0 and power.denominator == 1
            for term in terms
            for factor, power in term.items()
        )
        powers = []
        for factor in terms[0]:
            found = [term[factor] for term in terms if factor in term]
            is_one_way = max(found) < 0 or (min(found) > 0 and (is_factor or not is_polynomial))
            if len(found) == len(terms) and (is_one_way or factor in self._sums):
                powers.append((factor, min(found)))
        if not powers and not is_factor:
            return Term(sums.ONE, ())
        size = self._content([*form.values()])
        return Term(-size if max(form.values()) < 0 else size, tuple(sorted(powers)))

    def _content(self, coefficients: Sequence[Fraction]) -> Fraction:
        """Return the largest number that all coefficients are whole multiples of."""
        below = lcm(*(number.denominator for number in coefficients))
        if below > 1 and self._has_decimals:
            return sums.ONE
        return Fraction(gcd(*(int(number * below) for number in coefficients)), below)

    def _multiplied_out(self, form: Sum) -> Sum:
        """Multiply the sums among the factors out, unless that is long."""
        total: Sum = {}
        for powers, coefficient in form.items():
            product: Sum = {(): coefficient}
            for factor, power in powers:
                if self._is_open(factor, power):
                    for _ in range(int(power)):
                        product = sums.product(product, self._sums[factor])
                        if len(product) > _MOST_TERMS or any(map(_is_long, product.values())):
                            return form
                else:
                    product = sums.product(product, {((factor, power),): sums.ONE})
            total = sums.plus(total, product)
        return form if any(map(_is_long, total.values())) else total

    def _is_open(self, factor: int, power: Fraction) -> bool:
        return factor in self._sums and power.denominator == 1 and 0 < power <= _HIGHEST_MULTIPLIED

    def _length(self, form: Sum) -> int:
        """Return the number of terms, with those of the sums among the factors."""
        return sum(
            max(
                1,
                sum(
                    len(self._sums[factor]) * int(power)
                    for factor, power in powers
                    if self._is_open(factor, power)
                ),
            )
            for powers in form
        )

    # Writing

    def _sum(self, form: Sum) -> Node:
        """Write the terms in their order, but a positive one first."""
        first = next((powers for powers, coefficient in form.items() if coefficient > 0), None)
        order = sorted(form, key=lambda powers: powers != first)
        total = self._product(Term(form[order[0]], order[0]))
        for powers in order[1:]:
            coefficient = form[powers]
            term = self._product(Term(abs(coefficient), powers))
            total = self._new.copied(INFIX["+" if coefficient > 0 else "-"], total, term)
        return total

    def _product(self, term: Term) -> Node:
        """Write a product as a fraction, with its sign in front."""
        term = self._dissolved(term)
        coefficient = abs(term.coefficient)
        above, below = list[Node](), list[Node]()
        joined = self._joined(term.powers)
        for factor, power in self._in_order(term.powers):
            if factor in joined:
                (above if power > 0 else below).append(joined[factor])
            elif factor not in {self._exponentials[other][0] for other in joined}:
                (above if power > 0 else below).append(self._raised(factor, abs(power)))
        number, divisor = Fraction(coefficient.numerator), Fraction(coefficient.denominator)
        if divisor > 1 and self._has_decimals and _is_decimal(coefficient):
            number, divisor = coefficient, sums.ONE
        if number != 1 or not above:
            above.insert(0, self._number(number))
        if divisor != 1:
            below.insert(0, self._number(divisor))
        made = self._multiplied(above)
        if below:
            made = self._new.copied(INFIX["/"], made, self._multiplied(below))
        if term.coefficient < 0:
            made = -made
        return made

    def _joined(self, powers: Powers) -> dict[int, Node]:
        """Return x**(n - 1) by the factor x**n of a product that has x**-1 too."""
        known, joined = dict(powers), dict[int, Node]()
        for factor, power in powers:
            base, exponent = self._exponentials.get(factor, (-1, {}))
            number = known.get(base, sums.ZERO)
            if number and abs(power) == 1 and number.denominator == 1:
                whole = self._sum(sums.plus(exponent, {(): number * power}))
                joined[factor] = self._new.copied(INFIX["**"], Node(self._new, base), whole)
                del known[base], known[factor]  # it is no base of another any more
        return joined

    def _multiplied(self, factors: Sequence[Node]) -> Node:
        return reduce(lambda one, other: self._new.copied(INFIX["*"], one, other), factors)

    def _in_order(self, powers: Powers) -> list[tuple[int, Fraction]]:
        """Return factors as a person writes them: numbers, symbols, functions, sums."""

        def rank(factor: int) -> int:
            if isinstance(self.tape.sources[factor], Constant):
                return 0
            return 1 if factor in self._symbols else 3 if factor in self._sums else 2

        return sorted(powers, key=lambda power: (rank(power[0]), power[0]))

    def _raised(self, factor: int, power: Fraction) -> Node:
        base = Node(self._new, factor)
        if power == 1:
            return base
        if power == _HALF:
            return self._new.copied(FUNCTIONS["sqrt"], base)
        return self._new.copied(INFIX["**"], base, self._exponent(power))

    def _exponent(self, power: Fraction) -> Node:
        if power.denominator == 1 or (self._has_decimals and _is_decimal(power)):
            return self._number(power)
        above, below = self._number(Fraction(power.numerator)), self._number(Fraction(power.denominator))
        return self._new.copied(INFIX["/"], above, below)

    def _number(self, value: Fraction) -> Node:
        return self._new.constant(float(value))


def _has_point(source: object) -> bool:
    """Tell whether a program has this number with digits behind the point."""
    return isinstance(source, Constant) and not source.text.isidentifier() and not source.value.is_integer()


def _exact(constant: Constant) -> Fraction | None:
    """Return a constant as the number that was written, unless it has a name, or many digits."""
    if constant.text.isidentifier():
        return None
    try:
        value = Fraction(constant.text)
    except ValueError:
        value = Fraction(constant.value)
    return None if _is_long(value) or float(value) != constant.value else value


def _is_long(number: Fraction) -> bool:
    return abs(number.numerator) > _MOST_DIGITS or number.denominator > _MOST_DIGITS


def _is_decimal(number: Fraction) -> bool:
    """Tell whether a number is better written as 0.3 than as 3/10."""
    return number.denominator not in (2, 4, 8) and Fraction(f"{float(number):.9g}") == number
