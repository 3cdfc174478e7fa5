"""The language: what a program means."""

import json
import math
import time
from pathlib import Path

import pytest

from backprop.grammar.parser import parse
from backprop.grammar.problem import Source

from .conftest import Run
from .programs import derivatives, evaluate


def value(text: str, **values: float) -> float:
    return derivatives(text, **values)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-3**2", -9),
        ("2**-1", 0.5),
        ("2**3**2", 512),
        ("2^3^2", 512),
        ("-2**-2", -0.25),
        ("7 - 2 - 1", 4),
        ("8/4/2", 1),
        ("2 + 3*4", 14),
        ("(2 + 3)*4", 20),
        ("7 % 4 * 2", 6),
        ("-7 % 4", 1),
        ("--3", 3),
        ("- -3 - -2", 5),
        ("+3", 3),
        ("2*-3", -6),
        ("1_000 + .5 + 5. + 1e-3", 1005.501),
        ("1E3 + 1.5e+2", 1150),
        ("6 · 7", 42),
        ("6 × 7", 42),
        ("6 ÷ 3", 2),
        ("6 − 7", -1),
        ("2 – 1", 1),
        ("pi", math.pi),
        ("π + pi", 2 * math.pi),
        ("max(1, 5, 3) - min(4, 2, 8)", 3),
        ("hypot(3, 4)", 5),
        ("ln(2) - log(2)", 0),
        ("arcsin(1) - asin(1) + arctan2(0, 1)", 0),
        ("(1 +\n 2\n)*3", 9),
        ("2 # two\n", 2),
        ("\n\n# nothing\n 2 ;;\n", 2),
        ("2\r\n", 2),
        ("2\u00a0+\u20093", 5),
    ],
)
def test_what_expressions_mean(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "%", "**"])
def test_updates_are_the_operator_and_an_assignment(operator: str) -> None:
    longhand = derivatives(f"c = a + 1; d = c {operator} (b + 1)", a=1.5, b=0.5)
    assert derivatives(f"c = a + 1; c {operator}= b + 1", a=1.5, b=0.5) == longhand


def test_every_letter_is_the_users() -> None:
    names = dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1.0)
    total, gradient = derivatives(" + ".join(names), **names)
    assert total == 52
    assert gradient == dict.fromkeys(names, 1.0)


def test_names_of_any_alphabet_and_in_backquotes(backprop: Run) -> None:
    outcome = backprop(
        "eval", "θ*Δx + `Temp (C)`*日本", "θ=2", "Δx=3", "`Temp (C)`=5", "日本=7", "--format", "json"
    )
    assert '"gradient": {"θ": 3.0, "Δx": 2.0, "Temp (C)": 7.0, "日本": 5.0}' in outcome.stdout


def test_a_composed_and_a_decomposed_accent_are_the_same_name(backprop: Run) -> None:
    outcome = backprop("eval", "2*é", "`e\u0301`=3", "--format", "json")
    assert '"value": 6.0' in outcome.stdout


def test_given_constants_can_be_taken_by_the_program_or_by_a_value(backprop: Run) -> None:
    assert value("pi = 3; 2*pi") == 6
    outcome = backprop("eval", "exp(-t/pi)", "t=0", "pi=5", "--format", "json")
    assert '"gradient": {"t": -0.2, "pi": 0.0}' in outcome.stdout


def test_tau_is_a_name_like_any_other_in_both_spellings(backprop: Run) -> None:
    outcome = backprop("diff", "y = A*exp(-t/tau)")
    assert [line.partition(" = ")[0] for line in outcome.stdout.splitlines()][-1] == "dy_dtau"
    assert derivatives("tau + 2*τ", tau=1, τ=3) == (7, {"tau": 1.0, "τ": 2.0})
    outcome = backprop("eval", "exp(-t/tau)", "t=1")
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("error: no value for tau\n")
    assert outcome.stderr.endswith(
        "give each a value, as in tau=1; for a full turn, tau=2*pi; without values, eval --symbolic shows formulas\n"
    )


