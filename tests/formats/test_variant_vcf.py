"""A panel's VCF: reads in every caller's words, consequences of every annotator, records that are no variants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.variant_vcf import variants_of
from breakapart.formats.vcf_text import parse_vcf
from breakapart.model.sequencing import VariantClass

COLUMNS = "#CHROM POS ID REF ALT QUAL FILTER INFO"
CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: '
    'Allele|Consequence|SYMBOL|Feature|HGVSc|HGVSp|MANE_SELECT|PICK|CANONICAL|Amino_acids|Protein_position">'
)


def read(*records, header=(), samples="", sample=None):
    names = COLUMNS + (f" FORMAT {samples}" if samples else "")
    lines = [
        "##fileformat=VCFv4.2",
        *header,
        names.replace(" ", "\t"),
        *[record.replace(" ", "\t") for record in records],
    ]
    return variants_of(parse_vcf(lines, source="panel.vcf"), sample=sample)


@pytest.mark.parametrize(
    ("cells", "alt_reads", "depth", "stated"),
    [
        ("GT:AD:DP 0/1:70,30:101", 30, 100, None),  # GATK, Mutect2: AD adds up to the informative reads
        ("GT:DP:RO:AO 0/1:100:70:30", 30, 100, None),  # FreeBayes
        (
            "GT:DP:FDP:RO:FRO:AO:FAO:AF 0/1:120:100:80:70:33:30:0.3",
            30,
            100,
            30.0,
        ),  # Ion Torrent: corrected counts first
        ("GT:DP:RD:AD:FREQ 0/1:100:70:30:30% ", 30, 100, 30.0),  # VarScan
        ("DP:AU:CU:GU:TU 100:70,71:0,0:0,0:30,33", 30, 100, None),  # Strelka
        ("GT:DP:VAF 0/1:100:0.3", None, 100, 30.0),
        ("GT:AF 0/1:0.5974", None, None, 59.74),
        ("GT 0/1", None, None, None),
    ],
)
def test_reads_in_the_words_of_each_caller(cells, alt_reads, depth, stated):
    (variant,) = read(f"chr7 140753336 . A T . PASS . {cells}", samples="T").variants
    assert (variant.alt_reads, variant.depth, variant.stated_fraction_percent) == (alt_reads, depth, stated)
    assert variant.called


def test_strelka_indels():
    (variant,) = read("chr1 100 . AC A . PASS SOMATIC DP:TAR:TIR 99:70,71:30,31", samples="T").variants
    assert (variant.alt_reads, variant.depth, variant.germline) == (30, 100, False)


def test_each_alternative_is_a_variant():
    vcf = read("chr1 100 . A C,T . PASS . GT:AD:DP 1/2:10,20,70:100", samples="T")
    assert [(v.alt, v.alt_reads, v.depth) for v in vcf.variants] == [("C", 20, 100), ("T", 70, 100)]
    assert vcf.rows == 1


@pytest.mark.parametrize(
    ("ref", "alt", "kind", "key"),
    [
        ("A", "T", VariantClass.SUBSTITUTION, (99, "A", "T")),
        ("AC", "AT", VariantClass.SUBSTITUTION, (100, "C", "T")),
        ("A", "ATT", VariantClass.SHORT_INDEL, (100, "", "TT")),
        ("ATT", "A", VariantClass.SHORT_INDEL, (100, "TT", "")),
        ("A", "A" + "C" * 31, VariantClass.LONG_INDEL, (100, "", "C" * 31)),
        ("ACG", "TGA", VariantClass.SUBSTITUTION, (99, "ACG", "TGA")),
    ],
)
def test_variants_are_trimmed_and_classed(ref, alt, kind, key):
    (variant,) = read(f"chr1 100 . {ref} {alt} . PASS .").variants
    assert variant.variant_class is kind
    assert variant.key == ("chr1", *key)


@pytest.mark.parametrize("cells", ["0/0:100,0:100", "0/1:100,0:100"])
def test_a_place_where_nothing_was_found_is_no_variant(cells):
    (variant,) = read(f"chr7 140753336 hotspot A T . PASS . GT:AD:DP {cells}", samples="T").variants
    assert not variant.called


@pytest.mark.parametrize(
    ("record", "copies"),
    [
        ("chr7 55019017 . N <DUP> . PASS SVTYPE=CNV;END=55211628;CN=12.5;GENE=EGFR", 12.5),
        ("chr7 55019017 . N <CN7> . PASS END=55211628", 7),
        ("chr7 55019017 . N . . PASS SVTYPE=CNV;END=55211628;RAW_CN=3.2", 3.2),
    ],
)
def test_copy_numbers(record, copies):
    (variant,) = read(record).variants
    assert variant.variant_class is VariantClass.COPY_NUMBER
    assert (variant.copies, variant.end) == (copies, 55211628)


def test_vep_mane_comes_first_and_alleles_are_told_apart():
    info = (
        "CSQ=T|missense_variant|ALK|ENST2|ENST2:c.1A>T|ENSP2:p.Met1Leu||1|YES||,"
        "T|missense_variant|ALK|ENST1|ENST1:c.3604G>A|ENSP1:p.Gly1202Arg|NM_004304.5||||,"
        "C|synonymous_variant|ALK|ENST1|ENST1:c.3604G>C|ENSP1:p.Gly1202%3D|NM_004304.5||||"
    )
    vcf = read(f"chr2 29220747 . A C,T . PASS {info}", header=[CSQ])
    silent, missense = (variant.consequence for variant in vcf.variants)
    assert (missense.transcript, missense.protein.short, missense.is_mane) == ("ENST1", "G1202R", True)
    assert silent.protein.short == "G1202="
    assert vcf.annotators == ("VEP",)


def test_vep_without_hgvs_still_has_amino_acids():
    info = "CSQ=T|missense_variant|BRAF|ENST1|||NM_004333.6|||V/E|600/766"
    (variant,) = read(f"chr7 140753336 . A T . PASS {info}", header=[CSQ]).variants
    assert variant.consequence.protein.short == "V600E"


def test_vep_without_its_header_is_said_to_be_unreadable():
    vcf = read("chr7 140753336 . A T . PASS CSQ=T|missense_variant|BRAF")
    assert any("CSQ) cannot be read" in note for note in vcf.notes)
    assert vcf.variants[0].consequence is None


@pytest.mark.parametrize(
    ("info", "by"),
    [
        (
            "ANN=T|missense_variant|MODERATE|BRAF|BRAF|transcript|NM_004333.6|protein_coding|15/18|c.1799T>A|p.Val600Glu",
            "SnpEff",
        ),
        ("BCSQ=missense|BRAF|NM_004333|protein_coding|-|600V>600E|140753336A>T", "bcftools"),
        ("AAChange.refGene=BRAF:NM_004333:exon15:c.T1799A:p.V600E;ExonicFunc.refGene=nonsynonymous_SNV", "ANNOVAR"),
    ],
)
def test_other_annotators(info, by):
    (variant,) = read(f"chr7 140753336 . A T . PASS {info}").variants
    assert (variant.gene, variant.consequence.protein.short, variant.consequence.by) == ("BRAF", "V600E", by)


@pytest.mark.parametrize(
    ("names", "header", "expected"),
    [("N T", ["##tumor_sample=N"], "N"), ("NORMAL TUMOR", [], "TUMOR"), ("one two", [], "two")],
)
def test_the_tumour_is_read(names, header, expected):
    cells = "GT:AD:DP 0/0:100,0:100 0/1:70,30:100"
    vcf = read(f"chr7 140753336 . A T . PASS . {cells}", samples=names, header=header)
    assert vcf.sample == expected
    assert (
        read(f"chr7 140753336 . A T . PASS . {cells}", samples=names, sample=names.split()[0]).sample
        == names.split()[0]
    )
    with pytest.raises(InputError, match="has no sample 'X'"):
        read(f"chr7 140753336 . A T . PASS . {cells}", samples=names, sample="X")


def test_rejected_and_inherited_are_told():
    variants = read("chr1 100 . A T . germline .", "chr1 200 . A T . PASS SOMATIC", "chr1 300 . A T . . .").variants
    assert [(v.passed, v.germline) for v in variants] == [(False, True), (True, False), (None, None)]


def test_counts_of_two_kinds_get_no_interval():
    (variant,) = read("chr1 100 . A T . PASS . GT:AD:DP 0/1:50:40", samples="T").variants
    assert variant.alt_reads is None
    assert "counts are not of one kind" in variant.notes[0]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("chr1 x . A T . PASS .", "POS is 'x'"),
        ("chr1 100 . A U . PASS .", "ALT is 'U', expected bases"),
        ("chr1 100 . A T . PASS", "expected 8 columns, found 7"),
    ],
)
def test_a_bad_record_is_kept_with_its_problem(record, message):
    vcf = read(record)
    assert message in vcf.variants[0].problems[0]


@given(text=st.text(alphabet="chr12\tGATC<>,.;=/|:0159PASDNFVE\n", max_size=300))
def test_any_text_below_a_header_is_kept(text):
    lines = ["##fileformat=VCFv4.2", CSQ, (COLUMNS + " FORMAT T").replace(" ", "\t"), *text.split("\n")]
    vcf = variants_of(parse_vcf(lines, source="panel.vcf"))
    rows = {number for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")}
    assert {variant.row.line for variant in vcf.variants} == rows
    assert vcf.rows == len(rows)
