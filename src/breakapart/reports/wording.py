"""
How outcomes, places, people and numbers are put into words, the same on the page and in the terminal.

Two rules hold everywhere: a share of cells or reads is never printed without its interval, its number, or the word
that it is the laboratory's own; and "absent" is said of a test that was done, never of one that was not.
"""

import re
from collections.abc import Iterable

from breakapart.model.agreement import LookResult
from breakapart.model.calling import CallingResult, Imbalance
from breakapart.model.case import Case, Component, EventKind, Sex, Specimen
from breakapart.model.fish import FishResult
from breakapart.model.fusion import (
    Frame,
    Function,
    FusionAnnotation,
    FusionSeen,
    Oligomerisation,
    Rearrangement,
    Retention,
)
from breakapart.model.histology import FnclccGrade
from breakapart.model.outcome import Extent, Outcome
from breakapart.model.result import CaseResult, LabellingIndex
from breakapart.model.share import Share, ShareOrigin
from breakapart.model.transcript import Domain

ADULT_YEARS = 18
"""Below this a patient is a girl or a boy."""

MARKS = {Outcome.PRESENT: "●", Outcome.ABSENT: "○", Outcome.EQUIVOCAL: "◐", Outcome.NOT_EVALUABLE: "", None: ""}
"""Said beside the colour, so that a print in grey says the same. Without mark: nothing informative."""

OUTCOME_WORDS = {
    Outcome.PRESENT: "present",
    Outcome.ABSENT: "absent",
    Outcome.EQUIVOCAL: "equivocal",
    Outcome.NOT_EVALUABLE: "not evaluable",
    None: "not done",
}

FRAME_WORDS = {
    Frame.IN_FRAME: "in frame",
    Frame.OUT_OF_FRAME: "out of frame",
    Frame.UNDETERMINED: "frame undetermined",
}
FUNCTION_WORDS = {
    Function.ACTIVATING_LIKELY: "an activating kinase fusion is likely",
    Function.UNCERTAIN: "whether it activates a kinase is uncertain",
    Function.UNLIKELY: "an activating kinase fusion is unlikely",
}
RETENTION_WORDS = {
    Retention.COMPLETE: "complete",
    Retention.PARTIAL: "cut",
    Retention.LOST: "lost",
    Retention.NONE: "none",
}
OLIGOMERISATION_WORDS = {
    Oligomerisation.KEPT: "kept",
    Oligomerisation.PARTIAL: "cut",
    Oligomerisation.LOST: "lost",
    Oligomerisation.NONE: "none known",
}
REARRANGEMENT_WORDS = {
    Rearrangement.DELETION: "deletion",
    Rearrangement.INVERSION: "inversion",
    Rearrangement.TANDEM_DUPLICATION: "tandem duplication",
    Rearrangement.TRANSLOCATION: "translocation",
}
FISH_PATTERN_WORDS = {
    "fused": "fused",
    "split": "split",
    "isolated_3p": "isolated 3′",
    "isolated_5p": "isolated 5′",
    "ambiguous": "ambiguous",
    "not_informative": "not informative",
    "too_close": "signals too close to resolve",
    "fused_extra": "a fused and one additional signal",
}

_DOMAIN_WORDS = {
    "Protein_kinase": "protein kinase",
    "Pkinase": "protein kinase",
    "helical_TM": "transmembrane helix",
    "fn3": "fibronectin type III",
    "RRM_1": "RRM",
    "PNT_SAM": "SAM (pointed)",
    "IF_rod": "intermediate filament rod",
    "JH2_pseudokinase": "pseudokinase JH2",
}