def test_names_bound_to_constants_are_inputs_and_the_command_line_wins(backprop: Run) -> None:
    assert derivatives("a = 1/4; L = a*b", b=8) == (2.0, {"a": 8.0, "b": 0.25})
    outcome = backprop("eval", "a = 1/4; L = a*b", "b=8", "a=2", "--format", "json")
    assert '"value": 16.0, "gradient": {"a": 8.0, "b": 2.0}' in outcome.stdout


def test_a_rebound_name_is_a_new_node_and_the_last_keeps_the_name() -> None:
    record = evaluate("a = 2; c = a*a; c += a; c *= c")
    assert [(node["name"], node["expression"]) for node in record["nodes"]] == [
        ("c_1", "a*a"),
        ("c_2", "c_1 + a"),
        ("c", "c_2 * c_2"),
        ("a", None),
    ]
    assert record["output"] == "c"
    assert record["gradient"] == {"a": 60.0}


def test_an_input_that_is_rebound_keeps_its_name_in_the_gradient() -> None:
    record = evaluate("x = 3; x *= 2; x += 1")
    assert record["output"] == "x"
    assert record["gradient"] == {"x": 2.0}
    assert [node["name"] for node in record["nodes"]] == ["x_2", "x", "x_1"]


def test_numbered_names_skip_those_that_the_program_took() -> None:
    record = evaluate("v1 = a*b; c_1 = a; c = v1 + a*a; c += c_1", a=2, b=3)
    names = [node["name"] for node in record["nodes"]]
    assert names == ["v1", "c_1", "v2", "c_2", "c", "a", "b"]


def test_a_copy_is_a_node_of_its_own() -> None:
    record = evaluate("L = a", a=3)
    assert (record["output"], record["value"], record["gradient"]) == ("L", 3.0, {"a": 1.0})


def outputs(backprop: Run, *arguments: str) -> list[str]:
    import json

    outcome = backprop("eval", *arguments, "--format", "json")
    assert outcome.code == 0, outcome.stderr
    return [json.loads(line)["output"] for line in outcome.stdout.splitlines()]


def test_outputs_are_the_results_that_no_later_statement_uses(backprop: Run) -> None:
    assert outputs(backprop, "d = a*b; e = d + 1; f = d - 1", "a=1", "b=2") == ["e", "f"]
    assert outputs(backprop, "d = a*b", "e = a + b", "a=1", "b=2") == ["d", "e"]
    assert outputs(backprop, "d = a*b; e = d + 1; d", "a=1", "b=2") == ["e", "d"]
    assert outputs(backprop, "a = 2; b = 3; L = a*c", "c=1") == ["L"]
    assert outputs(backprop, "a = 2; b = 3") == ["a", "b"]
    assert outputs(backprop, "a*b", "a=1", "b=2") == ["v1"]


def test_a_result_that_is_bound_again_unused_is_no_output_and_gets_a_note(backprop: Run) -> None:
    outcome = backprop("eval", "L = a; L = b", "a=1", "b=2", "--format", "json")
    assert '"output": "L", "value": 2.0' in outcome.stdout
    assert len(outcome.stdout.splitlines()) == 1
    assert outcome.stderr.startswith(
        "note: 'L' is bound again before anything used this one\n  L = a; L = b\n  ^^^^^\n"
    )


def test_a_constant_that_is_bound_again_unused_is_no_input() -> None:
    record = evaluate("a = 2; a = 3; L = a*b", b=5)
    assert (record["value"], record["gradient"]) == (15.0, {"a": 5.0, "b": 3.0})


def test_a_result_that_was_asked_for_stays_an_output(backprop: Run) -> None:
    assert outputs(backprop, "d = a*b; d; d = a+b; 3*4", "a=1", "b=2") == ["d_1", "d", "3*4"]


def test_of_shows_any_named_node(backprop: Run) -> None:
    assert outputs(backprop, "d = a*b; e = d + 1", "a=1", "b=2", "--of", "d") == ["d"]
    assert outputs(backprop, "c = a; c += a*b; c += 1", "a=1", "b=2", "--of", "c_2") == ["c_2"]
    assert outputs(backprop, "(a*b + c)*f", "a=1", "b=2", "c=3", "f=4", "--of", "v1") == ["v1"]


