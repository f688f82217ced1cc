"""The story as a whole, on the two cases of the report and on small ones beside them."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders_diagnosis import PANEL, make_case, sequenced, stain

from breakapart.cli.report import assess_file
from breakapart.errors import InputError
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.model.fusion import Frame, Function, Oligomerisation, Retention
from breakapart.model.outcome import Outcome
from breakapart.model.result import InputFile
from breakapart.reference import Reference
from breakapart.reports import html, json_report
from breakapart.workup import WorkupSettings, assess, settings_in_force

ANCHORS = {"fusion", "agreement", "differential", "tests", "grade", "therapy", "audit", "timeline", "ihc", "fish"}


@pytest.fixture(scope="module")
def tables():
    return {"reference": Reference.bundled(), "knowledge": Knowledge.bundled()}


@pytest.fixture(scope="module")
def report(tables):
    """Both cases of the report, assessed."""
    return [assess_file(path, **tables) for path in example_cases()]


# The two cases; facts: Ouyang 2025, doi 10.3389/fonc.2025.1516491


@pytest.mark.parametrize(("index", "name"), [(0, "STRN(e3)::ALK(e20)"), (1, "PLEKHH2(e6)::ALK(e20)")])
def test_fusion_grade_and_fish_of_the_report(report, index, name):
    result = report[index]
    fusion = result.fusions[0].annotation
    assert fusion.names.exons == name
    assert (fusion.frame, fusion.kinase_domain) == (Frame.IN_FRAME, Retention.COMPLETE)
    assert (fusion.oligomerisation, fusion.function) == (Oligomerisation.KEPT, Function.ACTIVATING_LIKELY)
    (graded,) = [placed.grade for placed in result.grades if placed.grade.applicable]
    assert (graded.differentiation, graded.mitoses, graded.necrosis, graded.total, graded.grade) == (2, 1, 0, 3, 1)
    assert [placed.fish.outcome for placed in result.fish] == [Outcome.PRESENT]
    assert {therapy.genes for therapy in result.therapies} == {("ALK",)}
    assert result.therapies[0].drugs == "crizotinib"


def test_case_1_has_two_lesions_and_no_conflict(report):
    alk = next(gene for gene in report[0].agreements if gene.gene == "ALK")
    assert alk.conflicts == ()
    assert [row.verdict for row in alk.rows] == ["single", "agree"]
    assert len(alk.differences) == 1
    assert [(index.percent, index.low) for index in report[0].labelling] == [(30.0, None)]
    assert sum(found.cases or 0 for found in report[0].occurrences) == 46


def test_case_2_lost_the_protein_and_kept_the_fusion(report):
    alk = next(gene for gene in report[1].agreements if gene.gene == "ALK")
    (conflict,) = alk.conflicts
    assert conflict.kind == "protein_lost"
    shares = [result.share for row in alk.rows for cell in row.cells for result in cell.results if result.share]
    assert [(share.percent, share.unit, share.origin) for share in shares if share.unit == "reads"] == [
        (59.74, "reads", "laboratory"),
        (42.47, "reads", "laboratory"),
    ]
    (nuclei,) = [share for share in shares if share.unit == "nuclei"]
    assert (nuclei.origin, nuclei.of) == ("rendered", 100)
    assert nuclei.low_percent < nuclei.percent < nuclei.high_percent
    assert len(conflict.explanations) >= 5
    assert "metastasis of the left axilla" in report[1].look_again[0].text
    assert any("second antibody clone" in sentence.text for sentence in report[1].do_next)


@pytest.mark.parametrize("index", [0, 1])
def test_the_head_of_the_report_is_three_sentences_that_link(report, index):
    result = report[index]
    assert len(result.answer) == 3
    for sentence in (*result.answer, *result.do_next, *result.look_again):
        assert sentence.anchors and set(sentence.anchors) <= ANCHORS
        assert not sentence.text.lstrip("'")[0].islower() and sentence.text.endswith(".")
    assert len(result.look_again) <= 5
    assert "signed by authors of the report" in result.answer[0].text


def test_the_grade_that_did_not_predict_is_said(report):
    assert "did not predict the course here: 2 recurrences and a metastasis" in report[1].answer[2].text
    assert "no recurrence or metastasis over 36 months" in report[0].answer[2].text


def test_the_child_below_the_age_of_approval_is_told(report):
    assert "6 days old at presentation, below that age" in report[0].do_next[0].text
    assert "below that age" not in report[1].do_next[0].text


def test_every_auditor_note_on_the_report_comes_out(report):
    flags = [(flag.kind, flag.statement) for result in report for flag in result.audit]
    for kind, words in [
        ("scope", "BRAF, NRAS, HRAS, CCND1, RET, KIT, CDKN2A and TERT"),
        ("literature", "STRN::ALK is said to occur in inflammatory myofibroblastic tumour"),
        ("literature", "PLEKHH2::ALK is said to occur in inflammatory myofibroblastic tumour"),
        ("literature", "6 statements, numbered as 5"),
        ("timeline", "'rapid'"),
        ("arithmetic", "76 of the 96 months"),
        ("vocabulary", "'Actin' without a clone"),
        ("inconsistent", "'Stromal hyalinisation' is stated only in the Abstract"),
        ("inconsistent", "CD34 is given as 'partial' (text) and as 'focal'"),
    ]:
        assert any(kind == found and words in text for found, text in flags), words
    assert all(flag.source and flag.how_to_resolve and flag.because for result in report for flag in result.audit)


def test_every_link_of_the_agreement_leads_to_a_finding(report):
    for result in report:
        known = {finding.id for finding in result.findings}
        linked = {
            id_ for gene in result.agreements for row in gene.rows for cell in row.cells for id_ in cell.finding_ids
        }
        assert linked and linked <= known


# Other cases


def test_equal_input_gives_equal_bytes(tables):
    first, second = (json_report.render(assess_file(example_cases()[1], **tables)) for _ in range(2))
    assert first == second


def test_provenance_names_inputs_versions_and_settings_with_reasons(tables):
    files = (InputFile("b.bam", "2"), InputFile("a.yaml", "1"))
    provenance = assess(make_case({}), inputs=files, **tables).provenance
    assert [file.name for file in provenance.inputs] == ["a.yaml", "b.bam"]
    assert provenance.knowledge_version == tables["knowledge"].version
    names = {name for name, _, _ in provenance.settings}
    assert {"annotation.numbering", "fish.z", "fnclcc.confidence"} <= names
    assert all(reason for _, _, reason in provenance.settings)


def test_settings_reach_the_engines(tables):
    counted = {"fish": [{"gene": "ALK", "counts": {"fused": 40, "split": 10, "ambiguous": 5}}]}
    case = make_case({"components": [counted]})
    strict = WorkupSettings(fish=type(WorkupSettings().fish)(z=2.576))
    by_default, wide = assess(case, **tables), assess(case, settings=strict, **tables)
    assert wide.fish[0].fish.percent_low < by_default.fish[0].fish.percent_low
    assert ("fish.z", "2.576") in {(name, value) for name, value, _ in wide.provenance.settings}


def test_settings_without_a_text_below_have_no_reason():
    @dataclass(frozen=True)
    class Settings:
        told: int = 1
        """Why."""
        untold: int = 2

    assert settings_in_force(Settings()) == (("told", "1", "Why."), ("untold", "2", ""))


def test_an_empty_case_says_what_was_not_done(tables):
    result = assess(make_case({}), **tables)
    texts = [sentence.text for sentence in result.answer]
    assert "no molecular class, as no test for one is recorded" in texts[0]
    assert texts[1] == (
        "No sequencing was done, so whether there is a fusion, and what it would make, is not known; "
        "break-apart FISH was not done."
    )
    assert texts[2].startswith("No FNCLCC grade")
    assert result.do_next[0].text == "Stain for ALK and pan-TRK: no test for a kinase alteration is recorded."
    assert result.findings == result.audit == result.look_again == ()


def test_a_stain_alone_asks_for_rna(tables):
    result = assess(make_case({"name": "Biopsy", "components": [{"ihc": [stain("ALK", "present")]}]}), **tables)
    assert "ALK protein expression, its cause not shown" in result.answer[0].text
    assert "RNA fusion panel" in result.do_next[0].text and result.do_next[0].anchors == ("tests",)
    assert [sentence.text for sentence in result.do_next[1:]] == [
        "RNA fusion panel on biopsy: the stain is the only sign of ALK, and the partner is unknown."
    ]
    assert result.therapies == ()


def test_a_panel_that_failed_is_not_a_negative(tables):
    case = make_case({"components": [{"sequencing": [sequenced(None, outcome="not_evaluable")]}]}, assays=[PANEL])
    assert "could not be evaluated, which is not a negative" in assess(case, **tables).answer[1].text


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("EML4(e5)::ALK(e20)", "an activating kinase fusion is unlikely"),  # EML4 exon 5 ends out of ALK's frame
        ("COL1A1(e25)::PDGFB(e2)", "a growth factor fusion known from dermatofibrosarcoma protuberans"),
    ],
)
def test_fusions_that_do_not_activate_match_no_therapy(tables, call, words):
    case = make_case({"components": [{"sequencing": [sequenced(call)]}]}, assays=[PANEL])
    result = assess(case, **tables)
    assert words in result.answer[1].text
    assert result.therapies == ()


def test_fish_of_a_gene_without_probe_is_refused_with_the_place(tables):
    case = make_case({"components": [{"fish": [{"gene": "TP53", "outcome": "present"}]}]})
    with pytest.raises(InputError, match=r"case x, s1, c1: no FISH probe profile is known for TP53"):
        assess(case, **tables)


# Any case


OUTCOMES = st.sampled_from([outcome.value for outcome in Outcome])
STAINS = st.builds(
    lambda marker, outcome, clone, basis: stain(marker, outcome, clone=clone, basis=basis),
    st.sampled_from(["ALK", "panTRK", "ROS1", "BRAF_V600E", "S100", "actin", "Ki67"]),
    OUTCOMES,
    st.sampled_from([None, "D5F3", "VE1"]),
    st.sampled_from(["individual", "collective"]),
)
COUNTS = st.fixed_dictionaries(
    {name: st.integers(1, 60) for name in ("fused", "split", "isolated_3p", "isolated_5p", "ambiguous")}
)
FISH = st.one_of(
    st.builds(lambda gene, counts: {"gene": gene, "counts": counts}, st.sampled_from(["ALK", "ROS1", "ETV6"]), COUNTS),
    st.builds(lambda outcome: {"gene": "ALK", "outcome": outcome, "cutoff_percent": 20}, OUTCOMES),
)
CALLS = st.sampled_from(
    ["STRN(e3)::ALK(e20)", "PLEKHH2::ALK", "EML4-ALK E13;A20", "ETV6(e5)::NTRK3(e15)", "?::ALK(e20)", "COL1A1::PDGFB"]
)
RUNS = st.builds(
    lambda calls, outcome, said, genes: {
        "assay": "p",
        "fusions": [{"call": call, "outcome": out} for call, out in calls],
        "outcome": None if calls else outcome,
        "negatives": [{"statement": "none", "genes": genes, "variant_classes": ["substitution"]}] if said else [],
    },
    st.lists(st.tuples(CALLS, OUTCOMES), max_size=2),
    st.sampled_from([None, "absent", "not_evaluable"]),
    st.booleans(),
    st.lists(st.sampled_from(["BRAF", "NRAS"]), max_size=2, unique=True),
)
PARTS = st.fixed_dictionaries(
    {
        "ihc": st.lists(STAINS, max_size=4),
        "fish": st.lists(FISH, max_size=2),
        "sequencing": st.lists(RUNS, max_size=2),
        "necrosis": st.sampled_from([None, "none", "under_half"]),
        "differentiation_score": st.sampled_from([None, 1, 2, 3]),
        "mitoses": st.sampled_from([None, {"count_low": 5, "count_high": 12, "fields": 10}]),
    }
)
SPECIMENS = st.builds(
    lambda kind, procedure, parts: {"kind": kind, "procedure": procedure, "components": parts},
    st.sampled_from(["primary", "recurrence", "metastasis", "unknown"]),
    st.sampled_from(["biopsy", "resection"]),
    st.lists(PARTS, max_size=2),
)


@given(st.lists(SPECIMENS, min_size=1, max_size=3), st.sampled_from([None, "6 days", "40 years"]))
@settings(max_examples=20, deadline=None)
def test_any_case_is_assessed_without_loose_ends(specimens, age):
    case = make_case(*specimens, assays=[PANEL | {"genes": ["ALK", "NTRK3"]}], patient={"age": age} if age else {})
    try:
        result = assess(case, reference=Reference.bundled(), knowledge=Knowledge.bundled())
    except InputError as error:  # one component cannot show and lack the same: the only thing that is refused
        assert all("is both present and absent in" in problem.message for problem in error.problems)
        return
    known = {finding.id for finding in result.findings}
    assert len(known) == len(result.findings)
    for sentence in (*result.answer, *result.do_next, *result.look_again):
        assert sentence.anchors and set(sentence.anchors) <= ANCHORS
        assert "None" not in sentence.text and "  " not in sentence.text and ".." not in sentence.text
    for gene in result.agreements:
        for row in gene.rows:
            assert all(set(cell.finding_ids) <= known for cell in row.cells)
            assert all(
                bool(cell.finding_ids) or cell.outcome is None or gene.gene == "BRAF V600E" for cell in row.cells
            )
    assert all(flag.statement and flag.source and flag.how_to_resolve for flag in result.audit)
    assert json_report.read(json_report.render(result)) is not None
    html.render(result)
