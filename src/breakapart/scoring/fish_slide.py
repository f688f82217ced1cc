"""
The fields of one slide together: which nuclei are counted, what a reviewer changed, and the result.

Nuclei are chosen by a seeded draw and not by eye, so that the choice cannot follow the signals.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import gammaincc

from breakapart.errors import InputError, Problem, UnfitFieldsError
from breakapart.model.fish import FishAssay, FishCounts, FishPattern, ProbeProfile
from breakapart.model.fish_image import (
    CopyNumber,
    FieldSpread,
    FishCell,
    FishImageResult,
    OverAll,
    ReviewAgreement,
    ReviewDecision,
    Role,
    ScoredField,
)
from breakapart.scoring.fish import FishSettings, rearranged_of, score_counts
from breakapart.scoring.kappa import cohen_kappa
from breakapart.scoring.left_out import BIAS_P, over_all

GAIN_FROM, AMPLIFIED_ABOVE = 3, 8
"""Copies of the locus that are a gain, and above which it is an amplification (pattern names of Mol Cytogenet 2019,
doi 10.1186/s13039-019-0442-4, table 2, where 8 falls in both: here it is a gain)."""
GAINED_SHARE_TO_WARN = 0.4
"""Share of nuclei with a gain from which the result says so; native gain is common in lung cancer and makes single
signals (IASLC 2013 p. 22)."""
SPREAD_P = 0.01
"""Probability below which fields are said to disagree."""


def score_slide(
    fields: Sequence[ScoredField],
    profile: ProbeProfile,
    *,
    assay: FishAssay | None = None,
    cells_wanted: int | None = None,
    seed: int = 0,
    decisions: Iterable[ReviewDecision] = (),
    settings: FishSettings | None = None,
) -> FishImageResult:
    """
    The result of a slide's fields.

    `cells_wanted` nuclei are drawn by `seed` from those that are informative; None counts all. `decisions` replace
    automatic classes. Raises UnfitFieldsError when no field can be scored, InputError when a decision names a nucleus
    that is not there.
    """
    usable = [field for field in fields if not field.measures.failures]
    if not usable:
        raise UnfitFieldsError.of(
            [Problem(reason, field.measures.name) for field in fields for reason in field.measures.failures]
        )
    cells = [cell for field in fields for cell in field.cells]
    cells = apply_decisions(cells, fields, tuple(decisions))
    cells = choose(cells, cells_wanted, seed)
    chosen = [cell for cell in cells if cell.is_chosen]
    counts = count(chosen, cells)
    assay = assay or FishAssay(
        gene=profile.gene, probe=profile.id, counts=counts if _any(counts) else FishCounts(fused=0, not_informative=1)
    )
    copies, spread = copy_number(chosen), field_spread(usable, chosen, profile)
    agreement = review_agreement(cells)
    everything = over_all(cells, [nucleus for field in usable for nucleus in field.excluded], profile)
    notes = tuple(_notes(fields, chosen, copies, spread, agreement, cells_wanted, everything))
    result = score_counts(assay, counts, profile, settings or FishSettings(), basis="image", notes=notes)
    how = _how(fields, cells, chosen, cells_wanted, seed, copies, agreement)
    result = replace(result, reasons=(*how, *result.reasons, *_of_all(everything)))
    if any(field.measures.is_rendered for field in usable):
        result = replace(result, call=f"{result.call}; a rendered image, not a slide", is_rendered=True)
    return FishImageResult(
        fields=tuple(fields),
        cells=tuple(cells),
        result=result,
        copy_number=copies,
        spread=spread,
        agreement=agreement,
        seed=seed,
        cells_wanted=cells_wanted,
        over_all=everything,
    )


def apply_decisions(
    cells: Sequence[FishCell], fields: Sequence[ScoredField], decisions: Sequence[ReviewDecision]
) -> list[FishCell]:
    """Each nucleus with its decision; the last one counts when there are several."""
    latest = {decision.cell: decision for decision in sorted(decisions, key=lambda decision: decision.at)}
    known = {cell.id for cell in cells}
    left_out = {nucleus.id: nucleus.reason for field in fields for nucleus in field.excluded}
    problems = [
        Problem(
            f"a decision names nucleus {name!r}, which was excluded ({left_out[name]})"
            if name in left_out
            else f"a decision names nucleus {name!r}, which these images do not have",
            "review",
            solution="Were the decisions made on other images, or with other settings?",
        )
        for name in latest
        if name not in known
    ]
    if problems:
        raise InputError.of(problems)
    return [
        replace(cell, pattern=latest[cell.id].pattern, decision=latest[cell.id]) if cell.id in latest else cell
        for cell in cells
    ]


def choose(cells: Sequence[FishCell], wanted: int | None, seed: int) -> list[FishCell]:
    """
    `wanted` of the informative nuclei, drawn at random by `seed`; the order of the nuclei is kept.

    By the automatic class, so that a reviewer's decision does not change which nuclei are counted.
    """
    informative = [place for place, cell in enumerate(cells) if cell.automatic is not FishPattern.NOT_INFORMATIVE]
    if wanted is None or wanted >= len(informative):
        return [replace(cell, is_chosen=True) for cell in cells]
    drawn = np.random.default_rng(seed).permutation(len(informative))[:wanted]
    chosen = {informative[int(place)] for place in drawn}
    return [replace(cell, is_chosen=place in chosen) for place, cell in enumerate(cells)]


def count(chosen: Sequence[FishCell], every: Sequence[FishCell]) -> FishCounts:
    """Nuclei per class; the not informative are counted over all nuclei, chosen or not."""
    counted = Counter(str(cell.pattern) for cell in chosen)
    counted[str(FishPattern.NOT_INFORMATIVE)] = sum(cell.pattern is FishPattern.NOT_INFORMATIVE for cell in every)
    return FishCounts(**counted)


def _any(counts: FishCounts) -> bool:
    return counts.scored + counts.not_informative > 0


def copy_number(cells: Sequence[FishCell]) -> CopyNumber | None:
    """Signals a nucleus, over informative nuclei."""
    informative = [cell for cell in cells if cell.pattern is not FishPattern.NOT_INFORMATIVE]
    if not informative:
        return None
    fives = [cell.copies(Role.FIVE_PRIME) for cell in informative]
    threes = [cell.copies(Role.THREE_PRIME) for cell in informative]
    most = [max(pair) for pair in zip(fives, threes, strict=True)]
    return CopyNumber(
        mean_5p=sum(fives) / len(fives),
        mean_3p=sum(threes) / len(threes),
        gained=sum(GAIN_FROM <= copies <= AMPLIFIED_ABOVE for copies in most),
        amplified=sum(copies > AMPLIFIED_ABOVE for copies in most),
        cells=len(informative),
    )


def field_spread(fields: Sequence[ScoredField], chosen: Sequence[FishCell], profile: ProbeProfile) -> FieldSpread:
    """Whether the share of rearranged nuclei differs between fields more than chance explains (chi-squared)."""
    rows = []
    for field in fields:
        counts = count([cell for cell in chosen if cell.field == field.measures.name], ())
        rows.append((field.measures.name, rearranged_of(counts, profile.kept_side), counts.classed))
    used = [(hits, cells) for _, hits, cells in rows if cells]
    hits, cells = sum(row[0] for row in used), sum(row[1] for row in used)
    if len(used) < 2 or not 0 < hits < cells:
        return FieldSpread(tuple(rows), None, max(0, len(used) - 1), None)
    share = hits / cells
    chi2 = sum((k - n * share) ** 2 / (n * share * (1 - share)) for k, n in used)
    # Upper tail of the chi-squared distribution: regularised incomplete gamma function (DLMF 8.2.4).
    return FieldSpread(tuple(rows), float(chi2), len(used) - 1, float(gammaincc((len(used) - 1) / 2, chi2 / 2)))


def review_agreement(cells: Sequence[FishCell]) -> ReviewAgreement | None:
    """How the reviewer's classes compare with the automatic ones; None when nothing was reviewed."""
    reviewed = [cell for cell in cells if cell.decision is not None]
    if not reviewed:
        return None
    counted = [cell for cell in cells if cell.is_chosen]
    return ReviewAgreement(
        reviewed=len(reviewed),
        changed=sum(cell.pattern is not cell.automatic for cell in reviewed),
        kappa_reviewed=cohen_kappa([cell.automatic for cell in reviewed], [cell.pattern for cell in reviewed]),
        kappa_all=cohen_kappa([cell.automatic for cell in counted], [cell.pattern for cell in counted]),
        reviewers=tuple(sorted({cell.decision.by for cell in reviewed if cell.decision is not None})),
    )


