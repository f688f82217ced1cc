"""The final diagnosis and the diagnoses that were weighed."""

import re
from collections.abc import Iterable, Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sentence, Sureness

_EXCLUDED = Rule(
    (
        r"\b(?:exclud\w+|rul(?:ed|ing) out|not (?:consistent|compatible) with"
        r"|argu\w+ against|unlike|against a diagnosis)\b"
    ),
    re.IGNORECASE,
)
_WEIGHED = Rule(
    (
        r"\bdifferential diagnos[ie]s\b|\bwas considered\b|\bwere considered\b"
        r"|\bconsidered in the differential"
    ),
    re.IGNORECASE,
)
_HEDGE = Rule(
    (
        r"\b(?:may|might|can|could) (?:\w+ )?(?:stain|be|show|express|mimic)\b"
        r"|\bother entities\b"
    ),
    re.IGNORECASE,
)
_FINAL = Rule(
    r"\b(?:final|definitive|pathological|histopathological|integrated|revised) diagnosis\b[^.;]{0,"
    r"20}?(?:was|of|:|as|is) ?(?:made |established |that of )?(?P<what>[^.;]{4,140})"
    r"|^\W*(?:pathological |histological |final )?diagnosis ?: ?(?P<what2>[^.;\n]{4,140})"
    r"|\b(?:was|were|is) (?:finally |ultimately |eventually )(?:re)?(?:diagnosed"
    r"|classified) (?:as|with) (?P<what3>[^.;]{4,140})",
    re.IGNORECASE,
)
_REPORTED = Rule(
    (
        r"\b(?:we|herein,? we) (?:report|present|describe)(?:ed)?\b[^.;]{0,40}?\b(?:cases?"
        r"|examples?|patients?)\b (?:of|with) (?P<what>[^.;]{4,160})"
    ),
    re.IGNORECASE,
)


def read_diagnoses(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """Final diagnosis, and diagnoses weighed, in `part`."""
    text, base, section = part.text, part.sentence.start + part.start, part.sentence.section.kind
    final = _FINAL.search(text)
    if final is not None and section is not SectionKind.ABSTRACT:
        what = next(group for group in (final["what"], final["what2"], final["what3"]) if group).strip()
        what = re.split(r",? (?:but|although|which|based on|because|by|and the patient)\b", what)[0].strip()
        start = text.find(what)
        named = vocabulary.entities_in(what)
        yield Observation(
            "signed",
            {"text": re.sub(r"^(?:an?|the) ", "", what), "entity": named[0][0] if named else None},
            base + start,
            base + start + len(what),
            "final diagnosis",
            cases=part.cases,
            section=section,
        )
        return
    if "diagnos" in part.sentence.section.title.lower() and "differential" not in part.sentence.section.title.lower():
        under = vocabulary.entities_in(text)
        if under:
            yield Observation(
                "signed",
                {"text": text[under[0][1] : under[0][2]], "entity": under[0][0]},
                base + under[0][1],
                base + under[0][2],
                "under the heading 'diagnosis'",
                cases=part.cases,
                section=section,
            )
            return
    excluded = _EXCLUDED.search(text)
    weighed = _WEIGHED.search(text)
    if excluded is None and weighed is None:
        return
    if section not in (SectionKind.CASE, SectionKind.DISCUSSION) or _HEDGE.search(text):
        return
    for entity, start, end in vocabulary.entities_in(text):
        yield Observation(
            "considered",
            {"entity": entity, "text": text[start:end], "conclusion": "excluded" if excluded else "open"},
            base + start,
            base + end,
            "diagnosis excluded" if excluded else "diagnosis considered",
            sureness=Sureness.READ if excluded else Sureness.INFERRED,
            cases=part.cases,
            section=section,
        )


def reported_as(sentences: Iterable[Sentence], vocabulary: DraftVocabulary) -> Observation | None:
    """What the authors say they report ("two cases of X"): the diagnosis of every case, to be confirmed."""
    for sentence in reversed(list(sentences)):
        if sentence.section.kind in (SectionKind.REFERENCES, SectionKind.LEGEND):
            continue
        match = _REPORTED.search(sentence.text)
        if match is None:
            continue
        named = [one for one in vocabulary.entities_in(match["what"]) if one[1] <= 8]
        if named and not re.match(r"[- ](?:like|pattern|phenotype|features)", match["what"][named[0][2] :]):
            what = re.split(r",| that | which | exhibiting | harbou?ring ", match["what"])[0].strip()
            start = sentence.start + match.start("what")
            return Observation(
                "signed",
                {"text": what, "entity": named[0][0]},
                start,
                start + len(what),
                "what the authors say they report",
                sureness=Sureness.INFERRED,
                section=sentence.section.kind,
            )
    return None
