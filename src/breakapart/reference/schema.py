"""The reference file: one SQLite database, the same schema for the bundled reference and for those users build."""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from breakapart.model.target import Locus
from breakapart.model.transcript import Gene, LegacyExon, Transcript
from breakapart.reference.records import encode_gene, encode_nucleotides, encode_transcript

FORMAT = 1
"""Version of the schema and of the records in it; a reader refuses any other."""

APPLICATION_ID = 0x62617274
"""`bart` in the header tells a reference from any other SQLite file."""

HEADER = (
    "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
    f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={FORMAT};"
)
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gene (
    id INTEGER PRIMARY KEY,
    symbol TEXT NOT NULL UNIQUE,
    is_panel INTEGER NOT NULL,
    chrom TEXT NOT NULL,
    strand TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    record BLOB NOT NULL
);
CREATE TABLE transcript (
    id INTEGER PRIMARY KEY,
    gene_id INTEGER NOT NULL,
    record BLOB NOT NULL,
    exons BLOB NOT NULL,
    protein BLOB,
    nucleotides BLOB
);
CREATE TABLE name (
    key TEXT NOT NULL,
    kind INTEGER NOT NULL,
    gene_id INTEGER NOT NULL,
    written TEXT,
    PRIMARY KEY (key, kind, gene_id)
) WITHOUT ROWID;
CREATE TABLE transcript_name (key TEXT PRIMARY KEY, transcript_id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE legacy_exon (
    gene_id INTEGER NOT NULL,
    reported_exon INTEGER NOT NULL,
    mane_exon INTEGER NOT NULL,
    edge TEXT NOT NULL,
    transcript_label TEXT NOT NULL,
    note TEXT NOT NULL,
    source TEXT NOT NULL
);
"""
LOCUS_TABLE = """
CREATE TABLE locus (
    gene_id INTEGER NOT NULL,
    chrom TEXT NOT NULL,
    start INTEGER NOT NULL,
    nucleotides BLOB NOT NULL
);
CREATE INDEX locus_gene ON locus (gene_id);
"""
"""Made only for references with genome sequence around the exons."""

INDEXES = """
CREATE INDEX gene_place ON gene (chrom, start, "end");
CREATE INDEX transcript_gene ON transcript (gene_id);
CREATE INDEX legacy_exon_gene ON legacy_exon (gene_id);
"""


CONTENT_KEY = "content_sha256"
"""Key of `meta` under which the checksum of all other content stands."""

_TABLES = ("gene", "transcript", "name", "transcript_name", "legacy_exon", "locus")


class NameKind(IntEnum):
    """What a name of a gene is. The smaller number wins when one text names several genes."""

    SYMBOL = 0
    PREVIOUS_SYMBOL = 1
    ALIAS = 2
    HGNC = 3
    ENTREZ = 4
    ENSEMBL_GENE = 5
    ENSEMBL_PROTEIN = 6
    REFSEQ_PROTEIN = 7
    UNIPROT = 8
    TRANSCRIPT = 9
    """Ensembl or RefSeq transcript, or label of one; kept in `transcript_name`."""

    @property
    def in_words(self) -> str:
        """For messages and reports ("previous symbol")."""
        return _IN_WORDS[self]


_IN_WORDS = {
    NameKind.SYMBOL: "approved symbol",
    NameKind.PREVIOUS_SYMBOL: "previous symbol",
    NameKind.ALIAS: "alias",
    NameKind.HGNC: "HGNC id",
    NameKind.ENTREZ: "NCBI gene id",
    NameKind.ENSEMBL_GENE: "Ensembl gene",
    NameKind.ENSEMBL_PROTEIN: "Ensembl protein",
    NameKind.REFSEQ_PROTEIN: "RefSeq protein",
    NameKind.UNIPROT: "UniProt accession",
    NameKind.TRANSCRIPT: "transcript",
}

ACCESSION_KINDS: Mapping[str, NameKind] = {
    "entrez": NameKind.ENTREZ,
    "ensembl_protein": NameKind.ENSEMBL_PROTEIN,
    "refseq_protein": NameKind.REFSEQ_PROTEIN,
}


@dataclass(frozen=True, slots=True)
class GeneEntry:
    """A gene with all that is stored beside it."""

    gene: Gene
    is_panel: bool = False
    accessions: Mapping[str, str] = field(default_factory=dict)
    """`entrez`, `ensembl_protein`, `refseq_protein` of the MANE transcript."""
    alternates: tuple[Transcript, ...] = ()
    """Transcripts beside the MANE one, in the order in which they are to be listed."""
    mane_label: str = ""
    """A further name of the MANE transcript."""
    legacy: tuple[LegacyExon, ...] = ()
    """Established legacy exon numbers."""
    loci: tuple[Locus, ...] = ()
    """The genome around the exons, where the reference is to hold it."""


def name_key(text: str) -> str:
    """The form in which names are compared: upper case, no space around."""
    return text.strip().upper()


def without_version(accession: str) -> str:
    """
    The accession without its version.

    >>> without_version("NM_004304.5"), without_version("ALK")
    ('NM_004304', 'ALK')
    """
    return re.sub(r"\.\d+$", "", accession)


def write_reference(path: Path, entries: Iterable[GeneEntry], meta: Mapping[str, str]) -> None:
    """
    Write a reference file: complete or not at all, and the same bytes for the same entries.

    `meta` needs `version` and `genome`; give `sources` and `attribution` as well. Entries may come in any order.
    Raises KeyError without a version or genome and sqlite3.IntegrityError when two entries share a symbol or two
    transcripts an accession.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        database = sqlite3.connect(unfinished, isolation_level=None)
        try:
            database.executescript(HEADER + SCHEMA)
            database.execute("BEGIN")
            write_meta(database, meta)
            ordered = sorted(entries, key=lambda entry: entry.gene.symbol)
            if any(entry.loci for entry in ordered):
                database.execute("COMMIT")
                database.executescript(LOCUS_TABLE)
                database.execute("BEGIN")
            for gene_id, entry in enumerate(ordered, start=1):
                write_gene(database, gene_id, entry)
            database.execute("COMMIT")
            database.executescript(INDEXES + "VACUUM;")
        finally:
            database.close()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_meta(database: sqlite3.Connection, meta: Mapping[str, str]) -> None:
    """Write what the file says of itself; KeyError without a version or genome."""
    for needed in ("version", "genome"):
        if not meta.get(needed):
            raise KeyError(needed)
    database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))


