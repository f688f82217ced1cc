"""Which build a table's positions are of, told from where they fall."""

import pytest
from tests import builders_tables as tables

from breakapart.annotation.genome_build import judge_build
from breakapart.formats.fusion_tables import read_fusion_table, read_fusion_text
from breakapart.reference import Reference
from breakapart.reference.grch37 import grch37_spans

REFERENCE = Reference.bundled()

# Junctions as published on hg19: EML4 exon 13, ALK exon 20, CD74 exon 6, ROS1 exon 34, KIF5B exon 24, RET exon 11,
# NCOA4 exon 7, RET exon 12 (fusions of commercial control RNA, as Ion Reporter lists them).
HG19 = (
    ("EML4", "chr2:42522656:+", "ALK", "chr2:29446394:-"),
    ("CD74", "chr5:149784243:-", "ROS1", "chr6:117645578:-"),
    ("KIF5B", "chr10:32306071:-", "RET", "chr10:43609928:+"),
    ("NCOA4", "chr10:51582939:+", "RET", "chr10:43612032:+"),
)


def star(rows):
    columns = [
        "#FusionName",
        "JunctionReadCount",
        "SpanningFragCount",
        "LeftGene",
        "LeftBreakpoint",
        "RightGene",
        "RightBreakpoint",
    ]
    lines = [[f"{g5}--{g3}", 5, 5, g5, b5, g3, b3] for g5, b5, g3, b3 in rows]
    return read_fusion_text(tables.table(columns, lines), source="calls")


def judge(table, **options):
    return judge_build(table, REFERENCE, grch37_spans(), **options)


@pytest.mark.parametrize(
    "name", ["arriba.tsv", "easyfuse.csv", "fusioncatcher.tsv", "jaffa_results.csv", "starfusion.tsv"]
)
def test_real_tables_are_grch38(shared, name):
    verdict = judge(read_fusion_table(shared / "data" / "callers" / name))
    assert verdict.build == "GRCh38"
    assert (verdict.in_grch37, verdict.shifted) == (0, 0)


def test_a_table_of_grch37_is_noticed():
    verdict = judge(star(HG19))
    assert verdict.build == "GRCh37"
    assert "lie in that gene on GRCh37 (hg19) and not on GRCh38" in verdict.words


def test_a_few_chance_hits_make_no_mixture_of_builds():
    """Long genes lie almost alike in two builds: of real tables of GRCh37, up to a fifth fits GRCh38 by chance."""
    rows = [(g5, f"{c5}:{p5}:{s5}", g3, f"{c3}:{p3}:{s3}") for g5, c5, p5, s5, g3, c3, p3, s3, _, _ in tables.THREE[:1]]
    elsewhere = [(g5, f"{c5}:1000:{s5}", g3, f"{c3}:1000:{s3}") for g5, c5, _, s5, g3, c3, _, s3, _, _ in tables.THREE]
    verdict = judge(star([*rows, *elsewhere * 3, HG19[2]]))
    assert verdict.build == "other"
    assert "of another build" in verdict.words


def test_one_row_of_grch37_in_a_table_of_grch38_is_noticed():
    rows = [(g5, f"{c5}:{p5}:{s5}", g3, f"{c3}:{p3}:{s3}") for g5, c5, p5, s5, g3, c3, p3, s3, _, _ in tables.THREE]
    verdict = judge(star([*rows, HG19[2]]))
    assert verdict.build == "mixed"
    assert "two builds seem to be mixed" in verdict.words


def test_what_the_file_says_is_held_against_the_positions():
    table = read_fusion_text(tables.arriba(), source="calls")
    assert "although the file says GRCh37" in judge(table, stated="GRCh37").words
    assert judge(star(HG19), stated="GRCh38").build == "GRCh37"


def test_positions_that_fit_no_build_are_said_to():
    rows = [
        (g5, f"{c5}:{p5 + 20_000_000}:{s5}", g3, f"{c3}:{p3 + 20_000_000}:{s3}")
        for g5, c5, p5, s5, g3, c3, p3, s3, _, _ in tables.THREE
    ]
    verdict = judge(star(rows))
    assert verdict.build == "other"


def test_too_few_names_tell_nothing():
    assert judge(star([("LINC1", "chr1:5:+", "LINC2", "chr1:9:+")])).build == "unknown"


@pytest.mark.parametrize(("moved", "counted_from"), [(-1, "0"), (1, "2")])
def test_positions_counted_from_another_number_are_noticed(moved, counted_from):
    rows = [
        (g5, f"{c5}:{p5 + moved}:{s5}", g3, f"{c3}:{p3 + moved}:{s3}")
        for g5, c5, p5, s5, g3, c3, p3, s3, _, _ in tables.THREE
    ]
    verdict = judge(star(rows))
    assert verdict.shifted == -moved
    assert f"they seem to be counted from {counted_from}" in verdict.words


def test_spans_are_of_genes_of_the_reference():
    spans = grch37_spans()
    assert len(spans) > 300
    for symbol, (chrom, start, end) in spans.items():
        gene = REFERENCE.gene(symbol)
        assert gene.symbol == symbol
        assert gene.chrom == chrom
        assert 0 < start < end
