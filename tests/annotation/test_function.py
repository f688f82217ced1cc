"""The verdict: what makes it likely, uncertain or unlikely, and that every reason has a source."""

import re

import pytest

from breakapart.annotation import function, sources
from breakapart.annotation.annotate import NothingKnown, annotate
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.model.fusion import Function, FusionClass, Recurrence, Retention
from breakapart.model.transcript import Domain

LIKELY, UNCERTAIN, UNLIKELY = Function.ACTIVATING_LIKELY, Function.UNCERTAIN, Function.UNLIKELY


class Literature(NothingKnown):
    """Says of every fusion that it recurs, or of none; knows two regions."""

    def __init__(self, *, recurrent):
        self.recurrent = recurrent

    def recurrence(self, gene5, gene3):
        return Recurrence("7 in lung carcinoma", "Who 2020", is_read=True, cases=7) if self.recurrent else None

    def oligomers(self, gene):
        regions = {
            "NPM1": Domain("region", "oligomerisation domain", 0, 83, "Stein 2000"),
            "FN1": Domain("region", "C-terminal dimer bridge", 2457, 2462, "UniProt P02751"),
        }
        return (regions[gene],) if gene in regions else ()

    def fusion_class(self, gene5, gene3):
        if (gene5, gene3) != ("SS18", "SSX1"):
            return None
        return FusionClass("fusion of a chromatin remodelling complex", "acts so", "synovial sarcoma", "Clark 1994")


def judged(text, reference, *, recurrent=False):
    return annotate(parse_fusion(text), reference, known=Literature(recurrent=recurrent))


def texts(fusion):
    return " | ".join(reason.text for reason in fusion.function_reasons)


@pytest.mark.parametrize(
    ("text", "recurrent", "verdict", "because"),
    [
        ("STRN(e3)::ALK(e20)", False, LIKELY, "STRN's coiled coil (residues 53-120) is kept"),
        ("NPM1(e4)::ALK(e20)", False, LIKELY, "NPM1's oligomerisation domain (residues 1-83) is kept"),
        ("ETV6(e5)::NTRK3(e15)", False, LIKELY, "pointed (SAM) domain (residues 40-124) is kept"),
        ("CCDC6(e1)::RET(e12)", False, LIKELY, "is cut but 46 residues of it are left, enough for a coiled coil"),
        ("KIAA1549(e16)::BRAF(e9)", False, LIKELY, "BRAF has lost its inhibitory N-terminal part"),
        ("FGFR3(e17)::TACC3(e11)", False, LIKELY, "complete but for 3 residues beyond its Pfam profile"),
        ("CD74(e6)::ROS1(e35)", True, LIKELY, "recur in published tumours: 7 in lung carcinoma"),
        ("FN1(e23)::ALK(e19)", False, UNCERTAIN, "FN1's C-terminal dimer bridge is lost"),
        ("FN1(e23)::ALK(e19)", True, LIKELY, "FN1's C-terminal dimer bridge is lost"),
        ("NPM1(e2)::ALK(e20)", False, UNLIKELY, "out of frame"),
        ("SS18(e10)::SSX1(e6)", True, UNCERTAIN, "no kinase in it: acts so; typical of synovial sarcoma"),
        ("CD74(e6)::ROS1(e35)", False, UNCERTAIN, "nothing known brings ROS1 kinase domains together"),
        ("STRN(e2)::ALK(e20)", False, UNLIKELY, "out of frame"),
        ("STRN(e2)::ALK(e20)", True, UNLIKELY, "check the exon numbers"),
        ("EML4(e13)::ALK(e25)", False, UNLIKELY, "kinase domain"),
        ("ALK(e19)::STRN(e4)", False, UNLIKELY, "may be the reciprocal product of a STRN::ALK fusion"),
        ("STRN::ALK", True, UNCERTAIN, "frame and kinase domain cannot be told"),
        ("EWSR1(e7)::FLI1(e6)", True, UNCERTAIN, "covers kinase fusions only"),
        ("FIP1L1(e11)::PDGFRA(e12)", False, UNCERTAIN, "known to break inside exon 12"),
        ("FIP1L1(e11)::PDGFRA(e12+2)", False, UNCERTAIN, "nothing known brings PDGFRA"),
        ("TPM4(e8)::ALK(e20)", False, UNLIKELY, "ALK kinase domain (residues 1116-1392) is not made"),
        ("PTPRZ1(e1)::MET(e2)", False, UNCERTAIN, "unless a stop codon lies there"),
        ("PTPRZ1(e1)::MET(e2)", True, LIKELY, "unless a stop codon lies there"),
        ("FGFR3(e18)::TACC3(e11)", True, UNCERTAIN, "behind its stop codon"),
        ("SLC45A3(e1)::BRAF(e8)", True, UNCERTAIN, "frame undetermined"),
    ],
)
def test_verdicts(text, recurrent, verdict, because, reference):
    fusion = judged(text, reference, recurrent=recurrent)
    assert fusion.function is verdict, texts(fusion)
    assert because in texts(fusion)


