"""Kinds of junction, on a made-up panel: within a gene, at unknown partners, with inserted bases, of neighbours."""

import random
from dataclasses import replace

import pytest

import simulate_reads as sim
from breakapart.calling.call import CallInputs, call_fusions
from breakapart.calling.settings import CallSettings, LibraryDesign
from breakapart.calling.target_index import TargetIndex
from breakapart.model.calling import CalledFrame, CallingResult, EventKind
from breakapart.model.expression import Amplicon, AmpliconKind, ImbalanceBounds, ListedJunction
from breakapart.sequence.codons import translate
from builders_rna import made_up_gene, made_up_panel

PANEL = made_up_panel(2)
BY = {target.symbol: target for target in PANEL}
INDEX = TargetIndex(PANEL)


def background(rng: random.Random, panel=PANEL, depth: int = 60) -> list[str]:
    reads: list[str] = []
    for target in panel:
        reads += sim.shotgun_reads(sim.Molecule(target.symbol, target.main.nucleotides), depth, rng, sim.ILLUMINA)
    return reads


def call(reads: list[str], index: TargetIndex = INDEX, **inputs) -> CallingResult:
    return call_fusions([sim.batch(reads)], index, CallInputs(**inputs))


def fused(five: str, exon5: int, three: str, exon3: int, inserted: str = "") -> sim.Molecule:
    a, b = BY[five].main, BY[three].main
    return sim.fuse(a, a.exon(exon5).cdna_end, b, b.exon(exon3).cdna_start, inserted)