_DOMAIN_SOURCES = {
    "computed_COILS": "coiled coils computed by COILS (Lupas 1991, doi 10.1126/science.252.5009.1162)",
    "computed_hmmsearch": "domain found by a Pfam profile (HMMER hmmsearch)",
    "recalled_UniProt": "domain bounds as in UniProt, recalled and not read from a file",
}
"""Sources of the bundled reference in words."""
_SQUARE_MM = re.compile(r"\bmm2\b")
_PRIME = re.compile(r"(?:(?<=isolated )|(?<![\w']))([35])'(?= (?:signal|part|side|end|probe|and|or|gene)|[,.;)]|$)")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """
    `text` without control characters, text-direction overrides and halves of characters.

    They are invalid in HTML, move the cursor of a terminal, or make a line read otherwise than it is written. Signs
    that a keyboard lacks are put in their place: "≥", "mm²", "5′".

    >>> printable("isolated 3' signals in >= 15 % of 2 mm2")
    'isolated 3′ signals in ≥ 15 % of 2 mm²'
    """
    text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))
    text = text.replace(">=", "≥").replace("<=", "≤")
    return _PRIME.sub("\\1′", _SQUARE_MM.sub("mm²", text))


def plain(term: object) -> str:
    """A controlled term as words: `under_half` is "under half"."""
    return str(term).replace("_", " ")


def listed(items: Iterable[str], last: str = "and") -> str:
    """
    Items as a list in a sentence.

    >>> listed(["CD34", "S100", "SMA"])
    'CD34, S100 and SMA'
    """
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def lower_first(text: str) -> str:
    """
    A sentence as a clause: its first letter small, unless it opens with a symbol or an abbreviation.

    >>> lower_first("The assays agree"), lower_first("ALK agrees")
    ('the assays agree', 'ALK agrees')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def stop(text: str) -> str:
    """
    The full stop a sentence still needs.

    >>> stop("The frame is kept"), stop("Is it?")
    ('.', '')
    """
    return "" if not text or text.rstrip()[-1:] in ".!?…:" else "."


def sentence(text: str) -> str:
    """
    A note as a sentence: a capital at the start unless the first word has its own shape, and a full stop.

    >>> sentence("in frame: the frame is kept"), sentence("mTOR is kept")
    ('In frame: the frame is kept.', 'mTOR is kept.')
    """
    text = " ".join(text.split())
    first = text.split(" ", 1)[0]
    if (first.isalpha() and first.islower()) or (first.rstrip(",:;").isalpha() and first.islower()):
        text = text[:1].upper() + text[1:]
    return text + stop(text)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """
    A number and its noun.

    >>> counted(1, "specimen"), counted(2, "specimen")
    ('1 specimen', '2 specimens')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def number(value: float, digits: int = 4) -> str:
    """
    At most `digits` significant digits, without a trailing zero and never in powers of ten.

    >>> number(59.74), number(100.0), number(0.5)
    ('59.74', '100', '0.5')
    """
    shown = float(f"{value:.{digits}g}")
    return f"{shown:.10f}".rstrip("0").rstrip(".") if shown % 1 else f"{shown:.0f}"


def at_least(operator: str) -> str:
    """The sign of a cut-off as printed."""
    return {">=": "≥"}.get(operator, operator)


ORIGIN_WORDS = {
    ShareOrigin.LABORATORY: "laboratory's number",
    ShareOrigin.COUNTS: "laboratory's counts",
    ShareOrigin.IMAGE: "counted in the image",
    ShareOrigin.RENDERED: "rendered example",
    ShareOrigin.READS: "counted in the reads",
    ShareOrigin.SIMULATED: "simulated reads",
}
"""Whose number a share is."""


