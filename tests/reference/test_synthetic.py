"""The synthetic panel: codes for the proteins, on the real exons, the same every time, and says what it is."""

import importlib.util
import random
from pathlib import Path

import pytest

from breakapart.reference import Reference
from breakapart.reference.store import SYNTHETIC
from breakapart.reference.synthetic import ACCEPTOR, BANNER, DONOR, FLANK, reverse_complement, with_nucleotides
from breakapart.sequence.codons import translate

TOOL = Path(__file__).parents[2] / "tools" / "build_synthetic_panel.py"


@pytest.fixture(scope="module")
def synthetic():
    return Reference.synthetic()


def test_it_says_what_it_is_and_is_small(synthetic):
    assert synthetic.is_synthetic and not Reference.bundled().is_synthetic
    assert BANNER in synthetic.version and BANNER in synthetic.meta["genome"]
    assert SYNTHETIC.name == "synthetic_panel.sqlite" and SYNTHETIC.stat().st_size < 6e6
    assert all(BANNER in gene.mane.protein_source for gene in synthetic)


def test_every_gene_codes_for_its_protein_on_its_exons(synthetic):
    bundled = Reference.bundled()
    assert synthetic.symbols() == bundled.panel_symbols()
    for gene in synthetic:
        mane, known = gene.mane, bundled.gene(gene.symbol).mane
        assert mane.exons == known.exons and mane.protein == known.protein
        assert len(mane.nucleotides) == mane.exons[-1].cdna_end
        start = mane.cds_start_in_cdna
        coded = translate(mane.nucleotides[start : start + mane.cds_length])
        assert coded.endswith("*") and len(coded) == len(mane.protein) + 1
        same = [a == b or b == "X" or (a, b) == ("*", "U") for a, b in zip(coded, mane.protein, strict=False)]
        assert all(same), gene.symbol


def test_loci_hold_the_exons_with_introns_that_can_be_spliced(synthetic):
    for symbol in ("ALK", "STRN", "PLEKHH2", "NTRK1", "MYC"):
        gene = synthetic.gene(symbol)
        mane = gene.mane
        by_place = {
            locus.start + i: base for locus in synthetic.loci(symbol) for i, base in enumerate(locus.nucleotides)
        }
        for exon in mane.exons:
            bases = "".join(by_place[position] for position in range(exon.start, exon.end))
            bases = bases if mane.strand == "+" else reverse_complement(bases)
            assert bases == mane.nucleotides[exon.cdna_start : exon.cdna_end]
        for exon in mane.exons[:-1]:
            places = range(exon.end, exon.end + 6) if mane.strand == "+" else range(exon.start - 6, exon.start)
            intron = "".join(by_place[position] for position in places)
            assert (intron if mane.strand == "+" else reverse_complement(intron)) == DONOR
        assert DONOR.startswith("GT") and ACCEPTOR.endswith("AG")
        assert min(by_place) == gene.start - FLANK and max(by_place) == gene.end + FLANK - 1


def test_paralogues_differ_as_paralogues_do(synthetic):
    """Residues that NTRK1 and NTRK3 share have codons of their own: reads can be told apart, and are alike."""
    one, other = synthetic.gene("NTRK1").mane, synthetic.gene("NTRK3").mane
    block = "FGKVFLAEC"
    assert block in one.protein and block in other.protein
    shares = []
    for first in range(len(one.protein) - 8):
        second = other.protein.find(one.protein[first : first + 8])
        if second >= 0:
            a = one.nucleotides[one.cds_start_in_cdna + 3 * first :][:24]
            b = other.nucleotides[other.cds_start_in_cdna + 3 * second :][:24]
            shares.append(sum(x == y for x, y in zip(a, b, strict=True)) / 24)
    assert len(shares) > 20
    assert 0.7 < sum(shares) / len(shares) < 0.92


def test_no_long_word_stands_in_two_genes(synthetic):
    """A read of 40 bases has one home: simulated reads are called by their own merit."""
    seen = {}
    for gene in synthetic:
        bases = gene.mane.nucleotides
        for i in range(0, len(bases) - 40, 40):
            assert seen.setdefault(bases[i : i + 40], gene.symbol) == gene.symbol


@pytest.mark.slow
def test_the_file_is_what_the_tool_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("build_synthetic_panel", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    out = tmp_path / "again.sqlite"
    assert tool.main([str(out)]) == 0
    one, other = out.read_bytes(), SYNTHETIC.read_bytes()
    if one[96:100] == other[96:100]:  # written by the same release of SQLite
        assert one == other
    again = Reference.open(out)
    assert [gene.mane for gene in again] == [gene.mane for gene in Reference.synthetic()]


def test_the_same_seed_gives_the_same_bases():
    mane = Reference.bundled().gene("STRN").mane
    one, other = (with_nucleotides(mane, random.Random("x")) for _ in range(2))
    assert one == other
    assert with_nucleotides(mane, random.Random("y")).nucleotides != one.nucleotides
