"""The interface for Python: the numbers, the tables and the sentences of the command, and what a notebook shows."""

import doctest
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backprop

from .conftest import ROOT
from .fuzz import run

SEED = "L = (a*b + c) * f"
POINT = {"a": 2, "b": -3, "c": 10, "f": -2}
PROGRAMS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (SEED, POINT, {}),
    (SEED, POINT, {"wrt": "f,a", "digits": 3}),
    ("d = a*b; L = tanh(d) + 1", {"a": "1/3", "b": 0.1}, {"of": ["d", "L"], "wrt": ["b"]}),
    ("y = a*b\nz = a + b", {"a": "2.0±0.1", "b": "3.00(10)"}, {}),
    ("R = U/I; P = U*I", {"U": "12.0±1%", "I": "0.5"}, {"of": "P"}),
    ("m = 3±0.1; y = m*x", {"x": 2}, {}),
    ("`T (C)`*of + wrt*self", {"T (C)": 3, "of": 1, "wrt": 2, "self": 4}, {"wrt": "`T (C)`, of"}),
    (r"\frac{1}{2} m v^2", {"m": 2, "v": 3}, {}),
    ("5", {}, {}),
]  # fmt: skip


def words(program: str, values: Mapping[str, Any], options: Mapping[str, Any]) -> list[str]:
    """Return the command line that says the same."""
    listed = {name: its if isinstance(its, (str, int)) else ",".join(its) for name, its in options.items()}
    settings = [f"{name if name.isidentifier() else f'`{name}`'}={value}" for name, value in values.items()]
    return ["eval", program, *settings, *(f"--{name}={its}" for name, its in listed.items())]


