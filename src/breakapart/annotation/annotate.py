"""From a written fusion to its frame, protein, domains, function, geometry and names."""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from breakapart.annotation import domains, numbering
from breakapart.annotation.function import KinaseSide, judge
from breakapart.annotation.geometry import lay_out
from breakapart.annotation.names import mane_exon, name_fusion
from breakapart.annotation.nomenclature import print_fusion
from breakapart.annotation.places import (
    at_cdna,
    at_exon_edge,
    at_genomic,
    at_intron,
    genomic_position,
    intron_overhang,
    offset_from_edge,
    same_chromosome,
    unknown_place,
)
from breakapart.annotation.reading import Reading, counted, read_through
from breakapart.annotation.settings import DEFAULT_SETTINGS, AnnotationSettings
from breakapart.errors import InputError, Problem
from breakapart.model.fish import ProbeProfile
from breakapart.model.fusion import (
    FusionAnnotation,
    FusionClass,
    FusionPartner,
    GenomicCut,
    Junction,
    Oligomerisation,
    Recurrence,
    Retention,
    WrittenFusion,
)
from breakapart.model.protein import ChimericProtein, DomainFate
from breakapart.model.transcript import Domain, Gene, LegacyExon, Transcript


class GeneModels(Protocol):
    """What is asked of a reference here; `breakapart.reference.Reference` answers it."""

    def __hash__(self) -> int:
        """One reference is itself: legacy numberings are remembered by it."""

    def gene(self, name: str) -> Gene:
        """The gene of this name; InputError when there is none."""

    def find(self, name: str) -> Gene | None:
        """The gene of this name, or None."""

    def genes_at(self, chrom: str, position: int) -> tuple[Gene, ...]:
        """Genes over an interbase position."""

    def transcripts(self, symbol: str) -> tuple[Transcript, ...]:
        """All transcripts of a gene, MANE Select first."""

    def transcript(self, accession: str) -> Transcript | None:
        """A transcript by its accession, of any version."""

    def legacy_numbering(self, symbol: str) -> tuple[LegacyExon, ...]:
        """Other exon numbers of a gene."""


class KnownFusions(Protocol):
    """What is asked of the literature here; `breakapart.knowledge.Knowledge` answers it."""

    def recurrence(self, gene5: str, gene3: str) -> Recurrence | None:
        """How often fusions of two genes were published; None when they are not known to recur."""

    def oligomers(self, gene: str) -> tuple[Domain, ...]:
        """Published regions by which a protein comes together with its like."""

    def fusion_class(self, gene5: str, gene3: str) -> FusionClass | None:
        """How a fusion acts that is no kinase fusion."""


class NothingKnown:
    """Without a knowledge base no fusion is known to recur, and coiled coils and domains are all there is."""

    def recurrence(self, gene5: str, gene3: str) -> None:  # noqa: ARG002 - the shape of `KnownFusions`
        """None."""
        return

    def oligomers(self, gene: str) -> tuple[Domain, ...]:  # noqa: ARG002
        """None."""
        return ()

    def fusion_class(self, gene5: str, gene3: str) -> None:  # noqa: ARG002
        """None."""
        return


NOTHING_KNOWN = NothingKnown()

ProbeChoice = ProbeProfile | Callable[[str], ProbeProfile | None] | None
"""A break-apart probe, or what finds one for a gene."""


def annotate(
    written: WrittenFusion,
    reference: GeneModels,
    *,
    settings: AnnotationSettings = DEFAULT_SETTINGS,
    probe: ProbeChoice = None,
    known: KnownFusions = NOTHING_KNOWN,
) -> FusionAnnotation:
    """
    Everything that follows from where the two transcripts are joined.

    Places are read on the MANE Select transcripts unless the writer named others that the reference holds. `probe` is
    the break-apart probe whose pattern is to be expected, or a function that gives the probe of a gene; without one the
    kinase gene is taken as probed. `known` is what the literature says of the two genes: whether their fusion recurs,
    by which regions their proteins oligomerise, and how the fusion acts if it is no kinase fusion.

    Raises InputError when a gene, exon or breakpoint is not to be found, or only one partner is known.
    """
    sides = _resolve(written, reference, settings)
    return _annotate_placed(written, sides, settings=settings, probe=probe, known=known)


