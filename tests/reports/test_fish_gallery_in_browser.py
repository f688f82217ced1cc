"""The gallery by keyboard, in a browser: decide, see the bounds move, save, and read what was saved."""

import json
from pathlib import Path

import pytest

from breakapart.cli.main import main
from breakapart.formats.examples import beside, example_cases
from breakapart.formats.fish_review import read_review

CHROMIUM = "/usr/bin/chromium"
EXAMPLE = beside(example_cases()[0])[0]


@pytest.mark.browser
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine")
def test_review_by_keyboard(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    assert main(["fish", str(EXAMPLE), "--probe", "ALK-vysis", "-o", str(tmp_path)]) == 0
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900}).new_page()
        troubles, requests = [], []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((tmp_path / "gallery.html").as_uri())
        before = page.inner_text("#answer")
        first = page.locator(".card").first
        first.focus()
        page.keyboard.press("s")  # without a name nothing is decided
        assert page.evaluate("document.activeElement.id") == "reviewer"
        page.keyboard.type("A. Reader")
        page.keyboard.press("Enter")
        for key in ("f", "f", "a", "Enter"):
            page.keyboard.press(key)
        assert page.inner_text("#answer") != before
        assert "if all are fused" in page.inner_text("#bounds")
        assert "4 of" in page.inner_text("#progress")
        with page.expect_download() as download:
            page.click("#save")
        download.value.save_as(tmp_path / "decisions.json")
        browser.close()
    assert troubles == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in requests)
    decisions = read_review(tmp_path / "decisions.json", probe="ALK-vysis", fields=[EXAMPLE.name])
    assert [decision.by for decision in decisions] == ["A. Reader"] * 4
    assert main(["fish", str(EXAMPLE), "--probe", "ALK-vysis", "--review", str(tmp_path / "decisions.json")]) == 0
    assert len(json.loads((tmp_path / "decisions.json").read_text())["decisions"]) == 4