def test_a_promoter_swap_is_explained(reference):
    # MYH9 exon 1 is untranslated, and MET exon 2 begins in front of the start codon.
    fusion = judged("MYH9(e1)::MET(e2)", reference)
    assert fusion.function is UNCERTAIN
    assert fusion.kinase_domain is Retention.COMPLETE
    assert "made from its own start codon under the promoter of MYH9" in texts(fusion)
    assert "over-expression" in texts(fusion)
    assert fusion.protein.sequence == reference.gene("MET").mane.protein


def test_raf_that_keeps_its_binding_domain_is_not_freed(reference):
    states = set()
    for five in ("KIAA1549(e16)", "STRN(e3)", "AGK(e2)"):
        for exon in range(2, 11):
            fusion = judged(f"{five}::BRAF(e{exon})", reference)
            if fusion.frame != "in_frame":
                continue
            freed = fusion.protein.three_prime_start >= function.HELD_BY_N_TERMINUS["BRAF"]
            states.add(freed)
            assert ("has lost its inhibitory N-terminal part" in texts(fusion)) is freed
            assert ("keeps its inhibitory Ras-binding domain" in texts(fusion)) is not freed
    assert states == {True, False}


def test_map3k8_without_its_last_exon_needs_no_frame(reference):
    for three in ("SVIL(e2)", "SVIL(e3)", "SVIL(e4)", "DIP2C(e2)"):
        fusion = judged(f"MAP3K8(e8)::{three}", reference)
        assert (fusion.kinase_gene, fusion.function) == ("MAP3K8", LIKELY), texts(fusion)
        assert "lost its inhibitory C-terminus" in texts(fusion)


def test_of_two_kinases_the_one_that_is_kept_counts(reference):
    fusion = judged("ALK(e19)::RET(e12)", reference)
    assert fusion.kinase_gene == "RET"
    fusion = judged("BRAF(e18)::RET(e20)", reference)
    assert fusion.kinase_gene == "BRAF"


def test_every_reason_has_a_source_that_can_be_found(reference):
    seen = set()
    for text in ("STRN(e3)::ALK(e20)", "KIAA1549(e16)::BRAF(e9)", "FGFR3(e17)::TACC3(e11)", "STRN::ALK",
                 "ALK(e19)::STRN(e4)", "EWSR1(e7)::FLI1(e6)", "MYH9(e1)::MET(e2)", "MAP3K8(e8)::SVIL(e2)",
                 "SS18(e10)::SSX1(e6)", "NPM1(e4)::ALK(e20)"):  # fmt: skip
        for reason in judged(text, reference, recurrent=True).function_reasons:
            assert reason.source
            seen.add(reason.source)
    named = {value for name, value in vars(sources).items() if name.isupper()}
    publications = [source for source in named if re.search(r"\b(19|20)[0-9]{2}\b", source)]
    for source in publications:
        assert re.search(r"doi:10\.[0-9]{4,5}/\S+|[0-9]+:[0-9]+", source), source
    assert len(seen) > 5


def test_what_recurs_is_said_with_number_and_source(reference):
    reasons = judged("CD74(e6)::ROS1(e35)", reference, recurrent=True).function_reasons
    (recurs,) = [reason for reason in reasons if "recur in published tumours" in reason.text]
    assert (recurs.source, recurs.supports) == ("Who 2020", True)


def test_a_region_is_cited_by_its_own_source(reference):
    reasons = judged("NPM1(e4)::ALK(e20)", reference).function_reasons
    assert [reason.source for reason in reasons if "oligomerisation domain" in reason.text] == ["Stein 2000"]


def test_the_class_of_a_fusion_is_told_where_no_gene_is_a_kinase(reference):
    assert judged("SS18(e10)::SSX1(e6)", reference).fusion_class.typical_of == "synovial sarcoma"
    assert judged("EWSR1(e7)::FLI1(e6)", reference).fusion_class is None
    assert judged("STRN(e3)::ALK(e20)", reference).fusion_class is None
