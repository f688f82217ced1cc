"""Sequencing: the assay and its scope, fusions, fractions, mutational burden, variants and scoped negatives."""

import re
from collections.abc import Iterator, Mapping

from breakapart.drafting.before import Before
from breakapart.drafting.cues import Rule
from breakapart.drafting.failed_assays import failed_in, is_only_failed
from breakapart.drafting.fusion_support import support_in
from breakapart.drafting.fusions import read_fusions
from breakapart.drafting.scoped_negatives import read_negatives
from breakapart.drafting.scopes import Scopes, scopes_in
from breakapart.drafting.sequencing_assays import is_a_method, read_assays
from breakapart.drafting.small_variants import read_variants
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import NO_SCOPE, Observation, Scope, Sureness

_CONTEXT = Rule(
    (
        r"fus(?:ion|ed)|transcript|rearrang|chim(?:a)?er|sequenc|\bNGS\b|panel"
        r"|::|\bRT-?PCR\b|translocation|partner"
    ),
    re.IGNORECASE,
)
_SHARE = Rule(r"(\d{1,3}(?:\.\d{1,2})?)\s?%")
_ABUNDANCE = Rule(
    (
        r"\babundance|\ballel\w+ (?:fraction|frequency)|\bVAFs?\b|\bMAFs?\b|\bmutant fraction"
        r"|\bvariant fraction|\bfusion fraction|\bread fraction"
    ),
    re.IGNORECASE,
)
_TMB = Rule(
    (
        r"\b(?:TMB|(?:tumou?r )?mutation(?:al)? (?:burden|load))\b\)?(?:[^.;%\d]{0,40}?\b(?:was|were|of|is|measured"
        r"|calculated (?:at|as)|estimated (?:at|as)|at)|(?: ?\([^()]{0,30}\))? ?[:=]|)\s{0,12}"
        r"(?:low,? |high,? |about |approximately |~ ?)?\(?(\d{1,3}(?:\.\d{1,2})?)\b(?!\s?%)"
    ),
    re.IGNORECASE,
)
_SYMBOLS = Rule(r"\b([A-Z][A-Z0-9]{2,8})\b")
_GENE_ROW = Rule(r"^\W{0,4}Gene(?: name)? ?[:=|] ?(?P<gene>[A-Z][A-Z0-9]{1,8})\W*$", re.IGNORECASE)
"""A row that names the gene of the rows that follow."""
_HALF = Rule(
    r"^\W{0,4}(?:(?P<five>5'|five[- ]prime)|3'|three[- ]prime) ?(?:fusion )?(?:gene|partner|transcript"
    r"|side)(?: \(exon\))? ?[:=|-] ?(?P<gene>[A-Z][A-Z0-9]{1,8})"
    r"(?:[^\n]{0,30}?\b(?:exon|ex|e)\.? ?(?P<exon>\d{1,2})\b)?",
    re.IGNORECASE,
)
"""One of two lines that tell a fusion: "5' gene: LMNA exon 2"."""
_SHARE_ROW = Rule(
    r"^\W{0,4}(?:VAF|MAF|AF|(?:variant )?allel\w+ (?:fraction|frequency)(?: \(VAF\))?|variant fraction) ?"
    r"[:=|] ?(?P<n>\d{1,3}(?:\.\d{1,2})?) ?%",
    re.IGNORECASE,
)
"""A row with the share of alleles of the change in the row before."""
_OF_NO_FUSION = Rule(
    r"\bc\.\d|\bp\.\(?[A-Z]|\bLOD\b|\blimits? of detection|\bsensitiv\w*|\bthreshold\b|\bcut-?off\b"
    r"|\breported (?:above|at or above)"
)
"""Words beside which a share of alleles is not that of a fusion."""
_LISTING = Rule(r"\b(?:covered|covering|panel of|including|such as)\b")
_TESTING = Rule(r"\bNGS\b|sequenc|panel|markers")


