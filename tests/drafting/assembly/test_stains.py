"""Stains told once, again, and as like those of another tissue: texts of our own making."""

from breakapart.drafting.draft import draft_cases

OPENING = "A 50-year-old man underwent excision of a mass of the right arm. "


def drafted(text, vocabulary):
    (draft,) = draft_cases(OPENING + text, vocabulary)
    return draft


def test_a_stain_told_again_adds_its_clone_and_is_one_stain(vocabulary):
    draft = drafted("The cells were positive for ALK and CD34. ALK (D5F3) was strongly positive.", vocabulary)
    stains = draft.fields["specimens"][0]["components"][0]["ihc"]
    assert [stain["marker"] for stain in stains] == ["ALK", "CD34"]
    assert (stains[0]["clone"], stains[0]["intensity"]) == ("D5F3", "strong")


def test_a_stain_told_positive_and_negative_keeps_the_first_and_is_flagged(vocabulary):
    draft = drafted("The cells were positive for ALK. The cells were negative for ALK.", vocabulary)
    (stain,) = draft.fields["specimens"][0]["components"][0]["ihc"]
    assert stain["outcome"] == "present"
    assert [one.why for one in draft.not_understood if one.contradicts] == [
        "contradiction in the text: ALK is called present and absent"
    ]


def test_a_profile_like_that_of_the_primary_is_collective(vocabulary):
    draft = drafted(
        "The cells were positive for ALK and negative for S100. Two years later the tumour recurred and was excised. "
        "The recurrent tumour was negative for ALK. The other stains of the recurrence were the same as in the "
        "primary tumour.",
        vocabulary,
    )
    first, second = draft.fields["specimens"]
    assert [s["outcome"] for s in first["components"][0]["ihc"]] == ["present", "absent"]
    assert {s["marker"]: (s["outcome"], s.get("basis")) for s in second["components"][0]["ihc"]} == {
        "ALK": ("absent", None),
        "S100": ("absent", "collective"),
    }
