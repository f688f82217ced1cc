"""batch.json: what is written is read again, and what is bent by hand is refused."""

import json

import pytest

from breakapart.errors import InputError
from breakapart.formats.ihc_batch import BatchFile, read_batch, write_batch

BATCH = BatchFile(
    stain="Ki67",
    control="tonsil.png",
    pixel_size_um=0.5,
    positive_od=0.18,
    moderate_od=0.5,
    strong_od=0.7,
    haematoxylin=(0.65, 0.7, 0.29),
    dab=(0.27, 0.57, 0.78),
)


def written(folder, text):
    path = folder / "batch.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_round_trip(tmp_path):
    found = read_batch(written(tmp_path, write_batch(BATCH)))
    assert found == BATCH
    assert found.thresholds().origin == "control tonsil.png"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"positive_od": 0.6}, "do not rise"),
        ({"positive_od": -1}, "positive_od"),
        ({"strong_od": "much"}, "strong_od"),
        ({"dab": [0, 0, 0]}, "near zero"),
        ({"dab": [1, 2]}, "dab"),
        ({"extra": 1}, "extra"),
        ({"breakapart_ihc_batch": 2}, "breakapart_ihc_batch"),
    ],
)
def test_bent_files_are_refused(tmp_path, change, words):
    with pytest.raises(InputError, match=words):
        read_batch(written(tmp_path, json.dumps(json.loads(write_batch(BATCH)) | change)))


@pytest.mark.parametrize("text", ["", "x", "[]", "null"])
def test_other_files_are_refused(tmp_path, text):
    with pytest.raises(InputError):
        read_batch(written(tmp_path, text))
