"""Variants of a panel held against mutations that are named for a therapy."""

import pytest

from breakapart.annotation.residues import residue_change
from breakapart.diagnosis.resistance import find_hotspots, numbering_shift
from breakapart.knowledge import Knowledge
from breakapart.model.imported import RawRow
from breakapart.model.sequencing import VariantClass
from breakapart.model.variant import Consequence, HotspotMatch, PanelVariant
from breakapart.reference import Reference
from breakapart.sequence.protein_change import parse_protein_change

REFERENCE, KNOWLEDGE = Reference.bundled(), Knowledge.bundled()
ROW = RawRow((), (), 1)


def annotated(gene, text):
    consequence = Consequence(gene, "", "missense_variant", "", text, "VEP", protein=parse_protein_change(text))
    return PanelVariant("x.vcf", ROW, consequence=consequence)


def plain(gene, chrom, position, ref, alt):
    consequence = Consequence(gene, "", "", "", "", "")
    return PanelVariant("x.vcf", ROW, chrom, position - 1, ref, alt, position, consequence=consequence)


def find(*variants):
    return find_hotspots(
        variants,
        KNOWLEDGE.therapies,
        REFERENCE.find,
        lambda variant, gene: (
            residue_change(gene, variant.start, variant.ref, variant.alt)
            if variant.variant_class is VariantClass.SUBSTITUTION and variant.ref
            else None
        ),
    )


def test_the_very_mutation_of_every_alk_inhibitor_that_names_it():
    found = find(annotated("ALK", "p.Gly1202Arg"))
    assert {hotspot.match for hotspot in found} == {HotspotMatch.SAME}
    assert {hotspot.named for hotspot in found} == {"G1202R"}
    assert "alectinib" in {hotspot.drugs for hotspot in found}
    assert all(hotspot.source and hotspot.says for hotspot in found)


def test_another_change_of_the_residue():
    found = find(annotated("ALK", "p.Leu1196Gln"))
    assert {hotspot.match for hotspot in found} == {HotspotMatch.SAME_RESIDUE}


def test_a_residue_that_is_named_without_a_change():
    assert HotspotMatch.SAME in {hotspot.match for hotspot in find(annotated("RET", "p.Tyr806Cys"))}


def test_in_the_kinase_domain_but_not_named():
    (hotspot,) = find(annotated("ALK", "p.Ala1280Val"))
    assert hotspot.match is HotspotMatch.KINASE_DOMAIN
    assert hotspot.named == ""


@pytest.mark.parametrize("text", ["p.Gly100Arg", "p.Trp1202Arg", "p.Gly1202="])
def test_what_is_elsewhere_or_does_not_fit_is_no_hotspot(text):
    assert not [hotspot for hotspot in find(annotated("ALK", text)) if hotspot.match is HotspotMatch.SAME]


@pytest.mark.parametrize("text", ["p.Gly2032Arg", "p.Gly2026Arg"])
def test_ros1_is_found_in_both_numberings(text):
    """The literature counts 2,347 residues (NM_002944), MANE Select 2,341."""
    found = [hotspot for hotspot in find(annotated("ROS1", text)) if hotspot.named == "G2032R"]
    assert found
    for hotspot in found:
        assert (hotspot.match, hotspot.residue) == (HotspotMatch.SAME, 2026)
        assert "the literature counts 2032, MANE Select 2026" in hotspot.note


def test_shifts_of_numbering():
    named = {}
    for therapy in KNOWLEDGE.therapies:
        for mutation in therapy.named_mutations:
            named.setdefault(mutation.gene, []).append(mutation)
    shifts = {
        gene: numbering_shift(REFERENCE.gene(gene), named[gene]) for gene in ("ALK", "NTRK1", "NTRK3", "RET", "ROS1")
    }
    assert shifts == {"ALK": 0, "NTRK1": 0, "NTRK3": 0, "RET": 0, "ROS1": -6}


def test_without_annotation_the_exons_tell_the_residue():
    found = [hotspot for hotspot in find(plain("BRAF", "chr7", 140753336, "A", "T")) if hotspot.named == "V600E"]
    assert found
    assert found[0].match is HotspotMatch.POSSIBLY_SAME  # GTG or GTH: glutamate or aspartate
    assert "which becomes D or E" in found[0].note


def test_places_where_nothing_was_found_are_no_hotspots():
    variant = annotated("ALK", "p.Gly1202Arg")
    assert find(PanelVariant("x.vcf", ROW, called=False, consequence=variant.consequence)) == ()