def share_parts(share: Share) -> tuple[str, ...]:
    """
    A share in a table: what was counted, the interval where one was computed, whose number it is.

    >>> share_parts(Share(51.0, "nuclei", ShareOrigin.RENDERED, 41.3, 60.6, 51, 100))
    ('51 of 100 nuclei: 51 %', '95 % interval 41–61', 'rendered example')
    >>> share_parts(Share(59.74, "reads", ShareOrigin.LABORATORY))
    ('59.74 % of reads', "laboratory's number")
    """
    is_stated = share.origin is ShareOrigin.LABORATORY
    percent = number(share.percent, 4 if is_stated else 3)
    if share.of is None:
        counted_of = f"{percent} % of {share.unit}"
    elif is_stated or share.count is None:
        counted_of = f"{percent} % of {share.of} {share.unit}"
    else:
        counted_of = f"{share.count} of {share.of} {share.unit}: {percent} %"
    has_interval = share.low_percent is not None and share.high_percent is not None
    interval = (f"95 % interval {share.low_percent:.0f}–{share.high_percent:.0f}",) if has_interval else ()
    return (counted_of, *interval, ORIGIN_WORDS[share.origin])


def look_result(result: LookResult) -> str:
    """
    What one assay says, with its number.

    >>> look_result(LookResult("STRN::ALK", Share(59.74, "reads", ShareOrigin.LABORATORY)))
    "STRN::ALK (59.74 % of reads, laboratory's number)"
    """
    return result.text if result.share is None else f"{result.text} ({', '.join(share_parts(result.share))})"


def share(percent: float, low: float | None = None, high: float | None = None, of: str = "") -> str:
    """
    A percentage with its interval, or the word that it is the laboratory's own.

    >>> share(54, 40.4, 67.0, "50 nuclei")
    '54 % (95 % interval 40–67, 50 nuclei)'
    >>> share(59.74)
    "59.74 % (laboratory's number, no count)"
    """
    if low is None or high is None:
        return f"{number(percent)} % (laboratory's number, {of or 'no count'})"
    interval = f"95 % interval {low:.0f}–{high:.0f}"
    return f"{number(percent, 3)} % ({interval}{', ' + of if of else ''})"


def patient_words(case: Case) -> str:
    """Who the patient is: "girl, 9 years", "boy, 6 days", "woman, age not recorded"."""
    patient = case.patient
    age = patient.age
    words = {Sex.FEMALE: "female patient", Sex.MALE: "male patient"}.get(patient.sex, "patient")
    if age is not None and patient.sex in (Sex.FEMALE, Sex.MALE):
        child = age.in_years < ADULT_YEARS
        words = {Sex.FEMALE: "girl" if child else "woman", Sex.MALE: "boy" if child else "man"}[patient.sex]
    if patient.sex in (Sex.UNKNOWN, Sex.OTHER):
        words += ", sex not recorded" if patient.sex is Sex.UNKNOWN else ", other sex"
    return f"{words}, {age}" if age is not None else f"{words}, age not recorded"


def case_line(case: Case) -> tuple[str, ...]:
    """The line under the title: patient, sites, what there is, how long it was followed."""
    sites = tuple(dict.fromkeys(specimen.site.text for specimen in case.specimens))
    components = sum(len(specimen.components) for specimen in case.specimens)
    parts = [patient_words(case)]
    if sites:
        parts.append("; ".join(sites))
    parts.append(f"{counted(len(case.specimens), 'specimen')}, {counted(components, 'component')}")
    followed = [event.follow_up for event in case.timeline if event.kind is EventKind.FOLLOW_UP and event.follow_up]
    parts.append(f"{followed[-1]} of follow-up" if followed else "follow-up not recorded")
    return tuple(parts)


def signature(case: Case) -> str:
    """Who signed what, or that nobody did."""
    signed = case.signed
    if signed is None:
        return "not signed"
    by = f" by {signed.by}" if signed.by else ", signer not recorded"
    on = f", {signed.date}" if signed.date else ""
    return f"signed{by}{on}"


def place(case: Case, specimen: str, component: str) -> str:
    """A component by name; with its specimen where the specimen has several, or there are several specimens."""
    found = next((one for one in case.specimens if one.id == specimen), None)
    if found is None:
        return ", ".join(part for part in (component, specimen) if part)
    part = next((one for one in found.components if one.id == component), None)
    return place_of(case, found, part)


