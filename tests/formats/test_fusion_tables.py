"""Every caller's table: recognised, read by column name in any order, no row lost, whatever happens to the file."""

import csv
import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import builders_tables as tables

from breakapart.cli.import_calls import FORMATS as CLI_FORMATS
from breakapart.errors import InputError
from breakapart.formats.fusion_tables import FORMATS, read_fusion_bytes, read_fusion_table, read_fusion_text
from breakapart.formats.mapped_table import parse_map


def read(text, **options):
    return read_fusion_text(text, source="calls.tsv", **options)


@pytest.mark.parametrize("name", tables.ALL)
def test_format_is_told_from_the_content_and_said_why(name):
    table = read(tables.ALL[name])
    assert table.format_id == name.split()[0]
    assert table.guessed
    assert table.because
    assert table.caller


@pytest.mark.parametrize("name", tables.ALL)
def test_three_fusions_with_their_reads(name):
    table = read(tables.ALL[name])
    assert not [fusion.problems for fusion in table.fusions if fusion.problems]
    called = [fusion for fusion in table.fusions if fusion.five.end and fusion.three.end]
    assert len(called) == 3
    places = {
        (f.five.end.chrom, f.five.end.kept_base + 1, f.three.end.chrom, f.three.end.kept_base + 1) for f in called
    }
    assert places == {(c5, p5, c3, p3) for _, c5, p5, _, _, c3, p3, *_ in tables.THREE}
    if not name.startswith("sv-vcf"):
        assert {fusion.label for fusion in called} == tables.NAMES
    if not name.startswith(("ctat", "genefuse json")):
        assert sorted(fusion.junction_reads for fusion in called) == [43, 91, 130]


def test_star_fusion_tells_its_generations():
    told = {name: read(tables.ALL[name]).generation for name in tables.ALL if name.startswith("star-fusion")}
    assert told == {
        "star-fusion": "1.10 and later",
        "star-fusion oldest": "before 1.0",
        "star-fusion middle": "1.0 to 1.9",
        "star-fusion coding": "1.10 and later, with coding effect",
        "star-fusion inspector": "FusionInspector",
    }


def cells_of(name):
    delimiter = {"jaffa": ",", "easyfuse": ";", "tso500": ",", "table": ",", "fusion-report": ","}.get(
        name.split()[0], "\t"
    )
    return [list(row) for row in csv.reader(tables.ALL[name].splitlines(), delimiter=delimiter)]


@pytest.mark.parametrize("name", tables.WITH_HEADER)
@given(seed=st.integers(0, 10**6), extra=st.integers(0, 3))
@settings(max_examples=10, deadline=None)
def test_order_of_columns_does_not_matter(name, seed, extra):
    rows = cells_of(name)
    rng = random.Random(seed)
    rows = [
        [*row, *([f"my column {n}" if index == 0 else "x" for n in range(extra)])] for index, row in enumerate(rows)
    ]
    order = list(range(len(rows[0])))
    rng.shuffle(order)
    lines = ["\t".join(row[index] for index in order) for row in rows]
    table = read("\n".join(lines) + "\n")
    assert table.format_id == name.split()[0]
    expected = read(tables.ALL[name])
    assert [(f.label, f.five.end, f.three.end, f.junction_reads) for f in table.fusions] == [
        (f.label, f.five.end, f.three.end, f.junction_reads) for f in expected.fusions
    ]
    assert set(table.columns_unknown) >= {f"my column {n}" for n in range(extra)}


@pytest.mark.parametrize("change", ["bom", "crlf", "cr", "gzip", "comments", "no last line end", "blank lines"])
@pytest.mark.parametrize("name", tables.ALL)
def test_dress_of_the_file_does_not_matter(name, change, tmp_path):
    text = tables.ALL[name]
    if change == "comments":
        if name.startswith(("genefuse", "ion-vcf", "sv-vcf")):
            pytest.skip("has lines of its own before the first record")
        text = "# made in our laboratory\n" + text
    if change == "no last line end":
        text = text.rstrip("\n")
    if change == "blank lines":
        text = text.rstrip("\n") + "\n\n  \n"
    data = text.encode()
    data = {
        "bom": b"\xef\xbb\xbf" + data,
        "crlf": data.replace(b"\n", b"\r\n"),
        "cr": data.replace(b"\n", b"\r"),
        "gzip": gzip.compress(data),
    }.get(change, data)
    path = tmp_path / "calls"
    path.write_bytes(data)
    table = read_fusion_table(path)
    assert table.format_id == name.split()[0]
    assert len([f for f in table.fusions if f.five.end and not f.problems]) == 3


