"""The page of a draft as a browser sees it."""

from pathlib import Path

import pytest

from breakapart.draft_review import review_draft
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.reports.draft_page import render
from breakapart.workup import draft_text, draft_vocabulary

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
TEXT = """A 9-year-old girl had a mass of the left thigh. The mass was resected.
Four months after the surgery, the tumour recurred.
The tumour was positive for ALK, S100 and CD34 and negative for SOX10. Ki-67: 5-10%.
S100 was negative in the tumour cells. RNA sequencing revealed an EML4::ALK fusion.
""" + "\n".join(f"Line {number} says nothing." for number in range(200))


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
def path(tmp_path_factory):
    reference, knowledge = Reference.bundled(), Knowledge.bundled()
    vocabulary = draft_vocabulary(reference, knowledge)
    (draft,) = draft_text(TEXT, vocabulary, source="girl.txt", name="girl")
    file = tmp_path_factory.mktemp("page") / "girl.draft.html"
    file.write_text(
        render(review_draft(draft, reference=reference, knowledge=knowledge), TEXT, "girl.txt"), encoding="utf-8"
    )
    return file


@pytest.fixture(params=[1400, 420])
def opened(request, browser, path):
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    asked, complaints = [], []
    page.on("request", lambda asking: asked.append(asking.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    yield page, request.param
    assert {url.partition("#")[0] for url in asked} == {path.as_uri()}
    assert complaints == []
    page.close()


def in_sight(page, selector):
    box = page.locator(selector).bounding_box()
    return box is not None and 0 <= box["y"] <= 900


def test_never_wider_than_the_window(opened):
    page, width = opened
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_field_leads_to_its_words(opened):
    page, _ = opened
    row = page.locator("tr", has_text="ALK").filter(has_text="positive for ALK").first
    link = row.locator('a[href^="#s"]').first
    name = link.get_attribute("href").removeprefix("#")
    link.click()
    words = page.locator(f".source .of-{name}").first
    assert in_sight(page, f".source .of-{name} >> nth=0")
    assert words.inner_text().startswith("positive for ALK")
    ring = words.locator("mark").evaluate("e => getComputedStyle(e).boxShadow")
    assert ring != "none"


def test_marked_words_lead_to_their_field(opened):
    page, _ = opened
    page.locator(".source a", has_text="left thigh").click()
    row = page.locator("tr:target")
    assert row.count() == 1
    assert "left thigh" in row.inner_text()
    assert in_sight(page, "tr:target")


def test_a_contradiction_leads_to_both_places(opened):
    page, _ = opened
    flag = page.locator("#look li", has_text="S100 is called present and absent")
    assert flag.locator("a").count() == 2
    flag.locator("a").nth(1).click()
    assert page.locator("i:target + a").inner_text() == "S100 was negative"


def test_the_keyboard_reaches_fields_and_words_and_shows_where_it_is(opened):
    page, _ = opened
    page.locator('#read a[href^="#s"]').first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.locator("i:target").count() == 1


def test_colour_is_not_the_only_sign_of_how_sure_a_field_is(opened):
    page, _ = opened
    styles = {
        kind: page.locator(f".key .{kind} mark").evaluate(
            """e => {
                const style = getComputedStyle(e);
                return style.borderBottomStyle + style.borderBottomWidth + style.textDecorationStyle;
            }"""
        )
        for kind in ("read", "inferred", "unsure", "missed", "flagged")
    }
    assert len(set(styles.values())) == len(styles)
    assert {"inferred", "unsure"} <= set(page.locator("#confirm b").all_inner_texts())
