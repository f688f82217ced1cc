import pytest
from tests.builders_reports import HOSTILE, LONG, case_1, case_2, empty_result, hard_result
from tests.svg_boxes import NAMESPACE, boxes, check_figure, root_of

from breakapart.model.ihc import IhcResult
from breakapart.reports import ihc_figure


def words(svg):
    return [box.text for box in boxes(svg)]


@pytest.mark.parametrize(
    "case", [case_1(), case_2(), hard_result(HOSTILE).case, hard_result(LONG).case], ids=["1", "2", "hostile", "long"]
)
def test_text_keeps_to_itself(case):
    check_figure(ihc_figure.draw(case))


def test_no_stain_no_figure():
    assert ihc_figure.draw(empty_result().case) is None


def test_what_was_done_in_one_component_only_is_not_done_in_the_other():
    case = case_1()
    superficial, deep = case.specimens[0].components
    only_deep = {(s.marker, s.clone) for s in deep.ihc} - {(s.marker, s.clone) for s in superficial.ihc}
    assert words(ihc_figure.draw(case)).count("not done") == len(only_deep)


def test_every_stain_has_a_cell():
    case = case_1()
    absent = sum(stain.outcome == "absent" for part in case.specimens[0].components for stain in part.ihc)
    assert words(ihc_figure.draw(case)).count("absent") == absent


def test_markers_that_stain_come_first():
    lines = words(ihc_figure.draw(case_1()))
    assert lines.index("desmin") < lines.index("MyoD1")
    assert lines.index("Ki67") < lines.index("SMA")


def test_half_marks_for_partial_full_for_present_open_for_absent():
    case = case_1()
    stains = [stain for part in case.specimens[0].components for stain in part.ihc]
    root = root_of(ihc_figure.draw(case))
    circles = list(root.iter(f"{NAMESPACE}circle"))
    assert len(circles) == len(stains)
    assert len(list(root.iter(f"{NAMESPACE}path"))) == sum(stain.extent is not None for stain in stains)


def test_a_not_evaluable_stain_has_words_and_no_mark():
    case = hard_result().case
    svg = ihc_figure.draw(case)
    stains = [stain for specimen in case.specimens for part in specimen.components for stain in part.ihc]
    marked = sum(stain.outcome != "not_evaluable" for stain in stains)
    assert len(list(root_of(svg).iter(f"{NAMESPACE}circle"))) == marked
    assert words(svg).count("not evaluable") == len(stains) - marked


def test_a_collective_statement_is_marked_and_explained():
    lines = words(ihc_figure.draw(case_2()))
    assert "absent †" in lines
    assert "† stated for the stains of the specimen together, not for this one" in lines


@pytest.mark.parametrize(
    ("stain", "expected"),
    [
        ({"outcome": "present"}, "present"),
        ({"outcome": "present", "intensity": "strong", "compartments": ["cytoplasmic"]}, "strong, cytoplasmic"),
        ({"outcome": "present", "percent_positive": 30}, "30 % (cells not counted)"),
        ({"outcome": "present", "percent_positive": 12.5, "cells_counted": 400}, "12.5 % (of 400 cells)"),
        ({"outcome": "equivocal", "extent": "rare", "intensity": "weak"}, "equivocal, rare, weak"),
        ({"outcome": "not_evaluable"}, "not evaluable"),
        (
            {"outcome": "present", "extent": "partial", "also_stated": [{"value": "focal", "where": "legend"}]},
            "partial; elsewhere focal",
        ),
    ],
)
def test_stains_in_words(stain, expected):
    assert ihc_figure.stain_words(IhcResult(marker="CD34", **stain)) == expected


def test_labels_replace_ids():
    svg = ihc_figure.draw(
        case_1(), label={"panTRK": "pan-TRK"}.get and (lambda id_: {"panTRK": "pan-TRK"}.get(id_, id_))
    )
    assert "pan-TRK" in words(svg) and "panTRK" not in words(svg)


def test_links_lead_to_findings():
    svg = ihc_figure.draw(case_1(), link=lambda place, stain: f"#{place[1].id}-{stain.marker}")
    links = {element.get("href") for element in root_of(svg).iter(f"{NAMESPACE}a")}
    assert {"#deep-ALK", "#superficial-ALK", "#deep-Ki67"} <= links
