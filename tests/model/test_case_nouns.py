"""What the nouns of a case refuse by themselves, and their short forms."""

import pytest
from pydantic import ValidationError

from breakapart.model.case import Case, Component, Event, EventKind, Site, Specimen
from breakapart.model.fish import FishAssay, FishCounts
from breakapart.model.histology import Mitoses, MorphologyFinding, Necrosis
from breakapart.model.ihc import IhcResult
from breakapart.model.noun import Noun
from breakapart.model.outcome import Outcome
from breakapart.model.sequencing import FusionCall, SequencingAssay, SequencingResult

SPECIMEN = Specimen(id="a", name="A", site="back")


def test_a_bare_text_stands_for_some_nouns():
    assert Site.model_validate("back") == Site(text="back")
    assert MorphologyFinding.model_validate("fascicular") == MorphologyFinding(term="fascicular")
    assert str(Necrosis.model_validate("none").extent) == "none"
    assert {noun.__name__ for noun in all_nouns() if noun.short_form} == {"Site", "MorphologyFinding", "Necrosis"}


def all_nouns(noun=Noun):
    for child in noun.__subclasses__():
        yield child
        yield from all_nouns(child)


def test_nouns_are_frozen_and_know_their_fields():
    with pytest.raises(ValidationError, match="frozen"):
        SPECIMEN.name = "B"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Site(text="back", colour="red")
    with pytest.raises(ValidationError, match="at least 1 character"):
        Site(text="  ")


def test_every_field_says_what_it_means():
    for noun in all_nouns():
        for name, field in noun.model_fields.items():
            assert field.description, f"{noun.__name__}.{name} has no docstring"


@pytest.mark.parametrize(
    ("share", "shares", "fits"),
    [(60, (10, 20, 30), True), (61, (10, 20, 30), True), (62, (10, 20, 30), False), (None, (50, 50, 1), False)],
)
def test_shares_of_intensity_add_up(share, shares, fits):
    def build():
        return IhcResult(marker="ALK", outcome="present", percent_positive=share, percent_by_intensity=shares)

    if fits:
        assert build().percent_by_intensity == shares
    else:
        with pytest.raises(ValidationError, match="adds up to"):
            build()


def test_an_outcome_fits_what_was_seen():
    with pytest.raises(ValidationError, match="'outcome' is 'absent'"):
        IhcResult(marker="ALK", outcome="absent", extent="focal")
    with pytest.raises(ValidationError, match="'outcome' is 'not_evaluable'"):
        IhcResult(marker="ALK", outcome="not_evaluable", percent_positive=0)
    with pytest.raises(ValidationError, match="'percent_positive' is 0"):
        IhcResult(marker="ALK", outcome="present", percent_positive=0)
    assert IhcResult(marker="ALK", outcome="absent", percent_positive=0).outcome is Outcome.ABSENT


@pytest.mark.parametrize(
    ("counts", "percent", "fits"),
    [
        ({"fused": 80, "split": 20}, 20, True),
        ({"fused": 80, "split": 20}, 20.9, True),
        ({"fused": 80, "split": 20}, 22, False),
        # An isolated 5' signal counts with some probes and not with others.
        ({"fused": 80, "split": 10, "isolated_5p": 10}, 10, True),
        ({"fused": 80, "split": 10, "isolated_5p": 10}, 20, True),
        ({"fused": 80, "split": 10, "isolated_5p": 10}, 30, False),
        ({"fused": 50, "not_informative": 50}, 0, True),
    ],
)
def test_a_fish_percentage_fits_the_counts(counts, percent, fits):
    if fits:
        assert FishAssay(gene="ALK", counts=counts, percent_positive=percent).percent_positive == percent
    else:
        with pytest.raises(ValidationError, match="'percent_positive' is"):
            FishAssay(gene="ALK", counts=counts, percent_positive=percent)


@pytest.mark.parametrize(
    ("percent", "cells", "fits"),
    # Oracle: the GRIM test (Brown & Heathers 2017, doi 10.1177/1948550616673876) - is there a whole number k with
    # 100 k / n rounding to the percentage in its own decimals?
    [
        (15, 100, True),
        (15.3, 100, False),
        (33, 60, True),
        (33.3, 60, True),
        (33.4, 60, False),
        (54, 50, True),
        (55, 50, False),
    ],
)
def test_a_fish_percentage_is_of_whole_nuclei(percent, cells, fits):
    if fits:
        assert FishAssay(gene="ALK", outcome="present", percent_positive=percent, cells_scored=cells)
    else:
        with pytest.raises(ValidationError, match="no whole number of the"):
            FishAssay(gene="ALK", outcome="present", percent_positive=percent, cells_scored=cells)


