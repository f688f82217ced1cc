"""Amplicon tables, BED, and lists of junctions."""

import pytest

from breakapart.errors import InputError
from breakapart.formats.amplicon_table import read_amplicons
from breakapart.formats.junction_list import read_junction_list
from breakapart.model.expression import AmpliconKind

TABLE = (
    "name\tkind\tgene\tgene_3p\tstart\tend\tprimer_5p\nc1\tcontrol\tTBP\t\t101\t220\t\nf1\tfusion\tEML4\tALK\t\t\t22\n"
)


def test_a_table_is_1_based_and_becomes_interbase(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(TABLE, encoding="utf-8")
    control, fusion = read_amplicons(path)
    assert (control.kind, control.gene, control.start, control.end) == (AmpliconKind.CONTROL, "TBP", 100, 220)
    assert (fusion.gene, fusion.gene_3p, fusion.primer_5p) == ("EML4", "ALK", 22)


def test_bed_is_interbase_on_the_genome(tmp_path):
    path = tmp_path / "a.bed"
    path.write_text("track name=x\nchr2\t100\t220\ta1\t0\t+\timbalance_3p\tALK\n", encoding="utf-8")
    (amplicon,) = read_amplicons(path)
    assert (amplicon.contig, amplicon.start, amplicon.end, amplicon.kind) == ("chr2", 100, 220, "imbalance_3p")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("name\tkind\n", "has no column 'gene'"),
        ("name\tkind\tgene\tsize\n", "column 'size' is not known"),
        (TABLE.replace("control", "kontrol"), "line 2: kind 'kontrol' is not known"),
        (TABLE.replace("101", "x1"), "line 2: column 'start' holds 'x1'"),
        (TABLE.replace("101", "300"), "line 2: start 300 and end 220"),
        (TABLE.replace("ALK", ""), "line 3: a fusion amplicon needs 'gene_3p'"),
        (TABLE.replace("f1", "c1"), "'c1' stands in the table twice"),
        ("chr2\t100\t220\n", "line 1: expected 8 columns"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path, text, words):
    path = tmp_path / "a.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_amplicons(path)


def test_a_list_of_junctions(tmp_path):
    path = tmp_path / "normal.tsv"
    path.write_text(
        "gene_5p\tgene_3p\tbreakpoint_5p\treason\nA\tB\tchr1:5:+\tseen in blood\nC\tD\t\t\n", encoding="utf-8"
    )
    one, two = read_junction_list(path)
    assert (one.breakpoint_5p, one.reason) == ("chr1:5:+", "seen in blood")
    assert (two.breakpoint_5p, two.reason) == (None, "listed in normal.tsv")
    path.write_text("gene_5p\tgene_3p\tbreakpoint_5p\nA\tB\t5\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: breakpoint_5p is '5'"):
        read_junction_list(path)
