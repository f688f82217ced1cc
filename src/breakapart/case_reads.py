"""
The reads that a case names, called: from there on nobody asks whether a laboratory reported the fusion or we found it.

A result that names `reads:` and reports nothing gets its fusions from them, or its outcome: absent where the run was
good enough to say so, not evaluable where it was not. The calls themselves, and what the run can be trusted with, stay
with the case as `PlacedRun`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from breakapart.calling.call import CallInputs
from breakapart.calling.settings import CallSettings, LibraryDesign
from breakapart.formats.amplicon_table import read_amplicons
from breakapart.knowledge import Knowledge
from breakapart.model.calling import CalledFusion, CallingResult, EventKind, JunctionSide
from breakapart.model.case import Case, Component, Specimen
from breakapart.model.outcome import Outcome
from breakapart.model.result import At, PlacedRun
from breakapart.model.sequencing import Design, FusionCall, SequencingAssay, SequencingResult
from breakapart.model.share import Share, ShareOrigin
from breakapart.reference import Reference
from breakapart.reference.synthetic import BANNER
from breakapart.sequencing_run import OnProgress, ReadFiles, call_files

REPORTED = (EventKind.FUSION, EventKind.UNKNOWN_PARTNER)
"""Events that become fusions of the case; events within one gene stay with the run."""

SIMULATED = f"simulated reads, {BANNER}"

_DESIGNS = {
    Design.AMPLICON: LibraryDesign.AMPLICON,
    Design.ANCHORED: LibraryDesign.CAPTURE,
    Design.CAPTURE: LibraryDesign.CAPTURE,
    Design.WHOLE: LibraryDesign.CAPTURE,
    Design.RT_PCR: LibraryDesign.AMPLICON,
    Design.OTHER: LibraryDesign.CAPTURE,
}
"""How copies of a molecule look: with equal ends where primers on both sides make them."""


@dataclass(frozen=True, slots=True)
class CalledCase:
    """A case whose reads have become results."""

    case: Case
    runs: tuple[PlacedRun, ...]
    settings: tuple[CallSettings, ...]
    """Those of each run."""
    uncalled: tuple[str, ...]
    """Files of reads that were not called because there is no reference for them."""
    shares: Mapping[tuple[At, str, str], Share]
    """Share of reads with each call, as counted here, by place, assay and call as the case holds it."""

    @property
    def banner(self) -> str:
        """What the outputs of the case have to open with."""
        return f"S{SIMULATED[1:]}, of no patient." if any(run.is_synthetic for run in self.runs) else ""


def call_reads(
    case: Case,
    folder: Path,
    *,
    reference: Reference | None,
    knowledge: Knowledge,
    workers: int = 2,
    on_progress: Callable[[str], OnProgress] | None = None,
) -> CalledCase:
    """
    The case with the results of the reads it names, which lie relative to `folder`.

    `reference` has the nucleotides that reads of patients are compared with; without one these reads stay as they are.
    Reads marked as simulated are compared with the synthetic panel. Raises InputError when a file cannot be used.
    """
    runs: list[PlacedRun] = []
    settings: list[CallSettings] = []
    uncalled: list[str] = []
    shares: dict[tuple[At, str, str], Share] = {}

    def resolved(at: At, result: SequencingResult) -> SequencingResult:
        if not result.awaits_calling:
            return result
        compared_with = Reference.synthetic() if result.simulated else reference
        if compared_with is None:
            uncalled.extend(result.reads)
            return result
        assay = case.assay(result.assay)
        inputs = _inputs(assay, folder, knowledge)
        files = ReadFiles(tuple(folder / name for name in result.reads))
        progress = {} if on_progress is None else {"on_progress": on_progress(", ".join(result.reads))}
        called = call_files(files, compared_with.targets(), inputs, workers=workers, **progress)
        runs.append(
            PlacedRun(at, result.assay, result.reads, compared_with.version, compared_with.is_synthetic, _kept(called))
        )
        settings.append(inputs.settings)
        reported = [call for call in called.calls if call.kind in REPORTED]
        fusions = tuple(_reported(call, called, compared_with, inputs.settings.design) for call in reported)
        for call, fusion in zip(reported, fusions, strict=True):
            if fusion.allele_fraction_percent is not None:
                shares[at, result.assay, fusion.call] = _share(call, fusion.allele_fraction_percent, compared_with)
        return _with_calls(result, called, compared_with, fusions)

    changed = _each_result(case, resolved)
    return CalledCase(changed, tuple(runs), tuple(settings), tuple(dict.fromkeys(uncalled)), shares)


def _share(call: CalledFusion, percent: float, reference: Reference) -> Share:
    low, high = call.allele_fraction_low, call.allele_fraction_high
    return Share(
        percent=percent,
        unit="reads",
        origin=ShareOrigin.SIMULATED if reference.is_synthetic else ShareOrigin.READS,
        low_percent=None if low is None else 100 * low,
        high_percent=None if high is None else 100 * high,
    )


def _each_result(case: Case, change: Callable[[At, SequencingResult], SequencingResult]) -> Case:
    def changed(specimen: Specimen, component: Component) -> Component:
        at = At(specimen.id, component.id)
        return component.model_copy(update={"sequencing": tuple(change(at, result) for result in component.sequencing)})

    return case.with_components(changed)


def _inputs(assay: SequencingAssay, folder: Path, knowledge: Knowledge) -> CallInputs:
    return CallInputs(
        settings=CallSettings(design=_DESIGNS[assay.design]),
        controls=assay.control_genes,
        amplicons=read_amplicons(folder / assay.amplicons) if assay.amplicons else (),
        bounds=knowledge.imbalance,
        is_known=knowledge.is_known_fusion,
    )


def _kept(called: CallingResult) -> CallingResult:
    """The result without what only the caller's own files need: sequences, and reads of discarded candidates."""
    return replace(
        called,
        calls=tuple(replace(call, transcript_sequence=None, protein_sequence=None) for call in called.calls),
        discarded=tuple(
            replace(call, transcript_sequence=None, protein_sequence=None, reads=()) for call in called.discarded
        ),
    )


