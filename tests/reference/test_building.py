"""From a genome and its annotation to genes: every style gives the same, and what does not fit is said."""

import dataclasses
import sqlite3

import pytest
from tests.builders_genome import PROTEINS, fasta, gff3, gtf, made_up, write

from breakapart.errors import InputError
from breakapart.formats.byte_stream import ByteStream
from breakapart.formats.gene_annotation import read_annotation
from breakapart.formats.genome_fasta import read_contigs
from breakapart.reference import Reference
from breakapart.reference.building import BuildSettings, ReferenceBuilder, build_into
from breakapart.reference.splicing import Flaw

GENOME, GENES = made_up()


def build(tmp_path, annotation=None, genome=None, *, fingerprint="f", **settings):
    annotation = gtf(GENES) if annotation is None else annotation
    annotated = read_annotation(ByteStream(write(tmp_path / "genes", annotation)))
    builder = ReferenceBuilder(annotated, BuildSettings(**settings), Reference.bundled())
    stream = ByteStream(write(tmp_path / "genome.fa", fasta(GENOME) if genome is None else genome))
    out = tmp_path / "reference.sqlite"
    meta = {"version": "made up", "genome": "none"}
    report = build_into(out, builder, read_contigs(stream, builder.wants), fingerprint, lambda _: meta)
    return Reference.open(out), report


@pytest.mark.parametrize(
    "annotation",
    [
        gtf(GENES, "gencode"),
        gtf(GENES, "ensembl"),
        gtf(GENES, "refseq"),
        gtf(GENES, "gencode", stop_apart=False),
        gff3(GENES, "gencode"),
        gff3(GENES, "ensembl"),
        gff3(GENES, "refseq"),
    ],
)
def test_every_style_gives_the_proteins_and_bases_that_were_put_in(tmp_path, annotation):
    reference, report = build(tmp_path, annotation)
    assert reference.symbols() == ("AAA1", "BBB2", "CCC3")
    for symbol, (contig, strand, exons, cds, spliced) in GENES.items():
        mane = reference.gene(symbol).mane
        assert mane.nucleotides == spliced
        assert (mane.chrom, mane.strand) == (contig, strand)
        assert sorted((exon.start, exon.end) for exon in mane.exons) == exons
        assert (mane.cds_start_in_cdna, mane.cds_length) == (cds[0], cds[1] - cds[0])
        assert mane.protein == PROTEINS[symbol]
    assert report.warnings() == report.notes() == ()


def test_the_gene_is_found_by_every_accession(tmp_path):
    reference, _ = build(tmp_path, gff3(GENES, "refseq"))
    assert reference.transcript("NM_999002").gene == "BBB2"
    assert reference.transcript("ENST90000000002").gene == "BBB2"  # named by the row's cross-reference
    assert reference.find("999002").symbol == reference.find("HGNC:99902").symbol == "BBB2"
    assert reference.find("NP_999002").symbol == "BBB2"


def test_introns_are_kept_with_the_genes_of_interest(tmp_path):
    reference, _ = build(tmp_path)
    (locus,) = reference.loci("BBB2")
    assert locus.nucleotides == GENOME["chr1"][100:800]
    assert build(tmp_path, loci="none")[0].loci("BBB2") == ()
    (target,) = build(tmp_path, genes=("AAA1",))[0].targets()
    assert target.symbol == "AAA1" and target.loci


@pytest.mark.parametrize("style", ["gencode", "refseq"])
def test_chr_and_bare_names_are_one(tmp_path, style):
    bare = fasta({name.removeprefix("chr"): bases for name, bases in GENOME.items()})
    reference, report = build(tmp_path, gtf(GENES, style), bare)
    assert reference.gene("AAA1").chrom == "1"  # names are the genome's
    assert "2 contigs of the annotation named otherwise in the genome" in report.warnings()[0]
    assert "chr1 as 1" in report.warnings()[0]
    accessions = {"chr1": "NC_000001.11", "chr2": "NC_000002.12"}
    reference, _ = build(tmp_path, gtf(GENES, style, chrom=accessions.get), bare, fingerprint="g")
    assert len(reference) == 3


