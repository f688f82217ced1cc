"""How fusions act that are no kinase fusions."""

import pytest

from breakapart.errors import InputError
from breakapart.knowledge.fusion_classes import ANY
from breakapart.reference import Reference


@pytest.mark.parametrize(
    ("five", "three", "kind", "typical"),
    [
        ("SS18", "SSX1", "fusion of a chromatin remodelling complex (BAF)", "synovial sarcoma"),
        ("EWSR1", "FLI1", "transcription factor fusion", "Ewing sarcoma"),
        ("COL1A1", "PDGFB", "growth factor fusion", "dermatofibrosarcoma protuberans"),
        ("MYH9", "USP6", "promoter swap", "nodular fasciitis"),
        ("NAB2", "STAT6", "transcription factor fusion", "solitary fibrous tumour"),
        ("HEY1", "NCOA2", "transcription factor fusion", "mesenchymal chondrosarcoma"),
        ("PAX3", "FOXO1", "transcription factor fusion", "alveolar rhabdomyosarcoma"),
    ],
)
def test_fusions_of_soft_tissue_have_their_class(knowledge, five, three, kind, typical):
    known = knowledge.fusion_class(five, three)
    assert known.kind == kind
    assert typical in known.typical_of


def test_a_pair_goes_before_any_gene(knowledge):
    assert knowledge.fusion_class("TNC", "USP6").kind == "promoter swap"
    assert knowledge.fusion_class("HMGA2", "LPP").kind == "truncation of HMGA2"
    assert knowledge.fusion_class("STRN", "ALK") is None


def test_genes_are_approved_symbols(knowledge):
    reference = Reference.bundled()
    written = {gene for row in knowledge.fusion_class_rows for gene in (*row.five_genes, *row.three_genes)} - {ANY}
    not_coding = {"DUX4L1", "MALAT1"}
    assert {
        gene for gene in written - not_coding if (found := reference.find(gene)) is None or found.symbol != gene
    } == (set())


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("five_genes", "", "expected genes on both sides"),
        ("kind", "", "column 'kind' is empty"),
        ("evidence", "sure", "evidence class 'sure' is not known"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("fusion_classes.tsv", column=column, value=value).fusion_class_rows
    assert message in str(caught.value)


def test_a_row_for_any_fusion_is_refused(spoiled):
    row = "*\t*\tkind\tacts\ttumour\tsource\trecalled"
    with pytest.raises(InputError, match="any gene on both sides"):
        _ = spoiled("fusion_classes.tsv", line=3, row=row).fusion_class_rows