def _with_calls(
    result: SequencingResult, called: CallingResult, reference: Reference, fusions: tuple[FusionCall, ...]
) -> SequencingResult:
    outcome = None
    if not fusions:
        outcome = Outcome.ABSENT if called.negative_is_reportable else Outcome.NOT_EVALUABLE
    note = "; ".join(filter(None, (result.note, _verdict(called), SIMULATED if reference.is_synthetic else "")))
    return result.model_copy(update={"fusions": fusions, "outcome": outcome, "note": note})


def _reported(call: CalledFusion, called: CallingResult, reference: Reference, design: LibraryDesign) -> FusionCall:
    # A panel of amplicons does not amplify the wild type of the partners, so a share of it would be of nothing.
    has_wild_type = design is not LibraryDesign.AMPLICON or any(
        side.wild_type_reads for side in (call.five_prime, call.three_prime)
    )
    share = call.allele_fraction if has_wild_type else None
    words = [f"called from reads by breakapart, confidence {call.confidence:.3f}"]
    if share is not None and call.allele_fraction_low is not None and call.allele_fraction_high is not None:
        low, high = 100 * call.allele_fraction_low, 100 * call.allele_fraction_high
        words.append(f"share {100 * share:.1f} % ({low:.1f} to {high:.1f})")
    words.append(_verdict(called))
    words += call.notes
    return FusionCall(
        call=_written(call, reference),
        allele_fraction_percent=None if share is None else round(100 * share, 2),
        junction_reads=call.junction_reads,
        spanning_pairs=call.spanning_pairs,
        note="; ".join(words),
    )


def _verdict(called: CallingResult) -> str:
    quality = called.quality
    words = f"run {str(quality.verdict).replace('_', ' ')}"
    if quality.reasons:
        words += f" ({'; '.join(quality.reasons)})"
    return words


def _written(call: CalledFusion, reference: Reference) -> str:
    """By exons where these are those of MANE Select, else by breakpoints, which every transcript can be read by."""
    sides = (call.five_prime, call.three_prime)
    if all(_is_by_mane_exon(side, reference) or side.breakpoint is None for side in sides):
        return call.name
    return "::".join(
        side.gene if side.breakpoint is None else f"{side.gene} {_chr(str(side.breakpoint))}" for side in sides
    )


def _is_by_mane_exon(side: JunctionSide, reference: Reference) -> bool:
    if side.site != "exon_edge" or side.exon is None or side.transcript is None:
        return False
    transcript = reference.transcript(side.transcript)
    return transcript is not None and transcript.is_mane_select


def _chr(breakpoint_: str) -> str:
    return breakpoint_ if breakpoint_.startswith("chr") else f"chr{breakpoint_}"