def annotate_all_transcripts(
    written: WrittenFusion,
    reference: GeneModels,
    *,
    settings: AnnotationSettings = DEFAULT_SETTINGS,
    probe: ProbeChoice = None,
    known: KnownFusions = NOTHING_KNOWN,
) -> tuple[FusionAnnotation, ...]:
    """
    The annotation on every pair of transcripts that hold the two breakpoints, the pair of `annotate` first.

    The breakpoints are those places on the chromosome that the written fusion means on its own transcripts.
    """
    first = _resolve(written, reference, settings)
    pairs = [first]
    if first.five.is_known and first.three.is_known:
        fives = _elsewhere(first.five, first.five_gene, reference, is_five_prime=True)
        threes = _elsewhere(first.three, first.three_gene, reference, is_five_prime=False)
        pairs += [
            _Sides(first.five_gene, first.three_gene, five, three, first.numbering, first.note, ())
            for five in fives
            for three in threes
        ][1:]
    return tuple(_annotate_placed(written, pair, settings=settings, probe=probe, known=known) for pair in pairs)


def _elsewhere(junction: Junction, gene: Gene, reference: GeneModels, *, is_five_prime: bool) -> list[Junction]:
    """The junction, and the same place on each other transcript of the gene that covers it."""
    position = genomic_position(junction)
    others = [junction]
    for transcript in reference.transcripts(gene.symbol):
        if transcript.accession != junction.transcript.accession:
            placed = at_genomic(transcript, position, is_five_prime=is_five_prime)
            if placed is not None:
                others.append(placed)
    return others


# --- finding the two places ----------------------------------------------------------------------------------------


class _Sides:
    """Two genes and the places where they are joined."""

    __slots__ = ("five", "five_gene", "note", "numbering", "three", "three_gene", "warnings")

    def __init__(
        self,
        five_gene: Gene,
        three_gene: Gene,
        five: Junction,
        three: Junction,
        numbering: str,
        note: str,
        warnings: tuple[str, ...],
    ) -> None:
        self.five_gene = five_gene
        self.three_gene = three_gene
        self.five = five
        self.three = three
        self.numbering = numbering
        self.note = note
        self.warnings = warnings


def _resolve(written: WrittenFusion, reference: GeneModels, settings: AnnotationSettings) -> _Sides:
    _check_both_known(written)
    problems: list[Problem] = []
    warnings: list[str] = []
    sides: list[numbering.Side] = []
    for part, is_five_prime in ((written.five_prime, True), (written.three_prime, False)):
        try:
            sides.append(_side(part, reference, settings, warnings, is_five_prime=is_five_prime))
        except InputError as error:
            problems += [_in_fusion(problem, written) for problem in error.problems]
    if problems:
        raise InputError.of(problems)
    five_side, three_side = sides
    choice = numbering.choose(five_side, three_side, written.inserted, settings.numbering)
    five, three = choice.five, choice.three
    cuts = (written.five_prime.cut, written.three_prime.cut)
    moved = None
    if cuts[0] is not None and cuts[1] is not None:
        moved = _undo_microhomology(five, three, cuts[0], cuts[1], settings)
    if moved is not None:
        five, three, warning = moved
        warnings.append(warning)
    else:
        warnings += _retained_intron(five, three, cuts, written.inserted, settings)
    counted, note = _named_transcripts(five_side, three_side, five, three)
    kind = "legacy" if counted else choice.numbering
    note = "; ".join(filter(None, (choice.note, note)))
    warnings += _near_edges(five, three, settings)
    if five_side.gene.symbol == three_side.gene.symbol:
        warnings.append(
            f"both parts are of {five_side.gene.symbol}: a rearrangement within one gene, of which the junction is read"
        )
    return _Sides(five_side.gene, three_side.gene, five, three, kind, note, tuple(warnings))


def _check_both_known(written: WrittenFusion) -> None:
    if written.five_prime.regulatory:
        raise InputError(
            f"{_shown(written)} joins a regulatory element to {written.three_prime.gene}: there is no fused transcript "
            "to annotate"
        )
    for part, side in ((written.five_prime, "5'"), (written.three_prime, "3'")):
        if not part.is_known:
            raise InputError(
                f"the {side} partner of {_shown(written)} is not known: there is no junction to annotate",
                solution="Name both partners, as in STRN(e3)::ALK(e20); a case file takes an unknown partner as it is.",
            )


