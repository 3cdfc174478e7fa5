"""`backprop graph`: the drawing in every format."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from backprop.cli.colours import Colour
from backprop.cli.drawings.drawing import fill, line

from .conftest import Run

SEED = ["L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2"]
ODD = 'y = where(`T (C)` > 0 and not x < 3, log(x)*2*pi % 3, `a"b;{}[]<>|#&\\`*d) + `end`*`subgraph` + θ**-x'

BLUE, ORANGE = Colour.RISES.hexadecimal, Colour.FALLS.hexadecimal

TREE = """\
L = v2 * f   value -8   gradient 1
├── ∂L/∂v2 = f = -2:  v2 = v1 + c   value 4   gradient -2
│   ├── ∂v2/∂v1 = 1:  v1 = a*b   value -6   gradient -2
│   │   ├── ∂v1/∂a = b = -3:  a   value 2   gradient 6
│   │   └── ∂v1/∂b = a = 2:  b   value -3   gradient -4
│   └── ∂v2/∂c = 1:  c   value 10   gradient -2
└── ∂L/∂f = v2 = 4:  f   value -2   gradient 4
"""


def test_the_tree(backprop: Run) -> None:
    outcome = backprop("graph", *SEED)
    assert (outcome.stdout, outcome.stderr, outcome.code) == (TREE, "", 0)


def test_the_structure_alone_without_values(backprop: Run) -> None:
    expected = re.sub(r"   value \S+   gradient \S+|(?<=[fba]) = -?\d(?=:)|(?<= = v2) = 4", "", TREE)
    assert backprop("graph", SEED[0]).stdout == expected
    assert "∂L/∂f = v2:  f\n" in expected


def test_some_values_but_not_all_are_an_error(backprop: Run) -> None:
    outcome = backprop("graph", SEED[0], "a=2")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (2, "error: no value for b, c, f")


def test_a_node_of_several_uses_is_drawn_in_full_once(backprop: Run) -> None:
    tree = backprop("graph", "d = x*y; L = d*d + d", "x=2", "y=3").stdout
    assert tree.count("d = x*y   value 6   gradient 13   used 3 times\n") == 1
    assert tree.count("d (see above)") == 2


def test_a_shared_leaf_is_marked(backprop: Run) -> None:
    tree = backprop("graph", "L = (a + b)*a*2 + 2*b**2", "a=2", "b=3").stdout
    assert tree.count("a   value 2   gradient 14   used 2 times\n") == 1
    assert tree.count("b   value 3   gradient 16   used 2 times\n") == 1
    assert (tree.count("  a (see above)\n"), tree.count("  b (see above)\n")) == (1, 1)
    assert len(re.findall(r"── 2$", tree, re.MULTILINE)) == 3  # a constant is no leaf that is shared


def test_with_wrt_the_paths_to_these_inputs_are_drawn_and_nothing_else(backprop: Run) -> None:
    tree = backprop("graph", "y = max(exp(-r*T), x)*k", "r=1", "T=2", "x=3", "k=4", "--wrt", "x").stdout
    assert (
        tree
        == """\
