from breakapart.drafting.score import score
from breakapart.model.case import Case


def case(ihc, **more):
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "x",
            "title": "x",
            "specimens": [
                {
                    "id": "a",
                    "name": "A",
                    "kind": "primary",
                    "site": "arm",
                    "components": [{"id": "t", "name": "T", "ihc": ihc}],
                }
            ],
            **more,
        }
    )


def test_right_wrong_and_missed_are_counted():
    truth = case([{"marker": "S100", "outcome": "present"}, {"marker": "ALK", "outcome": "absent"}])
    draft = case([{"marker": "S100", "outcome": "present"}, {"marker": "CD34", "outcome": "present"}])
    ihc = next(kind for kind in score(draft, truth) if kind.kind == "ihc")
    assert (ihc.right, [f.what for f in ihc.wrong], [f.what for f in ihc.missed]) == (1, ["CD34"], ["ALK"])
    assert (ihc.precision, ihc.recall) == (0.5, 0.5)


def test_another_outcome_is_wrong_and_missed():
    truth = case([{"marker": "S100", "outcome": "present"}])
    draft = case([{"marker": "S100", "outcome": "absent"}])
    ihc = next(kind for kind in score(draft, truth) if kind.kind == "ihc")
    assert (ihc.right, len(ihc.wrong), len(ihc.missed)) == (0, 1, 1)


def test_what_is_not_said_of_an_assay_is_no_fact():
    about = {"id": "ngs", "name": "NGS", "design": "unknown", "molecule": "unknown", "detects": []}
    total = score(case([], assays=[about]), case([], assays=[about | {"molecule": "RNA"}]))[-1]
    assert ([fact.what for fact in total.missed], total.wrong) == (["molecule"], ())


def test_a_case_equals_itself():
    same = case(
        [{"marker": "S100", "outcome": "present", "extent": "focal"}], patient={"sex": "male", "age": "9 years"}
    )
    total = score(same, same)[-1]
    assert (total.precision, total.recall) == (1.0, 1.0)
