"""
Images as they come: what is read of them, and the one message for each that cannot be used.

Of the misleading ones some are refused by the reader, some when channels are told apart, some by the quality control of
the field: never is there a number.
"""

import struct
import subprocess
import sys
import textwrap
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tifffile
from tests.render_fish import BASE, render

from breakapart.errors import InputError
from breakapart.formats.axes import to_planes
from breakapart.formats.image import read_image
from breakapart.knowledge import Knowledge
from breakapart.model.fish_image import Role
from breakapart.model.image import ImageBudget
from breakapart.scoring.fish_channels import to_field
from breakapart.scoring.fish_field import score_field
from breakapart.scoring.fish_slide import score_slide

ALK = Knowledge.bundled().probe("ALK-vysis")
NAMES = ["DAPI", "SpectrumGreen", "SpectrumOrange"]
GIVEN = {Role.DAPI: 0, Role.FIVE_PRIME: 1, Role.THREE_PRIME: 2}


@pytest.fixture(scope="module")
def planes():
    return render(replace(BASE, size_px=640, nuclei=26), 8).planes[:, 0]


def write(path, data, *, names=NAMES, pixel=0.1, axes="CYX", **more):
    metadata = {"axes": axes}
    if names:
        metadata["Channel"] = {"Name": names}
    if pixel:
        metadata |= {
            "PhysicalSizeX": pixel,
            "PhysicalSizeY": pixel,
            "PhysicalSizeXUnit": "µm",
            "PhysicalSizeYUnit": "µm",
        }
    metadata |= more
    tifffile.imwrite(path, data, ome=True, metadata=metadata, compression="zlib", photometric="minisblack")
    return path


def score(path, **options):
    field = to_field(read_image(path), ALK, **options)
    return score_slide([score_field(field, ALK)], ALK)


# What is read


def test_ome_tiff(tmp_path, planes):
    image = read_image(write(tmp_path / "a.ome.tif", planes, Description="Rendered field"))
    assert image.planes.shape == (3, 1, 640, 640)
    assert np.array_equal(image.planes[:, 0], planes)
    assert [channel.name for channel in image.channels] == NAMES
    assert (image.pixel_size_um, image.is_rgb, image.description) == (0.1, False, "Rendered field")
    assert score(tmp_path / "a.ome.tif").cells_found > 15


@pytest.mark.parametrize("axes", ["CZYX", "ZCYX"])
def test_focal_planes_in_either_order(tmp_path, axes):
    data = np.arange(3 * 4 * 20 * 30, dtype=np.uint16).reshape(3, 4, 20, 30)
    stored = data if axes == "CZYX" else data.transpose(1, 0, 2, 3)
    path = write(
        tmp_path / "z.ome.tif", np.ascontiguousarray(stored), axes=axes, PhysicalSizeZ=0.4, PhysicalSizeZUnit="µm"
    )
    image = read_image(path)
    assert np.array_equal(image.planes, data)
    assert image.z_step_um == pytest.approx(0.4)


def test_of_a_pyramid_the_full_size_is_read(tmp_path, planes):
    path = tmp_path / "p.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as file:
        options = {"photometric": "minisblack", "tile": (64, 64)}
        file.write(
            planes, subifds=1, metadata={"axes": "CYX", "PhysicalSizeX": 0.1, "Channel": {"Name": NAMES}}, **options
        )
        file.write(planes[:, ::2, ::2], subfiletype=1, **options)
    assert np.array_equal(read_image(path).planes[:, 0], planes)


def test_imagej_stack_with_its_calibration(tmp_path):
    data = np.arange(2 * 3 * 8 * 9, dtype=np.uint16).reshape(2, 3, 8, 9)  # z, channel
    tifffile.imwrite(
        tmp_path / "ij.tif",
        data,
        imagej=True,
        resolution=(10, 10),
        metadata={"axes": "ZCYX", "unit": "um", "spacing": 0.5},
    )
    image = read_image(tmp_path / "ij.tif")
    assert np.array_equal(image.planes, data.transpose(1, 0, 2, 3))
    assert (image.pixel_size_um, image.z_step_um) == (pytest.approx(0.1), 0.5)


