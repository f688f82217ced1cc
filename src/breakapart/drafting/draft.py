"""From text to drafts: the parts in their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from breakapart.drafting.assemble import assemble
from breakapart.drafting.before import Before
from breakapart.drafting.clean import clean
from breakapart.drafting.cues import Rule
from breakapart.drafting.diagnoses import read_diagnoses, reported_as
from breakapart.drafting.fish import is_row_of_fish, read_fish
from breakapart.drafting.ihc_lists import read_ihc
from breakapart.drafting.ihc_tables import read_tables
from breakapart.drafting.labels import Labelled, labelled_specimens
from breakapart.drafting.lines import unwrapped
from breakapart.drafting.mentions import tissue_heads
from breakapart.drafting.microscopy import read_microscopy
from breakapart.drafting.mitoses import read_mitoses
from breakapart.drafting.multiplicity import read_multiplicity
from breakapart.drafting.pace import read_pace
from breakapart.drafting.patient import read_patient
from breakapart.drafting.plans import planned
from breakapart.drafting.proposals import Propose, borne_out, proposals_on
from breakapart.drafting.residual import read_residual
from breakapart.drafting.running_titles import under_running_titles
from breakapart.drafting.scoped_negatives import is_row_of_genes
from breakapart.drafting.sections import find_sections, is_of_a_hospital
from breakapart.drafting.sentences import split
from breakapart.drafting.sequencing import read_sequencing
from breakapart.drafting.sites import site_by_side, site_in
from breakapart.drafting.sizes import read_sizes
from breakapart.drafting.specimens import Focus
from breakapart.drafting.subjects import Part, attribute, is_of_many
from breakapart.drafting.timeline import RESTART, read_events
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import (
    DraftCase,
    NotUnderstood,
    Observation,
    Scope,
    Section,
    SectionKind,
    Sureness,
)

MAX_CHARACTERS = 2_000_000
"""Longer texts are refused: 2 million characters are about 600 pages."""
MAX_NAME = 60
"""Characters of a name that go into the id of a draft."""
_FINDINGS = frozenset({"ihc", "mitoses", "grade", "fusion", "fish", "morphology", "event:pathology_read"})
"""What is found in a specimen: one of these is a case where the text speaks of somebody's tissue."""
_EVIDENCE = _FINDINGS | {"age", "sex", "size", "event:procedure"}
"""Two of these are a case."""
_OF_A_DISEASE = frozenset({"morphology", "necrosis", "fusion", "assay", "tissue", "resembles", "signed", "considered"})
"""What a textbook tells too; without a word of somebody's tissue it is no case."""
_OF_SOMEBODY = Rule(
    r"\b(?:patient|biops(?:y|ies)|resect(?:ion|ed)|excis(?:ion|ed)|specimen|block|accession|slides?"
    r"|sections? (?:show|reveal|demonstrate|of)|(?:tumou?r|lesional|neoplastic) (?:cells|nuclei)|years?[- ]old"
    r"|case n(?:o|umber)|nuclei (?:scored|analy[sz]ed|counted|evaluated)|(?:microscopic|gross) (?:description"
    r"|examination)|microscopy)\b",
    re.IGNORECASE,
)
_LAYERS = (
    ("dermis", Rule(r"\bdermis\b|\bdermal\b|\bcutaneous\b|\bskin\b", re.IGNORECASE)),
    ("subcutis", Rule(r"\bsubcut\w+|\bfat tissue\b|\badipose\b", re.IGNORECASE)),
    (
        "deep_soft_tissue",
        Rule(r"\bintramuscular|\bdeep soft tissue|\bskeletal muscle\b|\bsubfascial", re.IGNORECASE),
    ),
)
_NOT_THE_FIRST_SITE = Rule(
    r"metasta|relaps|recurr|family history(?! of [^.;]* present)|mother(?:'s\b| (?:had|has|was|with|also|died)\b)",
    re.IGNORECASE,
)
_OF_THE_LESION = Rule(r"\blesion\b|\bnodul|\bmass\b|\btumou?r\b|\bfragment\b|\bmicroscop", re.IGNORECASE)
_OF_ANOTHER_LESION = Rule(r"superficial|n(?:a)?ev[iu]|metasta|ointment|recurr", re.IGNORECASE)
_WORTH_A_LOOK = Rule(
    (
        r"\b(?:positive|negative|immunohistochem\w+|rearrang\w+|fusion|FISH|recurr\w+|metasta\w+|mitos\w+|mitotic"
        r"|diagnos\w+|underwent|years? later|months? later)\b"
    ),
    re.IGNORECASE,
)
_BOUND = Rule(
    r"(?:\b(?:more|greater|larger|longer|less|fewer|smaller|shorter) than|\bover|\bat least|\bexceed(?:s|ed|ing)"
    r"|\babove|\bunder|\bbelow|\bno more than|\bnearly|\balmost|[<>]=?|[\u2264\u2265]) ?(?:an? |the )?\d",
    re.IGNORECASE,
)
"""A number that is only a bound; "up to 7" is the highest that was found, and thereby a number."""
_BOUNDED = {
    "mitoses": Sureness.UNSURE,
    "necrosis": Sureness.UNSURE,
    "size": Sureness.UNSURE,
    "age": Sureness.UNSURE,
    "tmb": Sureness.UNSURE,
    "fraction": Sureness.UNSURE,
    "fish": Sureness.INFERRED,
    "event:follow_up": Sureness.INFERRED,
}
"""How sure such a bound is where a case file holds one number: asked, or accepted with the result it belongs to."""
_DOI = Rule(r"\b(10\.\d{4,9}/[^\s,;]{3,60})")
_CITATION = Rule(r"^Citation:?\s*\n?(?P<cite>[^\n]{20,300})", re.MULTILINE)


