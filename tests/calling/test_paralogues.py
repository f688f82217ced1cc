"""Wild-type reads of genes that look alike make no call (synthetic nucleotides on the real exons and proteins)."""

import random

import pytest

import simulate_reads as sim
from breakapart.calling.call import CallInputs, call_fusions
from breakapart.calling.settings import CallSettings, LibraryDesign
from breakapart.calling.target_index import TargetIndex
from breakapart.reference import Reference

FAMILIES = (("NTRK1", "NTRK2", "NTRK3"), ("FGFR1", "FGFR2", "FGFR3"), ("TPM3", "TPM4"), ("EWSR1", "FUS", "TAF15"))


@pytest.fixture(scope="module")
def index() -> TargetIndex:
    return TargetIndex(Reference.synthetic().targets([gene for family in FAMILIES for gene in family]))


@pytest.mark.parametrize("level", [0.0, 0.7, 2.2])
@pytest.mark.parametrize("design", [LibraryDesign.AMPLICON, LibraryDesign.CAPTURE])
def test_wild_type_of_paralogues_makes_no_call(index, level, design):
    rng = random.Random(17)
    reads: list[str] = []
    for target in index.targets:
        for transcript in target.transcripts:
            if len(transcript.nucleotides or "") > 200:
                whole = sim.Molecule(transcript.accession, transcript.nucleotides)
                reads += sim.shotgun_reads(whole, 60, rng, sim.ION[level], length=110)
    rng.shuffle(reads)
    result = call_fusions([sim.batch(reads)], index, CallInputs(CallSettings(design=design)))
    assert result.calls == ()
    fusions = [call for call in result.discarded if call.five_prime.gene != call.three_prime.gene]
    assert fusions == []
