"""What a lesson says, block by block, in the mathematics of a format."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from backprop.cli.terminal import UNICODE, Signs
from backprop.cli.views.statement import title
from backprop.graph.arithmetics.formulas import PRODUCT, Formula
from backprop.writing.lessons.lesson import Influence, Lesson, Number, Passage, Propagation, Reason, Step
from backprop.writing.lessons.quotient import Fraction
from backprop.writing.result import Result


class Heading(NamedTuple):
    """A heading; ``node`` is the node that the section is about.

    is_brief  whether what follows is a line or two, so that no space stands before it
    """

    level: int
    text: str
    node: int | None = None
    is_brief: bool = False


class Sentence(NamedTuple):
    """Running text; ``here`` tells whether it holds at the values of this lesson alone."""

    text: str
    here: bool = False


class Equation(NamedTuple):
    """Mathematics on a line of its own.

    node  the one whose value it gives
    here  as that of a sentence
    """

    text: str
    node: int | None = None
    here: bool = False


class DataTable(NamedTuple):
    """A table; all columns but the first and the last hold numbers.

    signed  the column whose numbers are derivatives, which their sign colours; without one, a table
            holds at the values of this lesson
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    signed: int | None = None


Block = Heading | Sentence | Equation | DataTable


class Mathematics(Protocol):
    """How a format writes mathematics."""

    equals: str
    separates: str
    becomes: str
    introduces: str
    arrow: str

    def inline(self, text: str) -> str:
        """Set mathematics within a sentence."""

    def plain(self, text: str) -> str:
        """Keep the words of a program out of a format's own signs."""

    def formula(self, formula: Formula) -> str: ...

    def number(self, value: Number) -> str:
        """Write a number, or without values a formula."""

    def total(self, of: str, by: str) -> str:
        """Name a derivative of the output, along all paths."""

    def local(self, of: str, by: str) -> str:
        """Name a derivative of a node by an operand."""

    def product(self, one: str, other: str) -> str:
        """Multiply derivatives."""

    def factors(self, one: Number, other: Number) -> str:
        """Multiply numbers."""

    def sum(self, terms: Sequence[Number]) -> str:
        """Add numbers."""

    def choice(self, number: str, condition: str) -> str:
        """Say by which condition a number was chosen."""

    def fraction(self, numerator: Formula, denominator: Formula) -> str:
        """Divide formulas."""

    def quotient(self, h: Formula) -> str:
        """Name the difference quotient."""

    def uncertainty(self, of: str) -> str:
        """Name a standard uncertainty."""

    def root(self, squares: Sequence[float], products: Sequence[tuple[float, float, float]]) -> str:
        """Take the square root of the sum of squares, and of twice the products."""

    def measured(self, value: float, uncertainty: float) -> str:
        """Write a value with its uncertainty."""


def is_open(formula: Formula) -> bool:
    """Tell whether a formula stands in parentheses in a product or behind a plus."""
    return formula.level < PRODUCT or formula.text.startswith("-")


def heading(of: Result | str, digits: int, signs: Signs = UNICODE) -> str:
    """Return the title of the lesson of a result; without values, of a statement."""
    return of if isinstance(of, str) else title(of, digits, signs)


