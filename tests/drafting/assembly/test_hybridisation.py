"""FISH of a draft: texts of our own making."""

from breakapart.drafting.draft import draft_cases

OPENING = "A 50-year-old man underwent excision of a mass of the right arm. The cells were positive for ALK. "


def assays(text, vocabulary):
    (draft,) = draft_cases(OPENING + text, vocabulary)
    return draft.fields["specimens"][0]["components"][0]["fish"]


def test_a_result_told_again_adds_its_share(vocabulary):
    (assay,) = assays("FISH showed a rearrangement of ALK. FISH showed ALK rearrangement in 42% of nuclei.", vocabulary)
    assert (assay["gene"], assay["outcome"], assay["percent_positive"]) == ("ALK", "present", 42)


def test_two_genes_are_two_assays(vocabulary):
    found = assays("FISH was positive for ALK rearrangement and negative for ROS1 rearrangement.", vocabulary)
    assert {one["gene"]: one["outcome"] for one in found} == {"ALK": "present", "ROS1": "absent"}
