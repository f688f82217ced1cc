"""Break-apart FISH: gene, result, cells, cut-off, section and the signal patterns that are described."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.patient import NUMBER_WORDS, number
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation

_FISH = Rule(r"\bFISH\b|\bin situ hybridi[sz]ation|\bbreak-? ?apart|\bsplit signals?", re.IGNORECASE)
_SYMBOL = Rule(r"\b([A-Z][A-Z0-9]{1,7}(?:-[A-Z0-9]{1,3})?)\b")
_NOT_GENES = frozenset({"FISH", "DNA", "RNA", "NGS", "IHC", "FFPE", "HPF", "DAPI", "CEP", "LSI", "SET"})
_NEGATIVE = Rule(
    (
        r"\bno(?:t|n)?\b(?: \w+){0,5} (?:rearrang\w+|split|break-?apart|evidence"
        r"|translocation|signals?|detected|abnormal\w*|amplification)|\bnegative\b"
        r"|\bintact\b|\bwithout\b|\bfailed to (?:detect|identify|show|reveal)"
        r"|\babsence of\b|\bdid not\b|\bexcluded\b|\bnormal (?:signal )?pattern"
    ),
    re.IGNORECASE,
)
_POSITIVE = Rule(
    (
        r"\bpositive\b|\brearrang\w+|\bsplit\b|\bconfirm\w*|\bdemonstrat\w*|\bdetect\w*"
        r"|\bisolated [35]|\bbreak-?apart signals?|\bshowed\b|\brevealed\b|\bidentified\b"
    ),
    re.IGNORECASE,
)
_NOT_EVALUABLE = Rule(
    (
        r"\bnot (?:evaluable|interpretable|informative|assessable)|\bnon-?informative"
        r"|\bfailed\b(?! to)|\bunsuccessful\b|\binconclusive\b|\bequivocal\b"
    ),
    re.IGNORECASE,
)
_NOT_DONE = Rule(r"\bnot (?:performed|done|available|carried out)\b|\bwas unavailable\b", re.IGNORECASE)
_METHOD = Rule(
    (
        r"\bperformed (?:on|using|with)\b|\bprobes?\b|\bconsidered\b|\bcut-?off\b"
        r"|\bthreshold\b|\bsections?\b"
    ),
    re.IGNORECASE,
)
_CELLS = Rule(
    (
        r"\b(?:scor\w+|count\w+|analy\w+|examin\w+|evaluat\w+|assess\w+|at least"
        rf"|of|in)(?: of)? (?P<n>\d{{2,4}}|{'|'.join(NUMBER_WORDS)})\b(?: \w+(?:-\w+)?){{0,3}} "
        r"(?:cells|nuclei)\b|\b\d{1,4} ?(?:/|of|out of) ?(?P<n2>\d{2,4}) (?:\w+ ){0,3}(?:cells"
        r"|nuclei)"
    ),
    re.IGNORECASE,
)
_CUTOFF = Rule(
    (
        r"(?P<op>more than|greater than|over|above|>=|\u2265|>|at least|exceeding"
        r"|cut-?off(?: value)?(?: of| was|:)?|threshold(?: of| was)?)\s?(?P<n>\d{1,2})\s?%(?P<more> "
        r"or more| or greater)?"
    ),
    re.IGNORECASE,
)
_IS_RULE = Rule(
    (
        r"\bconsidered\b|\bcut-?off\b|\bthreshold\b|\bdefined\b|\bregarded\b|\binterpreted\b"
        r"|\bdeemed\b|\brequired\b|\bcriteri\w+"
    ),
    re.IGNORECASE,
)
_PERCENT = Rule(
    (
        r"(?P<n>\d{1,3}(?:\.\d)?)\s?%\s(?:of )?(?:the )?(?:\w+ ){0,3}(?:cells"
        r"|nuclei|signals?)|\bin (?P<n2>\d{1,3}(?:\.\d)?)\s?%"
    ),
    re.IGNORECASE,
)
_SHARES = Rule(r"\b(\d{1,2}(?:\.\d)?)\s?% and (\d{1,2}(?:\.\d)?)\s?%")
_FRACTION = Rule(
    (
        r"\b(?P<k>\d{1,4})\s?(?:/|of|out of)\s?(?P<n>\d{2,4})\s(?:\w+ ){0,3}(?:cells"
        r"|nuclei)"
    ),
    re.IGNORECASE,
)
_THICKNESS = Rule(r"\b(\d(?:\.\d)?)[- ]?(?:\u03bcm|um|micron|micromet\w+|\u03bc)[- ]?(?:thick)?", re.IGNORECASE)
_PATTERNS = (
    (
        "isolated_5p",
        Rule(
            (
                r"\b(?:isolated|single|lone)(?: green| red| orange)? 5'|\b5' (?:only|isolated)"
                r"|\bloss of (?:the )?3'|\b3' deletion|\bisolated 5\b"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "isolated_3p",
        Rule(
            (
                r"\b(?:isolated|single|lone)(?: green| red| orange)? 3'|\b3' (?:only|isolated)"
                r"|\bloss of (?:the )?5'|\b5' deletion|\bisolated 3\b"
            ),
            re.IGNORECASE,
        ),
    ),
    ("fused", Rule(r"\bfused\b|\bfusion signals?\b", re.IGNORECASE)),
    (
        "split",
        Rule(r"\bsplit\b|\bseparated? (?:red|green|orange|signals?)|\bbreak-?apart signals?\b", re.IGNORECASE),
    ),
)
_VENDORS = (
    "Vysis",
    "Abbott",
    "ZytoVision",
    "ZytoLight",
    "Dako",
    "Agilent",
    "Kreatech",
    "Empire Genomics",
    "CytoTest",
    "LBP",
    "Anbiping",
)


def read_fish(part: Part, vocabulary: DraftVocabulary, gene_before: str | None = None) -> Iterator[Observation]:
    """Results and methods of break-apart FISH; `gene_before` is the gene a sentence before has named."""
    text = part.text
    if not _FISH.search(text) and not (gene_before and _IS_RULE.search(text) and _CUTOFF.search(text)):
        return
    base = part.sentence.start + part.start
    genes = [
        match[1]
        for match in _SYMBOL.finditer(text)
        if match[1] not in _NOT_GENES
        and vocabulary.is_gene(match[1])
        and not re.match(r"::|-?(?:D5F3|IHC)", text[match.end() :])
    ]
    if not genes and re.search(r"\bNTRK\b", text):
        genes = ["NTRK1", "NTRK2", "NTRK3"]
    genes = list(dict.fromkeys(genes)) or ([gene_before] if gene_before else [])
    if not genes or _NOT_DONE.search(text):
        return
    named = [
        gene for gene in genes if re.search(rf"\b{re.escape(gene)}(?: gene)? (?:rearrang|fusion|translocation)", text)
    ]
    scope = scope_of(text, vocabulary.site_words)
    section = part.sentence.section.kind
    cells, thickness, cutoff = _CELLS.search(text), _THICKNESS.search(text), _CUTOFF.search(text)
    is_rule = bool(_IS_RULE.search(text))
    method: dict[str, object] = {"gene": genes[0]}
    if cells:
        method["cells_scored"] = int(number(cells["n"] or cells["n2"]))
    if thickness and "section" in text.lower():
        method["section_thickness_um"] = float(thickness[1])
    if cutoff and is_rule:
        method["cutoff_percent"] = float(cutoff["n"])
        exact = cutoff["op"].lower() in (">=", "\u2265", "at least") or cutoff["more"]
        if not cutoff["op"].lower().startswith(("cut", "thresh")):
            method["cutoff_operator"] = ">=" if exact else ">"
    vendor = next((name for name in _VENDORS if name.lower() in text.lower()), None)
    if vendor:
        method["vendor"] = vendor
    if len(method) > 1:
        yield Observation(
            "fish_method", method, base, base + len(text), "FISH method", scope, cases=part.cases, section=section
        )
    if is_rule or (
        _METHOD.search(text)
        and not re.search(
            (
                r"\bpositive\b|\bnegative\b|\brearrangements?\b|\bshowed\b|\brevealed\b"
                r"|\bdetected\b|\bsplit\b"
            ),
            text,
            re.IGNORECASE,
        )
    ):
        return
    negative, unclear = _NEGATIVE.search(text), _NOT_EVALUABLE.search(text)
    positive = _POSITIVE.search(text)
    match2 = unclear or negative or positive
    if match2 is None:
        return
    outcome = (
        ("equivocal" if re.search("equivocal|inconclusive", unclear.group(), re.IGNORECASE) else "not_evaluable")
        if unclear
        else "absent"
        if negative
        else "present"
    )
    values: dict[str, object] = {"outcome": outcome}
    share, fraction = _PERCENT.search(text), _FRACTION.search(text)
    if fraction and int(fraction["n"]) >= int(fraction["k"]) and outcome == "present":
        values["percent_positive"] = round(100 * int(fraction["k"]) / int(fraction["n"]), 2)
        values["cells_scored"] = int(fraction["n"])
    elif share and outcome == "present" and float(share["n"] or share["n2"]) <= 100:
        values["percent_positive"] = float(share["n"] or share["n2"])
    if outcome == "present":
        values["patterns_seen"] = _patterns_in(text)
    shares = _SHARES.search(text) if len(part.cases) == 2 and "respectively" in text.lower() else None
    if shares is not None and outcome == "present":
        # "42% and 35%, respectively": each case has its own.
        for gene in named or genes:
            for case, number_ in zip(part.cases, shares.groups(), strict=True):
                yield Observation(
                    "fish",
                    {"gene": gene, **values, "percent_positive": float(number_)},
                    base + shares.start(),
                    base + shares.end(),
                    "respectively",
                    scope,
                    cases=(case,),
                    section=section,
                )
        return
    for gene in (named or genes) if outcome == "present" else genes:
        yield Observation(
            "fish",
            {"gene": gene, **values},
            base + match2.start(),
            base + match2.end(),
            "FISH result",
            scope,
            cases=part.cases,
            section=section,
        )


def _patterns_in(text: str) -> tuple[str, ...]:
    """Signal patterns in the order the text names them."""
    found = ((match.start(), name) for name, pattern in _PATTERNS if (match := pattern.search(text)))
    return tuple(name for _, name in sorted(found))