def test_wrt_shows_only_the_paths_to_these_inputs(backprop: Run) -> None:
    outcome = backprop("eval", "L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2", "--wrt", "c,a")
    heads = [line.split("   ")[0].strip() for line in outcome.stdout.splitlines()[4:]]
    assert heads == ["L = v2 * f", "v2 = v1 + c", "v1 = a*b", "c", "a"]


def test_wrt_leaves_undefined_paths_alone(backprop: Run) -> None:
    assert backprop("eval", "x**n", "x=-2", "n=2").code == 1
    outcome = backprop("eval", "x**n", "x=-2", "n=2", "--wrt", "x", "--format", "json")
    assert '"value": 4.0, "gradient": {"x": -4.0}' in outcome.stdout


def test_an_input_that_an_output_does_not_use_has_gradient_zero(backprop: Run) -> None:
    outcome = backprop("eval", "d = a*a; e = b*b", "a=1", "b=2", "--of", "e", "--format", "json")
    assert '"gradient": {"a": 0.0, "b": 4.0}' in outcome.stdout


def test_an_input_that_no_path_leads_to_is_a_line_of_the_table(backprop: Run) -> None:
    program = "y = where(x > 0, log(x), a)"
    lines = backprop("eval", program, "x=-1", "a=2").stdout.splitlines()
    assert lines[-1].split() == ["x", "-1", "0"]
    lines = backprop("eval", program, "x=-1", "a=2", "--wrt", "a", "--check").stdout.splitlines()
    assert lines[-1].startswith("  a ")
    outcome = backprop("eval", program, "x=-1", "a=2", "--wrt", "x", "--check", "--format", "markdown")
    assert outcome.stdout.endswith("| x | -1 |  |  | 0 |  |\n")


@pytest.mark.parametrize(
    ("program", "name", "formula"),
    [
        ("y = b**3", "b", "3*b**2"),
        ("y = b**2", "b", "2*b"),
        ("y = b**-1", "b", "-1/b**2"),
        ("y = b**0.5", "b", "0.5*b**-0.5"),
        ("y = b**n", "n", "b**n*log(b)"),
        ("y = tanh(b)", "b", "1 - tanh(b)**2"),
        ("y = b/c", "b", "1/c"),
        ("y = b/c", "c", "-b/c**2"),
        ("y = b - c", "c", "-1"),
        ("y = b % c", "c", "-floor(b/c)"),
        ("y = sin(b)", "b", "cos(b)"),
        ("y = cos(b)", "b", "-sin(b)"),
        ("y = acos(b)", "b", "-1/sqrt(1 - b**2)"),
        ("y = atan(b)", "b", "1/(1 + b**2)"),
        ("y = sigmoid(b)", "b", "sigmoid(b)*(1 - sigmoid(b))"),
        ("y = erf(b)", "b", "2/sqrt(pi)*exp(-b**2)"),
        ("y = max(b, c)", "b", "where(b > c, 1, where(b == c, 1/2, 0))"),
        ("y = sqrt(2*pi)*b", "b", "sqrt(2*pi)"),
        ("y = b*(1 - 3)", "b", "1 - 3"),
        ("y = b/(2*c)", "c", "2"),
        ("y = pi/b", "b", "-pi/b**2"),
        ("y = b*-(7%4)", "b", "-(7%4)"),
        ("y = b**(-1/3)", "b", "-1/3*b**(-1/3 - 1)"),
    ],
)
def test_local_derivatives_are_written_as_people_write_them(program: str, name: str, formula: str) -> None:
    record = evaluate(program, b=0.5, **{other: 0.75 for other in "cn" if other in program})
    (node,) = [node for node in record["nodes"] if node["name"] == name]
    assert [use["formula"] for use in node["uses"]] == [formula]


def test_expressions_keep_the_programs_spacing_and_need_no_parentheses() -> None:
    record = evaluate("y = (a*b)**2 + a * -b - (-a)**2", a=1, b=2)
    assert [node["expression"] for node in record["nodes"] if node["expression"]] == [
        "a*b",
        "v1**2",
        "-b",
        "a * v3",
        "v2 + v4",
        "-a",
        "v6**2",
        "v5 - v7",
    ]


