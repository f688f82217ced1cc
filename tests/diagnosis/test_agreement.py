"""What protein, rearrangement and transcript say of a gene, where they disagree, and when that is a conflict."""

import itertools

import pytest
from tests.builders_diagnosis import PANEL, fish, make_case, seen, sequenced, stain

from breakapart.diagnosis.agreement import compare_assays
from breakapart.diagnosis.findings import state_findings
from breakapart.knowledge import Knowledge
from breakapart.model.agreement import Look
from breakapart.model.fish import FishCounts
from breakapart.model.outcome import Outcome

P, A = Outcome.PRESENT, Outcome.ABSENT
KNOWLEDGE = Knowledge.bundled()


def compare(case, fusions=(), fish=()):
    findings = state_findings(case, fusions, fish)
    return {gene.gene: gene for gene in compare_assays(case, findings, fusions, fish, KNOWLEDGE)}


def one_component(protein=None, rearranged=None, transcript=None, genes=("ALK",)):
    """ALK in one component, each look with its outcome or left out."""
    part = {"ihc": [stain("ALK", protein, clone="D5F3")] if protein else []}
    fusions, results = [], []
    if transcript is not None:
        part["sequencing"] = [sequenced() if transcript is P else sequenced(None, outcome="absent")]
        fusions = [seen("s1.c1")] if transcript is P else []
    if rearranged is not None:
        results = [fish("s1.c1", rearranged)]
    case = make_case({"components": [part]}, assays=[PANEL | {"genes": list(genes)}])
    return compare(case, fusions, results)


def test_nothing_is_said_of_a_gene_nobody_looked_at():
    assert compare(make_case({"components": [{"ihc": [stain("S100", "present")]}]})) == {}


LOOKS = [None, A, P]


@pytest.mark.parametrize(("protein", "rearranged", "transcript"), list(itertools.product(LOOKS, LOOKS, LOOKS)))
def test_verdict_of_a_row(protein, rearranged, transcript):
    told = [outcome for outcome in (protein, rearranged, transcript) if outcome is not None]
    genes = one_component(protein, rearranged, transcript)
    if not told:
        assert genes == {}
        return
    (row,) = genes["ALK"].rows
    assert [cell.outcome for cell in row.cells] == [protein, rearranged, transcript]
    expected = "single" if len(told) == 1 else "agree" if len(set(told)) == 1 else "conflict"
    assert row.verdict == expected
    assert bool(genes["ALK"].conflicts) is (expected == "conflict")


@pytest.mark.parametrize(
    ("looks", "kind"),
    [
        ((A, None, P), "protein_lost"),
        ((A, P, None), "protein_lost"),
        ((P, None, A), "protein_only"),
        ((P, A, None), "protein_only"),
        ((None, A, P), "fish_missed"),
        ((None, P, A), "fish_only"),
    ],
)
def test_each_conflict_has_sourced_explanations_and_a_next_step(looks, kind):
    (conflict,) = one_component(*looks)["ALK"].conflicts
    assert conflict.kind == kind
    assert conflict.explanations and all(e.source and e.resolved_by for e in conflict.explanations)
    assert conflict.next_steps
    assert "block 1" in conflict.statement


def test_fish_already_done_is_not_asked_for_again():
    without, with_ = one_component(A, None, P)["ALK"], one_component(A, P, P)["ALK"]
    assert any("FISH on" in step for step in without.conflicts[0].next_steps)
    assert not any("FISH on" in step for step in with_.conflicts[0].next_steps)


def test_the_clone_already_used_is_not_proposed_again():
    (conflict,) = one_component(A, None, P)["ALK"].conflicts
    assert "a second antibody clone (5A4)" in conflict.next_steps[0]


def test_a_gene_outside_the_panel_is_not_absent():
    (row,) = one_component(P, None, A, genes=("ROS1",))["ALK"].rows
    assert row.cells[2].outcome is None
    assert row.cells[2].text == "not covered"
    assert row.verdict == "single"


def test_a_gene_of_a_panel_whose_genes_are_not_listed_is_not_absent():
    (row,) = one_component(P, None, A, genes=())["ALK"].rows
    assert (row.cells[2].outcome, row.cells[2].text) == (None, "not stated")


def two_specimens(first, second, **more):
    """ALK protein as given, and the same fusion in both."""
    parts = [
        {"ihc": [stain("ALK", first, clone="D5F3")], "sequencing": [sequenced()]},
        {"ihc": [stain("ALK", second, clone="D5F3")], "sequencing": [sequenced()]},
    ]
    case = make_case(
        {"name": "index finger", "kind": "primary", "components": [parts[0]]},
        {"name": "left axilla", "kind": "metastasis", "components": [parts[1]]} | more,
        assays=[PANEL],
    )
    fusions = [
        seen("s1.c1", "PLEKHH2", 6, allele_fraction_percent=59.74),
        seen("s2.c1", "PLEKHH2", 6, allele_fraction_percent=42.47),
    ]
    return compare(case, fusions)["ALK"]


def test_protein_lost_in_the_metastasis_is_one_conflict_that_tells_both_sides():
    gene = two_specimens("present", "absent")
    (conflict,) = gene.conflicts
    assert conflict.headline == "ALK protein lost in left axilla (metastasis), fusion kept"
    assert conflict.statement == (
        "ALK protein is present (D5F3) in index finger (primary) but absent (D5F3) in left axilla (metastasis), "
        "while the fusion is found in both (PLEKHH2::ALK)."
    )
    shares = [result.share for row in gene.rows for cell in row.cells for result in cell.results if result.share]
    assert [(share.percent, share.origin) for share in shares] == [(59.74, "laboratory"), (42.47, "laboratory")]
    assert gene.summary == f"{conflict.headline}."
    assert [row.verdict for row in gene.rows] == ["agree", "conflict"]
    assert any("left axilla" in step for step in conflict.next_steps)
    assert not any("index finger" in step for step in conflict.next_steps)
    assert len(conflict.explanations) >= 6


