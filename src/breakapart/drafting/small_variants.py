"""Small variants and changes of copy number as a text tells of them: "TP53 p.R175H", "CDKN2A deletion"."""

import re
from collections.abc import Iterator
from typing import Any

from breakapart.drafting.cues import Rule
from breakapart.drafting.fish_probes import is_fish
from breakapart.drafting.vocabulary import DraftVocabulary

_GENE = r"(?:H3-3[AB]|[A-Z][A-Z0-9]{1,8})"
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
_CHANGE = Rule(
    rf"(?<![A-Za-z0-9])(?:(?:NM_|ENST)\d{{1,15}}(?:\.\d{{1,2}})?(?:\([A-Z0-9]{{2,8}}\))?:)?(?P<first>{_CODING}"
    rf"|{_PROTEIN})"
    rf"(?:[ ,;:/()\[\]]{{1,3}}(?:(?:NM_|NP_|ENST)\d{{1,15}}(?:\.\d{{1,2}})?:)?(?P<second>{_CODING}"
    rf"|{_PROTEIN}))?(?![A-Za-z0-9])"
)
_GENE_BEFORE = Rule(rf"(?<![A-Za-z0-9.:>_*-])(?P<gene>{_GENE})(?![A-Za-z0-9.>_])")
_GENE_BEHIND = Rule(rf"^\)?(?: [\w-]+){{0,3}} (?:in|of) (?:the )?(?:gene )?(?P<gene>{_GENE})\b")
_CHANGED_SHORT = Rule(rf"\b(?P<gene>{_GENE})[ -]?\(?(?:p\.)?(?P<first>{_SHORT})\b\)?")
_SHORT_BEHIND = Rule(
    rf"\b(?P<gene>{_GENE}) (?:gene )?(?:(?:resistance|hotspot|point|missense|activating|pathogenic|somatic"
    rf"|kinase[- ]domain|secondary|acquired) ){{0,2}}"
    rf"(?:mutation|variant|substitution)s?,? ?\(?:? ?(?P<first>{_SHORT})\b"
)
_SHORT_OF = Rule(
    rf"\b(?P<first>{_SHORT}) (?:(?:hotspot|point|missense|resistance|activating) )?(?:mutation|variant"
    rf"|substitution) (?:of|in) (?:the )?(?P<gene>{_GENE})\b"
)
_ROW_SHORT = Rule(
    rf"^\W{{0,4}}(?:\d{{1,2}}[.)] )?(?P<gene>{_GENE})"
    rf"[ :|\t]{{1,12}}(?:p\.)?(?P<first>{_SHORT})\b(?P<rest>.{{0,40}})$",
    re.DOTALL,
)
_ANTIBODIES = frozenset({("BRAF", "V600E"), ("IDH1", "R132H"), ("H3", "K27M"), ("H3F3A", "G34W"), ("NRAS", "Q61R")})
"""Changes for which there is an antibody: a row of them may be a stain."""
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
    rf"\b[Mm]utations? (?:in|of|involving|affecting) (?:the )?(?:genes? )?"
    rf"(?P<genes>{_GENE}(?:(?:, (?:and )?| and |/){_GENE}){{0,6}})\b"
)
_SHIFTED = Rule(r"\bframe-?shift\b|\bindel\b", re.IGNORECASE)
_COPIES = (
    r"(?:homozygous|heterozygous|hemizygous|biallelic|deep|focal|single-copy|gene|copy[- ]number|high-level"
    r"|low-level|partial|complete)"
)
_CHANGE_OF_COPIES = (
    r"(?:co-?deletions?|deletions?|deleted|loss|lost|co-?amplifications?|amplifications?|(?:co-?)?amplified|gain"
    r"|copy[- ]number gain)"
)
_GENES = (
    rf"{_GENE}(?:/(?:[A-Z]\b|{_GENE}))?(?:(?:, (?:and )?| and | ?& ?){_GENE}\b(?:/[A-Z]\b)?"
    r"(?! (?:frame|missense|nonsense|mutat|variant|p\.|c\.|[A-Z]\d{2,4}[A-Z*]))){0,5}"
)
_COPY = Rule(
    rf"\b(?P<genes>{_GENES})(?: genes?| loc(?:us|i))?"
    rf"(?:[ :,|\t-]{{1,12}}(?:{_COPIES}[ ,]{{1,2}}){{0,2}}| (?:was|were|is|are|being|to be) (?:(?:found"
    rf"|shown) to be )?(?:(?:homozygously|heterozygously|biallelically|also|both|focally|highly"
    rf"|partially) ){{0,2}}| (?:alteration|variant|abnormality|inactivation"
    rf"|status)s? ?\(?:? ?(?:{_COPIES} ){{0,2}})(?P<what>{_CHANGE_OF_COPIES})\b(?P<exons> (?:of )?exons?\b)?"
)
_COPY_OF = Rule(
    rf"\b(?:(?P<how>{_COPIES}) ){{0,2}}(?P<what>[Cc]o-?deletions?|[Dd]eletions?|[Ll]oss|[Aa]mplifications?) (?:of|in"
    rf"|involving|at|affecting) "
    rf"(?:the )?(?:(?:chromosomes? (?:arms? )?)?\d{{1,2}}[pq]?[\d.]{{0,6}}(?:-[pq]?[\d.]{{1,6}})?,? ?(?:including"
    rf"|involving|containing"
    rf"|encompassing|with|at|\(|spanning)? ?(?:the )?)?(?:both )?(?P<genes>{_GENES})"
    r"(?! (?:mutat|variant|frame|missense|nonsense))"
    r"(?! (?:expression|stain|protein|immuno|on immuno|by immuno))"
)
_NUMBERS_OF_COPIES = Rule(
    r"^[^.;]{0,40}?\b(?:copy number|copies|CN)s?\b(?: of| ratio| =|:|=)? ?~?(\d{1,3}(?:\.\d{1,2})?)(?:(?:,| and"
    r"|/) ?(\d{1,3}(?:\.\d{1,2})?))?\b(?! ?%)"
    r"|^[^.;\d]{0,25}?\(?~?(\d{1,3}(?:\.\d{1,2})?)(?:(?:,| and|/) ?(\d{1,3}(?:\.\d{1,2})?))? copies",
    re.IGNORECASE,
)
_TOLD = Rule(
    r"\bframe-?shift|\bc\.\d|\bp\.\(?[A-Z]|\bmutat\w+|\bmutant\b|\bvariants?\b|sequenc|\bNGS\b|\bPCR\b"
    r"|\bmolecular\b|\bgenotyp"
    r"|\bVAF\b|\balter\w+|\bpanel\b",
    re.IGNORECASE,
)
_NOT = Rule(
    r"\b(?:no|not|without|neither|nor|lack\w*|absence|absent|negative|wild-?[- ]?type|exclud\w+|rule[d]? out|unlike"
    r"|(?<!likely )(?<!possibly )(?<!probably )germ-?line"
    r"|pending|recommend\w*|suspect\w*|possible|if|may|can|often|frequent\w*|typical\w*|common\w*|usual\w*"
    r"|(?:has|have) been reported|previously reported|reported (?:in|that)|literature|failed|cannot|non)\b",
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
_END = Rule(
    r"[;.] |\n| and (?=[A-Z][A-Z0-9]{1,7} (?:promoter |genes? )?(?:was|were|is|wild|not|negative|normal|showed"
    r"|p\.|c\.))|(?: and|,) (?=no (?:other|further|additional)\b)|, (?=(?:homozygous"
    r"|heterozygous|hemizygous|biallelic|focal|an?) )| but | whereas | while |, (?=no |not |without )"
    r"|, and (?=an? )|\bin addition\b"
)
_SHARE = Rule(
    r"\b(?:VAFs?|MAF|AF|allel\w+ (?:fraction|frequency|burden)|variant (?:fraction|frequency)|fraction|frequency"
    r"|abundance)\b[^.;%\d]{0,15}(?P<a>\d{1,3}(?:\.\d{1,2})?) ?%"
    r"|(?P<b>\d{1,3}(?:\.\d{1,2})?) ?% (?:VAF|allel|variant allele|of (?:the )?(?:reads|alleles|sequences))"
    r"|\b(?:VAFs?|MAF|AF|allel\w+ (?:fraction|frequency))\b[ :=]{1,3}(?P<c>0?\.\d{1,4})\b",
    re.IGNORECASE,
)
_CHANGED_AGAIN = Rule(r"\b(?:c\.[-*]?\d|p\.\(?[A-Z])|; (?=(?!VAF|MAF|AF\b)[A-Z][A-Z0-9]{2,7}\b)|\n")
_PATHOGENIC = Rule(
    r"\b(?P<no>benign|class [12]\b)|\b(?:pathogenic|class [45]\b|inactivating|activating|loss-of-function"
    r"|oncogenic|tier (?:I|II|1|2)\b)",
    re.IGNORECASE,
)
_LOSSES = frozenset({"CDKN2A", "CDKN2B"})
"""Genes whose "loss" without a further word is one of copies; of others it may be one of the protein."""
_FARTHEST = 110
"""Characters within which a change goes with the gene named before it."""
_NEW_SENTENCE = re.compile(r"[.] (?=[A-Z])|\n")
_RESULT_OF_STAIN = Rule(r"\b(?:positive|negative|retained|lost|absent|not)\b|[+]{1,3}|\(-\)", re.IGNORECASE)
_STAINS = frozenset({"PCR", "FFPE", "WES", "WGS", "TNM", "MSI", "MSS", "IHC", "DNA", "RNA", "NGS", "VAF", "TMB"})


def read_variants(
    text: str, vocabulary: DraftVocabulary, gene_before: str | None = None
) -> Iterator[tuple[dict[str, Any], int, int]]:
    """What `text` says was found, with its place, the share of alleles in it; `gene_before` names a row's gene."""
    taken: list[tuple[int, int]] = []
    changed: set[str] = set()
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
        share = _share_behind(text, end) if len(named) == 1 and kind != "copy_number" else None
        copies = _copies_behind(text, end, len(named)) if kind == "copy_number" else ()
        for gene in named:
            values: dict[str, Any] = {"gene": gene, "variant_class": kind, "variant_classes": (kind,)}
            if change is not None:
                changed.add(gene)
                values["hgvs"] = change
            if share is not None:
                values["allele_fraction_percent"] = share[0]
            if copies:
                values["copies"] = copies[named.index(gene)]
            yield values, start, share[1] if share is not None else end

    for match in _PROMOTER.finditer(text):
        coded = _CODED.search(text[match.start() : match.end() + 40])
        end = max(match.end(), match.start() + coded.end()) if coded else match.end()
        yield from found("TERT", "promoter", coded[0] if coded else None, match.start(), end)
    last: str | None = None
    after = 0
    for match in _CHANGE.finditer(text):
        changes = [change.strip("()") if change.startswith("p.") else change for change in match.groups() if change]
        changes = [f"{c})" if c.count("(") > c.count(")") else c for c in changes]
        change = next((one for one in changes if one.startswith("c.")), changes[0])
        gene = _gene_of(text, match.start(), match.end(), after, vocabulary) or last or gene_before
        if gene is None:
            continue
        last, after = gene, match.end()
        kind = "promoter" if change.startswith("c.-") and gene == "TERT" else _kind(" ".join(changes))
        yield from found(gene, kind, change, match.start(), match.end())
    row = _ROW_SHORT.match(text)
    if (
        row is not None
        and (row["gene"], row["first"]) not in _ANTIBODIES
        and vocabulary.is_gene(row["gene"])
        and not _OF_A_STAIN.search(row["rest"])
        and not _RESULT_OF_STAIN.search(row["rest"])
    ):
        yield from found(row["gene"], "substitution", f"p.{row['first']}", row.start(), row.end("first"))
    if is_told:
        for rule in (_SHORT_BEHIND, _SHORT_OF):
            for match in rule.finditer(text):
                yield from found(match["gene"], "substitution", f"p.{match['first']}", match.start(), match.end())
        for match in _CHANGED_SHORT.finditer(text):
            if _OF_A_STAIN.search(text[match.end() : match.end() + 45]) is None:
                yield from found(match["gene"], "substitution", f"p.{match['first']}", match.start(), match.end())
        for rule in (_MUTATED, _MUTATION_IN, _SHORTENED):
            for match in rule.finditer(text):
                if changed.issuperset(_listed(match["genes"])) or _LOOKED_FOR.match(text, match.end()):
                    continue
                kind = (
                    "short_indel" if _SHIFTED.search(text, max(0, match.start() - 14), match.end()) else "substitution"
                )
                yield from found(match["genes"], kind, None, match.start(), match.end())
    if is_fish(text):
        return
    for rule in (_COPY, _COPY_OF):
        for match in rule.finditer(text):
            is_loss = match["what"].lower() in ("loss", "lost") and not re.search(_COPIES, match.group())
            is_loss = is_loss and not match.groupdict().get("exons")
            if is_loss and not set(_listed(match["genes"])) <= _LOSSES:
                continue
            yield from found(match["genes"], "copy_number", None, match.start(), match.end())


def _gene_of(text: str, start: int, end: int, after: int, vocabulary: DraftVocabulary) -> str | None:
    """The gene of a change: the last one named before it, or the one behind "in"."""
    behind = _GENE_BEHIND.match(text[end : end + 70])
    if behind is not None and vocabulary.is_gene(behind["gene"]):
        return behind["gene"]
    stretch = text[max(after, start - _FARTHEST) : start]
    stop = max((match.end() for match in _NEW_SENTENCE.finditer(stretch)), default=0)
    named = [
        match["gene"]
        for match in _GENE_BEFORE.finditer(stretch, stop)
        if match["gene"] not in _STAINS and vocabulary.is_gene(match["gene"])
    ]
    return named[-1] if named else None


def _share_behind(text: str, end: int) -> tuple[float, int] | None:
    """The share of alleles of a change, and where it ends, looked for up to the next change."""
    stop = _CHANGED_AGAIN.search(text, end)
    found = _SHARE.search(text, end, min(end + 90, stop.start() if stop is not None else len(text)))
    if found is None:
        return None
    share = 100 * float(found["c"]) if found["c"] else float(found["a"] or found["b"])
    return (round(share, 4), found.end()) if share <= 100 else None


def _copies_behind(text: str, end: int, genes: int) -> tuple[float, ...]:
    """Numbers of copies behind a change of copy number, one for each gene, or none."""
    found = _NUMBERS_OF_COPIES.match(text[end : end + 70])
    numbers = tuple(float(n) for n in found.groups() if n) if found is not None else ()
    return numbers if len(numbers) == genes else ()


_LOOKED_FOR = re.compile(r" (?:analysis|testing|screening|status|assay|panel|study|studies)\b")
"""Behind "mutation": that it was looked for, not that it was found."""
_CODED_ANY = Rule(r"\b[cp]\.")
_ASIDE = re.compile(r"[,(]| and ")
"""Where what is said of a change ends."""


def _listed(genes: str) -> list[str]:
    """
    Symbols of a list; a locus of two genes goes by its first: "CDKN2A/B".

    >>> _listed("CDKN2A/B and TP53")
    ['CDKN2A', 'TP53']
    """
    return re.findall(r"(?<![A-Z0-9/-])(?:H3-3[AB]|[A-Z][A-Z0-9]{1,8})", genes)


def _kind(change: str) -> str:
    return "short_indel" if re.search(r"fs|del|dup|ins", change) else "substitution"


def _is_denied(text: str, start: int, end: int) -> bool:
    """Whether what stands at a place is said not to be there, is only looked for, or is a stain."""
    before, behind = text[:start], text[end:]
    cut = [match.end() for match in _END.finditer(text) if match.end() <= start]
    before = before[cut[-1] :] if cut else before
    stop = _END.search(behind)
    behind = behind[: min(stop.start() if stop else 60, 60)]
    if _CODED_ANY.search(text, start, end) is not None:
        behind = _ASIDE.split(behind, maxsplit=1)[0]
    return bool(
        _NOT.search(before)
        or _NOT.search(behind)
        or _ASKED.search(before)
        or _STAINED.search(before)
        or _OF_A_STAIN.search(behind)
    )
