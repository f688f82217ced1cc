"""What the tables of single programs mean, beyond what holds for all: rows made in the shape of each program's own."""

import json

import pytest
from tests import builders_tables as tables

from breakapart.errors import InputError
from breakapart.formats.fusion_format import key
from breakapart.formats.fusion_tables import read_fusion_text
from breakapart.formats.gene_pair import two_genes
from breakapart.model.fusion import Frame
from breakapart.model.imported import Ordered


def read(text, **options):
    return read_fusion_text(text, source="calls.tsv", **options)


def place(side):
    return None if side.end is None else (side.end.chrom, side.end.kept_base + 1, side.end.keeps_before)


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("EML4::ALK", ("EML4", "ALK")),
        ("EML4-ALK fusion", ("EML4", "ALK")),
        ("ENO1->LRRC41", ("ENO1", "LRRC41")),
        ("NKX2-1-ALK", ("NKX2-1", "ALK")),
        ("ALK-NKX2-1", ("ALK", "NKX2-1")),
        ("HLA-A-NRG1", ("HLA-A", "NRG1")),
        ("RP11-458D21.5-NOTCH2", ("RP11-458D21.5", "NOTCH2")),
        ("CD27-AS1-ALK", ("CD27-AS1", "ALK")),
        ("SLC34A2-ROS1;GOPC", ("SLC34A2", "ROS1;GOPC")),
        ("RNase_MRP:WIBG", ("RNase_MRP", "WIBG")),
        ("A::B::C", None),
        ("ALK", None),
        ("", None),
        ("AB-CD-EF", None),  # nothing tells where to cut
    ],
)
def test_two_genes_of_one_cell(text, genes):
    assert two_genes(text) == genes


def test_names_of_columns_as_r_writes_them():
    assert key("X.FusionName") == key("#FusionName")
    assert key("spanning.reads") == key("spanning reads")
    assert key("X5p_gene") == key("5p gene")
    assert key("Xist") == "xist"
    header, _, rest = tables.star_fusion().partition("\n")
    table = read(header.replace("#FusionName", "X.FusionName") + "\n" + rest)
    assert table.format_id == "star-fusion" and len(table.readable) == 3


def test_comments_between_rows_are_passed_over_and_said():
    header, first, *others = tables.arriba().splitlines()
    table = read("\n".join(["# made on a Monday", header, first, "# checked by hand", *others, ""]))
    assert len(table.readable) == 3 == table.rows
    assert "lines that begin with # were passed over as comments: line 4" in table.notes


def test_decimal_commas_and_points_between_thousands():
    text = tables.ericscript().replace("\t0.97", "\t0,966").replace("\t11869969", "\t11.869.969")
    table = read(text)
    assert [fusion.confidence for fusion in table.readable] == ["EricScore 0.966"] * 3
    assert place(table.fusions[0].five) == ("chr12", 11869969, True)


def test_a_table_without_header_is_refused_not_read_by_chance():
    row = "chr1~chr1\t8926354\t236647038\tfusion\t2\t-+\t255\t2\t20\t36\tENO1\tEDARADD"
    with pytest.raises(InputError, match="no table of fusions known"):
        read(f"{row}\n{row}\n")


def test_header_alone_is_a_table_without_calls():
    for name in tables.WITH_HEADER:
        table = read(tables.ALL[name].splitlines()[0] + "\n")
        assert (table.rows, table.fusions) == (0, ()), name


# --- EricScript, pizzly, SQUID ------------------------------------------------------------


def test_ericscript_counts_and_breakpoints_it_could_not_find():
    text = tables.ericscript().replace("\t11869969\t", "\tUnable to predict breakpoint position\t")
    fusion = read(text).fusions[0]
    assert not fusion.problems
    assert fusion.five.end is None and fusion.three.end is not None
    assert (fusion.junction_reads, fusion.spanning_pairs) == (130, 300)
    assert fusion.sequence == "ACGT|ACGT"
    assert any("no breakpoint" in note for note in fusion.notes)


