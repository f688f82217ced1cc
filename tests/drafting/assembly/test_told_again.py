"""When an event is the one told before."""

from breakapart.drafting.assembly.tissues import Tissues
from breakapart.drafting.assembly.told_again import is_given, is_known_metastasis, is_told_procedure, same_read
from breakapart.model.draft import Observation

LUNG = {"kind": "metastasis", "site": {"text": "lung", "region": "lung"}}


def test_a_metastasis_of_the_same_place_is_known_until_the_tumour_comes_back():
    again = {"site": {"text": "right lung", "region": "lung"}}
    assert is_known_metastasis(again, [LUNG])
    assert not is_known_metastasis(again, [LUNG, {"kind": "recurrence"}])
    assert not is_known_metastasis({"site": {"text": "liver", "region": "visceral"}}, [LUNG])


def test_a_drug_given_before_is_given_still():
    timeline = [{"kind": "treatment", "what": "Ifosfamide and doxorubicin", "course": "given"}]
    assert is_given("doxorubicin", timeline)
    assert not is_given("crizotinib", timeline)


def read(**values):
    return Observation("event:pathology_read", values, 0, 1, "rule")


def test_the_same_diagnosis_is_one_read_until_something_is_done():
    before = {"kind": "pathology_read", "entity": "dfsp"}
    assert same_read(read(entity="dfsp"), [before]) is before
    assert same_read(read(entity="dfsp"), [before, {"kind": "procedure"}]) is None
    assert same_read(read(entity="imt"), [before]) is None
    assert same_read(read(entity="imt", sums_up=True), [before]) is before


def test_a_biopsy_only_named_is_the_one_taken():
    text = "A biopsy was taken. The biopsy showed spindle cells."
    tissues = Tissues(None)
    taken = tissues.take(Observation("event:procedure", {"procedure": "biopsy"}, 2, 8, "rule"), "primary")
    event = {"kind": "procedure"}
    taken.events.append(event)
    named = Observation("event:procedure", {"procedure": "biopsy", "mention": True}, 24, 30, "rule")
    assert is_told_procedure(named, [event], tissues, text, 0)
    assert tissues.named["@24"] is taken
    excised = Observation("event:procedure", {"procedure": "excision", "mention": True}, 24, 30, "rule")
    assert not is_told_procedure(excised, [event], tissues, text, 0)