@pytest.mark.parametrize("exon5", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("inserted", ["", "ACGTAC", "GATCAACGC"])
def test_frame_and_protein_are_those_of_the_transcripts(exon5, inserted):
    rng = random.Random(exon5)
    molecule = fused("P5", exon5, "K1", 4, inserted)
    result = call(background(rng) + list(sim.shotgun_reads(molecule, 30, rng, sim.ION[0.7], over=molecule.junction)))
    (found,) = result.calls
    assert (found.five_prime.exon, found.three_prime.exon, found.inserted) == (exon5, 4, inserted)
    five, three = BY["P5"].main, BY["K1"].main
    before = five.exon(exon5).cdna_end + len(inserted)
    protein = translate(molecule.sequence, to_stop=True)
    assert found.protein_sequence == protein
    assert found.transcript_sequence == molecule.sequence
    same_phase = before % 3 == three.exon(4).cdna_start % 3
    reaches = len(protein) * 3 >= before
    expected = (
        CalledFrame.OUT_OF_FRAME if not same_phase else CalledFrame.IN_FRAME if reaches else CalledFrame.STOP_CODON
    )
    assert found.frame is expected


@pytest.mark.parametrize("reverse_all", [False, True])
def test_the_5_prime_partner_comes_first_whatever_the_strand_of_the_reads(reverse_all):
    rng = random.Random(5)
    molecule = fused("P6", 3, "K3", 5)
    reads = list(sim.shotgun_reads(molecule, 30, rng, sim.ILLUMINA, over=molecule.junction))
    if reverse_all:
        reads = [sim.reverse_complement(read) for read in reads]
    (found,) = call(background(rng) + reads).calls
    assert found.name == "P6(e3)::K3(e5)"


def test_parts_in_opposite_directions_are_no_fusion_transcript():
    rng = random.Random(6)
    a, b = BY["P6"].main.nucleotides, BY["K3"].main.nucleotides
    chimera = sim.Molecule("odd", a[:400] + sim.reverse_complement(b)[200:], 400)
    result = call(background(rng) + list(sim.shotgun_reads(chimera, 30, rng, sim.ILLUMINA, over=400, anchor=30)))
    assert result.calls == ()
    assert any({one, two} == {"P6", "K3"} and count >= 20 for one, two, count in result.antisense_pairs)


def test_skipped_exons_of_a_kinase_are_called_when_in_frame_and_common():
    kinase = BY["K1"].main
    first, last = next(
        (a, b)
        for a in range(2, 5)
        for b in range(a + 2, 7)
        if kinase.exon(a).phase_out == kinase.exon(b).phase_in
    )  # fmt: skip
    rng = random.Random(7)
    skipped = sim.fuse(kinase, kinase.exon(first).cdna_end, kinase, kinase.exon(last).cdna_start)
    reads = background(rng) + list(sim.shotgun_reads(skipped, 30, rng, sim.ILLUMINA, over=skipped.junction))
    (found,) = call(reads).calls
    assert found.kind is EventKind.EXON_SKIPPING
    assert found.name == f"K1(e{first})::K1(e{last})"
    partner = BY["P5"].main
    normal = sim.fuse(partner, partner.exon(2).cdna_end, partner, partner.exon(4).cdna_start)
    result = call(background(rng) + list(sim.shotgun_reads(normal, 30, rng, sim.ILLUMINA, over=normal.junction)))
    assert result.calls == ()
    assert "not_activating" in {reason.name for reason in result.discarded[0].filters}


def test_a_duplicated_kinase_domain_is_told_from_a_circular_rna():
    kinase = BY["K4"].main
    last = len(kinase.exons)
    domain = BY["K4"].kinase_cdna
    assert domain is not None
    placed = (kinase.exon(6).cdna_start + 5, kinase.exon(8).cdna_end - 5)
    panel = [replace(target, kinase_cdna=placed) if target.symbol == "K4" else target for target in PANEL]
    index = TargetIndex(panel)
    from_exon, to_exon = next(
        (a, b) for b in (9, 8, last - 1) for a in (6, 5, 4, 3) if kinase.exon(b).phase_out == kinase.exon(a).phase_in
    )
    rng = random.Random(8)
    molecule = sim.fuse(kinase, kinase.exon(to_exon).cdna_end, kinase, kinase.exon(from_exon).cdna_start)
    reads = background(rng) + list(sim.shotgun_reads(molecule, 30, rng, sim.ILLUMINA, over=molecule.junction))
    (found,) = call(reads, index).calls
    assert found.kind is EventKind.KINASE_DUPLICATION


def unknown_reads(rng: random.Random, tail: str, exon: int = 5, count: int = 20) -> list[str]:
    kinase = BY["K1"].main
    sequence = tail + kinase.nucleotides[kinase.exon(exon).cdna_start :]
    return list(sim.shotgun_reads(sim.Molecule("u", sequence, len(tail)), count, rng, sim.ILLUMINA, over=len(tail)))


def test_an_unknown_partner_is_assembled_at_the_kinase_edge():
    rng = random.Random(9)
    tail = "".join(rng.choice("ACGT") for _ in range(300))
    (found,) = call(background(rng) + unknown_reads(rng, tail)).calls
    assert (found.kind, found.five_prime.gene, found.three_prime.gene) == (EventKind.UNKNOWN_PARTNER, "?", "K1")
    assert found.three_prime.exon == 5
    assert tail.endswith(found.sequence_5p[-25:])


@pytest.mark.parametrize(
    ("what", "words"), [("intron", "retained intron"), ("adapter", "adapter"), ("repeat", "low complexity")]
)
def test_what_is_no_partner_is_told(what, words):
    rng = random.Random(10)
    target = BY["K1"]
    exon = target.main.exon(5)
    locus = target.loci[0]
    if target.main.strand == "+":
        intron = locus.nucleotides[exon.start - locus.start - 200 : exon.start - locus.start]
    else:
        intron = sim.reverse_complement(locus.nucleotides[exon.end - locus.start : exon.end - locus.start + 200])
    tail = {"intron": intron, "adapter": "ACGT" * 5 + "GCTCTTCCGATCTAGATCGGAAGAGCACACGTC", "repeat": "CA" * 100}[what]
    bare = [replace(t, loci=()) if what != "intron" else t for t in PANEL]
    result = call(background(rng) + unknown_reads(rng, tail), TargetIndex(bare))
    assert result.calls == ()
    reasons = [reason.reason for found in result.discarded for reason in found.filters]
    if what != "intron":  # with introns in the reference such reads are explained and never come so far
        assert any(words in reason for reason in reasons)


def test_neighbours_on_one_strand_are_read_through_unless_published():
    rng = random.Random(11)
    one = made_up_gene("N1", rng, contig="c", start=1_000)
    two = made_up_gene("N2", rng, contig="c", start=20_000, is_kinase=True)
    index = TargetIndex([one, two])
    molecule = sim.fuse(one.main, one.main.exon(9).cdna_end, two.main, two.main.exon(2).cdna_start)
    reads = background(rng, [one, two]) + list(
        sim.shotgun_reads(molecule, 30, rng, sim.ILLUMINA, over=molecule.junction)
    )
    result = call(reads, index)
    assert result.calls == ()
    assert [reason.name for reason in result.discarded[0].filters] == ["read_through"]
    assert len(call(reads, index, is_known=lambda *_: True).calls) == 1


def test_listed_junctions_are_discarded_with_the_reason():
    rng = random.Random(12)
    molecule = fused("P7", 3, "K1", 4)
    reads = background(rng) + list(sim.shotgun_reads(molecule, 30, rng, sim.ILLUMINA, over=molecule.junction))
    (found,) = call(reads).calls
    entry = ListedJunction("P7", "K1", str(found.five_prime.breakpoint), None, "seen in ten normal samples")
    result = call(reads, listed=(entry,))
    assert result.calls == ()
    assert result.discarded[0].filters[0].reason == "on the list: seen in ten normal samples"


def test_molecules_are_counted_by_barcode_or_by_ends_or_not_at_all():
    rng = random.Random(13)
    molecule = fused("P7", 3, "K1", 4)
    copies = list(sim.amplicon_reads(molecule, 30, rng, sim.Errors(0), both_strands=False))
    one_molecule = call(background(rng) + copies)
    assert one_molecule.calls == ()
    assert one_molecule.discarded[0].unique_molecules == 1
    amplicon = call(background(rng) + copies, settings=CallSettings(design=LibraryDesign.AMPLICON)).calls[0]
    assert (amplicon.junction_reads, amplicon.unique_molecules) == (30, None)
    from breakapart.model.reads import ReadBatch, reads_from_pairs

    named = [(f"r{i}_{('ACGTAC', 'TTGACA', 'GGATCC')[i % 3]}", read) for i, read in enumerate(copies)]
    barcoded = call_fusions(
        [ReadBatch(0, reads_from_pairs(named))], INDEX, CallInputs(CallSettings(design=LibraryDesign.AMPLICON))
    )
    assert barcoded.calls[0].unique_molecules == 3


def test_allele_fraction_is_the_share_that_was_mixed():
    rng = random.Random(15)
    molecule = fused("P8", 4, "K3", 5)
    reads: list[str] = []
    for symbol in ("P8", "K3"):
        whole = sim.Molecule(symbol, BY[symbol].main.nucleotides)
        reads += sim.shotgun_reads(whole, 3_000, rng, sim.ILLUMINA)
    reads += sim.shotgun_reads(molecule, 1_000, rng, sim.ILLUMINA)
    (found,) = call(reads, settings=CallSettings(deduplicate=False)).calls
    assert found.allele_fraction is not None
    lengths = [len(BY[symbol].main.nucleotides) - 99 for symbol in ("P8", "K3")]  # places where a read can begin
    fusion = 1_000 / (len(molecule.sequence) - 99)
    mixed = fusion / (fusion + sum(3_000 / length for length in lengths) / 2)
    assert found.allele_fraction_low < mixed < found.allele_fraction_high
    assert found.allele_fraction == pytest.approx(mixed, abs=0.06)


def test_amplicons_controls_and_imbalance():
    rng = random.Random(15)
    kinase = BY["K1"]
    amplicons = [
        Amplicon("k5", AmpliconKind.IMBALANCE_5P, "K1", 100, 220),
        Amplicon("k3", AmpliconKind.IMBALANCE_3P, "K1", 1_100, 1_220),
        *(Amplicon(f"c{i}", AmpliconKind.CONTROL, f"C{i}", 300, 420) for i in (1, 2, 3)),
        Amplicon("f", AmpliconKind.FUSION, "P5", gene_3p="K1"),
    ]
    reads: list[str] = []
    for amplicon, count in zip(amplicons[:5], (10, 40, 500, 300, 3), strict=True):
        whole = sim.Molecule(amplicon.gene, BY[amplicon.gene].main.nucleotides)
        reads += sim.amplicon_reads(whole, count, rng, sim.ION[0.7], length=120, start=amplicon.start)
    fusion = fused("P5", 3, "K1", 4)
    reads += sim.amplicon_reads(fusion, 25, rng, sim.ION[0.7], length=120)
    bounds = {"K1": ImbalanceBounds("K1", 0.001, 0.015, "made-up assay", "made up")}
    result = call(
        reads, settings=CallSettings(design=LibraryDesign.AMPLICON), amplicons=tuple(amplicons), bounds=bounds
    )
    counted = [a.reads for a in result.amplicons]
    assert counted == pytest.approx([10, 40, 500, 300, 3, 25], rel=0.1)  # errors next to a read's end leave some out
    assert [(c.gene, c.passed) for c in result.quality.controls] == [("C1", True), ("C2", True), ("C3", False)]
    (balance,) = (b for b in result.balances if b.gene == "K1")
    assert balance.value == pytest.approx((counted[1] - counted[0]) / sum(counted[2:5]))
    assert balance.verdict == "strong"
    assert kinase.is_kinase


def test_the_order_and_size_of_batches_change_nothing():
    rng = random.Random(16)
    molecule = fused("P5", 3, "K1", 4)
    reads = background(rng) + list(sim.shotgun_reads(molecule, 30, rng, sim.ILLUMINA, over=molecule.junction))
    rng.shuffle(reads)
    whole = call_fusions([sim.batch(reads)], INDEX, CallInputs())
    parts = [sim.batch(reads[i : i + 100], first=i) for i in range(0, len(reads), 100)]
    assert call_fusions(parts, INDEX, CallInputs()) == whole
