"""Which diagnosis is signed where a text tells several."""

from breakapart.drafting.assembly.conclusions import tell_conclusions
from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.clean import clean
from breakapart.drafting.reads import FINAL
from breakapart.model.draft import Observation

TEXT = clean("x" * 100)


def told(entity, start=0, **values):
    return Observation("signed", {"entity": entity, "text": entity, **values}, start, start + 1, "rule")


def concluded(*signed, considered=(), by_title=None):
    case = {}
    tell_conclusions(case, signed, considered, by_title, Ledger(TEXT))
    return case


def test_of_conclusions_the_last_counts():
    assert concluded(told("dfsp"), told("imt", 5))["signed"]["entity"] == "imt"


def test_of_final_diagnoses_that_which_most_specimens_have():
    three = (told("imt", 0, rank=FINAL), told("imt", 5, rank=FINAL), told("dfsp", 9, rank=FINAL))
    assert concluded(*three)["signed"]["entity"] == "imt"


def test_a_title_wins_over_a_conclusion_without_weight():
    assert concluded(told("dfsp"), by_title=told("imt"))["signed"]["entity"] == "imt"
    assert concluded(told("dfsp", rank=FINAL), by_title=told("imt"))["signed"]["entity"] == "dfsp"


def test_what_was_signed_was_not_only_weighed_and_nothing_is_weighed_twice():
    weighed = [
        Observation("considered", {"entity": one, "text": one, "conclusion": "excluded"}, 0, 1, "rule")
        for one in ("imt", "dfsp", "dfsp")
    ]
    assert [one["entity"] for one in concluded(told("imt"), considered=weighed)["considered"]] == ["dfsp"]
