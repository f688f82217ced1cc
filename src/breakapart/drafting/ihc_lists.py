"""
Stains and results: lists with one verb, exceptions, "respectively", double negatives, clones, shares of cells.

A sentence is taken as a row of marks: stains, words of result, exceptions, scopes and breaks. Each word of result
takes the stains that follow it ("positive for A, B and C") or those before it ("A and B were positive"). Nothing here
looks at single stains by name, except that Ki-67 is a share of cells.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from breakapart.drafting.cues import Rule
from breakapart.drafting.ihc_gaps import BREAK
from breakapart.drafting.ihc_groups import groups_in
from breakapart.drafting.ihc_index import OTHER_PROLIFERATION, PROLIFERATION
from breakapart.drafting.ihc_places import place_of, shares_by_place, told_again
from breakapart.drafting.ihc_sharing import (
    RESPECTIVELY,
    exceptions_in,
    settle_by_addition,
    settle_by_adjective,
    settle_by_words_behind,
    settle_respectively,
    share_out,
)
from breakapart.drafting.ihc_signs import SIGN_BEFORE, read_signs
from breakapart.drafting.ihc_stain import Stain, settle
from breakapart.drafting.ihc_statuses import statuses_in, taken_back
from breakapart.drafting.scopes import Scopes, scopes_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary, MarkerMention
from breakapart.knowledge.vocabulary import fold
from breakapart.model.draft import NO_SCOPE, Observation, Scope, Sureness
from breakapart.model.outcome import Compartment, Outcome

_CUE = Rule(
    r"positiv|negativ|express|stain|immuno|reactiv|ki-? ?67|mib-? ?1|\([+-]"
    r"|\+|retain|retention|\blost\b|\bloss\b|intact|preserv|marker"
    r"|\bneg\b|\bpos\b|equivocal|absen|\black|label|react"
    r"|\bmark(?:ed|s) |interpretable|evaluable|informative|deficient|devoid"
    r"|contributory|antibod|(?:cytoplasmic|nuclear) signal|ed to the nucle"
    r"|\bnuclear (?:\w+-catenin|[a-z]+\d)|interpret|reduced|diminish"
    r"|attenuat|accumulat|translocat"
    r"|\bassessed\b|inconclusive|indeterminate|inadequate|\bfailed\b|h-?score|allred"
    r"|(?:scattered|rare|occasional|single|few) (?:\w+ )?cells|\bno nuclear\b|highlight|decorat|prolifera"
    r"|\bwas not\b|\bwere not\b|\([0-3]\+?\)|\[[-+]\]"
)
_HYPHEN_BEHIND = Rule(r"-(?<=\w-)(?=[,;. ]|$)| -(?=\s?(?:[,;.]|$))")
"""A minus that may be a result ("S100-, CD34+"), as most hyphens are not."""
_OTHER_ASSAY = Rule(
    r"sequenc|\bngs\b|mutation|variant|\bfish\b|in situ hybridi|break-?apart"
    r"|amplif|single-copy|copy (?:ratio|number)|fusion|rearrange|transcript|methylation|\bpcr\b|probe"
)
_HYBRIDISATION = Rule(r"\bfish\b|in situ hybridi|break-?apart")
_GENERAL = Rule(
    r"\b(?:may|can|might|could|should) (?:\w+ ){0,2}(?:stain|be (?:\w+ )?(?:positive"
    r"|negative|expressed|seen)|express|show|help)|\bother entities\b"
    r"|\bby definition\b|\bas a rule\b|\bis (?:best )?known (?:to|from)\b|\busually\b"
    r"|(?<!was )(?<!were )\btypically\b|\bgenerally\b|\bcommonly reported\b|\bspecificity\b|\bsensitivity\b"
    r"|\b(?:entity|entities|neoplasms|tumou?rs|lesions) (?:which|that) (?:often |frequently )?(?:co-?)?express"
)
"""What holds for tumours in general says nothing of this one."""
_ANTIBODY = Rule(r"immuno(?!therap)|\bihc\b|\bstain|antibod")
_STAINED = Rule(
    r"immuno(?!therap)|\bihc\b|stain|antibod|ki-? ?67|mib-? ?1|immunopheno|positiv"
    r"|negativ|express|reactiv|\blost\b|\bloss\b|retain|\w\+(?=[,;. )]|$)|\([+-]"
)
_GENE_BEHIND = Rule(
    r"(?:\s?-\s?|\s)(?:re-?arrang|fus(?:ed|ion)|gene\b|mutat|amplif|inhibitor"
    r"|break-?apart|fish\b|fluorescence|exon|partner|translocat|driven|probe"
    r"|copy|locus|signal|wild|kinase|deletion|alteration|status|anaplastic"
    r"|positive (?:anaplastic|histiocyt|inflammatory|lung|large|non))"
    r"|::|\s?\((?:exon|ex|e)\s?\d|-[A-Z][A-Z0-9]{2,}\b(?:.{0,12}fusion)",
    re.IGNORECASE,
)
_GENES = frozenset({"CDKN2A", "TP53", "CTNNB1", "ERBB2", "CCND1"})
"""Symbols that stand for a protein, which has a name of its own, only where stains are spoken of."""
_PROTEIN = Rule(r"immuno(?!therap)|\bihc\b|stain|antibod|express|positiv|negativ")
_GENE_BEFORE = Rule(
    r"\b(?i:amplifications?|deletions?|mutations?|copy number (?:gain|loss)|rearrangements?|co-?deletions?|fusions?) "
    r"(?:of|in|involving) (?:the )?(?:[A-Z][A-Z0-9/]{1,9}(?:, and |, or |, | and | or )(?:the )?){0,3}$"
)
"""A gene, not its protein: "amplification of CDK4 and MDM2"."""
_KERATINS = frozenset({"CK_AE1AE3", "CAM52", "OSCAR", "MNF116", "CK7", "CK20", "CK5_6", "CK19", "HMWCK"})
_KERATINS_ALL = re.compile(r"(?:cyto)?keratins?", re.IGNORECASE)
"""Before a bracket the heading of a list of keratins, and no stain."""
_SAME_AGAIN = re.compile(
    r"/|(?: (?:mutant|protein|immuno\w+|antibody|stain\w*|ihc|cocktail)){0,2}\s?\((?:(?:antibody|clone):? ){0,2}",
    re.IGNORECASE,
)
"""Between two names of one stain: "SMARCB1/INI1", "ALK immunohistochemistry (clone 5A4"."""
_REST_OF_BRACKET = re.compile(r"\s?[;,][^()]{1,60}\)")
_LIKE = Rule(
    (
        r"\b(?:immuno(?:pheno\w+|histochem\w+|profile|stain\w*)|stain(?:s|ing)"
        r"|markers|results)\b[^.]{0,80}?\b(?:similar|identical|the same|comparable"
        r"|consistent with|unchanged|concordant)\b[^.]{0,30}?\b(?:primary|original"
        r"|initial|previous|first|index)\b"
    ),
    re.IGNORECASE,
)


def read_ihc(part: Part, vocabulary: DraftVocabulary, carried: Scope = NO_SCOPE) -> Iterator[Observation]:
    """
    Every stain of `part` with its result; `carried` is the scope of the sentence before, for "they" and "these cells".

    Stains that a sentence only names, and those it says were not done, give nothing.
    """
    text = part.text
    lower = text.lowered
    if not _CUE.is_in(lower) and not _HYPHEN_BEHIND.is_in(lower):
        return
    if _OTHER_ASSAY.is_in(lower) and not _STAINED.is_in(lower):
        return
    if _GENERAL.is_in(lower):
        return
    mentions = [
        mention
        for mention in vocabulary.markers_in(text)
        if not _GENE_BEHIND.match(text, mention.end)
        and not (
            text[mention.start : mention.end] in _GENES and (_OTHER_ASSAY.is_in(lower) or not _PROTEIN.is_in(lower))
        )
        and not _GENE_BEFORE.search(text[max(0, mention.start - 50) : mention.start])
        and not text[max(0, mention.start - 2) : mention.start].endswith("::")
        and not text[max(0, mention.start - 4) : mention.start].lower().endswith("(e)")
    ]
    mentions = _told_once(text, mentions)
    if _HYBRIDISATION.is_in(lower) and not _ANTIBODY.is_in(lower):
        mentions = _apart_from_hybridisation(text, mentions)
    if not any(mention.marker == "Ki67" for mention in mentions):
        index = PROLIFERATION.search(text)
        if index is not None and not OTHER_PROLIFERATION.search(text):
            mentions.append(MarkerMention("Ki67", None, index.start(), index.end()))
            mentions.sort(key=lambda mention: mention.start)
    like = _LIKE.search(text) if "immuno" in lower or "stain" in lower or "marker" in lower else None
    scopes = scopes_in(text, vocabulary.site_words)
    if like is not None:
        named = [scope for _, _, scope in scopes if scope.specimens and scope.specimens != ("primary",)]
        yield Observation(
            "ihc_like",
            {"like": "primary"},
            part.sentence.start + part.start + like.start(),
            part.sentence.start + part.start + like.end(),
            "other stains like those of the primary",
            named[0] if named else carried,
            Sureness.INFERRED,
            part.cases,
            part.sentence.section.kind,
        )
    if not mentions:
        return
    stains = _results(text, mentions, scopes, carried)
    for stain in stains:
        if stain.outcome is None or stain.skip:
            continue
        base = part.sentence.start + part.start
        absent = stain.outcome is not Outcome.PRESENT
        marker = stain.mention.marker
        if stain.outcome is Outcome.ABSENT and stain.compartments == (Compartment.NUCLEAR,):
            # "No nuclear beta-catenin" says nothing of the cytoplasm.
            marker = vocabulary.nuclear_reading(marker) or marker
        yield Observation(
            "ihc",
            {
                "marker": marker,
                "outcome": stain.outcome.value,
                "clone": stain.clone or stain.mention.clone,
                "extent": None if absent else stain.extent and stain.extent.value,
                "intensity": None if absent else stain.intensity and stain.intensity.value,
                "compartments": () if absent else tuple(one.value for one in stain.compartments),
                "percent_positive": None if absent else stain.percent,
                "count_method": stain.method and stain.method.value,
                "note": stain.note,
            },
            base + min(stain.start, stain.mention.start),
            base + max(stain.end, stain.mention.end),
            stain.rule,
            stain.scope,
            stain.sureness,
            part.cases,
            part.sentence.section.kind,
        )


def _told_once(text: str, mentions: list[MarkerMention]) -> list[MarkerMention]:
    """A stain and its short name in brackets as one: "anaplastic lymphoma kinase (ALK)"; its own name as no clone."""
    kept: list[MarkerMention] = []
    for mention in mentions:
        if mention.clone is not None and fold(mention.clone) in fold(mention.marker):
            mention = replace(mention, clone=None)
        if (
            kept
            and kept[-1].marker == mention.marker
            and re.fullmatch(r"\s?\((?:pan-?)?", text[kept[-1].end : mention.start])
            and text.startswith(")", mention.end)
        ):
            before = kept.pop()
            mention = MarkerMention(mention.marker, before.clone or mention.clone, before.start, mention.end + 1)
        if kept and kept[-1].marker == mention.marker and _SAME_AGAIN.fullmatch(text, kept[-1].end, mention.start):
            before = kept.pop()
            is_open = text.count("(", before.start, mention.end) > text.count(")", before.start, mention.end)
            end = mention.end + 1 if is_open and text.startswith(")", mention.end) else mention.end
            mention = MarkerMention(mention.marker, before.clone or mention.clone, before.start, end)
        if (
            kept
            and mention.marker in _KERATINS
            and _KERATINS_ALL.fullmatch(text, kept[-1].start, kept[-1].end)
            and re.fullmatch(r"\s?[(:]\s?", text[kept[-1].end : mention.start])
        ):
            kept.pop()
        rest = _REST_OF_BRACKET.match(text, mention.end)
        if rest is not None and text.count("(", mention.start, mention.end) > text.count(
            ")", mention.start, mention.end
        ):
            mention = replace(mention, end=rest.end())
        kept.append(mention)
    return kept


def _apart_from_hybridisation(text: str, mentions: list[MarkerMention]) -> list[MarkerMention]:
    """The stains of "CD34 negative, Ki67 50%; the ALK FISH was positive" that stand apart from the hybridisation."""
    if ";" not in text and "eber" not in text.lower():
        return []
    return [one for one in mentions if one.marker == "EBER" or not _is_of_hybridisation(text, one.start)]


def _is_of_hybridisation(text: str, place: int) -> bool:
    if ";" not in text or not _HYBRIDISATION.is_in(text.lower()):
        return False
    end = text.find(";", place)
    clause = text[text.rfind(";", 0, place) + 1 : end if end >= 0 else len(text)].lower()
    return _HYBRIDISATION.search(clause) is not None and not _ANTIBODY.search(clause)


def _results(text: str, mentions: list[MarkerMention], scopes: Scopes, carried: Scope) -> list[Stain]:
    stains = [Stain(mention) for mention in mentions]
    statuses = [
        status
        for status in taken_back(text, statuses_in(text, mentions))
        if not _is_of_hybridisation(text, status.start)
    ]
    for i, stain in enumerate(stains):
        following = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        read_signs(text, stain, following)
    for sign in SIGN_BEFORE.finditer(text):
        ends = [place for mark in ";\n" if (place := text.find(mark, sign.end())) >= 0]
        for stain in stains:
            if sign.end() <= stain.mention.start < min([*ends, len(text)]) and stain.outcome is None:
                settle(stain, "pos" if sign[1] == "+" else "neg", "sign before a list", sign.start(), stain.mention.end)
    breaks = [
        match.start()
        for match in BREAK.finditer(text)
        if not any(one.start < match.start() < one.end for one in mentions)
    ]
    exceptions = exceptions_in(text, stains)
    groups = groups_in(text, stains, statuses, breaks)
    for status, group, is_forward in groups:
        share_out(text, status, group, is_forward, stains, statuses, breaks, exceptions)
    for stain in stains:
        if stain.outcome is None and not stain.skip:
            settle_by_adjective(text, stain, any(s.kind in ("pos", "neg", "verb", "weak") for s in statuses))
        if stain.outcome is None and not stain.skip:
            settle_by_words_behind(text, stain, stains)
        if stain.outcome is None and not stain.skip:
            settle_by_addition(text, stain, stains)
    if RESPECTIVELY.search(text):
        settle_respectively(text, stains, statuses)
    again = told_again(text, stains, scopes, groups)
    for stain in stains:
        if (
            stain.outcome is not None
            and not stain.scope.specimens
            and not stain.scope.component
            and not stain.scope.site
        ):
            stain.scope = place_of(text, stain, scopes, stains, carried)
    split: list[Stain] = []
    for i, stain in enumerate(stains):
        split += shares_by_place(text, stain, scopes, stains[i + 1].mention.start if i + 1 < len(stains) else len(text))
    kept = [stain for stain in stains if not any(one.mention is stain.mention for one in split)]
    return kept + split + again
