"""
Tables of fusion callers, written here: the same three fusions as each program would report them.

Positions are exon edges on GRCh38: ETV6 exon 5 to NTRK3 exon 15 (MANE; reported as 14 or 15), EML4 exon 13 to ALK
exon 20, CD74 exon 6 to ROS1 exon 35 (MANE; exon 34 in reports).
"""

THREE = (
    ("ETV6", "chr12", 11869969, "+", "NTRK3", "chr15", 87940753, "-", 130, 300),
    ("EML4", "chr2", 42295516, "+", "ALK", "chr2", 29223528, "-", 91, 80),
    ("CD74", "chr5", 150404680, "-", "ROS1", "chr6", 117324415, "-", 43, 12),
)
NAMES = {"ETV6::NTRK3", "EML4::ALK", "CD74::ROS1"}
EXONS = {"ETV6(e5)::NTRK3(e15)", "EML4(e13)::ALK(e20)", "CD74(e6)::ROS1(e35)"}
GENE_IDS = {
    "ETV6": "ENSG00000139083",
    "NTRK3": "ENSG00000140538",
    "EML4": "ENSG00000143924",
    "ALK": "ENSG00000171094",
    "CD74": "ENSG00000019582",
    "ROS1": "ENSG00000047936",
}


def table(columns, rows, delimiter="\t"):
    """Header and rows as text."""
    return "".join(delimiter.join(map(str, row)) + "\n" for row in [columns, *rows])


def arriba():
    columns = [
        "#gene1",
        "gene2",
        "strand1(gene/fusion)",
        "strand2(gene/fusion)",
        "breakpoint1",
        "breakpoint2",
        "site1",
        "site2",
        "type",
        "split_reads1",
        "split_reads2",
        "discordant_mates",
        "coverage1",
        "coverage2",
        "confidence",
        "reading_frame",
        "tags",
        "retained_protein_domains",
        "closest_genomic_breakpoint1",
        "closest_genomic_breakpoint2",
        "gene_id1",
        "gene_id2",
        "transcript_id1",
        "transcript_id2",
        "direction1",
        "direction2",
        "filters",
        "fusion_transcript",
        "peptide_sequence",
        "read_identifiers",
    ]
    rows = []
    for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE:
        down5, down3 = ("downstream" if s5 == "+" else "upstream"), ("upstream" if s3 == "+" else "downstream")
        rows.append(
            [
                g5,
                g3,
                f"{s5}/{s5}",
                f"{s3}/{s3}",
                f"{c5[3:]}:{p5}",
                f"{c3[3:]}:{p3}",
                "CDS/splice-site",
                "CDS/splice-site",
                "translocation",
                reads - 30,
                30,
                pairs,
                200,
                200,
                "high",
                "in-frame",
                "Mitelman",
                ".",
                ".",
                ".",
                GENE_IDS[g5],
                GENE_IDS[g3],
                "ENST1",
                "ENST2",
                down5,
                down3,
                "duplicates(3)",
                "ACGT|ACGT",
                "ST|ST",
                "r1,r2",
            ]
        )
    return table(columns, rows)


