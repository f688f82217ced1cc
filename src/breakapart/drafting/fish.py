"""Break-apart FISH: gene, result, cells, cut-off, section and the signal patterns that are described."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.gene_lists import PAIR, genes_named
from breakapart.drafting.patient import NUMBER_WORDS, number
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, Sureness

_FISH = Rule(
    r"\bFISH\b|\bin[- ]situ[- ]hybridi[sz]ation|\bbreak-? ?apart\b|\bsplit signals?|\bsplitting apart\b|\bnuc ish\b"
    r"|\bno break\b|\bbreak of the\b|\bdual[- ]colou?r (?:break|split|probe)|\b(?:fluorescen(?:ce|t)|chromogenic)"
    r" in[- ]?situ",
    re.IGNORECASE,
)
_OTHER_HYBRIDIZATION = Rule(
    r"\b(?:chromogenic in[- ]?situ|EBER|HPV|albumin|kappa|lambda|RNA in[- ]situ|EBV)\b", re.IGNORECASE
)
"""Looks for a transcript or a virus, not for a break."""
_LOCI = frozenset(
    {
        "ALK",
        "ROS1",
        "RET",
        "NTRK1",
        "NTRK2",
        "NTRK3",
        "ETV6",
        "EWSR1",
        "FUS",
        "SS18",
        "FOXO1",
        "DDIT3",
        "USP6",
        "PDGFB",
        "PDGFRB",
        "PDGFRA",
        "COL1A1",
        "PLAG1",
        "TFE3",
        "TFEB",
        "CIC",
        "BCOR",
        "NCOA2",
        "BRAF",
        "RAF1",
        "MYB",
        "NR4A3",
        "FGFR1",
        "FGFR2",
        "FGFR3",
        "WWTR1",
        "CAMTA1",
        "HMGA2",
        "JAZF1",
        "PHF1",
        "YWHAE",
        "MAML2",
        "MET",
        "NUTM1",
        "NRG1",
        "ABL1",
        "JAK2",
        "CSF1R",
        "FOSB",
        "FOS",
        "GLI1",
        "TAF15",
        "CREB1",
        "ATF1",
        "WT1",
        "ERG",
        "FLI1",
        "STAT6",
        "MYH9",
        "PAX3",
        "PAX7",
        "BRD4",
        "MKL2",
        "MAML3",
        "CSF1",
        "CRTC1",
        "MALT1",
        "BCL2",
        "BCL6",
        "IGH",
        "MAP3K8",
        "PRKCA",
        "PRKCB",
        "PRKD1",
        "ESR1",
        "GREB1",
        "KMT2A",
        "VGLL2",
        "TEAD1",
        "YAP1",
        "HMGA1",
        "MGEA5",
        "TGFBR3",
        "AFF3",
        "MN1",
        "PATZ1",
    }
)
"""Genes whose break is looked for by FISH in tumours; other symbols beside it are stains or partners."""
_STAIN = Rule(
    r"\bimmuno\w+|\bIHC\b|\bstain\w*|\bexpress\w*|\bsequenc\w+|\bNGS\b|\bRNA-?seq\b|\bRT-?PCR\b|\bpolymerase chain"
    r"|\bpanel\b|\bD5F3\b",
    re.IGNORECASE,
)
_BREAK = (
    r"(?:rearrang\w*|split\w*|break(?!-? ?apart (?:probe|FISH|assay|anal|test|fluor))\w*|translocat\w*|disrupt\w*"
    r"|fusions?\b(?! signal)|separat\w*)"
)
_OF_A_BREAK = Rule(_BREAK, re.IGNORECASE)
_NEGATIVE = Rule(
    r"\b(?:no|not|non|nor|neither|without|never)\b(?:[ -](?:[\w'/:-]+,?)){0,9}?[ -](?:rearrang\w+|split\w*|break\b"
    r"|break-?apart|evidence|translocation|detect\w*|abnormal\w*|fusions?|disrupt\w*|separat\w*|identif\w+|found|seen"
    r"|present|show\w*|demonstrat\w*|reveal\w*|confirm\w*|observ\w+|harbou?r\w*|positive)"
    r"|\b(?:was|were|is|are|came back|returned|being)? ?negative\b|\bnegativity\b|\bintact\b|\bunrearranged\b"
    r"|\bfailed to (?:detect|identify|show|reveal|demonstrate|confirm|disclose)\b|\b(?:absence|lack) of\b"
    r"|\black(?:ed|ing|s)\b|\bdid not\b|\b(?:was|were) (?:absent|excluded|normal)\b|\bexcluded\b"
    r"|\bnormal (?:signal )?(?:pattern|result|hybridi[sz]ation)|\bgermline (?:pattern|configuration)|\bwild[- ]?type\b"
    r"|\b(?:below|under) the (?:\w+ ){0,3}(?:threshold|cut-?off)|\bwithin normal limits\b"
    r"|\bfused signals only\b|\bonly (?:fused|fusion) signals\b|\bnormal$",
    re.IGNORECASE,
)
_POSITIVE = Rule(
    r"\bpositiv(?:e|ity)\b|\brearranged\b|\bsplit(?: |ting|-)\w*|\bisolated (?:\w+ ){0,2}\W{0,2}[35]'|\bbreak-? ?apart"
    r" signals?\b|\b(?:above|exceed\w+|over) the (?:[\w-]+ ){0,3}(?:threshold|cut-?off)|\babnormal\b|\bsep [35]'",
    re.IGNORECASE,
)
_FOUND = Rule(
    r"\b(?:showed|shows?|showing|shown|reveal\w*|demonstrat\w*|detect\w*|identif\w+|confirm\w*|found|finding|seen"
    r"|present|prov(?:ed|en)|evidenc\w+|disclos\w+|harbou?r\w*|carr(?:y|ied)|exhibit\w*|display\w*|observed|verified"
    r"|highlight\w*|document\w*|establish\w*|in keeping with|consistent with|had an?|with an?|indicat\w+|noted)\b",
    re.IGNORECASE,
)
_CONFIRMED = Rule(
    r"\b(?:was|were|been) (?:\w+ )?(?:confirmed|verified|corroborated|validated) (?:by|with|on|using)\b", re.IGNORECASE
)
_NOT_EVALUABLE = Rule(
    r"\bnot (?:be )?(?:evaluable|interpretable|informative|assessable|assessed|evaluated|interpreted|scorable|scored"
    r"|determined)\b"
    r"|\bnon-?informative|\buninformative|\buninterpretable|\bunevaluable|\bfailed\b(?! to (?:detect|identify|show"
    r"|reveal"
    r"|demonstrate|confirm|disclose))|\bunsuccessful\b|\binconclusive\b|\bequivocal\b|\bindeterminate\b|\bfailure\b"
    r"|\binsufficient (?:tissue|signals?|material|cells|hybridi[sz]ation|nuclei|quality)"
    r"|\b(?:no|too few|insufficient) (?:evaluable|interpretable|assessable) (?:signals?|nuclei|cells)"
    r"|\bcould not be (?:assessed|evaluated|interpreted|performed|scored|determined)",
    re.IGNORECASE,
)
_EQUIVOCAL = Rule(r"\bequivocal\b|\binconclusive\b|\bindeterminate\b", re.IGNORECASE)
_NOT_DONE = Rule(
    r"\bnot (?:been )?(?:performed|done|available|carried out|undertaken|requested|tested)\b|\bwas unavailable\b"
    r"|\brecommend\w*|\bpending\b|\bawaited\b|\bto follow\b|\badvis(?:ed|able)\b|\brule out\b"
    r"|\b(?:should|could|can|may|might|must|would) be\b(?! (?:demonstrated|confirmed|detected|identified|shown|seen"
    r"|assessed|evaluated|interpreted|scored|determined|excluded))|\bif (?:clinically|needed|required|desired)\b"
    r"|\b(?:can|may|might|could) (?:help|miss|detect|show|identify|aid|be missed)|\bwould\b|\brequires?\b",
    re.IGNORECASE,
)
_OTHER_CHANGE_BEFORE = Rule(
    r"\b(?:loss|deletions?|gains?|amplifications?|polysomy|copy number|co-?deletion|number) (?:of|in|for)"
    r"(?: the)?(?: (?-i:[A-Z])[\w/]*,?(?: and| or)?){0,3} ?$",
    re.IGNORECASE,
)
_OTHER_CHANGE = Rule(
    r"(?:/\w+|,? (?:and|or) \w+)? ?(?:gene |locus |copy )?\(?(?:homozygous |heterozygous )?(?:amplif\w+|deletions?"
    r"|deleted|loss|gains?|polysomy|copy|number|co-?deletion)",
    re.IGNORECASE,
)
_CELLS = Rule(
    r"\b(?:scor\w+|count\w+|analy\w+|examin\w+|evaluat\w+|assess\w+|at least|of|in|n ?=|total of)(?: of| in|:)?"
    rf"(?: a| the)?(?: total of)? ?(?P<n>\d{{2,4}}|{'|'.join(NUMBER_WORDS)})\b(?: [\w-]+){{0,4}} (?:cells|nuclei)\b"
    r"|(?:^|[,;:(] ?)(?P<n3>\d{2,4})(?: [\w-]+){0,3} (?:nuclei|cells)\b(?! each)"
    r"|\b(?:cells|nuclei)(?: \w+){0,2} (?:scored|counted|analy[sz]ed|evaluated|examined|assessed)\b ?[:=]? ?"
    r"(?P<n4>\d{2,4})\b"
    r"|\b\d{1,4} ?(?:/|of|out of) ?(?P<n2>\d{2,4}) (?:[\w-]+ ){0,4}(?:cells|nuclei)",
    re.IGNORECASE,
)
_CUTOFF = Rule(
    r"(?P<op>more than|greater than|over|above|>=|\u2265|>|at least|exceeding"
    r"|(?:cut-? ?off|threshold)(?: value| level| point)?[^.;%\d]{0,40}?(?:>=|\u2265|>)?)\s?(?P<n>\d{1,2}(?:\.\d)?)\s?%"
    r"(?P<more> or more| or greater)?",
    re.IGNORECASE,
)
_FEWEST = 10
"""Nuclei from which a number may be that of the scored ones; fewer are signals or readers."""
_IS_RULE = Rule(
    r"\bconsidered\b|\bcut-? ?off\b|\bthreshold\b|\bdefined\b|\bregarded\b|\binterpreted as\b|\bdeemed\b"
    r"|\brequired\b|\bcriteri\w+|\bcalled (?:positive|rearranged)|\bscored as\b|\bcounted as\b|\bclassified as\b",
    re.IGNORECASE,
)
_ASIDE = Rule(r"[([][^()[\]]{0,60}\b(?:cut-? ?off|threshold)[^()[\]]{0,60}[)\]]", re.IGNORECASE)
"""A cut-off told beside a result: no rule of the method."""
_PERCENT = Rule(
    r"(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?%\s(?:of )?(?:all |the )?(?:[\w-]+ ){0,4}(?:cells|nuclei|signals?)"
    r"|\bin (?:about |approximately |around |up to |~ ?)?(?P<n2>\d{1,3}(?:\.\d{1,2})?)\s?%"
    r"|\b(?:nuclei|cells)\)?:? ?\(?(?P<n3>\d{1,3}(?:\.\d{1,2})?)\s?%",
    re.IGNORECASE,
)
_SHARES = Rule(r"\b(\d{1,2}(?:\.\d)?)\s?% and (\d{1,2}(?:\.\d)?)\s?%")
_FRACTION = Rule(
    r"\b(?P<k>\d{1,4})\s?(?:/|of|out of)\s?(?:the )?(?P<n>\d{2,4})\b(?:\s(?:[\w-]+ ){0,5}?(?:cells|nuclei)|\s?\()"
    r"|\[(?P<k2>\d{1,4})/(?P<n5>\d{2,4})\]",
    re.IGNORECASE,
)
_THICKNESS = Rule(r"\b(\d(?:\.\d)?)[- ]?(?:\u03bcm|um|micron|micromet\w+|\u03bc)s?[- ]?(?:thick)?", re.IGNORECASE)
_COLOUR = r"(?:red|green|orange|yellow|aqua)"
_PATTERNS = (
    (
        "isolated_5p",
        Rule(
            rf"\b(?:isolated|single|lone)(?: {_COLOUR})?(?: signals?)? ?\(?5'|\b5' (?:only|isolated)"
            rf"|\b(?:loss|deletion|absence) of (?:the )?(?:{_COLOUR} )?\(?3'|\b3' deletion|\bisolated 5\b",
            re.IGNORECASE,
        ),
    ),
    (
        "isolated_3p",
        Rule(
            rf"\b(?:isolated|single|lone)(?: {_COLOUR})?(?: signals?)? ?\(?3'|\b3' (?:only|isolated)"
            rf"|\b(?:loss|deletion|absence) of (?:the )?(?:{_COLOUR} )?\(?5'|\b5' deletion|\bisolated 3\b",
            re.IGNORECASE,
        ),
    ),
    ("fused", Rule(r"\bfused\b|\bfusion signals?\b", re.IGNORECASE)),
    (
        "split",
        Rule(
            r"\bsplit(?:ting)?\b|\bseparat(?:ed|ion)(?: of)?(?: the)? (?:red|green|orange|signals?|5'|3'|two signals)"
            r"|\bbreak-?apart signals?\b|\b5'[A-Z0-9]{2,8} sep\b",
            re.IGNORECASE,
        ),
    ),
)
_ROW = Rule(
    r"^(?=[\s\S]*?(?:\.\.|[:|\t])[. |]{0,80}\d)"  # nearly every sentence ends here
    r"\W*(?P<what>[^\d.:|]{0,12}[35]?'?[^.:|\d]{3,60}(?:\([^()]{0,40}\))?[^.:|\d]{0,10}?)\s?(?:\.{2,}|:|\||\t)"
    r"[. |]{0,80}(?P<n>\d{1,4})\b(?! ?(?:%|of|/))",
    re.IGNORECASE,
)
"""A row of a table of counts: what the nuclei show, and how many."""
_NORMAL_ROW = Rule(r"\bnormal\b|\bfusion signals?\b|\bfused\b|\bintact\b", re.IGNORECASE)
_TOTAL_ROW = Rule(
    r"\brearranged (?:nuclei|cells)\b|\b(?:nuclei|cells) (?:with rearrangement|rearranged)\b", re.IGNORECASE
)
_RESULT_ROW = Rule(r"^\W*(?:FISH )?(?:results?|conclusion|summary)\b\s?:", re.IGNORECASE)
_OF_NUCLEI = Rule(r"\bnuclei\b|\bcells\b|\bsignals?\b", re.IGNORECASE)
_BRACKETED_CASE = Rule(
    r"\(\s?(?:in )?cases? (\d{1,2})(?:(?:,| and| &|, and) (?:case )?(\d{1,2}))?(?:(?:,| and| &|, and) (?:case )?"
    r"(\d{1,2}))?\s?\)",
    re.IGNORECASE,
)
_CASE_NUMBER = Rule(r"\bcases? (\d{1,2})\b", re.IGNORECASE)
_ALL_CONFIRMED = Rule(r"\bwhich were\b|\bboth (?:of which|were|fusions)\b|\ball were\b", re.IGNORECASE)
_CLAUSE = Rule(
    r";\s|\.\s(?=[A-Z])|,? (?:but|whereas|while|although|however)\b,? (?!yielded|gave|was|were|returned|showed)"
    r"|,? and (?=(?:was |were )?(?:positive|negative|not |no )|(?:by )?(?:FISH|fluorescence)|(?:an? )?"
    r"[A-Z][A-Z0-9]{2,7} (?:FISH|was|were|rearrang))|, (?=(?:positive|negative|no )\b|[A-Z][A-Z0-9]{2,7}(?: FISH)?:? "
    r"(?:was |were )?(?:positive|negative|rearranged|intact|not)\b"
    r"|[A-Z][A-Z0-9]{2,7} gene (?:break-?apart )?(?:\([+-]\)|positive|negative)(?![\w-]))",
)
_VENDORS = (
    "Vysis",
    "Abbott",
    "ZytoVision",
    "ZytoLight",
    "Dako",
    "Agilent",
    "Kreatech",
    "Leica",
    "Empire Genomics",
    "CytoTest",
    "Cytocell",
    "MetaSystems",
    "LBP",
    "Anbiping",
)


def is_fish(text: str) -> bool:
    """Whether a sentence speaks of break-apart FISH."""
    return _FISH.search(text) is not None


def read_fish(part: Part, vocabulary: DraftVocabulary, gene_before: str | None = None) -> Iterator[Observation]:
    """Results and methods of break-apart FISH; `gene_before` is the gene a sentence before has named."""
    text = part.text
    if not _FISH.search(text):
        if gene_before and (
            (_IS_RULE.search(text) and _CUTOFF.search(text)) or _OF_NUCLEI.search(text) or _RESULT_ROW.search(text)
        ):
            yield from _continued(part, gene_before, vocabulary)
        return
    if _OTHER_HYBRIDIZATION.search(text) and not re.search(r"\bbreak-? ?apart|\bFISH\b", text):
        return
    if part.sentence.text.count("(") and _BRACKETED_CASE.search(part.sentence.text):
        if part.start == 0:
            yield from _by_case(part)
        return
    genes = [gene for gene, _, _ in _probed(text)] or ([gene_before] if gene_before else [])
    yield from _method(part, genes, vocabulary)
    if not _NOT_DONE.search(text) and not _is_rule(text):
        yield from _results(part, vocabulary, gene_before)


def _probed(text: str) -> list[tuple[str, int, int]]:
    """The genes in `text` whose break is looked for, each with its place."""
    pairs = [match.span() for match in PAIR.finditer(text)]
    found: list[tuple[str, int, int]] = []
    for gene, start, end in genes_named(text):
        if gene not in _LOCI or any(first <= start < last for first, last in pairs):
            continue
        if re.match(r"[ -]?(?:D5F3|IHC|immuno|\(D5F3|stain|protein|express)", text[end:]):
            continue
        if _OTHER_CHANGE_BEFORE.search(text[max(0, start - 60) : start]) or _OTHER_CHANGE.match(text[end : end + 40]):
            continue
        if all(gene != known for known, _, _ in found):
            found.append((gene, start, end))
    return found


def _is_rule(text: str) -> bool:
    bare = _ASIDE.sub(" ", text) if "(" in text or "[" in text else text
    if not _IS_RULE.search(bare):
        return False
    if re.search(r"\b(?:above|exceed\w+|over|below|under) the (?:[\w-]+ ){0,3}(?:threshold|cut-?off)", bare):
        return False
    return not (_FRACTION.search(bare) and re.search(r"cut-? ?off|threshold", bare, re.IGNORECASE))


def _method(part: Part, genes: list[str], vocabulary: DraftVocabulary) -> Iterator[Observation]:
    text = part.text
    told: dict[str, object] = {}
    cells = _CELLS.search(text)
    if cells is not None and not re.match(r"\s?each\b", text[cells.end() :]):
        scored = int(number(next(n for n in cells.group("n2", "n", "n3", "n4") if n)))
        if scored >= _FEWEST:
            told["cells_scored"] = scored
    thickness = _THICKNESS.search(text)
    if thickness is not None and "section" in text.lower():
        told["section_thickness_um"] = float(thickness[1])
    cutoff = _CUTOFF.search(text) if _IS_RULE.search(text) else None
    if (
        cutoff is not None
        and cutoff["op"].lower().startswith(("over", "above"))
        and re.search(r"(?:cut-? ?off|threshold)", text[cutoff.end() :], re.IGNORECASE)
    ):
        cutoff = re.search(_CUTOFF.pattern, text[cutoff.end() :], re.IGNORECASE) or cutoff
    if cutoff is not None:
        operator = cutoff["op"].lower()
        told["cutoff_percent"] = float(cutoff["n"])
        is_bare = operator.startswith(("cut", "thresh")) and operator[-1] not in ">=\u2265"
        if not is_bare:
            is_reached = operator.endswith((">=", "\u2265")) or operator == "at least" or cutoff["more"]
            told["cutoff_operator"] = ">=" if is_reached else ">"
    vendor = next((name for name in _VENDORS if name.lower() in text.lower()), None)
    if vendor is not None:
        told["vendor"] = vendor
    base = part.sentence.start + part.start
    for gene in genes if told else ():
        yield Observation(
            "fish_method",
            {"gene": gene, **told},
            base,
            base + len(text),
            "FISH method",
            scope_of(text, vocabulary.site_words),
            cases=part.cases,
            section=part.sentence.section.kind,
        )


def _continued(part: Part, gene: str, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """Lines of a report that go on about the probe named before: its cut-off, its counts, its result."""
    text = part.text
    base = part.sentence.start + part.start
    section = part.sentence.section.kind

    def seen(kind: str, values: dict[str, object], rule: str) -> Observation:
        return Observation(
            kind, {"gene": gene, **values}, base, base + len(text), rule, cases=part.cases, section=section
        )

    if _RESULT_ROW.search(text) and not _STAIN.search(text):
        named = [name for name, _, _ in _probed(text)]
        outcome = _outcome(text, has_gene=bool(named))
        if gene in named and outcome is not None and _OF_A_BREAK.search(text):
            yield seen("fish", {"outcome": outcome}, "FISH result")
        return
    row = _ROW.search(text)
    if row is not None and (_PATTERNS[0][1].search(text) or _NORMAL_ROW.search(text) or _patterns_in(text)):
        kind = "fused" if _NORMAL_ROW.search(row["what"]) else next(iter(_patterns_in(row["what"])), None)
        if kind is not None:
            yield seen("fish_method", {"count": (kind, int(row["n"]))}, "row of a table of counts")
        return
    if _TOTAL_ROW.search(text):
        share = _share(text)
        if share:
            yield seen("fish_method", share, "share of rearranged nuclei")
        return
    if _IS_RULE.search(text) or re.search(r"\b(?:nuclei|cells)\b[^.;]{0,20}\b(?:scored|counted|analy)", text):
        yield from _method(part, [gene], vocabulary)


def _outcome(clause: str, *, has_gene: bool) -> str | None:
    """What a clause that speaks of FISH says came out, or None."""
    unclear = _NOT_EVALUABLE.search(clause)
    if unclear is not None:
        return "equivocal" if _EQUIVOCAL.search(clause) else "not_evaluable"
    if _NEGATIVE.search(clause):
        return "absent"
    if _POSITIVE.search(clause) or (has_gene and _CONFIRMED.search(clause)):
        return "present"
    is_told = _FOUND.search(clause) or re.search(r":\s|\bin (?:about |approximately )?\d{1,3} ?%|\d ?/ ?\d{2}", clause)
    return "present" if has_gene and _OF_A_BREAK.search(clause) and is_told else None


def _share(text: str) -> dict[str, object]:
    fraction, percent = _FRACTION.search(text), _PERCENT.search(text)
    if fraction is not None:
        k, n = int(fraction["k"] or fraction["k2"]), int(fraction["n"] or fraction["n5"])
        if n > 0 and k <= n:
            return {"percent_positive": round(100 * k / n, 2), "cells_scored": n}
    if percent is not None:
        share = float(next(n for n in percent.group("n", "n2", "n3") if n))
        if share <= 100:
            return {"percent_positive": share}
    return {}


def _results(part: Part, vocabulary: DraftVocabulary, gene_before: str | None) -> Iterator[Observation]:
    text = part.text
    base = part.sentence.start + part.start
    scope = scope_of(text, vocabulary.site_words)
    section = part.sentence.section.kind
    waiting: list[str] = []
    has_fish = False
    for start, end in _clauses(text):
        clause = CuedText(text[start:end])
        has_fish = has_fish or _FISH.search(clause) is not None
        if _STAIN.search(clause) and not _FISH.search(clause):
            waiting = []
            continue
        if not has_fish and not _OF_A_BREAK.search(clause):
            continue
        probed = _probed(clause)
        cut = _before_other_method(clause)
        genes = [gene for gene, at, _ in probed if at < cut[1] and at >= cut[0]]
        if not genes and re.search(r"\bNTRK\b(?! ?[123])", clause) and _outcome(clause, has_gene=True) == "absent":
            genes = ["NTRK1", "NTRK2", "NTRK3"]
        sureness = Sureness.READ
        if not genes and not waiting and _FISH.search(clause):
            genes = _of_a_pair(clause)
            sureness = Sureness.INFERRED
        outcome = _outcome(clause, has_gene=bool(genes or waiting or gene_before))
        if outcome is None:
            waiting += genes
            continue
        if not genes and not waiting and gene_before and not PAIR.search(clause) and _OF_A_BREAK.search(clause):
            genes = [gene_before]
        named = [gene for gene in genes if re.search(rf"\b{re.escape(gene)}(?: gene)? {_BREAK}", clause)]
        genes = list(dict.fromkeys([*waiting, *((named or genes) if outcome == "present" else genes)]))
        waiting = []
        values: dict[str, object] = {"outcome": outcome}
        if outcome in ("present", "absent"):
            values |= _share(
                _ASIDE.sub(" ", clause) if "cut" in clause.lower() or "thresh" in clause.lower() else clause
            )
            if outcome == "absent" and values.get("percent_positive", 0) and not _FRACTION.search(clause):
                values.pop("percent_positive")
        if outcome == "present":
            values["patterns_seen"] = _patterns_in(clause)
        shares = _SHARES.search(clause) if len(part.cases) == 2 and "respectively" in text.lower() else None
        for gene in genes:
            if shares is not None and outcome == "present":
                # "42% and 35%, respectively": each case has its own.
                for case, number_ in zip(part.cases, shares.groups(), strict=True):
                    yield Observation(
                        "fish",
                        {"gene": gene, **values, "percent_positive": float(number_)},
                        base + start + shares.start(),
                        base + start + shares.end(),
                        "respectively",
                        scope,
                        cases=(case,),
                        section=section,
                    )
                continue
            cases = part.cases
            if _ALL_CONFIRMED.search(clause):
                cases = tuple(dict.fromkeys(_CASE_NUMBER.findall(part.sentence.text))) or cases
            yield Observation(
                "fish",
                {"gene": gene, **values},
                base + start,
                base + end,
                "FISH result",
                scope,
                sureness,
                cases=cases,
                section=section,
            )


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _before_other_method(clause: str) -> tuple[int, int]:
    """The stretch of a clause that is about FISH where another method is named in it too."""
    fish, other = _FISH.search(clause), _STAIN.search(clause)
    if fish is None or other is None:
        return 0, len(clause)
    return (0, other.start()) if fish.start() < other.start() else (other.end(), len(clause))


def _of_a_pair(clause: str) -> list[str]:
    """Of two genes in a fusion that FISH is said to confirm, the one whose break is looked for, if it is but one."""
    for match in PAIR.finditer(clause):
        both = [gene for gene in match.groups() if gene and gene in _LOCI]
        if len(both) == 1:
            return both
    return []


def _by_case(part: Part) -> Iterator[Observation]:
    """Probes with the cases in brackets behind them: "NTRK1/2/3 (cases 1 and 2), ETV6 and ALK (case 2)"."""
    text = part.sentence.text
    outcome = _outcome(text, has_gene=True)
    if outcome is None or _NOT_DONE.search(text) or _is_rule(text) or (_STAIN.search(text) and outcome == "present"):
        return
    brackets = list(_BRACKETED_CASE.finditer(text))
    for gene, start, end in _probed(text):
        behind = next((match for match in brackets if match.start() >= end), None)
        cases = tuple(case for case in behind.groups() if case) if behind is not None else part.cases
        yield Observation(
            "fish",
            {"gene": gene, "outcome": outcome},
            part.sentence.start + start,
            part.sentence.start + end,
            "FISH result, the case in brackets",
            cases=cases,
            section=part.sentence.section.kind,
        )


def _patterns_in(text: str) -> tuple[str, ...]:
    """Signal patterns in the order the text names them."""
    found = ((match.start(), name) for name, pattern in _PATTERNS if (match := pattern.search(text)))
    return tuple(name for _, name in sorted(found))