PIZZLY = (
    "geneA.name\tgeneA.id\tgeneB.name\tgeneB.id\tpaircount\tsplitcount\ttranscripts.list\n"
    "EML4\tENSG00000143924.19\tALK\tENSG00000171094.18\t4\t7\tENST1_0:5_ENST2_6:9;ENST3_0:5_ENST2_6:9\n"
)


def test_pizzly_table_and_json_say_the_same():
    document = {
        "genes": [
            {
                "geneA": {"id": "ENSG00000143924.19", "name": "EML4"},
                "geneB": {"id": "ENSG00000171094.18", "name": "ALK"},
                "paircount": 4,
                "splitcount": 7,
                "transcripts": [{}, {}],
            },
            {"geneA": {"name": ""}, "geneB": {"name": "ALK"}, "paircount": "x", "splitcount": 1},
        ]
    }
    one = read(PIZZLY)
    two = read(json.dumps(document))
    assert one.format_id == two.format_id == "pizzly"
    for table in (one, two):
        fusion = table.fusions[0]
        assert (fusion.label, fusion.junction_reads, fusion.spanning_pairs) == ("EML4::ALK", 7, 4)
        assert fusion.three.gene_id == "ENSG00000171094.18"
    assert two.rows == 2 and len(two.fusions[1].problems) == 2
    with pytest.raises(InputError, match="not whole JSON"):
        read(json.dumps(document)[:-20])
    with pytest.raises(InputError, match="no list 'genes'"):
        read('{"geneA": 1, "splitcount": 2}')


@pytest.mark.parametrize("annotated", [True, False])
def test_squid_ends_follow_from_the_strands(annotated):
    columns = ["# chrom1", "start1", "end1", "chrom2", "start2", "end2", "name", "score", "strand1", "strand2"]
    columns += ["Type", "FusedGenes"] if annotated else ["num_concordantfrag_bp1", "num_concordantfrag_bp2"]
    last = ["fusion-gene", "FGFR3:TACC3"] if annotated else [5, 6]
    row = [4, 1727976, 1728733, 4, 1806048, 1806934, ".", 785, "-", "+", *last]
    table = read(tables.table(columns, [row]))
    [fusion] = table.fusions
    assert table.format_id == "squid"
    assert place(fusion.five) == ("chr4", 1727977, False)
    assert place(fusion.three) == ("chr4", 1806934, True)
    assert fusion.ordered is Ordered.BY_STRAND and fusion.junction_reads == 785


# --- LINX, CICERO, deFuse, FusionMap, INTEGRATE ------------------------------------------------------------


def test_linx_names_exons_of_its_own_transcripts():
    columns = ["name", "reported", "reportedType", "phased", "likelihood", "fusedExonUp", "fusedExonDown", "geneStart"]
    columns += ["geneContextStart", "transcriptStart", "geneEnd", "geneContextEnd", "transcriptEnd"]
    columns += ["junctionCopyNumber"]
    rows = [
        [
            "EML4_ALK",
            "true",
            "KNOWN_PAIR",
            "INFRAME",
            "HIGH",
            13,
            20,
            "EML4",
            "Exon 13",
            "ENST1",
            "ALK",
            "Exon 20",
            "ENST2",
            1.5,
        ],
        [
            "A_ALK",
            "false",
            "NONE",
            "OUT_OF_FRAME",
            "NA",
            0,
            2,
            "A",
            "Promoter Region",
            "ENST3",
            "ALK",
            "Exon 2",
            "ENST2",
            0.9,
        ],
    ]
    table = read(tables.table(columns, rows))
    assert table.format_id == "linx"
    first, second = table.fusions
    assert (first.five.exon, first.three.exon, first.stated_frame, first.passed) == (13, 20, Frame.IN_FRAME, True)
    assert first.molecule == "DNA" and first.five.transcript == "ENST1"
    assert (second.five.exon, second.passed, second.stated_frame) == (None, False, Frame.OUT_OF_FRAME)
    assert "A breaks at its promoter" in second.notes