def evaluate(program: str, *values: Any, **inputs: Any) -> Any:
    """Return what Python gives, whatever it notes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", backprop.Note)
        return backprop.evaluate(program, *values, **inputs)


def results(found: Any) -> tuple[backprop.Result, ...]:
    return found if isinstance(found, backprop.Results) else (found,)


@pytest.mark.parametrize(("program", "values", "options"), PROGRAMS)
def test_a_result_is_what_the_command_prints(
    program: str, values: dict[str, Any], options: dict[str, Any]
) -> None:
    found = evaluate(program, values, **options)
    code, printed, _ = run([*words(program, values, options), "--format", "json"])
    records = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert [its.to_dict() for its in results(found)] == records
    for its, record in zip(results(found), records, strict=True):
        assert (its.output, its.value) == (record["output"], record["value"])
        assert [*its.gradient.items()] == [*record["gradient"].items()]
        assert (its.nodes, its.uncertainty) == (record["nodes"], record.get("uncertainty"))
    assert isinstance(found, backprop.Results) == (len(records) > 1)
    assert f"{found}\n" == f"{found!r}\n" == run(words(program, values, options))[1]


def test_a_table_has_no_colours_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in repr(backprop.evaluate(SEED, POINT))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
def test_every_number_is_that_of_the_command(numbers: list[float]) -> None:
    values = dict(zip("abc", numbers, strict=True))
    program = "y = a*b - tanh(c)/3"
    code, printed, complaint = run([*words(program, values, {}), "--format", "json"])
    said = ""
    try:
        assert backprop.evaluate(program, values).to_dict() == json.loads(printed or "null")
    except backprop.Error as error:
        said = f"error: {error}\n"
    assert (complaint, code) == (said, 1 if said else 0)


@pytest.mark.parametrize(
    "third", [0.1, np.float64(0.1), np.array(0.1), Fraction(1, 10), Decimal("0.1"), "1/10", " 0.1 "]
)
def test_a_value_is_any_number_or_a_constant(third: Any) -> None:
    assert backprop.evaluate("y = 2*a", a=third).value == 0.2


def test_letters_that_python_takes_for_others_are_those_of_the_program() -> None:
    assert backprop.evaluate("y = ϕ**2 + ϵ", ϕ=3, ϵ=1).gradient == {"ϕ": 6.0, "ϵ": 1.0}
    assert backprop.evaluate("y = ϕ**2 + 5*φ", {"ϕ": 3}, φ=1).gradient == {"ϕ": 6.0, "φ": 5.0}


BAD: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("L = tnah(a*b)", {"a": 1, "b": 1}, {}),
    ("a*", {"a": 1}, {}),
    ("d = a\nL = d +* b", {"a": 1}, {}),
    ("", {}, {}),
    ("log(a)", {"a": -1}, {}),
    ("1/a", {"a": 0}, {}),
    ("exp(a)", {"a": "1e3"}, {}),
    ("sqrt(a)", {"a": 0}, {}),
    ("a*b", {"a": 1, "b": 1}, {"wrt": "aa"}),
    ("a*b", {"a": 1, "b": 1}, {"of": "c"}),
    ("a*b", {"a": "1/0", "b": 1}, {}),
    ("a*b", {"a": "2±m", "b": 1}, {}),
    ("a*b", {"a": "2.0+-0.1", "b": 1}, {}),
    ("a*b", {"a": "±0.1", "b": 1}, {}),
    ("a*b", {"a": "2.0±-0.1", "b": 1}, {}),
    ("`<b>`*`\x1b[31m`", {"<b>": 1}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("program", "values", "options"), BAD)
def test_an_error_is_the_sentence_of_the_command(
    program: str, values: dict[str, Any], options: dict[str, Any]
) -> None:
    with pytest.raises(backprop.Error) as caught:
        backprop.evaluate(program, values, **options)
    code, printed, complaint = run(words(program, values, options))
    said = complaint.replace("; without values, eval --symbolic shows formulas", "")
    assert (printed, f"error: {caught.value}\n") == ("", said)
    assert code in (1, 2)
    assert isinstance(caught.value, ValueError)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("program", "values"),
    [
        ("y = abs(x)", {"x": 0}),
        ("e**x", {"e": 2, "x": 1}),
        ("d = a; d = 2*a", {"a": 1}),
        ("a*b", {"a": 1, "b": 2, "c": 3}),
        ("cos(a)", {"a": "0.0±0.1"}),
        (r"\frac{a}{2}", {"a": 1}),
    ],
)
def test_a_warning_is_the_note_of_the_command(program: str, values: dict[str, Any]) -> None:
    with pytest.warns(backprop.Note) as warned:
        backprop.evaluate(program, values)
    *_, complaint = run(words(program, values, {}))
    said = complaint.replace(
        "note: 'backprop uncertainty' shows what each input adds to the uncertainty\n", ""
    )
    assert "".join(f"note: {one.message}\n" for one in warned) == said
    assert {one.filename for one in warned} == {__file__}


@pytest.mark.parametrize(
    ("arguments", "options", "error", "sentence"),
    [
        ((3,), {}, TypeError, 'a program is a text, such as "L = a*b", and not of type int'),
        (("a", 3), {}, TypeError, "values are given by name"),
        (("a", {1: 2}), {}, TypeError, "values are given by name"),
        (("a",), {"a": None}, TypeError, "the value of 'a' is no number but of type NoneType: give a number"),
        (("a",), {"a": [1, 2]}, TypeError, "of type list"),
        (("a",), {"a": np.array([1, 2])}, TypeError, "of type ndarray"),
        (("a",), {"a": True}, TypeError, "of type bool"),
        (("a",), {"a": 1j}, TypeError, "of type complex"),
        (("a",), {"a": 1, "wrt": 2}, TypeError, 'its value in a mapping: evaluate(program, {"wrt": 2})'),
        (("a",), {"a": 1, "of": [2]}, TypeError, "of takes names"),
        (("a",), {"a": 1, "digits": 18}, ValueError, "digits is a whole number from 1 to 17, and not 18"),
        (("a",), {"a": float("nan")}, backprop.Error, "the value of 'a' is nan\ngive a finite number"),
        (("a",), {"a": 10**400}, backprop.Error, "the value of 'a' is too large\nthe largest is about 1.8e308"),
        (("a*b",), {"a": "2; b=3"}, backprop.Error, "the value of 'a' is not a constant\n  a=2; b=3\n  ^^^^^^^^"),
        (("a*b",), {"a": "b"}, backprop.Error, "the value of 'a' is not a constant"),
        (("a", {"a": 1}), {"a": 1}, backprop.Error, "'a' is given twice"),
    ],
)  # fmt: skip
def test_what_is_no_program_no_name_and_no_number(
    arguments: Any, options: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=re.escape(sentence)):
        backprop.evaluate(*arguments, **options)


class Page(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def count(self, tag: str) -> int:
        return sum(found == tag for found, _ in self.seen)


def shown(result: Any) -> Page:
    return Page(result._repr_html_())


def test_a_notebook_shows_the_table_and_the_graph() -> None:
    page = shown(backprop.evaluate(SEED, POINT))
    assert (page.count("table"), page.count("svg"), page.count("tr")) == (1, 1, 8)
    assert {"L = (a*b + c) * f = -8", "∂v1/∂a = b = -3", "dL/dv1 · ∂v1/∂a = -2 × -3"} <= {*page.words}
    assert {"class": "number strong rises"} in [looks for tag, looks in page.seen if tag == "td"]
    assert not re.search(
        r"http(?!://www\.w3\.org/)|url\(|@import", backprop.evaluate(SEED, POINT)._repr_html_()
    )


def test_several_outputs_stand_below_each_other() -> None:
    found = backprop.evaluate("y = a*b; z = a + b", a=2, b=3)
    assert isinstance(found, backprop.Results)
    assert [result.output for result in found] == ["y", "z"]
    page = shown(found)
    assert (page.count("style"), page.count("table"), page.count("svg")) == (1, 2, 2)


def test_nothing_in_a_notebook_has_the_name_of_something_else() -> None:
    attributes = [attributes for _, attributes in shown(backprop.evaluate(SEED, POINT)).seen]
    classes = {name for its in attributes for name in (its.get("class") or "").split()}
    assert classes <= {"backprop", "number", "prose", "strong", "faint", "rises", "falls"}
    assert not any("id" in its for its in attributes)
    styles = re.findall(r"^(.*?) \{", backprop.evaluate(SEED, POINT)._repr_html_(), re.MULTILINE)
    assert len(styles) > 5
    assert all(style.startswith(".backprop") for style in styles)


NASTY = [
    "<script>alert(1)</script>",
    "--><b>",
    '" onload="x',
    "&lt;",
    "<svg",
    "</style>",
    "\\N",
    ' id="n1"',
    "<title>",
]


@pytest.mark.parametrize("name", NASTY)
def test_no_name_is_markup(name: str) -> None:
    page = shown(backprop.evaluate(f"y = `{name}`*2", {name: 3}))
    allowed = "style div table caption thead tbody tr th td p svg g polygon path ellipse text".split()
    assert {tag for tag, _ in page.seen} <= {*allowed}
    assert not any(name.startswith("on") for _, attributes in page.seen for name in attributes)
    assert f"`{name}`" in page.words


@given(st.text(st.characters(exclude_characters="`\n", codec="utf-8"), min_size=1, max_size=20))
def test_every_name_is_shown_to_the_letter_or_refused(name: str) -> None:
    with pytest.MonkeyPatch.context() as without:
        without.setitem(sys.modules, "pygraphviz", None)
        try:
            page = shown(evaluate(f"y = `{name}`*2", {f"`{name}`": 3}))
        except backprop.Error:
            return
    assert {tag for tag, _ in page.seen} == set("style div table caption thead tbody tr th td p".split())


def test_without_pygraphviz_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    page = shown(backprop.evaluate(SEED, POINT))
    assert (page.count("table"), page.count("svg")) == (1, 0)
    assert [word for word in page.words if "pip install" in word] == [
        "pictures need the package pygraphviz; install it: pip install latex2mathml pygraphviz"
    ]


def test_a_graph_that_is_too_large_is_left_out() -> None:
    names = [f"x{number}" for number in range(3000)]
    page = shown(backprop.evaluate(f"mean({', '.join(names)})", dict.fromkeys(names, 1)))
    assert page.count("svg") == 0
    assert any("is too large for a picture" in word for word in page.words)


def test_the_package_offers_it_and_loads_nothing_until_it_is_used() -> None:
    assert {"Error", "Note", "Result", "Results", "evaluate", "__version__"} <= {*dir(backprop)}
    assert re.fullmatch(r"\d+\.\d+.*", backprop.__version__)
    with pytest.raises(AttributeError, match="module 'backprop' has no attribute 'evalute'"):
        backprop.evalute  # type: ignore[attr-defined]  # noqa: B018
    script = (
        "import sys; before = {*sys.modules}; import backprop; print({*sys.modules} - before - {'backprop'})"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout == "set()\n"


def test_streams_that_are_no_terminals_of_any_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, None)
    found = backprop.evaluate(SEED, POINT)
    assert repr(found).startswith("L = (a*b + c) * f = -8\n")
    assert found.to_dict()["value"] == -8
    with pytest.raises(backprop.Error, match="no value for a"):
        backprop.evaluate("a")


def test_the_page_shows_what_python_prints() -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == page.count("```") / 2 > 3
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "python.md", None, None)
    said: list[str] = []
    with warnings.catch_warnings():
        doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert "".join(said) == ""