def test_formats_of_the_command_line_are_those_that_are_read():
    assert CLI_FORMATS == FORMATS


# --- no row is lost ------------------------------------------------------------------------------------------------


def lines_kept(table):
    return {row.line for fusion in table.fusions for row in fusion.rows}


REAL = ("arriba.tsv", "easyfuse.csv", "fusioncatcher.tsv", "jaffa_results.csv", "starfusion.tsv")


@pytest.mark.parametrize("name", [*REAL, "starfusion_coding_effect.tsv"])
def test_real_tables_import_with_no_row_lost(shared, name):
    path = shared / "data" / "callers" / name
    table = read_fusion_table(path)
    physical = {number for number, line in enumerate(path.read_text().splitlines(), 1) if line.strip() and number > 1}
    assert lines_kept(table) == physical
    assert table.rows == len(physical) == len(table.fusions)
    assert not [fusion.problems for fusion in table.fusions if fusion.problems]
    first = table.fusions[0].rows[0]
    assert list(first.as_dict().values()) == list(first.cells)


@st.composite
def mutated(draw):
    """A table of some format with cells, lines and letters changed as accidents do."""
    name = draw(st.sampled_from(sorted(tables.ALL)))
    lines = tables.ALL[name].split("\n")
    for _ in range(draw(st.integers(1, 6))):
        index = draw(st.integers(0, len(lines) - 1))
        line = lines[index]
        what = draw(
            st.sampled_from(["cut", "double", "drop", "insert", "swap", "cell", "delete cell", "quote", "numbers"])
        )
        at = draw(st.integers(0, max(0, len(line))))
        if what == "cut":
            lines[index] = line[:at]
        elif what == "double":
            lines.insert(index, line)
        elif what == "drop" and len(lines) > 2:
            del lines[index]
        elif what == "insert":
            lines[index] = line[:at] + draw(st.text(max_size=5)) + line[at:]
        elif what == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[index], lines[other] = lines[other], lines[index]
        elif what == "quote":
            lines[index] = line[:at] + '"' + line[at:]
        elif what == "numbers":
            lines[index] = "".join(draw(st.sampled_from("09.-eE")) if c.isdigit() and c == "4" else c for c in line)
        else:
            cells = line.split("\t")
            cell = draw(st.integers(0, len(cells) - 1))
            if what == "cell":
                cells[cell] = draw(
                    st.sampled_from(["", ".", "NA", "2-Mar", "44257", "1E+08", "-1", "chr2:1:+", "\u00a0", "[[", "0"])
                )
            else:
                del cells[cell]
            lines[index] = "\t".join(cells)
    return "\n".join(lines)


@given(text=mutated())
@settings(max_examples=400, deadline=None)
def test_accidents_end_in_a_plain_error_or_in_every_row_kept(text):
    try:
        table = read_fusion_bytes(text.encode("utf-8", "surrogatepass"), source="calls.tsv")
    except InputError as error:
        assert str(error).startswith("calls.tsv")
        return
    kept = [row for fusion in table.fusions for row in fusion.rows]
    assert len({row.line for row in kept}) == table.rows
    for fusion in table.fusions:
        assert fusion.rows
        assert fusion.problems or fusion.five.end or fusion.three.end or fusion.notes or fusion.five.gene


