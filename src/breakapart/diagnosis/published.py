"""A published case in the terms of the engine: its words become findings, what is not known is counted."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from breakapart.diagnosis.findings import HIGH_MITOSES_PER_10_HPF, LOW_MITOSES_PER_10_HPF
from breakapart.diagnosis.priors import Context
from breakapart.knowledge.entities import Entities
from breakapart.knowledge.markers import Markers
from breakapart.knowledge.words import PhraseIndex, SiteIndex
from breakapart.model.finding import Finding
from breakapart.model.outcome import Extent, Intensity, Outcome
from breakapart.model.published_case import PublishedCase, WrittenStain

OUT_OF_SCOPE = "OOD"
"""How a table marks a diagnosis outside the tables: `OOD_undifferentiated_sarcoma`."""
ABSTAIN = "abstain"

PRESENT = frozenset(
    ["pos", "positive", "+", "++", "+++", "present", "yes", "strong", "diffuse", "retained", "intact", "expressed", "p"]
)
ABSENT = frozenset(["neg", "negative", "-", "absent", "no", "lost", "loss", "n"])
FOCAL = frozenset(["focal", "focally", "patchy_focal", "rare", "scattered", "few", "single", "isolated", "occasional"])
PARTIAL = frozenset(["patchy", "partial", "variable", "multifocal", "some", "subset", "heterogeneous"])
WEAK = frozenset(["weak", "faint", "weakly", "dim", "low"])
UNCLEAR = frozenset(["equivocal", "indeterminate", "+/-", "borderline", "uncertain", "ambiguous"])
NOT_DONE = frozenset(["nd", "na", "n/a", "nt", "not_done", "not_tested", "unknown", "?", "noncontributory"])

_RETAINED = re.compile(r"[_\s-]*(retained|intact|preserved)$", re.I)
_PAIR = re.compile(r"([A-Z][A-Z0-9-]*)\s*(?:\([^)]*\))?(?:\s+e(?:x(?:on)?)?\s*\d+)?\s*::\s*([A-Z][A-Z0-9/-]*)")
_HYPHENATED = re.compile(r"\b([A-Z][A-Z0-9]{1,8})\s*[-/–]\s*([A-Z][A-Z0-9]{1,8})\b")
"""`ETV6-NTRK3`: a fusion only where both sides are genes."""
_GENE = re.compile(r"\b([A-Z][A-Z0-9]{1,8})\b")
_MITOSES = re.compile(
    r"(?:(\d+)\s*(?:-|–|to)\s*)?(\d+)\s*(?:mitos[ei]s|mitotic figures|mfs?)?\s*(?:/|per|in)\s*10\s*(?:hpfs?|high)", re.I
)
"""A mitotic count over ten fields, as "3-8 mitoses per 10 HPF" or "12/10 HPF"."""
_NO_FUSION = re.compile(r"\bno\b[^;]*\b(fusion|rearrangement)|fusion[- ]negative|\bnegative\b", re.I)


@dataclass(frozen=True, slots=True)
class Translated:
    """Findings of a published case, and what could not be read."""

    findings: tuple[Finding, ...]
    context: Context
    unknown_stains: tuple[str, ...]
    unread_phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translator:
    """Reads the words of published cases with the vocabularies it is given."""

    markers: Markers
    phrases: PhraseIndex
    sites: SiteIndex
    is_gene: Callable[[str], bool]

    def translate(self, case: PublishedCase, *, with_molecular: bool = False) -> Translated:
        """
        Findings of `case`; a marker nobody knows is left out and counted, never an error.

        Two stains of one marker that contradict each other (two clones, two areas) become equivocal: such a row does
        not say which is meant.
        """
        findings: list[Finding] = []
        unknown: list[str] = []
        for stain in case.stains:
            found = self._stain(case, stain)
            if found is None:
                unknown.append(stain.marker)
            elif found.outcome is not Outcome.NOT_EVALUABLE:
                findings.append(found)
        terms, unread = self._microscopy(case)
        findings = _without_contradictions([*findings, *terms])
        if with_molecular:
            findings += self._molecular(case.molecular, case, "sequencing")
            findings += self._molecular(case.fish, case, "FISH")
        if case.sex:
            male = {"m": True, "male": True, "f": False, "female": False}.get(case.sex.strip().lower())
            if male is not None:
                outcome = Outcome.PRESENT if male else Outcome.ABSENT
                findings.append(_finding(case, "sex:male", outcome, "record", f"sex {case.sex}"))
        region, depths = self.sites.read(case.site)
        return Translated(tuple(findings), Context(case.age_years, region, depths), tuple(unknown), unread)

    def _stain(self, case: PublishedCase, stain: WrittenStain) -> Finding | None:
        name, result = stain.marker, stain.result
        words = set(_words(result))
        read = self.markers.read_name(name)
        clone = None
        if read is None:
            base = _RETAINED.sub("", name)
            read = self.markers.read_name(base) if base != name else None
        if read is None:
            return None
        marker, clone = read
        extent = intensity = None
        if words & NOT_DONE:
            outcome = Outcome.NOT_EVALUABLE
        elif words & UNCLEAR:
            outcome = Outcome.EQUIVOCAL
        elif words & (FOCAL | PARTIAL | WEAK):
            outcome = Outcome.PRESENT
            extent = Extent.FOCAL if words & FOCAL else Extent.PARTIAL if words & PARTIAL else None
            intensity = Intensity.WEAK if words & WEAK else None
        elif words & ABSENT:
            outcome = Outcome.ABSENT
        elif words & PRESENT:
            outcome = Outcome.PRESENT
            extent = Extent.DIFFUSE if "diffuse" in words else None
        else:
            return None
        text = f"{name} {result}"
        return _finding(case, f"ihc:{marker}", outcome, "IHC", text, extent=extent, intensity=intensity, clone=clone)

    def _microscopy(self, case: PublishedCase) -> tuple[list[Finding], tuple[str, ...]]:
        found: list[Finding] = []
        unread: list[str] = []
        for phrase in case.morphology:
            mentions = self.phrases.find(phrase)
            counted = _mitoses(phrase)
            if counted is not None:
                found.append(_finding(case, counted, Outcome.PRESENT, "microscopy", phrase))
            elif not mentions and not _MITOSES.search(phrase):
                unread.append(phrase)
            for mention in mentions:
                outcome = Outcome.ABSENT if mention.is_absent else Outcome.PRESENT
                found.append(_finding(case, f"morph:{mention.term}", outcome, "microscopy", phrase))
        return found, tuple(unread)

    def _molecular(self, text: str, case: PublishedCase, assay: str) -> list[Finding]:
        found: list[Finding] = []
        for part in (piece.strip() for piece in text.split(";")):
            if part:
                found += self._molecular_part(part, case, assay)
        return found

    def _molecular_part(self, part: str, case: PublishedCase, assay: str) -> list[Finding]:
        pair = self._pair(part)
        is_absent = bool(_NO_FUSION.search(part))
        if pair is not None and not is_absent:
            return [_finding(case, f"mol:{pair[0]}::{pair[1]}", Outcome.PRESENT, assay, part)]
        genes = [gene for gene in _GENE.findall(part) if self.is_gene(gene) or gene == "NTRK"]
        if not genes:
            if is_absent and assay != "FISH":
                return [_finding(case, "mol:any_fusion", Outcome.ABSENT, assay, part)]
            return []
        outcome = Outcome.ABSENT if is_absent else Outcome.PRESENT
        words = part.lower()
        is_rearranged = any(word in words for word in ("rearrang", "fusion", "translocation"))
        # The internal tandem duplication of BCOR is the same driver as its fusions (PMID 28256570).
        is_rearranged = is_rearranged or (genes[0] == "BCOR" and ("itd" in words or "duplication" in words))
        if assay == "FISH" or is_absent or is_rearranged:
            family = ("NTRK1", "NTRK2", "NTRK3") if genes[0] == "NTRK" else (genes[0],)
            return [_finding(case, f"mol:{gene}_rearranged", outcome, assay, part) for gene in family]
        change = "amplification" if "amplif" in words else "mutated"
        if "wild-type" in words or "wild type" in words:
            outcome = Outcome.ABSENT
        return [_finding(case, f"mol:{genes[0]}_{change}", outcome, assay, part)]

    def _pair(self, part: str) -> tuple[str, str] | None:
        found = _PAIR.search(part)
        if found:
            return found[1], found[2].split("/")[0]
        found = _HYPHENATED.search(part)
        if found and self.is_gene(found[1]) and self.is_gene(found[2]):
            return found[1], found[2]
        return None


def _words(result: str) -> list[str]:
    """The words of a result: "pos (focal, weak)" is pos, focal and weak."""
    joined = result.replace("not done", "not_done").replace("not tested", "not_tested")
    return [word for word in re.split(r"[\s,()\[\]:]+", joined) if word]


def _mitoses(phrase: str) -> str | None:
    """What a mitotic count over ten fields says, by the same limits as in a case file; counts between say nothing."""
    match = _MITOSES.search(phrase)
    if match is None:
        return None
    high = int(match[2])
    low = int(match[1]) if match[1] else high
    if low >= HIGH_MITOSES_PER_10_HPF:
        return "morph:high_mitoses"
    return "morph:low_mitoses" if high <= LOW_MITOSES_PER_10_HPF else None


def _finding(
    case: PublishedCase,
    event: str,
    outcome: Outcome,
    assay: str,
    because: str,
    *,
    extent: Extent | None = None,
    intensity: Intensity | None = None,
    clone: str | None = None,
) -> Finding:
    return Finding(
        event=event,
        outcome=outcome,
        assay=assay,
        specimen=case.id,
        component="tumour",
        because=because,
        extent=extent,
        intensity=intensity,
        clone=clone,
    )


def _without_contradictions(findings: list[Finding]) -> list[Finding]:
    outcomes: dict[tuple[str, str | None], set[Outcome]] = {}
    for one in findings:
        outcomes.setdefault((one.event, one.clone), set()).add(one.outcome)
    return [one for one in findings if not {Outcome.PRESENT, Outcome.ABSENT} <= outcomes[one.event, one.clone]]


def accepted_labels(case: PublishedCase, entities: Entities) -> tuple[str | None, tuple[str, ...]]:
    """The diagnosis as an entity id (None when it is none of ours) and all ids that are right."""
    label = None if case.diagnosis.upper().startswith(OUT_OF_SCOPE) else entities.resolve(case.diagnosis)
    others = [id_ for text in case.alternatives if (id_ := entities.resolve(text)) is not None]
    accepted = [label, *others] if label is not None else others
    return label, tuple(dict.fromkeys(accepted))
