"""Fusions of two genes in every syntax that laboratories write them in, with their exons where these are told."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Sureness

_GENE = r"[A-Z][A-Z0-9]{1,9}(?:orf\d{1,3})?(?:-[A-Z]{1,2}\b)?"
_PLAIN_EXON = r"(?:exons?|ex\.?|[eE])\s?(\d{1,2})"
_ACCESSION = r"(?:\s?[\[(](?:NM_|ENST|NR_)\d{1,15}(?:\.\d{1,2})?[\])])?"
_IN = r"\s?[\[(,]?\s?(?:exons?|ex|e|E|(?<=\())\s?\.?(\d{1,2})\s?[\])]?"
_JOIN = r"\)?\s?(?:::?|--|-|/|~|\u2013|\u2192|->)\s?"
PAIR = Rule(rf"\b({_GENE}){_ACCESSION}(?:{_IN})?{_JOIN}({_GENE}){_ACCESSION}(?:{_IN})?(?![\w-]*[a-z])")
_GENE_EXON_PAIR = Rule(
    rf"\b({_GENE}){_ACCESSION},?\s?\(?{_PLAIN_EXON}\)?\s?(?:\([^()]{{0,30}}\)\s?)?(?:is "
    r"|was |were )?(?:and|to|with|fused (?:in[- ]frame )?(?:to|with)|joined (?:to"
    rf"|with)|spliced to|-|::?|/|;|--|\u2013|\u2192|->)\s?(?:the )?({_GENE}){_ACCESSION},?\s?\(?{_PLAIN_EXON}\)?"
)
_EXON_OF_PAIR = Rule(
    rf"\b[Ee]xons?\s?(?:\d{{1,2}} ?(?:-|\u2013|to|through) ?)?(\d{{1,2}}) (?:of"
    rf"|in) (?:the )?({_GENE})(?: gene)?(?:\s?\([^()]{{0,30}}\))?(?:"
    r",? (?:is |was |were )?(?:and|to|with|in[- ]frame|fused|joined|spliced"
    rf"|linked|connected|fused to|joined to))+ (?:the )?exons?\s?(\d{{1,2}})(?: ?(?:-|\u2013|to"
    rf"|through) ?\d{{1,2}})? (?:of|in) (?:the )?({_GENE})"
)
_EXONS_AND = Rule(
    rf"\b({_GENE}){_JOIN}({_GENE})[^.;]{{0,60}}?\b(?:exons?|ex|[Ee])\s?(\d{{1,2}})\s?(?:and"
    r"|to|;|:|-|/)\s?(?:exons?|ex|[A-Z])?\s?(\d{1,2})"
)
_PLACE = r"(?:(?:introns?|exons?) \d{1,2} of )?(?:the )?"
_BETWEEN = Rule(
    r"\b(?:fusion|rearrangement|translocation|fusion transcript|transcript"
    r"|fusion gene)s? (?:between|of|involving|joining|linking|comprising) "
    rf"{_PLACE}({_GENE})(?: \([^()]{{1,20}}\))?(?: genes?)?(?: and| with| to) {_PLACE}({_GENE})\b"
)
_PARTNER = Rule(
    rf"\b({_GENE}) (?:gene )?(?:fusion|rearrangement)s? (?:with|to)(?: the)? ({_GENE})\b"
    rf"|\b({_GENE}) (?:gene )?(?:fusion|rearrangement)[^.;]{{0,50}}?\b({_GENE}) as (?:the "
    rf"|its |a )?(?:\w+ )?(?:fusion )?partner|\b({_GENE}) (?:was|is) fused (?:to|with) ({_GENE})\b"
    rf"|\b({_GENE}) (?:gene )?(?:fusion|rearrangement)[^.;]{{0,40}}?\bpartner(?: gene)?:?,? (?:was |is |being "
    rf"|identified as |of )?({_GENE})\b"
)
_NEGATED = Rule(
    (
        r"\bno\b(?: \w+){0,4}\s?$|\bnegative for(?: \w+,?){0,4}\s?$|\bwithout(?: \w+){0,3}\s?$"
        r"|\bnot (?:detect|identif|find|show|reveal|harbou?r|demonstrat|confirm)\w*(?: \w+){0,3}\s?$"
        r"|\babsence of(?: \w+){0,3}\s?$|\bnor\s?$|\bneither\s?$"
    ),
    re.IGNORECASE,
)
_NEGATED_AFTER = Rule(
    r"^(?:,? ?(?:and |or )?[A-Z][A-Z0-9:-]{1,14}){1,6} fusions? (?:was|were) (?:not (?:found|detected|identified"
    r"|seen)|absent|negative)|"
    r"^[^.;,]{0,40}\b(?:was|were|is|are) (?:\w+ )?(?:not (?:detect|identif|found|seen|present|observed"
    r"|demonstrat)\w*|absent|negative|excluded)"
    r"|^\s?(?:fusions? |gene |transcripts? |rearrangement |chimeric ){0,3}(?:\([^()]{1,30}\) ?)?(?:was |were "
    r"|by RT-?PCR |testing |RT-?PCR |analysis ?){0,3}"
    r"(?:[:=\u2013-] ?)?(?:not (?:detected|identified|found|present)|negative|absent)",
    re.IGNORECASE,
)
_KINASES = frozenset(
    {
        "ALK",
        "NTRK1",
        "NTRK2",
        "NTRK3",
        "ROS1",
        "RET",
        "MET",
        "BRAF",
        "RAF1",
        "EGFR",
        "PDGFRA",
        "PDGFRB",
        "FGFR1",
        "FGFR2",
        "FGFR3",
        "ABL1",
        "JAK2",
        "ERBB2",
        "MERTK",
        "LTK",
    }
)
"""Taken for the 3' partner where a text names two genes without their order: kinase domains lie at the C-terminus."""
_TET = frozenset({"EWSR1", "FUS", "TAF15"})
"""Each stands for the others at the 5' side of a fusion; two of them are looked for, not joined."""
_OFTEN_FUSED = _KINASES | {"ETV6", "TPM3", "TPM4", "LMNA", "EML4", "STRN", "EWSR1", "SS18", "STAT6", "NAB2", "COL1A1"}
"""Misprints are looked for of these alone: any four letters are some symbol with two of them changed."""
_OLD_NAMES = {"SYT": "SS18", "EWS": "EWSR1", "TEL": "ETV6", "TRKC": "NTRK3", "FKHR": "FOXO1", "CHOP": "DDIT3"}
"""Names of genes that fusions still go by."""
_OF_A_FUSION = re.compile(r"fusion|transcript|rearrang|fused|transloc|chimeri|joined")
_FOR_FUSIONS = Rule(
    r"RT-?PCR|sequenc|\bNGS\b|\bRNA|\bpanel\b|\bArcher\b|\bFISH\b|\bdetect|\bidentif|\bpositive\b|\bnegative\b",
    re.IGNORECASE,
)
_CONSISTENT_BEFORE = Rule(
    r"\b(?:consistent with|in keeping with|compatible with|suggest\w*(?: of)?|suspicious for|point\w* to)(?: an?"
    r"| the)? $",
    re.IGNORECASE,
)
_FOUND_BY = Rule(r"\bNGS\b|sequenc|\bRT-?PCR\b|\bRNA|\bpanel\b|\bdetected\b|\bidentified\b", re.IGNORECASE)
"""Without one of these, a fusion that findings are consistent with is deduced, not seen."""
_GENE_EXON = Rule(
    rf"\b(?P<gene>{_GENE}){_ACCESSION}(?: breakpoint)?(?: in)?,?[ :]{{0,2}}\(?(?:exons?|ex\.?"
    rf"|[eE])\s?(?P<exon>\d{{1,2}})\b"
)
_SUPPOSED = Rule(
    r"^[^.;,]{0,15}\b(?:is|was|seems|appears) (?:most |highly |very )?(?:likely|suspected|possible|probable|presumed)"
)
_SUPPOSED_BEFORE = Rule(
    r"\b(?:suspected|possible|presumed|putative|probable|likely|e\.g\.|such as|rather than|instead of|exclude"
    r"|rule out)(?: an?| the)? $"
)
_SHORT_EXON = Rule(r"\be[x.]?\s?\d", re.IGNORECASE)
_EXON_CODES = Rule(r"[A-Z]\d{1,2}[;:][A-Z]\d")


