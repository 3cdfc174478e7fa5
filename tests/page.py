"""The page of `explain` as a way out: what its script says of a program at some points."""

import json
from collections.abc import Sequence

from backprop.cli.drawings.drawing import drawn
from backprop.cli.lessons import story
from backprop.writing.calculation import calculate
from backprop.writing.evaluation import Evaluation
from backprop.writing.result import Result

from .cases import Case, Lacks, Said, keys
from .conftest import ROOT
from .languages import in_node

_PAGE = """%s
const data = %s, trace = %s;
return %s.map(inputs => {
  const state = stateOf(data, trace, inputs);
  return [state.value[data.output], Object.fromEntries(data.inputs.map(its => [its.node, state.gradient[its.node]]))];
});
"""


def by_page(cases: Sequence[Case]) -> list[list[Said] | Exception]:
    """The page of `explain`, made at the first point that has a lesson, and moved to all of them."""
    bodies: list[str] = []
    places: list[tuple[int, int]] = []
    found: list[list[Said] | Exception] = [[{} for _ in case.points] for case in cases]
    for place, case in enumerate(cases):
        for number, output in enumerate(case.program.outputs):
            try:
                body = _page(case, output)
            except Lacks as error:
                found[place] = error
                break
            if body:
                bodies.append(body)
                places.append((place, number))
    for (place, number), rows in zip(places, in_node(bodies), strict=True):
        said = found[place]
        if isinstance(rows, str):
            found[place] = AssertionError(rows)
        elif isinstance(said, list):
            names = cases[place].program.input_names()
            for here, (value, slopes) in zip(said, rows, strict=True):
                here |= {key: None for key in keys(cases[place]) if key[0] == number}
                here[number, ""] = value
                here |= dict.fromkeys(
                    ((number, name) for name in names.values()), 0.0 if value is not None else None
                )
                here |= {(number, names[int(node)]): slope for node, slope in slopes.items()}
    return found


def _page(case: Case, output: int) -> str | None:
    """Return the body of a function that computes the points as the page does; None if there is no lesson."""
    for point in case.points:
        its = next(
            (
                one
                for one in Evaluation(point, [], []).results(case.program)
                if isinstance(one, Result) and one.output == output
            ),
            None,
        )
        if its is not None:
            break
    else:
        return None
    if output not in case.program.names:
        return None
    told = story.of(its, drawn(its), 6, 4)
    if told.problem:
        raise Lacks(told.problem)
    nodes = [one["node"] for one in json.loads(told.data)["inputs"]]
    points = [[calculate(case.program, point).values[node] for node in nodes] for point in case.points]
    live = (ROOT / "cli" / "lessons" / "page" / "live.js").read_text(encoding="utf-8")
    return _PAGE % (live, told.data, told.trace, json.dumps(points))
