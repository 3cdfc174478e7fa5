"""`backprop explain --format html`: a lesson as a page, in a real browser."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, sync_playwright

from backprop.writing.digits import rounded

from .conftest import Run, some

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
SEED = ["L = (a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2"]
NEURON = ["o = tanh(x1*w1 + x2*w2 + b)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432"]
NAMES = ["d = a*`T <b>&\\{}`; L = tanh(d) + a**2", "a=0.5", "`T <b>&\\{}`=2"]
NETWORK = [
    "h1=tanh(w11*x1+w12*x2+b1); h2=tanh(w21*x1+w22*x2+b2); o=tanh(u1*h1+u2*h2+c)",
    *"w11=.5 w12=-.3 x1=1 x2=-2 b1=.1 w21=-.4 w22=.8 b2=0 u1=1.2 u2=-.7 c=.3".split(),
]
SIXTY = ["; ".join(["s0 = sin(x)", *(f"s{n} = exp(-(a{n % 3}*x))*s{n - 1} + s{n - 1}/2" for n in range(1, 9))]),
         "x=1.3", "a0=1", "a1=0.5", "a2=0.1"]  # fmt: skip

in_browser = pytest.mark.skipif(not BROWSER, reason="needs Chromium")


@pytest.fixture(scope="module")
def written(backprop: Run, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the file of the page of a program, written once."""
    folder, files = tmp_path_factory.mktemp("pages"), dict[str, Path]()

    def page(words: list[str]) -> Path:
        key = " ".join(words)
        if key not in files:
            files[key] = folder / f"{len(files)}.html"
            outcome = backprop("explain", *words, "-o", str(files[key]))
            assert outcome.code == 0, outcome.stderr
        return files[key]

    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, written: Any) -> Iterator[Any]:
    """Return the page of a program in a browser; an error in its script fails the test."""
    pages: list[Page] = []
    errors: list[str] = []

    def page(words: list[str], fragment: str = "", width: int = 1280, scheme: Any = "light") -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "request",
            lambda request: errors.append(request.url) if not request.url.startswith("file:") else None,
        )
        pages.append(page)
        page.goto(written(words).as_uri() + fragment)
        return page

    yield page
    for page_ in pages:
        page_.close()
    assert errors == []


@pytest.fixture
def numbers(opened: Any) -> Any:
    """Return a page whose scripts are asked how they write a number."""
    return opened(SEED)


def number(text: str | None) -> float:
    return float((text or "").replace("−", "-"))


def box(page: Page, node: str) -> list[str]:
    """Return the texts in the box of a node of the graph that is seen."""
    found: list[str] = page.evaluate(
        """name => {
          const {node} = data.nodes.find(its => its.name === name);
          return all("text", one(`[data-id="n${node}"]`, current().svg)).map(text => text.textContent);
        }""",
        node,
    )
    return found


