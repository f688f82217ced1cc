"""Sections read window by window: the same pixels as when read whole."""

import numpy as np
import pytest

pytest.importorskip("tifffile")
pytest.importorskip("PIL")
import tifffile
from PIL import Image

from breakapart.errors import InputError
from breakapart.formats.section_image import open_section
from breakapart.model.image import ImageBudget

SMALL = ImageBudget(max_pixels=10_000)
RGB = np.random.default_rng(1).integers(0, 255, (170, 210, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "options",
    [
        {"tile": (64, 64)},
        {"tile": (64, 64), "compression": "zlib"},
        {"rowsperstrip": 32},
        {"rowsperstrip": 32, "compression": "zlib"},
    ],
)
def test_windows_of_a_large_tiff(tmp_path, options):
    path = tmp_path / "slide.tif"
    tifffile.imwrite(path, RGB, photometric="rgb", resolution=(20_000, 20_000), resolutionunit=3, **options)
    with open_section(path, SMALL) as section:
        assert (section.height, section.width) == (170, 210)
        assert section.pixel_size_um == pytest.approx(0.5)
        for top, left, bottom, right in ((0, 0, 170, 210), (60, 60, 70, 200), (128, 0, 170, 64), (169, 209, 170, 210)):
            assert (section.read(top, left, bottom, right) == RGB[top:bottom, left:right]).all()


def test_a_pyramid_is_read_at_full_resolution(tmp_path):
    path = tmp_path / "slide.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as writer:
        options = {"tile": (64, 64), "photometric": "rgb", "compression": "zlib"}
        writer.write(RGB, subifds=1, metadata={"axes": "YXS", "PhysicalSizeX": 0.25, "PhysicalSizeY": 0.25}, **options)
        writer.write(RGB[::2, ::2], subfiletype=1, **options)
    with open_section(path, SMALL) as section:
        assert section.pixel_size_um == pytest.approx(0.25)
        assert (section.read(10, 20, 150, 200) == RGB[10:150, 20:200]).all()


def test_the_pixel_size_an_aperio_description_states(tmp_path):
    path = tmp_path / "slide.tif"
    tifffile.imwrite(
        path, RGB, photometric="rgb", tile=(64, 64), description="Aperio Image\n210x170|AppMag = 20|MPP = 0.4990",
        metadata=None,
    )  # fmt: skip
    with open_section(path, SMALL) as section:
        assert section.pixel_size_um == pytest.approx(0.499)


def test_small_images_come_from_the_image_readers(tmp_path):
    path = tmp_path / "field.png"
    Image.fromarray(RGB).save(path)
    with open_section(path) as section:
        assert section.pixel_size_um is None
        assert (section.read(5, 6, 50, 60) == RGB[5:50, 6:60]).all()


def test_sixteen_bit_colour_keeps_its_brightness(tmp_path):
    path = tmp_path / "field.tif"
    tifffile.imwrite(path, RGB.astype(np.uint16) * 257, photometric="rgb")
    with open_section(path) as section:
        assert (section.read(0, 0, 170, 210) == RGB).all()


def test_fluorescence_channels_are_no_section(tmp_path):
    path = tmp_path / "fish.tif"
    tifffile.imwrite(path, np.zeros((3, 50, 60), np.uint16), photometric="minisblack")
    with pytest.raises(InputError, match=r"separate channels.*breakapart fish"):
        open_section(path)


@pytest.mark.parametrize(
    ("array", "options", "words"),
    [
        (RGB[..., 0], {"tile": (64, 64)}, "not a colour image"),
        (RGB.astype(np.uint16), {"tile": (64, 64), "photometric": "rgb"}, "8 bits"),
        (np.moveaxis(RGB, -1, 0), {"photometric": "rgb", "planarconfig": "separate"}, "side by side"),
    ],
)
def test_large_images_of_other_kinds_are_refused(tmp_path, array, options, words):
    path = tmp_path / "slide.tif"
    tifffile.imwrite(path, array, **options)
    with pytest.raises(InputError, match=words):
        open_section(path, SMALL)


def test_a_truncated_slide_is_refused(tmp_path):
    path = tmp_path / "slide.tif"
    tifffile.imwrite(path, RGB, photometric="rgb", tile=(64, 64))
    path.write_bytes(path.read_bytes()[:60_000])
    with pytest.raises(InputError), open_section(path, SMALL) as section:
        section.read(0, 0, 170, 210)