def outline(lesson: Lesson, titled: str, m: Mathematics) -> Iterator[Block]:
    """Yield the blocks of a lesson."""
    output = m.inline(m.formula(lesson.output))
    yield Heading(1, m.plain(titled))
    yield from _opening(lesson, output, m)
    has_values = all(passage.value is not None for passage in lesson.forward)
    yield Heading(2, "Forward: the values" if has_values else "Forward: the nodes")
    if lesson.inputs_forward:
        its = (m.equals.join(_sides(passage, m)) for passage in lesson.inputs_forward)
        given = "The inputs are given" if has_values else "The inputs"
        yield Sentence(f"{given}: {', '.join(map(m.inline, its))}.")
    for passage in lesson.forward:
        sides = _sides(passage, m)
        if passage.expression is not None and len(sides) > 1:
            yield Equation(m.equals.join(sides), passage.node)
    yield Heading(2, f"Backward: the derivatives of {output}")
    explained: dict[tuple[str, int], str] = {}
    for passage in lesson.backward:
        yield from _passage(lesson, passage, explained, m)
    yield Heading(2, "The gradient")
    if not lesson.inputs:
        yield Sentence("A constant has no derivatives: there is no input to change.")
        return
    if has_values:
        yield _gradient(lesson, m)
    else:
        yield from _slopes(lesson, m)
    if not lesson.is_constant:
        yield from _closing(lesson, output, has_values=has_values)
    if lesson.propagation:
        yield from _propagation(lesson.propagation, output, m.formula(lesson.output), m)


def _sides(passage: Passage, m: Mathematics) -> list[str]:
    """Return the sides of the equation that a node is: its name, what it is made of, its value."""
    sides = [m.formula(passage.name)]
    if passage.expression and passage.expression.text != passage.name.text:
        sides.append(m.formula(passage.expression))
    return sides if passage.value is None else [*sides, m.number(passage.value)]


def _gradient(lesson: Lesson, m: Mathematics) -> DataTable:
    rows = [
        (
            m.inline(m.formula(its.name)),
            "" if its.value is None else m.inline(m.number(its.value)),
            "" if its.gradient is None else m.inline(m.number(its.gradient)),
            _meaning(its, lesson.output, m),
        )
        for its in lesson.inputs
    ]
    return DataTable(("input", "value", "gradient", "what it means"), rows, signed=2)


def _slopes(lesson: Lesson, m: Mathematics) -> Iterator[Block]:
    """Yield the derivatives by the inputs, without values."""
    for its in lesson.inputs:
        symbol = m.total(m.formula(lesson.output), m.formula(its.name))
        if its.gradient is None:
            yield Sentence(f"{m.inline(symbol)} is too long to be written out here; it is what stands above.")
        else:
            yield Equation(m.equals.join([symbol, m.number(its.gradient)]))


def _opening(lesson: Lesson, output: str, m: Mathematics) -> Iterator[Block]:
    """Say what is asked, and the one rule."""
    if lesson.is_constant or not lesson.inputs:
        return
    of, by = m.formula(lesson.output), m.formula(lesson.inputs[0].name)
    yield Sentence(
        f"What is asked: how fast does {output} change with each input? {m.inline(m.total(of, by))} says how "
        f"many times as fast as {m.inline(by)}, along all the ways on which that reaches {output}."
    )
    x, y, z = map(m.inline, lesson.letters)
    yield Sentence(
        f"One rule answers it. Where {x} moves {y}, and {y} moves {z}, the rates multiply: if {y} goes twice "
        f"as fast as {x}, and {z} four times as fast as {y}, then {z} goes eight times as fast as {x}."
    )
    first, second, third = lesson.letters
    rates = m.product(m.total(third, second), m.total(second, first))
    yield Equation(m.equals.join([m.total(third, first), rates]))
    local = m.inline(m.local(third, second))
    yield Sentence(
        f"So the work goes backwards: from {output}, which keeps step with itself, to each node from those "
        f"that use it. Of one operation by one operand, the derivative is a local one, {local}."
    )


def _closing(lesson: Lesson, output: str, *, has_values: bool) -> Iterator[Block]:
    """Say what has been done."""
    count = len(lesson.inputs)
    yield Heading(2, "What has been done")
    derivative = {1: "the one derivative", 2: "both derivatives"}.get(count, f"all {count:,} derivatives")
    yield Sentence(
        f"One walk forward gave the {'values' if has_values else 'nodes'}, one walk back {derivative}: "
        "each node was looked at once, and "
        "its gradient is the sum, over its uses, of the gradient of the user times the local derivative. "
        "With more inputs it would take no more walks. A small step of all inputs against their gradients "
        f"makes {output} smaller: that is how networks learn."
    )


