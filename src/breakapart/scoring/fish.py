"""
Break-apart FISH: signals of a nucleus to its class, classes to a result.

Rules as the IASLC Atlas of ALK Testing (2013, pp. 17-22, 55-56) gives them for ALK, with the side that the fusion
keeps taken from the probe profile: an isolated signal of the kept side is a rearranged nucleus, one of the other side
is atypical and only reported.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from breakapart.errors import InputError
from breakapart.model.fish import CellSignals, FishAssay, FishCounts, FishPattern, FishResult, ProbeProfile
from breakapart.model.outcome import Outcome
from breakapart.scoring.proportion import Z_95, binomial, probability_at_least, wilson

FIRST_STEP_CELLS = 50
"""Nuclei of the first reader, of which the equivocal bounds of a profile are counts (IASLC 2013 p. 19, 22)."""
BOTH_STEPS_CELLS = 100
"""Nuclei of both readers together, to which the cut-off applies (IASLC 2013 p. 56; doi 10.3390/ijms20163939)."""


@dataclass(frozen=True, slots=True)
class FishSettings:
    """What is not a matter of the probe."""

    z: float = Z_95
    """Standard normal quantile of the interval (no unit): 1.96 for 95 %, the usual width of published intervals."""
    prior_rearranged: float = 1.0
    """Weight of rearranged nuclei in the Beta prior (nuclei): 1 and 1 hold every share equally likely (Bayes 1763)."""
    prior_other: float = 1.0
    """Weight of other nuclei in the Beta prior (nuclei); see `prior_rearranged`."""
    many_ambiguous_percent: float = 10.0
    """Share of ambiguous nuclei (percent) from which the slide is sent to review. In rendered fields with 20 %
    near-threshold pairs the scored share was 12 points too high (measured in this project's image methods)."""

    def __post_init__(self) -> None:
        if self.z <= 0 or min(self.prior_rearranged, self.prior_other) <= 0:
            raise ValueError("z and both prior weights must be above 0")
        if not 0 <= self.many_ambiguous_percent <= 100:
            raise ValueError(f"many_ambiguous_percent is {self.many_ambiguous_percent}, expected 0 to 100")


@dataclass(frozen=True, slots=True)
class CutOff:
    """The rule in force: the probe profile's, or the laboratory's own in its place."""

    percent: float
    operator: str
    two_step: bool
    is_laboratory: bool

    def passes(self, rearranged: int, cells: int) -> bool:
        """Whether `rearranged` of `cells` reaches the cut-off; compared without division, so 15 of 100 is 15 %."""
        left, right = 100 * rearranged, self.percent * cells
        return left >= right if self.operator == ">=" else left > right

    def __str__(self) -> str:
        return f"{self.operator} {self.percent:g} %"


def classify(cell: CellSignals) -> FishPattern:
    """
    Class of one nucleus by its signals, as on the IASLC worksheet (2013, figure 8).

    >>> [str(classify(CellSignals(fused=f, five_prime=g, three_prime=r)))
    ...  for f, g, r in [(2, 0, 0), (2, 1, 1), (2, 0, 1), (1, 1, 0), (0, 1, 2), (1, 0, 0)]]
    ['fused', 'split', 'isolated_3p', 'isolated_5p', 'split', 'fused']
    """
    if cell.five_prime and cell.three_prime:
        return FishPattern.SPLIT
    if cell.three_prime:
        return FishPattern.ISOLATED_3P
    if cell.five_prime:
        return FishPattern.ISOLATED_5P
    return FishPattern.FUSED if cell.fused else FishPattern.NOT_INFORMATIVE


def count_cells(cells: Iterable[CellSignals]) -> FishCounts:
    """Nuclei per class."""
    return FishCounts(**Counter(str(classify(cell)) for cell in cells))


def rearranged_of(counts: FishCounts, kept_side: str) -> int:
    """Rearranged nuclei: split signals, or an isolated signal of the side that the fusion keeps (`3p` or `5p`)."""
    return counts.split + (counts.isolated_3p if kept_side == "3p" else counts.isolated_5p)


def score_fish(assay: FishAssay, profile: ProbeProfile, settings: FishSettings | None = None) -> FishResult:
    """
    The result of one assay read by one probe profile.

    Raises InputError when the profile is for another gene.
    """
    settings = settings or FishSettings()
    if assay.gene != profile.gene:
        raise InputError(
            f"probe {profile.id!r} is for {profile.gene}, the assay is for {assay.gene}",
            solution=f"Name a {assay.gene} probe, or leave 'probe' out to use the gene's default.",
        )
    if assay.counts is not None:
        return score_counts(assay, assay.counts, profile, settings, basis="counts")
    if assay.cells is not None:
        counts = count_cells(assay.cells)
        return score_counts(assay, counts, profile, settings, basis="cells", notes=_cell_notes(assay.cells, profile))
    return _stated_result(assay, profile, settings)


def score_counts(
    assay: FishAssay,
    counts: FishCounts,
    profile: ProbeProfile,
    settings: FishSettings,
    *,
    basis: str,
    notes: tuple[str, ...] = (),
) -> FishResult:
    """The result of `counts`, wherever they come from (`basis`); `notes` are warnings about how they were made."""
    cutoff = cutoff_of(assay, profile)
    rearranged, cells = rearranged_of(counts, profile.kept_side), counts.classed
    share = _share(rearranged, cells, cutoff, settings)
    low_bound = high_bound = None
    if counts.scored:
        low_bound = 100 * rearranged / counts.scored
        high_bound = 100 * (rearranged + counts.ambiguous) / counts.scored
    outcome, because = _outcome(counts, rearranged, profile, cutoff)
    warnings = [
        *notes,
        *_warnings_of_counts(counts, rearranged, profile, cutoff, share, settings),
        *_disagreements(assay, profile, cutoff, outcome, rearranged, counts),
        *_profile_warnings(profile, cutoff),
    ]
    return FishResult(
        gene=assay.gene,
        probe=profile.id,
        basis=basis,
        counts=counts,
        cells_scored=counts.scored,
        rearranged=rearranged,
        percent=share.percent,
        percent_low=share.low,
        percent_high=share.high,
        bound_low_percent=low_bound,
        bound_high_percent=high_bound,
        probability_above_cutoff=share.probability,
        cutoff_percent=cutoff.percent,
        cutoff_operator=cutoff.operator,
        outcome=outcome,
        call=_call(outcome, rearranged, cells, share, cutoff),
        reasons=(_how_counted(counts, profile), *because),
        warnings=tuple(warnings),
        source=profile.source,
    )


def cutoff_of(assay: FishAssay, profile: ProbeProfile) -> CutOff:
    """
    The rule in force. A laboratory that states its cut-off has validated it, so it replaces the profile's, two steps
    included; an operator stated alone replaces only the operator.
    """
    percent = profile.cutoff_percent if assay.cutoff_percent is None else assay.cutoff_percent
    return CutOff(
        percent=percent,
        operator=assay.cutoff_operator or profile.cutoff_operator,
        two_step=profile.two_step and assay.cutoff_percent is None,
        is_laboratory=assay.cutoff_percent is not None or assay.cutoff_operator is not None,
    )


def probability_of_positive(share: float, profile: ProbeProfile, *, cells: int | None = None) -> float:
    """
    How often the profile's rule calls a tumour positive whose true share of rearranged nuclei is `share` (0 to 1).

    Exact binomial sums. A two-step profile goes both steps (50, then 50 more when equivocal) unless `cells` is given;
    else the cut-off is applied once to `cells` nuclei (default: the profile's minimum).
    """
    cutoff = CutOff(profile.cutoff_percent, profile.cutoff_operator, profile.two_step, is_laboratory=False)
    if not profile.two_step or cells is not None:
        n = cells or profile.min_cells
        return sum(binomial(k, n, share) for k in range(n + 1) if cutoff.passes(k, n))
    first, second = FIRST_STEP_CELLS, BOTH_STEPS_CELLS - FIRST_STEP_CELLS
    positive = sum(binomial(k, first, share) for k in range(profile.equivocal_high + 1, first + 1))
    for k in range(profile.equivocal_low, profile.equivocal_high + 1):
        passing = sum(
            binomial(more, second, share) for more in range(second + 1) if cutoff.passes(k + more, BOTH_STEPS_CELLS)
        )
        positive += binomial(k, first, share) * passing
    return positive


@dataclass(frozen=True, slots=True)
class _Share:
    percent: float | None
    low: float | None
    high: float | None
    probability: float | None


def _share(rearranged: int, cells: int, cutoff: CutOff, settings: FishSettings) -> _Share:
    if cells == 0:
        return _Share(None, None, None, None)
    low, high = wilson(rearranged, cells, settings.z)
    prior = (settings.prior_rearranged, settings.prior_other)
    probability = probability_at_least(cutoff.percent / 100, rearranged, cells, prior=prior)
    return _Share(100 * rearranged / cells, 100 * low, 100 * high, probability)


def _outcome(
    counts: FishCounts, rearranged: int, profile: ProbeProfile, cutoff: CutOff
) -> tuple[Outcome, tuple[str, ...]]:
    cells = counts.classed
    if cells < profile.min_cells:
        return Outcome.NOT_EVALUABLE, (
            f"{cells} nuclei of a clear class are fewer than the {profile.min_cells} this probe needs: "
            "not evaluable, which is not negative",
        )
    # How far the scoring went is a matter of all nuclei looked at, ambiguous ones included.
    both_steps = counts.scored >= BOTH_STEPS_CELLS
    plain, because = _decide(rearranged, cells, profile, cutoff, both_steps=both_steps)
    if not counts.ambiguous:
        return plain, (because,)
    as_fused, _ = _decide(rearranged, counts.scored, profile, cutoff, both_steps=both_steps)
    as_split, _ = _decide(rearranged + counts.ambiguous, counts.scored, profile, cutoff, both_steps=both_steps)
    if {as_fused, as_split} == {plain}:
        return plain, (because, f"the {counts.ambiguous} ambiguous nuclei cannot change the result, whatever they are")
    return Outcome.EQUIVOCAL, (
        f"the {counts.ambiguous} ambiguous nuclei decide: {as_fused} if all are fused, {as_split} if all are split",
    )


def _decide(
    rearranged: int, cells: int, profile: ProbeProfile, cutoff: CutOff, *, both_steps: bool
) -> tuple[Outcome, str]:
    if not cutoff.two_step or both_steps:
        passes = cutoff.passes(rearranged, cells)
        relation = "reaches" if passes else "does not reach"
        outcome = Outcome.PRESENT if passes else Outcome.ABSENT
        return outcome, f"{rearranged} of {cells} {relation} the cut-off of {cutoff}"
    low, high = profile.equivocal_low, profile.equivocal_high
    bounds = f"fewer than {low} of {FIRST_STEP_CELLS} is negative, more than {high} is positive"
    if rearranged * FIRST_STEP_CELLS < low * cells:
        return Outcome.ABSENT, f"{rearranged} of {cells} in the first step: {bounds}"
    if rearranged * FIRST_STEP_CELLS > high * cells:
        return Outcome.PRESENT, f"{rearranged} of {cells} in the first step: {bounds}"
    return Outcome.EQUIVOCAL, (
        f"{rearranged} of {cells} in the first step is equivocal ({bounds}): a second reader scores up to "
        f"{BOTH_STEPS_CELLS}, of which {cutoff} is positive"
    )


_WORDS = {
    Outcome.PRESENT: "positive",
    Outcome.ABSENT: "negative",
    Outcome.EQUIVOCAL: "equivocal",
    Outcome.NOT_EVALUABLE: "not evaluable",
}


def _call(outcome: Outcome, rearranged: int, cells: int, share: _Share, cutoff: CutOff) -> str:
    if share.percent is None:
        return f"{_WORDS[outcome]}: no nucleus of a clear class"
    return (
        f"{_WORDS[outcome]}: {rearranged} of {cells} nuclei rearranged, {share.percent:.1f} % "
        f"(95 % interval {share.low:.1f} to {share.high:.1f} %, cut-off {cutoff})"
    )


def _how_counted(counts: FishCounts, profile: ProbeProfile) -> str:
    kept, other = ("3'", "5'") if profile.kept_side == "3p" else ("5'", "3'")
    isolated = counts.isolated_3p if profile.kept_side == "3p" else counts.isolated_5p
    return (
        f"{counts.split} split and {isolated} isolated {kept} nuclei count as rearranged; the fusion keeps the {kept} "
        f"side, so isolated {other} signals do not"
    )


def _warnings_of_counts(
    counts: FishCounts,
    rearranged: int,
    profile: ProbeProfile,
    cutoff: CutOff,
    share: _Share,
    settings: FishSettings,
) -> list[str]:
    warnings = []
    cells = counts.classed
    if cells and 100 * rearranged == cutoff.percent * cells:
        warnings.append(
            f"{rearranged} of {cells} is exactly {cutoff.percent:g} %: with >= it is positive, with > it is negative"
        )
    elif share.low is not None and share.high is not None and share.low < cutoff.percent < share.high:
        warnings.append(
            f"the interval of {share.low:.1f} to {share.high:.1f} % spans the cut-off of {cutoff.percent:g} %: "
            "more nuclei, or another method, would tell"
        )
    other, atypical = ("5'", counts.isolated_5p) if profile.kept_side == "3p" else ("3'", counts.isolated_3p)
    if atypical:
        warnings.append(
            f"{atypical} of {cells} nuclei show an isolated {other} signal: atypical, not counted as rearranged"
            + ("; as many as the cut-off asks for, so confirm by RNA" if cutoff.passes(atypical, cells) else "")
        )
    if counts.scored and 100 * counts.ambiguous >= settings.many_ambiguous_percent * counts.scored:
        warnings.append(f"{counts.ambiguous} of {counts.scored} nuclei are ambiguous: a person should review the slide")
    return warnings


def _disagreements(
    assay: FishAssay, profile: ProbeProfile, cutoff: CutOff, outcome: Outcome, rearranged: int, counts: FishCounts
) -> list[str]:
    warnings = []
    cells, both_steps = counts.classed, counts.scored >= BOTH_STEPS_CELLS
    evaluable = outcome is not Outcome.NOT_EVALUABLE
    if evaluable and cutoff.is_laboratory:
        own = CutOff(profile.cutoff_percent, profile.cutoff_operator, profile.two_step, is_laboratory=False)
        by_profile, _ = _decide(rearranged, cells, profile, own, both_steps=both_steps)
        by_laboratory, _ = _decide(rearranged, cells, profile, cutoff, both_steps=both_steps)
        if by_profile is not by_laboratory:
            warnings.append(
                f"the laboratory's cut-off ({cutoff}) gives {_WORDS[by_laboratory]}, the probe's rule ({own}"
                f"{', two steps' if own.two_step else ''}) gives {_WORDS[by_profile]}"
            )
    if assay.outcome is not None and assay.outcome is not outcome:
        warnings.append(f"the laboratory states {_WORDS[assay.outcome]}, the counts give {_WORDS[outcome]}")
    if assay.percent_positive is not None and cells:
        computed = 100 * rearranged / cells
        if abs(computed - assay.percent_positive) >= 1:
            warnings.append(
                f"the laboratory states {assay.percent_positive:g} % rearranged, the counts give {computed:.1f} %"
            )
    return warnings


def _profile_warnings(profile: ProbeProfile, cutoff: CutOff) -> list[str]:
    if not profile.verify_locally:
        return []
    what = "split distance and colours" if cutoff.is_laboratory else "cut-off, split distance and colours"
    return [f"probe profile {profile.id}: {what} are to be verified locally. {profile.note}".strip()]


def _cell_notes(cells: tuple[CellSignals, ...], profile: ProbeProfile) -> tuple[str, ...]:
    notes = []
    one_colour = sum(1 for cell in cells if not cell.fused and bool(cell.five_prime) != bool(cell.three_prime))
    if one_colour:
        notes.append(
            f"{one_colour} nuclei lack one colour altogether: failed hybridisation or a deletion; look at them again"
        )
    fives = sum(cell.fused + cell.five_prime for cell in cells) / len(cells) if cells else 0.0
    threes = sum(cell.fused + cell.three_prime for cell in cells) / len(cells) if cells else 0.0
    if max(fives, threes) >= 3:
        notes.append(
            f"{fives:.1f} 5' and {threes:.1f} 3' signals a nucleus on average: copy number gain of {profile.gene}; "
            "large nuclei show more single signals through sectioning alone"
        )
    return tuple(notes)


def _stated_result(assay: FishAssay, profile: ProbeProfile, settings: FishSettings) -> FishResult:
    """The laboratory's own result, kept as it is: no count was given that could be read again."""
    cutoff = cutoff_of(assay, profile)
    outcome = assay.outcome or Outcome.NOT_EVALUABLE
    warnings = ["no counts were given: the laboratory's own result is kept, and no interval can be computed"]
    if assay.outcome is None:
        warnings = ["the image has not been scored and no result is stated: not evaluable"]
    cells, percent = assay.cells_scored, assay.percent_positive
    share, rearranged = _Share(percent, None, None, None), None
    if cells is not None and percent is not None:
        rearranged = round(percent * cells / 100)
        counted = _share(rearranged, cells, cutoff, settings)
        share = _Share(percent, counted.low, counted.high, counted.probability)
        warnings = [f"no counts were given: the interval takes {percent:g} % of {cells} to be {rearranged} nuclei"]
        if outcome.is_informative and cutoff.passes(rearranged, cells) != (outcome is Outcome.PRESENT):
            warnings.append(
                f"the laboratory states {_WORDS[outcome]}, but {percent:g} % against a cut-off of {cutoff} "
                f"would be {'positive' if cutoff.passes(rearranged, cells) else 'negative'}"
            )
    if cells is not None and cells < profile.min_cells and outcome is not Outcome.NOT_EVALUABLE:
        warnings.append(
            f"the laboratory states {_WORDS[outcome]} on {cells} nuclei; this probe needs {profile.min_cells}: "
            "not evaluable, which is not negative"
        )
        outcome = Outcome.NOT_EVALUABLE
    stated = f", {percent:g} % of nuclei rearranged" if percent is not None else ""
    of = f", {cells} nuclei scored" if cells is not None else ""
    return FishResult(
        gene=assay.gene,
        probe=profile.id,
        basis="image" if assay.image is not None and assay.outcome is None else "outcome",
        counts=None,
        cells_scored=cells,
        rearranged=rearranged,
        percent=share.percent,
        percent_low=share.low,
        percent_high=share.high,
        bound_low_percent=None,
        bound_high_percent=None,
        probability_above_cutoff=share.probability,
        cutoff_percent=cutoff.percent,
        cutoff_operator=cutoff.operator,
        outcome=outcome,
        call=f"{_WORDS[outcome]}, as the laboratory states{stated}{of} (cut-off {cutoff})"
        if assay.outcome is not None
        else "not evaluable: the image has not been scored",
        reasons=("the laboratory's own result",) if assay.outcome is not None else (),
        warnings=tuple(warnings),
        source=profile.source,
    )