@pytest.mark.parametrize("dpi", [72, 96, 300])
def test_dots_per_inch_of_picture_programs_are_no_pixel_size(tmp_path, planes, dpi):
    tifffile.imwrite(tmp_path / "d.tif", planes, resolution=(dpi, dpi), resolutionunit="INCH", photometric="minisblack")
    assert read_image(tmp_path / "d.tif").pixel_size_um is None


def test_a_real_resolution_tag_is_one(tmp_path, planes):
    tifffile.imwrite(
        tmp_path / "d.tif", planes, resolution=(1e5, 1e5), resolutionunit="CENTIMETER", photometric="minisblack"
    )
    assert read_image(tmp_path / "d.tif").pixel_size_um == pytest.approx(0.1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures(tmp_path, kind):
    colours = np.zeros((20, 30, 3), np.uint8)
    colours[:, :, 0] = 200
    PIL.Image.fromarray(colours).save(tmp_path / "p.bin", kind)
    image = read_image(tmp_path / "p.bin")
    assert image.planes.shape == (3, 1, 20, 30)
    assert abs(int(image.planes[0, 0, 5, 5]) - 200) < 3
    assert (image.is_rgb, image.is_lossy) == (True, kind == "JPEG")


def test_sixteen_bit_png(tmp_path):
    data = (np.arange(600, dtype=np.uint16) * 100).reshape(20, 30)
    PIL.Image.fromarray(data).save(tmp_path / "g.png")
    assert np.array_equal(read_image(tmp_path / "g.png").planes[0, 0], data)


def test_an_rgb_export_is_scored_when_its_colours_are_said(tmp_path, planes):
    eight = np.clip(planes.astype(float) / 6 - 15, 0, 255).astype(np.uint8)
    PIL.Image.fromarray(np.stack([eight[2], eight[1], eight[0]], axis=-1)).save(tmp_path / "rgb.png")
    roles = {Role.DAPI: 2, Role.FIVE_PRIME: 1, Role.THREE_PRIME: 0}
    result = score(tmp_path / "rgb.png", channels=roles, pixel_size_um=0.1)
    assert any("RGB export" in warning for warning in result.result.warnings)


@pytest.mark.parametrize(
    ("axes", "shape", "rgb"), [("TCZYX", (2, 3, 4, 5, 6), False), ("YX", (5, 6), False), ("YXS", (5, 6, 3), True)]
)
def test_axes_in_any_order(axes, shape, rgb):
    array = np.arange(np.prod(shape)).reshape(shape)
    planes, is_rgb = to_planes(array, axes, "x")
    assert planes.shape[2:] == (5, 6)
    assert is_rgb is rgb
    assert planes[0, 0, 0, 0] == 0


# What is refused. Each makes a file and gives options; the message must hold the words.


def png_of_size(path, width, height):
    """A tiny file that claims to be huge."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def deflate_bomb(path):
    """A strip that unpacks to far more than its header says."""
    bomb = zlib.compress(bytes(300_000_000), 9)
    tifffile.imwrite(path, np.ones((64, 64), np.uint8), compression="zlib", metadata=None)
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as tiff:
        tags = tiff.pages[0].tags
        offset, count = tags["StripOffsets"], tags["StripByteCounts"]
        content[offset.valueoffset : offset.valueoffset + 4] = struct.pack("<I", len(content))
        content[count.valueoffset : count.valueoffset + 4] = struct.pack("<I", len(bomb))
    path.write_bytes(bytes(content) + bomb)


def cut(path, planes, share):
    write(path, planes)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])


def with_xml(path, planes, change):
    write(path, planes)
    content = path.read_bytes()
    start, end = content.index(b"<?xml"), content.index(b"</OME>") + 6
    changed = change(content[start:end].decode())
    assert changed.encode() != content[start:end]
    changed = changed.encode()[: end - start]
    path.write_bytes(content[:start] + changed.ljust(end - start) + content[end:])


def xml_replace(old, new):
    """A change of the same length, so that the file stays whole."""
    return lambda text: text.replace(old, new.ljust(len(old)), 1)


def entity_xml(text):
    attack = '<?xml version="1.0"?><!DOCTYPE OME [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><OME>&b;</OME>'
    return attack.replace("<OME>", "<OME>" + " " * max(0, len(text) - len(attack)))


def fake_16_in_8(path, planes):
    """16-bit numbers of which only the low byte was kept."""
    return write(path, (planes.astype(np.uint32) * 8 % 256).astype(np.uint8))


def saturated(planes):
    top = planes.copy()
    top[1] = np.where(planes[1] > np.percentile(planes[1], 80), 4095, planes[1])
    return top


def blurred(planes):
    from scipy.ndimage import gaussian_filter

    return np.stack([gaussian_filter(plane.astype(float), 9) for plane in planes]).astype(np.uint16)


def no_signals(planes):
    rng = np.random.default_rng(1)
    return np.stack([planes[0], rng.normal(200, 9, planes[1].shape), rng.normal(200, 9, planes[1].shape)]).astype(
        np.uint16
    )


BAD = {
    "no such file": (lambda p, a: None, {}, "cannot be read: no such file"),
    "empty file": (lambda p, a: p.write_bytes(b""), {}, "is empty"),
    "text": (lambda p, a: p.write_text("a picture, honest"), {}, "not an image of a known format"),
    "PDF": (lambda p, a: p.write_bytes(b"%PDF-1.7 ...."), {}, "not an image of a known format"),
    "folder": (lambda p, a: p.mkdir(), {}, "cannot be read"),
    "cut off early": (lambda p, a: cut(p, a, 0.02), {}, "."),
    "cut off late": (lambda p, a: cut(p, a, 0.6), {}, "not completely copied"),
    "huge PNG": (lambda p, a: png_of_size(p, 30_000, 30_000), {}, "far more pixels than the 100,000,000"),
    "PNG that only warns": (lambda p, a: png_of_size(p, 12_000, 12_000), {}, "12,000 x 12,000 pixels"),
    "damaged PNG": (lambda p, a: png_of_size(p, 100, 100), {}, "cannot be read as a PNG or JPEG"),
    "deflate bomb": (lambda p, a: deflate_bomb(p), {}, "larger than the 4,096 bytes its header allows"),
    "no pixel size": (lambda p, a: write(p, a, pixel=None), {}, "how large a pixel is"),
    "72 dpi": (
        lambda p, a: tifffile.imwrite(p, a, resolution=(72, 72), resolutionunit="INCH", photometric="minisblack"),
        {"channels": GIVEN},
        "how large a pixel is",
    ),
    "pixel size of a telescope": (lambda p, a: write(p, a), {"pixel_size_um": 40.0}, "not that of a microscope"),
    "pixels not square": (lambda p, a: write(p, a, PhysicalSizeX=0.2), {}, "expected square ones"),
    "no channel names": (lambda p, a: write(p, a, names=None), {}, "Say which is which"),
    "channel names that say nothing": (
        lambda p, a: write(p, a, names=["C1", "C2", "C3"]),
        {},
        "0 'C1', 1 'C2', 2 'C3'",
    ),
    "two green channels": (lambda p, a: write(p, a, names=["DAPI", "FITC", "Green"]), {}, "more than one 5p"),
    "two channels": (lambda p, a: write(p, a[:2], names=NAMES[:2]), {}, "has 2 channels, expected DAPI, 5' and 3'"),
    "one grey picture": (lambda p, a: PIL.Image.fromarray(a[0]).save(p, "PNG"), {}, "has 1 channel"),
    "channel beyond the last": (
        lambda p, a: write(p, a),
        {"channels": {**GIVEN, Role.THREE_PRIME: 7}},
        "has channels 0 to 2, found 3p=7",
    ),
    "one channel twice": (lambda p, a: write(p, a), {"channels": {**GIVEN, Role.THREE_PRIME: 1}}, "for two roles"),
    "roles against names": (
        lambda p, a: write(p, a),
        {"channels": {Role.DAPI: 0, Role.FIVE_PRIME: 2, Role.THREE_PRIME: 1}},
        "named 'SpectrumOrange', which is 3p",
    ),
    "channels in another order": (
        lambda p, a: write(p, a, names=None),
        {"channels": {Role.DAPI: 1, Role.FIVE_PRIME: 0, Role.THREE_PRIME: 2}},
        "the channels are in another order",
    ),
    "one channel exported three times": (lambda p, a: write(p, np.stack([a[0]] * 3)), {}, "same picture"),
    "RGB export": (
        lambda p, a: PIL.Image.fromarray((a[[2, 1, 0]] // 16).astype(np.uint8).transpose(1, 2, 0)).save(p, "PNG"),
        {"pixel_size_um": 0.1},
        "colour picture .RGB.",
    ),
    "grey saved as RGB": (
        lambda p, a: PIL.Image.fromarray((a[[0, 0, 0]] // 16).astype(np.uint8).transpose(1, 2, 0)).save(p, "PNG"),
        {"pixel_size_um": 0.1, "channels": GIVEN},
        "its three channels are the same",
    ),
    "stained section": (
        lambda p, a: PIL.Image.fromarray(
            np.random.default_rng(1).integers(200, 240, (300, 300, 3)).astype(np.uint8)
        ).save(p, "PNG"),
        {"pixel_size_um": 0.1, "channels": GIVEN},
        "bright background",
    ),
    "colour table": (
        lambda p, a: PIL.Image.fromarray((a[0] // 16).astype(np.uint8)).convert("P").save(p, "PNG"),
        {},
        "mode 'P'",
    ),
    "mask of one bit": (
        lambda p, a: tifffile.imwrite(p, a[0] > 500, photometric="minisblack"),
        {},
        "pixels of 1 bits",
    ),
    "complex numbers": (lambda p, a: tifffile.imwrite(p, a[0].astype(np.complex64)), {}, "complex"),
    "not finite": (
        lambda p, a: write(p, np.where(a == a.max(), np.nan, a).astype(np.float32)),
        {},
        "not finite",
    ),
    "blank": (lambda p, a: write(p, np.full_like(a, 100)), {}, "DAPI channel is blank"),
    "blank probe": (lambda p, a: write(p, np.stack([a[0], a[1], np.full_like(a[0], 7)])), {}, "3' channel is blank"),
    "noise only": (
        lambda p, a: write(p, np.random.default_rng(0).normal(500, 20, a.shape).astype(np.uint16)),
        {},
        "no nucleus was found|signals in the whole field",
    ),
    "no signals": (lambda p, a: write(p, no_signals(a)), {}, "signals in the whole field"),
    "overexposed": (lambda p, a: write(p, saturated(a)), {}, "overexposed"),
    "out of focus": (lambda p, a: write(p, blurred(a)), {}, "out of focus"),
    "16 bits in a box of 8": (fake_16_in_8, {}, "cut down to 8 bits"),
    "tiny field": (lambda p, a: write(p, a[:, :90, :90]), {}, "less than 20 um"),
    "overview": (lambda p, a: write(p, a, pixel=1.1), {}, "gaps of signals cannot be seen"),
    "many pages without description": (
        lambda p, a: tifffile.imwrite(p, np.concatenate([a, a, a]), photometric="minisblack", metadata=None),
        {},
        "which are channels and which focal planes",
    ),
    "entities in the description": (lambda p, a: with_xml(p, a, entity_xml), {}, "OME-XML cannot be read|Forbidden"),
    "description not well-formed": (
        lambda p, a: with_xml(p, a, xml_replace("<Pixels ID", "<<Pixels I")),
        {},
        "OME-XML",
    ),
    "description of other sizes": (
        lambda p, a: with_xml(p, a, xml_replace('SizeX="640"', 'SizeX="641"')),
        {},
        "the page has 640 x 640",
    ),
    "description of more planes": (
        lambda p, a: with_xml(p, a, xml_replace('SizeZ="1"', 'SizeZ="9"')),
        {},
        "not in the file|without a page",
    ),
    "description of endless planes": (
        lambda p, a: with_xml(p, a, xml_replace('SizeC="3" SizeZ="1"', 'SizeC="999999999"')),
        {},
        "planes|SizeZ",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_images_have_one_message_and_no_number(tmp_path, planes, name):
    make, options, words = BAD[name]
    path = tmp_path / "field.tif"
    make(path, planes)
    with pytest.raises(InputError, match=words) as raised:
        score(path, **options)
    assert "field.tif" in str(raised.value)
    assert "Traceback" not in str(raised.value)
    assert len(raised.value.problems) <= 3


def test_there_are_enough_bad_images():
    assert len(BAD) >= 25


def test_the_budget_is_checked_before_decoding(tmp_path):
    """400 million pixels in half a megabyte: refused in no time, without the memory for them."""
    path = tmp_path / "bomb.tif"
    shape = (20_000, 20_000)
    tifffile.imwrite(
        path,
        shape=shape,
        dtype=np.uint8,
        data=iter([np.zeros((256, 256), np.uint8)] * 79**2),
        tile=(256, 256),
        compression="zlib",
        metadata=None,
    )
    with pytest.raises(InputError, match=r"20,000 x 20,000 pixels, expected at most 100,000,000"):
        read_image(path)
    with pytest.raises(InputError, match=r"would fill 1,228,800 bytes of memory, expected at most 1,000"):
        read_image(write(tmp_path / "a.tif", np.ones((3, 640, 640), np.uint8)), ImageBudget(max_bytes=1000))


def test_a_missing_library_is_named(tmp_path, planes, monkeypatch):
    write(tmp_path / "a.tif", planes)
    monkeypatch.setitem(sys.modules, "tifffile", None)
    with pytest.raises(InputError, match=r"needs the library tifffile.*pip install 'breakapart\[images\]'"):
        read_image(tmp_path / "a.tif")


@pytest.mark.parametrize(
    ("name", "content", "library"),
    [
        ("a.nd2", b"\xda\xce\xbe\x0a" + bytes(300), "nd2"),
        ("a.czi", b"ZISRAWFILE" + bytes(300), "czifile"),
        ("a.lif", b"\x70\x00\x00\x00" + bytes(300), "liffile"),
        ("a.svs", b"II*\x00" + bytes(300), "openslide"),
        ("a.dcm", bytes(128) + b"DICM" + bytes(200), "wsidicom"),
    ],
)
def test_formats_of_vendors(tmp_path, monkeypatch, name, content, library):
    """Damaged files have one message; without the library it says how to get it."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be read|needs the library"):
        read_image(tmp_path / name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"needs the library {library}.*microscopes"):
        read_image(tmp_path / name)


