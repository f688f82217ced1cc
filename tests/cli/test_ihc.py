"""`breakapart ihc` as a user meets it."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from tests.render_dab import render

pytest.importorskip("skimage")
pytest.importorskip("tifffile")
import tifffile
from PIL import Image

from breakapart.cli.main import main

FIELD = render(seed=71, size_px=(420, 440))


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    path = tmp_path_factory.mktemp("ihc") / "field.png"
    Image.fromarray(FIELD.rgb).save(path)
    return path


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def as_json(capsys, *arguments):
    code, out, err = run(capsys, "ihc", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_json_has_the_names_that_others_read(capsys, image):
    found = as_json(capsys, image, "--stain", "ki67", "--pixel-size-um", 0.5, "--eye", 30)
    assert found["positive"] + found["negative"] == len(found["cells"])
    assert found["labelling_index_percent"] == pytest.approx(FIELD.labelling_index_percent, abs=5)
    low, high = found["interval"]
    assert low < found["labelling_index_percent"] < high
    assert set(found["intensity_classes"]) == {"1+", "2+", "3+"}
    assert {"h_score", "hot_spot", "qc", "warnings", "allred", "bootstrap_interval", "eye"} <= set(found)
    cell = found["cells"][0]
    assert {"id", "centre", "class", "automatic", "reasons", "nuclear_od", "decision"} <= set(cell)


def test_files_for_people_qupath_and_the_next_run(capsys, image, tmp_path):
    code, out, _ = run(capsys, "ihc", image, "--stain", "ki67", "--pixel-size-um", 0.5, "-o", tmp_path)
    assert code == 0 and "Written:" in out and "Not validated on real slides" in out
    overlay = np.asarray(Image.open(tmp_path / "field.overlay.png"))
    assert overlay.shape == FIELD.rgb.shape
    assert (overlay != FIELD.rgb).any(axis=-1).mean() > 0.01
    table = (tmp_path / "field.cells.tsv").read_text(encoding="utf-8").splitlines()
    features = json.loads((tmp_path / "field.cells.geojson").read_text(encoding="utf-8"))["features"]
    cells = json.loads((tmp_path / "field.ihc.json").read_text(encoding="utf-8"))["cells"]
    assert len(table) - 1 == len(features) == len(cells)
    assert {len(line.split("\t")) for line in table} == {18}
    assert {one["properties"]["classification"]["name"] for one in features} == {"Positive", "Negative"}
    page = (tmp_path / "field.review.html").read_text(encoding="utf-8")
    assert page.count("<script") == 2 and "http" not in page.replace("http-equiv", "")


def test_a_review_overrides_and_is_told(capsys, image, tmp_path):
    options = (image, "--stain", "ki67", "--pixel-size-um", 0.5)
    before = as_json(capsys, *options)
    turned = [cell["id"] for cell in before["cells"] if cell["automatic"] == "positive"][:5]
    kept = [cell["id"] for cell in before["cells"] if cell["automatic"] == "negative"][:5]
    decisions = [
        {"cell": id_, "decision": "negative", "by": "Dr A", "at": "2026-11-24T12:00:00Z"} for id_ in turned + kept
    ]
    path = tmp_path / "d.json"
    path.write_text(
        json.dumps({"breakapart_ihc_decisions": 1, "image": "field.png", "stain": "Ki67", "decisions": decisions})
    )
    after = as_json(capsys, *options, "--decisions", path)
    assert after["positive"] == before["positive"] - 5
    assert after["reviewed"] == 10
    assert after["kappa"] == pytest.approx(0)
    cell = next(cell for cell in after["cells"] if cell["id"] == turned[0])
    assert (cell["automatic"], cell["class"], cell["decision"]["by"]) == ("positive", "negative", "Dr A")


def test_control_and_batch(capsys, image, tmp_path):
    code, _, err = run(capsys, "ihc", image, "--stain", "ki67", "--pixel-size-um", 0.5, "--control", "-o", tmp_path)
    assert code == 0, err
    found = as_json(capsys, image, "--stain", "ki67", "--pixel-size-um", 0.5, "--batch", tmp_path / "batch.json")
    assert found["thresholds"]["origin"] == "control field.png"
    assert found["labelling_index_percent"] == pytest.approx(FIELD.labelling_index_percent, abs=5)


def roi(folder, *corners):
    path = folder / "roi.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [[*corners, corners[0]] if corners else []]}))
    return path


def variant(folder, name, rgb):
    path = folder / name
    Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)).save(path)
    return path


def eosin():
    import tests.render_dab as drawing

    kept, drawing.DAB = drawing.DAB, (0.07, 0.99, 0.11)
    try:
        return render(seed=72, size_px=(360, 360), positive_share=0, background_dab_od=0.3).rgb
    finally:
        drawing.DAB = kept


def fluorescence(folder):
    path = folder / "fish.tif"
    tifffile.imwrite(
        path, np.random.default_rng(1).integers(0, 4000, (3, 200, 200), dtype=np.uint16), photometric="minisblack"
    )
    return path


LIGHT = FIELD.rgb.astype(float)
WHOLE = ((0, 0), (440, 0), (440, 420), (0, 420))
BAD = {
    "fluorescence channels": (fluorescence, [], "separate channels"),
    "fluorescence as RGB": (lambda folder: variant(folder, "f.png", (255 - LIGHT) * 0.4), [], "dark background"),
    "inverted": (lambda folder: variant(folder, "f.png", 255 - LIGHT), [], "dark background"),
    "grey picture": (lambda folder: variant(folder, "f.png", LIGHT.mean(axis=-1)), [], "expected a colour"),
    "grey as RGB": (
        lambda folder: variant(folder, "f.png", np.repeat(LIGHT.mean(axis=-1, keepdims=True), 3, -1)),
        [],
        "is grey",
    ),
    "haematoxylin and eosin": (lambda folder: variant(folder, "f.png", eosin()), [], "colours of another stain"),
    "overexposed": (lambda folder: variant(folder, "f.png", LIGHT * 2.2), [], "end of the scale"),
    "underexposed": (lambda folder: variant(folder, "f.png", LIGHT * 0.45), [], "too dark"),
    "no white balance": (lambda folder: variant(folder, "f.png", LIGHT * [1, 0.9, 0.7]), [], "white balance"),
    "out of focus": (
        lambda folder: variant(folder, "f.png", render(seed=73, size_px=(360, 360), blur_um=2.2).rgb),
        [],
        "out of focus",
    ),
    "blank": (lambda folder: variant(folder, "f.png", np.full((300, 300, 3), 245)), [], "is blank"),
    "tiny": (lambda folder: variant(folder, "f.png", LIGHT[:30, :30]), [], "15 x 15 um"),
    "one pixel": (lambda folder: variant(folder, "f.png", LIGHT[:1, :1]), [], "um, expected at least"),
    "no image": (lambda folder: roi(folder, *WHOLE), [], "known format|not an image"),
    "missing": (lambda folder: folder / "no.png", [], "no such file|cannot be read"),
    "a folder": (lambda folder: folder, [], "cannot be read|is a directory|folder"),
    "region outside": (
        None,
        ["--roi", lambda folder: roi(folder, (5000, 0), (6000, 0), (6000, 900))],
        "outside the image",
    ),
    "region in millimetres": (
        None,
        ["--roi", lambda folder: roi(folder, (0.01, 0.01), (0.2, 0.01), (0.2, 0.2))],
        "covers 0 pixels",
    ),
    "empty region": (None, ["--roi", lambda folder: roi(folder)], "0 different corners"),
    "region without tissue": (
        lambda folder: variant(folder, "f.png", np.hstack([LIGHT, np.full((420, 2400, 3), 235.0)])),
        ["--roi", lambda folder: roi(folder, (2500, 50), (2700, 50), (2700, 300), (2500, 300))],
        "no stained tissue",
    ),
    "pixel size of a picture program": (None, ["--pixel-size-um", "264.6"], "pixels of 264.6 um"),
    "pixel size of a 4x objective": (None, ["--pixel-size-um", "2.5"], "pixels of 2.5 um"),
    "pixel size of nothing": (None, ["--pixel-size-um", "0"], "pixels of 0 um"),
    "unknown stain": (None, ["--stain", "qwertz"], "'qwertz' is not known"),
    "eye beyond all": (None, ["--eye", "130"], "not a percentage"),
    "threshold beyond all": (None, ["--positive-od", "3"], "thresholds are"),
    "batch of something else": (None, ["--batch", lambda folder: roi(folder, *WHOLE)], "is no batch.json"),
    "decisions of something else": (None, ["--decisions", lambda folder: roi(folder, *WHOLE)], "holds no decisions"),
    "network that is none": (None, ["--network", "no_such_module_anywhere:find"], "cannot be loaded"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_message_and_no_number(capsys, tmp_path, image, name):
    make, options, words = BAD[name]
    path = make(tmp_path) if make else image
    defaults = {"--stain": "ki67", "--pixel-size-um": "0.5"}
    given = [option(tmp_path) if callable(option) else option for option in options]
    defaults |= dict(zip(given[::2], given[1::2], strict=True))
    code, out, err = run(capsys, "ihc", path, *(part for pair in defaults.items() for part in pair))
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    import re

    assert re.search(words, err), err


def test_help_names_the_options():
    from breakapart.cli.ihc import command

    text = CliRunner().invoke(command, ["--help"]).output
    assert all(option in text for option in ("--roi", "--control", "--batch", "--eye", "--decisions", "--json"))
