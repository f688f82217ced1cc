"""The reference: genes and transcripts looked up by any of their names or by place, read as they are asked for."""

import re
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from breakapart.errors import InputError
from breakapart.model.target import GeneTarget, Locus
from breakapart.model.transcript import Gene, LegacyExon, Transcript
from breakapart.reference.legacy import legacy_numbering
from breakapart.reference.records import decode_gene, decode_nucleotides, decode_transcript
from breakapart.reference.schema import (
    APPLICATION_ID,
    CONTENT_KEY,
    FORMAT,
    NameKind,
    content_digest,
    name_key,
    without_version,
)
from breakapart.reference.suggestions import nearest

BUNDLED = Path(__file__).parent / "data" / "mane.sqlite"
SYNTHETIC = Path(__file__).parent / "data" / "synthetic_panel.sqlite"

FILE_NAME = "reference.sqlite"
"""Name of the reference file in a folder that 'breakapart reference build' was told to write to."""

GENES_KEPT = 4096
"""Genes held in memory at once; a gene with its MANE transcript takes about 10 kB, so this stays near 40 MB, and only in
a process that asks for so many genes: tables of fusion callers do."""

_TRANSCRIPT_COLUMNS = "SELECT symbol, chrom, strand, transcript.record, exons, protein, nucleotides "
"""What `decode_transcript` takes."""

_DAMAGE = (ValueError, TypeError, KeyError, zlib.error)
"""What decoding a damaged record may raise."""

