"""`backprop explain --format html`: a lesson as a page."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Run

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = """
--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update
--disable-sync --dump-dom
""".split()


@pytest.fixture(scope="module")
def page(backprop: Run) -> str:
    outcome = backprop(
        "explain", "d = a*`T <b>&\\{}`; L = tanh(d) + a**2", "a=0.5", "`T <b>&\\{}`=2", "--format", "html"
    )
    assert outcome.code == 0, outcome.stderr
    return outcome.stdout


def test_the_page_loads_nothing_and_draws_graph_and_mathematics(page: str) -> None:
    links = re.sub(r'xmlns(:\w+)?="[^"]*"|"-//W3C[^>]*>', "", page)
    assert not re.search(r"https?://|<link|<img|@import|url\(|src=", links)
    assert page.count("<svg") == 1
    assert page.count("<math") > 20
    assert "T&nbsp;&lt;b&gt;&amp;\\{}" in page
    assert "<b>" not in page
    sections = re.findall(r'<section data-node="(n\d+)">', page)
    assert len(sections) == len(set(sections)) == 6
    assert all(f'id="{name}"' in page for name in sections)
    assert page.count("<section") == page.count("</section>")


def test_a_small_graph_is_scaled_to_the_page_and_a_long_one_scrolls(backprop: Run) -> None:
    seed = backprop("explain", "L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2", "--format", "html").stdout
    assert '<figure class="fits"><svg' in seed
    chain = "v = x\n" + "v = sin(v)\n" * 15
    assert '<figure class="scrolls"><svg' in backprop("explain", chain, "x=1", "--format", "html").stdout


@pytest.mark.skipif(not BROWSER, reason="needs Chromium")
def test_the_button_steps_through_the_backward_pass(page: str, tmp_path: Path) -> None:
    clicks = "<script>for (let i = 0; i < 2; i++) document.querySelector('#next').click();</script></body>"
    file = tmp_path / "lesson.html"
    file.write_text(page.replace("</body>", clicks), encoding="utf-8")
    done = subprocess.run(
        [str(BROWSER), *OPTIONS, f"--user-data-dir={tmp_path}/profile", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    hidden = re.findall(r'<section data-node="n\d+"([^>]*)>', done.stdout)
    states = [attributes.strip() for attributes in hidden]
    assert states == ['class=""', 'class="current"', *['hidden=""'] * 4]
    assert "node 2 of 6" in done.stdout
    assert done.stdout.count('class="node current"') == 1


def test_a_page_holds_one_output(backprop: Run) -> None:
    outcome = backprop("explain", "d = a*2; e = a*3", "a=1", "--format", "html")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert (
        outcome.stderr == "error: a page explains one output, but there are 2\nchoose one with --of: d, e\n"
    )
    page = backprop("explain", "d = a*2; e = a*3", "a=1", "--format", "html", "--of", "e")
    assert page.stdout.count("<html") == 1