y = v4*k   value 12   gradient 1
├── ∂y/∂v4 = k = 4:  v4 = max(exp(-r*T), x)   value 3   gradient 4
│   ├── exp(-r*T)   value 0.1353
│   └── ∂v4/∂x = 1 (x > exp(-r*T)):  x   value 3   gradient 4
└── k   value 4
"""
    )
    structure = backprop("graph", "E = m*c**2", "--wrt", "m").stdout
    assert structure == "E = m*c**2\n├── ∂E/∂m = c**2:  m\n└── c**2\n"
    dot = backprop("graph", "E = m*c**2", "m=2", "c=3", "--wrt", "m", "--format", "dot").stdout
    assert re.findall(r'^  (\w+ -> \w+) \[id="(\w+)", label="(.*?)"', dot, re.MULTILINE) == [
        ("n0 -> n4", "e4_0", r" ∂E/∂m = 9 \n "),
        ("n3 -> n4", "e4_1", ""),
    ]


def test_without_values_a_long_part_that_is_left_out_goes_by_its_name(backprop: Run) -> None:
    tree = backprop("graph", "y = x*(a*b*c*d*e*f*g*h*i*j*k*l*m)", "--wrt", "x").stdout
    assert tree.startswith("y = x*(v4*f*g*h*i*j*k*l*m)\n")


def test_gradients_may_lie_hundreds_of_powers_of_ten_apart(backprop: Run) -> None:
    dot = backprop("graph", "1e200*a + 1e-200*b", "a=1", "b=1", "--format", "dot")
    assert (dot.code, dot.stderr) == (0, "")
    assert re.findall(r'bgcolor="(#\w+)".*?<b>([ab])</b>', dot.stdout) == [
        (fill(1.0), "a"), (fill(0.1), "b"),
    ]  # fmt: skip


def test_conditions_and_constants_are_drawn(backprop: Run) -> None:
    tree = backprop("graph", "y = where(x > 1, x*(2*pi), -x)", "x=3").stdout
    assert "├── x > 1   value true\n" in tree
    assert "── 2*pi\n" in tree


def test_edges_of_branches_that_are_not_taken_have_numbers(backprop: Run) -> None:
    tree = backprop("graph", "y = where(x > 0, abs(x)**2, relu(-x) + log(-1 + 0*x))", "x=1").stdout
    assert re.search(r"∂y/∂v\d = 0 \(x > 0\):  v\d", tree)
    assert "= 0 (v3 <= 0):  v3 = -x" in tree
    assert "∂v7/∂v6 = 1/v6:  v6" in tree  # log(-1) has no value


def test_ascii_where_the_terminal_has_no_more(backprop: Run) -> None:
    outcome = backprop("graph", *SEED, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert outcome.stdout.isascii()
    assert "dL/dv2 = f = -2:  v2 = v1 + c   value 4   gradient -2" in outcome.stdout


def test_dot_has_a_box_for_each_node_and_labelled_arrows_that_their_gradient_colours(backprop: Run) -> None:
    dot = backprop("graph", *SEED, "--format", "dot").stdout
    assert dot.startswith('digraph "L" {\n')
    assert "bgcolor=transparent" in dot
    assert len(re.findall(r"^  n\d+ \[", dot, re.MULTILINE)) == 7
    assert re.findall(r"<b>(\w+)</b> = (.*?)</td>", dot) == [("v1", "a*b"), ("v2", "v1 + c"), ("L", "v2 * f")]
    assert '<td colspan="2"><b>a</b></td>' in dot
    assert re.search(r">value</font></td><td[^>]*>2</td>.*>gradient</font></td><td[^>]*><b>6</b></td>", dot)
    arrow = r' -> n\d \[id="(\w+)", label=" (.*?) .n ", color="(#\w+)", penwidth="([\d.]+)", style="(\w+)"\]'
    assert re.findall(arrow, dot) == [
        ("e2_0", "∂v1/∂a = -3", BLUE, "3", "solid"), ("e2_1", "∂v1/∂b = 2", ORANGE, "2.9", "dashed"),
        ("e4_0", "∂v2/∂v1 = 1", ORANGE, "2.7", "dashed"), ("e4_1", "∂v2/∂c = 1", ORANGE, "2.7", "dashed"),
        ("e6_0", "∂L/∂v2 = -2", ORANGE, "2.7", "dashed"), ("e6_1", "∂L/∂f = 4", BLUE, "2.9", "solid"),
    ]  # fmt: skip


def test_a_long_expression_goes_by_its_operation(backprop: Run) -> None:
    dot = backprop("graph", "y = max(temperature_inside, temperature_outside)", "--format", "dot").stdout
    assert "<b>y</b> = max(…)" in dot


@pytest.mark.parametrize("program", [[*SEED], [ODD]])
def test_graphviz_reads_it(backprop: Run, program: list[str], tmp_path: Path) -> None:
    pygraphviz = pytest.importorskip("pygraphviz")
    dot = backprop("graph", *program, "--format", "dot").stdout
    graph = pygraphviz.AGraph(string=dot)
    assert graph.number_of_nodes() == len(set(re.findall(r"^  (n\d+) \[", dot, re.MULTILINE)))
    for format_ in ("svg", "png", "pdf"):
        file = tmp_path / f"graph.{format_}"
        assert backprop("graph", *program, "--format", format_, "-o", str(file)).code == 0
        assert file.stat().st_size > 1000
    texts = "".join(ElementTree.parse(tmp_path / "graph.svg").getroot().itertext())
    assert "where" in texts or "gradient 6" in " ".join(texts.split())
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF")
    if shutil.which("dot"):
        done = subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", [r"\N", r"\G\L\E\T\H\n\l\r", "a\\", "&amp;", r"\N<b>&#92;</b>", r"a\"b"])
def test_a_name_is_what_it_is_in_a_picture(backprop: Run, name: str) -> None:
    pytest.importorskip("pygraphviz")
    outcome = backprop("graph", f"`{name}` = `{name}.`*x", f"`{name}.`=2", "x=3", "--format", "svg")
    elements = ElementTree.fromstring(outcome.stdout).iter("{http://www.w3.org/2000/svg}text")
    texts = [(element.text or "").strip() for element in elements]
    assert {f"`{name}`", f"`{name}.`"} <= {*texts}
    assert f"∂`{name}`/∂`{name}.` = 3" in texts


def test_mermaid(backprop: Run) -> None:
    flowchart = backprop("graph", *SEED, "--format", "mermaid").stdout
    assert flowchart.startswith("flowchart LR\n")
    assert '  n0["a<br/>value 2<br/>gradient 6"]\n' in flowchart
    assert '  n0 -- "∂v1/∂a = -3" --> o2\n' in flowchart
    odd = backprop("graph", ODD, "--format", "mermaid").stdout
    labels = re.findall(r'"(.*)"', odd)
    assert not any(
        re.search(r'["`;{}\[\]<>|&\\](?!br/>)', re.sub(r"#\d+;|<br/>", "", label)) for label in labels
    )


def test_colours_show_the_sign_and_the_size() -> None:
    assert fill(0.0) == "#f6f7f9"
    assert fill(1.0) == "#a6d5f1"
    assert fill(-1.0) == "#f1c7a6"
    assert fill(0.5) > fill(1.0)
    assert (line(1.0), line(-0.1)) == (BLUE, ORANGE)


STRENGTHS = "L = 1000*a - 1000*b + c - d + 0*e"
SIGNED = {"a": 1000, "b": -1000, "c": 1, "d": -1, "e": 0}


def test_dot_and_mermaid_fill_by_sign_and_size(backprop: Run) -> None:
    values = [f"{name}=1" for name in SIGNED]
    dot = backprop("graph", STRENGTHS, *values, "--format", "dot").stdout
    drawn = re.findall(r'bgcolor="(#\w+)" color="(#\w+)">.*?<b>([a-e])</b>', dot)
    assert {name: (colour, outline) for colour, outline, name in drawn} == {
        "a": (fill(1.0), BLUE), "b": (fill(-1.0), ORANGE), "c": (fill(0.1), BLUE), "d": (fill(-0.1), ORANGE),
        "e": (fill(0.0), line(0.0)),
    }  # fmt: skip
    mermaid = backprop("graph", STRENGTHS, *values, "--format", "mermaid").stdout
    names = dict(re.findall(r'^  (n\d+)\["([a-e])<br/>', mermaid, re.MULTILINE))
    styles = re.findall(r"^  style (n\d+) fill:(#\w+),stroke:(#\w+),stroke-width:2px", mermaid, re.MULTILINE)
    assert {names[node]: its for node, *its in styles if node in names} == {
        name: [colour, outline] for colour, outline, name in drawn
    }


def test_the_tree_is_coloured_by_sign_and_size(backprop: Run) -> None:
    tree = backprop("graph", STRENGTHS, *[f"{name}=1" for name in SIGNED], FORCE_COLOR="1").stdout
    styles = {name: re.search(rf"m{name}\x1b.*\x1b\[([\d;]+)m   gradient", tree) for name in SIGNED}
    assert {name: style and style[1] for name, style in styles.items()} == {
        "a": "1;38;5;32", "b": "1;38;5;166", "c": "38;5;32", "d": "38;5;166", "e": None,
    }  # fmt: skip


FLOWCHART = """\
flowchart LR
  n0["a<br/>value 2<br/>gradient 6"]
  n1["b<br/>value -3<br/>gradient -4"]
  n2["v1<br/>value -6<br/>gradient -2"]
  o2(("#42;"))
  o2 --> n2
  n3["c<br/>value 10<br/>gradient -2"]
  n4["v2<br/>value 4<br/>gradient -2"]
  o4(("+"))
  o4 --> n4
  n5["f<br/>value -2<br/>gradient 4"]
  n6["L<br/>value -8<br/>gradient 1"]
  o6(("#42;"))
  o6 --> n6
  n0 -- "∂v1/∂a = -3" --> o2
  n1 -- "∂v1/∂b = 2" --> o2
  n2 -- "∂v2/∂v1 = 1" --> o4
  n3 -- "∂v2/∂c = 1" --> o4
  n4 -- "∂L/∂v2 = -2" --> o6
  n5 -- "∂L/∂f = 4" --> o6
  style n0 fill:#a6d5f1,stroke:#0087d7,stroke-width:2px,color:#000
  style n1 fill:#f2caaa,stroke:#d75f00,stroke-width:2px,color:#000
  style n2 fill:#f3ceb2,stroke:#d75f00,stroke-width:2px,color:#000
  style n3 fill:#f3ceb2,stroke:#d75f00,stroke-width:2px,color:#000
  style n4 fill:#f3ceb2,stroke:#d75f00,stroke-width:2px,color:#000
  style n5 fill:#aad7f2,stroke:#0087d7,stroke-width:2px,color:#000
  style n6 fill:#b9def4,stroke:#0087d7,stroke-width:2px,color:#000