def read_sequencing(part: Part, vocabulary: DraftVocabulary, before: Before) -> Iterator[Observation]:
    """All that `part` tells of sequencing; `before` knows the fusion that was told last."""
    text = part.text
    base = part.sentence.start + part.start
    section = part.sentence.section.kind
    scopes: Scopes | None = None

    def seen(
        kind: str,
        values: Mapping[str, object],
        start: int,
        end: int,
        rule: str,
        scope: Scope = NO_SCOPE,
        sureness: Sureness = Sureness.READ,
    ) -> Observation:
        return Observation(kind, values, base + start, base + end, rule, scope, sureness, part.cases, section)

    if _CONTEXT.is_in(text) or before.fusion is not None:
        scopes = scopes_in(text, vocabulary.site_words)
        for call, is_absent, start, end, rule, sureness in read_fusions(text, vocabulary, before.fusion):
            if not is_absent:
                five, three = (re.sub(r"\(.*", "", name) for name in call.split("::"))
                before.name_fusion(five, three)
            yield seen(
                "fusion",
                {"call": call, "outcome": "absent" if is_absent else "present"},
                start,
                end,
                rule,
                _near(scopes, start, end),
                sureness,
            )
    half = _HALF.match(text)
    if half is not None and vocabulary.is_gene(half["gene"]):
        if half["five"]:
            before.half = half["gene"], half["exon"]
        elif before.half is not None:
            (five, exon5), three, exon3 = before.half, half["gene"], half["exon"]
            call = f"{five}(e{exon5})::{three}(e{exon3})" if exon5 and exon3 else f"{five}::{three}"
            before.half = None
            if vocabulary.fusion_trouble(call) is None:
                before.name_fusion(five, three)
                pair = {"call": call, "outcome": "present"}
                yield seen(
                    "fusion", pair, half.start("gene"), len(text), "partners in two lines", sureness=Sureness.INFERRED
                )
    support = support_in(text) if before.fusion is not None else None
    if support is not None:
        values, start, end = support
        yield seen("fusion_support", values, start, end, "support of a fusion", sureness=Sureness.INFERRED)
    failed = failed_in(text)
    if failed is not None:
        yield seen("sequencing_failed", {"variant_classes": ()}, failed.start(), failed.end(), "assay without a result")
        if is_only_failed(text):
            for values, start, end in read_assays(text):
                yield seen("assay", values, start, end, "sequencing assay")
            return
    variants = list(read_variants(text, vocabulary, before.variant_gene))
    share = _SHARE_ROW.match(text) if before.variant is not None and not variants else None
    if share is not None and before.variant is not None:
        gene, change = before.variant
        kind = {"variant_class": before.variant_kind, "variant_classes": (before.variant_kind,)}
        told: dict[str, object] = {"gene": gene, "hgvs": change, "allele_fraction_percent": float(share["n"])} | kind
        yield seen("variant", told, share.start(), share.end(), "share of the change in the line before")
        return
    coded = [values for values, _, _ in variants if "hgvs" in values]
    before.variant = (coded[-1]["gene"], coded[-1]["hgvs"]) if len(coded) == 1 else None
    before.variant_kind = coded[-1]["variant_class"] if coded else before.variant_kind
    row = _GENE_ROW.match(text)
    before.variant_gene = row["gene"] if row is not None and vocabulary.is_gene(row["gene"]) else None
    for values, start, end in variants:
        scopes = scopes or scopes_in(text, vocabulary.site_words)
        yield seen("variant", values, start, end, "small variant", _near(scopes, start, end))
    if "%" in text and _ABUNDANCE.is_in(text) and not _OF_NO_FUSION.search(text):
        scopes = scopes or scopes_in(text, vocabulary.site_words)
        first = _ABUNDANCE.search(text)
        assert first is not None
        for match in _SHARE.finditer(text, first.start() if _SHARE.search(text, first.start()) else 0):
            of_variant = any(start <= match.start() < end for _, start, end in variants)
            if float(match[1]) <= 100 and not of_variant:
                behind = next((scope for start, _, scope in scopes if 0 <= start - match.end() <= 20), None)
                yield seen(
                    "fraction",
                    {"percent": float(match[1])},
                    match.start(),
                    match.end(),
                    "fraction of a fusion",
                    behind or _near(scopes, match.start(), match.end()),
                )
    if "TMB" in text or "burden" in text or "load" in text:
        burden = _TMB.search(text)
        if burden is not None:
            scopes = scopes or scopes_in(text, vocabulary.site_words)
            behind = next((scope for start, _, scope in scopes if 0 <= start - burden.end() <= 25), None)
            yield seen(
                "tmb",
                {"tmb_per_mb": float(burden[1])},
                burden.start(1),
                burden.end(1),
                "mutational burden",
                behind or _near(scopes, burden.start(), burden.end()),
            )
    for statement, genes, classes, start, end in read_negatives(text, vocabulary):
        claim = {"statement": statement, "genes": genes, "variant_classes": classes}
        yield seen("negative", claim, start, end, "scoped negative")
    for values, start, end in read_assays(text):
        yield seen("assay", values, start, end, "sequencing assay")
    listed = _LISTING.search(text)
    if listed and _TESTING.is_in(text) and not is_a_method(text[:40]):
        genes = tuple(
            dict.fromkeys(
                g
                for g in _SYMBOLS.findall(text[listed.start() :])
                if g not in ("NGS", "DNA", "RNA") and vocabulary.is_gene(g)
            )
        )
        if len(genes) >= 2:
            promoter = ("promoter",) if "promoter" in text else ()
            yield seen(
                "genes_tested",
                {"genes": genes, "variant_classes": promoter},
                listed.start(),
                len(text),
                "genes an assay is said to cover",
            )


def _near(scopes: Scopes, start: int, end: int) -> Scope:
    behind = [scope for first, _, scope in scopes if 0 <= first - end <= 40]
    before = [scope for _, last, scope in scopes if last <= start]
    return before[-1] if before else behind[0] if behind else Scope()
