"""Images of sections from file to numbers: accuracy on drawn fields, tiles against the whole, and what is refused."""

import json

import numpy as np
import pytest
from tests.render_dab import render

pytest.importorskip("skimage")
from PIL import Image

from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Compartment
from breakapart.model.region import Polygon, Region
from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.workup_ihc import make_batch, resolve_stain, score_section, stain_profile

KNOWLEDGE = Knowledge.bundled()
KI67 = stain_profile("ki67", KNOWLEDGE)

FIELDS = (
    {},
    {"elongated_share": 0.9, "nuclei_per_mm2": 3200},
    {"background_dab_od": 0.10, "vignetting": 0.2},
    {"nuclei_per_mm2": 4000, "overlapping_share": 0.2},
    {"positive_share": 0.05},
    {"positive_share": 0.8},
    {"blur_um": 0.7, "white": (0.95, 0.90, 0.84)},
    {"rotate_degrees": 7, "elongated_share": 0.6},
    {"pale_share": 0.4, "weak_share": 0.4},
    {"pixel_size_um": 0.25, "size_px": (1200, 1200), "elongated_share": 0.5},
    {"positive_share": 1.0},
    {"positive_share": 0.0},
)
"""Twelve kinds of field. Their seeds below were not used when the settings were chosen."""


def saved(folder, rgb, name="field.png"):
    path = folder / name
    Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)).save(path)
    return path


def f1_of(field, result):
    """Nuclei found, each matched to the drawn one that it shares at least half of their union with."""
    from skimage.draw import polygon

    matched = 0
    used = set()
    for cell in result.cells:
        xs, ys = np.array(cell.outline).T
        rows, columns = polygon(ys - 0.5, xs - 0.5, field.labels.shape)
        under = field.labels[rows, columns]
        counts = np.bincount(under[under > 0], minlength=1)
        best = int(counts.argmax())
        union = len(rows) + (field.labels == best).sum() - counts[best] if best else 1
        if best and best not in used and counts[best] / union >= 0.5:
            used.add(best)
            matched += 1
    drawn = len(np.unique(field.labels)) - 1
    return 2 * matched / (drawn + len(result.cells))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(FIELDS)))
def test_drawn_fields_are_scored_within_the_bars(tmp_path, number):
    """Labelling index within 5 points, F1 at least 0.85."""
    field = render(seed=9100 + number, **FIELDS[number])
    result = score_section(saved(tmp_path, field.rgb), KI67, pixel_size_um=field.pixel_size_um)
    assert abs(result.percent - field.labelling_index_percent) <= 5
    assert f1_of(field, result) >= 0.85


def test_tiles_give_what_the_whole_gives(tmp_path, monkeypatch):
    field = render(seed=61, size_px=(700, 760))
    path = saved(tmp_path, field.rgb)
    whole = score_section(path, KI67, pixel_size_um=0.5)
    monkeypatch.setattr("breakapart.workup_ihc.TILE_PX", 256)
    tiled = score_section(path, KI67, pixel_size_um=0.5)
    assert len(tiled.cells) == pytest.approx(len(whole.cells), rel=0.02)
    assert tiled.percent == pytest.approx(whole.percent, abs=1)
    assert tiled.area_mm2 == pytest.approx(whole.area_mm2)
    centres = np.array([(cell.x_px, cell.y_px) for cell in tiled.cells])
    near = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1)) + 100 * np.eye(len(centres))
    assert near.min() > 3, "a nucleus on a seam is counted twice"


def test_the_same_image_gives_the_same_result(tmp_path):
    path = saved(tmp_path, render(seed=62, size_px=(300, 300)).rgb)
    assert score_section(path, KI67, pixel_size_um=0.5) == score_section(path, KI67, pixel_size_um=0.5)


def test_a_region_leaves_out_what_lies_outside(tmp_path):
    field = render(seed=63, size_px=(500, 500), positive_gradient=True, positive_share=0.3)
    path = saved(tmp_path, field.rgb)
    corner = Region((Polygon(((0, 0), (166, 0), (166, 166), (0, 166))),))
    rest = Region((Polygon(((0, 0), (500, 0), (500, 500), (0, 500))),), corner.include)
    settings = IhcSettings(fewest_cells=10)
    hot, cold = (
        score_section(path, KI67, settings=settings, pixel_size_um=0.5, region=part) for part in (corner, rest)
    )
    whole = score_section(path, KI67, settings=settings, pixel_size_um=0.5)
    assert hot.percent > whole.percent > cold.percent
    assert len(hot.cells) + len(cold.cells) == len(whole.cells)
    assert hot.area_mm2 == pytest.approx(166**2 * 0.25 / 1e6, rel=0.02)


def test_a_control_slide_sets_the_thresholds_of_its_batch(tmp_path):
    control = saved(tmp_path, render(seed=64, size_px=(500, 500), positive_share=0.5).rgb, "tonsil.png")
    batch, own = make_batch(control, KI67, pixel_size_um=0.5)
    assert own.thresholds == batch.thresholds
    field = render(seed=65, size_px=(500, 500))
    result = score_section(saved(tmp_path, field.rgb), KI67, pixel_size_um=0.5, batch=batch)
    assert result.thresholds.origin == "control tonsil.png"
    assert result.percent == pytest.approx(field.labelling_index_percent, abs=5)
    assert not any("defaults" in warning for warning in result.warnings)
    with pytest.raises(InputError, match="thresholds for Ki67, the image is stained for SOX10"):
        score_section(control, stain_profile("SOX10", KNOWLEDGE), pixel_size_um=0.5, batch=batch)


