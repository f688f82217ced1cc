from breakapart.drafting.score import facts_of, score, score_as_counted
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


def of_two(*specimens):
    """A case of several specimens, each given as kind, procedure and its stains that are present."""
    case = {
        "breakapart_case": 1,
        "id": "x",
        "title": "x",
        "specimens": [
            {
                "id": f"s{i}",
                "name": "S",
                "kind": kind,
                "site": "arm",
                "procedure": procedure,
                "components": [{"id": "t", "name": "T", "ihc": [{"marker": m, "outcome": "present"} for m in stains]}],
            }
            for i, (kind, procedure, stains) in enumerate(specimens)
        ],
    }
    return Case.model_validate(case)


BIOPSY = ("primary", "biopsy", ("S100",))
EXCISION = ("primary", "excision", ("CD34", "ALK", "desmin"))
METASTASIS = ("metastasis", "excision", ("EMA", "SOX10"))


def told(score):
    return [str(fact) for fact in score.wrong], [str(fact) for fact in score.missed]


def test_a_specimen_too_few_shifts_no_other():
    total = score(of_two(EXCISION), of_two(BIOPSY, EXCISION))[-1]
    assert total.right == 5  # kind, procedure, three stains
    assert total.wrong == ()
    assert told(total)[1] == [
        "ihc primary 1 S100 = present",
        "specimen primary 1 kind = primary",
        "specimen primary 1 procedure = biopsy",
        "specimen primary 2 taken after = primary 1",
    ]


def test_as_counted_it_shifts_them_all():
    counted = score_as_counted(of_two(EXCISION), of_two(BIOPSY, EXCISION))
    assert counted.kind == "as counted"
    assert (counted.right, len(counted.wrong), len(counted.missed)) == (1, 4, 8)


def test_a_specimen_too_many_is_wrong_by_itself():
    total = score(of_two(BIOPSY, EXCISION), of_two(EXCISION))[-1]
    assert (total.right, told(total)[1]) == (5, [])
    assert all("extra primary 1" in fact for fact in told(total)[0])


def test_the_kind_of_a_specimen_is_one_fact():
    draft = of_two(("primary", "excision", ("EMA", "SOX10")))
    total = score(draft, of_two(METASTASIS))[-1]
    assert told(total) == (
        ["specimen metastasis 1 kind = primary"],
        ["specimen metastasis 1 kind = metastasis"],
    )


def test_the_order_of_specimens_is_a_fact():
    total = score(of_two(METASTASIS, EXCISION), of_two(EXCISION, METASTASIS))[-1]
    assert told(total) == (
        ["specimen primary 1 taken after = metastasis 1"],
        ["specimen metastasis 1 taken after = primary 1"],
    )


def test_many_specimens_are_still_set_beside_each_other():
    many = [
        ("primary", "biopsy", (name,)) for name in ("S100", "CD34", "ALK", "desmin", "EMA", "SOX10", "SMA", "STAT6")
    ]
    total = score(of_two(*many[1:]), of_two(*many))[-1]
    assert [fact for fact in told(total)[0] if "ihc" in fact] == []
    assert [fact for fact in told(total)[1] if "ihc" in fact] == ["ihc primary 1 S100 = present"]


def with_part(**part):
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "x",
            "title": "x",
            "assays": [{"id": "p", "name": "P", "design": "amplicon", "molecule": "DNA", "detects": ["substitution"]}],
            "specimens": [
                {
                    "id": "a",
                    "name": "A",
                    "kind": "primary",
                    "site": "arm",
                    "components": [{"id": "t", "name": "T", **part}],
                }
            ],
        }
    )


def test_an_unknown_procedure_is_no_fact():
    assert not any(fact.what == "procedure" for fact in facts_of(case([])))


def test_clones_are_compared_in_one_spelling():
    one = case([{"marker": "Ki67", "outcome": "present", "clone": "MIB-1"}])
    other = case([{"marker": "Ki67", "outcome": "present", "clone": "clone MIB1"}])
    assert score(one, other)[-1].precision == 1.0


def test_counts_of_fish_are_facts_and_give_patterns():
    counted = with_part(fish=[{"gene": "ALK", "counts": {"fused": 40, "split": 55, "isolated_3p": 5}}])
    facts = {str(fact) for fact in facts_of(counted) if fact.kind == "fish"}
    assert {
        "fish primary 1 ALK count split = 55",
        "fish primary 1 ALK cells_scored = 100",
        "fish primary 1 ALK pattern = isolated_3p",
    } <= facts


def test_necrosis_in_percent_is_a_fact_and_gives_its_class():
    facts = {str(fact) for fact in facts_of(with_part(necrosis={"percent": 15}))}
    assert {"grade primary 1 necrosis percent = 15", "grade primary 1 necrosis extent = under_half"} <= facts


def test_small_variants_are_facts():
    result = {"assay": "p", "variants": [{"gene": "NF1", "hgvs": "NM_001042492.3:c.4084C>T"}]}
    facts = {str(fact) for fact in facts_of(with_part(sequencing=[result]))}
    assert {"variant primary 1 NF1 substitution = present", "variant primary 1 NF1 hgvs = c.4084C>T"} <= facts


def with_reads(*entities):
    reads = [
        {"id": f"r{i}", "kind": "pathology_read", "what": "read", "diagnosis": entity, "entity": entity}
        for i, entity in enumerate(entities)
    ]
    return case([], timeline=reads)


def test_events_of_a_kind_are_set_beside_each_other_in_their_order():
    total = score(with_reads("SFT"), with_reads("DFSP", "SFT"))[-1]
    assert told(total)[0] == []
    assert told(total)[1] == ["event pathology_read 1 = happened", "event pathology_read 1 entity = DFSP"]
    swapped = score(with_reads("SFT", "DFSP"), with_reads("DFSP", "SFT"))[-1]
    assert len(told(swapped)[1]) == 2