def _in_fusion(problem: Problem, written: WrittenFusion) -> Problem:
    return Problem(
        f"{_shown(written)}: {problem.message}", problem.source, problem.line, problem.column, problem.solution
    )


def _side(
    part: FusionPartner,
    reference: GeneModels,
    settings: AnnotationSettings,
    warnings: list[str],
    *,
    is_five_prime: bool,
) -> numbering.Side:
    if part.cut is not None:
        gene, junction = _at_breakpoint(part, part.cut, reference, is_five_prime=is_five_prime)
        warnings += _renamed(part, gene)
        return numbering.fixed_side(gene, junction)
    gene, transcript = _transcript(part, reference, warnings)
    if part.exon_letter:
        warnings.append(
            f"exon {part.exon or part.intron}{part.exon_letter} of {gene.symbol} was read as exon "
            f"{part.exon or part.intron}: letters name splice variants that MANE Select does not number"
        )
    if part.cdna is not None:
        return numbering.fixed_side(gene, _at_rna_position(part, transcript, is_five_prime=is_five_prime))
    if part.intron is not None:
        junction = _or_missing(
            at_intron(transcript, part.intron, is_five_prime=is_five_prime), "intron", part.intron, transcript
        )
        return numbering.fixed_side(gene, junction)
    if part.exon is None:
        return numbering.fixed_side(gene, unknown_place(transcript, f"exon of {gene.symbol} not given"))
    return _numbered(part, part.exon, gene, transcript, reference, settings, is_five_prime=is_five_prime)


def _transcript(part: FusionPartner, reference: GeneModels, warnings: list[str]) -> tuple[Gene, Transcript]:
    """The gene, and the transcript that the writer counts on."""
    if part.transcript is None:
        gene = reference.gene(part.gene or "")
        warnings += _renamed(part, gene)
        return gene, gene.mane
    transcript = reference.transcript(part.transcript)
    if transcript is None:
        if part.gene is None or part.cdna is not None:
            raise InputError(
                f"the reference does not hold the transcript {part.transcript}",
                solution="Give the gene and its exon, or the MANE Select transcript.",
            )
        gene = reference.gene(part.gene)
        warnings.append(
            f"the reference does not hold {part.transcript}; its exon numbers were read as those of "
            f"{gene.mane.refseq or gene.mane.accession}"
        )
        return gene, gene.mane
    gene = reference.gene(transcript.gene)
    if part.gene is not None and reference.gene(part.gene).symbol != gene.symbol:
        raise InputError(f"{part.transcript} is a transcript of {gene.symbol}, not of {part.gene}")
    if part.transcript not in (transcript.accession, transcript.refseq) and "." in part.transcript:
        held = transcript.refseq if part.transcript.startswith("NM_") else transcript.accession
        warnings.append(f"{part.transcript} was read as {held}, the version that the reference holds")
    return gene, transcript


def _renamed(part: FusionPartner, gene: Gene) -> list[str]:
    """Names change their gene over the years, and some stand for a family: what was taken must be seen."""
    if part.gene is None or part.gene.upper() == gene.symbol.upper():
        return []
    return [f"{part.gene} was read as {gene.symbol}, the approved symbol"]


def _at_rna_position(part: FusionPartner, transcript: Transcript, *, is_five_prime: bool) -> Junction:
    assert part.cdna is not None
    if not transcript.cds_start_is_known:
        raise InputError(
            f"the reference does not say where the coding sequence of {transcript.gene} begins, from which r. "
            "positions are counted",
            solution="Give the exon instead.",
        )
    origin = transcript.cds_start_in_cdna + (transcript.cds_length if part.cdna_from_stop else 0)
    junction = at_cdna(transcript, origin + part.cdna, is_five_prime=is_five_prime)
    if junction is None:
        start = transcript.cds_start_in_cdna
        behind_stop = transcript.exons[-1].cdna_end - start - transcript.cds_length
        raise InputError(
            f"the r. position lies outside {transcript.refseq or transcript.accession}, which reaches from "
            f"r.{-start or 1} to r.*{behind_stop}"
        )
    return junction