FUZZ = """
import random, resource, sys, warnings
from pathlib import Path
from breakapart.errors import InputError
from breakapart.formats.image import read_image
from breakapart.model.image import ImageBudget

warnings.simplefilter("ignore")
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (100, 100))
source, seed, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
original = source.read_bytes()
rng = random.Random(seed)
target = source.with_name(f"fuzz-{seed}.bin")
read = refused = 0
with_tags = original.rindex(b"</OME>") if b"</OME>" in original else 0
places = [*range(0, 16), *range(max(0, len(original) - 900), len(original)), *range(8, 700)]
for _ in range(rounds):
    content = bytearray(original)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        content[rng.choice(places) % len(content)] = rng.choice((0, 1, 2, 255, 128, rng.randrange(256)))
    if rng.random() < 0.1:
        content = content[: rng.randrange(1, len(content))]
    target.write_bytes(content)
    try:
        read_image(target, ImageBudget(max_bytes=200_000_000))
        read += 1
    except InputError as error:
        assert str(error).strip()
        refused += 1
print(read, refused)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", ["ome", "plain", "tiled"])
def test_fuzzed_headers_never_crash_or_hang(tmp_path, kind, seed):
    data = (np.arange(3 * 48 * 64) % 251).astype(np.uint16).reshape(3, 48, 64)
    path = tmp_path / "seed.tif"
    if kind == "ome":
        write(path, data)
    else:
        more = {"tile": (16, 16)} if kind == "tiled" else {}
        tifffile.imwrite(path, data, photometric="minisblack", metadata=None, compression="zlib", **more)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FUZZ), str(path), str(seed), "250"],
        capture_output=True, text=True, timeout=150, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    read, refused = map(int, done.stdout.split())
    assert read + refused == 250
    assert refused > 20
