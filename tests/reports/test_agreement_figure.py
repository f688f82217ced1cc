from dataclasses import replace

import pytest
from tests.builders_reports import HOSTILE, LONG, hard_result, result_1, result_2
from tests.svg_boxes import NAMESPACE, boxes, check_figure, root_of

from breakapart.model.agreement import AgreementCell, Look, LookResult
from breakapart.model.outcome import Outcome
from breakapart.model.share import Share, ShareOrigin
from breakapart.reports import agreement_figure


def words(svg):
    return [box.text for box in boxes(svg)]


@pytest.mark.parametrize(
    "result", [result_1(), result_2(), hard_result(HOSTILE), hard_result(LONG)], ids=["1", "2", "hostile", "long"]
)
def test_text_keeps_to_itself(result):
    for agreement in result.agreements:
        check_figure(agreement_figure.draw(agreement))


def test_a_conflict_is_a_word_and_a_bar():
    svg = agreement_figure.draw(result_2().agreements[0])
    assert words(svg).count("conflict") == 1
    assert len(list(root_of(svg).iter(f"{NAMESPACE}rect"))) == 1
    assert not list(root_of(agreement_figure.draw(result_1().agreements[0])).iter(f"{NAMESPACE}rect"))


def test_a_look_that_was_not_made_is_not_done_never_absent():
    svg = agreement_figure.draw(result_2().agreements[0])
    assert words(svg).count("not done") == 1
    assert [line for line in words(svg) if line.startswith("absent")] == ["absent, D5F3"]


def test_a_place_without_any_look_is_named_beside_the_figure():
    agreement = result_2().agreements[0]
    assert [row.label for row in agreement_figure.untested(agreement)] == ["biopsy of the finger"]
    assert "biopsy of the finger" not in words(agreement_figure.draw(agreement))
    assert "biopsy of the finger" in agreement_figure.describe(agreement)


def test_cells_without_an_informative_outcome_have_no_mark():
    svg = agreement_figure.draw(hard_result().agreements[0])
    rows = hard_result().agreements[0].rows
    marked = sum(cell.outcome in ("present", "absent", "equivocal") for row in rows for cell in row.cells)
    assert len(list(root_of(svg).iter(f"{NAMESPACE}circle"))) == marked


def test_cells_lead_to_their_findings():
    svg = agreement_figure.draw(result_1().agreements[0], link=lambda cell: f"#{cell.look}" if cell.finding_ids else "")
    assert {element.get("href") for element in root_of(svg).iter(f"{NAMESPACE}a")} == {
        "#protein",
        "#rearrangement",
        "#transcript",
    }


def test_a_share_is_shown_with_its_count_its_interval_and_whose_number_it_is():
    row = result_2().agreements[0].rows[1]
    counted = LookResult("rearranged", Share(51.0, "nuclei", ShareOrigin.RENDERED, 41.3, 60.6, 51, 100))
    protein, _, transcript = row.cells
    cells = (protein, AgreementCell(Look.REARRANGEMENT, Outcome.PRESENT, "rearranged", (), (counted,)), transcript)
    agreement = replace(result_2().agreements[0], rows=(replace(row, cells=cells),))
    shown = words(agreement_figure.draw(agreement))
    assert {"rearranged", "51 of 100 nuclei: 51 %", "95 % interval 41–61", "rendered example"} <= set(shown)
    assert {"PLEKHH2::ALK", "59.74 % of reads", "laboratory's number"} <= set(shown)
    assert "rearranged (51 of 100 nuclei: 51 %, 95 % interval 41–61, rendered example)" in agreement_figure.describe(
        agreement
    )
