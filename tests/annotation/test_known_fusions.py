"""Verdicts with the bundled knowledge: what every molecular pathologist knows as activating, and what must never be."""

import csv
import random
import re

import pytest

from breakapart.annotation.annotate import annotate
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.knowledge import Knowledge
from breakapart.model.fusion import Frame, Function, Retention

KNOWLEDGE = Knowledge.bundled()


def judged(text, reference):
    return annotate(parse_fusion(text), reference, known=KNOWLEDGE)


# Junctions as published, in the numbers of the reports.
@pytest.mark.parametrize(
    "text",
    [
        "CD74(e6)::ROS1(e34)", "SLC34A2(e4)::ROS1(e32)", "SDC4(e2)::ROS1(e32)", "EZR(e10)::ROS1(e34)",
        "LRIG3(e16)::ROS1(e35)", "CLTC(e31)::ROS1(e35)", "NCOA4(e7)::RET(e12)", "NCOA4(e8)::RET(e12)",
        "KIF5B(e15)::RET(e12)", "CEP43(e12)::RET(e12)", "CD74(e8)::NTRK1(e12)", "IRF2BP2(e1)::NTRK1(e10)",
        "RBPMS(e5)::NTRK3(e14)", "QKI(e6)::NTRK2(e15)", "AFAP1(e14)::NTRK2(e10)", "ATIC(e7)::ALK(e20)",
        "CARS1(e18)::ALK(e20)", "FN1(e23)::ALK(e19)", "A2M(e22)::ALK(e19)", "TNS1(e22)::ALK(e19)",
        "NPM1(e4)::ALK(e20)", "FGFR2(e17)::BICC1(e3)", "FGFR2(e17)::AHCYL1(e5)", "FN1(e28)::FGFR1(e4)",
        "EGFR(e24)::RAD51(e4)", "DNAJB1(e1)::PRKACA(e2)", "FGFR3(e17)::TACC3(e11)", "BCR(e14)::ABL1(e2)",
    ],
)  # fmt: skip
def test_known_kinase_fusions_are_likely(text, reference):
    fusion = judged(text, reference)
    assert fusion.function is Function.ACTIVATING_LIKELY, [reason.text for reason in fusion.function_reasons]


def test_recurrence_names_source_and_count(reference):
    reasons = judged("FN1(e28)::FGFR1(e4)", reference).function_reasons
    (recurs,) = [reason for reason in reasons if "recur in published tumours" in reason.text]
    assert "21 in phosphaturic mesenchymal tumour" in recurs.text
    assert "10.1038/modpathol.2016.137" in recurs.source


def test_what_was_recalled_says_so(reference):
    reasons = judged("SLC34A2(e4)::ROS1(e32)", reference).function_reasons
    assert any("recalled, not re-read" in reason.text for reason in reasons)


@pytest.mark.parametrize("text", ["PEAR1(e15)::NTRK1(e10)", "NFASC(e21)::NTRK1(e10)", "CDK12(e13)::ERBB2(e2)"])
def test_kinase_fusions_without_either_stay_uncertain(text, reference):
    assert judged(text, reference).function is Function.UNCERTAIN


def test_no_other_frame_and_no_cut_kinase_is_made_likely(shared, reference):
    rows = list(csv.DictReader((shared / "reference" / "fusion_frames.tsv").open(encoding="utf-8"), delimiter="\t"))
    assert len(rows) == 376
    for row in rows:
        text = f"{row['five_gene']}({row['five_exon_reported']})::{row['three_gene']}({row['three_exon_reported']})"
        with_known, without = judged(text, reference), annotate(parse_fusion(text), reference)
        if without.function is Function.UNLIKELY:
            assert with_known.function is Function.UNLIKELY, text


def test_recurrence_never_outweighs_frame_or_kinase(reference):
    rng = random.Random(11)
    pairs = sorted({(one.five_gene, one.three_gene) for one in KNOWLEDGE.kinase_fusion_reports})
    checked = 0
    for five, three in pairs:
        fives, threes = (len(reference.gene(gene).mane.exons) for gene in (five, three))
        for _ in range(12):
            fusion = judged(f"{five}(e{rng.randint(1, fives)})::{three}(e{rng.randint(1, threes)})", reference)
            lost = fusion.frame is Frame.OUT_OF_FRAME or fusion.kinase_domain is not Retention.COMPLETE
            checked += lost
            assert not (lost and fusion.function is Function.ACTIVATING_LIKELY), fusion.names.exons
    assert checked > 300


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SS18(e10)::SSX1(e6)", "typical of synovial sarcoma"),
        ("EWSR1(e7)::FLI1(e6)", "typical of Ewing sarcoma"),
        ("COL1A1(e29)::PDGFB(e2)", "cut free whole and stimulates PDGFRB"),
        ("MYH9(e1)::USP6(e1)", "promoter over-expresses USP6 whole"),
        ("NAB2(e6)::STAT6(e16)", "typical of solitary fibrous tumour"),
        ("HEY1(e4)::NCOA2(e13)", "typical of mesenchymal chondrosarcoma"),
        ("PAX3(e7)::FOXO1(e2)", "typical of alveolar rhabdomyosarcoma"),
    ],
)
def test_fusions_of_soft_tissue_without_a_kinase(text, words, reference):
    fusion = judged(text, reference)
    assert (fusion.kinase_gene, fusion.function) == (None, Function.UNCERTAIN)
    assert words in fusion.function_reasons[0].text
    assert "no kinase in it" in fusion.function_reasons[0].text
    assert re.search(r"\b(19|20)[0-9]{2}\b", fusion.function_reasons[0].source)
