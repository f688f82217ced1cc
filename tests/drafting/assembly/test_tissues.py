"""Which tissue and which component a finding belongs to."""

import pytest

from breakapart.drafting.assembly.tissues import Tissues, alike
from breakapart.model.draft import Observation, Scope


def finding(start=0, **scope):
    return Observation("ihc", {"marker": "ALK"}, start, start + 3, "rule", scope=Scope(**scope))


@pytest.fixture
def tissues():
    made = Tissues({"text": "left thigh", "region": "trunk_or_extremity", "side": None})
    for kind, place in (("primary", "left thigh"), ("recurrence", "left thigh"), ("metastasis", "right lung")):
        made.take(None, kind, "resection").fields["site"] = {"text": place}
    return made


def kinds(found):
    return [tissue.kind for tissue in found]


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        ({}, ["primary"]),
        ({"specimens": ("metastasis",)}, ["metastasis"]),
        ({"specimens": ("primary", "recurrence")}, ["primary", "recurrence"]),
        ({"site": "right lung"}, ["metastasis"]),
        ({"site": "left thigh"}, ["primary"]),
    ],
)
def test_a_finding_goes_where_its_scope_says(scope, wanted, tissues):
    assert kinds(tissues.of(finding(**scope))) == wanted


def test_a_label_wins_over_the_main_tumour(tissues):
    tissues.named["B"] = tissues.all[2]
    assert kinds(tissues.of(finding(tissue="B"))) == ["metastasis"]


def test_of_several_recurrences_the_last_is_meant(tissues):
    last = tissues.take(None, "recurrence", "excision")
    assert tissues.of(finding(specimens=("recurrence",))) == [last]


def test_findings_are_of_nothing_where_nothing_was_taken():
    assert Tissues(None).of(finding()) == []


def test_a_finding_without_a_component_is_of_the_worse_one(tissues):
    primary = tissues.all[0]
    for name in ("low-grade", "dedifferentiated"):
        primary.component(Scope(component=name))
    assert primary.component(Scope())["id"] == "dedifferentiated"
    assert [component["id"] for component in primary.as_specimen()["components"]] == ["low-grade", "dedifferentiated"]


def test_where_nothing_is_divided_all_is_of_the_tumour(tissues):
    assert tissues.all[0].component(Scope(component="superficial"))["id"] == "tumour"


def test_a_biopsy_is_no_resection_and_the_unsaid_may_be_either():
    assert alike("core_biopsy", "biopsy")
    assert not alike("core_biopsy", "resection")
    assert alike("unknown", "resection")
    assert alike("resection", None)