def test_isofox_orientation_is_minus_one_or_one():
    fusion = read(tables.isofox()).fusions[1]
    assert place(fusion.five) == ("chr2", 42295516, True)
    assert place(fusion.three) == ("chr2", 29223528, True)
    assert fusion.junction_reads == 91


def test_cicero_order_and_frame_only_where_certain():
    text = tables.cicero()
    told = read(text).fusions[0]
    assert told.ordered is Ordered.YES and told.stated_frame is Frame.IN_FRAME
    unsure = read(text.replace("\t>\t", "\t?\t").replace("1,1,1", "1,0,1")).fusions[0]
    assert unsure.ordered is Ordered.UNKNOWN and unsure.stated_frame is None


def test_fusionmap_follows_the_order_it_states():
    row = tables.fusionmap().splitlines()
    swapped = "\n".join([row[0], row[1].replace("ETV6->NTRK3", "NTRK3->ETV6"), ""])
    fusion = read(swapped).fusions[0]
    assert fusion.label == "NTRK3::ETV6"
    assert place(fusion.five) == ("chr15", 87940753, False)  # 5' on the minus strand keeps what lies after
    assert fusion.five.exon == 7 and fusion.three.exon is None  # exons 4 and 5 of two transcripts
    assert fusion.junction_reads == 130


def test_integrate_prefers_the_exon_edge_and_reads_both_counts():
    fusion = read(tables.integrate()).fusions[1]
    assert (fusion.junction_reads, fusion.spanning_pairs) == (91, 80)
    assert any("42295514" in note for note in fusion.notes)
    without = read(tables.integrate().replace("\t42295514\t42295516\t", "\t42295514\tNA\t")).fusions[1]
    assert place(without.five)[1] == 42295514
    summary = tables.table(
        ["Fusion_Candidate", "5_Prime", "3_Prime", "Reciprocal", "Tier", "Type", "EN_RNA", "SP_RNA", "Splicings"],
        [[1, "EML4", "ALK", "N", 3, "Intra_Chromosomal", 9, 6, "EML4>>ALK"]],
    )
    table = read(summary)
    assert table.format_id == "integrate-summary"
    assert (table.fusions[0].junction_reads, table.fusions[0].confidence) == (6, "tier 3")


# --- TSO 500, DRAGEN ------------------------------------------------------------

ALL_FUSIONS = (
    "# Source = FusionProcessor 1.0.0.407\n"
    "# Caller = The algorithm used to identify the fusion.\n"
    "Caller,Gene A,Gene B,Gene A Breakpoint,Gene B Breakpoint,Score,Filter,Precise/Imprecise,Alt Split,Alt Pair,Contig,"
    "ContigAlign1,ContigAlign2,KeepFusion,Alt Split Dedup,Alt Pair Dedup,Fusion Directionality Known\n"
)


def test_all_fusions_tells_order_duplicates_and_program():
    rows = (
        "RnaFusionFilter,NOTCH2,NOTCH2NL;RP11-458D21.5,chr1:120539659,chr1:145282084,N/A,Imprecise;LowQ,Imprecise,"
        "N/A,N/A,ACGTAC,4,2,False,0,1,False\n"
        "SpliceGirl,EML4,ALK,chr2:42522656,chr2:29446394,0.9,PASS,N/A,40,N/A,N/A,N/A,N/A,True,N/A,N/A,True\n"
    )
    table = read(ALL_FUSIONS + rows)
    assert table.format_id == "tso500" and not [fusion.problems for fusion in table.fusions if fusion.problems]
    first, second = table.fusions
    assert first.three.gene == "NOTCH2NL,RP11-458D21.5" and first.ordered is Ordered.UNKNOWN
    assert (first.junction_reads, first.spanning_pairs, first.passed) == (0, 1, False)
    assert first.sequence == "ACGT|AC"
    assert second.ordered is Ordered.YES and second.passed is True
    assert second.junction_reads == 40 and "reads are counted with duplicates" in second.notes
    assert any("SpliceGirl" in note for note in second.notes)