@given(data=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    try:
        read_fusion_bytes(data, source="calls.tsv")
    except InputError as error:
        assert str(error).startswith("calls.tsv")


# --- what people hand in by mistake ---------------------------------------------------------------------------------


def replaced(name, line, column, value):
    rows = tables.ALL[name].split("\n")
    header = rows[0].split("\t")
    cells = rows[line].split("\t")
    cells[header.index(column)] = value
    rows[line] = "\t".join(cells)
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("breakpoint1", "12", "breakpoint1 is '12', expected a position as chr2:29223528:-"),
        (
            "breakpoint1",
            "12:1.19E+07",
            "gives the position '1.19E+07' (a spreadsheet has rounded it, and its last digits are lost), expected",
        ),
        ("breakpoint2", "15:0", "gives the position '0', expected a whole number"),
        ("split_reads1", "CDS", "split_reads1 is 'CDS', expected a whole number"),
        ("split_reads1", "-3", "split_reads1 is '-3', expected a whole number"),
        ("strand1(gene/fusion)", "+", "strand1(gene/fusion) is '+', expected two strands as +/-"),
        ("direction1", "left", "direction1 is 'left', expected upstream or downstream"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_beside_its_row(column, value, message):
    table = read(replaced("arriba", 2, column, value))
    bad = table.fusions[1]
    assert any(message in problem for problem in bad.problems), bad.problems
    assert bad.line == 3
    assert bad.rows[0].as_dict()[column] == value
    assert len(table.readable) == 2


def test_shifted_cells_are_a_problem_of_the_row():
    lines = tables.arriba().split("\n")
    cells = lines[1].split("\t")
    del cells[7]
    lines[1] = "\t".join(cells)
    table = read("\n".join(lines))
    assert table.fusions[0].problems[0] == "expected 30 columns, found 29"
    assert table.rows == 3
    assert table.fusions[0].rows[0].cells == tuple(cells)


def test_shifted_cells_with_the_right_number_are_found_by_their_content():
    lines = tables.arriba().split("\n")
    cells = lines[1].split("\t")
    lines[1] = "\t".join([*cells[1:], cells[0]])
    table = read("\n".join(lines))
    assert "breakpoint2 is 'CDS/splice-site', expected a position as chr2:29223528:-" in table.fusions[0].problems


def test_a_shift_behind_the_last_position_is_found_too():
    lines = tables.arriba().split("\n")
    cells = lines[1].split("\t")
    del cells[17]
    lines[1] = "\t".join(cells)
    problems = read("\n".join(lines)).fusions[0].problems
    assert problems[0] == "expected 30 columns, found 29"
    assert "direction2 is 'duplicates(3)', expected upstream or downstream" in problems


def test_empty_cells_that_a_program_dropped_at_the_end_are_no_loss():
    lines = tables.fusioncatcher(extra=True).split("\n")
    lines[1] = "\t".join(lines[1].split("\t")[:15])
    table = read("\n".join(lines))
    assert len(table.readable) == 3
    assert table.fusions[0].notes == ("the row has 15 of 18 cells; the last were taken to be empty",)


def test_a_row_that_ends_before_its_positions_is_a_problem():
    lines = tables.fusioncatcher().split("\n")
    lines[1] = "\t".join(lines[1].split("\t")[:8])
    assert read("\n".join(lines)).fusions[0].problems == ("expected 16 columns, found 8",)


def test_long_lists_of_reads_are_no_columns():
    lines = tables.star_fusion().replace("annots", "JunctionReads").split("\n")
    lines[1] = lines[1].replace(
        '["INTERCHROMOSOMAL[chr12--chr15]","Mitelman"]', ",".join(f"read{n}" for n in range(3000))
    )
    assert len(read("\n".join(lines)).readable) == 3


def test_a_table_written_with_row_names_is_said_to_be():
    lines = tables.arriba().rstrip("\n").split("\n")
    table = read("\n".join([lines[0], *[f"{n}\t{line}" for n, line in enumerate(lines[1:], 1)]]))
    assert any("row names" in note for note in table.notes)
    assert len(table.fusions) == 3


@pytest.mark.parametrize("written", ["2-Mar", "44257", "9-Sep"])
def test_genes_that_were_made_dates_are_said_and_kept(written):
    table = read(replaced("arriba", 1, "#gene1", written))
    assert table.fusions[0].five.gene == written
    assert table.fusions[0].five.gene_candidates
    assert any(f"a spreadsheet has made dates of gene names ({written})" in note for note in table.notes)


def test_mixed_prefixes_are_normalised_and_said():
    table = read(replaced("arriba", 1, "breakpoint1", "chr12:11869969"))
    assert {fusion.five.end.chrom for fusion in table.fusions} == {"chr12", "chr2", "chr5"}
    assert any("some chromosomes are written with 'chr'" in note for note in table.notes)


@pytest.mark.parametrize("text", ["", "\n\n", "   \n"])
def test_an_empty_file_is_refused(text):
    with pytest.raises(InputError, match=r"calls\.tsv: is empty"):
        read_fusion_bytes(text.encode(), source="calls.tsv")


def test_ten_thousand_columns_are_refused():
    text = "\t".join(f"c{n}" for n in range(10_000)) + "\n"
    with pytest.raises(InputError, match=r"line 1: has 10,000 columns, expected at most 1,000"):
        read(text)


def test_an_unknown_table_is_told_what_it_is_nearest_to():
    with pytest.raises(InputError, match=r"nearest is Arriba, but it has no column gene2 and no column spl") as caught:
        read(tables.arriba().replace("split_reads1", "reads_a").replace("gene2", "gen2"), format_id=None)
    assert "--map" in str(caught.value)


def test_a_forced_format_says_what_is_missing():
    with pytest.raises(InputError, match=r"has no column"):
        read(tables.arriba(), format_id="jaffa")


def test_a_header_alone_has_no_rows():
    table = read(tables.arriba().split("\n")[0] + "\n")
    assert (table.rows, table.fusions) == (0, ())


def test_tables_put_together_are_read_through():
    table = read(tables.arriba() + tables.arriba())
    assert table.rows == 6
    assert any("the header stands again at line 5" in note for note in table.notes)


def test_a_quote_that_is_never_closed_swallows_nothing():
    lines = tables.jaffa().split("\n")
    lines[1] = lines[1].replace('"S1"', '"S1', 1)
    table = read("\n".join(lines))
    assert table.rows == 3
    assert len(table.readable) == 2


def test_utf16_is_named():
    with pytest.raises(InputError, match="UTF-16"):
        read_fusion_bytes(tables.arriba().encode("utf-16"), source="calls.tsv")


def test_a_cut_gzip_is_named(tmp_path):
    path = tmp_path / "calls.tsv.gz"
    path.write_bytes(gzip.compress(tables.arriba().encode())[:-20])
    with pytest.raises(InputError, match="damaged gzip"):
        read_fusion_table(path)


# --- details of single callers --------------------------------------------------------------------------------------


def test_arriba_intergenic_partner_and_unknown_order():
    text = replaced("arriba", 1, "gene2", "A(64794),B(96488)")
    assert read(text).fusions[0].three.gene == "A(64794),B(96488)"
    text = replaced("arriba", 1, "strand2(gene/fusion)", "-/.")
    fusion = read(text).fusions[0]
    assert fusion.ordered == "unknown"
    assert fusion.three.end.keeps_before is True  # the direction still says which side is kept


def test_arriba_inserted_bases_stand_between_two_bars():
    text = replaced("arriba", 1, "fusion_transcript", "ACGT|gattaca|ACGT")
    assert read(text).fusions[0].inserted == "GATTACA"


def test_a_map_names_the_columns():
    text = "Fusion partner A;Partner B;Hits\nEML4;ALK;12\n"
    table = read(text, column_map=parse_map("gene_5p=Fusion partner A,gene_3p=Partner B,junction_reads=Hits"))
    assert [(f.label, f.junction_reads) for f in table.fusions] == [("EML4::ALK", 12)]
    with pytest.raises(InputError, match="has no column Treffer"):
        read(text, column_map=parse_map("gene_5p=Fusion partner A,gene_3p=Partner B,junction_reads=Treffer"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gene_5p", "expected field=column"),
        ("gen=Gene", "'gen' is no field of a fusion"),
        ("gene_5p=A", "names neither the genes nor the breakpoints"),
        ("gene_5p=A,gene_3p=B,positions=half", "'positions' is 'half'"),
    ],
)
def test_a_map_that_cannot_be(text, message):
    with pytest.raises(InputError, match=message):
        parse_map(text)


@pytest.mark.parametrize("written", ["EML4::ALK", "EML4--ALK", "EML4-ALK", "EML4/ALK", "EML4:ALK", "EML4_ALK"])
def test_both_genes_in_one_cell(written):
    table = read(f"Fusion,Reads\n{written},5\n")
    assert table.fusions[0].label == "EML4::ALK"


def test_zero_based_positions():
    text = "g5,g3,b5,b3\nEML4,ALK,chr2:42295515:+,chr2:29223527:-\n"
    mapped = parse_map("gene_5p=g5,gene_3p=g3,breakpoint_5p=b5,breakpoint_3p=b3,positions=zero_based")
    fusion = read(text, column_map=mapped).fusions[0]
    assert (fusion.five.end.kept_base, fusion.three.end.kept_base) == (42295515, 29223527)
