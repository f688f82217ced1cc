"""Small rules: frames against proteins computed elsewhere, and the probability's arithmetic."""

import csv
from dataclasses import replace
from math import exp
from pathlib import Path

import pytest

from breakapart.calling.confidence import COEFFICIENTS, confidence, features
from breakapart.calling.frame import join, place_five_prime, place_three_prime
from breakapart.calling.quantities import wilson_interval
from breakapart.calling.settings import CallSettings
from breakapart.model.calling import CalledFrame
from builders_rna import minigenome_targets

ACCEPTED = {
    "in-frame": {CalledFrame.IN_FRAME},
    "out-frame": {CalledFrame.OUT_OF_FRAME, CalledFrame.STOP_CODON},
    "neo-frame": {CalledFrame.UNDETERMINED, CalledFrame.OUT_OF_FRAME, CalledFrame.STOP_CODON},
}


def test_frames_and_proteins_are_those_of_another_program(shared: Path):
    """EasyFuse's annotated fusions (shared/oracles/fusion_protein.tsv), those whose transcripts are at hand."""
    targets = {target.symbol: target for target in minigenome_targets(shared, with_loci=False)}
    offsets = {
        "CD74": 150401536, "ROS1": 117287252, "ETV1": 13891128, "AKAP9": 91840332, "BRAF": 140448775, "HOOK3": 42896845,
        "RET": 43076963, "FLI1": 128686434, "ATF1": 50763609, "NUTM1": 34343214, "NTRK3": 87845017, "BRD4": 15235418,
        "TMPRSS2": 41464199, "EWSR1": 29267908,
    }  # fmt: skip
    compared = 0
    with (shared / "oracles/fusion_protein.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            # "yes": the transcripts are those of the test genome; AKAP9::BRAF rows name another BRAF transcript.
            if row["source_repo"].split("/")[-1] != "EasyFuse" or not row["offline_reference"].startswith("yes"):
                continue
            five, three = targets.get(row["gene5"]), targets.get(row["gene3"])
            if five is None or three is None or row["frame"] not in ACCEPTED:
                continue
            by5 = [t for t in five.transcripts if t.accession == row["transcript5"].split(".")[0]]
            by3 = [t for t in three.transcripts if t.accession == row["transcript3"].split(".")[0]]
            if not by5 or not by3:
                continue
            positions = [
                int(row[f"breakpoint{side}"].split(":")[1]) - 1 - offsets[row[f"gene{side}"]] for side in (5, 3)
            ]

            placed5 = place_five_prime(replace(five, transcripts=(by5[0],)), positions[0])
            placed3 = place_three_prime(replace(three, transcripts=(by3[0],)), positions[1])
            made = join(placed5, placed3, "")
            if made.protein is None or placed5.side.region != "CDS":
                continue
            compared += 1
            assert made.protein == row["expected_protein"].rstrip("*"), row["oracle_id"]
            assert made.frame in ACCEPTED[row["frame"]], row["oracle_id"]
    assert compared >= 5


class Plain:
    """A candidate of which only what the model looks at is known."""

    def __init__(self, reads: int, edges: int, *, known: bool = False, pairs: int = 0, share: float = 0.1) -> None:
        self.support, self.edges, self.is_known, self.pairs, self.is_in_frame = reads, edges, known, pairs, True
        self.fraction = type("Share", (), {"value": share})()
        self.unknown = None
        self.junction = type("J", (), {"longest_anchors": (40, 40), "ambiguous_share": 0.0, "inserted": ""})()


def test_the_probability_is_the_logistic_of_the_features():
    candidate = Plain(5, 2)
    found = features(candidate)
    assert found["intercept"] == 1.0
    assert set(found) == set(COEFFICIENTS)
    odds = sum(COEFFICIENTS[name] * found[name] for name in found)
    assert confidence(candidate) == pytest.approx(1 / (1 + exp(-odds)))


def test_more_evidence_is_never_less_likely():
    assert confidence(Plain(2, 2)) < confidence(Plain(3, 2)) < confidence(Plain(30, 2))
    assert (
        confidence(Plain(3, 0))
        < confidence(Plain(3, 1))
        < confidence(Plain(3, 2))
        < confidence(Plain(3, 2, known=True))
    )
    assert confidence(Plain(3, 2)) < confidence(Plain(3, 2, pairs=2))
    assert 0.2 < confidence(Plain(2, 2)) < 0.5
    assert confidence(Plain(1, 0)) < 0.05
    assert confidence(Plain(60, 2)) > 0.99


def test_wilson_interval_is_that_of_the_book():
    """Newcombe 1998 (doi:10.1002/(SICI)1097-0258), table I: 81 of 263 and 0 of 20."""
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("name", "value"), [("min_anchor", 0), ("min_identity", 1.5), ("min_share", -0.1)])
def test_settings_are_checked(name, value):
    with pytest.raises(ValueError, match=name):
        CallSettings(**{name: value})
