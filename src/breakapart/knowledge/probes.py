"""Break-apart probes: which colour is which side, which side the fusion keeps, and when a slide is positive."""

import re
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.knowledge.vocabulary import Term, Vocabulary
from breakapart.model.fish import ProbeProfile

COLUMNS = (
    "id",
    "gene",
    "vendor",
    "default",
    "five_prime_colour",
    "three_prime_colour",
    "five_prime_side",
    "kept_side",
    "min_cells",
    "cutoff_percent",
    "cutoff_operator",
    "two_step",
    "equivocal_low",
    "equivocal_high",
    "split_gap_diameters",
    "five_prime_span_kb",
    "three_prime_span_kb",
    "verify_locally",
    "note",
    "source",
    "evidence",
)
NOT_STATED = "not stated"
"""Colour of a probe whose vendor's colours were not read; a colour is never inferred from the gene."""

_SYMBOL = re.compile(r"[A-Z][A-Z0-9-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Probes:
    """All probe profiles, by id and by gene."""

    profiles: tuple[ProbeProfile, ...]
    names: Vocabulary
    defaults: dict[str, str]
    """Gene -> id of the profile used when a case names none."""

    def profile(self, id_: str) -> ProbeProfile:
        """The profile of this id; KeyError when there is none."""
        for profile in self.profiles:
            if profile.id == id_:
                return profile
        raise KeyError(id_)


def parse_probes(rows: list[Row]) -> Probes:
    """The rows of `probes.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "id")
    defaults: dict[str, str] = {}
    profiles = parse_rows(rows, lambda row: _parse(row, defaults))
    names = Vocabulary("probe", (Term(profile.id, profile.id) for profile in profiles))
    return Probes(tuple(profiles), names, defaults)


def _parse(row: Row, defaults: dict[str, str]) -> ProbeProfile:
    gene = row.needed("gene")
    if not _SYMBOL.fullmatch(gene):
        raise row.refuse(f"gene {gene!r} is not a symbol")
    for column, allowed in (
        ("kept_side", ("3p", "5p")),
        ("cutoff_operator", (">=", ">")),
        ("five_prime_side", ("centromeric", "telomeric")),
    ):
        if row[column] not in allowed:
            raise row.refuse(f"column {column!r} holds {row[column]!r}, expected {' or '.join(allowed)}")
    cutoff = row.number("cutoff_percent")
    if cutoff > 100:
        raise row.refuse(f"column 'cutoff_percent' is {cutoff:g}, expected at most 100")
    two_step, low, high = row.flag("two_step"), row.whole("equivocal_low"), row.whole("equivocal_high")
    if two_step and not 0 < low <= high:
        raise row.refuse(f"equivocal bounds {low} to {high} are not a range")
    if row.flag("default"):
        other = defaults.setdefault(gene, row["id"])
        if other != row["id"]:
            raise row.refuse(f"{gene} already has the default probe {other}")
    return ProbeProfile(
        id=row.needed("id"),
        gene=gene,
        vendor=row.needed("vendor"),
        five_prime_colour=row.needed("five_prime_colour"),
        three_prime_colour=row.needed("three_prime_colour"),
        kept_side=row["kept_side"],
        min_cells=row.whole("min_cells", at_least=1),
        cutoff_percent=cutoff,
        cutoff_operator=row["cutoff_operator"],
        two_step=two_step,
        equivocal_low=low,
        equivocal_high=high,
        split_gap_diameters=row.number("split_gap_diameters"),
        five_prime_span_kb=row.number("five_prime_span_kb") if row["five_prime_span_kb"] else None,
        three_prime_span_kb=row.number("three_prime_span_kb") if row["three_prime_span_kb"] else None,
        verify_locally=row.flag("verify_locally"),
        source=row.needed("source"),
        note=row["note"],
        evidence=row.evidence(),
        five_prime_side=row["five_prime_side"],
    )
