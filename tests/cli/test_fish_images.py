"""`breakapart fish IMAGE`: from an image to a result, to a page for a person, and back from that person."""

import json
import re

import pytest

from breakapart.cli.main import main
from breakapart.formats.examples import beside, example_cases

EXAMPLE = beside(example_cases()[0])[0]


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    assert main(["fish", str(EXAMPLE), "--probe", "ALK-vysis", "--choose", "100", "-o", str(folder)]) == 0
    return folder


def run(capsys, *more):
    assert main(["fish", str(EXAMPLE), "--probe", "ALK-vysis", "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_the_names_that_scripts_rely_on(capsys):
    found = run(capsys, "--choose", "100")
    for name in ("cells_found", "cells_scored", "percent_positive", "percent_low", "percent_high", "interval", "call"):
        assert found[name] is not None
    assert {"fused", "split", "isolated_3p", "isolated_5p", "ambiguous"} <= set(found["counts"])
    assert (found["call"], found["cells_scored"], found["basis"]) == ("positive", 100, "image")
    assert all({"centre", "class", "reasons"} <= set(cell) for cell in found["cells"])
    assert sum(cell["counted"] for cell in found["cells"]) == 100
    assert "rendered" in found["statement"]
    assert found["fields"][0]["is_rendered"] is True
    everything = found["over_all"]
    assert everything["percent_low"] <= everything["percent"] <= everything["percent_high"]
    assert everything["nuclei"] + sum(one["reason"] == "small" for one in found["excluded"]) == found["cells_found"]
    assert all(one["provisional_class"] != "ambiguous" for one in found["excluded"])


def test_the_gallery_carries_all_it_needs(scored):
    page = (scored / "gallery.html").read_text(encoding="utf-8")
    assert "rendered by a computer, not photographed" in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert "http" not in re.sub(r"http-equiv|data:image[^\"]*", "", page)
    cells = (scored / "cells.tsv").read_text(encoding="utf-8").splitlines()
    ids = [line.split("\t")[0] for line in cells[1:] if "\texcluded\t" not in line]
    assert all(f'data-cell="{name}"' in page for name in ids)
    shapes = json.loads(next(scored.glob("*.geojson")).read_text(encoding="utf-8"))
    assert len(shapes["features"]) == len(cells) - 1
    for shape in shapes["features"]:
        ring = shape["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert len(ring) > 4
    assert next(scored.glob("*-overlay.png")).read_bytes().startswith(b"\x89PNG")


def test_decisions_come_back(capsys, tmp_path):
    before = run(capsys)
    cell = next(cell for cell in before["cells"] if cell["class"] == "isolated_3p")
    record = {
        "breakapart_review": 1, "probe": "ALK-vysis", "fields": [EXAMPLE.name],
        "decisions": [{"cell": cell["id"], "class": "fused", "by": "A. Reader", "at": "2026-03-01T10:15:00Z"}],
    }  # fmt: skip
    (tmp_path / "d.json").write_text(json.dumps(record))
    after = run(capsys, "--review", str(tmp_path / "d.json"))
    changed = next(one for one in after["cells"] if one["id"] == cell["id"])
    assert (changed["class"], changed["automatic_class"]) == ("fused", "isolated_3p")
    assert changed["decision"]["by"] == "A. Reader"
    assert after["rearranged"] == before["rearranged"] - 1
    assert (after["review"]["reviewed"], after["review"]["changed"]) == (1, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"probe": "ROS1-generic"}, "was made for probe 'ROS1-generic'"),
        ({"fields": ["other.tif"]}, "was made for the images"),
        ({"breakapart_review": 9}, "not a review of this version"),
        (
            {"decisions": [{"cell": "1-001", "class": "broken", "by": "A", "at": "2026-03-01"}]},
            "class 'broken' is not known",
        ),
        ({"decisions": [{"cell": "1-001", "class": "split", "by": "", "at": "2026-03-01"}]}, "'by' is ''"),
        ({"decisions": [{"cell": "1-001", "class": "split", "by": "A", "at": "noon"}]}, "expected a date and time"),
        ({"decisions": [{"cell": "7-001", "class": "split", "by": "A", "at": "2026-03-01"}]}, "do not have"),
    ],
)
def test_reviews_of_something_else_are_refused(capsys, tmp_path, change, words):
    record = {"breakapart_review": 1, "probe": "ALK-vysis", "fields": [EXAMPLE.name], "decisions": []} | change
    (tmp_path / "d.json").write_text(json.dumps(record))
    assert main(["fish", str(EXAMPLE), "--probe", "ALK-vysis", "--review", str(tmp_path / "d.json")]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--channels", "dapi=0,5p=1"], "no channel is given for 3p"),
        (["--channels", "dapi=0,green=1,3p=2"], "'green=1' is not a channel"),
        (["--counts", "fused=1"], "only one of them"),
        (["--probe", "ROS1-generic"], "Say which is which"),
    ],
)
def test_wrong_options(capsys, arguments, words):
    assert main(["fish", str(EXAMPLE), "--probe", "ALK-vysis", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_options_of_images_need_an_image(capsys):
    assert main(["fish", "--probe", "ALK-vysis", "--pixel-size-um", "0.1", "--counts", "fused=60"]) == 2
    assert "without an image" in capsys.readouterr().err


def test_normal_series(capsys, tmp_path):
    (tmp_path / "n.tsv").write_text("slide\trearranged\tcells\n" + "".join(f"{n}\t{n % 4}\t100\n" for n in range(20)))
    assert main(["fish", "--normals", str(tmp_path / "n.tsv")]) == 0
    assert "mean + 3 SD" in capsys.readouterr().out
    (tmp_path / "n.tsv").write_text("slide\trearranged\tcells\na\t5\t3\n")
    assert main(["fish", "--normals", str(tmp_path / "n.tsv")]) == 2
    assert "n.tsv, line 2: 5 of 3 nuclei is not possible" in capsys.readouterr().err
