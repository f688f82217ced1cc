"""`breakapart mitoses` as a user meets it."""

import json

import pytest

pytest.importorskip("skimage")

from breakapart.cli.main import main


def drawing(folder, *features):
    path = folder / "clicks.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


def points(*places, name="Mitosis"):
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPoint", "coordinates": [list(place) for place in places]},
        "properties": {"classification": {"name": name}},
    }


def square(side):
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [side, 0], [side, side], [0, side], [0, 0]]]},
        "properties": {},
    }


def run(capsys, *arguments):
    code = main(["mitoses", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_points_in_a_region(capsys, tmp_path):
    clicks = drawing(tmp_path, points((10, 10), (4000, 10), (9000, 10)), points((5, 5), name="Other"), square(8000))
    code, out, _ = run(capsys, clicks, "--class", "mitosis", "--pixel-size-um", 0.25, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["count"], found["outside"], found["other_class"]) == (2, 1, 1)
    assert found["area_mm2"] == pytest.approx(4.0)
    assert found["per_mm2"] == pytest.approx(0.5)
    assert found["case_file"] == {"mitoses": {"count_low": 2, "area_mm2": 4.0}}


def test_points_in_fields(capsys, tmp_path):
    code, out, _ = run(
        capsys, drawing(tmp_path, points(*[(n, n) for n in range(20)])), "--fields", 10, "--field-number", 22,
        "--objective", 40,
    )  # fmt: skip
    assert code == 0
    assert "20 mitoses in 2.376 mm2" in out
    assert "mitoses: {count_low: 20, area_mm2: 2.3758}" in out


def test_no_points_in_a_region_is_a_count_of_none(capsys, tmp_path):
    code, out, _ = run(capsys, drawing(tmp_path, square(8000)), "--pixel-size-um", 0.25)
    assert code == 0 and out.startswith("0 mitoses")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "given in 0 ways"),
        (["--area-mm2", 2, "--fields", 10], "given in 2 ways"),
        (["--fields", 10], "--fields needs"),
        (["--fields", 10, "--field-number", -22, "--objective", 40], "--fields needs"),
        (["--pixel-size-um", 264], "pixels of 264 um"),
        (["--pixel-size-um", 0.25], "holds points and no region"),
        (["--area-mm2", 0], "the area is 0"),
        (["--area-mm2", "nan"], "the area is nan"),
    ],
)
def test_a_count_without_its_area_is_refused(capsys, tmp_path, options, words):
    code, out, err = run(capsys, drawing(tmp_path, points((1, 1))), *options)
    assert (code, out) == (2, "")
    assert words in err


def test_an_empty_file_is_no_count_of_none(capsys, tmp_path):
    code, _, err = run(capsys, drawing(tmp_path), "--area-mm2", 2)
    assert code == 2 and "neither points nor a region" in err
