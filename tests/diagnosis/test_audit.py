"""Each rule of the audit on a case that breaks it, and on a near one that does not."""

import pytest
from tests.builders_diagnosis import PANEL, make_case, seen, sequenced, stain
from tests.builders_reports import fnclcc

from breakapart.diagnosis.agreement import compare_assays
from breakapart.diagnosis.audit import audit_case
from breakapart.diagnosis.findings import state_findings
from breakapart.knowledge import Knowledge
from breakapart.model.literature import LiteratureItem, LiteratureList
from breakapart.model.result import At, PlacedGrade

KNOWLEDGE = Knowledge.bundled()
FUSION_PANEL = PANEL | {"name": "Fusion panel", "cannot_detect": ["substitution", "copy_number"]}


def audit(case, fusions=(), grades=(), literature=()):
    findings = state_findings(case, fusions, ())
    return audit_case(
        case,
        fusions=fusions,
        grades=grades,
        agreements=compare_assays(case, findings, fusions, (), KNOWLEDGE),
        knowledge=KNOWLEDGE,
        literature=literature,
    )


def kinds(*args, **kwargs):
    return [flag.kind for flag in audit(*args, **kwargs)]


def test_a_plain_case_raises_nothing():
    part = {"ihc": [stain("ALK", "present")], "sequencing": [sequenced()]}
    assert audit(make_case({"components": [part]}, assays=[FUSION_PANEL]), [seen("s1.c1")]) == ()


# Scope


def claiming(assay, **claim):
    negative = {"statement": "no mutation in BRAF and NRAS"} | claim
    return make_case({"components": [{"sequencing": [sequenced(negatives=[negative])]}]}, assays=[assay])


def test_a_negative_beyond_a_fusion_only_panel_is_flagged():
    case = claiming(FUSION_PANEL, genes=["BRAF", "NRAS"], variant_classes=["substitution"], stated_in="Discussion")
    (flag,) = audit(case, [seen("s1.c1")])
    assert flag.kind == "scope"
    assert flag.statement == (
        "Fusion panel cannot support the stated negative for BRAF and NRAS: it is described as detecting gene fusions. "
        "Treat these as not tested."
    )
    assert "Stated in Discussion" in flag.because
    assert "cannot detect base substitutions" in flag.because
    assert flag.how_to_resolve


@pytest.mark.parametrize(
    ("assay", "claim", "flagged"),
    [
        (
            {"detects": ["fusion", "substitution"], "genes": ["BRAF", "NRAS"]},
            {"variant_classes": ["substitution"]},
            False,
        ),
        ({"detects": ["fusion", "substitution"], "genes": ["BRAF"]}, {"variant_classes": ["substitution"]}, True),
        # genes not listed: not known to be covered
        ({"detects": ["fusion", "substitution"], "genes_covered": 506}, {"variant_classes": ["substitution"]}, True),
        ({"detects": ["fusion"]}, {"variant_classes": ["promoter"]}, True),
        # "mutation" without a class means substitutions and short indels
        ({"detects": ["fusion"]}, {"variant_classes": []}, True),
        ({"detects": ["fusion"], "genes": ["BRAF", "NRAS"]}, {"variant_classes": ["fusion"]}, False),
    ],
)
def test_scope_follows_from_the_assay(assay, claim, flagged):
    case = claiming(PANEL | assay, genes=["BRAF", "NRAS"], **claim)
    assert ("scope" in kinds(case)) is flagged


def test_only_the_genes_beyond_reach_are_named():
    assay = PANEL | {"molecule": "DNA", "detects": ["substitution"], "genes": ["BRAF"]}
    (flag,) = audit(claiming(assay, genes=["BRAF", "NRAS"], variant_classes=["substitution"]))
    assert "negative for NRAS:" in flag.statement


def test_nothing_else_found_is_as_wide_as_the_assay_by_its_own_words():
    assert kinds(claiming(FUSION_PANEL)) == []
    assert kinds(claiming(FUSION_PANEL, variant_classes=["substitution"])) == ["scope"]


# Facts told differently


def test_a_stain_told_twice():
    cd34 = stain("CD34", "present", extent="partial", stated_in=["text"])
    cd34["also_stated"] = [{"value": "focal", "where": "legend"}]
    (flag,) = audit(make_case({"components": [{"ihc": [cd34]}]}))
    assert flag.kind == "inconsistent"
    assert flag.statement == "CD34 is given as 'partial' (text) and as 'focal' (legend)."


@pytest.mark.parametrize(
    ("places", "flagged"), [(["abstract"], True), (["Abstract"], True), (["abstract", "text"], False), ([], False)]
)
def test_a_feature_stated_only_in_the_abstract(places, flagged):
    feature = {"term": "stromal_hyalinisation", "text": "stromal hyalinisation", "stated_in": places}
    flags = audit(make_case({"components": [{"morphology": [feature]}]}))
    assert bool(flags) is flagged
    if flagged:
        assert "only in the" in flags[0].statement


