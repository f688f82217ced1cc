"""Several callers on one sample: one junction, who saw it, reciprocal products, and calls from the other strand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import builders_tables as tables

from breakapart.annotation.consensus import ConsensusSettings, agree
from breakapart.annotation.placement import place, place_and_annotate
from breakapart.formats.fusion_tables import read_fusion_table, read_fusion_text
from breakapart.model.imported import BreakEnd, ImportedFusion, ImportedSide, RawRow
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


def call(five, three, caller="A", line=2, reads=5):
    ends = [
        ImportedSide(gene=gene, end=BreakEnd(chrom, base - 1, (strand == "+") == first, strand))
        for first, (gene, chrom, base, strand) in ((True, five), (False, three))
    ]
    row = RawRow(("a",), ("b",), line)
    fusion = ImportedFusion(caller, f"{caller}.tsv", (row,), five=ends[0], three=ends[1], junction_reads=reads)
    return place_and_annotate(fusion, REFERENCE)[0]


EML4, ALK = ("EML4", "chr2", 42295516, "+"), ("ALK", "chr2", 29223528, "-")


def moved(side, bases):
    return (side[0], side[1], side[2] + bases, side[3])


def test_every_format_sees_the_same_three():
    calls = [
        place_and_annotate(fusion, REFERENCE)[0]
        for text in tables.ALL.values()
        for fusion in read_fusion_text(text, source="calls").fusions
    ]
    agreed = [fusion for fusion in agree(calls) if fusion.first.verdict is not None]
    assert {fusion.name for fusion in agreed} == tables.NAMES
    assert len(agreed) == 3
    for fusion in agreed:
        assert {"Arriba", "STAR-Fusion", "JAFFA", "Manta", "GeneFuse", "Ion Reporter", "DRAGEN"} <= set(fusion.callers)


def test_the_nine_shared_fusions_agree(shared):
    """The same sample by STAR-Fusion, Arriba and FusionCatcher (the last lists eight of the nine)."""
    calls, by_caller = [], {}
    for name in ("starfusion.tsv", "arriba.tsv", "fusioncatcher.tsv"):
        table = read_fusion_table(shared / "data" / "callers" / name)
        placed = [place_and_annotate(fusion, REFERENCE)[0] for fusion in table.fusions]
        by_caller[table.caller] = {one.name for one in placed}
        calls += placed
    agreed = agree(calls)
    assert len(agreed) == 9
    assert by_caller["STAR-Fusion"] == by_caller["Arriba"] == {fusion.name for fusion in agreed}
    assert by_caller["Arriba"] - by_caller["FusionCatcher"] == {"EML4::ALK"}
    for fusion in agreed:
        assert fusion.callers == tuple(sorted(caller for caller, names in by_caller.items() if fusion.name in names))
        assert fusion.spread_nt <= 5
        assert len({one.verdict.frame for one in fusion.calls}) == 1


@pytest.mark.parametrize(("bases", "junctions"), [(0, 1), (10, 1), (11, 2), (-10, 1), (-11, 2)])
def test_breakpoints_within_the_tolerance_are_one(bases, junctions):
    # Inside the exon of EML4, so that the two are not the same exons.
    agreed = agree([call(moved(EML4, -30), ALK), call(moved(EML4, -30 + bases), ALK, "B")])
    assert len(agreed) == junctions
    assert {fusion.spread_nt for fusion in agreed} == ({abs(bases)} if junctions == 1 else {0})


def test_a_breakpoint_of_dna_is_the_junction_of_its_rna():
    dna = replace(
        call(moved(EML4, 400), moved(ALK, 300), "Manta").imported, molecule="DNA", caller="Manta", inserted=""
    )
    placed = place_and_annotate(dna, REFERENCE)[0]
    (fusion,) = agree([call(EML4, ALK), placed])
    assert fusion.callers == ("A", "Manta")


def test_the_reciprocal_is_a_junction_of_its_own():
    one, other = agree([call(EML4, ALK), call(moved(ALK, 1), moved(EML4, 1), "B")])
    assert {one.name, other.name} == {"EML4::ALK", "ALK::EML4"}
    assert {one.reciprocal, other.reciprocal} == {"EML4::ALK", "ALK::EML4"}


def test_a_call_from_the_other_strand_joins_the_others():
    flipped = call(("ALK", "chr2", 29223528, "+"), ("EML4", "chr2", 42295516, "-"), "B")
    (fusion,) = agree([call(EML4, ALK), flipped])
    assert fusion.callers == ("A", "B")
    assert [seen.flipped for seen in fusion.sightings].count(True) == 1


def test_unknown_genes_from_the_other_strand_are_turned_round_too():
    one = call(("LINC1", "chr1", 100, "+"), ("LINC2", "chr5", 900, "-"))
    other = call(("LINC2", "chr5", 900, "+"), ("LINC1", "chr1", 100, "-"), "B")
    assert one.written is None
    (fusion,) = agree([one, other])
    assert fusion.callers == ("A", "B")
    reciprocal = call(("LINC2", "chr5", 901, "+"), ("LINC1", "chr1", 101, "+"), "C")
    assert len(agree([one, reciprocal])) == 2


def test_genes_alone_join_the_only_junction():
    loose = place(
        ImportedFusion("B", "b.tsv", (RawRow(("a",), ("b",), 2),), ImportedSide("EML4"), ImportedSide("ALK")), REFERENCE
    )
    assert len(agree([call(EML4, ALK), loose])) == 1
    assert len(agree([call(EML4, ALK), call(moved(EML4, -500), ALK, "C"), loose])) == 3


def test_a_long_table_of_one_fusion_is_no_trouble():
    calls = [call(moved(EML4, -(number % 40)), ALK, line=number + 2) for number in range(1500)]
    agreed = agree(calls)
    assert sum(len(fusion.calls) for fusion in agreed) == 1500


places = st.tuples(
    st.sampled_from(["EML4", "ALK", "LINC1"]),
    st.sampled_from(["chr2", "chr5"]),
    st.integers(1, 60),
    st.sampled_from("+-"),
)


@given(pairs=st.lists(st.tuples(places, places, st.sampled_from("ABC")), max_size=12), seed=st.randoms())
@settings(max_examples=60, deadline=None)
def test_every_call_is_in_exactly_one_entry_whatever_the_order(pairs, seed):
    calls = [call(five, three, caller, line) for line, (five, three, caller) in enumerate(pairs, 2)]
    agreed = agree(calls)
    assert sorted(one.imported.line for fusion in agreed for one in fusion.calls) == list(range(2, len(calls) + 2))
    shuffled = list(calls)
    seed.shuffle(shuffled)
    groups = {frozenset(one.imported.line for one in fusion.calls) for fusion in agreed}
    assert {frozenset(one.imported.line for one in fusion.calls) for fusion in agree(shuffled)} == groups


def test_settings_are_checked():
    with pytest.raises(ValueError, match="max_distance_nt"):
        ConsensusSettings(max_distance_nt=-1)
