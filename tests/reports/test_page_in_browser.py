"""The page as a browser sees it: measured, not estimated."""

from pathlib import Path

import pytest
from tests.builders_reports import ALL_RESULTS

from breakapart.formats.case_yaml import read_case
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.reports import html
from breakapart.workup import assess

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OVERLAPS = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const lines = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
  const frame = svg.viewBox.baseVal;
  const found = [];
  lines.forEach(([words, a], index) => {
    const [right, foot] = [a.x + a.width, a.y + a.height];
    if (a.x < -1 || right > frame.width + 1 || foot > frame.height + 4) found.push('outside: ' + words);
    lines.slice(index + 1).forEach(([others, b]) => {
      const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const tall = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      if (wide > 1 && tall > 2.5) found.push(words + ' | ' + others);
    });
  });
  return found;
})"""
CONTRASTS = """() => {
  const linear = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = c.map(v => linear(v / 255)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parts = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || ['STYLE', 'title', 'desc'].includes(e.tagName)) continue;
    const style = getComputedStyle(e);
    const ink = parts(e.namespaceURI.endsWith('svg') ? style.fill : style.color).slice(0, 3);
    const [a, b] = [light(ink), light(e.namespaceURI.endsWith('svg') ? [238, 241, 244] : ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(ratio.toFixed(2) + ' ' + e.tagName + ' ' + e.textContent.trim().slice(0, 40));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def examples():
    """The two cases of the report as the program assesses them from their files."""
    reference, knowledge = Reference.bundled(), Knowledge.bundled()
    paths = example_cases()
    return [assess(read_case(path, knowledge, reference), reference=reference, knowledge=knowledge) for path in paths]


@pytest.fixture(params=[*ALL_RESULTS, "example 1", "example 2"])
def opened(request, browser, tmp_path):
    """A page loaded from a file, with what it asked for and what it complained of."""
    path = tmp_path / "report.html"
    name = request.param
    if name.startswith("example"):
        result = request.getfixturevalue("examples")[int(name[-1]) - 1]
    else:
        result = ALL_RESULTS[name]()
    path.write_text(html.render(result), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    asked, complaints = [], []
    page.on("request", lambda asking: asked.append(asking.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    yield request.param, page, asked, complaints, path
    page.close()


def test_asks_for_nothing_and_complains_of_nothing(opened):
    _, _, asked, complaints, path = opened
    assert asked == [path.as_uri()]
    assert complaints == []


@pytest.mark.parametrize("width", [1200, 400])
def test_never_wider_than_the_window(opened, width):
    _, page, *_ = opened
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_text_of_a_figure_lies_on_another(opened):
    _, page, *_ = opened
    assert page.evaluate(OVERLAPS) == []


def test_text_can_be_read_on_its_ground(opened):
    _, page, *_ = opened
    assert page.evaluate(CONTRASTS) == []


def test_prints_on_few_pages(opened):
    name, page, *_ = opened
    pdf = page.pdf(prefer_css_page_size=True)
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")
    assert pages >= 1
    if name.startswith(("case", "example")):
        assert 2 <= pages <= 4
    if name == "empty":
        assert pages == 1