def test_signed_as_what_was_excluded():
    considered = [{"text": "IMT", "entity": "IMT", "conclusion": "excluded"}]
    signed = {"text": "IMT", "entity": "IMT"}
    assert kinds(make_case({}, considered=considered, signed=signed)) == ["inconsistent"]
    assert kinds(make_case({}, considered=considered, signed=signed | {"entity": "EIMS"})) == []


def test_reported_scores_against_computed_ones():
    part = {"reported_grade": {"differentiation": 2, "mitoses": 2, "necrosis": 0, "grade": 2}}
    grades = [PlacedGrade(At("s1", "c1"), fnclcc((5, 6)))]
    flags = audit(make_case({"components": [part]}), grades=grades)
    assert [flag.statement for flag in flags] == [
        "The FNCLCC mitoses score is reported as 2, but follows from the record as 1.",
        "The FNCLCC grade is reported as 2, but follows from the record as 1.",
    ]
    part["reported_grade"] |= {"mitoses": 1, "grade": 1}
    assert kinds(make_case({"components": [part]}), grades=grades) == []


@pytest.mark.parametrize(
    ("changes", "flagged"),
    [
        ({"cutoff_operator": ">", "cutoff_percent": 15}, True),
        ({"cutoff_operator": ">=", "cutoff_percent": 15}, False),
        ({"cutoff_percent": 20}, True),
        ({}, False),
        ({"gene": "NOVEL", "cutoff_operator": ">"}, False),
    ],
)
def test_cutoff_against_the_probes_profile(changes, flagged):
    assay = {"gene": "ALK", "outcome": "present"} | changes
    flags = audit(make_case({"components": [{"fish": [assay]}]}))
    assert bool(flags) is flagged
    if flagged:
        assert flags[0].source == KNOWLEDGE.probe("ALK-vysis").source


# Words where numbers belong


def test_actin_without_a_clone_is_ambiguous():
    (flag,) = audit(make_case({"components": [{"ihc": [stain("SMA", "absent"), stain("actin", "absent")]}]}))
    assert flag.kind == "vocabulary"
    assert "listed beside SMA" in flag.statement
    assert kinds(make_case({"components": [{"ihc": [stain("actin", "absent", clone="HHF35")]}]})) == []


def test_stains_stated_together():
    together = [stain("S100", "present", basis="collective"), stain("CD34", "present", basis="collective")]
    (flag,) = audit(make_case({"components": [{"ihc": together}]}))
    assert flag.statement == "2 stains are stated together, not one by one: S100 and CD34."


def test_brisk_beside_the_lowest_score():
    case = make_case({"components": [{"morphology": [{"term": "high_mitoses", "text": "brisk mitosis"}]}]})
    assert kinds(case, grades=[PlacedGrade(At("s1", "c1"), fnclcc((5, 6)))]) == ["vocabulary"]
    assert kinds(case, grades=[PlacedGrade(At("s1", "c1"), fnclcc((12, 12), mitoses=2))]) == []


# Time


def event(id_, kind="other", after=None, interval=None, **more):
    when = {"after": after} | ({"interval": interval} if interval else {}) if after else None
    return {"id": id_, "kind": kind, "what": id_} | ({"when": when} if when else {}) | more


COURSE = [
    event("first"),
    event("freezing", "treatment", "first", "2 years"),
    event("excision", "procedure", "freezing"),
    event("back", "recurrence", "excision", "4 months"),
    event("again", "recurrence", "back", "4 years"),
]


def followed(months, course=COURSE):
    return make_case({}, timeline=[*course, event("last", "follow_up", follow_up=f"{months} months")])


def test_intervals_that_do_not_fill_the_follow_up():
    (flag,) = audit(followed(96))
    assert flag.kind == "arithmetic"
    assert "2 years + 4 months + 4 years) add up to 76 of the 96 months" in flag.statement
    assert "20 months cannot be placed" in flag.statement


def test_intervals_beyond_the_follow_up():
    (flag,) = audit(followed(60))
    assert "reach 76 months, beyond the 60 months" in flag.statement


def test_intervals_that_fit():
    assert kinds(followed(76)) == []
    assert kinds(followed(96, [event("first")])) == []  # without an interval there is no sum


def test_a_word_for_a_time():
    course = [*COURSE[:3], COURSE[3] | {"what": "rapid recurrence"}, COURSE[4]]
    (flag,) = audit(make_case({}, timeline=course))
    assert flag.kind == "timeline"
    assert flag.statement == (
        "The course is called 'rapid'. The record gives: rapid recurrence: 4 months after excision; "
        "again: 4 years after rapid recurrence."
    )
    assert kinds(make_case({}, timeline=COURSE)) == []


