"""
Reads and prints fusions as people write them: HGNC, VICC, HGVS, exon shorthand and pairs of breakpoints.

Sources of the grammars:

- gene level `A::B`, read-through `A-B`: Bruford 2021, Leukemia, doi:10.1038/s41375-021-01436-6 (HGNC);
- `?(::)B`, `v::B`, `ENST...(A):e.1_7::...`, linkers, `reg_e@A::B`: VICC gene fusion specification, page
  "Nomenclature" (Wagner 2021, Leukemia, doi:10.1038/s41375-021-01493-x);
- `NM_...:r.-115_775::NM_...:r.1580_*1924`: HGVS nomenclature, RNA, "Adjoined transcripts" (SVD-WG007);
- `chr2:36920000:-`: position and strand of the last base kept (5') or the first base kept (3'), 1-based, the strand
  that of the transcript, as fusion callers write it.

Everything here is text: whether a symbol exists is asked of `is_gene`, which the caller may give. Patterns are matched
whole, on text of limited length, and none nests one repetition in another.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from breakapart.annotation.other_notations import what_it_is
from breakapart.errors import InputError
from breakapart.model.fusion import FusionPartner, GenomicCut, WrittenFusion

MAX_CHARACTERS = 600
"""Longer text is refused: the longest name of the two specifications' examples has 111 characters."""

EXAMPLES = "STRN(e3)::ALK(e20), STRN ex3-ALK ex20, EML4-ALK E13;A20 or chr2:36920000:-::chr2:29223528:-"

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"), "-")
_ARROWS = dict.fromkeys(map(ord, "\u2192\u27f6\u21d2\u2794\u279c\u27a1\u21a6"), "::")
_SIGNS = {**_DASHES, **_ARROWS, 0x2237: "::", 0x2044: "/", 0x2215: "/", 0x200B: None, 0xFEFF: None, 0xAD: None}

_ACCESSION = (
    r"(?:(?:[NX][MR]_[0-9]{3,12}|ENST[0-9]{6,15}|LRG_[0-9]{1,6}t[0-9]{1,3})(?:\.[0-9]{1,3})?"
    r"|[A-Z0-9-]{1,20}\.g[0-9]{2}\.[0-9]{1,4}\.[0-9]{1,5}aa)"
)
_GENE = r"[A-Za-z](?:[A-Za-z0-9]|[-.](?=[A-Za-z0-9])){0,39}"
_GENE_ID = r"(?:hgnc|HGNC|ncbigene|ensembl):[A-Za-z0-9]{1,20}"
_EXON_WORD = r"(?:exons?|ex|e)"
_INTRON_WORD = r"(?:introns?|intr|int|ivs|i)"

