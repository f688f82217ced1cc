"""What an assay can see follows from what is written of it, and what is not written stays unknown."""

import pytest

from breakapart.diagnosis.scope import Reach, scope_of
from breakapart.model.sequencing import SequencingAssay, VariantClass


def assay(**changes):
    about = {"id": "panel", "name": "Panel", "design": "amplicon", "molecule": "RNA", "detects": ("fusion",)}
    return SequencingAssay.model_validate(about | changes)


@pytest.mark.parametrize(
    ("changes", "variant_class", "gene", "reach"),
    [
        ({}, "fusion", None, Reach.WITHIN),
        ({"cannot_detect": ("substitution",)}, "substitution", "BRAF", Reach.OUTSIDE),
        ({}, "substitution", "BRAF", Reach.UNKNOWN),
        ({}, "promoter", "TERT", Reach.OUTSIDE),
        ({"molecule": "DNA"}, "promoter", "TERT", Reach.UNKNOWN),
        ({"molecule": "RNA_and_DNA", "detects": ("promoter",)}, "promoter", None, Reach.WITHIN),
        ({}, "copy_number", "CDKN2A", Reach.OUTSIDE),
        ({"genes": ("ALK", "ROS1")}, "fusion", "ALK", Reach.WITHIN),
        ({"genes": ("ALK", "ROS1")}, "fusion", "RET", Reach.OUTSIDE),
        ({"genes": ("ALK", "ROS1"), "genes_covered": 506}, "fusion", "RET", Reach.UNKNOWN),
        ({"fusion_pairs": ("STRN::ALK",)}, "fusion", "STRN", Reach.WITHIN),
        ({"fusion_pairs_covered": 64}, "fusion", "ALK", Reach.UNKNOWN),
        ({"fusion_pairs": ("STRN::ALK",), "fusion_pairs_covered": 64}, "fusion", "ROS1", Reach.UNKNOWN),
        ({"fusion_pairs": ("STRN::ALK",), "detects": ("substitution",)}, "substitution", "STRN", Reach.UNKNOWN),
        ({"molecule": "unknown", "design": "unknown", "detects": ()}, "fusion", "ALK", Reach.UNKNOWN),
        ({"molecule": "unknown", "detects": ()}, "substitution", None, Reach.UNKNOWN),
    ],
)
def test_reach(changes, variant_class, gene, reach):
    assert scope_of(assay(**changes), VariantClass(variant_class), gene).reach is reach


def test_says_why():
    assert scope_of(assay(), VariantClass.PROMOTER, "TERT").because == (
        "Panel sequences RNA: a promoter is not transcribed, so RNA cannot show it"
    )
    assert "64 fusion pairs" in scope_of(assay(fusion_pairs_covered=64), VariantClass.FUSION, "ALK").because