def test_a_genome_of_other_contigs_is_refused_with_both_names(tmp_path):
    with pytest.raises(InputError) as error:
        build(tmp_path, genome=fasta({"1": GENOME["chr1"], "2": GENOME["chr2"]}), contig_style="as-is")
    text = str(error.value)
    assert "2 of 2 contigs of the annotation are not in the genome (chr1, chr2; the genome has 1, 2)" in text
    assert "differ in 'chr' only" in text
    with pytest.raises(InputError, match="chr1, chr2; the genome has scaffold9"):
        build(tmp_path, genome=fasta({"scaffold9": "ACGT" * 100}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["genes", "genome.fa"]  # nothing left over


def test_a_contig_that_is_missing_is_counted_or_refused_when_asked_for(tmp_path):
    one = fasta({"chr1": GENOME["chr1"]})
    reference, report = build(tmp_path, genome=one)
    assert reference.symbols() == ("AAA1", "BBB2")
    assert report.warnings() == ("1 contig of the annotation (chr2) not in the genome; 1 gene left out",)
    with pytest.raises(InputError, match=r"1 gene cannot be built \(CCC3\)"):
        build(tmp_path, genome=one, genes=("AAA1", "CCC3"))


def test_two_contigs_that_stand_for_one_are_refused(tmp_path):
    with pytest.raises(InputError, match="chr1 and 1 of the genome both stand for chr1"):
        build(tmp_path, genome=fasta({**GENOME, "1": GENOME["chr1"]}))


def test_rows_beyond_the_contig_are_refused_or_clipped(tmp_path):
    short = fasta({"chr1": GENOME["chr1"][:645], "chr2": GENOME["chr2"]})
    with pytest.raises(InputError) as error:
        build(tmp_path, genome=short)
    assert "1 of 3 transcripts reach beyond the end of their contig" in str(error.value)
    assert "ENST90000000002.3 of BBB2" in str(error.value)
    reference, report = build(tmp_path, genome=short, out_of_range="clip")
    assert report.tally.flaws[Flaw.CLIPPED.name] == 1
    clipped = reference.gene("BBB2").mane
    assert clipped.nucleotides == GENES["BBB2"][4][5:]
    assert clipped.protein == PROTEINS["BBB2"]  # only untranslated bases were cut
    assert "clipped" in clipped.protein_source
    gone = fasta({"chr1": GENOME["chr1"][:300], "chr2": GENOME["chr2"]})
    reference, report = build(tmp_path, genome=gone, out_of_range="clip")
    assert reference.symbols() == ("AAA1", "CCC3") and report.tally.flaws[Flaw.OUTSIDE.name] == 1
    assert any("left out" in warning for warning in report.warnings())


def test_negative_positions_are_clipped_too(tmp_path):
    lines = gtf(GENES).replace(b"\texon\t101\t130\t", b"\texon\t-20\t130\t")
    reference, report = build(tmp_path, lines, out_of_range="clip")
    assert reference.gene("AAA1").mane.exons[0].start == 0
    assert report.tally.flaws[Flaw.CLIPPED.name] == 1


def test_a_wrong_strand_shows_in_stop_codons(tmp_path):
    flipped = gtf(GENES).replace(b"\t+\t", b"\t*\t").replace(b"\t-\t", b"\t+\t").replace(b"\t*\t", b"\t-\t")
    _, report = build(tmp_path, flipped)
    assert any("of different assemblies, or strands may be wrong" in warning for warning in report.warnings())


def test_incomplete_coding_sequences_are_kept_and_said(tmp_path):
    first = b"CDS\t111\t130\t.\t+\t0"
    assert first in gtf(GENES)
    data = gtf(GENES).replace(first, b"CDS\t113\t130\t.\t+\t1")
    reference, report = build(tmp_path, data)
    mane = reference.gene("AAA1").mane
    assert mane.protein == PROTEINS["AAA1"][1:]
    assert "5' end of the coding sequence not annotated" in mane.protein_source
    assert report.warnings() == ()
    assert any("begin inside a codon" in note for note in report.notes())


def test_transcripts_come_main_one_first(tmp_path):
    text = gtf({"AAA1": GENES["AAA1"]}).decode()
    other = text.replace("ENST90000000001.3", "ENST90000000009.1").replace(' tag "MANE_Select";', "")
    silent = "\n".join(line for line in text.splitlines() if "\tCDS\t" not in line and "\tstop_codon\t" not in line)
    silent = silent.replace("ENST90000000001.3", "ENST90000000008.1").replace(' tag "MANE_Select";', "")
    reference, _ = build(tmp_path, (silent + "\n" + other + text).encode())
    names = [transcript.accession for transcript in reference.transcripts("AAA1")]
    assert names == ["ENST90000000001.3", "ENST90000000009.1", "ENST90000000008.1"]
    silent = reference.transcripts("AAA1")[2]
    assert (silent.cds_length, silent.protein, silent.protein_length) == (0, "", 0)
    only, _ = build(tmp_path, (other + text).encode(), main_only=True)
    assert len(only.transcripts("AAA1")) == 1


def test_a_second_copy_of_a_gene_is_left_out(tmp_path):
    copy = gtf({"AAA1": ("chr2", "+", [(50, 80), (90, 150)], (10, 40), "")}).replace(b"_gene_", b"")
    _, report = build(tmp_path, gtf({"AAA1": GENES["AAA1"]}) + copy)
    assert report.copies_left_out == 1


def test_genes_not_in_the_annotation_are_named_together(tmp_path):
    with pytest.raises(InputError) as error:
        build(tmp_path, genes=("AAA1", "NOPE", "ALKK"))
    assert [problem.message.split("'")[1] for problem in error.value.problems] == ["NOPE", "ALKK"]


class Interrupted:
    """A contig stream that stops before its last contig, as Ctrl-C does."""

    def __init__(self, contigs, after):
        self.contigs, self.after, self.built = list(contigs), after, 0

    def __iter__(self):
        for number, contig in enumerate(self.contigs):
            if number == self.after:
                raise KeyboardInterrupt
            yield contig


def test_an_interrupted_build_goes_on_and_gives_the_same_file(tmp_path):
    whole = tmp_path / "whole"
    whole.mkdir()
    build(whole)
    annotated = read_annotation(ByteStream(write(tmp_path / "genes", gtf(GENES))))
    out = tmp_path / "reference.sqlite"
    meta = {"version": "made up", "genome": "none"}

    def attempt(after, fingerprint="f"):
        builder = ReferenceBuilder(annotated, BuildSettings(), Reference.bundled())
        counted = []
        real = builder.build

        def counting(contig, nucleotides):
            counted.append(contig)
            return real(contig, nucleotides)

        builder.build = counting
        stream = ByteStream(write(tmp_path / "genome.fa", fasta(GENOME)))
        contigs = Interrupted(read_contigs(stream, builder.wants), after)
        return build_into(out, builder, contigs, fingerprint, lambda _: meta), counted

    with pytest.raises(KeyboardInterrupt):
        attempt(1)
    assert not out.exists()
    report, counted = attempt(None)
    assert counted == ["chr2"]  # chr1 was there already
    assert (report.tally.genes, report.contigs) == (3, 2)
    assert out.read_bytes() == (whole / "reference.sqlite").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["genes", "genome.fa", "reference.sqlite", "whole"]
    with pytest.raises(KeyboardInterrupt):
        attempt(1)
    _, counted = attempt(None, fingerprint="other inputs")
    assert counted == ["chr1", "chr2"]


def test_the_content_is_held_against_its_checksum(tmp_path):
    reference, _ = build(tmp_path)
    assert reference.verify() == "intact"
    path = reference.path
    reference.close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gene SET is_panel = 0 WHERE symbol = 'AAA1'")
    database.close()
    assert Reference.open(path).verify() == "changed"
    assert Reference.bundled().verify() == "not recorded"


def test_selenocysteine_is_read_where_the_annotation_says_so(tmp_path):
    contig, _, exons, cds, _ = GENES["AAA1"]
    genome = {name: list(bases) for name, bases in GENOME.items()}
    codon = cds[0] + 9  # the fourth codon, which lies in exon 1
    genome[contig][exons[0][0] + codon : exons[0][0] + codon + 3] = "TGA"
    data = fasta({name: "".join(bases) for name, bases in genome.items()})
    plain, report = build(tmp_path, genome=data)
    assert plain.gene("AAA1").mane.protein == PROTEINS["AAA1"][:3] + "X" + PROTEINS["AAA1"][4:]
    assert report.tally.flaws[Flaw.INTERNAL_STOP.name] == 1
    tagged = gtf(GENES).replace(b'gene_name "AAA1";', b'gene_name "AAA1"; tag "seleno";')
    seleno, _ = build(tmp_path, tagged, genome=data, fingerprint="g")
    assert seleno.gene("AAA1").mane.protein == PROTEINS["AAA1"][:3] + "U" + PROTEINS["AAA1"][4:]


def test_known_genes_bring_their_names_roles_and_domains(tmp_path, shared):
    reference, report = mini(tmp_path, shared)
    ret, known = reference.gene("RET"), Reference.bundled().gene("RET")
    assert ret.roles == known.roles and ret.uniprot == known.uniprot and ret.mane.is_mane_select
    assert ret.domains == known.domains and ret.coiled_coils == known.coiled_coils
    assert ret.mane.protein == known.mane.protein  # Swiss-Prot against the genome
    braf = reference.gene("BRAF")
    assert braf.kinase_domain.start == Reference.bundled().gene("BRAF").kinase_domain.start
    assert reference.find("CD74").mane.refseq == Reference.bundled().gene("CD74").mane.refseq
    assert report.tally.genes == 19 and report.warnings() == ()
    assert set(reference.panel_symbols()) == {
        "AKAP9", "ATF1", "BRAF", "BRD4", "CD74", "ETV1", "EWSR1", "FLI1", "HOOK3", "NTRK3", "NUTM1", "RET", "ROS1",
        "TMPRSS2",
    }  # fmt: skip
    for target in reference.targets():
        for exon in target.main.exons:
            assert exon.cdna_end - exon.cdna_start == exon.end - exon.start
        bases = target.main.nucleotides
        start = target.main.cds_start_in_cdna
        assert bases[start : start + 3] == "ATG"
    kinase = {target.symbol: target.kinase_cdna for target in reference.targets() if target.kinase_cdna}
    assert set(kinase) >= {"RET", "ROS1", "BRAF", "NTRK3"}


def mini(tmp_path, shared):
    annotated = read_annotation(ByteStream(shared / "data" / "rna" / "minigenome.gtf.gz"))
    builder = ReferenceBuilder(annotated, BuildSettings(), Reference.bundled())
    stream = ByteStream(shared / "data" / "rna" / "minigenome.fa.gz")
    out = tmp_path / "mini.sqlite"
    meta = {"version": "minigenome", "genome": "re-based"}
    report = build_into(out, builder, read_contigs(stream, builder.wants), "mini", lambda _: meta)
    return Reference.open(out), report


def test_settings_are_plain():
    assert dataclasses.asdict(BuildSettings())["loci"] == "panel"