def write_gene(database: sqlite3.Connection, gene_id: int, entry: GeneEntry) -> None:
    """Write one gene with everything beside it; sqlite3.IntegrityError when its symbol or a transcript is there."""
    gene = entry.gene
    database.execute(
        "INSERT INTO gene VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            gene_id,
            gene.symbol,
            int(entry.is_panel),
            gene.chrom,
            gene.strand,
            gene.start,
            gene.end,
            encode_gene(gene, dict(entry.accessions)),
        ),
    )
    for transcript in (gene.mane, *entry.alternates):
        row = database.execute(
            "INSERT INTO transcript (gene_id, record, exons, protein, nucleotides) VALUES (?, ?, ?, ?, ?)",
            (gene_id, *encode_transcript(transcript)),
        )
        names = {name_key(without_version(name)) for name in (transcript.accession, transcript.refseq) if name}
        if transcript is gene.mane and entry.mane_label:
            names.add(name_key(entry.mane_label))
        database.executemany(
            "INSERT INTO transcript_name VALUES (?, ?)", [(name, row.lastrowid) for name in sorted(names)]
        )
    database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", _names(gene_id, entry))
    if entry.loci:
        database.executemany(
            "INSERT INTO locus VALUES (?, ?, ?, ?)",
            [(gene_id, locus.chrom, locus.start, encode_nucleotides(locus.nucleotides)) for locus in entry.loci],
        )
    database.executemany(
        "INSERT INTO legacy_exon VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (gene_id, row.reported_exon, row.mane_exon, row.edge, row.transcript_label, row.note, row.source)
            for row in entry.legacy
        ],
    )


def _names(gene_id: int, entry: GeneEntry) -> list[tuple[str, int, int, str | None]]:
    gene = entry.gene
    named = [(gene.symbol, NameKind.SYMBOL), (gene.hgnc_id, NameKind.HGNC)]
    named += [(name, NameKind.PREVIOUS_SYMBOL) for name in gene.previous_symbols]
    named += [(name, NameKind.ALIAS) for name in gene.aliases]
    named += [(without_version(gene.ensembl), NameKind.ENSEMBL_GENE), (gene.uniprot or "", NameKind.UNIPROT)]
    named += [(without_version(entry.accessions.get(what, "")), kind) for what, kind in ACCESSION_KINDS.items()]
    # The written form is kept only where it tells more than the key: it decides between names that differ in case.
    return [
        (name_key(name), int(kind), gene_id, name if name != name_key(name) else None) for name, kind in named if name
    ]


def content_digest(database: sqlite3.Connection) -> str:
    """SHA-256 over every row of every table but `meta`, in order: two references with it hold the same."""
    digest = hashlib.sha256()
    present = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in _TABLES:
        if table in present:
            order = "key, 2" if table in ("name", "transcript_name") else "rowid"
            for row in database.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - names from above
                digest.update(repr(row).encode())
    return digest.hexdigest()