def _or_missing(junction: Junction | None, what: str, number: int, transcript: Transcript) -> Junction:
    if junction is None:
        has = len(transcript.exons) - (what == "intron")
        raise InputError(
            f"{transcript.gene} has no {what} {number}: {_called(transcript)} has {has} {what}s",
            solution="Check the number, or name the transcript it is counted on.",
        )
    return junction


def _called(transcript: Transcript) -> str:
    name = transcript.refseq or transcript.accession
    return f"MANE Select ({name})" if transcript.is_mane_select else name


def _numbered(
    part: FusionPartner,
    exon: int,
    gene: Gene,
    transcript: Transcript,
    reference: GeneModels,
    settings: AnnotationSettings,
    *,
    is_five_prime: bool,
) -> numbering.Side:
    if transcript.accession != gene.mane.accession:
        edge = _or_missing(at_exon_edge(transcript, exon, is_five_prime=is_five_prime), "exon", exon, transcript)
        if part.exon_offset:
            along = part.exon_offset if transcript.strand == "+" else -part.exon_offset
            moved = at_genomic(transcript, genomic_position(edge) + along, is_five_prime=is_five_prime)
            edge = _or_missing(moved, "exon", exon, transcript)
        return numbering.fixed_side(gene, edge)
    # A named MANE transcript leaves no choice of numbering.
    is_free = part.transcript is None or reference.transcript(part.transcript) is None
    kind = settings.numbering if is_free else "mane"
    legacy = _legacy(reference, gene.symbol) if kind != "mane" else ()
    side = numbering.numbered_side(gene, exon, part.exon_offset, legacy, kind, is_five_prime=is_five_prime)
    if not side.readings:
        _or_missing(None, "exon", exon, gene.mane)
    return side


@lru_cache(maxsize=2048)
def _legacy(reference: GeneModels, symbol: str) -> tuple[LegacyExon, ...]:
    return reference.legacy_numbering(symbol)


def _at_breakpoint(
    part: FusionPartner, cut: GenomicCut, reference: GeneModels, *, is_five_prime: bool
) -> tuple[Gene, Junction]:
    if part.gene is not None:
        candidates: tuple[Gene, ...] = (reference.gene(part.gene),)
    else:
        candidates = reference.genes_at(cut.chrom, cut.position)
    placed: list[tuple[tuple[bool, bool, bool, str], Gene, Junction]] = []
    for gene in candidates:
        if not same_chromosome(gene.chrom, cut.chrom) or gene.strand != cut.strand:
            continue
        junction = at_genomic(gene.mane, cut.position, is_five_prime=is_five_prime)
        if junction is not None:
            inside = not intron_overhang(junction, cut)
            # Of overlapping genes the one whose exon edge it is, then one with an exon there, then a panel gene.
            rank = (not (inside and junction.at_exon_edge), not inside, not gene.roles, gene.symbol)
            placed.append((rank, gene, junction))
    if not placed:
        raise _no_gene_at(part, cut, candidates, is_five_prime=is_five_prime)
    _, gene, junction = min(placed, key=lambda candidate: candidate[0])
    return gene, junction


def _no_gene_at(
    part: FusionPartner, cut: GenomicCut, candidates: tuple[Gene, ...], *, is_five_prime: bool
) -> InputError:
    base = cut.position if is_five_prime == (cut.strand == "+") else cut.position + 1
    place = f"{cut.chrom}:{base}"
    here = [gene for gene in candidates if gene.chrom == cut.chrom and gene.start <= cut.position <= gene.end]
    if here and all(gene.strand != cut.strand for gene in here):
        names = " and ".join(f"{gene.symbol} ({gene.strand})" for gene in here)
        return InputError(
            f"no gene of the reference is read on the {cut.strand} strand at {place}, only {names}",
            solution="Give the strand of the transcript, not that of the reads.",
        )
    if part.gene is not None and candidates:
        gene = candidates[0]
        return InputError(
            f"{place}:{cut.strand} does not lie in {gene.symbol} "
            f"({gene.chrom}:{gene.start + 1}-{gene.end}:{gene.strand}, GRCh38)",
            solution="Check the genome build: positions must be GRCh38.",
        )
    return InputError(
        f"no gene of the reference lies at {place} on the {cut.strand} strand (GRCh38)",
        solution="Check the genome build, or name the gene: GENE:chr2:29223528:-",
    )