def read(id_, certainty, entity=None, **more):
    return event(id_, "pathology_read", diagnosis=f"{id_} diagnosis", certainty=certainty, entity=entity, **more)


def test_reads_without_a_diagnosis_that_lasted():
    course = [
        event("first"),
        read("biopsy", "definite", "IH", when={"after": "first", "interval": "2 years"}),
        event("back", "recurrence", "biopsy", "4 months"),
        read("review", "disagreement"),
        event("again", "recurrence", "back", "4 years"),
        read("last", "definite", "ALK_RMN"),
    ]
    (flag,) = audit(make_case({}, timeline=course, signed={"text": "x", "entity": "ALK_RMN"}))
    assert flag.kind == "delay"
    assert flag.statement == (
        "2 pathology reads gave no diagnosis that lasted ('biopsy diagnosis' and 'review diagnosis'), at least 52 "
        "months until the diagnosis. Meanwhile: back and again."
    )


def test_one_definite_read_is_no_delay():
    assert kinds(make_case({}, timeline=[read("biopsy", "definite", "IH")], signed={"text": "x", "entity": "IH"})) == []
    assert kinds(make_case({}, timeline=[read("biopsy", "definite", "IH")])) == []


def test_untested_specimens_are_named():
    case = make_case({"name": "skin biopsy"}, timeline=[read("biopsy", "uncertain", specimens=["s1"])])
    (flag,) = audit(case)
    assert flag.because == "No molecular test is on record for skin biopsy."


# Files


@pytest.mark.parametrize(
    ("part", "files"),
    [
        ({"fish": [{"gene": "ALK", "image": "fish.tif"}]}, "fish.tif"),
        ({"fish": [{"gene": "ALK", "image": "fish.tif", "outcome": "present"}]}, None),
        ({"sequencing": [sequenced(None, reads=["a.fastq.gz", "b.fastq.gz"])]}, "a.fastq.gz and b.fastq.gz"),
        ({"sequencing": [sequenced(None, table="calls.tsv")]}, "calls.tsv"),
        ({"sequencing": [sequenced(table="calls.tsv")]}, None),
    ],
)
def test_files_that_were_named_and_not_analysed(part, files):
    flags = audit(make_case({"components": [part]}, assays=[FUSION_PANEL]))
    expected = [f"Named, but not analysed in this report: {files}."] if files else []
    assert [flag.statement for flag in flags if flag.kind == "unread"] == expected


# Publications


def listing(id_, items, *, complete=True, total=None, topic="fusion:STRN::ALK", source="doi x"):
    made = tuple(LiteratureItem(text, key, count, reference="ref 1") for text, key, count in items)
    return LiteratureList(id_, topic, "STRN::ALK", f"the list {id_}", source, "Discussion", complete, total, made)


MENTION = listing("mention", [("IMT", "IMT", None)], complete=False)
TALLY = listing("tally", [("thyroid", "thyroid", 31), ("lung", "lung", 5)], total=36)


def literature(*lists):
    case = make_case({"components": [{"sequencing": [sequenced()]}]}, assays=[FUSION_PANEL])
    return [flag.statement for flag in audit(case, [seen("s1.c1")], literature=lists)]


def test_a_complete_list_that_leaves_out_what_another_names():
    (statement,) = literature(MENTION, TALLY)
    assert statement == (
        "STRN::ALK is said to occur in IMT (ref 1), but the list tally in the same publication leaves that out."
    )


@pytest.mark.parametrize(
    "lists",
    [
        (TALLY,),
        (MENTION,),
        (MENTION, listing("tally", [("IMT", "IMT", 1)])),
        (listing("mention", [("IMT", "IMT", None)], complete=False, source="doi y"), TALLY),
        (
            listing("a", [("IMT", "IMT", None)], topic="fusion:EML4::ALK"),
            listing("b", [("x", "x", 1)], topic="fusion:EML4::ALK"),
        ),
    ],
    ids=["alone", "mention alone", "same", "two sources", "another fusion"],
)
def test_lists_that_do_not_contradict(lists):
    assert literature(*lists) == []


def test_a_tally_that_does_not_add_up():
    (statement,) = literature(listing("tally", [("thyroid", "thyroid", 31), ("lung", "lung", 5)], total=46))
    assert statement == "The list tally is given as 46, but its parts add up to 36."


def test_reasons_that_repeat_themselves():
    reasons = [
        ("first: silencing", "silencing", None),
        ("second: sampling", "sampling", None),
        ("last: methylation", "silencing", None),
    ]
    (statement,) = literature(listing("reasons", reasons, total=2))
    assert statement == (
        "The list reasons has 3 statements, numbered as 2, and 2 different ones; "
        "'last: methylation' repeats 'first: silencing'."
    )
