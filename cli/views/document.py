"""One output as JSON."""

from itertools import chain
from math import isfinite

from backprop.cli.formats import json
from backprop.writing.result import Result


def document(result: Result) -> str:
    """Return one output as strict JSON: every number is finite, and exact (shortest round trip).

    It is written straight from the graph, numbers by `repr` and strings by `json`: to build dictionaries
    for `json` first would take longer than all the calculation.

    ``nodes`` holds the operations in the order of their evaluation, then the inputs. Raises
    CalculationProblem where a number is not finite.
    """
    quote = json.quoting()
    notation, values = result.notation, result.calculation.values
    adjoints, walk = result.gradient.adjoints, [*result.gradient.walk()]
    of_uses = [(use.local_derivative, use.product) for _, uses in walk for use in uses]
    of_nodes = [values[node] for node, _ in walk]
    json.require_finite(chain(adjoints.values(), of_nodes, chain.from_iterable(of_uses)))
    names = result.calculation.program.names
    operations: list[tuple[int, str]] = []
    inputs: list[tuple[int, str]] = []
    for node, uses in walk:
        expression = notation.expression(node)
        written = [
            f'{{"by": {quote(names[by])}, "formula": {quote(notation.local_derivative(by, position))}, '
            f'"local_derivative": {local!r}, "product": {product!r}}}'
            for by, position, local, product in uses
        ]
        text = (
            f'{{"name": {quote(names[node]) if node in names else "null"}, '
            f'"expression": {"null" if expression is None else quote(expression)}, '
            f'"value": {values[node]!r}, "gradient": {adjoints[node]!r}, '
            f'"uses": [{", ".join(written)}]{_described(result, node)}}}'
        )
        (inputs if expression is None else operations).append((node, text))
    line = "" if result.line is None else f'"line": {result.line}, '
    around = (
        "" if result.uncertainty is None else f'"uncertainty": {result.uncertainty.first.uncertainty!r}, '
    )
    gradient = [f"{quote(name)}: {result.derivative(node)!r}" for node, name in result.wrt.items()]
    nodes = [text for group in (operations, inputs) for _, text in sorted(group)]
    return (
        f'{{{line}"output": {quote(result.name)}, "value": {result.value!r}, {around or ""}'
        f'"gradient": {{{", ".join(gradient)}}}, "nodes": [{", ".join(nodes)}]{_step(result)}}}'
    )


def _described(result: Result, node: int) -> str:
    if result.checks is None:
        return ""
    check = result.checks[node]
    description: dict[str, object] = {"verdict": check.verdict.value}
    if check.value is not None:
        off = check.relative(result.derivative(node))
        numbers = {"value": check.value, "bound": check.bound, "relative_difference": off}
        description |= {name: number if isfinite(number) else None for name, number in numbers.items()}
    return f', "check": {json.dumps(description)}'


def _step(result: Result) -> str:
    if result.nudge is None:
        return ""
    step, inputs, value, predicted = result.nudge
    moved = {result.notation.name(node): x for node, x in inputs.items()}
    described = {"step": step, "inputs": moved, "value": value, "predicted": predicted}
    return f', "nudge": {json.dumps(described)}'