def _undo_microhomology(
    five: Junction, three: Junction, five_cut: GenomicCut, three_cut: GenomicCut, settings: AnnotationSettings
) -> tuple[Junction, Junction, str] | None:
    """
    Bases that end one exon and also end what precedes the other may be aligned to either side.

    Then one cut lies in an intron and the other as far inside its exon: both are taken to their exon edges.
    """
    five_over, three_over = intron_overhang(five, five_cut), intron_overhang(three, three_cut)
    five_inside = -offset_from_edge(five, is_five_prime=True)
    three_inside = offset_from_edge(three, is_five_prime=False)
    bases = max(five_over, three_over)
    if not 0 < bases <= settings.max_microhomology_nt:
        return None
    if (five_over, three_inside, three_over, five_inside) not in ((bases, bases, 0, 0), (0, 0, bases, bases)):
        return None
    five_edge = at_exon_edge(five.transcript, five.exon, is_five_prime=True)
    three_edge = at_exon_edge(three.transcript, three.exon, is_five_prime=False)
    if five_edge is None or three_edge is None:
        return None
    warning = f"both breakpoints miss their exon edges by {bases} nt in the same direction; read as the exon junction"
    return five_edge, three_edge, warning


def _retained_intron(
    five: Junction,
    three: Junction,
    cuts: tuple[GenomicCut | None, GenomicCut | None],
    inserted: str,
    settings: AnnotationSettings,
) -> list[str]:
    """What the frame would be if the bases between a breakpoint in an intron and the exon were part of the RNA."""
    retained = [
        intron_overhang(side, cut) if cut is not None else 0 for side, cut in zip((five, three), cuts, strict=True)
    ]
    total = sum(retained)
    if five.cds_cut is None or three.cds_cut is None or not total or max(retained) > settings.max_retained_intron_nt:
        return []
    kept = (five.cds_cut + total + len(inserted) - three.cds_cut) % 3 == 0
    would = "kept, unless a stop codon lies in it" if kept else "lost"
    return [
        f"if the breakpoints were read in RNA, {total} nt of intron stand between the exons and the frame is {would}; "
        "here they are taken as breakpoints in DNA, and the intron as spliced out"
    ]


def _near_edges(five: Junction, three: Junction, settings: AnnotationSettings) -> list[str]:
    warnings = []
    for side, is_five_prime in ((five, True), (three, False)):
        if not side.is_known or side.at_exon_edge:
            continue
        off = abs(offset_from_edge(side, is_five_prime=is_five_prime))
        if off <= settings.near_edge_nt:
            warnings.append(
                f"the breakpoint lies {off} nt from the edge of {side.transcript.gene} exon {side.exon}; indels of the "
                "reads move junctions so far, and at the edge the frame may be another"
            )
    return warnings


def _named_transcripts(
    five_side: numbering.Side, three_side: numbering.Side, five: Junction, three: Junction
) -> tuple[bool, str]:
    """Whether a side is counted on a transcript other than MANE Select, and the words for it."""
    notes = []
    for side, junction in ((five_side, five), (three_side, three)):
        if junction.is_known and junction.transcript.accession != side.gene.mane.accession:
            exon = mane_exon(side.gene, junction)
            same = f", MANE exon {exon.number}" if exon is not None else ""
            notes.append(f"{side.gene.symbol} exon {junction.exon} of {junction.transcript.accession}{same}")
    return bool(notes), "; ".join(notes)


def _shown(written: WrittenFusion) -> str:
    return written.text or print_fusion(written)


# --- from two places to the annotation -----------------------------------------------------------------------------