@pytest.mark.parametrize(
    "program",
    ["x**(-1/3)", "x**(-2*3)", "x*-(7%4)", "x - -(2 - 3)", "x/(2*3)/(4/5)", "x**-(2**3)", "(-2)**2*x", "-(2**2)*x", "x - (7%4 - 1)",
     "2*(3%2)*x", "x**(2**-1)", "x*(-(-(3)))", "-(-x)", "x % -3", "x*-2**2", "(x*-2)**-2"],
)  # fmt: skip
def test_expressions_that_are_shown_mean_what_they_show(program: str) -> None:
    record = evaluate(f"y = {program}", x=8)
    nodes = {node["name"]: node for node in record["nodes"]}
    for node in record["nodes"]:
        if node["expression"]:
            operands = {name: other["value"] for name, other in nodes.items() if name in node["expression"]}
            assert value(node["expression"], **operands) == node["value"]
        for use in node["uses"]:
            operands = {name: other["value"] for name, other in nodes.items() if name in use["formula"]}
            assert value(use["formula"], **operands) == pytest.approx(use["local_derivative"], rel=1e-15)


def test_names_with_parts_and_indices_take_values_in_every_way(backprop: Run, tmp_path: Path) -> None:
    program = "car.mass*x[1] + b[i, j]*x_{2}"
    given = {"car.mass": "3", "x[1]": "2pi", "b[i,j]": "4", "x_2": "5"}
    words = [f"{name}={value}" for name, value in given.items()]
    shown = backprop("eval", program, *words, "--format", "json").stdout
    assert '"gradient": {"car.mass": 6.283185307179586, "x[1]": 3.0, "b[i,j]": 5.0, "x_2": 4.0}' in shown
    (tmp_path / "values.json").write_text(json.dumps(given))
    assert (
        backprop("eval", program, "--values", str(tmp_path / "values.json"), "--format", "json").stdout
        == shown
    )
    (tmp_path / "rows.csv").write_text('car.mass,x[1],"b[i,j]",x_2\n3,2,4,5\n')
    mapped = backprop("map", f"y = {program}", str(tmp_path / "rows.csv"))
    assert mapped.stdout.splitlines()[1].split(",")[-5:] == ["26.0", "2.0", "3.0", "5.0", "4.0"]
    derived = backprop("diff", f"y = {program}").stdout
    assert "dy_dcar.mass = x[1]\n" in derived
    again = backprop("eval", "-", *words, "--of", "dy_dcar.mass", "--format", "plain", stdin=derived.encode())
    assert again.stdout.split() == ["6.283185307179586", "0.0", "1.0", "0.0", "0.0"]


def test_two_spellings_of_an_index_are_one_name_and_backquotes_keep_them_apart() -> None:
    assert derivatives("x_{1}*x_1", x_1=3) == (9, {"x_1": 6.0})
    assert derivatives("b[i,j] + b[ i, j ]", **{"b[i,j]": 3}) == (6, {"b[i,j]": 2.0})
    assert derivatives("`x_{1}`*x_1", x_1=3, **{"x_{1}": 2}) == (6, {"x_{1}": 3.0, "x_1": 2.0})


def test_a_program_of_functions_only_ends_in_the_last_one(backprop: Run) -> None:
    shown = backprop("eval", "f(x) = x^2", "x=3").stdout
    assert shown.startswith("f = 9\n")
    assert "∂f/∂x = 2*x = 6" in shown or "df/dx" in shown
    assert derivatives("f(x) = 2*x; g(x, y) = f(x) + y", x=1, y=2) == (4, {"x": 2.0, "y": 1.0})
    assert derivatives("k = 3; f(x) = k*x", x=2) == (6, {"k": 2.0, "x": 3.0})
    assert derivatives("f(x) = x^2; f(3)*a", a=1) == (9, {"a": 9.0})


