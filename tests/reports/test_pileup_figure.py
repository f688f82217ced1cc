"""Reads laid out over a junction."""

from xml.etree import ElementTree

import pytest

from breakapart.model.calling import (
    Breakpoint,
    CalledFrame,
    CalledFusion,
    EventKind,
    JunctionSide,
    PileRead,
)
from breakapart.reports.pileup_figure import draw, lay

FIVE, THREE = "ACGTTGCAAC" * 6, "GGATCCTTAC" * 6


def called(*reads: PileRead, inserted: str = "") -> CalledFusion:
    return CalledFusion(
        kind=EventKind.FUSION,
        five_prime=JunctionSide("STRN", Breakpoint("chr2", 10, "-"), "T1", 3),
        three_prime=JunctionSide("ALK", Breakpoint("chr2", 20, "-"), "T2", 20),
        frame=CalledFrame.IN_FRAME,
        frame_reason="in frame",
        junction_reads=len(reads),
        spanning_pairs=0,
        unique_molecules=None,
        allele_fraction=0.5,
        allele_fraction_low=0.4,
        allele_fraction_high=0.6,
        confidence=0.9,
        inserted=inserted,
        sequence_5p=FIVE,
        sequence_3p=THREE,
        reads=reads,
    )


@pytest.mark.parametrize(
    ("bases", "mismatches", "gaps"),
    [
        (THREE[:20], 0, ()),
        (THREE[:6] + "A" + THREE[7:20], 1, ()),
        (THREE[:6] + THREE[7:20], 0, (6,)),
        (THREE[:6] + "TT" + THREE[6:20], 0, (6,)),
    ],
)
def test_mismatches_and_gaps_are_told_apart(bases, mismatches, gaps):
    laid = lay(bases, THREE)
    assert sum(not base.matches for base in laid.bases) == mismatches
    assert len(laid.gaps) == len(gaps)


def test_the_figure_is_xml_with_a_bar_for_each_side_of_each_read():
    reads = (PileRead(FIVE[-30:] + THREE[:30], 30, False), PileRead(FIVE[-12:] + "T" + THREE[1:40], 12, True))
    root = ElementTree.fromstring(draw(called(*reads)))
    bars = [e for e in root.iter("{http://www.w3.org/2000/svg}rect") if e.get("fill") != "#fff"]
    assert len(bars) == 4
    text = "".join(e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "STRN exon 3, chr2:11:-" in text
    titles = [e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}title")]
    assert any("against the direction" in title for title in titles)


def test_inserted_bases_are_left_out_of_the_3_prime_side():
    read = PileRead(FIVE[-20:] + "CCC" + THREE[:20], 20, False)
    root = ElementTree.fromstring(draw(called(read, inserted="CCC")))
    marks = [e for e in root.iter("{http://www.w3.org/2000/svg}rect") if e.get("fill") == "#fff"]
    assert marks == []
