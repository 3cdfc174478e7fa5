"""`backprop graph`: the drawing in every format."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from backprop.cli.drawings.colours import fill

from .conftest import Run

SEED = ["L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2"]
ODD = 'y = where(`T (C)` > 0 and not x < 3, log(x)*2*pi % 3, `a"b;{}[]<>|#&\\`*d) + `end`*`subgraph` + θ**-x'

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
    assert tree.count("d = x*y   value 6   gradient 13") == 1
    assert tree.count("d (see above)") == 2


def test_conditions_and_constants_are_drawn(backprop: Run) -> None:
    tree = backprop("graph", "y = where(x > 1, x*(2*pi), -x)", "x=3").stdout
    assert "├── x > 1   value true\n" in tree
    assert "── 2*pi\n" in tree


def test_ascii_where_the_terminal_has_no_more(backprop: Run) -> None:
    outcome = backprop("graph", *SEED, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert outcome.stdout.isascii()
    assert "dL/dv2 = f = -2:  v2 = v1 + c   value 4   gradient -2" in outcome.stdout


def test_dot_has_boxes_operations_and_labelled_edges(backprop: Run) -> None:
    dot = backprop("graph", *SEED, "--format", "dot").stdout
    assert dot.startswith('digraph "L" {\n')
    assert len(re.findall(r"^  n\d+ \[", dot, re.MULTILINE)) == 7
    assert re.findall(r'^  o\d+ \[.*label="(.)"\]$', dot, re.MULTILINE) == ["*", "+", "*"]
    assert '  n0 -> o2 [label="∂v1/∂a = -3"]\n' in dot
    assert "<td><b>a</b></td></tr><tr><td>value 2</td></tr><tr><td>gradient 6</td>" in dot


@pytest.mark.parametrize("program", [[*SEED], [ODD]])
def test_graphviz_reads_it(backprop: Run, program: list[str], tmp_path: Path) -> None:
    pygraphviz = pytest.importorskip("pygraphviz")
    dot = backprop("graph", *program, "--format", "dot").stdout
    graph = pygraphviz.AGraph(string=dot)
    assert graph.number_of_nodes() == len(set(re.findall(r"^  ([no]\d+) \[", dot, re.MULTILINE)))
    for format_ in ("svg", "png"):
        file = tmp_path / f"graph.{format_}"
        assert backprop("graph", *program, "--format", format_, "-o", str(file)).code == 0
        assert file.stat().st_size > 1000
    texts = "".join(ElementTree.parse(tmp_path / "graph.svg").getroot().itertext())
    assert "where" in texts or "gradient 6" in texts
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    if shutil.which("dot"):
        done = subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


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
    assert fill(0.0) == "#ffffff"
    assert fill(1.0) == "#96ff96"
    assert fill(-1.0) == "#ff9696"
    assert fill(0.5) > fill(1.0)


def test_one_output_at_a_time_in_pictures(backprop: Run) -> None:
    outcome = backprop("graph", "d = a*b; e = a + b", "a=1", "b=2", "--format", "dot")
    assert outcome.stderr == "error: dot draws one output, but there are 2\nchoose one with --of: d, e\n"
    assert outcome.code == 2
    assert backprop("graph", "d = a*b; e = a + b", "a=1", "b=2", "--format", "dot", "--of", "d").code == 0
    assert backprop("graph", "d = a*b; e = a + b", "a=1", "b=2").stdout.count("gradient 1\n") == 5


def test_a_file_that_cannot_be_written(backprop: Run, tmp_path: Path) -> None:
    outcome = backprop("graph", *SEED, "-o", str(tmp_path / "no" / "graph.txt"))
    assert outcome.code == 1
    assert outcome.stderr.startswith("error: the result cannot be written: No such file or directory")
    assert backprop("graph", *SEED, "-o", str(tmp_path / "graph.txt")).stdout == ""
    assert (tmp_path / "graph.txt").read_text(encoding="utf-8") == TREE


def test_a_deep_graph_is_only_long(backprop: Run) -> None:
    program = "x" + "".join(f"; v = {'x' if n == 0 else 'v'}*2" for n in range(400))
    outcome = backprop("graph", program, "x=1")
    assert outcome.code == 0
    assert "value 2.582e120" in outcome.stdout