def _annotate_placed(
    written: WrittenFusion,
    sides: _Sides,
    *,
    settings: AnnotationSettings,
    probe: ProbeChoice,
    known: KnownFusions,
) -> FusionAnnotation:
    five, three = sides.five, sides.three
    reading = read_through(five, three, written.inserted)
    five_symbol, three_symbol = sides.five_gene.symbol, sides.three_gene.symbol
    five_fates = domains.fates(
        sides.five_gene, five.transcript, domains.kept_of_five_prime(reading), known.oligomers(five_symbol)
    )
    three_fates = domains.fates(
        sides.three_gene, three.transcript, domains.kept_of_three_prime(reading, three), known.oligomers(three_symbol)
    )
    kinase = _kinase_side(five_fates, three_fates, five, three)
    is_open = not (five.is_known and three.is_known)
    kept, oligomers = Retention.NONE, Oligomerisation.NONE
    if not is_open:
        kept = domains.retention(kinase.kinase) if kinase else Retention.NONE
        oligomers = domains.oligomerisation(kinase.partner if kinase else five_fates, settings)
    fusion_class = known.fusion_class(five_symbol, three_symbol) if kinase is None else None
    verdict = judge(
        reading,
        kinase,
        oligomers,
        recurrence=known.recurrence(five_symbol, three_symbol),
        fusion_class=fusion_class,
        settings=settings,
    )
    probed, profile = _probed(probe, kinase, five_symbol, three_symbol)
    return FusionAnnotation(
        written=written,
        names=name_fusion(sides.five_gene, sides.three_gene, five, three, written.inserted),
        numbering=sides.numbering,
        numbering_note=sides.note,
        five_prime=five,
        three_prime=three,
        frame=reading.frame,
        frame_reason=reading.reason,
        protein=_protein(reading, (*five_fates.all, *three_fates.all)),
        kinase_gene=kinase.gene if kinase else None,
        kinase_domain=kept,
        oligomerisation=oligomers,
        function=verdict.function,
        function_reasons=verdict.reasons,
        geometry=lay_out(five, three, probe_gene=probed, probe=profile, settings=settings),
        warnings=(*sides.warnings, *reading.warnings, *_unknown_residues(reading)),
        fusion_class=fusion_class,
    )


def _probed(
    probe: ProbeChoice, kinase: KinaseSide | None, five_gene: str, three_gene: str
) -> tuple[str | None, ProbeProfile | None]:
    """The gene that break-apart FISH is done on: the kinase, or whichever partner has a probe."""
    if isinstance(probe, ProbeProfile):
        return probe.gene, probe
    genes = [three_gene, five_gene] if kinase is None else [kinase.gene, kinase.partner.gene.symbol]
    if probe is not None:
        for gene in genes:
            profile = probe(gene)
            if profile is not None:
                return gene, profile
    return (kinase.gene if kinase else None), None


def _protein(reading: Reading, fates: tuple[DomainFate, ...]) -> ChimericProtein | None:
    if reading.sequence is None:
        return None
    return ChimericProtein(
        sequence=reading.sequence,
        five_prime_residues=reading.five_kept,
        junction_residues=reading.junction_residues,
        three_prime_start=reading.three_kept_from,
        tail=reading.tail,
        truncated_at_junction=reading.truncated_at_junction,
        domains=fates,
    )


_BY_RETENTION = {Retention.COMPLETE: 0, Retention.PARTIAL: 1, Retention.LOST: 2, Retention.NONE: 3}


def _kinase_side(five: domains.Fates, three: domains.Fates, five_at: Junction, three_at: Junction) -> KinaseSide | None:
    """The kinase of the fusion; of two kinases the one whose domain is kept better, the 3' one if equal."""
    candidates = []
    if three.kinase is not None:
        edge = three_at.exon if three_at.at_exon_edge else None
        candidates.append(KinaseSide(three, five, is_five_prime=False, edge_exon=edge))
    if five.kinase is not None:
        lost = five_at.is_known and five_at.exon < _last_coding_exon(five_at.transcript)
        edge = five_at.exon if five_at.at_exon_edge else None
        candidates.append(KinaseSide(five, three, is_five_prime=True, has_lost_last_exon=lost, edge_exon=edge))
    return min(candidates, key=lambda side: _BY_RETENTION[domains.retention(side.kinase)], default=None)


def _last_coding_exon(transcript: Transcript) -> int:
    return max((exon.number for exon in transcript.exons if exon.cds_start is not None), default=0)


def _unknown_residues(reading: Reading) -> tuple[str, ...]:
    if reading.sequence is None:
        return ()
    unknown = reading.sequence.count("X", 0, reading.five_kept)
    if reading.three_kept_from is not None:
        unknown += reading.sequence.count("X", reading.three_starts_at)
    return (f"{counted(unknown, 'residue')} of the two native proteins not known",) if unknown else ()