def test_report_of_tso_500_has_fusions_and_splice_variants():
    text = tables.tso500_report().replace(
        "NA\t\t\n\t\t\n[Fusions]", "MET\t14/21\tchr7:116411708\tchr7:116414934\t91\t1\n\t\t\n[Fusions]"
    )
    table = read(text)
    assert table.generation == "pipeline ruo-2.2.0.12"
    assert table.rows == len(table.fusions) == 4
    splice = table.fusions[0]
    assert splice.label == "MET::MET" and splice.kind == "splice variant"
    assert (place(splice.five), place(splice.three)) == (
        ("chr7", 116411708, True),
        ("chr7", 116414935, False),  # the last base left out, and one
    )
    unordered = read(tables.tso500_report().replace("EML4-ALK", "EML4/ALK;CLIP4")).fusions[1]
    assert unordered.ordered is Ordered.UNKNOWN and unordered.three.gene == "ALK,CLIP4"


def test_report_of_tso_500_without_calls_is_no_error():
    table = read(tables.tso500_report(none=True))
    assert (table.rows, table.fusions) == (0, ())
    assert any("no negative result" in note for note in table.notes)
    emptied = tables.tso500_report(none=True).replace("Gene Pair\tBreakpoint 1", "EML4-ALK\tchr2:42295516")
    with pytest.raises(InputError, match=r"section \[Fusions\] has no column Gene Pair"):
        read(emptied)
    assert read("[Fusions]\t\nNA\t\n").rows == 0
    with pytest.raises(InputError, match=r"no section as \[Fusions\]"):
        read("a\tb\n1\t2\n", format_id="tso500-report")


def test_dragen_says_when_the_antisense_strand_is_in_the_fusion():
    columns = ["#FusionGene", "Score", "LeftBreakpoint", "RightBreakpoint", "Gene1Sense", "Gene2Sense", "NumSplitReads"]
    row = ["EML4--ALK;CLIP4", 0.9, "chr2:42295516:+", "chr2:29223528:-", "True", "False;False", 4]
    fusion = read(tables.table(columns, [row])).fusions[0]
    assert "the fusion has the antisense strand of ALK;CLIP4" in fusion.notes
    assert fusion.three.gene == "ALK,CLIP4"


# --- LongGF, fusion-report, cBioPortal ------------------------------------------------------------


def test_longgf_lines_and_what_is_not_one():
    table = read(tables.longgf() + "SumGF\tEML4:ALK x\n")
    assert table.rows == 4 and len(table.readable) == 3
    assert "expected SumGF EML4:ALK" in table.fusions[3].problems[0]
    assert all(fusion.ordered is Ordered.UNKNOWN and fusion.loose_by_nt == 20 for fusion in table.readable)
    only = "\n".join(line for line in tables.longgf().splitlines() if not line.startswith("SumGF"))
    assert {fusion.label for fusion in read(only + "\n").fusions} == tables.NAMES


def test_fusion_report_takes_the_caller_that_gives_strands():
    fusion = read(tables.fusion_report()).fusions[0]
    assert place(fusion.five) == ("chr12", 11869969, True)
    assert (fusion.junction_reads, fusion.spanning_pairs) == (130, 300)
    assert fusion.known == ("Mitelman", "COSMIC")
    assert "place and reads are those of starfusion" in fusion.notes


def test_cbioportal_regions_are_exons_or_introns_and_the_build_is_stated():
    table = read(tables.cbioportal_sv())
    fusion = table.fusions[0]
    assert (fusion.five.exon, fusion.five.intron, fusion.three.exon, fusion.three.intron) == (5, None, None, 14)
    assert table.stated_build == "GRCh38" and fusion.molecule == "RNA"
    mixed = tables.cbioportal_sv().replace("GRCh38", "GRCh37", 1)
    assert read(mixed).stated_build == ""


def test_cbioportal_order_in_braces_is_followed():
    text = tables.cbioportal_sv().replace("EML4-ALK fusion", "Protein fusion: in frame {ALK:EML4}")
    fusion = read(text).fusions[1]
    assert fusion.label == "ALK::EML4" and place(fusion.five)[1] == 29223528


