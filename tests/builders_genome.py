"""A made-up genome of three genes with its annotation in every style, small enough to read."""

import gzip
import random
import zlib

from breakapart.sequence.back_translation import back_translate, untranslated

PROTEINS = {"AAA1": "MKWLYEEDSTRPGHFN", "BBB2": "MEEDKKRRSTVVLLPPGG", "CCC3": "MACDEFGHIKLMNPQRSTVWYACDEFGH"}


def made_up(seed=1):
    """
    (genome, genes): contigs by name, and for each gene its contig, strand, exons (interbase, ascending) and CDS bases.

    AAA1 lies on the plus strand of chr1 in two exons, BBB2 on its minus strand in three, CCC3 on chr2 in one.
    """
    rng = random.Random(seed)
    plans = {
        "AAA1": ("chr1", "+", [(100, 130), (200, 260)], 10),
        "BBB2": ("chr1", "-", [(400, 430), (500, 520), (600, 650)], 12),
        "CCC3": ("chr2", "+", [(50, 170)], 20),
    }
    genome = {"chr1": list(untranslated(800, rng)), "chr2": list(untranslated(300, rng))}
    genes = {}
    for symbol, (contig, strand, exons, start) in plans.items():
        coding = back_translate(PROTEINS[symbol], rng)
        length = sum(end - first for first, end in exons)
        # Neither untranslated region may extend the coding sequence by a stop codon of its own.
        spliced = untranslated(start, rng) + coding + untranslated(length - start - len(coding), rng)
        bases = iter(spliced if strand == "+" else complement(spliced)[::-1])
        for first, end in exons:
            for position in range(first, end):
                genome[contig][position] = next(bases)
        genes[symbol] = (contig, strand, exons, (start, start + len(coding)), spliced)
    return {name: "".join(bases) for name, bases in genome.items()}, genes


def complement(bases):
    return bases.translate(str.maketrans("ACGT", "TGCA"))


def fasta(genome, width=60):
    lines = []
    for name, bases in genome.items():
        lines.append(f">{name} made up")
        lines += [bases[i : i + width] for i in range(0, len(bases), width)]
    return ("\n".join(lines) + "\n").encode()


def bgzipped(data, block=700):
    """Many gzip members, as bgzip writes them, with its empty last one."""
    members = [data[i : i + block] for i in range(0, len(data), block)] + [b""]
    out = b""
    for member in members:
        compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
        out += compressor.compress(member) + compressor.flush()
    return out


def coding_rows(strand, exons, cds):
    """Coding intervals with the bases before the first whole codon of each, in transcript direction."""
    rows, before = [], 0
    for first, end in exons if strand == "+" else exons[::-1]:
        low, high = max(cds[0], before), min(cds[1], before + end - first)
        if low < high:
            if strand == "+":
                interval = (first + low - before, first + high - before)
            else:
                interval = (end - (high - before), end - (low - before))
            rows.append((*interval, -(low - cds[0]) % 3))
        before += end - first
    return rows


def gtf(genes, style="gencode", stop_apart=True, chrom=lambda name: name):
    """GTF in the style of `gencode`, `ensembl` or `refseq`; the stop codon in rows of its own, or not at all."""
    lines = ["##description: evidence-based annotation of the human genome (GRCh38), version 0 (made up)"]
    for number, (symbol, (contig, strand, exons, cds, _)) in enumerate(genes.items(), start=1):
        gene = {
            "gencode": f'gene_id "ENSG9000000000{number}.2"; gene_type "protein_coding"; gene_name "{symbol}";',
            "ensembl": f'gene_id "ENSG9000000000{number}"; gene_version "2"; gene_name "{symbol}";',
            "refseq": f'gene_id "{symbol}"; db_xref "GeneID:99900{number}"; gene "{symbol}";',
        }[style]
        own = {
            "gencode": f' transcript_id "ENST9000000000{number}.3"; tag "basic"; tag "MANE_Select";',
            "ensembl": f' transcript_id "ENST9000000000{number}"; transcript_version "3"; tag "Ensembl_canonical";',
            "refseq": f' transcript_id "NM_99900{number}.3"; tag "MANE Select";'
            f' db_xref "Ensembl:ENST9000000000{number}.3";',
        }[style]
        head, place = f"{chrom(contig)}\tmade_up", f"{exons[0][0] + 1}\t{exons[-1][1]}\t.\t{strand}\t."
        lines.append(f"{head}\tgene\t{place}\t{gene}" + (' transcript_id "";' if style == "refseq" else ""))
        lines.append(f"{head}\ttranscript\t{place}\t{gene}{own}")
        for first, end in exons if strand == "+" else exons[::-1]:
            lines.append(f"{head}\texon\t{first + 1}\t{end}\t.\t{strand}\t.\t{gene}{own}")
        without_stop = (cds[0], cds[1] - 3)
        for first, end, frame in coding_rows(strand, exons, without_stop):
            extra = f' protein_id "NP_99900{number}.1";' if style == "refseq" else ""
            lines.append(f"{head}\tCDS\t{first + 1}\t{end}\t.\t{strand}\t{frame}\t{gene}{own}{extra}")
        if stop_apart:
            for first, end, _ in coding_rows(strand, exons, (cds[1] - 3, cds[1])):
                lines.append(f"{head}\tstop_codon\t{first + 1}\t{end}\t.\t{strand}\t0\t{gene}{own}")
    return ("\n".join(lines) + "\n").encode()


