"""Structural variants: which two ends each kind of record joins, mates, and half a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.fusion_tables import read_fusion_text
from breakapart.formats.sv_vcf import read_sv
from breakapart.formats.vcf_text import parse_vcf

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def read(*records, head=HEAD):
    return read_fusion_text(head + "\n".join(record.replace(" ", "\t") for record in records) + "\n", source="sv.vcf")


def ends(fusion):
    """(first base kept, side, second base kept, side), 1-based."""
    return tuple(
        part
        for side in (fusion.five, fusion.three)
        for part in (side.end.kept_base + 1, "before" if side.end.keeps_before else "after")
    )


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        # VCFv4.4, section 5.4: the four forms of a breakend.
        ("G[chr2:500[", (100, "before", 500, "after")),
        ("G]chr2:500]", (100, "before", 500, "before")),
        ("]chr2:500]G", (100, "after", 500, "before")),
        ("[chr2:500[G", (100, "after", 500, "after")),
    ],
)
def test_the_four_breakends_of_the_specification(alt, expected):
    (fusion,) = read(f"chr1 100 a G {alt} . PASS SVTYPE=BND").fusions
    assert ends(fusion) == expected
    assert fusion.passed is True


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("chr1 100 a N <DEL> . . SVTYPE=DEL;END=500", [(100, "before", 501, "after")]),
        ("chr1 100 a N <DUP:TANDEM> . . SVTYPE=DUP;END=500", [(500, "before", 101, "after")]),
        ("chr1 100 a N <INV> . . SVTYPE=INV;END=500", [(100, "before", 500, "before"), (101, "after", 501, "after")]),
        ("chr1 100 a N <INV> . . SVTYPE=INV;END=500;INV3", [(100, "before", 500, "before")]),
        ("chr1 100 a N <INV> . . SVTYPE=INV;END=500;CT=5to5", [(101, "after", 501, "after")]),
        ("chr1 100 a N <DEL> . . SVTYPE=DEL;SVLEN=-400", [(100, "before", 501, "after")]),
        ("chr1 100 a N <BND> . . SVTYPE=BND;CHR2=chr2;POS2=700;CT=3to3", [(100, "before", 700, "before")]),
        ("chr1 100 a N <TRA> . . SVTYPE=TRA;CHR2=chr2;END=700;CT=5to3", [(100, "after", 700, "before")]),
        ("chr1 100 a GTTTT G . . SVTYPE=DEL;END=104", [(100, "before", 105, "after")]),
    ],
)
def test_symbolic_records_join_what_lies_beside_their_ends(record, expected):
    assert [ends(fusion) for fusion in read(record).fusions] == expected


def test_inserted_bases_are_those_beyond_ref():
    first, second = read(
        "chr1 100 a G GTT[chr2:500[ . . SVTYPE=BND", "chr1 900 b G ]chr2:700]TTG . . SVTYPE=BND"
    ).fusions
    assert (first.inserted, second.inserted) == ("TT", "TT")


@pytest.mark.parametrize("named", [True, False])
def test_mates_are_one_call_with_both_rows(named):
    info = ("SVTYPE=BND;MATEID=b", "SVTYPE=BND;MATEID=a") if named else ("SVTYPE=BND", "SVTYPE=BND")
    table = read(f"chr1 100 a G G[chr2:500[ . PASS {info[0]}", f"chr2 500 b T ]chr1:100]T . PASS {info[1]}")
    (fusion,) = table.fusions
    assert [row.line for row in fusion.rows] == [3, 4]
    assert table.rows == 2


def test_a_mate_that_is_missing_is_said():
    (fusion,) = read("chr1 100 a G G[chr2:500[ . PASS SVTYPE=BND;MATEID=gone").fusions
    assert "its mate gone is not in the file" in fusion.notes


def test_single_breakends_and_insertions_are_kept_without_a_partner():
    table = read("chr1 100 a G G. . PASS SVTYPE=BND", "chr1 200 b G <INS> . PASS SVTYPE=INS;SVLEN=300")
    assert all(fusion.three.end is None and not fusion.problems for fusion in table.fusions)
    assert "single breakend" in table.fusions[0].notes[-1]
    assert "INS joins no two places" in table.fusions[1].notes[-1]


def test_small_variants_are_kept_and_sent_elsewhere():
    table = read("chr7 140753336 . A T . PASS .")
    assert "joins no two places" in table.fusions[0].notes[-1]
    assert any("'breakapart variants' reads small variants" in note for note in table.notes)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("chr1 x a G G[chr2:500[ . . SVTYPE=BND", "POS is 'x', expected a whole number"),
        ("chr1 100 a G G[chr2:500] . . SVTYPE=BND", "both brackets must be alike"),
        ("chr1 100 a G [chr2:500[ . . SVTYPE=BND", "expected a breakend as G[chr2:29223528["),
        ("chr1 100 a N <DEL> . . SVTYPE=DEL", "has neither END nor SVLEN"),
        ("chr1 100 a N <DEL> . . SVTYPE=DEL;END=50", "END is 50, before POS 100"),
        ("chr1 100 a N <TRA> . . SVTYPE=TRA", "names no second place"),
        ("chr1 100 a G G[chr2:500[ . .", "expected 8 columns, found 7"),
        ("chr1 100 a G! G[chr2:500[ . . SVTYPE=BND", "REF is 'G!', expected bases"),
    ],
)
def test_a_bad_record_is_kept_with_its_problem(record, message):
    table = read(record, "chr1 100 a G G[chr2:500[ . PASS SVTYPE=BND")
    assert message in table.fusions[0].problems[0]
    assert not table.fusions[1].problems


@pytest.mark.parametrize(
    ("caller", "head", "expected"),
    [
        ("Manta", "PR:SR\t50,12:60,8", (8, 12, 15.38)),
        ("DELLY", "DR:DV:RR:RV\t50:12:60:8", (8, 12, 15.38)),
        ("GRIDSS", "SR:RP:REF\t8:12:110", (8, 12, 15.38)),
    ],
)
def test_support_in_the_words_of_each_caller(caller, head, expected):
    header = f"##fileformat=VCFv4.2\n##source={caller}\n" + HEAD.split("\n")[1] + "\tFORMAT\tT\n"
    table = read_fusion_text(f"{header}chr1\t100\ta\tG\tG[chr2:500[\t.\tPASS\tSVTYPE=BND\t{head}\n", source="sv.vcf")
    (fusion,) = table.fusions
    assert table.caller == caller
    assert (fusion.junction_reads, fusion.spanning_pairs, fusion.allele_fraction_percent) == expected


# --- half a header -------------------------------------------------------------------------------------------------


def test_half_a_header_without_records_is_refused():
    with pytest.raises(InputError, match=r"sv\.vcf, line 2: ends before the line #CHROM POS ID"):
        read_fusion_text("##fileformat=VCFv4.2\n##contig=<ID=chr1>\n", source="sv.vcf")


def test_a_header_that_has_lost_its_end_is_read_and_said():
    table = read("chr1 100 a G G[chr2:500[ . PASS SVTYPE=BND", head="##fileformat=VCFv4.2\n")
    assert ends(table.fusions[0]) == (100, "before", 500, "after")
    assert any("the line #CHROM POS ID ... is missing" in note for note in table.notes)


def test_a_header_that_has_lost_its_beginning_is_read_and_said():
    table = read("chr1 100 a G G[chr2:500[ . PASS SVTYPE=BND", head=HEAD.split("\n", 1)[1])
    assert len(table.fusions) == 1
    assert any("the first line (##fileformat=VCFv4...) is missing" in note for note in table.notes)


def test_columns_of_chrom_line_are_checked():
    with pytest.raises(InputError, match="lacks INFO"):
        read_fusion_text("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\n", source="sv.vcf")


@pytest.mark.parametrize(
    ("line", "build"),
    [
        ("##contig=<ID=chr1,length=249250621>", "GRCh37"),
        ("##contig=<ID=1,length=248956422>", "GRCh38"),
        ("##reference=file:///ref/hs37d5.fa", "GRCh37"),
        ("##contig=<ID=chr1,assembly=hg38>", "GRCh38"),
        ("##reference=genome.fa", ""),
    ],
)
def test_the_header_tells_the_build(line, build):
    assert parse_vcf(f"{line}\n{HEAD}".split("\n"), source="x").build == build


@given(text=st.text(alphabet="chr12\tGATC[]:.<>;=,SVTYPEBNDL\n#", max_size=300))
def test_any_text_below_a_header_is_kept(text):
    vcf = parse_vcf((HEAD + text).split("\n"), source="sv.vcf")
    table = read_sv(vcf, because="", guessed=False)
    rows = sum(bool(line.strip()) and not line.startswith("#") for line in text.split("\n"))
    assert table.rows == rows
    assert len({row.line for fusion in table.fusions for row in fusion.rows}) == rows