def place_of(case: Case, specimen: Specimen, component: Component | None) -> str:
    """As `place`, from the nouns themselves; no component: the specimen as a whole."""
    if component is None or (len(specimen.components) == 1 and len(case.specimens) > 1):
        return specimen.name
    if len(case.specimens) == 1:
        return component.name
    return f"{component.name}, {specimen.name}"


def stain_mark(outcome: Outcome, extent: Extent | None) -> str:
    """The mark of a stain: a focal, partial or rare stain is half a mark, as an equivocal one."""
    if outcome is Outcome.PRESENT and extent in (Extent.FOCAL, Extent.PARTIAL, Extent.RARE):
        return MARKS[Outcome.EQUIVOCAL]
    return MARKS[outcome]


def without_fusion(result: CaseResult) -> str:
    """What sequencing says when it found no fusion: not sequenced is not the same as none found."""
    outcomes = {seen.outcome for seen in result.fusions}
    runs = [run for _, part in result.case.components for run in part.sequencing]
    if not runs and not outcomes:
        return "not sequenced"
    outcomes |= {run.outcome for run in runs if run.outcome is not None}
    if Outcome.EQUIVOCAL in outcomes:
        return "equivocal"
    if Outcome.ABSENT in outcomes:
        return "none found within what the assay covers"
    return "not evaluable" if Outcome.NOT_EVALUABLE in outcomes else "none reported"


def allele_fraction(seen: FusionSeen) -> str:
    """The share of reads with the fusion and what it rests on; empty when neither share nor reads are given."""
    reads = "" if seen.junction_reads is None else counted(seen.junction_reads, "junction read")
    found = seen.share
    parts = []
    if found is None:
        parts.append(reads)
    elif found.origin is ShareOrigin.LABORATORY:
        parts.append(share(found.percent, of=f"{reads}, depth not given" if reads else ""))
    else:
        of = ", ".join(filter(None, (reads, ORIGIN_WORDS[found.origin])))
        parts.append(share(found.percent, found.low_percent, found.high_percent, of))
    if seen.spanning_pairs is not None:
        parts.append(counted(seen.spanning_pairs, "spanning pair"))
    return ", ".join(filter(None, parts))


def fish_outcome(fish: FishResult) -> str:
    """A FISH result in a few words: outcome, then share with interval, or what is missing for one."""
    words = {
        Outcome.PRESENT: "positive",
        Outcome.ABSENT: "negative",
        Outcome.EQUIVOCAL: "equivocal",
        Outcome.NOT_EVALUABLE: "not evaluable",
    }[fish.outcome]
    if fish.percent is None:
        return f"{words}, no counts given"
    words = f"{words} in a rendered image" if fish.is_rendered else words
    cells = fish.counts.classed if fish.counts is not None else fish.cells_scored
    nuclei = counted(cells, "nucleus", "nuclei") if cells else ""
    return f"{words}, {share(fish.percent, fish.percent_low, fish.percent_high, nuclei)}"


def labelling(index: LabellingIndex) -> str:
    """A labelling index with its interval and cells, or the word that no cells were counted."""
    if index.cells is not None and index.low is not None and index.high is not None:
        return share(index.percent, index.low, index.high, counted(index.cells, "cell"))
    return share(index.percent, of=index.note or "cells not counted")


def grade_sum(grade: FnclccGrade) -> str:
    """The sum behind a grade ("2 + 1 + 0 = 3"), with a question mark for each part that is not known."""
    parts = ["?" if part is None else str(part) for part in (grade.differentiation, grade.mitoses, grade.necrosis)]
    total = "?" if grade.total is None else str(grade.total)
    return f"{' + '.join(parts)} = {total}"


