"""Small variants and changes of copy number as a text tells of them: "TP53 p.R175H", "CDKN2A deletion"."""

import re
from collections.abc import Iterator
from typing import Any

from breakapart.drafting.cues import Rule
from breakapart.drafting.fish_probes import is_fish
from breakapart.drafting.vocabulary import DraftVocabulary

_GENE = r"[A-Z][A-Z0-9]{1,8}"
_AA = r"(?:[A-Z][a-z]{2}|[A-Z])"
_CODING = (
    r"c\.[-*]?\d{1,5}(?:[+-]\d{1,3})?(?:_[-*]?\d{1,5}(?:[+-]\d{1,3})?)?"
    r"(?:[ACGT]>[ACGT]|(?:delins|del|dup|ins)[ACGT]{0,30})"
)
_PROTEIN = (
    rf"p\.\(?{_AA}\d{{1,4}}(?:_{_AA}\d{{1,4}})?(?:fs\*?(?:Ter)?\d{{0,3}}|(?:delins|del|dup|ins)[A-Za-z]{{0,12}}"
    rf"|{_AA}(?:fs\*?(?:Ter)?\d{{0,3}})?|\*)\)?"
)
_SHORT = r"[ACDEFGHIKLMNPQRSTVWY]\d{2,4}[ACDEFGHIKLMNPQRSTVWY*]"
_CHANGED = Rule(
    rf"\b(?P<gene>{_GENE})(?: gene)?(?: promoter)?(?: (?:missense|nonsense|frameshift|hotspot|point|pathogenic"
    r"|activating|inactivating|splice[- ]site|somatic))?(?: (?:mutation|variant))?"
    r"(?:[ ,:;]{0,2}[\[(]?(?:NM_|ENST)\d{1,15}(?:\.\d{1,2})?[\])]?)?[ :,(]{1,3}(?:exon \d{1,2}[ :,;]{1,2})?"
    rf"(?P<first>{_CODING}|{_PROTEIN})(?:[ ,;:/()]{{1,3}}(?:(?:NM_|ENST)\d{{1,15}}(?:\.\d{{1,2}})?:)?"
    rf"(?P<second>{_CODING}|{_PROTEIN}))?(?![A-Za-z0-9])"
)
_CHANGED_SHORT = Rule(rf"\b(?P<gene>{_GENE})[ -]?\(?(?:p\.)?(?P<first>{_SHORT})\b\)?")
_CHANGE_OF = Rule(
    rf"(?P<first>{_CODING}|{_PROTEIN})(?: (?:missense|nonsense|frameshift))? (?:mutation|variant|substitution|change)"
    rf" (?:in|of) (?:the )?(?P<gene>{_GENE})\b"
)
_PROMOTER = Rule(
    r"\bTERT[ -]?(?:p\b|promoter)(?: region)?(?: \((?:C228T|C250T)\))?(?: hotspot)?(?: (?:C228T|C250T))? (?:mutat\w+"
    r"|variant)|\b(?:mutation|variant) (?:in|of) the (?:TERT promoter|promoter (?:region )?of (?:the )?TERT)"
    r"|\bTERT promoter[ :]{1,2}\(?(?:c\.-\d{2,3}C>T|C228T|C250T)",
)
_CODED = Rule(r"c\.-\d{2,3}[ACGT]>[ACGT]")
_KIND_BEFORE = (
    r"(?:(?:missense|nonsense|frame-?shift|truncating|hotspot|point|pathogenic|gene|somatic|activating|inactivating"
    r"|loss-of-function|splice[- ]site) ){0,2}"
)
_MUTATED = Rule(rf"\b(?P<genes>{_GENE}(?:(?:, | and |, and |/){_GENE}){{0,6}}) {_KIND_BEFORE}mutations?\b")
_SHORTENED = Rule(rf"\b(?P<genes>{_GENE}) (?:frame-?shift|nonsense|missense|truncating)(?: variants?)?\b")
_MUTATION_IN = Rule(
    rf"\bmutations? (?:in|of|involving|affecting) (?:the )?(?:genes? )?"
    rf"(?P<genes>{_GENE}(?:(?:, (?:and )?| and |/){_GENE}){{0,6}})\b"
)
_SHIFTED = Rule(r"\bframe-?shift\b|\bindel\b", re.IGNORECASE)
_COPIES = r"(?:homozygous|heterozygous|hemizygous|biallelic|deep|focal|single-copy|gene|copy[- ]number|high-level)"
_COPY = Rule(
    rf"\b(?P<genes>{_GENE}(?:/(?:[A-Z]\b|{_GENE}))?(?: and {_GENE}(?:/[A-Z]\b)?)?)(?: genes?| locus)?"
    rf"[ :,-]{{1,3}}(?:{_COPIES} ){{0,2}}(?P<what>co-?deletions?|deletions?|deleted|loss|amplifications?|amplified)\b"
)
_COPY_OF = Rule(
    rf"\b(?:(?P<how>{_COPIES}) ){{0,2}}(?P<what>co-?deletions?|deletions?|loss|amplifications?) (?:of|in|involving) "
    rf"(?:the )?(?P<genes>{_GENE}(?:/(?:[A-Z]\b|{_GENE}))?(?: and {_GENE}(?:/[A-Z]\b)?)?)"
    r"(?! (?:mutat|variant|frame|missense|nonsense))"
    r"(?! (?:expression|stain|protein|immuno|on immuno|by immuno))"
)
_TOLD = Rule(
    r"\bmutat\w+|\bmutant\b|\bvariants?\b|sequenc|\bNGS\b|\bPCR\b|\bmolecular\b|\bgenotyp|\bVAF\b|\balter\w+|\bpanel\b",
    re.IGNORECASE,
)
_NOT = Rule(
    r"\b(?:no|not|without|neither|nor|lack\w*|absence|absent|negative|wild-?[- ]?type|exclud\w+|rule[d]? out|unlike"
    r"|germ-?line|pending|recommend\w*|suspect\w*|possible|if|may|can|often|frequent\w*|typical\w*|common\w*|usual\w*"
    r"|reported|failed|cannot|non)\b",
    re.IGNORECASE,
)
_ASKED = Rule(
    r"\b(?:test(?:ed|ing)?|screen\w*|analy\w+|assay|probe|primers|examined|evaluat\w+|assess\w+|search\w*|status)"
    r"(?: \w+){0,2} (?:for|of)(?: the| an?)? ?$|\b(?:to detect|to look for|looking for)(?: an?| the)? ?$",
    re.IGNORECASE,
)
_OF_A_STAIN = Rule(
    r"^[^.;,]{0,25}\b(?:immuno\w*|IHC|stain\w*|antibod\w+|protein|expression|VE1|mutation[- ]specific)\b",
    re.IGNORECASE,
)
_STAINED = Rule(r"\b(?:immunohisto\w+|immunostain\w*|IHC|antibod\w+|mutation-specific)\b[^.;]{0,40}$", re.IGNORECASE)
_END = Rule(r"[;.] |\n| but | whereas | while |, (?=no |not |without )|, and (?=an? )|\bin addition\b")
_SHARE = Rule(
    r"^[^.;%\d]{0,30}?\b(?:VAFs?|MAF|AF|allel\w+ (?:fraction|frequency)|fraction|frequency)\b[^.;%\d]{0,12}"
    r"(\d{1,3}(?:\.\d{1,2})?) ?%|^[ ,(]{1,3}(\d{1,3}(?:\.\d{1,2})?) ?% (?:VAF|allel)",
    re.IGNORECASE,
)
_LOSSES = frozenset({"CDKN2A", "CDKN2B"})
"""Genes whose "loss" without a further word is one of copies; of others it may be one of the protein."""
_STAINS = frozenset({"IHC", "DNA", "RNA", "NGS", "VAF", "TMB"})