def _propagation(its: Propagation, inline: str, output: str, m: Mathematics) -> Iterator[Block]:
    yield Heading(2, "The uncertainty")
    yield Sentence(
        f"A small change of an input changes {inline} by the derivative times as much. So the standard "
        f"uncertainty of each input reaches {inline} multiplied by the derivative:"
    )
    for name, uncertainty, gradient, contribution in its.inputs:
        by = m.formula(name)
        symbols = m.product(m.total(output, by), m.uncertainty(by))
        sides = [symbols, m.factors(gradient, uncertainty), m.number(contribution)]
        yield Equation(m.equals.join(sides), here=True)
    pairs = " Each pair of correlated inputs adds twice its correlation times both." if its.pairs else ""
    yield Sentence(f"These are not all at their largest at once: they add up as squares.{pairs}")
    root = m.root([part.contribution for part in its.inputs], its.pairs)
    yield Equation(m.equals.join([m.uncertainty(output), root, m.number(its.uncertainty)]), here=True)
    yield Sentence("The uncertainty has two digits, and the value as many places:")
    yield Equation(m.equals.join([output, m.measured(its.value, its.uncertainty)]), here=True)


def _passage(
    lesson: Lesson, passage: Passage, explained: dict[tuple[str, int], str], m: Mathematics
) -> Iterator[Block]:
    """Yield how the gradient of a node comes about; what an operation does is explained the first time."""
    name, output = m.formula(passage.name), m.formula(lesson.output)
    equation = m.inline(m.equals.join(_sides(passage._replace(value=None), m)))
    count = len(passage.steps)
    known = [explained.get(step.kind) for step in passage.steps]
    if count == 1 and known[0] and not passage.steps[0].reason.notes:
        equation = f"{equation}, used in {m.inline(m.formula(passage.steps[0].by))} as {known[0]} is"
        yield Heading(3, equation, passage.node, is_brief=True)
        yield _brief(passage.steps[0], name, output, m, is_only=True)
        return
    yield Heading(3, equation, passage.node)
    if lesson.is_constant:
        yield Sentence("It is a constant: no input changes it.")
    elif passage.name.text == lesson.output.text:
        itself = m.inline(m.equals.join([m.total(output, output), m.number(1.0)]))
        yield Sentence(f"The output keeps step with itself: {itself}.")
    for number, step in enumerate(passage.steps, 1):
        user = m.inline(m.equals.join([m.formula(step.by), m.formula(step.expression)]))
        use = f"{user} uses {m.inline(name)}"
        if count > 1:
            use = f"Use {number} of {count}: {use}"
        before = explained.get(step.kind)
        if before and not step.reason.notes:
            yield Sentence(f"{use} as it does {before}:" if before != m.inline(name) else f"{use} once more:")
            yield _brief(step, name, output, m, is_only=False)
            continue
        yield Sentence(f"{use}. {step.reason.words}." if step.reason.words else f"{use}.")
        yield from _reason(step.reason, step.formula, m)
        if explained:
            yield _brief(step, name, output, m, is_only=count == 1)
        else:
            yield Equation(_local(step, name, m), here=step.choice is not None)
            yield Sentence("The chain rule:" if count == 1 else "The chain rule along this path:")
            yield Equation(_product(step, name, output, m, is_only=count == 1))
        explained.setdefault(step.kind, m.inline(name))
    if count > 1:
        yield Sentence(
            f"A small change of {m.inline(name)} changes {m.inline(output)} in {count} ways, "
            "and small changes add up. So the products are summed:"
        )
        products = [step.product for step in passage.steps if step.product is not None]
        is_long = len(products) < count
        symbols = (_symbols(step, name, output, m) for step in passage.steps)
        sides = [m.total(output, name), " + ".join(symbols) if is_long else m.sum(products)]
        if passage.gradient is not None and m.number(passage.gradient) != sides[-1]:
            sides.append(m.number(passage.gradient))
        yield Equation(m.equals.join(sides))


