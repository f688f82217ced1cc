"""
A reference from a genome and its annotation: genes with their transcripts, nucleotides and proteins.

The genome comes contig by contig, and so do the genes; `staging` keeps them until all are there.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from breakapart.errors import InputError, Problem
from breakapart.model.gene_annotation import AnnotatedTranscript, GeneAnnotation
from breakapart.model.target import Locus
from breakapart.model.transcript import Gene, Transcript
from breakapart.reference.carry_over import known_gene, legacy_numbers, place_coils, place_domains
from breakapart.reference.contig_names import ContigNames, ContigStyle, contig_key
from breakapart.reference.schema import GeneEntry, name_key, without_version
from breakapart.reference.splicing import COMMON, Flaw, splice
from breakapart.reference.staging import StagedReference
from breakapart.reference.store import Reference

OutOfRange = Literal["auto", "clip", "error"]
Loci = Literal["panel", "all", "none"]

MAX_SHARE_OUT_OF_RANGE = 0.01
"""With `auto`, more transcripts than this share beyond their contigs mean that annotation and genome do not belong
together. The EasyFuse minigenome, whose contigs were cut from genes that overlap others, has 0.3 % of such rows."""

MAX_SHARE_INTERNAL_STOPS = 0.2
"""Share of genes whose main coding sequence is interrupted by stop codons above which a warning says that annotation
and genome may be of different assemblies. A shifted annotation gives nearly all; in GENCODE under 1 % of genes have
one (selenoproteins, polymorphic pseudogenes)."""

LOCUS_FLANK = 300
"""Bases of genome kept on either side of a gene: as long as a read, so that one that hangs over an end is placed."""

_APPRIS = (*(f"appris_principal_{n}" for n in range(1, 6)), "appris_alternative_1", "appris_alternative_2")


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What is to go into the reference."""

    genes: tuple[str, ...] = ()
    """Genes to take; empty for all with a coding sequence."""
    main_only: bool = False
    """Take one transcript a gene instead of all."""
    loci: Loci = "panel"
    """Genes whose genome is kept with its introns. Intron reads can then be told from unknown partners; all genes
    together would take 0.4 GB."""
    contig_style: ContigStyle = "auto"
    """Whether `chr2`, `2` and `NC_000002.12` are taken as one contig."""
    out_of_range: OutOfRange = "auto"
    """What to do with transcripts beyond the end of their contig: `clip` and warn, `error`, or `auto`."""


@dataclass(slots=True)
class Tally:
    """What was built of one contig, or of several."""

    genes: int = 0
    transcripts: int = 0
    main_with_internal_stop: int = 0
    flaws: Counter[str] = field(default_factory=Counter)
    """Transcripts by the name of their flaw."""
    first_with: dict[str, str] = field(default_factory=dict)
    """One example for each flaw."""

    def add(self, other: "Tally") -> None:
        """Count the other in."""
        self.genes += other.genes
        self.transcripts += other.transcripts
        self.main_with_internal_stop += other.main_with_internal_stop
        self.flaws.update(other.flaws)
        for flaw, example in other.first_with.items():
            self.first_with.setdefault(flaw, example)


