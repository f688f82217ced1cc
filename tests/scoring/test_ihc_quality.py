"""What is refused, and in which words; what must not be refused."""

import numpy as np
import pytest
from tests.render_dab import render

pytest.importorskip("skimage")

from breakapart.scoring.ihc_quality import QualityError, check_quality, edge_blur_um
from breakapart.scoring.ihc_settings import IhcSettings


@pytest.fixture(scope="module")
def good():
    return render(seed=41, size_px=(360, 360)).rgb


def check(rgb, pixel_um=0.5):
    return check_quality(np.clip(rgb, 0, 255).astype(np.uint8), pixel_um, IhcSettings(), source="f.png")


BAD = {
    "inverted": (lambda rgb: 255 - rgb, "dark background"),
    "fluorescence": (lambda rgb: (255 - rgb) * 0.5, "dark background"),
    "grey": (lambda rgb: np.repeat(rgb.mean(axis=-1, keepdims=True), 3, axis=-1), "is grey"),
    "blank": (lambda rgb: np.full_like(rgb, 240), "is blank"),
    "no tissue": (lambda rgb: np.random.default_rng(1).integers(228, 240, rgb.shape), "no stained tissue"),
    "overexposed": (lambda rgb: rgb * 2.2, "overexposed|underexposed|end of the scale"),
    "underexposed": (lambda rgb: rgb * 0.45, "too dark"),
    "yellow light": (lambda rgb: rgb * np.array([1, 0.9, 0.7]), "white balance"),
    "tiny": (lambda rgb: rgb[:40, :40], "20 x 20 um"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_images_are_refused_with_their_reason(good, name):
    change, words = BAD[name]
    with pytest.raises(QualityError, match=words) as caught:
        check(change(good.astype(float)))
    assert caught.value.problems[0].source == "f.png"
    assert caught.value.problems[0].solution or name == "region"


def test_haematoxylin_and_eosin_is_refused(monkeypatch):
    monkeypatch.setattr("tests.render_dab.DAB", (0.07, 0.99, 0.11))
    eosin = render(seed=42, size_px=(360, 360), positive_share=0, background_dab_od=0.3)
    with pytest.raises(QualityError, match="colours of another stain"):
        check(eosin.rgb)


def test_defocus_is_refused_and_measured_in_order():
    blurs = [edge_blur_um_of(blur) for blur in (0.3, 0.8, 1.2, 2.0)]
    assert blurs == sorted(blurs)
    with pytest.raises(QualityError, match="out of focus"):
        check(render(seed=43, size_px=(360, 360), blur_um=2.0).rgb)


def edge_blur_um_of(blur):
    field = render(seed=43, size_px=(360, 360), blur_um=blur)
    return edge_blur_um(-np.log10(np.maximum(field.rgb, 1) / 240).sum(axis=-1).astype(np.float32), 0.5)


def test_noise_does_not_pass_for_sharpness():
    quiet, noisy = (
        render(seed=44, size_px=(360, 360), blur_um=2.0, full_well=well).rgb.astype(float) for well in (6000, 300)
    )
    for rgb in (quiet, noisy):
        with pytest.raises(QualityError, match="out of focus"):
            check(rgb)


@pytest.mark.parametrize(
    "changes",
    [
        {"positive_share": 0.0},
        {"positive_share": 1.0, "dab_od": 1.2},
        {"background_dab_od": 0.2},
        {"nuclei_per_mm2": 5000},
        {"vignetting": 0.25},
        {"white": (1.0, 1.0, 1.0)},
        {"nuclei_per_mm2": 300},
    ],
)
def test_sound_images_pass(changes):
    quality = check(render(seed=45, size_px=(360, 360), **changes).rgb)
    assert quality.edge_blur_um < 1.0