_PREFIX = re.compile(r"(?:ENSEMBL|REFSEQ|NCBIGENE|NCBI|GENEID|ENTREZ|UNIPROT|UNIPROTKB):\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Which gene a text names, and as what."""

    symbol: str
    kind: NameKind


class Reference:
    """
    Gene models of one genome build, GRCh38 unless a user built another.

    >>> reference = Reference.bundled()
    >>> gene = reference.gene("STRN")
    >>> gene.mane.exon(3).phase_out, reference.find("CARS").symbol
    (1, 'CARS1')
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._database = _connect(path)
        self.meta: dict[str, str] = dict(self._rows("SELECT key, value FROM meta"))
        """`version`, `genome`, `sources`, `attribution` and whatever else the builder recorded."""
        self._match = lru_cache(maxsize=8192)(self._match_uncached)
        self._gene_by_symbol = lru_cache(maxsize=GENES_KEPT)(self._gene_by_symbol_uncached)
        self._symbols = lru_cache(maxsize=2)(self._symbols_uncached)
        self._chromosomes: dict[str, str] = {}
        self._longest_gene = 0
        self._has_loci = bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'locus'"))

    @classmethod
    def bundled(cls) -> "Reference":
        """The reference that comes with the package; opened once a process."""
        return _bundled()

    @classmethod
    def open(cls, path: Path) -> "Reference":
        """A reference built by the user: its file, or the folder that holds it. Raises InputError when it is none."""
        return cls(path / FILE_NAME if path.is_dir() else path)

    @classmethod
    def synthetic(cls) -> "Reference":
        """
        The panel genes with made-up nucleotides, for the example reads; opened once a process.

        Proteins and exon structure are those of `bundled`, codons and untranslated regions are invented. Nothing said
        of a patient may rest on it: `is_synthetic` is true, and every output made with it has to say so.
        """
        return _synthetic()

    @property
    def version(self) -> str:
        """What the reference holds and from when ("MANE 1.5 / bundled 2026.1")."""
        return self.meta["version"]

    @property
    def is_synthetic(self) -> bool:
        """Whether the nucleotides are invented, for illustration only."""
        return self.meta.get("nucleotides") == "synthetic"

    @property
    def has_nucleotides(self) -> bool:
        """Whether transcripts have nucleotides, so that reads can be compared with them."""
        ((found,),) = self._rows("SELECT EXISTS (SELECT 1 FROM transcript WHERE nucleotides IS NOT NULL)")
        return bool(found)

    def match(self, name: str) -> NameMatch | None:
        """
        Which gene `name` names: approved symbol before previous symbol before alias before accession.

        Case does not matter unless two names differ in nothing else. Accessions may have any version, and a prefix
        such as `ensembl:`. Raises InputError, listing the genes, when several genes share the name.
        """
        found = self._match(name)
        return NameMatch(*found) if found else None

    def find(self, name: str) -> Gene | None:
        """The gene called `name` (see `match`), None when there is none."""
        match = self.match(name)
        return self._gene_by_symbol(match.symbol) if match else None

    def is_name(self, text: str) -> bool:
        """Whether `text` names a gene, or several that share it; for readers of names that may hold hyphens."""
        try:
            return self.match(text) is not None
        except InputError:
            return True  # a name that several genes share

    def gene(self, name: str) -> Gene:
        """The gene called `name`; InputError with the nearest symbols when there is none."""
        gene = self.find(name)
        if gene is not None:
            return gene
        near = self.suggest(name)
        solution = f"Did you mean {_either(near)}?" if near else "Give an HGNC symbol, alias or accession."
        raise InputError(f"{_shown(name)} is not a gene of the reference ({self.version})", solution=solution)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to three symbols nearest to `name`, panel genes first."""
        wanted = name.strip()
        if not wanted or len(wanted) > 40:
            return ()
        return tuple(nearest(wanted, self.symbols(), preferred=frozenset(self.panel_symbols())))

    def genes_at(self, chrom: str, position: int) -> tuple[Gene, ...]:
        """
        Genes whose MANE Select transcript covers or touches an interbase position, by start.

        `chrom` is `chr2` or `2`. Raises InputError when the reference has no such chromosome.
        """
        place = self._chromosome(chrom)
        rows = self._rows(
            'SELECT symbol FROM gene WHERE chrom = ? AND start BETWEEN ? AND ? AND "end" >= ? ORDER BY start, symbol',
            (place, position - self._longest_gene, position, position),
        )
        return tuple(self._gene_by_symbol(symbol) for (symbol,) in rows)

    def transcripts(self, symbol: str) -> tuple[Transcript, ...]:
        """All transcripts of a gene, MANE Select first; the others are bundled for panel genes only."""
        gene = self.gene(symbol)
        return (gene.mane, *self._alternates(gene))

    def transcript(self, accession: str) -> Transcript | None:
        """
        The transcript with an Ensembl or RefSeq accession or a label, None when there is none.

        A version in `accession` is not compared: look at `accession` and `refseq` of the answer.
        """
        rows = self._rows(
            _TRANSCRIPT_COLUMNS + "FROM transcript_name JOIN transcript ON transcript.id = transcript_id "
            "JOIN gene ON gene.id = gene_id WHERE key = ?",
            (name_key(without_version(_PREFIX.sub("", accession.strip(), count=1))),),
        )
        return self._decode_transcript(rows[0]) if rows else None

    def panel_symbols(self) -> tuple[str, ...]:
        """Symbols of the genes of the fusion panel, in alphabetical order."""
        return self._symbols(panel_only=True)

    def symbols(self) -> tuple[str, ...]:
        """Symbols of all genes, in alphabetical order."""
        return self._symbols(panel_only=False)

    def loci(self, symbol: str) -> tuple[Locus, ...]:
        """The genome of a gene: all of it, or each exon with its flanks; empty where the reference has none."""
        gene = self.gene(symbol)
        if not self._has_loci:
            return ()
        rows = self._rows(
            "SELECT locus.chrom, locus.start, nucleotides FROM locus JOIN gene ON gene.id = gene_id WHERE symbol = ? "
            "ORDER BY locus.start",
            (gene.symbol,),
        )
        try:
            return tuple(Locus(chrom, start, decode_nucleotides(blob)) for chrom, start, blob in rows)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def targets(self, symbols: Iterable[str] | None = None) -> tuple[GeneTarget, ...]:
        """
        What reads are compared with: these genes, or all panel genes, each with its transcripts that have nucleotides.

        Genes without nucleotides are left out. Raises InputError for an unknown symbol.
        """
        wanted = self.panel_symbols() if symbols is None else symbols
        panel = frozenset(self.panel_symbols())
        found = []
        for name in wanted:
            gene = self.gene(name)
            transcripts = tuple(transcript for transcript in self.transcripts(gene.symbol) if transcript.nucleotides)
            if transcripts:
                found.append(
                    GeneTarget(
                        symbol=gene.symbol,
                        transcripts=transcripts,
                        is_kinase=gene.is_kinase,
                        kinase_cdna=_kinase_in_cdna(gene) if transcripts[0] == gene.mane else None,
                        loci=self.loci(gene.symbol),
                        is_panel=gene.symbol in panel,
                    )
                )
        return tuple(found)

    def legacy_numbering(self, symbol: str) -> tuple[LegacyExon, ...]:
        """Other exon numbers for the MANE exons of a gene: those known from reports first, then of any transcript."""
        gene = self.gene(symbol)
        rows = self._rows(
            "SELECT reported_exon, mane_exon, edge, transcript_label, note, legacy_exon.source FROM legacy_exon "
            "JOIN gene ON gene.id = gene_id WHERE symbol = ? ORDER BY legacy_exon.rowid",
            (gene.symbol,),
        )
        established = [
            LegacyExon(gene.symbol, reported, mane, edge, label, note, source, is_established=True)
            for reported, mane, edge, label, note, source in rows
        ]
        return legacy_numbering(gene.mane, self._alternates(gene), established)

    def transcript_count(self) -> int:
        """Transcripts of all genes."""
        ((count,),) = self._rows("SELECT count(*) FROM transcript")
        return int(count)

    def locus_count(self) -> int:
        """Genes with genome around their exons."""
        if not self._has_loci:
            return 0
        ((count,),) = self._rows("SELECT count(DISTINCT gene_id) FROM locus")
        return int(count)

    def __len__(self) -> int:
        ((count,),) = self._rows("SELECT count(*) FROM gene")
        return int(count)

    def __iter__(self) -> Iterator[Gene]:
        """All genes by symbol, one at a time."""
        for symbol in self.symbols():
            yield self._gene_by_symbol_uncached(symbol)

    def verify(self) -> str:
        """Compare the content with the checksum recorded when it was built: `intact`, `changed`, `not recorded`."""
        recorded = self.meta.get(CONTENT_KEY)
        if recorded is None:
            return "not recorded"
        try:
            with self._lock:
                return "intact" if content_digest(self._database) == recorded else "changed"
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def close(self) -> None:
        """Close the file; the reference cannot be used afterwards."""
        self._database.close()

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> InputError:
        return InputError(
            f"the reference file cannot be read ({error})",
            source=self.path.name,
            solution="Build it again, or install breakapart again if it is the bundled one.",
        )

    def _match_uncached(self, name: str) -> tuple[str, NameKind] | None:
        text = _PREFIX.sub("", name.strip(), count=1)
        for key in dict.fromkeys((name_key(text), name_key(without_version(text)))):
            rows = self._rows(
                "SELECT kind, symbol, written FROM name JOIN gene ON gene.id = gene_id WHERE key = ? "
                "ORDER BY kind, symbol",
                (key,),
            )
            rows = [row for row in rows if row[0] == rows[0][0]]
            if len(rows) > 1:
                # Names that differ only in case are told apart by their case.
                rows = [row for row in rows if (row[2] or key) == text] or rows
            if len(rows) > 1:
                kind = NameKind(rows[0][0])
                raise InputError(
                    f"{_shown(name)} is {kind.in_words} of several genes: {', '.join(row[1] for row in rows)}",
                    solution="Write the approved symbol.",
                )
            if rows:
                return rows[0][1], NameKind(rows[0][0])
        for (symbol,) in self._rows(
            "SELECT symbol FROM transcript_name JOIN transcript ON transcript.id = transcript_id "
            "JOIN gene ON gene.id = gene_id WHERE key = ?",
            (name_key(without_version(text)),),
        ):
            return symbol, NameKind.TRANSCRIPT
        return None

    def _gene_by_symbol_uncached(self, symbol: str) -> Gene:
        ((*mane_columns, start, end, record),) = self._rows(
            _TRANSCRIPT_COLUMNS + ', start, "end", gene.record FROM gene JOIN transcript ON gene_id = gene.id '
            "WHERE symbol = ? ORDER BY transcript.id LIMIT 1",
            (symbol,),
        )
        mane = self._decode_transcript(mane_columns)
        try:
            return decode_gene(symbol, start, end, record, mane)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def _alternates(self, gene: Gene) -> tuple[Transcript, ...]:
        rows = self._rows(
            _TRANSCRIPT_COLUMNS + "FROM gene JOIN transcript ON gene_id = gene.id WHERE symbol = ? "
            "ORDER BY transcript.id LIMIT -1 OFFSET 1",
            (gene.symbol,),
        )
        return tuple(self._decode_transcript(row) for row in rows)

    def _decode_transcript(self, columns: Sequence[Any]) -> Transcript:
        try:
            return decode_transcript(*columns)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def _chromosome(self, chrom: str) -> str:
        if not self._chromosomes:
            rows = self._rows('SELECT chrom, max("end" - start) FROM gene GROUP BY chrom')
            self._longest_gene = max((longest for _, longest in rows), default=0)
            self._chromosomes = {_bare(name): name for name, _ in rows}
        try:
            return self._chromosomes[_bare(chrom)]
        except KeyError:
            raise InputError(
                f"{_shown(chrom)} is not a chromosome of the reference ({self.version})",
                solution="Write it as 'chr2' or '2'.",
            ) from None

    def _symbols_uncached(self, *, panel_only: bool) -> tuple[str, ...]:
        return tuple(
            symbol
            for symbol, is_panel in self._rows("SELECT symbol, is_panel FROM gene ORDER BY symbol")
            if is_panel or not panel_only
        )


@cache
def _bundled() -> Reference:
    return Reference(BUNDLED)


@cache
def _synthetic() -> Reference:
    return Reference(SYNTHETIC)


def _kinase_in_cdna(gene: Gene) -> tuple[int, int] | None:
    kinase = gene.kinase_domain
    if kinase is None or not gene.mane.cds_start_is_known:
        return None
    start = gene.mane.cds_start_in_cdna
    return start + 3 * kinase.start, start + 3 * kinase.end


def _connect(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise InputError(
            "there is no such reference file",
            source=str(path),
            solution="Give the path of a file written by 'breakapart reference build'.",
        )
    problem = "not a breakapart reference"
    try:
        # Immutable: no lock, no journal, works on read-only media; the file is replaced whole, never changed in place.
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        ((application,),) = database.execute("PRAGMA application_id").fetchall()
        ((found,),) = database.execute("PRAGMA user_version").fetchall()
        if application == APPLICATION_ID and found == FORMAT:
            return database
        if application == APPLICATION_ID:
            problem = f"a reference of format {found}, expected format {FORMAT}"
        database.close()
    except sqlite3.DatabaseError as error:
        problem += f" ({error})"
    raise InputError(problem, source=str(path), solution="Build it again with 'breakapart reference build'.")


def _bare(chrom: str) -> str:
    return chrom.strip().lower().removeprefix("chr")


def _shown(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:57] + "...")


def _either(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