def draft_cases(
    text: str,
    vocabulary: DraftVocabulary,
    *,
    name: str = "draft",
    propose: Propose | None = None,
    proposed_by: str = "plug-in",
) -> tuple[DraftCase, ...]:
    """
    One draft for every case in `text`; none when the text tells of no case.

    `name` begins the ids of the drafts. `propose` is described at `Propose`, `proposed_by` is its name.
    """
    cleaned = clean(unwrapped(text))
    sentences = split(cleaned.text, find_sections(cleaned.text))
    if is_of_many(sentences) and not is_of_a_hospital(cleaned.text):
        return ()
    labels, parts = attribute(sentences)
    observations, used = read_parts(parts, vocabulary)
    observations += [pace for part in parts for pace in read_pace(part)]
    sites = _sites(parts, vocabulary, labels)
    signed = reported_as(sentences, vocabulary)
    source = _source(cleaned.text)
    proposals = borne_out(text, propose(text), proposed_by) if propose is not None else ()
    drafts = []
    told = _by_label(observations, labels)
    spoken: dict[str, list[Part]] = {label: [] for label in labels}
    for part in parts:
        for label in part.cases:
            spoken[label].append(part)
    for label in labels:
        own = told[label]
        kinds = {one.kind for one in own if one.section.is_about_the_case}
        if (len(kinds & _EVIDENCE) < 2 or kinds <= _OF_A_DISEASE) and not (
            kinds & _FINDINGS and any(_OF_SOMEBODY.is_in(part.text) for part in spoken[label])
        ):
            continue
        missed = [
            NotUnderstood(
                cleaned.span(part.sentence.start + part.start, part.sentence.start + part.end),
                part.text.strip(),
                "no rule reads this sentence",
            )
            for part in spoken[label]
            if part.sentence.section.kind is SectionKind.CASE
            and part.text.strip() != part.sentence.section.title
            and part.sentence.start + part.start not in used
            and _WORTH_A_LOOK.search(part.text)
        ]
        draft_id = draft_name(name) + (f"-case-{label.lower()}" if len(labels) > 1 else "")
        draft = assemble(
            label,
            draft_id,
            own,
            cleaned,
            vocabulary,
            site=sites.get(label),
            source=source,
            signed=signed,
            not_understood=missed,
        )
        if proposals:
            others = [
                cleaned.span(part.sentence.start + part.start, part.sentence.start + part.end)
                for part in parts
                if part.cases and label not in part.cases
            ]
            draft = replace(draft, facts=(*draft.facts, *proposals_on(proposals, others)))
        drafts.append(draft)
    return tuple(drafts)