def test_cbioportal_fusions_of_old_studies():
    text = tables.table(
        ["Hugo_Symbol", "Entrez_Gene_Id", "Tumor_Sample_Barcode", "Fusion", "DNA_support", "RNA_support", "Frame"],
        [
            ["EML4", 27436, "S1", "EML4-ALK fusion", "yes", "unknown", "in frame"],
            ["ALK", 238, "S1", "EML4-ALK fusion", "yes", "unknown", "in frame"],
            ["EGFR", 1956, "S2", "EGFR-intragenic", "yes", "no", "unknown"],
        ],
    )
    table = read(text)
    assert table.format_id == "cbioportal-fusions"
    assert [fusion.label for fusion in table.fusions] == ["EML4::ALK", "EML4::ALK", "EGFR::EGFR"]
    assert table.fusions[0].stated_frame is Frame.IN_FRAME and table.fusions[0].molecule == "DNA"


# --- VCF of RNA ------------------------------------------------------------


def vcf(info_lines, *records, source="caller"):
    head = ["##fileformat=VCFv4.2", f"##source={source}", *info_lines]
    return "\n".join([*head, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", *records, ""])


def test_manta_of_rna_marks_the_five_prime_end():
    text = vcf(
        ['##INFO=<ID=RNA_FIRST,Number=0,Type=Flag,Description="5 prime break-end">'],
        "chr2\t29223528\tM:1\tN\tN[chr2:42295516[\t.\tPASS\tSVTYPE=BND;MATEID=M:0",
        "chr2\t42295516\tM:0\tN\tN[chr2:29223528[\t.\tPASS\tSVTYPE=BND;MATEID=M:1;RNA_FIRST",
        source="GenerateSVCandidates 1.6.0",
    )
    [fusion] = read(text).fusions
    assert fusion.molecule == "RNA" and fusion.ordered is Ordered.YES
    assert place(fusion.five)[1] == 42295516


def test_genes_that_a_vcf_of_rna_names():
    catcher = vcf(
        ['##INFO=<ID=GENE5,Number=1,Type=String,Description="5 prime gene">'],
        "2\t42295516\ta__5__0\tN\tN]2:29223528]\t.\tPASS\tSVTYPE=BND;MATEID=a__3__0;END=5;SR=77;GENE5=EML4;GENE3=ALK",
        "2\t29223528\ta__3__0\tN\tN]2:42295516]\t.\tPASS\tSVTYPE=BND;MATEID=a__5__0;END=3;SR=77;GENE5=EML4;GENE3=ALK",
    )
    [fusion] = read(catcher).fusions
    assert (fusion.label, fusion.molecule, fusion.ordered) == ("EML4::ALK", "RNA", Ordered.YES)
    arriba = vcf(
        [
            '##INFO=<ID=GENE_NAME,Number=.,Type=String,Description="Gene">',
            '##INFO=<ID=GENE_ID,Number=.,Type=String,Description="Gene">',
        ],
        "2\t42295516\t1a\tG\tG]2:29223528]\t.\tPASS\tSVTYPE=BND;MATEID=1b;GENE_NAME=EML4;GENE_ID=ENSG00000143924",
        "2\t29223528\t1b\tC\tC]2:42295516]\t.\tPASS\tSVTYPE=BND;MATEID=1a;GENE_NAME=ALK;GENE_ID=ENSG00000171094",
    )
    [fusion] = read(arriba).fusions
    assert (fusion.label, fusion.molecule, fusion.ordered) == ("EML4::ALK", "RNA", Ordered.YES)


def test_records_with_more_cells_than_the_header_are_read():
    text = vcf([], "chr2\t42295516\t.\tG\t<DEL>\t.\tPASS\tSVTYPE=DEL;END=42295999\t5\t6\t7")
    [fusion] = read(text).fusions
    assert not fusion.problems and place(fusion.three)[1] == 42296000
    assert any("3 cells more" in note for note in fusion.notes)


def test_a_table_of_positions_is_no_vcf():
    with pytest.raises(InputError, match="no table of fusions known"):
        read("chr1\t164792493\t-\t168\t0.0274\t4804\t1\tx\n")