def test_what_a_function_does_not_know_is_an_input_where_it_is_called() -> None:
    assert derivatives("f(x) = a*x + b; f(2)", a=3, b=4) == (10, {"a": 2.0, "b": 1.0})
    assert derivatives("f(x) = a*x; g(a) = f(a) + 1; g(2)", a=3) == (7, {"a": 2.0})
    assert derivatives("f(x) = a*x; g(x) = 2*x; g(b)", b=3) == (6, {"b": 2.0})
    assert derivatives("f(x) = a*x; f(1) + f(2) + a", a=3) == (12, {"a": 4.0})


@pytest.mark.parametrize(
    "command",
    [["eval", "e^x", "e=2.7", "x=1"], ["explain", "2e^x", "e=2.7", "x=1"], ["hessian", "e^x", "e=2", "x=1"],
     ["diff", "e^x"], ["graph", "e^x"], ["graph", "e^x", "e=2", "x=1"]],
)  # fmt: skip
def test_every_command_notes_that_e_is_a_name(backprop: Run, command: list[str]) -> None:
    outcome = backprop(*command)
    assert outcome.code == 0
    assert outcome.stderr.count("e is a name like any other, and e**x is written exp(x)") == 1


def test_lines_and_columns_note_that_e_is_a_name(backprop: Run, tmp_path: Path) -> None:
    lines = backprop("eval", "--each", "e=2", "x=1", stdin=b"e^x\nx*e\n")
    (tmp_path / "rows.csv").write_text("x,e\n1,2\n")
    mapped = backprop("map", "e^x", str(tmp_path / "rows.csv"))
    for outcome in (lines, mapped):
        assert outcome.code == 0
        assert outcome.stderr.count("e is a name like any other") == 1


DEPTHS = {
    "2(": ("2(", "x", ")"), "roots": ("√(", "x", ")"), "choices": ("x > 0 ? 1 : ", "x", ""), "squares": ("(", "x", ")²"),
    "names": ("", "x", ".a"), "factors": ("", "(x)", "(x)"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEPTHS)
def test_what_is_nested_deeply_takes_linear_time(name: str) -> None:
    before, inside, after = DEPTHS[name]
    taken = []
    for depth in (10_000, 100_000):
        text = before * depth + inside + after * depth
        start = time.process_time()
        parse(Source(text))
        taken.append(time.process_time() - start)
    assert taken[1] < 40 * taken[0] + 1


def test_the_words_of_conditions_are_names_elsewhere() -> None:
    assert derivatives("not = 2; y = not*x + and", x=3, **{"and": 1}) == (
        7,
        {"not": 3.0, "x": 2.0, "and": 1.0},
    )
    assert value("where(not (x > 2), 1, 2)", x=3) == value("where(not x > 2, 1, 2)", x=3) == 2


def test_a_name_that_is_a_word_of_conditions_is_written_so_that_it_is_read(backprop: Run) -> None:
    written = backprop("diff", "a = 2*not").stdout
    assert (
        backprop("eval", "not=3", "--of", "a", "--wrt", "not", "--format", "plain", stdin=written).stdout
        == "6.0\t2.0\n"
    )


def test_gamma_and_beta_are_names_where_they_are_not_called(backprop: Run) -> None:
    given = ("x=2", "gamma=0.5", "beta[1]=3", "gamma[n]=4")
    shown = backprop(
        "eval", "beta = 7; beta*x + gamma*(x + 1) + beta[1] - gamma[n]", *given, "--format", "plain"
    )
    assert (shown.stdout, shown.stderr) == ("14.5\t2.0\t7.5\t3.0\t1.0\t-1.0\n", "")
    assert backprop("eval", "gamma(x) + beta(x, 1)", "x=2", "--format", "plain").stdout.startswith("1.5\t")


@pytest.mark.parametrize(
    "program", ["gamma = 0.5; gamma(x + 1)", "gamma(x + 1) + gamma", "f(gamma) = 2*gamma(3); f(x)"]
)
def test_a_call_of_gamma_beside_a_name_gamma_may_be_meant_as_a_product(backprop: Run, program: str) -> None:
    outcome = backprop("eval", program, "x=1", "gamma=2")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("error: 'gamma' is a function and a name here\n")
    assert outcome.stderr.endswith(
        "\nto multiply, write gamma*(...); to call the function, give the name another spelling\n"
    )
