"""
A fusion as other systems want it: two sides, each with gene, transcript, exon and the base next to the junction.

One neutral record for every exporter, whether both sides are placed on transcripts, only genes are known, or one side
is unknown (`?::ALK`) or any of several (`v::ALK`).
"""

import re
from dataclasses import dataclass
from typing import Protocol

from breakapart.model.fusion import FusionAnnotation, FusionSeen, Junction
from breakapart.model.outcome import Outcome
from breakapart.model.transcript import Gene


class Genes(Protocol):
    """What the exporters ask of the reference."""

    def find(self, name: str, /) -> Gene | None:
        """The gene of that name, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Side:
    """One partner. What is not known is None or empty."""

    gene: str | None
    """HGNC symbol; None for an unknown partner."""
    hgnc_id: str = ""
    """`HGNC:427`."""
    any_partner: bool = False
    """Any of several partners (`v`), as opposed to the unknown one (`?`)."""
    ensembl: str = ""
    """Ensembl transcript with version."""
    refseq: str = ""
    """RefSeq transcript with version."""
    is_mane_select: bool = False
    exon: int | None = None
    """Last exon kept (5') or first (3'), in the numbering of the transcript."""
    exon_offset: int = 0
    """Bases from the exon's edge: negative inside a 5' exon, positive inside a 3' exon."""
    chrom: str = ""
    """`chr2`, GRCh38."""
    strand: str = ""
    """`+` or `-`."""
    cut: int | None = None
    """Interbase position of the junction."""
    kept_base: int | None = None
    """1-based position of the last base kept (5') or the first (3')."""
    base: str = "N"
    """That base on the forward strand; `N` where the reference holds no sequence."""

    @property
    def is_placed(self) -> bool:
        """Whether exon and position are known."""
        return self.kept_base is not None

    @property
    def transcript(self) -> str:
        """The transcript, as RefSeq where known."""
        return self.refseq or self.ensembl


@dataclass(frozen=True, slots=True)
class TwoSides:
    """A fusion call, ready to be written in any format."""

    seen: FusionSeen
    five: Side
    three: Side
    inserted: str = ""
    """Bases between the two, in the direction of the transcript."""

    @property
    def annotation(self) -> FusionAnnotation | None:
        """What follows from the two places, where both are known."""
        return self.seen.annotation

    @property
    def name(self) -> str:
        """`STRN::ALK`, `?::ALK`, `v::ALK`."""
        return f"{_shown(self.five)}::{_shown(self.three)}"

    @property
    def is_present(self) -> bool:
        """Whether it was found."""
        return self.seen.outcome is Outcome.PRESENT


def two_sides(seen: FusionSeen, genes: Genes) -> TwoSides:
    """The two sides of a call, from its annotation, or from its text where only one partner is known."""
    note = seen.annotation
    if note is not None:
        return TwoSides(
            seen,
            _placed(note.five_prime, genes, is_five_prime=True),
            _placed(note.three_prime, genes, is_five_prime=False),
            note.written.inserted,
        )
    left, _, right = seen.call.replace("(::)", "::").partition("::")
    return TwoSides(seen, _named(left, genes), _named(right, genes))


def _shown(side: Side) -> str:
    return side.gene or ("v" if side.any_partner else "?")


_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def _named(text: str, genes: Genes) -> Side:
    word = text.strip()
    if word in ("", "?", "v"):
        return Side(None, any_partner=word == "v")
    in_brackets = re.search(r"\(([A-Z][A-Za-z0-9-]+)\)", word)
    symbol = in_brackets or _SYMBOL.match(word)
    if symbol is None:
        return Side(None)
    name = symbol.group(1) if in_brackets else symbol.group()
    gene = genes.find(name)
    return Side(gene.symbol, gene.hgnc_id) if gene is not None else Side(name)


def _placed(junction: Junction, genes: Genes, *, is_five_prime: bool) -> Side:
    on = junction.transcript
    gene = genes.find(on.gene)
    known = Side(
        gene=on.gene,
        hgnc_id=gene.hgnc_id if gene is not None else "",
        ensembl=on.accession if on.accession.startswith("ENST") else "",
        refseq=on.refseq or ("" if on.accession.startswith("ENST") else on.accession),
        is_mane_select=on.is_mane_select,
    )
    if not junction.is_known:
        return Side(known.gene, known.hgnc_id)
    exon = on.exon(junction.exon)
    into = junction.cdna_cut - exon.cdna_start
    cut = exon.start + into if on.strand == "+" else exon.end - into
    keeps_before = is_five_prime == (on.strand == "+")
    edge = exon.cdna_end if is_five_prime else exon.cdna_start
    return Side(
        gene=known.gene,
        hgnc_id=known.hgnc_id,
        ensembl=known.ensembl,
        refseq=known.refseq,
        is_mane_select=known.is_mane_select,
        exon=junction.exon,
        exon_offset=junction.cdna_cut - edge,
        chrom=on.chrom,
        strand=on.strand,
        cut=cut,
        kept_base=cut if keeps_before else cut + 1,
        base=_base(junction, is_five_prime=is_five_prime),
    )


_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def _base(junction: Junction, *, is_five_prime: bool) -> str:
    sequence = junction.transcript.nucleotides
    if sequence is None:
        return "N"
    letter = sequence[junction.cdna_cut - 1 if is_five_prime else junction.cdna_cut].upper()
    return letter if junction.transcript.strand == "+" else letter.translate(_COMPLEMENT)
