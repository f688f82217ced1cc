"""The build tool: the bundled file is what it makes of the reference tables, byte for byte."""

import importlib.util
import sqlite3
from pathlib import Path

import pytest

from breakapart.reference.store import BUNDLED

TOOL = Path(__file__).parents[2] / "tools" / "build_reference.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("build_reference", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_bundled_file_is_what_the_tables_give(tool, shared, tmp_path):
    out = tmp_path / "mane.sqlite"
    assert tool.main([str(shared / "reference"), str(out)]) == 0
    one, other = out.read_bytes(), BUNDLED.read_bytes()
    if one[96:100] == other[96:100]:  # written by the same release of SQLite
        assert one == other
    assert dump(out) == dump(BUNDLED)
    first = one
    assert tool.main([str(shared / "reference"), str(out)]) == 0
    assert out.read_bytes() == first


def dump(path):
    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        content = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(tables)}
    database.close()
    return content


def test_a_folder_without_tables_is_named(tool, tmp_path, capsys):
    assert tool.main([str(tmp_path), str(tmp_path / "out.sqlite")]) == 2
    assert "holds no genes_all.tsv.gz" in capsys.readouterr().err
    assert tool.main([]) == 2
    assert "usage" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_number_that_the_exons_do_not_give_stops_the_build(tool):
    row = {
        "gene": "G", "exon_number": "1", "chrom": "chr1", "strand": "+", "g_start": "11", "g_end": "20",
        "cdna_start": "1", "cdna_end": "10", "cds_start": "1", "cds_end": "10", "phase_in": "0", "phase_out": "1",
    }  # fmt: skip
    second = row | {
        "exon_number": "2", "g_start": "31", "g_end": "42", "cdna_start": "11", "cdna_end": "22", "cds_start": "11",
        "cds_end": "21", "phase_in": "1", "phase_out": "",
    }  # fmt: skip
    fields = {
        "accession": "T1", "refseq": None, "is_mane_select": True, "cds_length": 21, "protein": "X" * 6,
        "protein_source": "",
    }  # fmt: skip
    assert tool.transcript_of([row, second], **fields).exons[1].phase_in == 1
    for column, wrong in (("phase_in", "2"), ("cds_start", "12"), ("cdna_end", "23"), ("phase_out", "0")):
        with pytest.raises(ValueError, match=f"T1 exon 2: {column} is '{wrong}', computed"):
            tool.transcript_of([row, second | {column: wrong}], **fields)


def test_a_signal_peptide_without_its_marks_stops_the_build(tool):
    from breakapart.reference import Reference

    alk = Reference.bundled().gene("ALK").mane
    assert tool.signal_peptide(alk, 18).evidence == "kyte_doolittle_max8=2.54;minus3=T;minus1=A"
    with pytest.raises(ValueError, match=r"ALK: .* does not look like a signal peptide"):
        tool.signal_peptide(alk, 40)
