"""Assays told of in several sentences: which sentences are of one, and which result is of which."""

from breakapart.drafting.assays import ToldAssay, assay_of, told_assays
from breakapart.model.draft import Observation


def seen(start, kind="assay", **values):
    return Observation(kind, values, start, start + 10, "rule")


def test_sentences_that_agree_are_of_one_assay():
    (one,) = told_assays([seen(0, method="ngs"), seen(20, design="capture", rna=True), seen(40, platform="MiSeq")])
    fields = one.fields([])
    assert (fields["design"], fields["molecule"], fields["platform"]) == ("capture", "RNA", "MiSeq")


def test_what_is_not_said_stays_unknown():
    fields = ToldAssay().fields([])
    assert (fields["design"], fields["molecule"], fields["detects"]) == ("unknown", "unknown", [])


def test_another_method_or_design_is_another_assay():
    told = [
        seen(0, method="ngs", design="amplicon"),
        seen(20, method="ngs", design="capture"),
        seen(40, method="rt_pcr"),
    ]
    assert len(told_assays(told)) == 3


def test_two_molecules_with_a_scope_of_their_own_are_two_assays_on_one_platform():
    told = [seen(0, genes_covered=523, dna=True), seen(20, genes_covered=55, rna=True), seen(40, platform="NextSeq")]
    dna, rna = told_assays(told)
    assert [a.fields([])["molecule"] for a in (dna, rna)] == ["DNA", "RNA"]
    assert {a.fields([])["platform"] for a in (dna, rna)} == {"NextSeq"}
    assert assay_of(seen(60, "fusion", call="A::B"), (dna, rna)) is rna
    assert assay_of(seen(60, "tmb", tmb_per_mb=1.0), (dna, rna)) is dna
    assert assay_of(seen(60, "negative", variant_classes=("substitution",)), (dna, rna)) is dna


def test_a_result_is_of_the_assay_of_its_sentence():
    first, second = told_assays([seen(0, method="ngs", design="amplicon"), seen(20, method="ngs", design="capture")])
    assert assay_of(seen(3, "negative", genes=("ROS1",)), (first, second)) is first
    assert assay_of(seen(25, "fusion", call="FN1::ROS1"), (first, second)) is second


def test_ids_do_not_repeat():
    assert ToldAssay().fields(["sequencing"])["id"] == "sequencing-2"