def read_fusions(
    text: str, vocabulary: DraftVocabulary, before: tuple[str, str] | None = None
) -> Iterator[tuple[str, bool, int, int, str, Sureness]]:
    """
    Each fusion that `text` tells: its call, whether it is denied, its place, the rule and how sure that is.

    `before` are the genes of the fusion that was told before: a line with the exons of both is about it.
    """
    taken: list[tuple[int, int]] = []
    told: dict[frozenset[str], str] = {}

    def usable(five: str, three: str, match: re.Match[str]) -> bool:
        five, three = _OLD_NAMES.get(five, five), _OLD_NAMES.get(three, three)
        if five == three or any(start < match.end() and match.start() < end for start, end in taken):
            return False
        return vocabulary.is_gene(five) and vocabulary.is_gene(three)

    def result(
        five: str,
        exon5: str | None,
        three: str,
        exon3: str | None,
        match: re.Match[str],
        rule: str,
        sureness: Sureness = Sureness.READ,
    ) -> Iterator[tuple[str, bool, int, int, str, Sureness]]:
        taken.append(match.span())
        five, three = _OLD_NAMES.get(five, five), _OLD_NAMES.get(three, three)
        pair = frozenset((five, three))
        if pair in told and not (exon5 and exon3):
            return
        call = f"{five}(e{exon5})::{three}(e{exon3})" if exon5 and exon3 else f"{five}::{three}"
        if vocabulary.fusion_trouble(call) is not None:
            call = f"{five}::{three}"
            if vocabulary.fusion_trouble(call) is not None:
                return
            sureness = Sureness.UNSURE
        behind, before = text[match.end() : match.end() + 60], text[max(0, match.start() - 30) : match.start()]
        if _CONSISTENT_BEFORE.search(before) and not _FOUND_BY.is_in(text):
            return
        if _SUPPOSED.search(behind) or _SUPPOSED_BEFORE.search(before):
            return
        told[pair] = call
        is_absent = bool(
            _NEGATED.search(text[max(0, match.start() - 60) : match.start()])
            or _NEGATED_AFTER.match(text[match.end() : match.end() + 60])
        )
        yield call, is_absent, match.start(), match.end(), rule, sureness

    if "xon" in text or _SHORT_EXON.is_in(text) or _EXON_CODES.is_in(text):
        for match in _EXON_OF_PAIR.finditer(text):
            if usable(match[2], match[4], match):
                yield from result(match[2], match[1], match[4], match[3], match, "exon of gene joined to exon of gene")
        for match in _GENE_EXON_PAIR.finditer(text):
            if usable(match[1], match[3], match):
                yield from result(
                    match[1], match[2], match[3], match[4], match, "gene with exon joined to gene with exon"
                )
        for match in _EXONS_AND.finditer(text):
            if _are_of_one_family(match[1], match[2]):
                continue
            if (
                (usable(match[1], match[2], match) and "exon" in match.group().lower())
                or re.search(r"[EeAa]\d{1,2}[;:]", match.group())
            ) and usable(match[1], match[2], match):
                yield from result(
                    match[1], match[3], match[2], match[4], match, "pair of genes with their exons behind"
                )
    for match in PAIR.finditer(text):
        five, exon5, three, exon3 = match.groups()
        joined = text[match.start() : match.end()]
        around = text[max(0, match.start() - 40) : match.end() + 40].lower()
        if _is_list(five, three, joined, text, match):
            continue
        is_told = bool(
            "::" in joined
            or _OF_A_FUSION.search(around)
            or (vocabulary.is_gene(three) and _is_known(five, three, vocabulary) and _FOR_FUSIONS.is_in(text))
        )
        if is_told and not usable(five, three, match):
            mended, turned_letters = _mended(five, vocabulary), _mended(three, vocabulary)
            if (mended, turned_letters) != (five, three) and usable(mended, turned_letters, match):
                rule = "pair of genes, a symbol with two letters changed about"
                yield from result(mended, exon5, turned_letters, exon3, match, rule, Sureness.INFERRED)
            continue
        if is_told:
            turned = five in _KINASES and three not in _KINASES and not exon5
            turned = turned and ("::" not in joined or vocabulary.knowledge.is_recurrent(three, five))
            if turned:
                yield from result(
                    three,
                    exon3,
                    five,
                    exon5,
                    match,
                    "pair of genes, the kinase taken for the 3' partner",
                    Sureness.INFERRED,
                )
            else:
                yield from result(five, exon5, three, exon3, match, "pair of genes")
    for pattern in (_BETWEEN, _PARTNER):
        for match in pattern.finditer(text):
            named = [group for group in match.groups() if group]
            if len(named) == 2 and usable(named[0], named[1], match):
                five, three = named
                if five in _KINASES and three not in _KINASES:
                    five, three = three, five
                rule = "two genes named in a fusion, the kinase taken for the 3' partner"
                yield from result(five, None, three, None, match, rule, Sureness.INFERRED)
    bare = [tuple(call.split("::")) for call in told.values() if "(" not in call]
    if ("xon" in text or _SHORT_EXON.is_in(text)) and len(told) <= 1:
        for five, three in bare or ([before] if before is not None and not told else []):
            yield from _exons_of((five, three), text)