@dataclass(slots=True)
class BuildReport:
    """What was built, and what was not."""

    tally: Tally = field(default_factory=Tally)
    contigs: int = 0
    renamed_contigs: dict[str, str] = field(default_factory=dict)
    """Genome name by annotation name, where they differ."""
    missing_contigs: tuple[str, ...] = ()
    genes_on_missing_contigs: int = 0
    copies_left_out: int = 0

    def warnings(self) -> tuple[str, ...]:
        """What the user should know, in sentences."""
        found = []
        tally = self.tally
        if tally.main_with_internal_stop > MAX_SHARE_INTERNAL_STOPS * tally.genes:
            found.append(
                f"{tally.main_with_internal_stop} of {tally.genes} genes have stop codons inside their coding "
                "sequence: annotation and genome may be of different assemblies, or strands may be wrong"
            )
        if self.renamed_contigs:
            annotated, genome = next(iter(self.renamed_contigs.items()))
            found.append(
                f"{_counted(len(self.renamed_contigs), 'contig')} of the annotation named otherwise in the genome "
                f"were taken as the same (for example {annotated} as {genome}); names are those of the genome"
            )
        if self.missing_contigs:
            found.append(
                f"{_counted(len(self.missing_contigs), 'contig')} of the annotation "
                f"({_some(self.missing_contigs)}) not in the genome; "
                f"{_counted(self.genes_on_missing_contigs, 'gene')} left out"
            )
        found += self._flaws(flaw for flaw in Flaw if flaw not in COMMON)
        if self.copies_left_out:
            found.append(f"{_counted(self.copies_left_out, 'second copy', 'second copies')} of genes left out")
        return tuple(found)

    def notes(self) -> tuple[str, ...]:
        """What is usual in annotations but worth keeping with the file."""
        return tuple(self._flaws(COMMON))

    def _flaws(self, flaws: Iterable[Flaw]) -> list[str]:
        tally = self.tally
        return [
            f"{tally.flaws[flaw.name]} {flaw} (for example {tally.first_with[flaw.name]})"
            for flaw in flaws
            if tally.flaws[flaw.name]
        ]