def settle(page: Page) -> None:
    """Wait for the next frame, and the address."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")


# the file


def test_the_page_loads_nothing_and_draws_graph_and_mathematics(written: Any) -> None:
    page = written(NAMES).read_text(encoding="utf-8")
    links = re.sub(r'xmlns(:\w+)?="[^"]*"|"-//W3C[^>]*>', "", page)
    assert not re.search(r"https?://|<link|<img|@import|url\(|src=", links)
    assert page.count("<svg") == 3  # the graph, wide and tall, and the history
    assert page.count("<math") > 20
    assert "T&nbsp;&lt;b&gt;&amp;\\{}" in page
    assert "<b>" not in page
    sections = re.findall(r'<section data-node="(\d+)">', page)
    assert len(sections) == len(set(sections)) == 6
    assert all(page.count(f'data-id="n{node}"') == 2 for node in sections)
    assert page.count("<section") == page.count("</section>")


def test_the_page_of_the_seed_example_is_small(written: Any) -> None:
    assert written(SEED).stat().st_size < 150_000


def test_a_page_holds_one_output(backprop: Run) -> None:
    outcome = backprop("explain", "d = a*2; e = a*3", "a=1", "--format", "html")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert (
        outcome.stderr == "error: a page explains one output, but there are 2\nchoose one with --of: d, e\n"
    )
    page = backprop("explain", "d = a*2; e = a*3", "a=1", "--format", "html", "--of", "e")
    assert page.stdout.count("<html") == 1


def test_what_javascript_lacks_is_said_and_the_page_steps_all_the_same(backprop: Run) -> None:
    outcome = backprop("explain", "y = erf(x)", "x=1", "--format", "html")
    assert outcome.code == 0
    assert (
        "note: JavaScript has no function 'erf', so the values of this page cannot be moved\n"
        in outcome.stderr
    )
    assert "const trace = null;" in outcome.stdout


# the page


@in_browser
@pytest.mark.parametrize(
    "words", some(2, [SEED, ["y = where(x > 0, log(x), x*z)", "x=2", "z=3"], NEURON, NETWORK, NAMES])
)
def test_its_numbers_are_those_of_the_lesson(opened: Any, words: list[str], written: Any) -> None:
    """The script computes what Python wrote, to the last digit that is shown."""
    before = re.findall(
        r"<(?:mn|span) data-quantity[^>]*>([^<]*)<", written(words).read_text(encoding="utf-8")
    )
    page = opened(words)
    assert page.eval_on_selector_all("[data-quantity]", "its => its.map(one => one.textContent)") == before
    assert len(before) > 10


@in_browser
def test_a_page_whose_values_stay_tells_its_story(opened: Any) -> None:
    page = opened(["y = erf(x)", "x=0"], "#x=3&:step=3")
    assert (
        page.inner_text("#told")
        == "Backward: y uses x: ∂y/∂x = 2/sqrt(pi)*exp(-x**2) = 1.12838, so dy/dx = dy/dy · ∂y/∂x = 1 × 1.12838 = 1.12838."
    )
    assert box(page, "x") == ["x", "value", "0", "gradient", "1.128"]
    assert not page.locator("#panel").is_visible()


@in_browser
def test_a_slider_moves_graph_formulas_and_table(opened: Any) -> None:
    page = opened(SEED)
    page.fill(".input:nth-child(1) input[type=number]", "3")
    settle(page)
    assert page.inner_text("#result") == "L = −2"
    assert page.inner_text("h1").endswith("= −2")
    assert box(page, "b") == ["b", "value", "−3", "gradient", "−6"]
    assert [number(row) for row in page.locator("table td:nth-child(3)").all_inner_texts()][-4:] == [
        6,
        -6,
        -2,
        1,
    ]
    assert "v1=ab=−9" in page.locator("[data-value]").first.text_content().replace("\u2009", "")
    assert page.locator(".notice").is_visible()
    page.locator(".input:nth-child(4) input[type=range]").focus()
    page.keyboard.press("Home")
    settle(page)
    assert page.input_value(".input:nth-child(4) input[type=number]") == "-6"
    assert page.inner_text("#result") == "L = −6"
    page.click("#reset")
    settle(page)
    assert page.inner_text("#result") == "L = −8"
    assert not page.locator(".notice").is_visible()


@in_browser
def test_a_nudge_climbs_and_the_history_is_drawn(opened: Any) -> None:
    page = opened(SEED)
    values = [number(page.inner_text("#result")[4:])]
    for _ in range(5):
        page.click("#up")
        settle(page)
        values.append(number(page.inner_text("#result")[4:]))
    assert values == sorted(values)
    assert values[1] == pytest.approx(-7.286496)  # as `eval --nudge 0.01` says
    assert page.get_attribute("#history path", "d").count("L") == 5
    page.click("#down")
    settle(page)
    assert number(page.inner_text("#result")[4:]) < values[-1]


@in_browser
def test_where_there_is_no_value_the_page_says_so(opened: Any) -> None:
    page = opened(["y = where(x > 0, log(x), x*sqrt(z))", "x=2", "z=3"])
    page.fill(".input:nth-child(2) input[type=number]", "-1")
    settle(page)
    assert page.inner_text("#result") == "y = 0.693147"  # the branch is not taken
    page.fill(".input:nth-child(1) input[type=number]", "-1")
    settle(page)
    assert page.inner_text("#told") == "v2 = sqrt(z) is undefined at these values."
    assert page.inner_text("#result") == "y = –"
    assert box(page, "z")[-1] == "–"


@in_browser
def test_the_story_shows_nothing_before_its_turn(opened: Any) -> None:
    page = opened(SEED)
    page.keyboard.press("ArrowRight")
    seen = []
    for _ in range(11):
        slopes = {name: box(page, name)[-1] for name in ("L", "v2", "f", "v1", "c", "a", "b")}
        numbers = {name: box(page, name)[-3] for name in ("v1", "v2", "L")}
        told = page.evaluate("all('.edge text', current().svg).filter(its => its.textContent.trim()).length")
        visible = page.evaluate("all('section').filter(its => !its.hidden).length")
        beside = page.evaluate("all('.forming text', current().svg).map(its => its.textContent)")
        seen.append(
            ([*filter(None, numbers.values())], [*filter(None, slopes.values())], told, visible, beside)
        )
        page.keyboard.press("ArrowRight")
    values, gradients, labels, sections, forming = [*zip(*seen, strict=True)]
    assert [*map(len, values)] == [0, 1, 2, *[3] * 8]
    assert [*map(len, gradients)] == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]
    assert [*sections] == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7 + 2]
    assert [*labels] == [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]  # that of the edge that is lit forms beside it
    assert forming[:5] == ([],) * 5
    assert forming[5] == ["∂L/∂f = v2 = 4", "1 × 4 = 4"]
    assert forming[9] == ["∂v1/∂b = a = 2", "−2 × 2 = −4"]
    assert page.inner_text("#count") == "10 steps"


@in_browser
def test_buttons_keys_and_nodes_lead_through_the_story(opened: Any) -> None:
    page = opened(SEED)
    page.click("#first")
    assert page.inner_text("#told") == "The inputs: a = 2, b = −3, c = 10, f = −2."
    page.click("#next")
    assert page.inner_text("#told") == "Forward: v1 = a*b = −6."
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#count") == "step 0 of 10"
    page.click("#end")
    page.evaluate(
        "one(`[data-id=n1]`, current().svg).dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    told = "Backward: v1 uses b: ∂v1/∂b = a = 2, so dL/db = dL/dv1 · ∂v1/∂b = (−2) × 2 = −4."
    assert page.inner_text("#told") == told
    page.locator("body").press(" ")
    assert page.inner_text("#play") == "Pause"
    page.locator("body").press(" ")
    assert page.inner_text("#play") == "Play"


@in_browser
def test_uses_are_summed_one_by_one(opened: Any) -> None:
    page = opened(["y = x*x + x", "x=3"], "#:step=6")
    assert page.inner_text("#told").endswith("So far 3 + 3 = 6.")
    assert box(page, "x")[-1] == ""
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#told").endswith("So far 3 + 3 + 1 = 7. That is dy/dx.")
    assert box(page, "x")[-1] == "7"


@in_browser
def test_the_address_leads_to_a_moment(opened: Any) -> None:
    page = opened(SEED, "#a=3&b=-1.5&:step=7")
    assert page.inner_text("#count") == "step 7 of 10"
    assert box(page, "a")[2] == "3"
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.evaluate("location.hash") == "#a=3&b=-1.5&:step=8"
    for fragment in ("#a=x&:step=99", "#%", "#:step=-3", "#a=1e999&b="):
        page.evaluate("hash => { location.hash = hash; }", fragment)
        settle(page)
        assert box(page, "a")[2] == "2"


@in_browser
def test_a_name_of_any_kind_is_in_the_address(opened: Any) -> None:
    page = opened(NAMES)
    page.fill(".input:nth-child(2) input[type=number]", "0.25")
    settle(page)
    address = page.evaluate("location.hash")
    again = opened(NAMES, address)
    assert again.inner_text("#result") == page.inner_text("#result")


@in_browser
def test_the_graph_is_zoomed_and_moved(opened: Any) -> None:
    page = opened(SIXTY)
    assert page.evaluate("data.nodes.length") >= 55
    letters = "13 * current().seen.scale"
    assert page.evaluate(letters) >= 8
    page.click("#fit")
    whole = page.evaluate("({...current().seen})")
    assert whole["width"] == pytest.approx(page.evaluate("current().whole.width"), rel=0.01)
    page.click("#near")
    page.click("#near")
    seen = page.evaluate("({...current().seen})")
    assert seen["scale"] == pytest.approx(1.96 * whole["scale"])
    area = page.locator("#view svg.wide").bounding_box()
    assert area
    page.mouse.move(area["x"] + 200, area["y"] + 50)
    page.mouse.down()
    page.mouse.move(area["x"] + 100, area["y"] + 50, steps=4)
    page.mouse.up()
    assert page.evaluate("current().seen.x") - seen["x"] == pytest.approx(100 / seen["scale"], rel=0.05)
    page.keyboard.press("Home")
    for _ in range(3):
        page.click("#next")
    assert page.evaluate(
        """() => { const node = one(".now rect, .now path", current().svg).getBoundingClientRect(), view = one("#view").getBoundingClientRect();
                   return node.left >= view.left && node.right <= view.right; }"""
    )


@in_browser
@pytest.mark.parametrize("width", some(1, [390, 800, 1280]))
def test_it_fits_the_width(opened: Any, width: int) -> None:
    page = opened(NETWORK, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("current().svg.classList[0]") == ("tall" if width < 700 else "wide")
    assert page.evaluate("13 * current().seen.scale") >= 7.5


CONTRAST = """() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}), brush = canvas.getContext("2d", {willReadFrequently: true});
  const parts = colour => { brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); return [...brush.getImageData(0, 0, 1, 1).data]; };
  const light = colour => parts(colour).slice(0, 3).map(part => { part /= 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const ratio = (one, other) => { const [high, low] = [light(one), light(other)].sort((a, b) => b - a); return (high + 0.05) / (low + 0.05); };
  const behind = text => text.closest(".node") ? getComputedStyle(one("path, polygon", text.closest(".node"))).fill
    : getComputedStyle(text.closest(".forming") ? one("rect", text.parentNode) : one("#view"))[text.closest(".forming") ? "fill" : "backgroundColor"];
  return all("#view svg text", document).filter(text => text.textContent.trim() && current().svg.contains(text))
    .map(text => [ratio(getComputedStyle(text).fill, behind(text)), text.textContent]);
}"""


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_graph_stands_out(opened: Any, scheme: str) -> None:
    page = opened(NETWORK, width=390 if scheme == "dark" else 1280, scheme=scheme)
    for fragment in ("#", "#:step=24"):
        page.evaluate("hash => { location.hash = hash; }", fragment)
        page.wait_for_timeout(500)  # colours change little by little
        contrasts = page.evaluate(CONTRAST)
        assert len(contrasts) > 30
        assert [its for its in contrasts if its[0] < 4.5] == []


@in_browser
@pytest.mark.parametrize(("scheme", "width"), some(1, [("light", 1280), ("dark", 390)]))
def test_no_rule_of_axe_is_broken(opened: Any, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_core_python")
    page = opened(SEED, "#:step=7", width=width, scheme=scheme)
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    broken = page.evaluate("axe.run()")["violations"]
    assert [(its["id"], its["nodes"][0]["html"]) for its in broken] == []


@in_browser
def test_nodes_are_named_for_a_reader_of_the_screen(opened: Any) -> None:
    page = opened(SEED)
    names = [node.get_attribute("aria-label") for node in page.locator("svg.wide [role=button]").all()]
    assert "v1 = a*b, value −6, dL/dv1 = −2" in names
    assert len(names) == 7
    page.locator("svg.wide [role=button]").first.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#told").startswith("Backward: v1 uses a")
    assert page.get_attribute("#told", "role") == "status"


@in_browser
def test_print_holds_all_of_it(opened: Any, tmp_path: Path) -> None:
    page = opened(SEED, "#:step=2", scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("all('section, [data-value]').every(its => its.getBoundingClientRect().height > 0)")
    assert box(page, "a")[-1] == "6"
    area = page.locator("svg.wide").bounding_box()
    assert area
    assert area["width"] <= 1280
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.pdf(path=tmp_path / "lesson.pdf")
    assert os.path.getsize(tmp_path / "lesson.pdf") > 20_000


@in_browser
def test_without_scripts_all_is_shown(browser: Browser, written: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written(SEED).as_uri())
    assert page.locator("section:visible").count() == 9
    assert not page.locator("#tools").is_visible()
    context.close()


@in_browser
def test_data_cannot_leave_their_script(opened: Any) -> None:
    words = ["y = `</script><script>alert(1)//`*`<!--`", "`</script><script>alert(1)//`=2", "`<!--`=3"]
    page = opened(words)
    assert page.inner_text("#result") == "y = 6"
    assert json.loads(page.evaluate("JSON.stringify(data.inputs.map(its => its.value))")) == [2, 3]


@in_browser
def test_another_branch_makes_the_steps_those_of_the_beginning(opened: Any) -> None:
    """They are pale then, and their numbers stay; the story is that of the branch that is taken."""
    page = opened(["y = where(x > 0, x*z, z) + z", "x=-1", "z=2"])
    steps = page.locator("[data-node]").all_inner_texts()
    page.fill(".input:nth-child(1) input[type=number]", "3")
    settle(page)
    assert page.inner_text("#result") == "y = 8"
    assert page.locator("[data-node]").all_inner_texts() == steps
    assert page.evaluate("all('[data-node]').every(its => getComputedStyle(its).opacity < 0.5)")
    assert page.locator(".branch").is_visible()
    page.evaluate("go(10)")
    assert page.inner_text("#told").endswith("So far 3 + 0 + 1 = 4. That is dy/dz.")
    page.evaluate("go(1)")
    assert page.inner_text("#told") == "Forward: x > 0 = true."


@in_browser
def test_a_choice_of_numbers_is_the_number_that_it_is_now(opened: Any) -> None:
    page = opened(["y = max(a, b)", "a=1", "b=2"], "#a=5&:step=3")
    assert page.inner_text("#told") == "Backward: y uses b: ∂y/∂b = 0, so dy/db = dy/dy · ∂y/∂b = 1 × 0 = 0."


@in_browser
def test_the_answer_is_not_told_before_its_turn(opened: Any) -> None:
    page = opened(SEED, "#:step=0")
    assert page.inner_text("h1").endswith("= …")
    assert page.inner_text("#result") == "L = …"
    assert not page.get_by_text("What has been done").is_visible()


@in_browser
def test_what_is_too_large_is_not_called_undefined(opened: Any) -> None:
    page = opened(["y = exp(x)", "x=1"], "#x=1000")
    assert page.inner_text("#told") == "y = exp(x) is too large (above 1.8×10³⁰⁸) at these values."


@in_browser
def test_a_slider_suits_the_size_of_its_value_and_a_field_is_refilled(opened: Any) -> None:
    page = opened(["E = k*T", "k=1.380649e-23", "T=300"])
    page.locator(".input:nth-child(1) input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert abs(page.evaluate("inputs[0]")) < 1e-22
    field = page.locator(".input:nth-child(2) input[type=number]")
    field.fill("")
    field.blur()
    assert field.input_value() == "300"


@in_browser
@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_are_rounded_as_in_python(numbers: Page, value: float, digits: int) -> None:
    mantissa, _, power = rounded(value, digits).partition("e")
    expected = mantissa.replace("-", "−") + (f"×10{power}" if power else "")
    said = numbers.evaluate("([value, digits]) => shown(value, digits)", [value, digits])
    assert said.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) == expected