def grade_words(grade: FnclccGrade) -> str:
    """The grade itself ("grade 1", "grade 1 to 2", "at least grade 2", "not graded")."""
    if not grade.applicable:
        return "not applicable"
    low, high = grade.grade_low, grade.grade_high
    if grade.grade is not None and (low, high) in ((grade.grade, grade.grade), (None, None)):
        words = f"grade {grade.grade}"
    elif low is not None and high is not None and low != high:
        words = f"grade {low} to {high}"
    elif grade.grade is not None:
        words = f"grade {grade.grade}"
    else:
        return "cannot be graded from what is recorded"
    return f"at least {words}" if grade.minimum_only else words


def domain_name(domain: Domain) -> str:
    """
    A domain as people say it.

    >>> domain_name(Domain("repeat", "fn3_PF00041", 0, 80, "Pfam"))
    'fibronectin type III'
    """
    if domain.kind in ("coiled_coil", "signal_peptide"):
        return plain(domain.kind)
    name = re.sub(r"_PF\d+(\.\d+)?$", "", domain.name)
    return _DOMAIN_WORDS.get(name, plain(name))


def domain_source(domain: Domain) -> str:
    """Where the bounds of a domain come from, in words."""
    return _DOMAIN_SOURCES.get(domain.source, domain.source)


def oligomerisation_words(annotation: FusionAnnotation) -> str:
    """What is left of the partner's oligomerisation domain, in words ("coiled coil of STRN kept")."""
    gene = annotation.five_prime.transcript.gene
    if not (annotation.five_prime.is_known and annotation.three_prime.is_known):
        return f"what is kept of {gene} cannot be told"
    if annotation.oligomerisation is Oligomerisation.NONE:
        return f"{gene} brings no known oligomerisation domain"
    fates = annotation.protein.domains if annotation.protein else ()
    coils = [fate for fate in fates if fate.gene == gene and fate.domain.kind == "coiled_coil"]
    # A partner may have a coiled coil that is lost and another domain that is kept; then only the plain word is true.
    is_coil = any((fate.fate != "lost") == (annotation.oligomerisation is not Oligomerisation.LOST) for fate in coils)
    name = "coiled coil" if is_coil else "oligomerisation domain"
    return f"{name} of {gene} {OLIGOMERISATION_WORDS[annotation.oligomerisation]}"


def function_words(annotation: FusionAnnotation) -> str:
    """The verdict in words; for a fusion without a kinase how it acts, as far as that is known."""
    if annotation.kinase_gene is not None:
        return FUNCTION_WORDS[annotation.function]
    known = annotation.fusion_class
    return "no kinase in either gene" if known is None else f"{known.kind}, not of a kinase"


def kinase_words(annotation: FusionAnnotation) -> str:
    """What is left of the kinase domain, in words."""
    if not (annotation.five_prime.is_known and annotation.three_prime.is_known):
        return "exons not given, so the kinase domain cannot be told"
    if annotation.kinase_gene is None or annotation.kinase_domain is Retention.NONE:
        return "no kinase domain"
    return f"{annotation.kinase_gene} kinase {RETENTION_WORDS[annotation.kinase_domain]}"


def run_verdict(called: CallingResult) -> str:
    """
    Whether a run can be trusted, in one line: the gate's verdict, its controls, and the limit of detection.

    Of the balances of expression those are named that speak for a fusion.
    """
    quality = called.quality
    words = [str(quality.verdict).replace("_", " ")]
    if quality.controls:
        words.append(f"{sum(control.passed for control in quality.controls)} of {len(quality.controls)} controls")
    words += [f"{one.gene} 3'/5' {one.verdict}" for one in called.balances if one.verdict is Imbalance.STRONG]
    share = quality.limits[0].share if quality.limits else None
    words.append("no limit of detection" if share is None else f"detects from {100 * share:.2g} %")
    return ", ".join(words)


def detection_limit(called: CallingResult) -> str:
    """The smallest fusion share that the run would have shown, in words."""
    share = called.quality.limits[0].share if called.quality.limits else None
    return "no limit of detection" if share is None else f"limit of detection {100 * share:.2g} % of transcripts"
