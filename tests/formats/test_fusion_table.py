"""Tables, VCF and FASTA of calls, read back by other programs."""

import csv
import io
import random

import pytest

import simulate_reads as sim
from breakapart.calling.call import CallInputs, call_fusions
from breakapart.calling.target_index import TargetIndex
from breakapart.formats.chimera_fasta import proteins_fasta, transcripts_fasta
from breakapart.formats.fusion_table import discarded_tsv, fusions_tsv, statement
from breakapart.formats.vcf_breakends import vcf_text
from breakapart.model.calling import CallingResult
from breakapart.reports.junctions_page import junctions_page
from breakapart.sequence.codons import translate
from builders_rna import made_up_panel

PANEL = made_up_panel(4)
BY = {target.symbol: target for target in PANEL}


@pytest.fixture(scope="module")
def result() -> CallingResult:
    rng = random.Random(1)
    reads: list[str] = []
    for target in PANEL:
        reads += sim.shotgun_reads(sim.Molecule(target.symbol, target.main.nucleotides), 60, rng, sim.ILLUMINA)
    for five, three in (("P5", "K1"), ("P6", "K3"), ("P7", "K4"), ("P8", "K1"), ("P9", "K3"), ("P10", "K4")):
        a, b = BY[five].main, BY[three].main
        molecule = sim.fuse(a, a.exon(3).cdna_end, b, b.exon(4).cdna_start)
        reads += sim.shotgun_reads(molecule, 30, rng, sim.ILLUMINA, over=molecule.junction)
    tail = "".join(rng.choice("ACGT") for _ in range(200))
    kinase = BY["K1"].main
    lone = sim.Molecule("u", tail + kinase.nucleotides[kinase.exon(5).cdna_start :], 200)
    reads += sim.shotgun_reads(lone, 20, rng, sim.ILLUMINA, over=200)
    return call_fusions([sim.batch(reads)], TargetIndex(PANEL), CallInputs())


def test_the_table_has_the_columns_that_were_asked_for(result):
    rows = list(csv.DictReader(io.StringIO(fusions_tsv(result.calls)), delimiter="\t"))
    assert len(rows) == 7
    row = next(row for row in rows if row["gene_5p"] == "P5")
    five, three = BY["P5"].main, BY["K1"].main
    last = five.exon(3).end if five.strand == "+" else five.exon(3).start + 1
    first = three.exon(4).start + 1 if three.strand == "+" else three.exon(4).end
    assert row["breakpoint_5p"] == f"chr_P5:{last}:{five.strand}"
    assert row["breakpoint_3p"] == f"chr_K1:{first}:{three.strand}"
    assert (row["gene_3p"], row["exon_5p"], row["exon_3p"]) == ("K1", "3", "4")
    assert int(row["junction_reads"]) >= 25
    assert int(row["unique_molecules"]) >= 20
    assert 0 < float(row["allele_fraction"]) < 1
    assert 0.5 < float(row["confidence"]) <= 1
    unknown = next(row for row in rows if row["gene_5p"] == "?")
    assert (unknown["breakpoint_5p"], unknown["gene_3p"], unknown["exon_3p"]) == (".", "K1", "5")
    header = discarded_tsv(result.discarded).splitlines()[0].split("\t")
    assert header[-2:] == ["filters", "reasons"]


def test_the_vcf_is_read_by_pysam_and_its_bases_are_those_of_the_genome(result, tmp_path):
    pysam = pytest.importorskip("pysam")
    path = tmp_path / "a.vcf"
    path.write_text(vcf_text(result.calls, sample="s 1"), encoding="utf-8")
    with pysam.VariantFile(str(path)) as file:
        records = {record.id: record for record in file}
    assert len(records) == 13
    for record in records.values():
        locus = BY[record.chrom.removeprefix("chr_")].loci[0]
        assert record.ref == locus.nucleotides[record.pos - 1 - locus.start]
        if "MATEID" in record.info:
            mate = records[record.info["MATEID"][0]]
            assert f"{mate.chrom}:{mate.pos}" in record.alts[0]
            assert mate.info["MATEID"][0] == record.id
        else:
            assert record.alts[0].startswith(".") or record.alts[0].endswith(".")


@pytest.mark.parametrize(
    ("five", "three"), [("P5", "K1"), ("P6", "K3"), ("P7", "K4"), ("P8", "K1"), ("P9", "K3"), ("P10", "K4")]
)
def test_breakends_give_back_the_transcript(result, five, three):
    """The rules of VCF 4.4, section 5.4, applied to the genome give the sequence around the junction."""
    text = vcf_text([call for call in result.calls if (call.five_prime.gene, call.three_prime.gene) == (five, three)])
    record = next(line.split("\t") for line in text.splitlines() if "SIDE=5p" in line and not line.startswith("#"))
    chrom, position, alt = record[0], int(record[1]), record[4]
    here, there = BY[five].loci[0], BY[three].loci[0]
    bracket = "[" if "[" in alt else "]"
    mate = int(alt.split(bracket)[1].split(":")[1])
    right = there.nucleotides[mate - 1 - there.start :][:20]
    left = there.nucleotides[: mate - there.start][-20:]
    joined = right if bracket == "[" else sim.reverse_complement(left)  # what follows, if the mate stands behind
    at = position - here.start
    if alt.startswith(bracket):  # the mate stands before this base: read on the other strand
        other = left if bracket == "]" else sim.reverse_complement(right)
        sequence = sim.reverse_complement(other + here.nucleotides[at - 1 :][:20])
    else:
        sequence = here.nucleotides[:at][-20:] + joined
    a, b = BY[five].main, BY[three].main
    assert sequence == a.nucleotides[: a.exon(3).cdna_end][-20:] + b.nucleotides[b.exon(4).cdna_start :][:20]
    assert chrom == a.chrom


def test_fasta_holds_transcripts_and_their_proteins(result):
    def read(text: str) -> list[str]:
        return ["".join(part.splitlines()[1:]) for part in text.split(">")[1:]]

    transcripts, proteins = read(transcripts_fasta(result.calls)), read(proteins_fasta(result.calls))
    assert len(transcripts) == len(proteins) == 6
    assert [translate(transcript, to_stop=True) for transcript in transcripts] == proteins


def test_the_page_shows_every_call_with_its_reads(result):
    page = junctions_page(result, sample="<s>", reference="made up", warning="synthetic")
    assert page.count("<svg") == 7
    assert "&lt;s&gt;" in page
    assert "synthetic" in page
    assert page == junctions_page(result, sample="<s>", reference="made up", warning="synthetic")


def test_what_is_said_of_the_run(result):
    assert statement(result).startswith("7 fusions called.")