def test_fish_has_one_source_and_some_nuclei():
    assert FishCounts(fused=1, split=2, isolated_3p=3, isolated_5p=4, ambiguous=5, not_informative=6).scored == 15
    with pytest.raises(ValidationError, match="at least an 'outcome'"):
        FishAssay(gene="ALK")
    with pytest.raises(ValidationError, match="only one of"):
        FishAssay(gene="ALK", counts={"fused": 1}, image="a.tif")
    with pytest.raises(ValidationError, match="holds no nucleus"):
        FishAssay(gene="ALK", cells=[])
    with pytest.raises(ValidationError, match="lists only 1 nuclei"):
        FishAssay(gene="ALK", cells=[{"fused": 2}], cells_scored=50)


def test_mitoses_have_an_area_that_adds_up():
    assert Mitoses(count_low=3, fields=10, field_area_mm2=0.2375, area_mm2=2.4)
    with pytest.raises(ValidationError, match=r"10 fields of 0\.2375 mm2 are 2\.375 mm2"):
        Mitoses(count_low=3, fields=10, field_area_mm2=0.2375, area_mm2=2.6)
    with pytest.raises(ValidationError, match="cannot be graded"):
        Mitoses(count_low=3)


@pytest.mark.parametrize(
    ("percent", "extent", "fits"),
    [
        (0, "none", True),
        (10, "under_half", True),
        (50, "half_or_more", True),
        (0, "under_half", False),
        (50, "under_half", False),
    ],
)
def test_a_necrosis_class_fits_its_percentage(percent, extent, fits):
    # FNCLCC: none, under 50 %, 50 % or more (Trojani 1984, doi 10.1002/ijc.2910330108).
    if fits:
        assert Necrosis(percent=percent, extent=extent).percent == percent
    else:
        with pytest.raises(ValidationError, match="but 'extent' is"):
            Necrosis(percent=percent, extent=extent)


def test_an_assay_lists_no_more_than_it_covers():
    base = {"id": "a", "name": "A", "design": "capture", "molecule": "RNA", "detects": ["fusion"]}
    assert SequencingAssay(**base, genes_covered=2, genes=["ALK", "RET"])
    with pytest.raises(ValidationError, match="'genes_covered' is 1 but 'genes' lists 2"):
        SequencingAssay(**base, genes_covered=1, genes=["ALK", "RET"])
    with pytest.raises(ValidationError, match="stands in both"):
        SequencingAssay(**base, cannot_detect=["fusion"])


def test_a_result_does_not_contradict_its_fusions():
    assert SequencingResult(assay="a", outcome="absent", fusions=[FusionCall(call="A::B", outcome="absent")])
    with pytest.raises(ValidationError, match="reported as present"):
        SequencingResult(assay="a", outcome="absent", fusions=[FusionCall(call="A::B")])
    with pytest.raises(ValidationError, match="'outcome' is 'absent'"):
        FusionCall(call="A::B", outcome="absent", junction_reads=3)


@pytest.mark.parametrize(
    ("field", "value", "kinds"),
    [
        ("diagnosis", "x", {EventKind.PATHOLOGY_READ}),
        ("status", "no_progression", {EventKind.FOLLOW_UP}),
        ("follow_up", "2 years", {EventKind.FOLLOW_UP}),
        ("course", "given", {EventKind.TREATMENT, EventKind.PROCEDURE}),
    ],
)
@pytest.mark.parametrize("kind", EventKind)
def test_some_fields_belong_to_some_events(field, value, kinds, kind):
    needed = {"diagnosis": "none"} if kind is EventKind.PATHOLOGY_READ else {}
    fields = {"id": "a", "kind": kind, "what": "It", **needed, field: value}
    if kind in kinds:
        assert getattr(Event(**fields), field) is not None
    else:
        with pytest.raises(ValidationError, match=f"'{field}' belongs to a"):
            Event(**fields)


def test_ids_are_unique_and_found():
    case = Case(breakapart_case=1, id="c", title="C", specimens=[SPECIMEN])
    assert case.specimen("a") is case.specimens[0]
    with pytest.raises(KeyError):
        case.specimen("b")
    with pytest.raises(KeyError):
        case.assay("a")
    with pytest.raises(ValidationError, match="uses the id 'a' twice"):
        Case(breakapart_case=1, id="c", title="C", specimens=[SPECIMEN, SPECIMEN])
    with pytest.raises(ValidationError):
        Component(id="a b", name="A")


def test_components_stand_with_their_specimens_and_can_be_changed_all_at_once():
    parts = (Component(id="c1", name="C1"), Component(id="c2", name="C2"))
    specimens = (
        Specimen(id="a", name="A", site="back", components=parts),
        Specimen(id="b", name="B", site="arm", components=parts[:1]),
    )
    case = Case(breakapart_case=1, id="x", title="x", specimens=specimens)
    assert [(specimen.id, part.id) for specimen, part in case.components] == [("a", "c1"), ("a", "c2"), ("b", "c1")]
    changed = case.with_components(lambda specimen, part: part.model_copy(update={"name": specimen.id + part.id}))
    assert [part.name for _, part in changed.components] == ["ac1", "ac2", "bc1"]
    assert [part.name for _, part in case.components] == ["C1", "C2", "C1"]
