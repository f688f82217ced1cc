"""Notations without a junction are told from fusions, and each gets the advice that fits it."""

import pytest

from breakapart.annotation.nomenclature import parse_fusion
from breakapart.annotation.other_notations import what_it_is
from breakapart.errors import InputError


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        ("t(2;5)(p23;q35)", "a karyotype names bands", "NPM1::ALK"),
        ("inv(2)(p21p23)", "a karyotype names bands", "NPM1::ALK"),
        ("46,XX,t(X;18)(p11;q11)", "a karyotype names bands", "NPM1::ALK"),
        ("NM_003162.4:c.412::NM_004304.5:c.3173", "on the RNA (r.)", "r.?_412"),
        ("NC_000002.12:g.36916078::NC_000002.12:g.29223528", "which strand", "chr2:36916078:-"),
        ("NC_000023.11:g.100::NC_000002.12:g.29223528", "which strand", "chrX:100:+"),
        ("NC_000002.11:g.37143221_29446394inv", "not the chromosome of GRCh38 (NC_000002.12)", "Lift"),
        ("hg19 chr2:37143221:-::chr2:29446394:-", "positions of hg19", "Lift"),
        ("chr2:37143221:-::chr2:29446394:- (GRCh37)", "positions of GRCh37", "Lift"),
        ("EWS-FLI1 type 1", "types mean other exons", "E7;F6"),
        ("FUS-DDIT3 type II", "types mean other exons", "E7;F5"),
        ("MET exon 14 skipping", "within one gene", "variant"),
        ("EGFRvIII", "within one gene", "variant"),
        ("EGFR KDD", "within one gene", "variant"),
        ("FLT3-ITD", "within one gene", "variant"),
        ("ALK break-apart positive", "an assay", "both genes"),
    ],
)
def test_each_notation_is_named(text, message, advice):
    found = what_it_is(text)
    assert found is not None
    assert message in found[0]
    assert advice in found[1]
    with pytest.raises(InputError, match="cannot read"):
        parse_fusion(text)


@pytest.mark.parametrize(
    "text",
    [
        "STRN(e3)::ALK(e20)",
        "chr2:36916078:-::chr2:29223528:-",
        "NM_003162.4:r.?_412::NM_004304.5:r.3173_?",
        "ENST00000263918(STRN):e.3::ENST00000389048(ALK):e.20",
        "EML4-ALK E13;A20",
        "DEL1::ALK",
        "KIF5B-RET K15;R12",
    ],
)
def test_fusions_are_left_alone(text):
    assert what_it_is(text) is None


def test_the_current_build_may_be_named():
    assert parse_fusion("hg38 chr2:36916078:-::chr2:29223528:-").syntax == "breakpoints"