MetaOf = Callable[[BuildReport], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A gene of the annotation that goes into the reference."""

    symbol: str
    transcripts: tuple[AnnotatedTranscript, ...]
    """The main one first; it codes."""
    known: Gene | None
    is_panel: bool


class ReferenceBuilder:
    """
    Takes contigs of the genome and gives the genes on them.

    `known` is the bundled reference: its names, roles and domains are carried over. Raises InputError when genes asked
    for are not in the annotation.
    """

    def __init__(self, annotation: GeneAnnotation, settings: BuildSettings, known: Reference) -> None:
        self.settings = settings
        self.report = BuildReport()
        self._known = known
        self._source = annotation.style
        chosen = _choose(annotation, settings, known, self.report)
        self._by_contig: dict[str, list[_Chosen]] = {}
        for gene in chosen:
            self._by_contig.setdefault(gene.transcripts[0].contig, []).append(gene)
        self._names = ContigNames(self._by_contig, settings.contig_style)
        self._seen: dict[str, str] = {}
        self._tally = Tally()
        self._total = sum(len(gene.transcripts) for gene in chosen)
        self._genome_contigs: list[str] = []

    def wants(self, contig: str) -> bool:
        """Whether genes lie on this contig of the genome; called once for each contig, in order."""
        self._genome_contigs.append(contig)
        annotated = self._names.annotated_as(contig)
        if annotated is None:
            return False
        if annotated in self._seen:
            raise InputError(
                f"the contigs {self._seen[annotated]} and {contig} of the genome both stand for {annotated} of the "
                "annotation",
                solution="Take the names as they are with '--contig-style as-is', or remove one of them.",
            )
        self._seen[annotated] = contig
        if annotated != contig:
            self.report.renamed_contigs[annotated] = contig
        return True

    def build(self, contig: str, nucleotides: bytes) -> Iterator[GeneEntry]:
        """The genes on a contig, with everything that is stored of them; counted in `report` by `account`."""
        annotated = self._names.annotated_as(contig)
        assert annotated is not None
        self._tally = Tally()
        for chosen in self._by_contig[annotated]:
            entry = self._entry(chosen, contig, nucleotides)
            if entry is not None:
                yield entry

    def account(self) -> str:
        """Count the contig just built into `report`; the text is what `recall` takes when the build is resumed."""
        self.report.contigs += 1
        self.report.tally.add(self._tally)
        tally = self._tally
        return json.dumps(
            [tally.genes, tally.transcripts, tally.main_with_internal_stop, dict(tally.flaws), tally.first_with]
        )

    def recall(self, account: str) -> None:
        """Count in a contig that an earlier, interrupted build had finished."""
        genes, transcripts, stops, flaws, first_with = json.loads(account)
        self.report.contigs += 1
        self.report.tally.add(Tally(genes, transcripts, stops, Counter(flaws), first_with))

    def finish(self) -> BuildReport:
        """
        What was built. Raises InputError when nothing was, when annotation and genome share no contig, and when genes
        that were asked for lie on a contig that the genome does not have.
        """
        missing = tuple(name for name in self._names.annotated if name not in self._seen)
        lost = [gene for name in missing for gene in self._by_contig[name]]
        self.report.missing_contigs = missing
        self.report.genes_on_missing_contigs = len(lost)
        if not self._seen or (self.settings.genes and lost):
            raise self._no_contig(missing, lost)
        self._check_range()
        return self.report

    def _no_contig(self, missing: tuple[str, ...], lost: list[_Chosen]) -> InputError:
        has = _some(tuple(self._genome_contigs)) or "none"
        solution = "Give the genome that the annotation was made for."
        keys = {contig_key(name) for name in self._genome_contigs}
        if self.settings.contig_style == "as-is" and any(contig_key(name) in keys for name in missing):
            solution = "They differ in 'chr' only: leave '--contig-style as-is' out."
        return InputError(
            f"{len(missing)} of {len(self._names.annotated)} contigs of the annotation are not in the genome "
            f"({_some(missing)}; the genome has {has}): {_counted(len(lost), 'gene')} cannot be built"
            f" ({_some(tuple(gene.symbol for gene in lost))})",
            solution=solution,
        )

    def _check_range(self) -> None:
        tally = self.report.tally
        outside = tally.flaws[Flaw.CLIPPED.name] + tally.flaws[Flaw.OUTSIDE.name]
        policy = self.settings.out_of_range
        if not outside or policy == "clip":
            return
        if policy == "auto" and outside <= MAX_SHARE_OUT_OF_RANGE * self._total and tally.genes:
            return
        flaw = Flaw.CLIPPED if tally.flaws[Flaw.CLIPPED.name] else Flaw.OUTSIDE
        raise InputError(
            f"{outside} of {self._total} transcripts reach beyond the end of their contig "
            f"(for example {tally.first_with[flaw.name]})",
            solution="Do annotation and genome belong together? If the contigs were cut on purpose, add "
            "'--out-of-range clip'.",
        )

    def _entry(self, chosen: _Chosen, contig: str, nucleotides: bytes) -> GeneEntry | None:
        """The gene, or None when none of its coding transcripts could be kept."""
        built: list[Transcript] = []
        for annotated in chosen.transcripts:
            transcript = self._transcript(annotated, chosen, contig, nucleotides)
            if transcript is not None:
                built.append(transcript)
        main = next((transcript for transcript in built if transcript.cds_length), None)
        if main is None:
            return None
        alternates = tuple(transcript for transcript in built if transcript is not main)
        self._tally.genes += 1
        self._tally.transcripts += len(built)
        self._tally.main_with_internal_stop += "stop codons inside" in main.protein_source
        gene = self._gene(chosen, main, built)
        known = chosen.known
        annotated_main = next(one for one in chosen.transcripts if one.accession == main.accession)
        return GeneEntry(
            gene=gene,
            is_panel=chosen.is_panel,
            accessions={
                "entrez": annotated_main.entrez,
                "ensembl_protein": annotated_main.protein if annotated_main.protein.startswith("ENSP") else "",
                "refseq_protein": annotated_main.protein if annotated_main.protein.startswith("NP_") else "",
            },
            alternates=alternates,
            mane_label=_other_name(annotated_main, main, known),
            legacy=legacy_numbers(known, main, self._known) if known is not None else (),
            loci=self._loci(gene, chosen, contig, nucleotides),
        )

    def _transcript(
        self, annotated: AnnotatedTranscript, chosen: _Chosen, contig: str, nucleotides: bytes
    ) -> Transcript | None:
        spliced = splice(
            annotated,
            nucleotides,
            symbol=chosen.symbol,
            chrom=contig,
            refseq=_refseq(annotated, chosen.known),
            is_mane_select=_is_mane_select(annotated, chosen.known),
            source=f"the genome by the coding sequence of the {self._source}",
        )
        for flaw in spliced.flaws:
            self._tally.flaws[flaw.name] += 1
            at = f", line {annotated.line}" if annotated.line else ""
            self._tally.first_with.setdefault(flaw.name, f"{annotated.accession} of {chosen.symbol}{at}")
        return spliced.transcript

    def _gene(self, chosen: _Chosen, main: Transcript, built: list[Transcript]) -> Gene:
        known = chosen.known
        first = chosen.transcripts[0]
        return Gene(
            symbol=chosen.symbol,
            hgnc_id=first.hgnc_id or (known.hgnc_id if known else ""),
            name=known.name if known else "",
            chrom=main.chrom,
            strand=main.strand,
            start=min(exon.start for transcript in built for exon in transcript.exons),
            end=max(exon.end for transcript in built for exon in transcript.exons),
            roles=known.roles if known else (),
            aliases=_aliases(chosen),
            previous_symbols=known.previous_symbols if known else (),
            ensembl=first.gene_id if first.gene_id.startswith("ENS") else known.ensembl if known else "",
            uniprot=known.uniprot if known else None,
            mane=main,
            domains=place_domains(known, main.protein) if known else (),
            coiled_coils=place_coils(known, main.protein),
        )

    def _loci(self, gene: Gene, chosen: _Chosen, contig: str, nucleotides: bytes) -> tuple[Locus, ...]:
        if self.settings.loci == "none" or (self.settings.loci == "panel" and not chosen.is_panel):
            return ()
        start, end = max(0, gene.start - LOCUS_FLANK), min(len(nucleotides), gene.end + LOCUS_FLANK)
        return (Locus(contig, start, nucleotides[start:end].decode("ascii")),)


class GenomeContig(Protocol):
    """A contig of the genome; `breakapart.formats.genome_fasta` reads them."""

    @property
    def name(self) -> str:
        """As the genome names it."""

    @property
    def nucleotides(self) -> bytes:
        """Upper case."""


def build_into(
    out: Path, builder: ReferenceBuilder, contigs: Iterable[GenomeContig], fingerprint: str, meta: MetaOf
) -> BuildReport:
    """
    Write the reference file at `out` from the contigs that `builder` wants.

    Contigs that an interrupted build of the same fingerprint had finished are not built again. `meta` is asked for the
    file's description when all contigs are through. An interruption leaves the finished contigs for the next attempt;
    an InputError leaves nothing.
    """
    with StagedReference(out, fingerprint) as staged:
        try:
            for contig in contigs:
                account = staged.states.get(contig.name)
                if account is not None:
                    builder.recall(account)
                else:
                    staged.add(contig.name, builder.build(contig.name, contig.nucleotides), builder.account)
            report = builder.finish()
            staged.finish(meta(report))
        except InputError:
            staged.discard()
            raise
    return report


def fingerprint_of(parts: Mapping[str, object]) -> str:
    """One line for everything that a build depends on."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


# Which genes, which transcripts, under which names


def _choose(
    annotation: GeneAnnotation, settings: BuildSettings, known: Reference, report: BuildReport
) -> list[_Chosen]:
    groups: dict[tuple[str, str, str], list[AnnotatedTranscript]] = {}
    for transcript in annotation.transcripts:
        groups.setdefault((transcript.contig, transcript.gene_id, transcript.strand), []).append(transcript)
    candidates: dict[str, list[tuple[list[AnnotatedTranscript], Gene | None]]] = {}
    for transcripts in groups.values():
        if any(one.coding for one in transcripts):
            gene = known_gene(transcripts[0], known)
            symbol = gene.symbol if gene is not None else transcripts[0].symbol
            candidates.setdefault(symbol, []).append((transcripts, gene))
    wanted = _wanted(settings.genes, candidates, known) if settings.genes else None
    panel = frozenset(known.panel_symbols())
    if wanted is None and not panel.intersection(candidates):
        panel = frozenset(candidates)  # another species, or made-up genes: every gene is of interest
    chosen: list[_Chosen] = []
    accessions: set[str] = set()
    for symbol, copies in candidates.items():
        if wanted is not None and symbol not in wanted:
            continue
        for number, (transcripts, gene) in enumerate(sorted(copies, key=lambda copy: _rank_of_copy(*copy))):
            name = symbol if number == 0 else without_version(transcripts[0].gene_id)
            ordered = sorted(transcripts, key=lambda one: _rank(one, gene))
            fresh = [one for one in ordered if name_key(without_version(one.accession)) not in accessions]
            taken = name in candidates if number else False
            if taken or not fresh or fresh[0] is not ordered[0] or not fresh[0].coding:
                report.copies_left_out += 1  # the same gene in a pseudoautosomal region, or on a patch
                continue
            if settings.main_only:
                fresh = fresh[:1]
            unique: dict[str, AnnotatedTranscript] = {}
            for one in fresh:
                unique.setdefault(name_key(without_version(one.accession)), one)
            accessions.update(unique)
            is_panel = wanted is not None or symbol in panel
            chosen.append(_Chosen(name, tuple(unique.values()), gene if number == 0 else None, is_panel))
    if not chosen:
        raise InputError("no gene of the annotation can be built")
    return chosen


def _wanted(names: tuple[str, ...], candidates: Iterable[str], known: Reference) -> frozenset[str]:
    present = {name_key(symbol): symbol for symbol in candidates}
    found: set[str] = set()
    problems = []
    for name in names:
        symbol = present.get(name_key(name))
        if symbol is None:
            gene = known.find(name)
            symbol = present.get(name_key(gene.symbol)) if gene is not None else None
        if symbol is None:
            near = [other for other in known.suggest(name) if name_key(other) in present]
            hint = f"Did you mean {' or '.join(near)}?" if near else None
            problems.append(
                Problem(f"gene {name!r} has no coding sequence in the annotation", "--genes", solution=hint)
            )
        else:
            found.add(symbol)
    if problems:
        raise InputError.of(problems)
    return frozenset(found)


def _rank_of_copy(transcripts: list[AnnotatedTranscript], gene: Gene | None) -> tuple[object, ...]:
    """The gene at its own place comes before copies of it on patches and in pseudoautosomal regions."""
    first = transcripts[0]
    key = contig_key(first.contig)
    return (
        gene is None or without_version(gene.ensembl) != without_version(first.gene_id),
        not any("MANE_Select" in one.tags for one in transcripts),
        not (key.isdigit() or key in ("x", "y", "m")),
        len(key),
        key,
        first.gene_id,
    )


def _rank(one: AnnotatedTranscript, gene: Gene | None) -> tuple[object, ...]:
    """
    The order of a gene's transcripts, the main one first: MANE Select, Ensembl canonical or RefSeq Select, APPRIS,
    CCDS and basic, then the longest coding sequence.
    """
    appris = next((number for number, tag in enumerate(_APPRIS) if tag in one.tags), len(_APPRIS))
    return (
        not one.coding,
        not _is_mane_select(one, gene),
        not one.tags & {"Ensembl_canonical", "RefSeq_Select"},
        appris,
        not one.tags & {"CCDS"},
        not one.tags & {"basic", "gencode_basic"},
        bool(one.tags & {"cds_start_NF", "cds_end_NF"}),
        -sum(end - start for start, end in one.coding),
        -sum(end - start for start, end in one.exons),
        one.accession,
    )


def _is_mane_select(one: AnnotatedTranscript, gene: Gene | None) -> bool:
    if "MANE_Select" in one.tags:
        return True
    name = without_version(one.accession)
    return gene is not None and name in (without_version(gene.mane.accession), without_version(gene.mane.refseq or ""))


def _refseq(one: AnnotatedTranscript, gene: Gene | None) -> str | None:
    """The RefSeq accession beside an Ensembl one."""
    if one.accession.startswith(("NM_", "NR_", "XM_", "XR_")):
        return one.accession
    if gene is not None and without_version(gene.mane.accession) == without_version(one.accession):
        return gene.mane.refseq
    return None


def _other_name(one: AnnotatedTranscript, main: Transcript, gene: Gene | None) -> str:
    """The Ensembl accession of a RefSeq transcript that is the MANE Select one."""
    if one.other_accession:
        return without_version(one.other_accession)
    if gene is not None and main.refseq == main.accession and main.is_mane_select:
        return without_version(gene.mane.accession)
    return ""


def _aliases(chosen: _Chosen) -> tuple[str, ...]:
    known = chosen.known.aliases if chosen.known else ()
    written = chosen.transcripts[0].symbol
    return known if written == chosen.symbol or written in known else (*known, written)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")


def _counted(number: int, thing: str, several: str | None = None) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {several or thing + 's'}"
