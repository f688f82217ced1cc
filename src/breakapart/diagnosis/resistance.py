"""
Variants of a panel held against the mutations that the table of therapies names for their target.

The table's text names mutations that resist and some that stay sensitive, so a match is shown with the whole text
and is never called resistance by itself. Residues are counted on the MANE Select protein; where the literature
counts on another (ROS1 G2032R is residue 2026 there), the shift is found from the native residues of all mutations
named for the gene, and said.
"""

from collections.abc import Callable, Sequence

from breakapart.model.therapy import NamedMutation, Therapy
from breakapart.model.transcript import Gene
from breakapart.model.variant import Hotspot, HotspotMatch, PanelVariant, ResidueChange

MOST_SHIFT = 80
"""Residues by which the numbering of two isoforms is tried to differ: NTRK, ALK, ROS1 and RET isoforms in use differ
by at most 6; more would find chance matches."""
FEWEST_FOR_SHIFT = 3
"""Named residues that must all fit before another numbering is believed: with fewer, chance fits are common."""


def find_hotspots(
    variants: Sequence[PanelVariant],
    therapies: Sequence[Therapy],
    find_gene: Callable[[str], Gene | None],
    change_of: Callable[[PanelVariant, Gene], ResidueChange | None],
) -> tuple[Hotspot, ...]:
    """
    Every variant that is named for a therapy of its gene, or lies in the kinase domain of such a gene.

    `change_of` tells the residue of a substitution that no annotator has described.
    """
    found: list[Hotspot] = []
    for variant in variants:
        if variant.problems or not variant.called:
            continue
        gene = find_gene(variant.gene) if variant.gene else None
        if gene is None:
            continue
        named = [(therapy, mutation) for therapy in therapies for mutation in therapy.named_mutations]
        own = [(therapy, mutation) for therapy, mutation in named if _concerns(therapy, mutation, gene.symbol)]
        is_target = any(gene.symbol in therapy.genes for therapy in therapies)
        if own or is_target:
            found += _matches(variant, gene, own, therapies, change_of)
    return tuple(found)


def _concerns(therapy: Therapy, mutation: NamedMutation, symbol: str) -> bool:
    return mutation.gene == symbol or (mutation.gene is None and symbol in therapy.genes)


def _matches(
    variant: PanelVariant,
    gene: Gene,
    own: Sequence[tuple[Therapy, NamedMutation]],
    therapies: Sequence[Therapy],
    change_of: Callable[[PanelVariant, Gene], ResidueChange | None],
) -> list[Hotspot]:
    shift = numbering_shift(gene, [mutation for _, mutation in own])
    place = _place(variant, gene, shift, change_of)
    if place is None:
        return []
    residue, native, becomes, is_certain, note = place
    found = []
    for therapy, mutation in own:
        if mutation.position + shift != residue or (mutation.reference and native and mutation.reference != native):
            continue
        match = HotspotMatch.SAME_RESIDUE
        if not mutation.alternatives or set(becomes) & set(mutation.alternatives):
            match = HotspotMatch.SAME if is_certain or not mutation.alternatives else HotspotMatch.POSSIBLY_SAME
        said = note
        if shift:
            numbers = f"the literature counts {mutation.position}, MANE Select {residue}"
            said = f"{said}; {numbers}" if said else numbers
        found.append(
            Hotspot(
                variant,
                gene.symbol,
                match,
                residue,
                mutation.text,
                therapy.drugs,
                therapy.resistance,
                therapy.source,
                said,
            )
        )
    domain = gene.kinase_domain
    if not found and domain is not None and domain.start < residue <= domain.end:
        source = "; ".join(dict.fromkeys(therapy.source for therapy in therapies if gene.symbol in therapy.genes))
        found.append(
            Hotspot(
                variant, gene.symbol, HotspotMatch.KINASE_DOMAIN, residue, "", "", "", source or domain.source, note
            )
        )
    return found


def _place(
    variant: PanelVariant,
    gene: Gene,
    shift: int,
    change_of: Callable[[PanelVariant, Gene], ResidueChange | None],
) -> tuple[int, str, tuple[str, ...], bool, str] | None:
    """(residue on MANE, native residue, what it becomes, whether that is certain, note)."""
    protein = gene.mane.protein
    change = variant.consequence.protein if variant.consequence is not None else None
    if change is not None:
        residue, note = change.position, ""
        if (
            shift
            and not _fits(protein, residue, change.reference)
            and _fits(protein, residue + shift, change.reference)
        ):
            residue += shift
            note = f"{change.short} is counted as the literature does"
        elif change.reference and not _fits(protein, residue, change.reference):
            return None if change.reference != "X" else (residue, "", (change.alternative,), True, note)
        return residue, change.reference, (change.alternative,), True, note
    told = change_of(variant, gene)
    if told is None or not told.becomes:
        return None
    becomes = " or ".join(told.becomes)
    note = f"no annotation: by the exons it is residue {told.residue} ({told.native}), which becomes {becomes}"
    return told.residue, told.native, told.becomes, len(told.becomes) == 1, note


def _fits(protein: str, residue: int, native: str) -> bool:
    return 1 <= residue <= len(protein) and protein[residue - 1] in (native, "X")


def numbering_shift(gene: Gene, named: Sequence[NamedMutation]) -> int:
    """
    What must be added to the literature's residue numbers to get those of MANE Select; 0 unless all say otherwise.

    Another numbering is taken only when it fits every native residue named, no smaller one does, and there are enough.
    """
    residues = {(mutation.reference, mutation.position) for mutation in named if mutation.reference is not None}
    protein = gene.mane.protein

    def fits(shift: int) -> bool:
        return all(
            1 <= position + shift <= len(protein) and protein[position + shift - 1] == native
            for native, position in residues
        )

    if not residues or fits(0) or len(residues) < FEWEST_FOR_SHIFT:
        return 0
    fitting = [shift for shift in range(-MOST_SHIFT, MOST_SHIFT + 1) if fits(shift)]
    return fitting[0] if len(fitting) == 1 else 0
