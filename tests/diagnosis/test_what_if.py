"""What if a finding were otherwise."""

import pytest
from tests.builders_differential import CASE_2_PRIMARY, GIRL, finding, fish, model, rna, stains

from breakapart.diagnosis.differential import rank_entities
from breakapart.diagnosis.what_if import apply_changes, parse_changes, without
from breakapart.errors import InputError
from breakapart.knowledge import Knowledge

K = Knowledge.bundled()


def parse(*texts):
    return parse_changes(texts, K.markers, K.morphology)


def outcomes(findings):
    return {one.event: (str(one.outcome), one.extent and str(one.extent)) for one in findings}


def test_reads_what_people_write():
    assert [
        (c.event, c.result) for c in parse("ihc.ALK=absent", "ihc.pan-TRK=Positive", "morph.storiform=present")
    ] == [
        ("ihc:ALK", "absent"),
        ("ihc:panTRK", "present"),
        ("morph:storiform", "present"),
    ]
    assert [(c.event, c.result) for c in parse("mol.STRN::ALK=present", "mol.ALK=absent")] == [
        ("mol:STRN::ALK", "present"),
        ("mol:ALK_rearranged", "absent"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ALK=absent", "option --set: 'ALK=absent' is not of the form KIND.WHAT=RESULT"),
        ("ihc.ALK", "'ihc.ALK' is not of the form KIND.WHAT=RESULT"),
        ("ihc.ALKK=absent", "marker 'ALKK' is not known. Did you mean ALK"),
        ("ihc.ALK=maybe", "result 'maybe' is not known, expected one of present, absent"),
        ("mol.ALK=focal", "ALK is a molecular event and cannot be focal"),
    ],
)
def test_refuses_what_cannot_be_read(text, message):
    with pytest.raises(InputError) as caught:
        parse(text)
    assert message in str(caught.value)


def test_one_finding_is_set_once():
    with pytest.raises(InputError, match="ihc:ALK is set twice"):
        parse("ihc.ALK=absent", "ihc.ALK=present")


def test_a_change_replaces_what_was_found_here_and_nowhere_else():
    elsewhere = finding("ihc:ALK")
    changed = apply_changes(stains("ALK=+ S100=+"), parse("ihc.ALK=focal"), "s1", "c1")
    assert outcomes(changed) == {"ihc:ALK": ("present", "focal"), "ihc:S100": ("present", None)}
    kept = apply_changes([elsewhere], parse("ihc.ALK=absent"), "s2", "c1")
    assert elsewhere in kept


def test_not_done_takes_a_finding_away():
    assert outcomes(apply_changes(stains("ALK=+ S100=+"), parse("ihc.ALK=not_done"), "s1", "c1")) == {
        "ihc:S100": ("present", None)
    }


def test_without_alk_protein_case_2_is_open():
    changed = apply_changes(CASE_2_PRIMARY, parse("ihc.ALK=absent"), "s1", "c1")
    before, after = (rank_entities(found, GIRL, model()) for found in (CASE_2_PRIMARY, changed))
    assert before.top.id == "ALK_RMN"
    assert next(e.posterior for e in after.entities if e.id == "ALK_RMN") < before.top.posterior / 2


def test_assays_can_be_left_out():
    everything = [*stains("ALK=+"), *fish(), *rna("STRN", "ALK"), finding("morph:storiform", assay="microscopy")]
    kinds = {
        kind: {one.event.partition(":")[0] + one.assay[:4] for one in without(everything, [kind])}
        for kind in ("ihc", "fish", "sequencing", "molecular", "morph")
    }
    assert kinds["ihc"] == {"molFISH", "molRNA ", "morphmicr"}
    assert kinds["fish"] == {"ihcIHC", "molRNA ", "morphmicr"}
    assert kinds["sequencing"] == {"ihcIHC", "molFISH", "morphmicr"}
    assert kinds["molecular"] == {"ihcIHC", "morphmicr"}
    assert kinds["morph"] == {"ihcIHC", "molFISH", "molRNA "}