def gff3(genes, style="refseq", chrom=lambda name: name):
    """GFF3 in the style of `gencode`, `ensembl` or `refseq`; CDS rows hold the stop codon."""
    lines = ["##gff-version 3"]
    for number, (symbol, (contig, strand, exons, cds, _)) in enumerate(genes.items(), start=1):
        ids = {
            "refseq": (f"gene-{symbol}", f"rna-NM_99900{number}.3"),
            "ensembl": (f"gene:ENSG9000000000{number}", f"transcript:ENST9000000000{number}"),
            "gencode": (f"ENSG9000000000{number}.2", f"ENST9000000000{number}.3"),
        }[style]
        common = f";gene_id=ENSG9000000000{number}.2;transcript_id=ENST9000000000{number}.3;gene_name={symbol}"
        gene, own = {
            "refseq": (
                f"ID={ids[0]};Dbxref=GeneID:99900{number},HGNC:HGNC:9990{number};Name={symbol};gene={symbol}",
                f"ID={ids[1]};Parent={ids[0]};Dbxref=Ensembl:ENST9000000000{number}.3,GeneID:99900{number};"
                f"gene={symbol};product=made%2Cup;tag=MANE Select;transcript_id=NM_99900{number}.3",
            ),
            "ensembl": (
                f"ID={ids[0]};Name={symbol};biotype=protein_coding;gene_id=ENSG9000000000{number};version=2",
                f"ID={ids[1]};Parent={ids[0]};Name={symbol}-201;tag=basic,Ensembl_canonical,MANE_Select;"
                f"transcript_id=ENST9000000000{number};version=3",
            ),
            "gencode": (
                f"ID={ids[0]}{common}",
                f"ID={ids[1]};Parent={ids[0]}{common};tag=basic,MANE_Select",
            ),
        }[style]
        extra = common if style == "gencode" else ""
        head, place = f"{chrom(contig)}\tmade_up", f"{exons[0][0] + 1}\t{exons[-1][1]}\t.\t{strand}\t."
        lines.append(f"{head}\tgene\t{place}\t{gene}")
        lines.append(f"{head}\tmRNA\t{place}\t{own}")
        for i, (first, end) in enumerate(exons):
            lines.append(
                f"{head}\texon\t{first + 1}\t{end}\t.\t{strand}\t.\tID=exon-{number}-{i};Parent={ids[1]}{extra}"
            )
        for first, end, frame in coding_rows(strand, exons, cds):
            lines.append(
                f"{head}\tCDS\t{first + 1}\t{end}\t.\t{strand}\t{frame}\tID=cds-{number};Parent={ids[1]};"
                f"protein_id=NP_99900{number}.1{extra}"
            )
    return ("\n".join(lines) + "\n").encode()


def write(path, data, compression="plain"):
    """Write bytes plain, with gzip, or with bgzip; returns the path."""
    path.write_bytes({"plain": lambda x: x, "gzip": gzip.compress, "bgzip": bgzipped}[compression](data))
    return path