_GENE_ONLY = re.compile(_GENE)
_NOT_A_GENE = re.compile(r"(?:exons?|ex|introns?|ivs|chr)(?:[0-9]{1,3}|[XYM])?|fusions?|and|to|of|with", re.IGNORECASE)
_GENE_WITH_ID = re.compile(rf"({_GENE}) ?\(({_GENE_ID})\)")
_TRANSCRIPT = re.compile(rf"(?:refseq:|ensembl:)?({_ACCESSION})(?:\(({_GENE})\))?")
_VICC = re.compile(
    rf"(?:refseq:|ensembl:)?({_ACCESSION})(?:\(({_GENE})\))?:e\.([0-9]{{1,3}})([+-][0-9]{{1,7}})?"
    r"(?:_([0-9]{1,3})([+-][0-9]{1,7})?)?"
)
_HGVS = re.compile(rf"({_ACCESSION})(?:\(({_GENE})\))?:r\.([^_]{{1,12}})(?:_(.{{1,12}}))?")
_R_POSITION = re.compile(r"(\*|-)?([0-9]{1,7})")
_BREAKPOINT = re.compile(
    rf"(?:({_GENE})[: ] ?)?(?:[Cc][Hh][Rr])?([0-9]{{1,2}}|[XYxy]|MT?): ?"
    r"([0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,10})(?: ?:? ?\(?([+-])\)?)?"
)
_REGULATORY = re.compile(rf"(reg_[A-Za-z0-9_.:() -]{{1,80}})@\[?({_GENE})\]?(?:\(({_GENE_ID})\))?")
_EXON_IN_TEXT = re.compile(
    rf"(?<![A-Za-z0-9])(?:({_EXON_WORD})|{_INTRON_WORD})[ .:#]{{0,2}}"
    r"([0-9]{1,3})([a-z](?:/[a-z])?)?([+-][0-9]{1,7})?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_BRACKETED_NUMBER = re.compile(rf"({_GENE}) ?[(\[]([0-9]{{1,3}})[)\]]")
_ACCESSION_IN_TEXT = re.compile(rf"(?<![A-Za-z0-9_]){_ACCESSION}(?![A-Za-z0-9_])")
_BASES = re.compile(r"[ACGTUN]{1,500}", re.IGNORECASE)
_PAIR_AT_END = re.compile(
    rf"[ (\[{{,;]+({_EXON_WORD}|[A-Za-z])[ .]?([0-9]{{1,3}})([a-z](?:/[a-z])?)?"
    rf"[ ]?(?:::|[;:,/&-]|to)?[ ]?({_EXON_WORD}|[A-Za-z])[ .]?([0-9]{{1,3}})([a-z](?:/[a-z])?)?[ )\]}}]*",
    re.IGNORECASE,
)
_FILLER_AT_END = re.compile(
    r"[ ,]+(?:(?:gene )?(?:fusions?(?: genes?| transcripts?)?|transcripts?|rearrangements?)|positive|detected"
    r"|in[ -]frame)",
    re.IGNORECASE,
)
_FILLER_AT_START = re.compile(r"(?:gene )?(?:fusion|rearrangement)(?: of|:) |(?:hg38|grch38)[ :,]+", re.IGNORECASE)
_VARIANT_NUMBER_AT_END = re.compile(r"[ (,]+(?:variant|var|v)[ .]?[1-9][ab'/]{0,3}\)?", re.IGNORECASE)
_PLACE_WITHOUT_STRAND = re.compile(r"(?:chr)?[0-9XY]{1,2}:[0-9,]{4,14}", re.IGNORECASE)

IsGene = Callable[[str], bool]


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """A part that is clearly meant as something but wrong in a way we can name."""

    def __init__(self, message: str, solution: str | None = None) -> None:
        self.message = message
        self.solution = solution


def parse_fusion(
    text: str, *, source: str | None = None, line: int | None = None, is_gene: IsGene | None = None
) -> WrittenFusion:
    """
    Take a fusion as written apart, without looking anything up.

    `is_gene` tells whether a text is a gene symbol; it decides where to cut names with hyphens (`HLA-A-NTRK1`).
    `source` and `line` say in an error where the text stood. Raises InputError for anything that is not one fusion of
    two parts; the partners may be unknown (`?(::)ALK`).

    >>> parse_fusion("STRN ex3-ALK ex20").three_prime
    FusionPartner(gene='ALK', transcript=None, exon=20, exon_offset=0, cdna=None, cut=None, cdna_from_stop=False, \
intron=None, exon_letter='', outer=None, gene_id='', regulatory='', any_partner=False)
    """
    try:
        return _parse(text, is_gene)
    except _Unreadable as problem:
        raise InputError(
            f"cannot read {_shown(text)} as a fusion: {problem.message}",
            source=source,
            line=line,
            solution=problem.solution or f"Write for example {EXAMPLES}",
        ) from None


def print_fusion(written: WrittenFusion) -> str:
    """
    Print a written fusion in its own syntax, so that reading it again gives the same.

    >>> print_fusion(parse_fusion("STRN exon 3 – ALK exon 20"))
    'STRN(e3)::ALK(e20)'
    """
    five, three = written.five_prime, written.three_prime
    if written.syntax == "variant":
        shorthand = f"{_variant_exon(five, is_five_prime=True)};{_variant_exon(three, is_five_prime=False)}"
        return f"{five.gene}{'(::)' if written.inferred else '::'}{three.gene} ({shorthand})"
    if written.reading_through:
        return f"{five.gene}-{three.gene}"
    parts = [_print_part(five, is_five_prime=True)]
    if written.inserted:
        is_rna = written.syntax == "hgvs"
        parts.append(written.inserted.lower().replace("t", "u") if is_rna else written.inserted)
    parts.append(_print_part(three, is_five_prime=False))
    if written.inferred:
        return parts[0] + "(::)" + "::".join(parts[1:])
    return "::".join(parts)


# --- reading -------------------------------------------------------------------------------------------------------


def _parse(text: str, is_gene: IsGene | None) -> WrittenFusion:
    original = text.strip()
    clean = _normalised(text)
    if not clean:
        raise _Unreadable("it is empty")
    if (other := what_it_is(clean)) is not None:
        raise _Unreadable(*other)
    if _match_at_end(_VARIANT_NUMBER_AT_END, clean) is not None:
        raise _Unreadable(
            "variant numbers mean other exons for other partners",
            "Write the exons; for EML4-ALK these are E13;A20 (V1), E20;A20 (V2) and E6a/b;A20 (V3a/b)",
        )
    variant = _variant_shorthand(clean, original, is_gene)
    if variant is not None:
        return variant
    if clean.count("::") or "(::)" in clean:
        return _from_components(clean, original, is_gene)
    return _from_running_text(clean, original, is_gene)


def _normalised(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise _Unreadable(f"it has {len(text)} characters, more than {MAX_CHARACTERS}", "Give one fusion a line")
    # Full-width brackets, colons and digits of East Asian keyboards become plain ones.
    clean = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    clean = " ".join(clean.split()).strip(" \"'`.,;")
    clean = re.sub(r" ?(?:=>|->|-->|>) ?", "::", clean)
    if "::" not in clean:
        clean = re.sub(r"(?<=[A-Za-z0-9)]) ?--(?=[A-Za-z0-9?])", "::", clean)
    clean = _FILLER_AT_START.sub("", clean, count=1) if _FILLER_AT_START.match(clean) else clean
    while (end := _match_at_end(_FILLER_AT_END, clean)) is not None:
        clean = clean[:end]
    return clean


def _match_at_end(pattern: re.Pattern[str], text: str) -> int | None:
    """Where a match of `pattern` starts that reaches the end of `text`."""
    for match in pattern.finditer(text):
        if match.end() == len(text):
            return match.start()
    return None


def _from_components(clean: str, original: str, is_gene: IsGene | None) -> WrittenFusion:
    inferred = "(::)" in clean
    components = [component.strip() for component in clean.replace("(::)", "::").split("::")]
    if len(components) == 1 or not all(components):
        raise _Unreadable("a part beside '::' is empty", "Write '?' for an unknown partner: ?::ALK")
    if len(components) > 3:
        raise _Unreadable(f"it has {len(components)} parts", "Give one junction at a time")
    inserted = ""
    if len(components) == 3:
        inserted = _inserted_bases(components[1], components, is_gene)
    five = _read_part(components[0], is_five_prime=True)
    three = _read_part(components[-1], is_five_prime=False)
    return _assemble(original, five, three, inserted=inserted, inferred=inferred)


def _inserted_bases(middle: str, components: list[str], is_gene: IsGene | None) -> str:
    if not _BASES.fullmatch(middle):
        if _GENE_ONLY.fullmatch(middle) or ":g." in middle or ":e." in middle or ":r." in middle:
            raise _Unreadable(
                f"it joins three parts ({_shown(middle)} in the middle)",
                "Give one junction at a time: A::B and B::C",
            )
        raise _Unreadable(f"{_shown(middle)} between the two parts is not a sequence of A, C, G, T (or U, N)")
    gene_level = all(_GENE_ONLY.fullmatch(component) for component in components)
    if gene_level and is_gene is not None and is_gene(middle):
        raise _Unreadable(
            f"{_shown(middle)} may be inserted bases or the gene of that name",
            "Give the exons of the two junctions, one junction at a time",
        )
    return middle.upper().replace("U", "T")


def _from_running_text(clean: str, original: str, is_gene: IsGene | None) -> WrittenFusion:
    """Without `::` every sign that people put between two parts is tried as the cut."""
    if is_gene is not None and "-" in clean and " " not in clean and is_gene(clean):
        return _read_through(clean, original, is_gene)
    readings: list[tuple[tuple[int, ...], str, FusionPartner, FusionPartner]] = []
    for separator, left, right in _cuts(clean):
        five = _try_part(left, is_five_prime=True)
        three = _try_part(right, is_five_prime=False) if five is not None else None
        if five is None or three is None:
            continue
        readings.append((_rank(separator, five, three, is_gene), separator, five, three))
    if not readings:
        raise _no_reading(clean)
    best = min(rank for rank, *_ in readings)
    winners = {(five, three): None for rank, _, five, three in readings if rank == best}
    if len(winners) > 1:
        named = " or ".join(dict.fromkeys(f"{five.gene}::{three.gene}" for five, three in winners))
        raise _Unreadable(f"it may mean {named}", "Write '::' between the two genes")
    ((five, three),) = winners
    return _assemble(original, five, three)


def _cuts(text: str) -> Iterator[tuple[str, str, str]]:
    for match in re.finditer(r" - | / | and | to |[-/~_+|&:, ]", text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if left and right:
            yield match.group(), left, right


_SEPARATOR_RANK = {" - ": 0, " / ": 0, " and ": 0, " to ": 0, "-": 1, "/": 1, "~": 1, "|": 1, "&": 1, "+": 1, "_": 2}


def _rank(separator: str, five: FusionPartner, three: FusionPartner, is_gene: IsGene | None) -> tuple[int, ...]:
    """Smaller is better: known genes, then exons on both sides or on none, then the habit of the sign."""
    unknown = 0
    if is_gene is not None:
        unknown = sum(part.gene is not None and not is_gene(part.gene) for part in (five, three))
    one_sided = (five.exon is None) != (three.exon is None)
    return (unknown, int(one_sided), _SEPARATOR_RANK.get(separator, 3))


def _read_through(clean: str, original: str, is_gene: IsGene) -> WrittenFusion:
    """`INS-IGF2` is a gene symbol of its own: the read-through of two neighbours."""
    halves = [
        (clean[:cut], clean[cut + 1 :])
        for cut, sign in enumerate(clean)
        if sign == "-" and is_gene(clean[:cut]) and is_gene(clean[cut + 1 :])
    ]
    if len(halves) != 1:
        raise _Unreadable(f"{_shown(clean)} is one gene", f"Write both partners: {clean}::GENE(e1)")
    five, three = (FusionPartner(gene=gene) for gene in halves[0])
    return WrittenFusion(original, "hgnc", five, three, reading_through=True)


def _no_reading(clean: str) -> _Unreadable:
    if _PLACE_WITHOUT_STRAND.search(clean):
        return _Unreadable(
            "a breakpoint without its strand, or not two breakpoints",
            "Write chromosome, position of the last base kept (5') or first base kept (3'), and the strand of the "
            "transcript: chr2:36920000:-::chr2:29223528:-",
        )
    if _GENE_ONLY.fullmatch(clean) and not _NOT_A_GENE.fullmatch(clean):
        return _Unreadable(
            "it names one gene", f"Write the partner too; a case file takes ?::{clean} when it is not known"
        )
    return _Unreadable("no two parts were recognised")


def _variant_shorthand(clean: str, original: str, is_gene: IsGene | None) -> WrittenFusion | None:
    """`EML4-ALK E13;A20`, `BCR::ABL1 e14a2`, `ETV6-NTRK3 (exon 5-exon 15)`."""
    for start in range(1, len(clean)):
        if clean[start] in " ([{,;" and clean[start - 1] not in " ([{,;":
            match = _PAIR_AT_END.fullmatch(clean, start)
            if match is not None:
                break
    else:
        return None
    genes = clean[: match.start()]
    try:
        pair = _parse(genes, is_gene)
    except _Unreadable:
        return None  # what looked like shorthand belongs to another syntax
    if pair.syntax != "hgnc" or pair.inserted or not (pair.five_prime.gene and pair.three_prime.gene):
        return None
    letter5, exon5, variant5, letter3, exon3, variant3 = match.groups(default="")
    if pair.five_prime.gene.upper() == "BCR" and letter5.lower() == "b" and exon5 in ("2", "3"):
        raise _Unreadable(
            "b2 and b3 count exons of the breakpoint cluster region, not of BCR",
            "Write BCR::ABL1 e13a2 for b2a2 and e14a2 for b3a2",
        )
    five = FusionPartner(gene=pair.five_prime.gene, exon=_exon_number(exon5), exon_letter=variant5.lower())
    three = FusionPartner(gene=pair.three_prime.gene, exon=_exon_number(exon3), exon_letter=variant3.lower())
    syntax = "exon" if _is_exon_word(letter5) and _is_exon_word(letter3) else "variant"
    if syntax == "variant":
        _check_initial(letter5, five.gene or "")
        _check_initial(letter3, three.gene or "")
    return WrittenFusion(original, syntax, five, three, inferred=pair.inferred)


def _is_exon_word(word: str) -> bool:
    return re.fullmatch(_EXON_WORD, word, re.IGNORECASE) is not None


def _check_initial(letter: str, gene: str) -> None:
    if letter.upper() != gene[0].upper() and not _is_exon_word(letter):
        raise _Unreadable(
            f"the letter {letter.upper()} of the exon shorthand is not the initial of {gene}",
            "Write the exons in the order of the genes, as EML4-ALK E13;A20",
        )


def _assemble(
    original: str, five: FusionPartner, three: FusionPartner, *, inserted: str = "", inferred: bool = False
) -> WrittenFusion:
    if three.regulatory:
        raise _Unreadable("a regulatory element comes first", f"Write {three.regulatory}@{three.gene}::GENE")
    if not five.is_known and not three.is_known:
        raise _Unreadable("both partners are unknown")
    return WrittenFusion(original, _syntax(five, three), five, three, inserted=inserted, inferred=inferred)


def _syntax(five: FusionPartner, three: FusionPartner) -> str:
    parts = (five, three)
    if five.regulatory:
        return "regulatory"
    if any(part.cut is not None for part in parts):
        return "breakpoints"
    if any(_is_r_range(part) for part in parts):
        return "hgvs"
    if any(part.transcript is not None for part in parts):
        return "vicc"
    if any(part.exon is not None or part.intron is not None for part in parts):
        return "exon"
    return "hgnc"


def _is_r_range(part: FusionPartner) -> bool:
    return part.cdna is not None or (part.outer is not None and part.exon is None)


def _try_part(text: str, *, is_five_prime: bool) -> FusionPartner | None:
    try:
        return _read_part(text, is_five_prime=is_five_prime)
    except _Unreadable:
        return None


def _read_part(text: str, *, is_five_prime: bool) -> FusionPartner:
    if text in ("?", "v"):
        return FusionPartner(gene=None, any_partner=text == "v")
    if _GENE_ONLY.fullmatch(text) and not _EXON_IN_TEXT.search(text):
        return FusionPartner(gene=_gene(text))
    if match := _GENE_WITH_ID.fullmatch(text):
        return FusionPartner(gene=match[1], gene_id=match[2])
    if match := _REGULATORY.fullmatch(text):
        return FusionPartner(gene=match[2], gene_id=match[3] or "", regulatory=match[1])
    if match := _TRANSCRIPT.fullmatch(text):
        return FusionPartner(gene=match[2], transcript=match[1])
    if match := _VICC.fullmatch(text):
        return _vicc_part(match, is_five_prime=is_five_prime)
    if match := _HGVS.fullmatch(text):
        return _hgvs_part(match, is_five_prime=is_five_prime)
    if match := _BREAKPOINT.fullmatch(text):
        return _breakpoint_part(match, is_five_prime=is_five_prime)
    return _worded_part(text)


def _gene(text: str) -> str:
    if _NOT_A_GENE.fullmatch(text):
        raise _Unreadable(f"{_shown(text)} is not a gene")
    return text


def _exon_number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise _Unreadable("exons and introns count from 1")
    return number


def _vicc_part(match: re.Match[str], *, is_five_prime: bool) -> FusionPartner:
    accession, gene, first, first_offset, last, last_offset = match.groups()
    exon, offset, outer = first, first_offset, None
    if last is not None:
        if int(first) > int(last):
            raise _Unreadable(f"exon {first} comes after exon {last}")
        inner = (last, last_offset) if is_five_prime else (first, first_offset)
        far = (first, first_offset) if is_five_prime else (last, last_offset)
        (exon, offset), outer = inner, f"{_exon_number(far[0])}{_signed(int(far[1] or 0))}"
    return FusionPartner(
        gene=gene, transcript=accession, exon=_exon_number(exon), exon_offset=int(offset or 0), outer=outer
    )


def _hgvs_part(match: re.Match[str], *, is_five_prime: bool) -> FusionPartner:
    accession, gene, start, end = match.groups()
    if end is None:
        raise _Unreadable(
            f"{_shown(match.group())} gives one position where HGVS asks for a range",
            "Write the far end as '?': r.?_775 for the 5' part, r.1580_? for the 3' part",
        )
    inner, far = (end, start) if is_five_prime else (start, end)
    outer = "?" if far == "?" else _canonical_r(far)
    if inner == "?":
        return FusionPartner(gene=gene, transcript=accession, outer=outer)
    cut, from_stop = _interbase(inner, is_five_prime=is_five_prime)
    return FusionPartner(gene=gene, transcript=accession, cdna=cut, cdna_from_stop=from_stop, outer=outer)


def _r_parts(text: str) -> tuple[str, int]:
    match = _R_POSITION.fullmatch(text)
    if match is None or int(match[2]) == 0:
        raise _Unreadable(f"{_shown(text)} is not a position in a spliced transcript (as 775, -115, *1924 or ?)")
    return match[1] or "", int(match[2])


def _canonical_r(text: str) -> str:
    sign, number = _r_parts(text)
    return f"{sign}{number}"


def _interbase(text: str, *, is_five_prime: bool) -> tuple[int, bool]:
    """Interbase cut from the start codon (or the stop codon): after the last base kept, or before the first."""
    sign, number = _r_parts(text)
    base_starts_at = -number if sign == "-" else number - 1
    return (base_starts_at + 1 if is_five_prime else base_starts_at), sign == "*"


def _breakpoint_part(match: re.Match[str], *, is_five_prime: bool) -> FusionPartner:
    gene, chromosome, digits, strand = match.groups()
    position = int(digits.replace(",", ""))
    if strand is None:
        raise _Unreadable(
            f"the breakpoint {_shown(match.group())} has no strand",
            "Add the strand of the transcript that is kept: chr2:36920000:-",
        )
    if position < 1:
        raise _Unreadable("positions on a chromosome count from 1")
    # The base named is kept; on the plus strand the 5' part ends after it and the 3' part starts before it.
    cut = position if is_five_prime == (strand == "+") else position - 1
    name = chromosome.upper()
    return FusionPartner(
        gene=gene if gene is None else _gene(gene),
        cut=GenomicCut("chrM" if name in ("M", "MT") else f"chr{name}", cut, strand),
    )


def _worded_part(text: str) -> FusionPartner:
    """A gene with an exon or intron and perhaps a transcript, in any order and with any brackets."""
    places = list(_EXON_IN_TEXT.finditer(text))
    if not places and (match := _BRACKETED_NUMBER.fullmatch(text)):
        return FusionPartner(gene=_gene(match[1]), exon=_exon_number(match[2]))
    if not places:
        raise _Unreadable(f"{_shown(text)} is not a gene, transcript or breakpoint")
    if len(places) > 1:
        raise _Unreadable(f"{_shown(text)} names more than one exon")
    place = places[0]
    rest = f"{text[: place.start()]} {text[place.end() :]}"
    accessions = _ACCESSION_IN_TEXT.findall(rest)
    if len(accessions) > 1:
        raise _Unreadable(f"{_shown(text)} names more than one transcript")
    rest = _ACCESSION_IN_TEXT.sub(" ", rest)
    rest = re.sub(r"[()\[\]{}:;,#]", " ", rest)
    words = [word for word in rest.split() if word.lower() not in ("of", "in", "gene")]
    words = [word.strip("-_/") for word in words if word.strip("-_/")]
    if not words and not accessions:
        return FusionPartner(gene=_whole_gene(text))
    if len(words) > 1 or (words and not _GENE_ONLY.fullmatch(words[0])):
        raise _Unreadable(f"{_shown(text)} is not a gene with an exon")
    is_exon = place[1] is not None
    number = _exon_number(place[2])
    return FusionPartner(
        gene=_gene(words[0]) if words else None,
        transcript=accessions[0] if accessions else None,
        exon=number if is_exon else None,
        intron=None if is_exon else number,
        exon_letter=(place[3] or "").lower(),
        exon_offset=int(place[4] or 0),
    )


def _whole_gene(text: str) -> str:
    """E2A and the like: what looks like an exon is all there is, so it is the symbol."""
    if not _GENE_ONLY.fullmatch(text):
        raise _Unreadable(f"{_shown(text)} names an exon but no gene")
    return _gene(text)


# --- printing ------------------------------------------------------------------------------------------------------


def _print_part(part: FusionPartner, *, is_five_prime: bool) -> str:
    if part.cut is not None:
        return _print_breakpoint(part, part.cut, is_five_prime=is_five_prime)
    if part.transcript is None and part.gene is None:
        return "v" if part.any_partner else "?"
    name = _print_name(part)
    if _is_r_range(part):
        return f"{name}:r.{_print_r_range(part, is_five_prime=is_five_prime)}"
    if part.intron is not None:
        return f"{name}(i{part.intron}{part.exon_letter}{_signed(part.exon_offset)})"
    if part.exon is None:
        return name
    if part.transcript is None or part.exon_letter:
        return f"{name}(e{part.exon}{part.exon_letter}{_signed(part.exon_offset)})"
    inner = f"{part.exon}{_signed(part.exon_offset)}"
    if part.outer is None:
        return f"{name}:e.{inner}"
    return f"{name}:e.{part.outer}_{inner}" if is_five_prime else f"{name}:e.{inner}_{part.outer}"


def _print_name(part: FusionPartner) -> str:
    if part.transcript is not None:
        return f"{part.transcript}({part.gene})" if part.gene else part.transcript
    name = f"{part.gene}({part.gene_id})" if part.gene_id else part.gene or "?"
    return f"{part.regulatory}@{name}" if part.regulatory else name


def _print_breakpoint(part: FusionPartner, cut: GenomicCut, *, is_five_prime: bool) -> str:
    base = cut.position if is_five_prime == (cut.strand == "+") else cut.position + 1
    place = f"{cut.chrom}:{base}:{cut.strand}"
    return f"{part.gene}:{place}" if part.gene else place


def _print_r_range(part: FusionPartner, *, is_five_prime: bool) -> str:
    inner = "?"
    if part.cdna is not None:
        inner = print_r_position(part.cdna, from_stop=part.cdna_from_stop, is_five_prime=is_five_prime)
    outer = part.outer or "?"
    return f"{outer}_{inner}" if is_five_prime else f"{inner}_{outer}"


def print_r_position(cut: int, *, from_stop: bool, is_five_prime: bool) -> str:
    """
    HGVS `r.` number of the last base before a cut (5' part) or the first base after it (3' part).

    `cut` is interbase, counted from the start codon, or from the end of the stop codon (`from_stop`).

    >>> print_r_position(412, from_stop=False, is_five_prime=True)
    '412'
    >>> print_r_position(-10, from_stop=False, is_five_prime=False)
    '-10'
    """
    base_starts_at = cut - 1 if is_five_prime else cut
    if from_stop:
        return f"*{base_starts_at + 1}"
    return str(base_starts_at + 1 if base_starts_at >= 0 else base_starts_at)


def _variant_exon(part: FusionPartner, *, is_five_prime: bool) -> str:
    gene = (part.gene or "").upper()
    letter = "e" if gene == "BCR" and is_five_prime else gene[0]  # b2 and b3 would mean something else
    return f"{letter}{part.exon}{part.exon_letter}"


def _signed(offset: int) -> str:
    return f"{offset:+d}" if offset else ""


def _shown(text: str) -> str:
    short = " ".join(text.split())
    return repr(short if len(short) <= 80 else short[:77] + "...")