def star_fusion(generation="new"):
    rows = []
    columns = ["#FusionName", "JunctionReadCount", "SpanningFragCount"]
    if generation in ("new", "inspector", "coding"):
        columns += ["est_J", "est_S"]
    columns += ["SpliceType", "LeftGene", "LeftBreakpoint", "RightGene", "RightBreakpoint"]
    if generation == "inspector":
        columns += ["LeftLocalBreakpoint", "RightLocalBreakpoint"]
    columns += ["LargeAnchorSupport"]
    if generation == "inspector":
        columns += ["NumCounterFusionLeft", "NumCounterFusionRight", "FAR_left", "FAR_right"]
    if generation != "oldest":
        columns += ["FFPM", "LeftBreakDinuc", "LeftBreakEntropy", "RightBreakDinuc", "RightBreakEntropy", "annots"]
    if generation == "inspector":
        columns += ["microh_brkpt_dist", "num_microh_near_brkpt"]
    if generation == "coding":
        columns += [
            "CDS_LEFT_ID",
            "CDS_LEFT_RANGE",
            "CDS_RIGHT_ID",
            "CDS_RIGHT_RANGE",
            "PROT_FUSION_TYPE",
            "FUSION_CDS",
        ]
    for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE:
        cells = {
            "#FusionName": f"{g5}--{g3}", "JunctionReadCount": reads, "SpanningFragCount": pairs, "est_J": float(reads),
            "est_S": float(pairs), "SpliceType": "ONLY_REF_SPLICE", "LeftGene": f"{g5}^{GENE_IDS[g5]}.1",
            "LeftBreakpoint": f"{c5}:{p5}:{s5}", "RightGene": f"{g3}^{GENE_IDS[g3]}.1",
            "RightBreakpoint": f"{c3}:{p3}:{s3}", "LargeAnchorSupport": "YES_LDAS", "FFPM": 1.5, "LeftBreakDinuc": "GT",
            "RightBreakDinuc": "AG", "LeftBreakEntropy": 1.8, "RightBreakEntropy": 1.8,
            "annots": '["INTERCHROMOSOMAL[chr12--chr15]","Mitelman"]', "PROT_FUSION_TYPE": "INFRAME",
        }  # fmt: skip
        rows.append([cells.get(column, ".") for column in columns])
    return table(columns, rows)