def _how(
    fields: Sequence[ScoredField],
    cells: Sequence[FishCell],
    chosen: Sequence[FishCell],
    wanted: int | None,
    seed: int,
    copies: CopyNumber | None,
    agreement: ReviewAgreement | None,
) -> list[str]:
    left_out = Counter(nucleus.reason for field in fields for nucleus in field.excluded)
    found = len(cells) + sum(left_out.values())
    excluded = ", ".join(f"{number} {reason}" for reason, number in sorted(left_out.items()))
    names = ", ".join(field.measures.name for field in fields)
    reasons = [f"{found} nuclei found in {names}, {len(cells)} of them scorable ({excluded or 'none left out'})"]
    if wanted is not None and any(not cell.is_chosen for cell in cells):
        reasons.append(f"{len(chosen)} nuclei drawn at random (seed {seed}) from those that are informative")
    widths = [field.measures.signal_diameter_um for field in fields if field.measures.signal_diameter_um is not None]
    if widths:
        reasons.append(f"signals are {sum(widths) / len(widths):.2f} µm wide, measured in the image (half maximum)")
    if copies is not None:
        reasons.append(
            f"{copies.mean_5p:.1f} 5' and {copies.mean_3p:.1f} 3' signals a nucleus; {copies.gained} of {copies.cells} "
            f"nuclei have 3 or more copies"
        )
    if agreement is not None:
        kappa = "not defined" if agreement.kappa_reviewed is None else f"{agreement.kappa_reviewed:.2f}"
        reasons.append(
            f"{agreement.reviewed} nuclei reviewed by {', '.join(agreement.reviewers)}, {agreement.changed} changed "
            f"(kappa automatic to final {kappa})"
        )
    return reasons