def _brief(step: Step, name: str, output: str, m: Mathematics, *, is_only: bool) -> Equation:
    """Return the local derivative and the product in one line."""
    product = _product(step, name, output, m, is_only=is_only)
    return Equation(f"{_local(step, name, m)}{m.separates}{product}", here=step.choice is not None)


def _local(step: Step, name: str, m: Mathematics) -> str:
    local = [m.local(m.formula(step.by), name), m.formula(step.formula)]
    if isinstance(step.local, float) and local[1] != m.number(float(step.local)):
        local.append(m.number(step.local))
    if step.choice:
        local[1:] = [m.choice(m.formula(step.choice.number), m.formula(step.choice.condition))]
    return m.equals.join(local)


def _product(step: Step, name: str, output: str, m: Mathematics, *, is_only: bool) -> str:
    symbols = _symbols(step, name, output, m)
    product = [m.total(output, name), symbols] if is_only else [symbols]
    if step.adjoint is not None:
        product.append(m.factors(step.adjoint, step.local))
    if step.product is not None:
        product.append(m.number(step.product))
    return m.equals.join(product)


def _symbols(step: Step, name: str, output: str, m: Mathematics) -> str:
    by = m.formula(step.by)
    return m.product(m.total(output, by), m.local(by, name))


def _reason(reason: Reason, formula: Formula, m: Mathematics) -> Iterator[Block]:
    """Yield why a local derivative is what it is."""
    for note in reason.notes:
        yield Sentence(f"{m.plain(note)}.", here=True)
    if reason.rule:
        by = f" by {m.inline(m.formula(reason.rule.by))}" if reason.rule.by else ""
        function, slope = m.inline(m.formula(reason.rule.function)), m.inline(m.formula(reason.rule.slope))
        yield Sentence(f"The rule: the derivative of {function}{by} is {slope}.")
    if reason.quotient:
        steps = m.becomes.join(_fraction(step, m) for step in reason.quotient)
        relation = m.arrow if reason.is_limit else m.becomes
        yield Equation(f"{m.quotient(reason.h)}{m.introduces}{steps}{relation}{m.formula(formula)}")
    if reason.limits:
        known = (
            f"{m.inline(m.formula(its.part))} goes to {m.inline(m.formula(its.to))}" for its in reason.limits
        )
        yield Sentence(f"For {' and '.join(known)} as {m.inline(m.formula(reason.h))} goes to 0.")
    if reason.trials:
        yield Sentence("The difference quotient for smaller and smaller steps:", here=True)
        rows = [(m.inline(m.number(trial.h)), m.inline(m.number(trial.quotient))) for trial in reason.trials]
        yield DataTable((m.inline(m.formula(reason.h)), m.inline(m.quotient(reason.h))), rows)
    elif reason.rule and reason.trials is not None:
        yield Sentence("Doubles have too few digits here for the difference quotient to show it.", here=True)


def _fraction(step: Fraction, m: Mathematics) -> str:
    if step.denominator is None:
        return m.formula(step.numerator)
    return m.fraction(step.numerator, step.denominator)


def _meaning(influence: Influence, of: Formula, m: Mathematics) -> str:
    name, output = m.inline(m.formula(influence.name)), m.inline(m.formula(of))
    if influence.kink:
        gradient = m.inline(m.number(influence.gradient or 0.0))
        return f"{output} {influence.kink.value} here; its derivative by {name} is taken as {gradient}"
    if influence.step is None:
        gradient = m.inline(m.number(influence.gradient or 0.0))
        return f"{output} changes {gradient} times as much as {name}, for steps that go to 0"
    raised = f"raise {name} by {m.inline(m.number(influence.step))} and {output}"
    if not influence.change:
        return f"{raised} hardly changes"
    change = m.inline(m.number(float(f"{abs(influence.change):.2g}")))
    return f"{raised} {'rises' if influence.change > 0 else 'falls'} by about {change}"