def _exons_of(pair: tuple[str, str], text: str) -> Iterator[tuple[str, bool, int, int, str, Sureness]]:
    """A line with the exons of both genes of a fusion that was told before: "Exons: LMNA exon 2, NTRK1 exon 11"."""
    found = {match["gene"]: match for match in _GENE_EXON.finditer(text)}
    if set(found) == set(pair):
        first, last = found[pair[0]], found[pair[1]]
        call = f"{pair[0]}(e{first['exon']})::{pair[1]}(e{last['exon']})"
        start, end = min(first.start(), last.start()), max(first.end(), last.end())
        yield call, False, start, end, "exons of a fusion named before", Sureness.INFERRED


def _is_known(five: str, three: str, vocabulary: DraftVocabulary) -> bool:
    five, three = _OLD_NAMES.get(five, five), _OLD_NAMES.get(three, three)
    return vocabulary.knowledge.is_recurrent(five, three) or vocabulary.knowledge.is_recurrent(three, five)


def _are_of_one_family(five: str, three: str) -> bool:
    return five.rstrip("0123456789ABCD") == three.rstrip("0123456789ABCD")


def _is_list(five: str, three: str, joined: str, text: str, match: re.Match[str]) -> bool:
    """Whether two symbols that are joined are two things looked at, not one fusion: "ALK/ROS1 rearrangement"."""
    if "::" in joined:
        return False
    if {five, three} <= _KINASES or {five, three} <= _TET:
        return True
    if _are_of_one_family(five, three):
        return True
    if "/" not in joined:
        return False
    behind, before = text[match.end() : match.end() + 25], text[max(0, match.start() - 25) : match.start()]
    return (
        behind.startswith("/")
        or before.endswith("/")
        or not (
            re.match(r"(?: \([^()]*\))?[ -](?:\w+ )?(?:gene |in-frame )?(?:fus|rearr|transcript|chim)", behind)
            or re.search(r"fus(?:ion|ed)(?: gene| transcript)?(?: of| between|:)? ?$", before)
        )
    )


def _mended(symbol: str, vocabulary: DraftVocabulary) -> str:
    """The driver that `symbol` is but for two letters that changed places ("EVT6"), or `symbol`."""
    if vocabulary.is_gene(symbol):
        return symbol
    for i in range(len(symbol) - 1):
        turned = symbol[:i] + symbol[i + 1] + symbol[i] + symbol[i + 2 :]
        if turned in _OFTEN_FUSED:
            return turned
    return symbol
