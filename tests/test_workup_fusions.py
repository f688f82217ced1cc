"""A written fusion brought together with gene models, probes and what is published."""

from tests.builders_diagnosis import make_case

from breakapart.annotation.settings import AnnotationSettings
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.workup_fusions import annotate_call, fusion_trouble

KNOWLEDGE, REFERENCE = Knowledge.bundled(), Reference.bundled()


def test_one_partner_only_is_no_annotation():
    assert annotate_call("?::ALK(e20)", REFERENCE, KNOWLEDGE, AnnotationSettings()) is None


def test_a_probe_of_the_case_decides_what_fish_should_show():
    case = make_case({"components": [{"fish": [{"gene": "ALK", "outcome": "present", "probe": "ALK-generic"}]}]})
    fusion = annotate_call("STRN(e3)::ALK(e20)", REFERENCE, KNOWLEDGE, AnnotationSettings(), case=case)
    assert (fusion.geometry.probe_gene, fusion.geometry.expected_pattern) == ("ALK", "isolated_3p")


def test_trouble_with_a_fusion_is_told_in_one_sentence():
    assert fusion_trouble(REFERENCE, KNOWLEDGE, "STRN(e3)::ALK(e20)") is None
    assert fusion_trouble(REFERENCE, KNOWLEDGE, "HLA-A-NTRK1") is None
    assert "ALKK" in fusion_trouble(REFERENCE, KNOWLEDGE, "STRN(e3)::ALKK(e20)")