def _of_all(everything: OverAll | None) -> list[str]:
    if everything is None or everything.percent is None or everything.percent_low == everything.percent_high:
        return []
    return [
        f"of all {everything.nuclei} nuclei, those left out and those flagged read as what they are nearest to, "
        f"{everything.percent:.1f} % are rearranged; whatever they are, {everything.percent_low:.1f} to "
        f"{everything.percent_high:.1f} %"
    ]


def _notes(
    fields: Sequence[ScoredField],
    chosen: Sequence[FishCell],
    copies: CopyNumber | None,
    spread: FieldSpread,
    agreement: ReviewAgreement | None,
    wanted: int | None,
    everything: OverAll | None,
) -> list[str]:
    notes = []
    rendered = [field.measures.name for field in fields if field.measures.is_rendered]
    if rendered:
        notes.append(f"{', '.join(rendered)}: rendered by a computer, not photographed; it shows how images are read")
    for field in fields:
        notes += [f"{field.measures.name} was not scored: {reason}" for reason in field.measures.failures]
        notes += [f"{field.measures.name}: {warning}" for warning in field.measures.warnings]
    informative = sum(cell.pattern is not FishPattern.NOT_INFORMATIVE for cell in chosen)
    if wanted is not None and informative < wanted:
        notes.append(f"{informative} informative nuclei, fewer than the {wanted} asked for: add fields")
    if agreement is None:
        notes.append("no person has reviewed the nuclei: automatic classes alone have failed validation elsewhere")
    if everything is not None and everything.p is not None and everything.p < BIAS_P:
        notes.append(
            f"nuclei left out do not look like those scored: {everything.left_out_rearranged} of "
            f"{everything.left_out_classed} would be rearranged (p {everything.p:.2g}), so that leaving them out moves "
            "the percentage: look at them"
        )
    if copies is not None and copies.gained + copies.amplified >= GAINED_SHARE_TO_WARN * copies.cells:
        notes.append(
            f"{copies.gained + copies.amplified} of {copies.cells} nuclei have 3 or more copies: polysomy or gain, "
            "which makes single signals; reported apart and not part of the call"
        )
    if copies is not None and copies.amplified:
        notes.append(f"{copies.amplified} nuclei have more than {AMPLIFIED_ABOVE} copies: amplification")
    if spread.p is not None and spread.p < SPREAD_P:
        percents = ", ".join(f"{name} {hits} of {cells}" for name, hits, cells in spread.percents)
        notes.append(f"the fields disagree (p {spread.p:.2g}: {percents}): a mixed tumour, or a field that failed")
    return notes