def draft_name(name: str) -> str:
    """
    What the ids of the drafts of a text called `name` begin with; files are named after it.

    >>> draft_name("Report (2), final")
    'Report-2-final'
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:MAX_NAME].strip("-") or "draft"


def _by_label(observations: Sequence[Observation], labels: tuple[str, ...]) -> dict[str, list[Observation]]:
    """The observations of each case in their order; one that names no case is of all."""
    told: dict[str, list[Observation]] = {label: [] for label in labels}
    for one in observations:
        for label in dict.fromkeys(one.cases) or labels:
            told[label].append(one)
    return told


def read_sentence(text: str, vocabulary: DraftVocabulary) -> tuple[Observation, ...]:
    """Everything the rules read in one sentence (or a few) of a case, in no case in particular."""
    cleaned = clean(text)
    whole = Section(SectionKind.CASE, "", 0, len(cleaned.text))
    parts = [Part(sentence, 0, len(sentence.text), ("1",)) for sentence in split(cleaned.text, (whole,))]
    return tuple(read_parts(parts, vocabulary)[0])


def read_parts(parts: Sequence[Part], vocabulary: DraftVocabulary) -> tuple[list[Observation], set[int]]:
    """All observations of `parts`, and the places of the parts that gave one."""
    restarts = {
        part.cases[0]: i
        for i, part in enumerate(parts)
        if len(part.cases) == 1 and part.sentence.section.kind is SectionKind.CASE and RESTART.is_in(part.text)
    }
    labelled = labelled_specimens(parts)
    focus = Focus(labelled, tissue_heads(parts))
    tables = read_tables(parts, vocabulary, frozenset(one.label for one in labelled))
    observations: list[Observation] = [_as_observation(one, vocabulary) for one in labelled]
    used: set[int] = set()
    plan = planned(parts)
    carried, before, paragraph = Scope(), Before(), -1
    titled = under_running_titles(parts)
    for i, part in enumerate(parts):
        if part.sentence.paragraph != paragraph:
            carried, paragraph = Scope(), part.sentence.paragraph
        is_table = i in tables and not (is_row_of_fish(part.text, before) or is_row_of_genes(part.text))
        found = tables[i] if is_table else list(_read(titled[i], vocabulary, carried, before, is_plan=i in plan))
        if part.sentence.section.kind is SectionKind.LEGEND:
            found = [_with_figure(one, part) for one in found]
        stop = max((restarts.get(label, -1) for label in part.cases), default=-1)
        if i < stop and len(part.cases) == 1:
            found = [_as_summary(one) for one in found]
        for one in found:
            if one.kind in ("ihc", "ihc_like") and one.scope != Scope():
                carried = one.scope
            if one.kind in ("fish", "fish_method"):
                before.gene = str(one.values["gene"])
        before.go_on()
        if found:
            used.add(part.sentence.start + part.start)
        observations += focus.place(part, [_bounded(one, part) for one in found])
    return observations, used


def _as_observation(one: Labelled, vocabulary: DraftVocabulary) -> Observation:
    """A specimen that the report gives a letter, as an observation of every case."""
    site = site_in(one.text, vocabulary) or site_by_side(one.text, vocabulary) or site_at_start(one.text, vocabulary)
    return Observation(
        "labelled",
        {"label": one.label, "kind": one.kind, "procedure": one.procedure, "site": site, "spared": one.is_spared},
        one.start,
        one.start + len(one.text),
        "specimen by its letter",
    )


def site_at_start(text: str, vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """The place of the body with which a line begins ("Lung, right lower lobe, core biopsy")."""
    words = re.split(r"[:;(]", text, maxsplit=1)[0].split(",")
    for length in (2, 1):
        name = " ".join(word.strip() for word in words[:length]).lower()
        region, _ = vocabulary.site(name) if name.split() else (None, ())
        if region is not None and any(word in vocabulary.site_words for word in name.split()):
            side = re.search(r"\b(left|right|bilateral)\b", name)
            return {"text": name, "region": region.value, "side": side[1] if side else None}
    return None


def _read(
    part: Part, vocabulary: DraftVocabulary, carried: Scope, before: Before, *, is_plan: bool
) -> Iterator[Observation]:
    kind = part.sentence.section.kind
    if kind in (SectionKind.CASE, SectionKind.METHODS) and not is_plan:
        yield from read_patient(part)
        yield from read_sizes(part, vocabulary)
        yield from read_multiplicity(part)
    if kind is not SectionKind.METHODS:
        yield from read_mitoses(part, vocabulary)
        yield from read_microscopy(part, vocabulary)
        yield from read_residual(part)
    if not (is_row_of_fish(part.text, before) or is_row_of_genes(part.text)):
        yield from read_ihc(part, vocabulary, carried)
    by_fish = list(read_fish(part, vocabulary, before))
    yield from by_fish
    probed = {one.values["gene"] for one in by_fish if one.kind == "fish"}
    for one in read_sequencing(part, vocabulary, before):
        if not (one.kind == "negative" and one.values["genes"] and probed.issuperset(one.values["genes"])):
            yield one
    if kind in (SectionKind.CASE, SectionKind.DISCUSSION) and not is_plan:
        yield from read_events(part, vocabulary)
        yield from read_diagnoses(part, vocabulary)


def _bounded(one: Observation, part: Part) -> Observation:
    """`one` less sure where its number is only a bound: "more than 20 mitoses", "over 60 years", "> 50 %"."""
    sureness = _BOUNDED.get(one.kind)
    if sureness is None or one.sureness is not Sureness.READ or one.values.get("count_high") is not None:
        return one
    if one.kind == "fish" and one.values.get("percent_positive") is None:
        return one
    if one.kind == "event:follow_up" and one.values.get("follow_up") is None:
        return one
    base = part.sentence.start + part.start
    # A follow-up is found by its status; its length may stand anywhere in the sentence.
    start = 0 if one.kind in ("event:follow_up", "fish") else max(0, one.start - base - 16)
    if _BOUND.search(part.text, start, one.end - base if start else len(part.text)) is None:
        return one
    return replace(one, sureness=sureness, rule=f"{one.rule}, as a bound")


def _with_figure(one: Observation, part: Part) -> Observation:
    letter = re.match(r"\(?([A-Z])(?:, ?[A-Z])*\)", part.text.strip())
    return Observation(
        one.kind,
        one.values,
        one.start,
        one.end,
        one.rule,
        one.scope,
        one.sureness,
        one.cases,
        one.section,
        part.sentence.section.title + (letter[1] if letter else ""),
    )


def _as_summary(one: Observation) -> Observation:
    if not one.kind.startswith("event:"):
        return one
    return Observation(
        one.kind,
        {**one.values, "summary": True},
        one.start,
        one.end,
        one.rule,
        one.scope,
        one.sureness,
        one.cases,
        one.section,
    )


def _sites(parts: Sequence[Part], vocabulary: DraftVocabulary, labels: tuple[str, ...]) -> dict[str, Observation]:
    found: dict[str, Observation] = {}
    layers: dict[str, dict[str, None]] = {label: {} for label in labels}
    for part in parts:
        if part.sentence.section.kind not in (SectionKind.CASE, SectionKind.LEGEND) or len(part.cases) != 1:
            continue
        label = part.cases[0]
        text = part.text
        known = found.get(label)
        if (
            (known is None or not known.values.get("side"))
            and part.sentence.section.kind is SectionKind.CASE
            and not _NOT_THE_FIRST_SITE.is_in(text)
        ):
            site = site_in(text, vocabulary) or site_by_side(text, vocabulary)
            if site is not None and known is not None:
                # The same place, told again with its side.
                shared = set(str(site["text"]).split()) & set(str(known.values["text"]).split()) & vocabulary.site_words
                if not (site.get("side") and site["region"] == known.values["region"] and shared):
                    site = None
            if site is not None:
                base = part.sentence.start + part.start
                start, end = int(str(site.pop("start"))), int(str(site.pop("end")))
                found[label] = Observation(
                    "site", site, base + start, base + end, "place after a preposition", cases=part.cases
                )
        if _OF_THE_LESION.is_in(text) and not _OF_ANOTHER_LESION.is_in(text):
            layers[label] |= {name: None for name, pattern in _LAYERS if pattern.search(text)}
    for label, one in found.items():
        _region, depths = vocabulary.site(str(one.values["text"]))
        wanted: list[str] = [name for name in ("dermis", "subcutis", "deep_soft_tissue") if name in layers[label]] or [
            depth.value for depth in depths
        ]
        found[label] = Observation(
            "site", {**one.values, "depths": tuple(wanted)}, one.start, one.end, one.rule, cases=one.cases
        )
    return found


def _source(text: str) -> dict[str, str] | None:
    doi = _DOI.search(text)
    citation = _CITATION.search(text)
    if doi is None and citation is None:
        return None
    found: dict[str, str] = {
        "citation": " ".join(citation["cite"].split()) if citation else f"doi {doi[1] if doi else ''}"
    }
    if doi is not None:
        found["doi"] = doi[1].rstrip(".)")
    return found