def test_specimens_that_agree_are_no_conflict():
    assert two_specimens("present", "present").conflicts == ()


def test_a_stain_not_evaluable_in_the_metastasis_is_no_conflict():
    assert two_specimens("present", "not_evaluable").conflicts == ()


def two_lesions(second_specimen=None):
    """A naevus without and a tumour with ALK protein in one specimen."""
    naevus = {"id": "naevus", "name": "naevus", "ihc": [stain("ALK", "absent"), stain("SOX10", "present")]}
    tumour = {"id": "tumour", "name": "tumour", "ihc": [stain("ALK", "present"), stain("SOX10", "absent")]}
    others = [second_specimen] if second_specimen else []
    return compare(make_case({"name": "excision", "components": [naevus, tumour]}, *others))["ALK"]


def test_two_lesions_of_one_specimen_differ_without_a_conflict():
    gene = two_lesions()
    assert gene.conflicts == ()
    assert gene.differences == (
        "ALK protein differs between components of excision, as two lesions would: present in tumour, "
        "absent in naevus.",
    )
    assert [row.label for row in gene.rows] == ["excision, naevus", "excision, tumour"]


@pytest.mark.parametrize(
    ("alk", "sox10", "conflicts"),
    [("present", "absent", 0), ("absent", "absent", 1), ("absent", "present", 0), ("present", "present", 1)],
)
def test_a_later_specimen_is_held_against_the_lesion_it_resembles(alk, sox10, conflicts):
    marked = [stain("ALK", alk), stain("SOX10", sox10), stain("HMB45", sox10)]
    later = {"name": "recurrence", "kind": "recurrence", "components": [{"id": "later", "ihc": marked}]}
    naevus_like = [stain("HMB45", "present")]
    naevus = {
        "id": "naevus",
        "name": "naevus",
        "ihc": [stain("ALK", "absent"), stain("SOX10", "present"), *naevus_like],
    }
    tumour = {
        "id": "tumour",
        "name": "tumour",
        "ihc": [stain("ALK", "present"), stain("SOX10", "absent"), stain("HMB45", "absent")],
    }
    gene = compare(make_case({"name": "excision", "components": [naevus, tumour]}, later))["ALK"]
    assert len(gene.conflicts) == conflicts


def test_another_fusion_of_the_gene_in_the_second_specimen_raises_the_question_of_a_mix_up():
    case = make_case(
        {"components": [{"sequencing": [sequenced()]}]}, {"components": [{"sequencing": [sequenced()]}]}, assays=[PANEL]
    )
    (conflict,) = compare(case, [seen("s1.c1", "STRN", 3), seen("s2.c1", "PLEKHH2", 6)])["ALK"].conflicts
    assert conflict.kind == "fusion_differs"
    assert "exchange of samples" in conflict.next_steps[0]


def test_two_clones_that_differ_are_a_conflict_within_the_component():
    part = {"ihc": [stain("ALK", "present", clone="5A4"), stain("ALK", "absent", clone="ALK1")]}
    (conflict,) = compare(make_case({"components": [part]}))["ALK"].conflicts
    assert conflict.kind == "same_look_differs"
    assert "present, 5A4; absent, ALK1" in conflict.statement


def braf(detects, **claim):
    part = {
        "ihc": [stain("BRAF_V600E", "present")],
        "sequencing": [{"assay": "p", "negatives": [{"statement": "none", "genes": ["BRAF"]} | claim]}],
    }
    assay = PANEL | {"molecule": "DNA", "detects": detects, "genes": ["BRAF"]}
    return compare(make_case({"components": [part]}, assays=[assay]))["BRAF V600E"]


def test_the_v600e_stain_is_held_against_substitutions_within_the_assays_reach():
    (row,) = braf(["fusion"]).rows
    assert row.cells[2].outcome is Outcome.NOT_EVALUABLE
    assert row.verdict == "single"
    (conflict,) = braf(["fusion", "substitution", "short_indel"]).conflicts
    assert conflict.kind == "protein_without_change"


def test_cells_link_to_their_findings():
    gene = two_specimens("present", "absent")
    row = gene.rows[0]
    assert row.cells[0].finding_ids == ("s1.c1.ihc:ALK.IHC_D5F3",)
    ids = set(next(cell for cell in row.cells if cell.look is Look.TRANSCRIPT).finding_ids)
    assert "s1.c1.mol:PLEKHH2::ALK.RNA_sequencing_p" in ids


def test_a_gene_met_only_in_fish_is_compared_too():
    case = make_case({"components": [{}]})
    genes = compare(case, (), [fish("s1.c1", gene="EWSR1")])
    assert genes["EWSR1"].rows[0].verdict == "single"


def test_a_conflict_that_rests_on_a_drawn_image_says_so():
    case = make_case(
        {"components": [{"sequencing": [sequenced(None, outcome="absent")]}]}, assays=[PANEL | {"genes": ["ALK"]}]
    )
    drawn = {"basis": "image", "counts": FishCounts(fused=49, split=51), "percent": 51.0, "is_rendered": True}
    for changes, words in ((drawn, "by FISH in a rendered image,"), ({}, "by FISH, while")):
        (conflict,) = compare(case, (), [fish("s1.c1", **changes)])["ALK"].conflicts
        assert conflict.kind == "fish_only" and words in conflict.statement
