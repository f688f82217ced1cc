"""What the fusion does to each domain: kept, cut or lost; the kinase domain and the partner's oligomerisation."""

from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.annotation.reading import Reading
from breakapart.annotation.settings import AnnotationSettings
from breakapart.model.fusion import Junction, Oligomerisation, Retention
from breakapart.model.protein import DomainFate
from breakapart.model.transcript import Domain, Gene, Transcript

OLIGOMERISING_NAMES = frozenset(
    {
        "PNT_SAM",
        "SAM",
        "PNT",
        "LisH",
        "BTB",
        "PB1",
        "RBCC",
        "IF_rod",
        "dimerization_and_phosphorylation",
    }
)
"""Domains, besides coiled coils, by which a partner may bring two kinase domains together: ETS pointed domain (Jousset
1997, doi:10.1093/emboj/16.1.69) and the other classes that reviews of kinase fusions list (Tabbò 2016,
doi:10.18632/oncotarget.7853). Regions of single proteins come from the caller, with their sources."""

COILED_COIL = "coiled_coil"
PROFILE = "Pkinase_PF00069"


@dataclass(frozen=True, slots=True)
class Kept:
    """Residues of one partner's protein that the chimera holds: `[start, end)`, and where they lie in it."""

    start: int
    end: int
    chimera_start: int


@dataclass(frozen=True, slots=True)
class Fates:
    """The fates of one partner's domains."""

    gene: Gene
    kept: Kept | None
    kinase: DomainFate | None
    """Of the whole kinase domain."""
    kinase_core: tuple[DomainFate, ...]
    """Of the pieces of the kinase domain that the Pfam profile covers."""
    oligomerising: tuple[DomainFate, ...]
    others: tuple[DomainFate, ...]

    @property
    def all(self) -> tuple[DomainFate, ...]:
        """Every domain once, in the order of the protein."""
        kinase = () if self.kinase is None else (self.kinase,)
        return tuple(sorted((*kinase, *self.oligomerising, *self.others), key=lambda f: (f.domain.start, f.domain.end)))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The domains of a gene sorted by what they are to a fusion."""

    kinase: Domain | None
    kinase_core: tuple[Domain, ...]
    oligomerising: tuple[Domain, ...]
    others: tuple[Domain, ...]


def kept_of_five_prime(reading: Reading) -> Kept | None:
    """The 5' residues of the chimera."""
    return Kept(0, reading.five_kept, 0) if reading.five_kept else None


def kept_of_three_prime(reading: Reading, three: Junction) -> Kept | None:
    """The 3' residues of the chimera."""
    if reading.three_kept_from is None:
        return None
    return Kept(reading.three_kept_from, len(three.transcript.protein), reading.three_starts_at)


def fates(gene: Gene, transcript: Transcript, kept: Kept | None, oligomers: tuple[Domain, ...] = ()) -> Fates:
    """
    What is left of each domain of `gene` when `transcript` is cut to `kept`.

    `oligomers` are regions by which the protein comes together with its like, beside those of the gene.
    """
    parts = _parts(gene, oligomers)
    segments: tuple[Segment, ...] = ((0, len(gene.mane.protein), 0),)
    if transcript is not gene.mane and transcript.accession != gene.mane.accession:
        segments = shared_residues(gene.mane, transcript)

    def fate(domain: Domain) -> DomainFate:
        return _fate(gene.symbol, domain, kept, segments)

    return Fates(
        gene,
        kept,
        fate(parts.kinase) if parts.kinase else None,
        tuple(map(fate, parts.kinase_core)),
        tuple(map(fate, parts.oligomerising)),
        tuple(map(fate, parts.others)),
    )


def retention(partner: Fates) -> Retention:
    """
    What is left of the kinase domain; none where there is none.

    Complete also if only residues outside the Pfam profile are missing: curated domains end up to 15 residues after
    it, and FGFR3::TACC3, active with the last 3 of them lost (Singh 2012, doi:10.1126/science.1220834), shows that
    kinases do without.
    """
    if partner.kinase is None:
        return Retention.NONE
    if partner.kinase.fate == "kept" or (
        partner.kinase_core and all(piece.fate == "kept" for piece in partner.kinase_core)
    ):
        return Retention.COMPLETE
    return Retention.LOST if partner.kinase.fate == "lost" else Retention.PARTIAL


def oligomerisation(partner: Fates, settings: AnnotationSettings) -> Oligomerisation:
    """
    Kept if one oligomerising domain is left whole, or so much of a coiled coil that the rest still is one.

    Partial if anything less is left, lost if nothing is, none if the partner has no such domain.
    """
    if not partner.oligomerising:
        return Oligomerisation.NONE
    if any(still_works(fate, settings) for fate in partner.oligomerising):
        return Oligomerisation.KEPT
    if any(fate.residues_kept for fate in partner.oligomerising):
        return Oligomerisation.PARTIAL
    return Oligomerisation.LOST


