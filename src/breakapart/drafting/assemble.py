"""What the sentences say of one case, put into the shape of a case file, each field with its origin."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from breakapart.drafting.assembly.conclusions import tell_conclusions
from breakapart.drafting.assembly.course import Course
from breakapart.drafting.assembly.hybridisation import Hybridisation
from breakapart.drafting.assembly.last_read import add_last_read
from breakapart.drafting.assembly.ledger import RANK, SECTION_ORDER, Ledger
from breakapart.drafting.assembly.molecular import Molecular
from breakapart.drafting.assembly.pathology import Pathology, at_the_surface, in_each_component
from breakapart.drafting.assembly.settling import Settling
from breakapart.drafting.assembly.stains import Stains
from breakapart.drafting.assembly.tissues import Tissues
from breakapart.drafting.clean import CleanText
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import DraftCase, NotUnderstood, Observation, SectionKind, Sureness
from breakapart.model.when import Duration

_FIELDS = (
    "breakapart_draft",
    "id",
    "title",
    "source",
    "patient",
    "clinical_impression",
    "timeline",
    "assays",
    "specimens",
    "considered",
    "signed",
)
"""Of a draft, in the order in which they are written."""


def assemble(
    label: str,
    draft_id: str,
    observations: Sequence[Observation],
    text: CleanText,
    vocabulary: DraftVocabulary,
    *,
    site: Observation | None,
    source: Mapping[str, str] | None,
    signed: Observation | None,
    not_understood: Iterable[NotUnderstood] = (),
) -> DraftCase:
    """
    The draft that `observations` of one case make.

    `site` is that of the main tumour, `signed` the diagnosis a publication has in its title. First the course and the
    tissues it takes, then which of them are specimens, then what was found in each.
    """
    observations = [_of_abstract(one) for one in observations]
    by_kind: dict[str, list[Observation]] = {}
    for one in sorted(observations, key=_section_order):  # stable: the order of the text within
        by_kind.setdefault(one.kind, []).append(one)
    ledger = Ledger(text)
    case: dict[str, Any] = {"breakapart_draft": 1, "id": draft_id, "title": "Draft", "patient": {}}
    if source:
        case["source"] = dict(source)
    _tell_patient(case, by_kind, ledger)

    tissues = Tissues(site.values if site is not None else None)
    course = Course(ledger, tissues)
    events = sorted((one for one in observations if one.kind.startswith("event:")), key=lambda one: one.start)
    course.tell(events, by_kind.get("birth", ()), by_kind.get("pace", ()))
    Settling(tissues, ledger).settle(observations, site, course.of_kind("metastasis"))

    for kind in ("ihc", "morphology"):
        by_kind[kind] = [o for one in by_kind.get(kind, ()) for o in in_each_component(one, tissues, text.text)]
    by_kind["morphology"] = [at_the_surface(one, tissues) for one in by_kind["morphology"]]
    Pathology(tissues, ledger, vocabulary).tell(by_kind)
    Stains(tissues, ledger).tell(by_kind["ihc"], by_kind.get("ihc_like", ()))
    Hybridisation(tissues, ledger, vocabulary).tell(by_kind.get("fish", ()), by_kind.get("fish_method", ()))
    case["assays"] = Molecular(tissues, ledger).tell(by_kind)
    final = tell_conclusions(case, by_kind.get("signed", ()), by_kind.get("considered", ()), signed, ledger)
    add_last_read(course.timeline, signed if final is signed else None, by_kind.get("diagnosed", ()), ledger)

    case["timeline"] = course.timeline
    case["specimens"] = [tissue.as_specimen() for tissue in tissues.all]
    case["title"] = _title(case["patient"], tissues)
    fields = {key: case[key] for key in _FIELDS if case.get(key)}
    return DraftCase(label, fields, ledger.facts(fields, case), (*ledger.contradictions, *not_understood))


def _of_abstract(one: Observation) -> Observation:
    """What only the abstract of a longer text says is asked."""
    if one.section is SectionKind.ABSTRACT and one.sureness is Sureness.READ:
        return replace(one, sureness=Sureness.INFERRED)
    return one


def _section_order(one: Observation) -> int:
    return SECTION_ORDER.get(one.section, len(SECTION_ORDER))


def _tell_patient(case: dict[str, Any], by_kind: Mapping[str, Sequence[Observation]], ledger: Ledger) -> None:
    patient = case["patient"]
    for kind in ("sex", "age"):
        found = sorted(by_kind.get(kind, ()), key=lambda one: (RANK[one.sureness], _section_order(one)))
        if found:
            other = next((one for one in found[1:] if _says_otherwise(kind, one, found[0])), None)
            sureness = None
            if other is not None:
                ledger.contradict(other, found[0], f"the {kind} is {other.values[kind]} here")
                sureness = Sureness.UNSURE
            ledger.put(patient, kind, found[0].values[kind], kind, found[0], sureness=sureness)
    for birth in by_kind.get("birth", ()):
        for key, told, label in (
            ("gestation_at_birth", "gestation", "gestation at birth"),
            ("delivery", "delivery", "delivery"),
        ):
            if birth.values.get(told) and key not in patient:
                ledger.put(patient, key, birth.values[told], label, birth)
    for impression in by_kind.get("impression", ())[:1]:
        ledger.put(case, "clinical_impression", impression.values["text"], "clinical impression", impression)


def _says_otherwise(kind: str, one: Observation, known: Observation) -> bool:
    """Whether two places of the case that name the patient do not agree; an age in other units may be the same."""
    if one.sureness is not Sureness.READ or known.sureness is not Sureness.READ:
        return False
    if one.section is not SectionKind.CASE or known.section is not SectionKind.CASE:
        return False
    if kind == "sex":
        return bool(one.values[kind] != known.values[kind])
    first, second = Duration.parse(str(known.values[kind])), Duration.parse(str(one.values[kind]))
    return abs(first.in_days - second.in_days) > max(first.resolution_days, second.resolution_days)


def _title(patient: Mapping[str, Any], tissues: Tissues) -> str:
    site = tissues.site["text"] if tissues.site else "site not stated"
    return ", ".join(str(part) for part in (patient.get("sex"), patient.get("age"), site) if part)