def ctat_lr_fusion():
    columns = [
        "#FusionName",
        "num_LR",
        "LeftGene",
        "LeftLocalBreakpoint",
        "LeftBreakpoint",
        "RightGene",
        "RightLocalBreakpoint",
        "RightBreakpoint",
        "SpliceType",
        "LR_accessions",
        "LR_FFPM",
        "JunctionReadCount",
        "SpanningFragCount",
        "annots",
        "max_LR_FFPM",
    ]
    rows = [
        [
            f"{g5}--{g3}",
            7,
            f"{g5}^{GENE_IDS[g5]}.1",
            1000,
            f"{c5}:{p5}:{s5}",
            f"{g3}^{GENE_IDS[g3]}.1",
            2000,
            f"{c3}:{p3}:{s3}",
            "ONLY_REF_SPLICE",
            "m1,m2",
            3.2,
            "NA",
            "NA",
            '["Mitelman"]',
            3.2,
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, _, _ in THREE
    ]
    return table(columns, rows)


def fusioncatcher(*, extra=False):
    columns = [
        "Gene_1_symbol(5end_fusion_partner)",
        "Gene_2_symbol(3end_fusion_partner)",
        "Fusion_description",
        "Counts_of_common_mapping_reads",
        "Spanning_pairs",
        "Spanning_unique_reads",
        "Longest_anchor_found",
        "Fusion_finding_method",
        "Fusion_point_for_gene_1(5end_fusion_partner)",
        "Fusion_point_for_gene_2(3end_fusion_partner)",
        "Gene_1_id(5end_fusion_partner)",
        "Gene_2_id(3end_fusion_partner)",
        "Exon_1_id(5end_fusion_partner)",
        "Exon_2_id(3end_fusion_partner)",
        "Fusion_sequence",
        "Predicted_effect",
    ]
    columns += ["Predicted_fused_transcripts", "Predicted_fused_proteins"] if extra else []
    rows = [
        [
            g5,
            g3,
            "known,oncogene",
            0,
            pairs,
            reads,
            25,
            "BOWTIE",
            f"{c5[3:]}:{p5}:{s5}",
            f"{c3[3:]}:{p3}:{s3}",
            GENE_IDS[g5],
            GENE_IDS[g3],
            "",
            "",
            "ACGT*ACGT",
            "in-frame",
            *(["", ""] if extra else []),
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE
    ]
    return table(columns, rows)


def jaffa(*, new=True):
    columns = ["sample", "fusion genes", "chrom1", "base1", "strand1", "chrom2", "base2", "strand2", "gap (kb)"]
    columns += ["spanning pairs", "spanning reads", "inframe", "aligns", "rearrangement", "contig", "contig break"]
    columns += ["classification"]
    columns += ["geneCounts1", "geneCounts2", "known mitelman", "known cosmic", "cosmic tier"] if new else ["known"]
    rows = [
        [
            '"S1"',
            f'"{g5}:{g3}"',
            f'"{c5}"',
            p5,
            f'"{s5}"',
            f'"{c3}"',
            p3,
            f'"{s3}"',
            "Inf",
            pairs,
            reads,
            "TRUE",
            "TRUE",
            "TRUE",
            '"contig/1"',
            100,
            '"HighConfidence"',
            *([5, 6, '"Yes"', '"No"', '"-"'] if new else ['"Yes"']),
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE
    ]
    return table([f'"{column}"' for column in columns], rows, ",")


def easyfuse():
    columns = [
        "BPID",
        "context_sequence_id",
        "FTID",
        "Fusion_Gene",
        "Breakpoint1",
        "Breakpoint2",
        "type",
        "frame",
        "context_sequence",
        "context_sequence_bp",
        "starfusion_detected",
        "arriba_detected",
        "ft_junc_cnt",
        "ft_span_cnt",
        "prediction_prob",
        "prediction_class",
    ]
    rows = []
    for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE:
        one, two = f"{c5[3:]}:{p5}:{s5}", f"{c3[3:]}:{p3}:{s3}"
        rows.append(
            [
                f"{one}_{two}",
                "b21d",
                f"{g5}_{one}_ENST00000396373_{g3}_{two}_ENST00000394480",
                f"{g5}_{g3}",
                one,
                two,
                "trans",
                "in_frame",
                "ACGTACGT",
                4,
                1,
                0,
                reads,
                pairs,
                0.98,
                "positive",
            ]
        )
    return table(columns, rows, ";")


def dragen():
    columns = [
        "#FusionGene",
        "Score",
        "LeftBreakpoint",
        "RightBreakpoint",
        "Gene1Id",
        "Gene2Id",
        "NumSplitReads",
        "NumSoftClippedReads",
        "NumPairedReads",
        "ReadNames",
    ]
    rows = [
        [
            f"{g5}--{g3}",
            0.99,
            f"{c5}:{p5}:{s5}",
            f"{c3}:{p3}:{s3}",
            GENE_IDS[g5],
            GENE_IDS[g3],
            reads - 3,
            3,
            pairs,
            "r1;r2;",
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE
    ]
    return table(columns, rows)


def tso500():
    columns = ["Caller", "Gene A", "Gene B", "Gene A Breakpoint", "Gene B Breakpoint", "Score", "Filter", "KeepFusion"]
    columns += ["Alt Split Dedup", "Alt Pair Dedup", "Gene A Sense", "Gene B Sense"]
    rows = [
        ["DRAGEN", g5, g3, f"{c5}:{p5}", f"{c3}:{p3}", 0.9, "PASS", "True", reads, pairs, "True", "True"]
        for g5, c5, p5, _, g3, c3, p3, _, reads, pairs in THREE
    ]
    return table(columns, rows, ",")


def ion_table():
    columns = ["Locus", "Type", "Genes (Exons)", "Read Counts", "Variant ID", "Detection"]
    rows = [
        [f"{c5}:{p5} - {c3}:{p3}", "FUSION", f"{g5}({e5}) - {g3}({e3})", reads, f"{g5}-{g3}.x", "Present"]
        for (g5, c5, p5, _, g3, c3, p3, _, reads, _), (e5, e3) in zip(THREE, ((5, 15), (13, 20), (6, 34)), strict=True)
    ]
    rows.append(["chr7:140753336", "SNV", "BRAF(15)", "", "COSM476", "Present"])
    return "## Ion Reporter export\n" + table(columns, rows)


def ion_vcf():
    lines = ["##fileformat=VCFv4.2", "##source=Ion Reporter", "#CHROM POS ID REF ALT QUAL FILTER INFO"]
    for (g5, c5, p5, _, g3, c3, p3, s3, reads, _), (e5, e3) in zip(THREE, ((5, 15), (13, 20), (6, 34)), strict=True):
        bracket = "[" if s3 == "+" else "]"
        name = f"{g5}-{g3}.{g5[0]}{e5}{g3[0]}{e3}.COSF1"
        info = f"SVTYPE=Fusion;READ_COUNT={reads}"
        lines.append(f"{c5} {p5} {name}_1 G G{bracket}{c3}:{p3}{bracket} . PASS {info};GENE_NAME={g5};EXON_NUM={e5}")
        lines.append(f"{c3} {p3} {name}_2 G G{bracket}{c5}:{p5}{bracket} . PASS {info};GENE_NAME={g3};EXON_NUM={e3}")
    lines.append("chr1 1000 control . . . PASS SVTYPE=ExprControl;READ_COUNT=500;GENE_NAME=TBP")
    return "\n".join(line if line.startswith("##") else line.replace(" ", "\t") for line in lines) + "\n"


def breakend_alt(base, strand5, chrom3, position3, strand3):
    """ALT of the record at the 5' end."""
    bracket = "[" if strand3 == "+" else "]"
    piece = f"{bracket}{chrom3}:{position3}{bracket}"
    return f"{base}{piece}" if strand5 == "+" else f"{piece}{base}"


def sv_vcf(*, mates=True):
    """The same junctions as breakends; exon edges, as if the DNA broke there."""
    lines = [
        "##fileformat=VCFv4.2",
        "##source=GenerateSVCandidates 1.6.0",
        "##contig=<ID=chr2,length=242193529>",
        '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type">',
        "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT NORMAL TUMOR",
    ]
    for number, (_, c5, p5, s5, _, c3, p3, s3, reads, pairs) in enumerate(THREE):
        alt5 = breakend_alt("G", s5, c3, p3, s3)
        # Seen from the other end: it keeps what lies after its base when the 3' transcript is on the plus strand.
        bracket = "]" if s5 == "+" else "["
        piece = f"{bracket}{c5}:{p5}{bracket}"
        alt3 = f"{piece}T" if s3 == "+" else f"T{piece}"
        cells = f"PR:SR 50,0:60,0 50,{pairs}:60,{reads}"
        lines.append(f"{c5} {p5} Manta{number}:0 G {alt5} . PASS SVTYPE=BND;MATEID=Manta{number}:1 {cells}")
        if mates:
            lines.append(f"{c3} {p3} Manta{number}:1 T {alt3} . PASS SVTYPE=BND;MATEID=Manta{number}:0 {cells}")
    return "\n".join(line if line.startswith("##") else line.replace(" ", "\t") for line in lines) + "\n"


def genefuse():
    text = ""
    for g5, c5, p5, s5, g3, c3, p3, s3, reads, _ in THREE:
        text += (
            f"\n#Fusion: {g5}_ENST00000396373.4:exon:5|{s5}{c5}:{p5}___{g3}_ENST00000394480.2:exon:15|{s3}{c3}:{p3}  "
            f"(total: {reads + 3}, unique:{reads})\n>1, break:60\nACGTACGT\n"
        )
    return text


def genefuse_json():
    import json

    mutations = {}
    for block in genefuse().strip().split("\n\n"):
        mutations[block.splitlines()[0].lstrip("#")] = {"unique": 3, "reads": [{"break": 60}]}
    return json.dumps({"command": "genefuse -r hg38.fa", "version": "0.8.0", "mutations": mutations}, indent=1)


def customary():
    columns = ["Sample", "5' Gene", "3' Gene", "chrom1", "pos1", "strand1", "chrom2", "pos2", "strand2", "Unique Reads"]
    rows = [["S1", g5, g3, c5, p5, s5, c3, p3, s3, reads] for g5, c5, p5, s5, g3, c3, p3, s3, reads, _ in THREE]
    return table(columns, rows, ",")


def isofox():
    columns = ["FusionId", "Valid"]
    for side in ("Up", "Down"):
        columns += [f"{name}{side}" for name in ("Chr", "Pos", "Orient", "GeneId", "GeneName", "Strand")]
    columns += ["SVType", "TotalFragments", "SplitFrags", "RealignedFrags", "DiscordantFrags", "Filter"]
    rows = []
    for number, (g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs) in enumerate(THREE):
        five = [c5, p5, 1 if s5 == "+" else -1, GENE_IDS[g5], g5, s5]
        three = [c3, p3, -1 if s3 == "+" else 1, GENE_IDS[g3], g3, s3]
        rows.append([number, "true", *five, *three, "BND", reads + pairs, reads - 2, 2, pairs, "PASS"])
    return table(columns, rows)


def cicero():
    columns = ["sample", "geneA", "chrA", "posA", "ortA", "featureA", "geneB", "chrB", "posB", "ortB", "featureB"]
    columns += ["sv_ort", "readsA", "readsB", "contig", "type", "score", "rating", "functional effect", "frame"]
    rows = [
        [
            "S1",
            g5,
            c5,
            p5,
            s5,
            "coding",
            g3,
            c3,
            p3,
            s3,
            "coding",
            ">",
            reads,
            reads - 4,
            "ACGT",
            "CTX",
            50.5,
            "HQ",
            "Fusion",
            "1,1,1",
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, reads, _ in THREE
    ]
    return table(columns, rows)


def ericscript():
    columns = ["GeneName1", "GeneName2", "chr1", "Breakpoint1", "strand1", "chr2", "Breakpoint2", "strand2"]
    columns += ["EnsemblGene1", "EnsemblGene2", "crossingreads", "spanningreads", "homology", "fusiontype"]
    columns += ["JunctionSequence", "EricScore"]
    rows = [
        [
            g5,
            g3,
            c5[3:],
            p5,
            s5,
            c3[3:],
            p3,
            s3,
            GENE_IDS[g5],
            GENE_IDS[g3],
            pairs,
            reads,
            "",
            "inter-chromosomal",
            "acgtACGT",
            0.97,
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE
    ]
    return table(columns, rows)


def defuse():
    columns = ["cluster_id", "splitr_sequence", "splitr_count", "gene1", "gene2", "gene_chromosome1"]
    columns += ["gene_chromosome2", "gene_name1", "gene_name2", "genomic_break_pos1", "genomic_break_pos2"]
    columns += ["genomic_strand1", "genomic_strand2", "library_name", "span_count", "probability"]
    rows = []
    for number, (g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs) in enumerate(THREE):
        ids = [GENE_IDS[g5], GENE_IDS[g3], c5[3:], c3[3:], g5, g3]
        # The strand of the side that is kept before its place is +: that of a 3' part is turned round.
        places = [p5, p3, s5, "-" if s3 == "+" else "+"]
        rows.append([number, "ACGT|ACGT", reads, *ids, *places, "S1", pairs, 0.9])
    return table(columns, rows)


def fusionmap():
    columns = ["FusionID", "S1.UniqueCuttingPositionCount", "S1.SeedCount", "S1.RescuedCount", "Strand"]
    columns += ["Chromosome1", "Position1", "Chromosome2", "Position2", "KnownGene1", "KnownTranscript1"]
    columns += ["KnownExonNumber1", "KnownTranscriptStrand1", "KnownGene2", "KnownTranscript2", "KnownExonNumber2"]
    columns += ["KnownTranscriptStrand2", "FusionJunctionSequence", "FusionGene", "FrameShiftClass", "Filter"]
    rows = [
        [
            f"FUS_{number}",
            3,
            reads - 5,
            5,
            s5 + s3,
            c5[3:],
            p5,
            c3[3:],
            p3,
            g5,
            "NM_1",
            "4,5",
            s5 * 2,
            g3,
            "NM_2",
            7,
            s3,
            "ACGT@acgt",
            f"{g5}->{g3}",
            "InFrame",
            "",
        ]
        for number, (g5, c5, p5, s5, g3, c3, p3, s3, reads, _) in enumerate(THREE)
    ]
    return table(columns, rows)


def integrate():
    columns = ["#5P", "3P", "Chr1", "RNA_BK1", "Exon_BK1", "Chr2", "RNA_BK2", "Exon_BK2", "WGS_BK1", "WGS_BK2"]
    columns += ["NUM_EN_RNA NUM_SP_RNA"]
    rows = [
        [g5, g3, c5[3:], p5 - 2, p5, c3[3:], p3 - 2, p3, "NA", "NA", f"{pairs} {reads}"]
        for g5, c5, p5, _, g3, c3, p3, _, reads, pairs in THREE
    ]
    return table(columns, rows)


def star_seqr():
    columns = ["NAME", "NREAD_SPANS", "NREAD_JXNLEFT", "NREAD_JXNRIGHT", "FUSION_CLASS", "SPLICE_TYPE"]
    columns += ["BRKPT_LEFT", "BRKPT_RIGHT", "LEFT_SYMBOL", "RIGHT_SYMBOL", "DISPOSITION"]
    rows = [
        [
            f"{g5}--{g3}",
            pairs,
            reads - 1,
            1,
            "TRANSLOCATION",
            "CANONICAL_SPLICING",
            f"{c5}:{p5 - 1}:{s5}",
            f"{c3}:{p3 - 1}:{s3}",
            g5,
            g3,
            "PASS",
        ]
        for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE
    ]
    return table(columns, rows)


def fusionseeker():
    columns = ["ID", "Gene1", "Gene2", "NumSupp", "Chrom1", "Breakpoint1", "Chrom2", "Breakpoint2", "SupportingReads"]
    rows = [
        [f"GF{number:02}", g5, g3, reads, c5, p5, c3, p3, "read-a,read-b"]
        for number, (g5, c5, p5, _, g3, c3, p3, _, reads, _) in enumerate(THREE)
    ]
    return table(columns, rows)


def fusion_report():
    rows = ["Fusion,Databases,Fusion Indication Index (FII),Explained FII,arriba,starfusion"]
    for g5, c5, p5, s5, g3, c3, p3, s3, reads, pairs in THREE:
        arriba_cell = f"position: {c5[3:]}:{p5}#{c3[3:]}:{p3},split_reads1: 3,split_reads2: 4,discordant_mates: 5"
        star_cell = f"position: {c5[3:]}:{p5}:{s5}#{c3[3:]}:{p3}:{s3},junction_reads: {reads},spanning_reads: {pairs}"
        rows.append(f'{g5}--{g3},"Mitelman,COSMIC",0.75,0.5 * (2 / 2),"{arriba_cell}","{star_cell}"')
    return "\n".join(rows) + "\n"


def cbioportal_sv():
    columns = ["Sample_Id", "SV_Status"]
    for site in ("Site1", "Site2"):
        names = ("Hugo_Symbol", "Region", "Region_Number", "Chromosome", "Position")
        columns += [f"{site}_{name}" for name in names]
    columns += ["Site2_Effect_On_Frame", "NCBI_Build", "Tumor_Split_Read_Count", "Tumor_Paired_End_Read_Count"]
    columns += ["DNA_Support", "RNA_Support", "Class", "Event_Info"]
    rows = [
        [
            "S1",
            "SOMATIC",
            g5,
            "exon",
            5,
            c5[3:],
            p5,
            g3,
            "intron",
            14,
            c3[3:],
            p3,
            "In_frame",
            "GRCh38",
            reads,
            pairs,
            "no",
            "yes",
            "Fusion",
            f"{g5}-{g3} fusion",
        ]
        for g5, c5, p5, _, g3, c3, p3, _, reads, pairs in THREE
    ]
    return table(columns, rows)


def longgf():
    lines = ["/data/sample.bam /ref/genes.gtf 100 30 100", "Open sam file (/data/sample.bam)."]
    for g5, c5, p5, _, g3, c3, p3, _, reads, _ in THREE:
        details = f"{p5}:9 {p3}:9 {c5}:{p5} 1/2:3:4 {c3}:{p3} 1/2:3:4"
        lines.append(f"GF\t{g5}:{g3} {reads} {reads} supporting reads={reads}/{reads} {details}")
        lines.append(f"SumGF\t{g5}:{g3} {reads} {c5}:{p5} {c3}:{p3}")
    return "\n".join(lines) + "\n"


def tso500_report(*, none=False):
    rows = [f"{g5}-{g3}\t{c5}:{p5}\t{c3}:{p3}\t{reads}\t10\t0" for g5, c5, p5, _, g3, c3, p3, _, reads, _ in THREE]
    return "\n".join(
        [
            "TruSight Oncology 500 - Combined Variant Output\t\t",
            "[Analysis Details]\t\t",
            "Pair ID\tS1\t",
            "Pipeline Version\truo-2.2.0.12\t",
            "\t\t",
            "[Splice Variants]\t\t",
            "Gene\tAffected Exon\tBreakpoint 1\tBreakpoint 2\tSplice Supporting Reads\tReference Reads Transcript",
            "NA\t\t",
            "\t\t",
            "[Fusions]\t\t",
            "Gene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\tGene 1 Reference Reads"
            "\tGene 2 Reference Reads",
            *(["NA\t\t"] if none else rows),
            "\t\t",
            "[Small Variants]\t\t",
            "Gene\tChromosome\tGenomic Position\tReference Call\tAlternative Call",
            "MTOR\tchr1\t11174511\tC\tA",
            "",
        ]
    )


ALL = {
    "arriba": arriba(),
    "star-fusion": star_fusion(),
    "star-fusion oldest": star_fusion("oldest"),
    "star-fusion middle": star_fusion("middle"),
    "star-fusion coding": star_fusion("coding"),
    "star-fusion inspector": star_fusion("inspector"),
    "ctat-lr-fusion": ctat_lr_fusion(),
    "fusioncatcher": fusioncatcher(),
    "fusioncatcher extra": fusioncatcher(extra=True),
    "jaffa": jaffa(),
    "jaffa old": jaffa(new=False),
    "easyfuse": easyfuse(),
    "dragen": dragen(),
    "tso500": tso500(),
    "ion-reporter": ion_table(),
    "ion-vcf": ion_vcf(),
    "sv-vcf": sv_vcf(),
    "sv-vcf single": sv_vcf(mates=False),
    "genefuse": genefuse(),
    "genefuse json": genefuse_json(),
    "table": customary(),
    "isofox": isofox(),
    "cicero": cicero(),
    "ericscript": ericscript(),
    "defuse": defuse(),
    "fusionmap": fusionmap(),
    "integrate": integrate(),
    "star-seqr": star_seqr(),
    "fusionseeker": fusionseeker(),
    "fusion-report": fusion_report(),
    "cbioportal": cbioportal_sv(),
    "longgf": longgf(),
    "tso500-report": tso500_report(),
}
"""Name (the format's id first) -> text."""

WITH_HEADER = tuple(
    name
    for name in ALL
    if not name.startswith(("ion-vcf", "sv-vcf", "genefuse", "longgf", "tso500-report")) and name != "ion-reporter"
)