def still_works(fate: DomainFate, settings: AnnotationSettings) -> bool:
    """Whether what is left of an oligomerising domain can be expected to oligomerise."""
    if fate.fate == "kept":
        return True
    return fate.domain.kind == COILED_COIL and fate.residues_kept >= max(1, settings.min_coil_residues)


def _parts(gene: Gene, oligomers: tuple[Domain, ...]) -> _Parts:
    oligomerising = (*filter(is_oligomerising, gene.domains), *gene.coiled_coils, *oligomers)
    others = tuple(d for d in gene.domains if not (is_oligomerising(d) or d.kind == "kinase"))
    kinase = _whole_kinase(gene)
    core = tuple(d for d in gene.domains if d.kind == "kinase" and d.name == PROFILE and _within(d, kinase))
    return _Parts(kinase, core, oligomerising, others)


def _within(piece: Domain, whole: Domain | None) -> bool:
    """Whether the middle of a piece lies in the domain: JAK2 has a second, kinase-like domain beside its kinase."""
    return whole is not None and 2 * whole.start <= piece.start + piece.end <= 2 * whole.end


def is_oligomerising(domain: Domain) -> bool:
    """Whether the domain is a coiled coil or one of `OLIGOMERISING_NAMES`."""
    return domain.kind == COILED_COIL or domain.name in OLIGOMERISING_NAMES


def has_kinase(gene: Gene) -> bool:
    """Whether a kinase domain of the gene's protein is known."""
    return gene.kinase_domain is not None


def _whole_kinase(gene: Gene) -> Domain | None:
    """The curated domain; or the span of the computed pieces, which a kinase insert cuts in two."""
    domain = gene.kinase_domain
    if domain is None or domain.name == "Protein_kinase":
        return domain
    pieces = [piece for piece in gene.domains if piece.kind == "kinase"]
    if len(pieces) == 1:
        return domain
    return Domain(
        "kinase",
        domain.name,
        min(piece.start for piece in pieces),
        max(piece.end for piece in pieces),
        domain.source,
        f"span of {len(pieces)} pieces",
    )


Segment = tuple[int, int, int]
"""Residues `[start, end)` of the MANE protein, and the residue of another transcript's protein where they begin."""


def _fate(gene: str, domain: Domain, kept: Kept | None, segments: tuple[Segment, ...]) -> DomainFate:
    residues, first, last = 0, None, None
    if kept is not None:
        for start, end, other in segments:
            # In residues of the transcript that the fusion is made of.
            from_ = max(domain.start, start, kept.start - other + start)
            to = min(domain.end, end, kept.end - other + start)
            if to > from_:
                residues += to - from_
                shift = other - start - kept.start + kept.chimera_start
                first = from_ + shift if first is None else first
                last = to + shift
    length = domain.end - domain.start
    fate = "kept" if residues == length else "cut" if residues else "lost"
    return DomainFate(gene, domain, fate, residues, round(100 * residues / length, 1), first, last)


def shared_residues(mane: Transcript, other: Transcript) -> tuple[Segment, ...]:
    """Runs of residues that both transcripts code with the same three genomic bases, so that domains carry over."""
    codon_of = {places: index for index, places in enumerate(_codon_places(mane))}
    segments: list[Segment] = []
    for index, places in enumerate(_codon_places(other)):
        mine = codon_of.get(places)
        if mine is None:
            continue
        if segments and segments[-1][1] == mine and segments[-1][2] + mine - segments[-1][0] == index:
            segments[-1] = (segments[-1][0], mine + 1, segments[-1][2])
        else:
            segments.append((mine, mine + 1, index))
    return tuple(segments)


def _codon_places(transcript: Transcript) -> Iterator[tuple[int, ...]]:
    """Genomic positions of the three bases of each codon but the stop."""
    if not transcript.cds_start_is_known:
        return
    places: list[int] = []
    for exon in transcript.exons:
        if exon.cds_start is None or exon.cds_end is None:
            continue
        into = max(transcript.cds_start_in_cdna - exon.cdna_start, 0)
        size = exon.cds_end - exon.cds_start
        if transcript.strand == "+":
            places.extend(range(exon.start + into, exon.start + into + size))
        else:
            places.extend(range(exon.end - into - 1, exon.end - into - size - 1, -1))
    for first in range(0, 3 * transcript.protein_length, 3):
        yield tuple(places[first : first + 3])