def test_a_slide_of_which_one_part_is_blurred(tmp_path, monkeypatch):
    from scipy import ndimage

    monkeypatch.setattr("breakapart.workup_ihc.TILE_PX", 200)
    rgb = render(seed=66, size_px=(600, 600)).rgb.astype(float)
    rgb[:200, :200] = ndimage.gaussian_filter(rgb[:200, :200], (5, 5, 0))
    result = score_section(saved(tmp_path, rgb), KI67, pixel_size_um=0.5)
    assert any("1 of 9 fields are out of focus" in warning for warning in result.warnings)
    assert result.area_mm2 < 0.09 * 0.95
    with pytest.raises(InputError, match="out of focus"):
        score_section(saved(tmp_path, ndimage.gaussian_filter(rgb, (5, 5, 0))), KI67, pixel_size_um=0.5)


def test_the_image_that_comes_with_scikit_image(tmp_path):
    """Real: H-DAB colon, FHL2 in the cytoplasm, no truth. Epithelium (left) stains, stroma (lower middle) does not."""
    from skimage import data

    stain = stain_profile("FHL2", KNOWLEDGE, [Compartment.CYTOPLASMIC])
    result = score_section(saved(tmp_path, data.immunohistochemistry()), stain, pixel_size_um=0.5)
    assert 150 < len(result.cells) < 450
    gland = [cell for cell in result.cells if cell.x_px < 200 and cell.y_px < 200]
    stroma = [cell for cell in result.cells if 165 < cell.x_px < 245 and 280 < cell.y_px < 500]
    assert np.mean([cell.automatic == "positive" for cell in gland]) > 0.9
    assert np.mean([cell.automatic == "positive" for cell in stroma]) < 0.1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ki-67", {Compartment.NUCLEAR}),
        ("SOX10", {Compartment.NUCLEAR}),
        ("S100", {Compartment.NUCLEAR, Compartment.CYTOPLASMIC}),
        ("CD34", {Compartment.MEMBRANOUS, Compartment.CYTOPLASMIC}),
        ("ALK", {Compartment.CYTOPLASMIC}),
        ("desmin", {Compartment.CYTOPLASMIC}),
    ],
)
def test_where_each_stain_counts(name, expected):
    assert set(stain_profile(name, KNOWLEDGE).compartments) == expected


def test_an_unknown_stain_needs_its_compartment():
    with pytest.raises(InputError, match="not known"):
        stain_profile("XYZ99", KNOWLEDGE)
    assert stain_profile("XYZ99", KNOWLEDGE, [Compartment.NUCLEAR]).marker == "XYZ99"


def test_an_image_without_pixel_size_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"field\.png: does not say how large its pixels are.*--pixel-size-um"):
        score_section(saved(tmp_path, render(seed=62, size_px=(200, 200)).rgb), KI67)


# In a case file


def stated(**fields):
    return IhcResult.model_validate({"marker": "Ki67", "outcome": "present", "image_pixel_size_um": 0.5} | fields)


def resolved(result, folder):
    return resolve_stain(result, folder, KNOWLEDGE, IhcSettings())


def test_a_case_takes_its_index_from_the_image(tmp_path):
    field = render(seed=67, size_px=(500, 500))
    saved(tmp_path, field.rgb)
    found = resolved(stated(image="field.png"), tmp_path)
    assert found.percent_positive == pytest.approx(field.labelling_index_percent, abs=5)
    assert found.cells_counted > 100
    assert "cells counted in field.png" in found.note


def test_what_the_laboratory_states_stays(tmp_path):
    saved(tmp_path, render(seed=67, size_px=(500, 500)).rgb)
    found = resolved(stated(image="field.png", percent_positive=90), tmp_path)
    assert found.percent_positive == 90
    assert "90 % by eye lies outside" in found.note
    absent = resolved(stated(image="field.png", outcome="absent"), tmp_path)
    assert str(absent.outcome) == "absent" and absent.percent_positive is None
    assert "stays as the laboratory states it" in absent.note


def test_an_image_that_fails_its_check_gives_no_number(tmp_path):
    saved(tmp_path, 255 - render(seed=67, size_px=(300, 300)).rgb)
    found = resolved(stated(image="field.png"), tmp_path)
    assert found.percent_positive is None
    assert "dark background" in found.note
    missing = resolved(stated(image="elsewhere.png"), tmp_path)
    assert missing.percent_positive is None and "there is no file elsewhere.png" in missing.note
    assert resolved(stated(), tmp_path) == stated()


def test_a_report_of_a_case_with_an_image(tmp_path):
    from breakapart.cli.report import assess_file
    from breakapart.reference import Reference

    saved(tmp_path, render(seed=67, size_px=(500, 500)).rgb, "ki67.png")
    case = tmp_path / "case.yaml"
    case.write_text(
        json.dumps(
            {
                "breakapart_case": 1,
                "id": "imaged",
                "title": "A case with an image",
                "patient": {"sex": "female", "age": "9 years"},
                "timeline": [
                    {
                        "id": "op",
                        "kind": "procedure",
                        "what": "Excision",
                        "when": {"date": "2019-05"},
                        "specimens": ["s"],
                    }
                ],
                "specimens": [
                    {
                        "id": "s",
                        "name": "Finger",
                        "site": "left index finger",
                        "components": [
                            {
                                "id": "tumour",
                                "name": "Tumour",
                                "ihc": [
                                    {
                                        "marker": "Ki67",
                                        "outcome": "present",
                                        "image": "ki67.png",
                                        "image_pixel_size_um": 0.5,
                                    }
                                ],
                            }
                        ],
                    }
                ],
            }
        ),
        encoding="utf-8",
    )
    result = assess_file(case, Reference.bundled(), KNOWLEDGE)
    (index,) = result.labelling
    assert 20 < index.percent < 40
    assert index.low < index.percent < index.high
    assert any(name == "ihc_image.positive_od" for name, _, _ in result.provenance.settings)