def read_variants(text: str, vocabulary: DraftVocabulary) -> Iterator[tuple[dict[str, Any], int, int]]:
    """What `text` says was found, with its place, the share of alleles in it."""
    taken: list[tuple[int, int]] = []
    is_told = _TOLD.is_in(text)

    def found(
        genes: str, kind: str, change: str | None, start: int, end: int
    ) -> Iterator[tuple[dict[str, Any], int, int]]:
        if any(first < end and start < last for first, last in taken) or _is_denied(text, start, end):
            return
        named = [gene for gene in _listed(genes) if gene not in _STAINS and vocabulary.is_gene(gene)]
        if not named:
            return
        taken.append((start, end))
        share = _SHARE.search(text[end : end + 70]) if len(named) == 1 else None
        for gene in named:
            values: dict[str, Any] = {"gene": gene, "variant_class": kind, "variant_classes": (kind,)}
            if change is not None:
                values["hgvs"] = change
            if share is not None and float(share[1] or share[2]) <= 100:
                values["allele_fraction_percent"] = float(share[1] or share[2])
            yield values, start, end + (share.end() if share is not None else 0)

    for match in _PROMOTER.finditer(text):
        coded = _CODED.search(text[match.start() : match.end() + 40])
        yield from found("TERT", "promoter", coded[0] if coded else None, match.start(), match.end())
    for rule in (_CHANGED, _CHANGE_OF):
        for match in rule.finditer(text):
            changes = [change for change in (match["first"], match.groupdict().get("second")) if change]
            change = next((one for one in changes if one.startswith("c.")), changes[0])
            is_promoter = change.startswith("c.-") and "TERT" in match["gene"]
            kind = "promoter" if is_promoter else _kind(" ".join(changes))
            yield from found(match["gene"], kind, change, match.start(), match.end())
    if is_told:
        for match in _CHANGED_SHORT.finditer(text):
            if _OF_A_STAIN.search(text[match.end() : match.end() + 45]) is None:
                yield from found(match["gene"], "substitution", f"p.{match['first']}", match.start(), match.end())
        for rule in (_MUTATED, _MUTATION_IN, _SHORTENED):
            for match in rule.finditer(text):
                kind = (
                    "short_indel" if _SHIFTED.search(text, max(0, match.start() - 14), match.end()) else "substitution"
                )
                yield from found(match["genes"], kind, None, match.start(), match.end())
    if is_fish(text):
        return
    for rule in (_COPY, _COPY_OF):
        for match in rule.finditer(text):
            is_loss = match["what"] == "loss" and not re.search(_COPIES, match.group())
            if is_loss and not set(_listed(match["genes"])) <= _LOSSES:
                continue
            yield from found(match["genes"], "copy_number", None, match.start(), match.end())


def _listed(genes: str) -> list[str]:
    """
    Symbols of a list; a locus of two genes goes by its first: "CDKN2A/B".

    >>> _listed("CDKN2A/B and TP53")
    ['CDKN2A', 'TP53']
    """
    return re.findall(r"(?<![A-Z0-9/])[A-Z][A-Z0-9]{1,8}", genes)


def _kind(change: str) -> str:
    return "short_indel" if re.search(r"fs|del|dup|ins", change) else "substitution"


def _is_denied(text: str, start: int, end: int) -> bool:
    """Whether what stands at a place is said not to be there, is only looked for, or is a stain."""
    before, behind = text[:start], text[end:]
    cut = [match.end() for match in _END.finditer(before)]
    before = before[cut[-1] :] if cut else before
    stop = _END.search(behind)
    behind = behind[: min(stop.start() if stop else 60, 60)]
    return bool(
        _NOT.search(before)
        or _NOT.search(behind)
        or _ASKED.search(before)
        or _STAINED.search(before)
        or _OF_A_STAIN.search(behind)
    )
