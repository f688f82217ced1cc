"""
A reference that grows contig by contig beside its final place, and survives an interruption.

The staged file holds whole contigs only: each is written in one transaction. When the same build is started again it
goes on behind the last of them. The finished file is written from it in the order of symbols, so that its bytes do not
depend on the order of contigs or on interruptions.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType

from breakapart.reference.schema import (
    CONTENT_KEY,
    HEADER,
    INDEXES,
    LOCUS_TABLE,
    SCHEMA,
    GeneEntry,
    content_digest,
    write_gene,
    write_meta,
)

_STAGING = """
CREATE TABLE staged (contig TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE staged_for (fingerprint TEXT NOT NULL);
"""
_COPY = """
CREATE TEMP TABLE gene_order AS SELECT id AS old, row_number() OVER (ORDER BY symbol) AS new FROM staging.gene;
CREATE UNIQUE INDEX temp.gene_old ON gene_order (old);
CREATE TEMP TABLE transcript_order AS
    SELECT id AS old, row_number() OVER (ORDER BY gene_order.new, id) AS new
    FROM staging.transcript JOIN gene_order ON gene_order.old = gene_id;
CREATE UNIQUE INDEX temp.transcript_old ON transcript_order (old);
INSERT INTO gene SELECT new, symbol, is_panel, chrom, strand, start, "end", record
    FROM staging.gene JOIN gene_order ON old = id ORDER BY new;
INSERT INTO transcript SELECT t.new, g.new, record, exons, protein, nucleotides
    FROM staging.transcript JOIN transcript_order AS t ON t.old = id JOIN gene_order AS g ON g.old = gene_id
    ORDER BY t.new;
INSERT INTO name SELECT key, kind, new, written FROM staging.name JOIN gene_order ON old = gene_id
    ORDER BY key, kind, new;
INSERT INTO transcript_name SELECT key, new FROM staging.transcript_name JOIN transcript_order ON old = transcript_id
    ORDER BY key;
INSERT INTO legacy_exon SELECT new, reported_exon, mane_exon, edge, transcript_label, note, source
    FROM staging.legacy_exon JOIN gene_order ON old = gene_id ORDER BY new, staging.legacy_exon.rowid;
INSERT INTO locus SELECT new, chrom, start, nucleotides
    FROM staging.locus JOIN gene_order ON old = gene_id ORDER BY new, start;
"""


class StagedReference:
    """
    Genes on their way into a reference file at `out`.

    `fingerprint` names what is built from what: a staged file of another fingerprint is thrown away.
    """

    def __init__(self, out: Path, fingerprint: str) -> None:
        self.out = out
        self.path = out.with_name(out.name + ".building")
        self._database = self._resumed(fingerprint) or self._begun(fingerprint)
        self.states: dict[str, str] = dict(self._database.execute("SELECT contig, state FROM staged"))
        """The contigs that are there, each with what was recorded beside it."""

    def __enter__(self) -> "StagedReference":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, contig: str, entries: Iterable[GeneEntry], state: Callable[[], str]) -> None:
        """All genes of a contig, or none of them; what `state` says once they are written is kept beside it."""
        ((last,),) = self._database.execute("SELECT coalesce(max(id), 0) FROM gene")
        self._database.execute("BEGIN")
        try:
            for gene_id, entry in enumerate(entries, start=last + 1):
                write_gene(self._database, gene_id, entry)
            self._database.execute("INSERT INTO staged VALUES (?, ?)", (contig, state()))
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def finish(self, meta: Mapping[str, str]) -> None:
        """Write the reference file, whole or not at all, and remove the staged one."""
        unfinished = self.out.with_name(self.out.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        try:
            database = sqlite3.connect(unfinished, isolation_level=None)
            try:
                has_loci = bool(self._database.execute("SELECT 1 FROM locus LIMIT 1").fetchall())
                self._database.close()
                database.executescript(HEADER + SCHEMA + LOCUS_TABLE)
                database.execute("ATTACH ? AS staging", (str(self.path),))
                database.executescript("BEGIN;" + _COPY + "COMMIT;")
                database.execute("DETACH staging")
                if not has_loci:
                    database.execute("DROP TABLE locus")
                write_meta(database, {**meta, CONTENT_KEY: content_digest(database)})
                database.executescript(INDEXES + "VACUUM;")
            finally:
                database.close()
            unfinished.replace(self.out)
        finally:
            unfinished.unlink(missing_ok=True)
        self.discard()

    def discard(self) -> None:
        """Remove the staged file: what is in it is of no use."""
        self._database.close()
        for suffix in ("", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _resumed(self, fingerprint: str) -> sqlite3.Connection | None:
        if not self.path.exists():
            return None
        database = sqlite3.connect(self.path, isolation_level=None)
        try:
            if database.execute("SELECT fingerprint FROM staged_for").fetchall() == [(fingerprint,)]:
                return database
        except sqlite3.DatabaseError:
            pass
        database.close()
        return None

    def _begun(self, fingerprint: str) -> sqlite3.Connection:
        for suffix in ("", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.path, isolation_level=None)
        database.executescript("PRAGMA synchronous=OFF;" + SCHEMA + LOCUS_TABLE + _STAGING)
        database.execute("INSERT INTO staged_for VALUES (?)", (fingerprint,))
        return database
