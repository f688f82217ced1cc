"""When a sentence is read for stains at all, and which names in it are stains."""

import pytest
from tests.drafting.fact_notation import told

from breakapart.drafting.draft import read_sentence


def stains(text, vocabulary):
    return sorted(told(one, "ihc") for one in read_sentence(text, vocabulary) if one.kind == "ihc")


@pytest.mark.parametrize(
    "text",
    [
        "FISH was positive for ALK rearrangement.",
        "Amplification of CDK4 and MDM2 was detected by sequencing.",
        "Such tumours may express CD34.",
        "An NTRK1::TPM3 fusion was identified.",
        "ALK and CD34 were ordered.",
    ],
)
def test_nothing_is_told_of_stains(text, vocabulary):
    assert stains(text, vocabulary) == []


def test_a_short_name_in_brackets_is_the_same_stain(vocabulary):
    assert stains("Anaplastic lymphoma kinase (ALK) was positive.", vocabulary) == ["ALK+"]


def test_a_proliferation_index_is_ki67(vocabulary):
    assert stains("The proliferation index was 10%.", vocabulary) == ["Ki67+10%"]
    assert stains("The mitotic proliferation index was 10%.", vocabulary) == []
