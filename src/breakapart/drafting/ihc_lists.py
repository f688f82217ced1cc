"""
Stains and results: lists with one verb, exceptions, "respectively", double negatives, clones, shares of cells.

A sentence is taken as a row of marks: stains, words of result, exceptions, scopes and breaks. Each word of result
takes the stains that follow it ("positive for A, B and C") or those before it ("A and B were positive"). Nothing here
looks at single stains by name, except that Ki-67 is a share of cells.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.scopes import Scopes, scopes_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary, MarkerMention
from breakapart.knowledge.vocabulary import fold
from breakapart.model.draft import NO_SCOPE, Observation, Scope, Sureness
from breakapart.model.ihc import CountMethod
from breakapart.model.outcome import Compartment, Extent, Intensity, Outcome

_CUE = Rule(
    r"positiv|negativ|express|stain|immuno|reactiv|ki-? ?67|mib-? ?1|\([+-]"
    r"|\+|retain|retention|\blost\b|\bloss\b|intact|preserv|marker"
    r"|\bneg\b|\bpos\b|equivocal|absen|\black|label|react"
    r"|\bmarked with|interpretable|evaluable|informative|deficient|devoid"
    r"|contributory|\bassessed\b|inconclusive|indeterminate|inadequate|\bfailed\b|h-?score|allred"
    r"|(?:scattered|rare|occasional|single|few) (?:\w+ )?cells|\bno nuclear\b|highlight|decorat|prolifera"
    r"|\bwas not\b|\bwere not\b|\([0-3]\+?\)|\[[-+]\]"
)
_HYPHEN_BEHIND = Rule(r"-(?<=\w-)(?=[,;. ]|$)")
"""A minus that may be a result ("S100-, CD34+"), as most hyphens are not."""
_OTHER_ASSAY = Rule(
    r"sequenc|\bngs\b|mutation|variant|\bfish\b|in situ hybridi|break-?apart"
    r"|amplif|fusion|rearrange|transcript|methylation|\bpcr\b|probe"
)
_HYBRIDISATION = Rule(r"\bfish\b|in situ hybridi|break-?apart")
_GENERAL = Rule(
    r"\b(?:may|can|might|could|should) (?:\w+ ){0,2}(?:stain|be (?:\w+ )?(?:positive"
    r"|negative|expressed|seen)|express|show|help)|\bother entities\b|\busually\b"
    r"|(?<!was )(?<!were )\btypically\b|\bgenerally\b|\bcommonly reported\b|\bspecificity\b|\bsensitivity\b"
    r"|\b(?:entity|entities|neoplasms|tumou?rs|lesions) (?:which|that) (?:often |frequently )?(?:co-?)?express"
)
"""What holds for tumours in general says nothing of this one."""
_ANTIBODY = Rule(r"immuno(?!therap)|\bihc\b|\bstain|antibod")
_STAINED = Rule(
    r"immuno(?!therap)|\bihc\b|stain|antibod|ki-? ?67|mib-? ?1|immunopheno|positiv"
    r"|negativ|express|reactiv|\blost\b|\bloss\b|retain"
)
_GENE_BEHIND = Rule(
    r"(?:\s?-\s?|\s)(?:re-?arrang|fus(?:ed|ion)|gene\b|mutat|amplif|inhibitor"
    r"|break-?apart|fish\b|fluorescence|exon|partner|translocat|driven|probe"
    r"|copy|locus|signal|wild|kinase|deletion|alteration|status|anaplastic"
    r"|positive (?:anaplastic|histiocyt|inflammatory|lung|large|non))"
    r"|::|\s?\((?:exon|ex|e)\s?\d|-[A-Z][A-Z0-9]{2,}\b(?:.{0,12}fusion)",
    re.IGNORECASE,
)
_GENE_BEFORE = Rule(
    r"\b(?:amplifications?|deletions?|mutations?|copy number (?:gain|loss)|rearrangements?|co-?deletions?|fusions?) "
    r"(?:of|in|involving) (?:the )?(?:[A-Z][A-Z0-9/]{1,9}(?:, and |, or |, | and | or )(?:the )?){0,3}$"
)
"""A gene, not its protein: "amplification of CDK4 and MDM2"."""
_NEGATOR = r"(?:no|not|non|never|without|nor|neither|failed to|fails to|fail to|did not|does not|do not|none|cannot)"
_RESULT = (
    r"(?:(?:immuno)?positiv\w+|(?:co-?)?express\w*|(?:immuno)?stain\w*|(?:immuno)?react\w*"
    r"|label\w*|seen|present|detect\w*|identified|noted|observed|found|demonstrat\w*"
    r"|highlight\w*|decorat\w*|immunoreactiv\w*)"
)
_DOUBLE = (
    rf"\b{_NEGATOR}(?: (?!but\b)[\w-]+){{0,2}}? (?:loss of|loss|lost|lack(?:ed"
    r"|ing)?(?: of)?|negative|absen(?:t|ce of))\b"
)
_NEGATIVE = (
    rf"\b{_NEGATOR}(?:[ -](?!but\b|more\b|was\b|were\b|with\b|except\b|[a-z]*negativ)[\w/.-]+(?:,(?= "
    rf"[\w-]+ (?:or|nor|and)\b))?){{0,5}}?[ -]{_RESULT}"
    r"|(?:immuno)?negativ(?:e|ity|ely)?\b|\bnon-?(?:immuno)?reactive\b|\bunreactive\b|\blost\b|\bloss\b(?: of\b)?"
    r"|\black(?:ed|s|ing)?\b(?: of\b)?|\babsen(?:t|ce)\b(?: of\b)?|\bdevoid of\b|\bneg\b|\bunstained\b|\bdeficient\b"
)
_NOT_DONE = (
    r"\b(?:not|never)(?: been)? (?:performed|done|tested|available|examined"
    r"|carried out|assessed|undertaken)\b|\bunavailable\b"
)
_NOT_EVALUABLE = (
    r"\bnot (?:evaluable|interpretable|assessable|contributory|informative|diagnostic|helpful)\b"
    r"|\bnon-?(?:informative|contributory|evaluable|interpretable|diagnostic)\b|\buninterpretable\b|\bunevaluable\b"
    r"|\b(?:could not|cannot|can not) be (?:reliably |adequately )?(?:assessed|interpreted|evaluated|scored"
    r"|determined|read)\b"
    r"|\b(?:technically )?(?:inadequate|unsatisfactory|suboptimal|uninformative)\b"
    r"|\bfailed(?= for technical| technically|\s?[.;,)]|$)|\btechnical failure\b"
)
_EQUIVOCAL = r"\bequivocal(?:ly)?\b|\bof uncertain significance\b|\bindeterminate\b|\bborderline\b|\binconclusive\b"
_POSITIVE = (
    r"(?:immuno)?positiv(?:e|ity|ely)?\b|\b(?:immuno)?reactive\b|\bretain(?:ed"
    r"|s|ing)?\b|\bretention of\b|\bpreserv(?:ed|ation of)\b|\bintact\b|\bmaintained\b"
    r"|\bpos\b"
)
_TUMOUR_CELLS = (
    r"(?:the |all |most |many |some |both |these |a majority of |the majority of |a subset of )?(?:(?:tumou?r"
    r"|lesional|neoplastic"
    r"|lesion|spindled?|epithelioid|ovoid|atypical|proliferating) ?)+(?:cells?|nuclei|component)?\b"
)
_OTHER_CELLS = (
    r"(?:(?:the|only|scattered|background|admixed|a|few|rare|prominent|intratumou?ral|entrapped|normal|infiltrating"
    r"|associated|non-neoplastic|interspersed|accompanying|occasional|numerous|reactive|residual|small|delicate"
    r"|thin-walled|surrounding|overlying|intervening|intralesional|stromal|blood|rich|lesional|branching) ){0,4}"
    r"(?:vessels?|vascula\w+|vascular|capillar\w+|endotheli\w+|histiocyt\w+|macrophages?|lymphocyt\w+|lymphoid|adnexal?"
    r"|mast cells|plasma cells|t[- ]cells|b[- ]cells|inflammatory|epidermis|epidermal|keratinocytes"
    r"|nerve|nerves|axons|muscle|fat|adipocytes|pericytes|dendritic|langerhans|sustentacular|leu[kc]ocytes)\b"
)
_OTHERS = (
    r"\b(?:highlight|decorat|outlin|stain|label|mark|show|demonstrat|reveal|delineat)(?:s|ed|led|es"
    r"|ing)?\b (?:staining (?:of|in) )?"
    rf"{_OTHER_CELLS}|\b(?:confined|restricted|limited|present only|seen only|positive only|only positive|only seen)"
    rf" (?:in|to) {_OTHER_CELLS}"
)
"""What a stain shows beside the tumour is no result of the tumour."""
_ELLIPSIS = r"\b(?:was|were|is|are|did|do|does) not(?=\s?[.;,)]|$)"
_AS_WERE = r"\bas (?:was|were|is|are|did)\b(?= )"
_WITHOUT = (
    r"\bwithout\b(?! (?:loss|lack|absence)\b)|\bno\b(?= (?:nuclear|cytoplasmic|membranous|aberrant|convincing|definite"
    r"|significant|unequivocal|true) )"
)
_VERB = (
    r"\b(?:co-?|over-?)?express(?:ed|es|ing)?\b|\b(?:highlight(?:ed|s)?|decorate[ds]?|(?:immuno)?(?:stain"
    r"|label|labell|mark)(?:ed|s)?)\b"
    rf"(?= {_TUMOUR_CELLS})|\b(?:is|was|are|were) (?:seen|present|observed|noted|identified|found"
    rf"|detected) (?:only )?in"
    r"(?= (?:(?:a|the|only|rare|scattered|occasional|single|isolated|few|many|most|some|numerous|subset|of"
    r"|minority|majority) ){0,4}"
    r"(?:(?:tumou?r|lesional|neoplastic|spindled?) )?(?:cells|nuclei)\b)|\b(?:immuno)?(?:stain|label|labell"
    r"|react|mark)ed\b (?:\w+ly )?(?:for|with)\b|\breacts with\b|\bstained\b"
)
_WEAK = (
    r"\b(?:co-?|over-?)?(?:immuno)?(?:expressions?|staining|reactivity|labell?ing|immunoreactivity"
    r"|immunostaining|immunolabell?ing|immunoexpression)\b|\breaction\b(?= (?:with|for|to)\b)"
    r"|\b(?:strong|weak|cytoplasmic|nuclear|granular|diffuse|focal|membranous) signals?\b"
)
_STATUS = Rule(
    r"(?P<pve>(?<![\w+])\+ ?ve\b)|(?P<nve>(?<![\w-])- ?ve\b)|\b(?=[a-z])(?:"
    + "|".join(
        f"(?P<{name}>{words})"
        for name, words in (
            ("nd", _NOT_DONE),
            ("ne", _NOT_EVALUABLE),
            ("oc", _OTHERS),
            ("ell", _ELLIPSIS),
            ("as", _AS_WERE),
            ("double", _DOUBLE),
            ("neg", _NEGATIVE),
            ("wo", _WITHOUT),
            ("eq", _EQUIVOCAL),
            ("pos", _POSITIVE),
            ("verb", _VERB),
            ("weak", _WEAK),
        )
    )
    + ")",
    re.IGNORECASE,
)
_EXCEPT = Rule(
    (
        r"\b(?:except(?:ing)?(?: for| that)?|with the exceptions? of|apart from"
        r"|other than|save for|excluding|but not|and not)\b"
    ),
    re.IGNORECASE,
)
_BREAK = Rule(
    (
        r";|\n|[.](?=\s)|,? (?:while|whilst|whereas|although|though|however|despite|in contrast"
        r"|by contrast|on the other hand|conversely)\b|,? but (?!not\b)|(?<=[\w)]), (?=they\b"
        r"|it\b|those\b|these\b)"
    ),
    re.IGNORECASE,
)
_SUFFIX = Rule(
    r"\s?\(\s?(?P<sign>\+/-|-/\+|\+{1,4}|[0-3]\+|0(?=\s?\))|-|\u00b1)\s?(?P<more>[^)]{0,40})\)"
    r"|\s?(?P<bare>\+/-|\u00b1|\+{1,4})(?!\w|/[-+])|(?P<minus>-)(?=[\s,;.)/]|$)(?! ?(?:positive"
    r"|negative)\b)"
    r"|-\s?(?P<word>positive|negative|immunoreactive|immunopositive|immunonegative"
    r"|expressing|deficient)\b(?! (?:for|anaplastic|histiocyt|inflamm))"
    r"|\s(?P<short>pos|neg)\b\.?|\s?\(?(?P<ve>[-+]) ?ve\b\)?"
    r"|\s(?P<how>(?:(?:focal|weak|strong|diffuse|partial|patchi|variab)(?:ly)?|patchy"
    r"|variable)\s)?(?P<apart>\+{1,3}|-)(?=\s*(?:[,;.)]|$))",
    re.IGNORECASE,
)
_PLUS_GRADES = {"0": None, "0+": None, "1+": Intensity.WEAK, "2+": Intensity.MODERATE, "3+": Intensity.STRONG}
_GRADED = Rule(r"(?<![\w.+-])([1-3]\+)(?![\w+])")
_H_SCORE = Rule(r"\s?[,(:]?\s?(?:\w+ ){0,4}h-?score\s?(?:of|:|=|was|is)?\s?(\d{1,3})\b\)?", re.IGNORECASE)
_ALLRED = Rule(
    r"\s?[,(:]?\s?(?:\w+ ){0,4}allred(?: score)?\s?(?:of|:|=|was|is)?\s?([0-8])(?:\s?/\s?8)?\b\)?", re.IGNORECASE
)
_COLON = Rule(r"\s?(?:\([^)]{0,30}\)\s?)?(?::|=|\s-(?=\s)|\|)\s?", re.IGNORECASE)
_BRACKET = Rule(r"\s?\(([^()]{1,60})\)")
_SIGN_BEFORE = Rule(r"(?:^\W{0,4}|[;\n]\s{0,4})[\[(]([-+])[\])]\s(?=\w)")
_SIGN_AT_END = Rule(r"(?:^|[\s,;])(\+/-|\+{1,3}|-)\s?$")
_CLONE = Rule(r"\s?[(,\[]?\s?(?:antibody )?clone[: ]\s?([A-Za-z0-9][\w./-]{1,14})", re.IGNORECASE)
_EXTENTS = (
    (Extent.RARE, r"\brare\b|\bscattered\b|\boccasional\b|\bsingle\b|\bisolated\b|\ba few\b|\bvery few\b|\bfew\b"),
    (Extent.FOCAL, r"\bfocal(?:ly)?\b|\bfoc\b|\bfokal\b"),
    (
        Extent.PARTIAL,
        (
            r"\bpartial(?:ly)?\b|\bpartly\b|\bpatch(?:y|ily)\b|\bmultifocal(?:ly)?\b"
            r"|\bvariabl[ey]\b|\bin a subset\b|\bsubset\b|\bheterogeneous(?:ly)?\b"
            r"|\bin some\b"
        ),
    ),
    (Extent.DIFFUSE, r"\bdiffuse(?:ly)?\b|\bextensive(?:ly)?\b|\bwidespread\b"),
)
_INTENSITIES = (
    (Intensity.STRONG, r"\bstrong(?:ly)?\b|\bintense(?:ly)?\b"),
    (Intensity.WEAK, r"\bweak(?:ly)?\b|\bfaint(?:ly)?\b"),
    (Intensity.MODERATE, r"\bmoderate(?:ly)?\b"),
)
_COMPARTMENTS = (
    (Compartment.NUCLEAR_MEMBRANE, r"\bnuclear membran\w+"),
    (Compartment.NUCLEAR, r"\bnuclear\b(?! membran)|\bnuclei\b"),
    (Compartment.CYTOPLASMIC, r"\bcytoplasm(?:ic)?\b"),
    (Compartment.MEMBRANOUS, r"(?<!nuclear )\bmembran(?:ous|e)\b"),
    (Compartment.PERINUCLEAR, r"\bperinuclear\b|\bdot-?like\b|\bgolgi\b|\bparanuclear\b"),
    (Compartment.GRANULAR, r"\bgranular\b"),
)
_E = tuple((value, Rule(words, re.IGNORECASE)) for value, words in _EXTENTS)
_I = tuple((value, Rule(words, re.IGNORECASE)) for value, words in _INTENSITIES)
_C = tuple((value, Rule(words, re.IGNORECASE)) for value, words in _COMPARTMENTS)
_QUALIFIER = Rule(
    "|".join(
        [r"(?<![\w.+-])[1-3]\+", *(words for table in (_EXTENTS, _INTENSITIES, _COMPARTMENTS) for _, words in table)]
    ),
    re.IGNORECASE,
)
_PERCENT = Rule(
    r"(?P<about><|>|\u2264|\u2265|less than|under|below|more than|greater than|higher than|lower than|at least"
    r"|over|above|up to)?\s?(?P<low>\d{1,3}(?"
    r":\.\d{1,2})?)\s?%?\s?(?:(?:-|to)\s?(?P<high>\d{1,3}(?:\.\d{1,2})?)\s?)?(?:%"
    r"|per ?cent)"
)
_FORWARD_GAP = Rule(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:(?:for|of|with|to|against|the|both|all|anti-?"
    r"|obtained|seen|observed|noted|found|demonstrated|identified|range|panel|number|host|series|battery|large|broad"
    r"|wide|extensive|multiple|multifocal|reaction|results?|stained|were|tested|hormone|receptors?"
    r"|any|markers?|stains?|only|also|including|such as|antibod\w+|antigens?"
    r"|following|tested|other|further|remaining|nuclear|cytoplasmic|membranous"
    r"|immunohistochemical|immuno\w+|(?:co-?)?expression|staining|reactivity"
    r"|labell?ing|a|an|is|was|and|\w+ly|strong|weak|focal|diffuse|patchy|partial|included?|are"
    r"|except(?: for)?|with the exception|on the lesional cells|melanocytic"
    r"|myogenic|muscle|neural|vascular|epithelial|lymphoid|histiocytic|neuroendocrine"
    r"|endothelial|smooth|skeletal|lineage|conventional|routine|various|several"
    r"|markers,|stains,|namely|i\.e\.)[\s,:(]*)*[\s:(]*(?:- )?",
    re.IGNORECASE,
)
_NEEDS_LINK = Rule(r"\b(?:for|of|with|to|against|including|such as)\b|[:(]| - $", re.IGNORECASE)
_LIST_GAP = Rule(
    r"(?:\s*\([^()]{0,60}\))?[\s,/&+()]*(?:(?:and|or|nor|as well as|plus|along with"
    r"|together with|also|for|but|with|focal(?:ly)?|weak(?:ly)?|patchy|partial(?:ly)?"
    r"|strong(?:ly)?"
    r"|diffuse(?:ly)?|rare|scattered|both|the|a|an|variable|variably|moderate(?:ly)?"
    r"|nuclear|cytoplasmic|membranous|melanocytic|myogenic|neural|other|markers?"
    r"|smooth|skeletal|muscle|hormone|hormonal|receptors?|epithelial|vascular|endothelial|lymphoid|histiocytic"
    r"|neuroendocrine|multifocal(?:ly)?|stains?|all|any|even|anti-?|patterns?|cytoplasm|membran\w+|granular"
    r"|including|such as|e\.g\.|equivocal|only|in|to a lesser extent|very"
    r"|occasional|extensive(?:ly)?"
    r"|\([^()]{0,60}\))[\s,/&+()]*){0,8}"
)
_ADVERBS = Rule(
    r"\s((?:(?:focally|diffusely|weakly|strongly|partially|patchily|variably|faintly|extensively)\b(?: and "
    r"|, and |, )?){1,3})",
    re.IGNORECASE,
)
_STATED_BEHIND = Rule(
    r"\s(?:is|was|were|are) ((?:(?:very |predominantly |mostly |only )?(?:diffuse|strong|weak|focal|patchy"
    r"|intense|nuclear"
    r"|cytoplasmic|membranous|moderate|granular|multifocal|extensive|partial|faint|variable)(?:,? and |, | )?){1,4})",
    re.IGNORECASE,
)
_SHARE_BEFORE = Rule(
    r"(?<![<>\d.-])(?<!than )(?<!to )(\d{1,3}(?:\.\d)?)\s?% of (?:all |the )?(?:(?:tumou?r|lesional|neoplastic"
    r"|spindled?) )?(?:cells|nuclei) "
    r"(?:were |are |was |is |showed |show )?(?:(?:strongly|weakly|diffusely) )?$",
    re.IGNORECASE,
)
_PROLIFERATION = Rule(r"\b(?:cell )?prolifer(?:ation|ative) (?:index|fraction|rate|activity|marker)\b", re.IGNORECASE)
_OTHER_PROLIFERATION = Rule(r"topoisomerase|phh3|phosphohistone|pcna|s-phase|mitotic", re.IGNORECASE)
_EXTENT_WORD = Rule(
    r"\b(?:focal|patchy|diffuse|weak|strong|scattered|rare|multifocal|partial|variable)\b", re.IGNORECASE
)
_DENIED = Rule(r"\b(?:no|not|without|lack\w*|absen\w+|negative|nor|neither|loss|lost)\b[^;.]*$", re.IGNORECASE)
_RESPECTIVELY = Rule(r"\brespectively\b", re.IGNORECASE)
_NOT_TUMOUR = Rule(
    (
        r"\b(?:vessels?|vascular|endotheli\w+|internal control|positive control"
        r"|lymphocytes|histiocytes|macrophages|adnexal?|background|non-neoplastic"
        r"|normal)\b"
    ),
    re.IGNORECASE,
)
_LIKE = Rule(
    (
        r"\b(?:immuno(?:pheno\w+|histochem\w+|profile|stain\w*)|stain(?:s|ing)"
        r"|markers|results)\b[^.]{0,80}?\b(?:similar|identical|the same|comparable"
        r"|consistent with|unchanged|concordant)\b[^.]{0,30}?\b(?:primary|original"
        r"|initial|previous|first|index)\b"
    ),
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Stain:
    mention: MarkerMention
    outcome: Outcome | None = None
    skip: bool = False
    extent: Extent | None = None
    intensity: Intensity | None = None
    compartments: tuple[Compartment, ...] = ()
    percent: float | None = None
    note: str = ""
    method: CountMethod | None = None
    clone: str | None = None
    scope: Scope = field(default_factory=Scope)
    rule: str = ""
    sureness: Sureness = Sureness.READ
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Status:
    start: int
    end: int
    kind: str


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
    if _HYBRIDISATION.is_in(lower) and "eber" not in lower and not _ANTIBODY.is_in(lower):
        return
    if _GENERAL.is_in(lower):
        return
    mentions = [
        mention
        for mention in vocabulary.markers_in(text)
        if not _GENE_BEHIND.match(text, mention.end)
        and not (text[mention.start : mention.end] == "CDKN2A" and _OTHER_ASSAY.is_in(lower))
        and not _GENE_BEFORE.search(text[max(0, mention.start - 50) : mention.start])
        and not text[max(0, mention.start - 2) : mention.start].endswith("::")
        and not text[max(0, mention.start - 4) : mention.start].lower().endswith("(e)")
    ]
    mentions = _told_once(text, mentions)
    if not any(mention.marker == "Ki67" for mention in mentions):
        index = _PROLIFERATION.search(text)
        if index is not None and not _OTHER_PROLIFERATION.search(text):
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
        kept.append(mention)
    return kept


def _results(text: str, mentions: list[MarkerMention], scopes: Scopes, carried: Scope) -> list[_Stain]:
    stains = [_Stain(mention) for mention in mentions]
    statuses = _undone(text, _statuses(text, mentions))
    for i, stain in enumerate(stains):
        following = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        _own(text, stain, following)
    for sign in _SIGN_BEFORE.finditer(text):
        ends = [place for mark in ";\n" if (place := text.find(mark, sign.end())) >= 0]
        for stain in stains:
            if sign.end() <= stain.mention.start < min([*ends, len(text)]) and stain.outcome is None:
                _set(stain, "pos" if sign[1] == "+" else "neg", "sign before a list", sign.start(), stain.mention.end)
    breaks = [match.start() for match in _BREAK.finditer(text)]
    exceptions = [match.span() for match in _EXCEPT.finditer(text)]
    groups = _groups(text, stains, statuses, breaks)
    for status, group, is_forward in groups:
        _apply(text, status, group, is_forward, stains, statuses, breaks, exceptions)
    for stain in stains:
        if stain.outcome is None and not stain.skip:
            _by_its_adjective(text, stain, any(s.kind in ("pos", "neg", "verb", "weak") for s in statuses))
    if _RESPECTIVELY.search(text):
        _respectively(text, stains, statuses)
    again = _repeats(text, stains, scopes, groups)
    for stain in stains:
        if (
            stain.outcome is not None
            and not stain.scope.specimens
            and not stain.scope.component
            and not stain.scope.site
        ):
            stain.scope = _scope(text, stain, scopes, stains, carried)
    return stains + again


def _by_its_adjective(text: str, stain: _Stain, is_among_results: bool) -> None:
    """In "strong ALK expression, patchy S100 and no SOX10" the adjective alone tells that S100 is there."""
    own = _words_before(text, stain.mention.start)
    before = text[max(0, stain.mention.start - len(own) - 30) : stain.mention.start - len(own)]
    if is_among_results and _EXTENT_WORD.search(own) and not _DENIED.search(before):
        _set(stain, "pos", "extent before the stain", stain.mention.start - len(own), stain.mention.end)
        _qualify(stain, own)


def _statuses(text: str, mentions: list[MarkerMention]) -> list[_Status]:
    found: list[_Status] = []
    for match in _STATUS.finditer(text):
        kind = str(match.lastgroup)
        kind = {"pve": "pos", "nve": "neg"}.get(kind, kind)
        start, end = match.span()
        inside = [m for m in mentions if m.start < start < m.end]
        if inside:
            continue
        if kind == "neg" and re.match(
            r"(?:no|not)\b.*\b(?:found|noted|observed|seen|identified)", match.group(), re.IGNORECASE
        ):
            words = match.group().lower()
            if any(
                word in words for word in ("mitos", "necro", "mutation", "variant", "fusion", "atypia", "rearrange")
            ):
                continue
        if kind == "wo":
            following = next((m.start for m in mentions if m.start >= end), None)
            if following is None or not _FORWARD_GAP.fullmatch(text[end:following]):
                continue
            kind = "neg"
        elif kind in ("ell", "as"):
            told = next((one.kind for one in reversed(found) if one.kind in ("pos", "verb", "neg", "double")), None)
            if told is None:
                continue
            is_positive = (told != "neg") == (kind == "as")
            kind = "pos" if is_positive else "neg"
        found.append(_Status(start, end, kind))
    strong = [status for status in found if status.kind not in ("weak", "oc")]
    return [
        status
        for status in found
        if status.kind != "weak"
        or not any(
            (0 <= other.start - status.end < 45 or 0 <= status.start - other.end < 25)
            and not re.search(
                r"[;,]|\band\b(?! \w+ly)|\bwith $|\bbut\b",
                text[min(status.end, other.end) : max(status.start, other.start)],
            )
            for other in strong
        )
    ]


def _undone(text: str, statuses: list[_Status]) -> list[_Status]:
    """Of "Loss of A was not seen": the later word takes the earlier one back."""
    kept: list[_Status] = []
    for status in statuses:
        words = text[status.start : status.end].lower()
        if (
            kept
            and kept[-1].kind == "neg"
            and text[kept[-1].start : kept[-1].end].lower().startswith(("loss", "absence", "lack"))
            and re.match(
                (
                    r"not (?:\w+ )?(?:seen|identified|detected|observed|noted|found|present"
                    r"|demonstrated)"
                ),
                words,
            )
        ):
            kept[-1] = replace(kept[-1], kind="double")
            continue
        kept.append(status)
    return kept


def _own(text: str, stain: _Stain, following: int) -> None:
    """Signs, brackets and colons directly behind a stain."""
    place = stain.mention.end
    for pattern in (_H_SCORE, _ALLRED):
        scored = pattern.match(text, place)
        if scored is not None and scored.end() <= following:
            kind = "pos" if int(scored[1]) else "neg"
            _set(stain, kind, "score behind the stain", scored.start(), scored.end())
            stain.note = " ".join(scored.group().strip(" (),:").split())
            return
    clone = _CLONE.match(text, place)
    if clone is not None:
        stain.clone = clone[1].rstrip(".,)")
        place = clone.end() + (1 if text.startswith(")", clone.end()) else 0)
    if stain.mention.marker == "Ki67":
        _labelling_index(text, stain, following)
    suffix = _SUFFIX.match(text, place)
    if suffix is not None and suffix.end() <= following:
        _sign(text, stain, suffix)
        return
    bracket = _BRACKET.match(text, place)
    if bracket is not None and bracket.end() <= following:
        inner = bracket[1]
        status = _STATUS.search(inner)
        sign = _SIGN_AT_END.search(inner)
        if sign is not None and status is None:
            if not _NOT_TUMOUR.search(inner):
                kind = "eq" if "/" in sign[1] else "pos" if "+" in sign[1] else "neg"
                _set(stain, kind, "sign in brackets behind the stain", bracket.start(), bracket.end())
        elif status is not None and status.lastgroup not in ("weak",):
            _set(stain, str(status.lastgroup), "result in brackets behind the stain", bracket.start(), bracket.end())
        if not re.match(r"\s?(?:fig|panel|table|case|patient)", inner, re.IGNORECASE):
            _qualify(stain, inner)
            percent = _PERCENT.search(inner)
            if percent is not None and stain.mention.marker != "Ki67" and not percent["high"] and not percent["about"]:
                stain.percent = float(percent["low"])
        place = bracket.end()
    colon = _COLON.match(text, place)
    if colon is not None and colon.end() < following:
        window = text[colon.end() : min(following, colon.end() + 80)]
        cut = re.search(r"[;\n]|\.(?!\d)", window)
        window = window[: cut.start()] if cut else window
        status = _STATUS.search(window)
        sign = re.match(r"\s*(\+{1,4}|[0-3]\+|0(?![.\d])|-)(?=[\s,;.(]|$)", window)
        if sign is not None:
            _set(
                stain,
                "pos" if "+" in sign[1] and sign[1] != "0+" else "neg",
                "sign behind the stain",
                colon.start(),
                colon.end() + sign.end(),
            )
            if stain.outcome is Outcome.PRESENT:
                stain.intensity = _PLUS_GRADES.get(sign[1])
                _qualify(stain, window)
        elif status is not None and status.start() < 40:
            _set(
                stain,
                str(status.lastgroup),
                "result behind the stain and a colon",
                colon.start(),
                colon.end() + status.end(),
            )
            if stain.outcome is Outcome.PRESENT:
                _qualify(stain, window)
                share = _PERCENT.search(window)
                if share and stain.mention.marker != "Ki67" and not share["high"] and not share["about"]:
                    stain.percent = float(share["low"]) if float(share["low"]) <= 100 else None
        elif re.match(r"\s*(?:weak|focal|patchy|diffuse|strong)\w*", window, re.IGNORECASE):
            _set(stain, "pos", "extent behind the stain and a colon", colon.start(), colon.end())
            _qualify(stain, window)


def _sign(text: str, stain: _Stain, suffix: re.Match[str]) -> None:
    sign = (
        suffix["sign"]
        or suffix["bare"]
        or suffix["minus"]
        or suffix["word"]
        or suffix["short"]
        or suffix["ve"]
        or suffix["apart"]
        or ""
    )
    kind = "neg" if sign in ("0", "0+") else "pos"
    if sign in ("+/-", "-/+", "\u00b1"):
        kind = "eq"
    elif sign == "-" or sign.lower() in ("negative", "immunonegative", "neg", "deficient"):
        kind = "neg"
    _set(stain, kind, "sign behind the stain", suffix.start(), suffix.end())
    stain.intensity = _PLUS_GRADES.get(sign)
    if suffix["more"] or suffix["how"]:
        _qualify(stain, suffix["more"] or suffix["how"])
    elif kind == "pos":
        bracket = _BRACKET.match(text, suffix.end())
        if bracket is not None and _QUALIFIER.search(bracket[1]):
            _qualify(stain, bracket[1])
        _qualify(stain, _words_before(text, stain.mention.start))


def _words_before(text: str, place: int) -> str:
    """The adjectives directly before a stain."""
    words = re.search(
        (
            r"((?:\b(?:and|very|strong(?:ly)?|weak(?:ly)?|focal(?:ly)?|diffuse(?:ly)?"
            r"|patchy|partial(?:ly)?|rare|scattered|moderate(?:ly)?|nuclear|cytoplasmic"
            r"|membranous|variable|variably|extensive|occasional|multifocal|for)\b[\s,-]{1,2}){1,4})$"
        ),
        text[max(0, place - 45) : place],
        re.IGNORECASE,
    )
    # "Vimentin strongly and diffusely, SMA": behind a comma another stain begins.
    return words[1] if words and not words[1].endswith(", ") and _QUALIFIER.search(words[1]) else ""


def _labelling_index(text: str, stain: _Stain, following: int) -> None:
    window = text[stain.mention.end : min(following, stain.mention.end + 110)]
    stop = re.search(r";|(?<!approx)(?<!\bca)\.(?!\d)|\b(?:mitos|mitotic|necrosis)", window)
    window = window[: stop.start()] if stop else window
    match = _PERCENT.search(window)
    start = stain.mention.end
    if match is None:
        before = text[max(0, stain.mention.start - 40) : stain.mention.start]
        found = list(_PERCENT.finditer(before))
        if not found or re.search(r"[;,.]", before[found[-1].end() :]):
            return
        match, start = found[-1], max(0, stain.mention.start - 40)
    _set(stain, "pos", "labelling index", start + match.start(), start + match.end())
    low, high, about = float(match["low"]), match["high"], (match["about"] or "").strip()
    if low > 100:
        stain.outcome = None
        return
    if high is None and not about:
        stain.percent = low
        if low == 0:
            stain.outcome = Outcome.ABSENT
    else:
        stain.note = " ".join(match.group().split())
        stain.sureness = Sureness.UNSURE
    around = text[max(0, stain.mention.start - 40) : start + match.end() + 30].lower()
    if "average" in around or re.search(r"\bmean\b", around):
        stain.method = CountMethod.AVERAGE
    elif "hot spot" in around or "hotspot" in around or "hot-spot" in around:
        stain.method = CountMethod.HOT_SPOT
    elif "estimated" in around or "eyeball" in around:
        stain.method = CountMethod.ESTIMATE


_NOT_TOLD = re.compile(
    r"\W*(?:n\.? ?d\.?|n\.? ?a\.?|n/?[ad]|nt|not (?:done|performed|tested|available|applicable|assessed)"
    r"|pending|failed|see \w+"
    r"|ordered|wild[- ]?type|wt)?\W*",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\s*\(?(?:key: ?)?\+{1,3}\s?[=:,]?\s?positive[;,].*$", re.IGNORECASE)
"""What signs mean is explained behind the last row."""
_CELL_SIGN = re.compile(r"\(?(\+/-|-/\+|\u00b1|\+{1,4}|[0-3]\+|0(?![\d.]|\s?%)|-)\)?(?=$|[\s,;.(])", re.IGNORECASE)
_CELL_FILLER = re.compile(
    r"\b(?:and|in|of|the|cells?|tumou?r|lesional|neoplastic|staining|stain|only|very|pattern|with|nuclei|some"
    r"|few|approx|about"
    r"|ca|score|index|hot ?spots?)\b|[\s,;()./+%~-]|\d",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Result:
    """What a cell of a table, or a few words behind a stain, say of it."""

    stain: _Stain
    is_whole: bool
    """Every word is understood."""
    is_remark: bool = False
    """Only how far, how strong or where, and so a result only where there is no other."""

    @property
    def outcome(self) -> Outcome | None:
        """None: not done, or not told."""
        return None if self.stain.skip else self.stain.outcome

    @property
    def sureness(self) -> Sureness:
        """How firm it is: a range of a labelling index is asked."""
        return self.stain.sureness

    def with_remarks(self, remarks: Iterable[str]) -> "Result":
        """The same with what other columns say of extent, strength, place and share."""
        if self.outcome is Outcome.PRESENT:
            for remark in remarks:
                _qualify(self.stain, remark)
                share = _PERCENT.search(remark)
                if share and self.stain.percent is None and not share["high"] and not share["about"]:
                    self.stain.percent = float(share["low"]) if float(share["low"]) <= 100 else None
        return self

    def values(self) -> dict[str, object]:
        """The values of an observation, without the stain and its clone."""
        stain, is_there = self.stain, self.outcome is Outcome.PRESENT
        return {
            "outcome": self.outcome.value if self.outcome is not None else None,
            "extent": stain.extent.value if is_there and stain.extent else None,
            "intensity": stain.intensity.value if is_there and stain.intensity else None,
            "compartments": tuple(one.value for one in stain.compartments) if is_there else (),
            "percent_positive": stain.percent if is_there else None,
            "count_method": stain.method.value if stain.method else None,
            "note": stain.note,
        }


def read_result(words: str, marker: str) -> Result | None:
    """
    The result that `words` alone give for `marker`; None when they give none. "n.d." gives one without an outcome.

    >>> result = read_result("POSITIVE, patchy, weak", "CD34")
    >>> result.values()["outcome"], result.values()["extent"], result.values()["intensity"]
    ('present', 'partial', 'weak')
    >>> read_result("++", "CD34").outcome, read_result("n.d.", "CD34").outcome, read_result("1A4", "SMA")
    (<Outcome.PRESENT: 'present'>, None, None)
    """
    words = _LEGEND.sub("", words).strip()
    stain = _Stain(MarkerMention(marker, None, 0, 0))
    sign = _CELL_SIGN.match(words)
    if sign is None and _NOT_TOLD.fullmatch(words):
        stain.skip = True
        return Result(stain, is_whole=True)
    if marker == "Ki67":
        _labelling_index(words, stain, len(words))
    status = next(
        (one for one in _STATUS.finditer(words) if one.lastgroup not in ("weak", "wo", "ell", "as", "oc")), None
    )
    share = _PERCENT.search(words)
    is_remark = False
    if stain.outcome is not None:
        pass
    elif sign is not None:
        mark = sign[1]
        kind = "eq" if mark in ("+/-", "-/+", "\u00b1") else "neg" if mark in ("-", "0", "0+") else "pos"
        _set(stain, kind, "sign in a row", 0, sign.end())
        stain.intensity = _PLUS_GRADES.get(mark)
    elif status is not None:
        _set(stain, str(status.lastgroup), "result in a row", status.start(), status.end())
    elif _QUALIFIER.search(words):
        _set(stain, "pos", "extent in a row", 0, len(words))
        is_remark = True
    elif share is not None and not share["about"] and not share["high"] and float(share["low"]) <= 100:
        _set(stain, "pos" if float(share["low"]) else "neg", "share in a row", share.start(), share.end())
        is_remark = True
    else:
        return None
    if stain.outcome is Outcome.PRESENT:
        _qualify(stain, words)
        if marker != "Ki67" and share and not share["high"] and not share["about"] and float(share["low"]) <= 100:
            stain.percent = float(share["low"]) or None
    rest = _QUALIFIER.sub(" ", _STATUS.sub(" ", words))
    return Result(stain, is_whole=not _CELL_FILLER.sub("", rest), is_remark=is_remark)


_OUTCOMES = {
    "pos": Outcome.PRESENT,
    "verb": Outcome.PRESENT,
    "weak": Outcome.PRESENT,
    "double": Outcome.PRESENT,
    "neg": Outcome.ABSENT,
    "eq": Outcome.EQUIVOCAL,
    "ne": Outcome.NOT_EVALUABLE,
}


_PLAIN_KINDS = {"pve": "pos", "nve": "neg", "wo": "neg"}


def _set(stain: _Stain, kind: str, rule: str, start: int, end: int) -> None:
    if kind in ("nd", "oc"):
        stain.skip = True
        return
    kind = _PLAIN_KINDS.get(kind, kind)
    if kind not in _OUTCOMES:
        return  # "was not" and "as were" speak of another stain's result, and tell nothing in brackets
    stain.outcome = _OUTCOMES[kind]
    stain.rule, stain.start, stain.end = rule, start, end


def _qualify(stain: _Stain, words: str) -> None:
    """What is written first about a stain itself holds; later and wider words only fill what is missing."""
    words = CuedText(words)
    if not words or not _QUALIFIER.search(words):
        return
    if stain.extent is None:
        stain.extent = next((value for value, pattern in _E if pattern.search(words)), None)
    if stain.intensity is None:
        stain.intensity = next((value for value, pattern in _I if pattern.search(words)), None)
    if stain.intensity is None and (graded := _GRADED.search(words)) is not None:
        stain.intensity = _PLUS_GRADES[graded[1]]
    if not stain.compartments:
        stain.compartments = tuple(value for value, pattern in _C if pattern.search(words))


_Group = tuple[_Status, list[_Stain], bool]
_ADJECTIVES = frozenset(
    {
        "positive",
        "negative",
        "immunopositive",
        "immunonegative",
        "retained",
        "lost",
        "intact",
        "preserved",
        "pos",
        "neg",
    }
)


def _groups(text: str, stains: list[_Stain], statuses: list[_Status], breaks: list[int]) -> list[_Group]:
    groups: list[_Group] = []
    taken: set[int] = set()
    for k, status in enumerate(statuses):
        limit = statuses[k + 1].start if k + 1 < len(statuses) else len(text)
        inside = [s for s in stains if status.start <= s.mention.start and s.mention.end <= status.end]
        after = [s for s in stains if status.end <= s.mention.start]
        if not inside and _is_adjective_of(text, status, stains):
            before = _unsettled(stains, status, groups, breaks, taken)
            if before:
                group = _connected(text, before)
                groups.append((status, group, False))
                taken |= {id(s) for s in group}
            continue
        if inside:
            chain = _chain(text, inside[-1:] + after, limit, breaks, statuses[k + 1 :])[1:]
            trailing = (
                chain
                if re.fullmatch(
                    r"\s?(?:for|of|with)\s.*|\s?,?\s?(?:or|nor|and)\s.*",
                    text[status.end : chain[0].mention.start] if chain else "",
                    re.IGNORECASE,
                )
                else []
            )
            group = inside + trailing
            groups.append((status, group, True))
            taken |= {id(s) for s in group}
            continue
        if after and after[0].mention.start <= limit + 1:
            gap = text[status.end : after[0].mention.start]
            is_linked = (
                bool(_NEEDS_LINK.search(gap))
                or status.kind in ("verb", "double")
                or text[status.start : status.end].lower().rstrip().endswith((" of", " for", " with"))
                or "," not in gap
            )
            if (
                len(gap) <= 110
                and is_linked
                and _FORWARD_GAP.fullmatch(gap)
                and (status.kind != "weak" or _NEEDS_LINK.search(gap))
                and not (
                    re.fullmatch(r"\s*(?:,|and|,\s*and)?\s*", gap)
                    and _is_predicate(text, status)
                    and status.kind != "verb"
                    and not text[: status.end].endswith((" of", " for", " with"))
                )
            ):
                chain = _chain(text, after, limit, breaks, statuses[k + 1 :])
                groups.append((status, chain, True))
                taken |= {id(s) for s in chain}
                continue
        group = _unsettled(stains, status, groups, breaks, taken)
        if not group and status.kind not in ("weak", "verb") and _stands_behind(stains, status, groups, breaks, taken):
            continue
        if not group and status.kind in ("pos", "neg") and groups and groups[-1][0].kind == "oc":
            # "CD34 highlighted vessels but was negative in the tumour": the stain is told of the tumour after all.
            others, group, _ = groups.pop()
            groups.append((others, [], False))
            groups.append((status, group, False))
            continue
        if group:
            first = _connected(text, group)
            groups.append((status, first, False))
            taken |= {id(s) for s in first}
        else:
            groups.append((status, [], False))
    return groups


def _floor(status: _Status, groups: list[_Group], breaks: list[int]) -> int:
    ends = (group[0].end for group in groups if group[0].end <= status.start)
    return max([0, *ends, *(b for b in breaks if b < status.start)])


def _stands_behind(
    stains: list[_Stain], status: _Status, groups: list[_Group], breaks: list[int], taken: set[int]
) -> bool:
    floor = _floor(status, groups, breaks)
    return any(floor <= s.mention.start and s.mention.end <= status.start + 1 and id(s) not in taken for s in stains)


def _unsettled(
    stains: list[_Stain],
    status: _Status,
    groups: list[_Group],
    breaks: list[int],
    taken: set[int],
) -> list[_Stain]:
    """The stains before a word of result that nothing else has settled."""
    floor = _floor(status, groups, breaks)
    return [
        s
        for s in stains
        if floor <= s.mention.start
        and s.mention.end <= status.start + 1
        and id(s) not in taken
        and s.outcome is None
        and not s.skip
    ]


def _is_adjective_of(text: str, status: _Status, stains: list[_Stain]) -> bool:
    """Whether a word of result stands directly behind a stain: "ALK positive", "S100-negative"."""
    behind = next((s for s in reversed(stains) if s.mention.end <= status.start), None)
    return (
        behind is not None
        and text[behind.mention.end : status.start] in (" ", "-")
        and text[status.start : status.end].lower() in _ADJECTIVES
        and not re.match(r"\s?(?:for|with|to|:)", text[status.end : status.end + 6])
    )


def _is_predicate(text: str, status: _Status) -> bool:
    return bool(
        re.search(
            r"\b(?:was|were|is|are|be|been|remained|being)(?: (?:\w+ly|and|also|all|both|not|only|very|each|found|to|be"
            r"|focal|weak|strong|diffuse|patchy|variable|noted|seen),?){0,5} $",
            text[max(0, status.start - 45) : status.start],
            re.IGNORECASE,
        )
    )


def _chain(text: str, after: list[_Stain], limit: int, breaks: list[int], later: list[_Status]) -> list[_Stain]:
    """The list of stains that begins with the first of `after`."""
    chain = after[:1]
    for stain in after[1:]:
        gap = text[chain[-1].mention.end : stain.mention.start]
        if stain.mention.start >= limit + 1:
            # The next word of result begins here; stains inside or behind it are its own.
            break
        cut = any(chain[-1].mention.end <= place < stain.mention.start for place in breaks)
        is_list = bool(_LIST_GAP.fullmatch(gap)) or bool(_EXCEPT.search(gap)) or re.search(r"clone|\([+-]", gap)
        if (
            cut
            or (not is_list and len(gap) > 40)
            or (not is_list and re.search(r"\b(?:while|was|were|highlight\w*|showed|demonstrated|in the)\b", gap))
        ):
            if cut and ";" in gap and len(gap) <= 4 and not later:
                chain.append(stain)
                continue
            break
        chain.append(stain)
    # "Positive for A, B, and C was negative": the stain before "was" belongs to what follows.
    if later and limit < len(text) and chain and len(chain) > 1:
        between = text[chain[-1].mention.end : limit]
        if re.fullmatch(r"\s(?:was|is|were|are)(?: \w+){0,3}\s", between) and later[0].kind in (
            "pos",
            "neg",
            "eq",
            "ne",
            "nd",
        ):
            chain = chain[:-1]
    return chain


def _connected(text: str, group: list[_Stain]) -> list[_Stain]:
    """The stains at the end of `group` that stand in one list."""
    result = [group[-1]]
    for stain in reversed(group[:-1]):
        gap = text[stain.mention.end : result[0].mention.start]
        if _LIST_GAP.fullmatch(gap) or _EXCEPT.search(gap) or len(gap) < 25:
            result.insert(0, stain)
        else:
            break
    return result


def _apply(
    text: str,
    status: _Status,
    group: list[_Stain],
    is_forward: bool,
    stains: list[_Stain],
    statuses: list[_Status],
    breaks: list[int],
    exceptions: list[tuple[int, int]],
) -> None:
    if not group:
        return
    marks = [s.mention.end for s in stains] + [s.end for s in statuses] + breaks
    before = max([place for place in marks if place <= status.start] + [max(0, status.start - 60)])
    words = re.sub(r"^\s?\([^()]*\)", "", text[before : status.end])
    if is_forward:
        words += " " + text[status.end : max(status.end, group[0].mention.start)]
    else:
        starts = [s.mention.start for s in stains] + [s.start for s in statuses] + [b for b in breaks]
        after = min([place for place in starts if place >= status.end] + [status.end + 70, len(text)])
        words += " " + text[status.end : after]
        if group[0].mention.start > 0:
            first = group[0]
            words += " " + _words_before(text, first.mention.start) if len(group) == 1 else ""
    cut = [span for span in exceptions if (span[0] > status.start - 1 if is_forward else True)]
    for stain in group:
        if stain.outcome is not None:
            continue
        excepted = any(
            span[1] <= stain.mention.start
            and (is_forward or span[1] <= status.start)
            and not any(
                span[1] <= other.start < stain.mention.start
                for other in statuses
                if other is not status and other.kind != "weak"
            )
            for span in cut
        )
        kind = status.kind
        if (
            not is_forward
            and kind in ("pos", "verb", "weak")
            and re.search(
                r"\bneither\b", text[max(0, group[0].mention.start - 25) : group[0].mention.start], re.IGNORECASE
            )
        ):
            kind = "neg"
        if excepted and kind in ("pos", "neg", "verb", "weak", "double"):
            kind = "neg" if kind != "neg" else "pos"
        rule = "list behind its result" if is_forward else "list before its result"
        if excepted:
            rule = "exception from a list"
        _set(stain, kind, rule, min(status.start, stain.mention.start), max(status.end, stain.mention.end))
        own = _words_before(text, stain.mention.start)
        if own and (not is_forward or stain is not group[0] or excepted):
            _qualify(stain, own)
            if not is_forward or excepted:
                _qualify(stain, words) if not excepted else None
        elif not excepted:
            _qualify(stain, words)
        adverb = _ADVERBS.match(text, stain.mention.end)
        if adverb:
            stain.extent = None
            _qualify(stain, adverb[1])
    if is_forward and status.kind == "weak":
        adjectives = _STATED_BEHIND.match(text, group[-1].mention.end)
        for stain in group if adjectives else ():
            _qualify(stain, adjectives[1] if adjectives else "")
    if is_forward and len(group) == 1 and group[0].outcome is Outcome.PRESENT and group[0].mention.marker != "Ki67":
        share = _SHARE_BEFORE.search(text, max(0, status.start - 80), status.start)
        if share is not None and float(share[1]) <= 100:
            group[0].percent = float(share[1])
    if len(group) == 1 and group[0].outcome is Outcome.PRESENT and group[0].percent is None:
        end = min(
            [s.start for s in statuses if s.start > status.end]
            + [s.mention.start for s in stains if s.mention.start > max(status.end, group[0].mention.end)]
            + [len(text)]
        )
        window = text[max(status.end, group[0].mention.end) : min(end, max(status.end, group[0].mention.end) + 60)]
        percent = re.match(r"[^.;,%]{0,40}?", window) and _PERCENT.search(window)
        if (
            percent
            and re.match(r"\s?(?:\)|of\b)", window[percent.end() :])
            and not percent["high"]
            and not percent["about"]
            and group[0].mention.marker != "Ki67"
            and float(percent["low"]) <= 100
        ):
            group[0].percent = float(percent["low"])


def _respectively(text: str, stains: list[_Stain], statuses: list[_Status]) -> None:
    strong = [s for s in statuses if s.kind in ("pos", "neg", "eq", "verb", "double")]
    if len(strong) == len(stains) == 2 and all(s.mention.end <= strong[0].start for s in stains):
        for stain, status in zip(stains, strong, strict=True):
            _set(stain, status.kind, "respectively", stain.mention.start, status.end)
            stain.extent, stain.intensity, stain.compartments = None, None, ()
        previous = stains[-1].mention.end
        for stain, status in zip(stains, strong, strict=True):
            _qualify(stain, text[previous : status.end])
            previous = status.end
        return
    qualifiers = [
        m for m in _QUALIFIER.finditer(text) if not any(s.mention.start <= m.start() < s.mention.end for s in stains)
    ]
    if len(qualifiers) == len(stains) > 1:
        for stain, qualifier in zip(stains, qualifiers, strict=True):
            stain.extent, stain.intensity, stain.compartments = None, None, ()
            _qualify(stain, qualifier.group())


def _repeats(text: str, stains: list[_Stain], scopes: Scopes, groups: list[_Group]) -> list[_Stain]:
    """The stains before, told again: "positive in the primary and negative in the metastasis"."""
    again: list[_Stain] = []
    empty = [status for status, group, _ in groups if not group and status.kind in ("pos", "neg", "eq", "double")]
    for status in empty:
        previous = [
            s for s in stains if s.mention.end <= status.start and s.outcome is not None and s.start < status.start
        ]
        behind = [scope for start, _, scope in scopes if 0 <= start - status.end <= 30]
        before = [scope for start, end, scope in scopes if end <= status.start and status.start - end <= 30]
        nearest = behind or before[-1:]
        if not previous or not nearest:
            continue
        last = max(s.end for s in previous)
        if re.search(r"[.]\s", text[last : status.start]):
            continue
        for stain in previous:
            if stain.end != last and len(previous) > 1 and stain.rule.startswith("list") is False:
                continue
            copy = replace(
                stain,
                extent=None,
                intensity=None,
                compartments=(),
                percent=None,
                scope=nearest[0],
                sureness=Sureness.READ,
            )
            if copy.scope == _trailing(text, stain, scopes):
                continue
            _set(copy, status.kind, "told again of another place", status.start, status.end)
            _qualify(copy, text[last : status.end])
            again.append(copy)
    return again


def _trailing(text: str, stain: _Stain, scopes: Scopes) -> Scope | None:
    for start, _, scope in scopes:
        between = text[stain.end : start] if start >= stain.end else "x"
        if re.fullmatch(
            (
                r"\s?(?:\([^()]*\)\s?)?(?:expression |staining |immunoreactivity )?(?:only "
                r"|both )?(?:in|within|of|on)\s(?:both |all )?(?:the\s)?(?:\w+\s){0,3}"
            ),
            between,
        ):
            return scope
    return None


def _scope(
    text: str,
    stain: _Stain,
    scopes: Scopes,
    stains: list[_Stain],
    carried: Scope,
) -> Scope:
    last = max([s.mention.end for s in stains if s.end == stain.end or s.start == stain.start] + [stain.end])
    for start, _, scope in scopes:
        if start < last:
            continue
        between = text[last:start]
        if re.fullmatch(
            (
                r"\s?(?:\([^()]*\)\s?)?[^,;.]{0,45}?\b(?:in|within|of|on)\s(?:both |all "
                r"|only )?(?:the\s)?(?:\w+\s){0,3}"
            ),
            between,
        ):
            return scope
        break
    before = [scope for start, _, scope in scopes if start < max(stain.start, stain.mention.start)]
    if before:
        return before[-1]
    if carried != Scope() and re.match(
        (
            r"\s*(?:they|these|those|it|in addition|additionally|moreover|furthermore"
            r"|also|the same)\b"
        ),
        text,
        re.IGNORECASE,
    ):
        return carried
    return Scope()