"""

_LABEL = r'"(?:[\w ∂/=+.,()-]|#\d+;|<br/>)+"'
_MERMAID = re.compile(
    rf"flowchart LR|  n\d+\[{_LABEL}\]|  o\d+\(\({_LABEL}\)\)|  o\d+ --> n\d+|  n\d+ (?:-- {_LABEL} )?--> o\d+"
    r"|  style n\d+ fill:#\w{6},stroke:#\w{6},stroke-width:2px,color:#000"
)


@pytest.mark.parametrize("program", [[*SEED], [ODD], [STRENGTHS]])
def test_every_line_of_mermaid_is_of_its_grammar(backprop: Run, program: list[str]) -> None:
    flowchart = backprop("graph", *program, "--format", "mermaid").stdout
    assert [line for line in flowchart.splitlines() if not _MERMAID.fullmatch(line)] == []


def test_the_flowchart_of_the_seed_example(backprop: Run) -> None:
    assert backprop("graph", *SEED, "--format", "mermaid").stdout == FLOWCHART


def test_one_output_at_a_time_in_pictures(backprop: Run) -> None:
    outcome = backprop("graph", "d = a*b; e = a + b", "a=1", "b=2", "--format", "dot")
    assert outcome.stderr == "error: dot draws one output, but there are 2\nchoose one with --of: d, e\n"
    assert outcome.code == 2
    assert backprop("graph", "d = a*b; e = a + b", "a=1", "b=2", "--format", "dot", "--of", "d").code == 0
    assert backprop("graph", "d = a*b; e = a + b", "a=1", "b=2").stdout.count("gradient 1\n") == 5


def test_a_file_that_cannot_be_written(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "no" / "graph.txt"
    outcome = backprop("graph", *SEED, "-o", str(file))
    assert outcome.code == 2
    assert outcome.stderr == (
        f"error: {file} cannot be written: No such file or directory\nchoose another place with -o\n"
    )
    assert backprop("graph", *SEED, "-o", str(tmp_path / "graph.txt")).stdout == ""
    assert (tmp_path / "graph.txt").read_text(encoding="utf-8") == TREE


def test_a_deep_graph_is_only_long(backprop: Run) -> None:
    program = "x" + "".join(f"; v = {'x' if n == 0 else 'v'}*2" for n in range(400))
    outcome = backprop("graph", program, "x=1")
    assert outcome.code == 0
    assert "value 2.582e120" in outcome.stdout


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("graph.txt", b"L = v2 * f"),
        ("graph.dot", b'digraph "L" {'),
        ("graph.GV", b'digraph "L" {'),
        ("graph.mmd", b"flowchart LR"),
        ("graph.svg", b"<?xml"),
        ("graph.png", b"\x89PNG"),
        ("graph.pdf", b"%PDF"),
    ],
)
def test_the_format_follows_the_name_of_the_file(
    backprop: Run, tmp_path: Path, name: str, beginning: bytes
) -> None:
    if beginning[:1] in b"<\x89%":
        pytest.importorskip("pygraphviz")
    assert backprop("graph", *SEED, "-o", str(tmp_path / name)).code == 0
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_a_name_that_says_no_format_is_refused_and_format_wins(backprop: Run, tmp_path: Path) -> None:
    file = tmp_path / "graph.jpg"
    outcome = backprop("graph", *SEED, "-o", str(file))
    assert (outcome.code, outcome.stdout, file.exists()) == (2, "", False)
    assert outcome.stderr == (
        f"error: the extension of {file} says no format; give it with --format, one of tree (.txt), dot, "
        "mermaid (.mmd), pdf, png, svg\nsee 'backprop graph --help'\n"
    )
    assert backprop("graph", *SEED, "-o", str(file), "--format", "tree").code == 0
    assert file.read_text(encoding="utf-8") == TREE
    assert backprop("graph", *SEED, "-o", "-").stdout == TREE


def test_a_file_holds_the_trees_of_all_outputs(backprop: Run, tmp_path: Path) -> None:
    program = ["graph", "d = a*b; e = a + b", "a=1", "b=2"]
    assert backprop(*program, "-o", str(tmp_path / "graph.txt")).code == 0
    assert (tmp_path / "graph.txt").read_text(encoding="utf-8") == backprop(*program).stdout


def long_edges(count: int) -> str:
    """Return a program whose input is used all along a chain, so that its edges pass many nodes."""
    return "x0 = x\n" + "\n".join(f"x{n} = sin(x{n - 1})*x + x{n - 1}" for n in range(1, count + 1))


QUICKLY = "note: the graph is large, so it is laid out quickly: lines are straight, and may cross nodes"


@pytest.mark.parametrize(
    ("count", "format_"), [(25, "png"), pytest.param(100, "svg", marks=pytest.mark.long)]
)
def test_a_graph_of_long_edges_is_laid_out_quickly_and_the_note_says_so(
    backprop: Run, tmp_path: Path, count: int, format_: str
) -> None:
    """With bent lines, that of a hundred statements never ends."""
    pytest.importorskip("pygraphviz")
    file = tmp_path / f"graph.{format_}"
    outcome = backprop("graph", long_edges(10), "x=0.1", "-o", str(file))
    assert (outcome.code, "note:" in outcome.stderr) == (0, False)
    outcome = backprop("graph", "x=0.1", "-o", str(file), stdin=long_edges(count))
    assert outcome.code == 0
    assert QUICKLY in outcome.stderr.splitlines()
    assert file.stat().st_size > 10_000


def test_a_graph_that_is_too_large_for_a_picture_is_refused_with_what_to_do(backprop: Run) -> None:
    pytest.importorskip("pygraphviz")
    sentence = "error: a graph of 3,002 nodes and 5,001 edges is too large for a picture\n"
    hint = "choose a part of it with --of or --wrt, or "
    program = long_edges(1_000)
    outcome = backprop("graph", "x=0.1", "--format", "svg", stdin=program)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"{sentence}{hint}--format dot\n"
    outcome = backprop("explain", "x=0.1", "--format", "html", stdin=program)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"{sentence}{hint}--format markdown\n"
    assert backprop("graph", "x=0.1", "--format", "dot", stdin=program).code == 0


@pytest.mark.parametrize("name", ["a" * 17_000, "`" + "&" * 4_000 + "`"])
def test_a_name_that_graphviz_has_no_room_for_is_refused(backprop: Run, name: str) -> None:
    outcome = backprop("graph", f"{name}*2", "--format", "svg")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == (
        "error: a name has at most 2,000 letters in a picture\nchoose a shorter one, or --format tree\n"
    )
