"""From colours to amounts of stain, against densities that are known."""

import numpy as np
import pytest
from tests.render_dab import render

from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.scoring.ihc_stains import (
    DAB,
    HAEMATOXYLIN,
    StainVectors,
    default_vectors,
    estimate_vectors,
    foreign_angle,
    optical_density,
    stain_amounts,
    vectors_to_search_with,
    white_point,
)

pytest.importorskip("scipy")


def angle(first, second):
    return np.degrees(np.arccos(np.dot(first, second) / np.linalg.norm(first) / np.linalg.norm(second)))


def test_density_is_log10_of_the_light_lost():
    rgb = np.array([[[200, 20, 2]]], np.uint8)
    assert optical_density(rgb, (200.0, 200.0, 200.0))[0, 0] == pytest.approx([0, 1, 2], abs=1e-6)


def test_amounts_are_in_density_units_and_not_in_sixths():
    vectors = default_vectors()
    density = (0.4 * np.array(vectors.haematoxylin) + 1.0 * np.array(vectors.dab)).astype(np.float32)[None, None]
    haematoxylin, dab = stain_amounts(density, vectors)
    assert haematoxylin[0, 0] == pytest.approx(0.4, abs=1e-5)
    assert dab[0, 0] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("seed", [31, 32])
def test_turned_stains_are_found_again(seed):
    field = render(seed=seed, size_px=(400, 400), rotate_degrees=6, positive_share=0.5, cytoplasm_dab_od=0.4)
    density = optical_density(field.rgb, white_point(field.rgb))
    found = estimate_vectors(density.reshape(-1, 3), IhcSettings())
    assert found.haematoxylin_from == "slide"
    assert angle(found.haematoxylin, field.haematoxylin) < 4
    if found.dab_from == "slide":
        assert angle(found.dab, field.dab_vector) < 8


def test_without_brown_the_published_vector_stays_and_says_so():
    field = render(seed=33, size_px=(300, 300), positive_share=0, background_dab_od=0)
    found = estimate_vectors(optical_density(field.rgb, white_point(field.rgb)).reshape(-1, 3), IhcSettings())
    assert found.dab == default_vectors().dab
    assert any("DAB" in warning and "published vector" in warning for warning in found.warnings)


def test_a_colour_beyond_the_bounds_is_not_followed():
    red = np.array([0.05, 0.9, 0.43])
    rng = np.random.default_rng(1)
    density = (rng.uniform(0.3, 1.5, (5000, 1)) * red / np.linalg.norm(red)).astype(np.float32)
    found = estimate_vectors(density, IhcSettings())
    assert found == StainVectors(
        default_vectors().haematoxylin, default_vectors().dab, "default", "default", found.warnings
    )
    assert len(found.warnings) == 2


def test_too_few_stained_pixels_give_the_default():
    assert "too few" in estimate_vectors(np.zeros((10_000, 3), np.float32), IhcSettings()).warnings[0]


def test_eosin_lies_off_the_plane_and_both_stains_in_it():
    colours = np.array([HAEMATOXYLIN, DAB, (0.07, 0.99, 0.11)], np.float32)[None]
    blue, brown, eosin = foreign_angle(colours, default_vectors())[0]
    assert abs(blue) < 0.1 and abs(brown) < 0.1
    assert eosin == pytest.approx(-39, abs=1.5)


def drawn_with(blue, *, brown=DAB, seed=5):
    """Densities of a section with these two colours, and of mixtures of both."""
    rng = np.random.default_rng(seed)
    amounts = rng.uniform(0.3, 1.0, (6000, 2)) * (rng.random((6000, 2)) < 0.5)
    colours = np.array([np.array(part) / np.linalg.norm(part) for part in (blue, brown)])
    return (amounts @ colours).astype(np.float32)


@pytest.mark.parametrize("blue", [(0.79, 0.59, 0.19), (0.95, 0.31, 0.05)])
def test_a_vivid_blue_is_followed_to_the_side_away_from_brown(blue):
    """The colours of haematoxylin on a scanned field and on one with stretched contrast, 12 and 32 degrees away."""
    found = estimate_vectors(drawn_with(blue), IhcSettings())
    assert found.haematoxylin_from == "slide"
    assert angle(found.haematoxylin, blue) < 1
    haematoxylin, dab = stain_amounts(0.5 * np.array([blue], np.float32) / np.linalg.norm(blue), found)
    assert haematoxylin[0] == pytest.approx(0.5, abs=0.02) and abs(dab[0]) < 0.02


@pytest.mark.parametrize("blue", [(0.50, 0.68, 0.54), (0.45, 0.88, 0.15)])
def test_a_blue_towards_brown_or_eosin_is_not_followed(blue):
    found = estimate_vectors(drawn_with(blue), IhcSettings())
    assert found.haematoxylin_from == "default"
    assert found.haematoxylin == default_vectors().haematoxylin


def test_weak_brown_on_a_vivid_blue_is_not_lost():
    """With the published blue, haematoxylin of a vivid blue is taken for brown below none, and hides weak brown."""
    blue = (0.95, 0.31, 0.05)
    density = drawn_with(blue)
    nucleus = sum(amount * np.array(part) / np.linalg.norm(part) for amount, part in ((0.4, blue), (0.3, DAB))).astype(
        np.float32
    )[None]
    own = stain_amounts(nucleus, estimate_vectors(density, IhcSettings()))[1][0]
    published = stain_amounts(nucleus, default_vectors())[1][0]
    assert own == pytest.approx(0.3, abs=0.02)
    assert published < 0.2


def test_nuclei_are_sought_with_the_published_blue_only_when_the_own_one_is_far():
    settings = IhcSettings()
    near = StainVectors((0.70, 0.65, 0.29), default_vectors().dab, "slide", "slide")
    assert vectors_to_search_with(near, settings) is near
    far = estimate_vectors(drawn_with((0.95, 0.31, 0.05)), settings)
    sought = vectors_to_search_with(far, settings)
    assert sought.haematoxylin == default_vectors().haematoxylin and sought.dab == far.dab
