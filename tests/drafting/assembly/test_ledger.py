"""Origins of the fields of a draft, by paths that lead to them."""

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.clean import clean
from breakapart.model.draft import Observation, SectionKind, Span, Sureness

TEXT = "ALK was positive. The legend calls ALK negative."


def said(words, section=SectionKind.CASE, sureness=Sureness.READ, figure=""):
    start = TEXT.index(words)
    return Observation("ihc", {}, start, start + len(words), "rule", section=section, sureness=sureness, figure=figure)


def test_an_origin_has_the_path_and_the_words_of_its_field():
    ledger, stains, case = Ledger(clean(TEXT)), [], {"patient": {}}
    ledger.put(case["patient"], "sex", "female", "sex", said("ALK"))
    stains.append({"marker": "ALK"})
    ledger.note(stains, 0, "ALK", "positive", said("ALK was positive"), said("negative", sureness=Sureness.INFERRED))
    sex, stain = ledger.facts({"patient": case["patient"], "specimens": [{"ihc": stains}]}, case)
    assert (sex.path, sex.value, sex.spans, sex.sureness) == ("patient.sex", "female", (Span(0, 3),), Sureness.READ)
    assert (stain.path, stain.sureness) == ("specimens.0.ihc.0", Sureness.INFERRED)
    assert [TEXT[span.start : span.end] for span in stain.spans] == ["ALK was positive", "negative"]


def test_what_is_no_field_in_the_end_has_no_fact():
    ledger, dropped = Ledger(clean(TEXT)), {}
    ledger.put(dropped, "size_cm", [2.0], "size", said("ALK"))
    assert ledger.facts({"specimens": []}, {}) == ()


def test_entries_behind_a_new_one_move_on():
    ledger, timeline = Ledger(clean(TEXT)), [{"id": "resection"}]
    ledger.note(timeline, 0, "Procedure", "resection", said("positive"))
    ledger.make_room(timeline, 0)
    timeline.insert(0, {"id": "birth"})
    ledger.note(timeline, 0, "Birth", "birth", said("ALK"))
    assert {fact.path: fact.label for fact in ledger.facts({"timeline": timeline}, {})} == {
        "timeline.0": "Birth",
        "timeline.1": "Procedure",
    }


def test_a_contradiction_names_both_places():
    ledger, stains = Ledger(clean(TEXT)), [{"marker": "ALK", "outcome": "positive"}]
    ledger.note(stains, 0, "ALK", "positive", said("ALK was positive"))
    ledger.disagree(said("ALK negative"), "ALK is called positive and negative", stains[0])
    (note,) = ledger.contradictions
    assert TEXT[note.span.start : note.span.end] == "ALK negative"
    assert note.contradicts == (Span(0, len("ALK was positive")),)


def test_a_result_told_in_two_ways_keeps_both():
    ledger, stains = Ledger(clean(TEXT)), [{"marker": "ALK", "extent": "focal"}]
    ledger.note(stains, 0, "ALK", "focal", said("ALK was positive"))
    legend = said("ALK negative", section=SectionKind.LEGEND, figure="Fig. 1F")
    for _ in range(2):
        ledger.also_stated(stains[0], "extent", "partial", "ALK", legend)
    ledger.also_stated(stains[0], "extent", "focal", "ALK", legend)
    assert stains[0]["also_stated"] == [{"value": "partial", "where": "legend of Fig. 1F"}]
    assert stains[0]["stated_in"] == ["text"]
