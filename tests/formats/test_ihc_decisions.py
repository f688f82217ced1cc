"""Decisions as the review page saves them."""

import json

import pytest

from breakapart.errors import InputError
from breakapart.formats.ihc_decisions import read_decisions

ONE = {"cell": "x1y2", "decision": "positive", "by": "Dr A", "at": "2026-11-24T12:42:44.429Z"}


def written(folder, decisions=(ONE,), **changes):
    path = folder / "f.decisions.json"
    value = {"breakapart_ihc_decisions": 1, "image": "f.png", "stain": "Ki67", "decisions": list(decisions)} | changes
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_the_last_decision_about_a_cell_counts(tmp_path):
    found = read_decisions(written(tmp_path, [ONE, ONE | {"decision": "not_a_cell"}]), image="f.png", stain="Ki67")
    assert [(one.cell, one.decision, one.by) for one in found] == [("x1y2", "not_a_cell", "Dr A")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"image": "g.png"}, "about image 'g.png', expected 'f.png'"),
        ({"stain": "ALK"}, "about stain 'ALK'"),
        ({"decisions": [ONE | {"decision": "maybe"}]}, "decisions.0.decision"),
        ({"decisions": [ONE | {"by": ""}]}, "decisions.0.by"),
        ({"decisions": [ONE | {"at": "yesterday"}]}, "decisions.0.at"),
        ({"more": 5}, "more"),
    ],
)
def test_other_decisions_are_refused(tmp_path, changes, words):
    with pytest.raises(InputError, match=words):
        read_decisions(written(tmp_path, **changes), image="f.png", stain="Ki67")
