"""Sequencing of a draft: texts of our own making."""

from breakapart.drafting.draft import draft_cases

OPENING = "A 50-year-old man underwent excision of a mass of the right arm. The cells were positive for ALK. "


def sequenced(text, vocabulary):
    (draft,) = draft_cases(OPENING + text, vocabulary)
    (result,) = draft.fields["specimens"][0]["components"][0]["sequencing"]
    return draft, result


def test_a_fusion_told_again_with_exons_is_one_fusion_with_exons(vocabulary):
    _, result = sequenced(
        "RNA sequencing revealed a TPM3::ALK fusion. The fusion joined exon 7 of TPM3 to exon 20 of ALK.", vocabulary
    )
    assert [fusion["call"] for fusion in result["fusions"]] == ["TPM3(e7)::ALK(e20)"]


def test_what_was_found_is_among_what_the_assay_detects(vocabulary):
    draft, result = sequenced("RNA sequencing revealed a TPM3::ALK fusion.", vocabulary)
    (assay,) = draft.fields["assays"]
    assert result["assay"] == assay["id"]
    assert "fusion" in assay["detects"]


def test_a_gene_named_again_without_its_change_is_no_second_variant(vocabulary):
    _, result = sequenced(
        "Next-generation sequencing revealed TP53 p.R175H. The TP53 mutation was pathogenic.", vocabulary
    )
    assert [variant["gene"] for variant in result["variants"]] == ["TP53"]


def test_nothing_sequenced_is_no_assay(vocabulary):
    (draft,) = draft_cases(OPENING, vocabulary)
    assert "assays" not in draft.fields
