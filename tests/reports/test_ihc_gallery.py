"""The review page: which cells it shows, that it works by keyboard, and that names cannot break it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL")
pytest.importorskip("scipy")

from tests.scoring.test_ihc_section import cell, section

from breakapart.reports.ihc_gallery import CROP_PX, choose_cells, contact_sheet, render
from breakapart.reports.ihc_overlay import CLASS_COLOURS, draw_overlay

CHROMIUM = Path("/usr/bin/chromium")
RESULT = section(
    [cell(n, 0.7 if n % 3 == 0 else 0.21 if n % 50 == 1 else 0, doubtful=n % 50 == 1) for n in range(1500)]
)


def page(result=RESULT, most=60):
    cells = choose_cells(result, most)
    return render(result, cells, np.full((len(cells), CROP_PX, CROP_PX, 3), 200, np.uint8))


def test_doubtful_cells_come_first_and_both_classes_follow():
    chosen = choose_cells(RESULT, 100)
    doubtful = [one.is_doubtful for one in chosen]
    assert doubtful == sorted(doubtful, reverse=True) and sum(doubtful) == 30
    assert len(chosen) <= 100 and len({one.id for one in chosen}) == len(chosen)
    sure = [one.automatic for one in chosen if not one.is_doubtful]
    assert min(sure.count("positive"), sure.count("negative")) > 15
    assert choose_cells(RESULT, 100) == chosen


def test_a_file_name_cannot_end_the_script():
    import dataclasses

    text = page(dataclasses.replace(RESULT, image="</script><script>alert(1)</script>.png"))
    assert text.count("<script") == 2 and text.count("</script") == 2
    data = re.search(r'id="data">(.*)</script>', text)[1]
    assert json.loads(data)["image"].startswith("</script>")


def test_nothing_is_fetched():
    text = page()
    assert "default-src 'none'" in text
    assert "http" not in text.replace("http-equiv", "") and "src=" not in text


def test_crops_lie_in_rows():
    crops = np.zeros((25, 4, 4, 3), np.uint8)
    crops[21] = 9
    sheet = contact_sheet(crops)
    assert sheet.shape == (8, 80, 3)
    assert (sheet[4:8, 4:8] == 9).all()


def test_outlines_have_the_colour_of_their_class():
    import dataclasses

    one = dataclasses.replace(cell(0, 0.7), outline=((5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)))
    drawn = draw_overlay(np.full((20, 20, 3), 255, np.uint8), 1, [one])
    assert tuple(drawn[4, 10]) == CLASS_COLOURS["positive"] or tuple(drawn[5, 10]) == CLASS_COLOURS["positive"]
    assert (drawn[10, 10] == 255).all()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine")
def test_a_person_decides_by_keyboard(tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api")
    file = tmp_path / "f.review.html"
    file.write_text(page(), encoding="utf-8")
    with sync_api.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        shown = browser.new_page()
        errors = []
        shown.on("pageerror", lambda error: errors.append(str(error)))
        shown.goto(file.as_uri())
        shown.keyboard.press("p")
        assert "name" in shown.locator("#status").inner_text()
        shown.fill("#by", "Dr A")
        shown.locator("#cells button").first.focus()
        for key in ("p", "n", "x", "ArrowLeft", "u"):
            shown.keyboard.press(key)
        with shown.expect_download() as download:
            shown.keyboard.press("s")
        download.value.save_as(tmp_path / "d.json")
        browser.close()
    assert errors == []
    from breakapart.formats.ihc_decisions import read_decisions

    found = read_decisions(tmp_path / "d.json", image="f.png", stain="Ki67")
    assert [one.decision for one in found] == ["positive", "negative"]
    assert {one.by for one in found} == {"Dr A"}
