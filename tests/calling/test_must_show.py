"""The bars that calling was built for, on real spike-in reads and on simulated ones (test data beside the checkout)."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

import simulate_reads as sim
from breakapart.calling.call import CallInputs, call_fusions
from breakapart.calling.frame import place_five_prime, place_three_prime
from breakapart.calling.settings import CallSettings, LibraryDesign
from breakapart.calling.target_index import TargetIndex
from breakapart.formats import fastq
from breakapart.knowledge import Knowledge
from breakapart.model.calling import CalledFrame, CallingResult
from breakapart.model.reads import ReadBatch, Reads
from breakapart.model.transcript import Transcript
from builders_rna import made_up_panel, minigenome_targets


@pytest.fixture(scope="module")
def index(shared: Path) -> TargetIndex:
    return TargetIndex(minigenome_targets(shared))


@pytest.fixture(scope="module")
def truth(shared: Path) -> list[dict[str, str]]:
    with (shared / "data/rna/truth.tsv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["expected_with_minigenome"] == "yes"]


@pytest.fixture(scope="module")
def pair(shared: Path) -> tuple[Reads, Reads]:
    paths = [shared / f"data/rna/spikein_{number}.fastq.gz" for number in (1, 2)]
    (batch,) = fastq.batches(paths, interleaved=None)
    assert batch.mates is not None
    return batch.reads, batch.mates


@pytest.fixture(scope="module")
def molecules(index: TargetIndex, truth: list[dict[str, str]]) -> list[sim.Molecule]:
    targets = {target.symbol: target for target in index.targets}
    found = []
    for row in truth:
        five = place_five_prime(targets[row["gene5"]], position(row, 5))
        three = place_three_prime(targets[row["gene3"]], position(row, 3))
        assert five.transcript and three.transcript
        found.append(sim.fuse(five.transcript, five.side.cdna_cut, three.transcript, three.side.cdna_cut))
    return found


def position(row: dict[str, str], side: int) -> int:
    return int(row[f"bp{side}_minigenome"].split(":")[1]) - 1


def exact(result: CallingResult, truth: list[dict[str, str]]) -> set[str]:
    """Fusions called at the very junction and in frame; within microhomology every place is the same junction."""
    found = set()
    for row in truth:
        slide = {"TMPRSS2": 6}.get(row["gene5"], 0)
        for call in result.calls:
            five, three = call.five_prime, call.three_prime
            if (five.gene, three.gene) != (row["gene5"], row["gene3"]) or not five.breakpoint or not three.breakpoint:
                continue
            off_5p = five.breakpoint.position - position(row, 5)
            off_3p = three.breakpoint.position - position(row, 3)
            if abs(off_5p) <= slide and abs(off_3p) <= slide and call.frame is CalledFrame.IN_FRAME:
                found.add(row["fusion"])
    return found


def strange(result: CallingResult, truth: list[dict[str, str]]) -> list[str]:
    """Pairs that should not be there."""
    expected = {(row["gene5"], row["gene3"]) for row in truth} | {("?", "ROS1"), ("?", "NTRK3")}
    return [call.name for call in result.calls if (call.five_prime.gene, call.three_prime.gene) not in expected]


def some(reads: Reads, rows: np.ndarray) -> Reads:
    return Reads(reads.text, reads.places[rows])


def shortened(reads: Reads, length: int) -> Reads:
    places = reads.places.copy()
    places[:, 3] = np.minimum(places[:, 3], length)
    return Reads(reads.text, places)


@pytest.mark.parametrize("layout", ["paired", "single", "singles"])
def test_spike_in_reads_give_seven_exact_junctions_and_nothing_else(index, truth, pair, layout):
    one, two = pair
    batches = {
        "paired": [ReadBatch(0, one, two)],
        "single": [ReadBatch(0, one)],
        "singles": [ReadBatch(0, one), ReadBatch(len(one), two)],
    }[layout]
    result = call_fusions(batches, index, CallInputs(is_known=Knowledge.bundled().is_known_fusion))
    assert len(exact(result, truth)) == 7
    assert strange(result, truth) == []
    unknown = {call.three_prime.gene: call for call in result.calls if call.five_prime.gene == "?"}
    assert str(unknown["ROS1"].three_prime.breakpoint) == "6:34142:-"
    assert str(unknown["NTRK3"].three_prime.breakpoint) == "15:95736:-"
    assert unknown["ROS1"].sequence_5p.endswith("GATGGGAAATCAAAGTATTACAAG"[-18:])  # GOPC, which the genome lacks
    assert unknown["NTRK3"].sequence_5p.endswith("CCATGCCCATTGGGAGAATAGCAG")  # ETV6 exon 5


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("share", "least"), [(0.5, 7), (0.25, 6)])
def test_half_and_quarter_of_the_reads(index, truth, pair, share, least, seed):
    one, two = pair
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(len(one), int(len(one) * share), replace=False))
    batch = ReadBatch(0, some(one, rows), some(two, rows))
    result = call_fusions([batch], index, CallInputs(is_known=Knowledge.bundled().is_known_fusion))
    assert len(exact(result, truth)) >= least
    assert strange(result, truth) == []


def test_pairs_of_50_bases(index, truth, pair):
    batch = ReadBatch(0, shortened(pair[0], 50), shortened(pair[1], 50))
    result = call_fusions([batch], index, CallInputs(is_known=Knowledge.bundled().is_known_fusion))
    supported = {
        (call.five_prime.gene, call.three_prime.gene)
        for call in result.calls
        if call.junction_reads >= 2 and call.five_prime.gene != "?"
    }
    assert len(supported) >= 6
    assert strange(result, truth) == []


@pytest.mark.parametrize("level", [0.0, 0.7, 2.2])
@pytest.mark.parametrize("design", [LibraryDesign.AMPLICON, LibraryDesign.CAPTURE])
def test_simulated_panels_at_every_rate_of_indels(index, truth, molecules, level, design):
    rng = random.Random(round(10 * level))
    reads: list[str] = []
    for molecule in molecules:
        if design is LibraryDesign.AMPLICON:
            reads += sim.amplicon_reads(molecule, 60, rng, sim.ION[level])
        else:
            reads += sim.shotgun_reads(molecule, 60, rng, sim.ION[level], over=molecule.junction)
    for target in index.targets:
        whole = sim.Molecule(target.symbol, target.main.nucleotides)
        make = sim.amplicon_reads if design is LibraryDesign.AMPLICON else sim.shotgun_reads
        reads += make(whole, 100, rng, sim.ION[level])
    result = call_fusions([sim.batch(reads)], index, CallInputs(CallSettings(design=design)))
    assert len(exact(result, truth)) == 7
    assert strange(result, truth) == []
    if design is LibraryDesign.AMPLICON:
        assert all(call.junction_reads >= 50 for call in result.calls)
        assert all(call.unique_molecules is None for call in result.calls)


def test_long_reads_of_both_kinds(index, truth, molecules):
    mappy = pytest.importorskip("mappy")
    from breakapart.calling.call import conclude
    from breakapart.calling.evidence import gather
    from breakapart.calling.long_reads import LongReadAligner

    settings = CallSettings(design=LibraryDesign.LONG)
    known = Knowledge.bundled().is_known_fusion
    aligner = LongReadAligner(index, mappy)
    for errors in (sim.NANOPORE, sim.Errors(0.001, indels=0.001)):
        rng = random.Random(4)
        reads = [read for molecule in molecules for read in sim.long_reads(molecule, 40, rng, errors)]
        for target in index.targets:
            reads += sim.long_reads(sim.Molecule(target.symbol, target.main.nucleotides), 5, rng, errors)
        result = conclude(
            gather([aligner.examine(sim.batch(reads), settings)], index, settings), CallInputs(settings, is_known=known)
        )
        assert len(exact(result, truth)) == 7
        assert strange(result, truth) == []


PANEL = made_up_panel(1)
SYMBOLS = {target.symbol: target for target in PANEL}


@pytest.fixture(scope="module")
def panel_index() -> TargetIndex:
    return TargetIndex(PANEL)


@pytest.mark.parametrize("seed", range(20))
def test_samples_without_a_fusion_give_no_call(panel_index, seed):
    """K1/K2, P1/P2 and P3/P4 are paralogues that differ in a fifth of their bases."""
    rng = random.Random(seed)
    errors = (sim.ILLUMINA, sim.ION[0.7], sim.ION[2.2])[seed % 3]
    reads: list[str] = []
    for target in PANEL:
        reads += sim.shotgun_reads(
            sim.Molecule(target.symbol, target.main.nucleotides), rng.randint(20, 400), rng, errors, length=110
        )
    for _ in range(40):  # template switching joins any two places
        one, two = rng.sample(PANEL, 2)
        cut5, cut3 = rng.randint(60, 900), rng.randint(60, 900)
        chimera = sim.fuse(one.main, cut5, two.main, cut3)
        reads += sim.shotgun_reads(chimera, 1, rng, errors, length=110, over=cut5, anchor=25)
    rng.shuffle(reads)
    assert call_fusions([sim.batch(reads)], panel_index, CallInputs()).calls == ()


def junction(five: str, exon5: int, three: str, exon3: int) -> tuple[Transcript, int, Transcript, int]:
    a, b = SYMBOLS[five].main, SYMBOLS[three].main
    return a, a.exon(exon5).cdna_end, b, b.exon(exon3).cdna_start


def in_frame_pair() -> tuple[str, int, str, int]:
    for exon5 in range(2, 8):
        for exon3 in range(2, 7):
            if SYMBOLS["P5"].main.exon(exon5).phase_out == SYMBOLS["K3"].main.exon(exon3).phase_in:
                return "P5", exon5, "K3", exon3
    raise AssertionError("no pair of exons in frame")


@pytest.mark.slow
def test_a_dilution_series_keeps_what_the_limit_of_detection_says(panel_index):
    where = in_frame_pair()
    molecule = sim.fuse(*junction(*where))
    depth, length, anchor = 300, 100, 10
    per_junction = depth * (length - 2 * anchor + 1) / length
    seen: dict[float, int] = {}
    for share in (1.0, 0.3, 0.1, 0.03, 0.02, 0.01, 0.003, 0.001):
        for seed in range(4):
            rng = random.Random(1000 * seed + round(share * 1000))
            reads: list[str] = []
            for target in PANEL:
                whole = sim.Molecule(target.symbol, target.main.nucleotides)
                reads += sim.shotgun_reads(whole, depth * len(whole.sequence) // length, rng, sim.ILLUMINA)
            count = sum(rng.random() < share for _ in range(round(per_junction)))
            reads += sim.shotgun_reads(molecule, count, rng, sim.ILLUMINA, over=molecule.junction)
            result = call_fusions([sim.batch(reads)], panel_index, CallInputs())
            names = {(call.five_prime.gene, call.three_prime.gene) for call in result.calls}
            assert names <= {("P5", "K3")}
            seen[share] = seen.get(share, 0) + len(names)
            limit = result.quality.limits[0].share
            assert limit is not None
    assert 0.01 < limit < 0.03
    assert all(found == 4 for share, found in seen.items() if share >= 0.03), (limit, seen)
    assert seen[0.02] >= 3
    assert seen[0.001] <= 2
