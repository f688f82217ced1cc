"""Break-apart FISH: gene, result, cells, cut-off, section and the signal patterns that are described."""

import re
from collections.abc import Iterator

from breakapart.drafting.before import Before
from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.fish_lines import is_a_rule, is_of_sections, read_line, read_method, settled_in
from breakapart.drafting.fish_outcomes import (
    BREAK,
    OF_A_BREAK,
    SHARES,
    is_by_nuclei,
    outcome_of,
    patterns_in,
    row_outcome,
    share_of,
)
from breakapart.drafting.fish_probes import find_fish, is_fish, is_locus, is_of_transcripts, probed
from breakapart.drafting.gene_lists import PAIR, genes_named
from breakapart.drafting.iscn import IscnResult, read_iscn
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, Sureness

_STAIN = Rule(
    r"\bimmuno\w+|\bIHC\b|\bstain\w*|\bexpress\w*|\bsequenc\w+|\bNGS\b|\bRNA-?seq\b|\bRT-?PCR\b|\bpolymerase chain"
    r"|\bpanel\b|\bD5F3\b",
    re.IGNORECASE,
)
_NOT_DONE = Rule(
    r"\bnot (?:been )?(?:performed|done|available|carried out|undertaken|requested|tested)\b|\bwas unavailable\b"
    r"|\brecommend\w*|\bpending\b|\bawaited\b|\bto follow\b|\badvis(?:ed|able)\b|\brule out\b"
    r"|\b(?:should|could|can|may|might|must|would) be\b(?! (?:demonstrated|confirmed|detected|identified|shown|seen"
    r"|assessed|evaluated|interpreted|scored|determined|excluded))|\bif (?:clinically|needed|required|desired)\b"
    r"|\b(?:can|may|might|could) (?:help|miss|detect|show|identify|aid|be missed)|\bwould\b|\brequires?\b"
    r"|\bcannot (?:help|miss|detect|show|identify|reveal|cover|recogni[sz]e)\b"
    r"|\bprobes? (?:do|does|did|can|could) not (?:cover|recogni[sz]e|include|hybridi[sz]e)\b",
    re.IGNORECASE,
)
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
_GENE_ROW = Rule(
    r"^\W{0,4}(?:\d{1,2}[.)] ?)?(?P<gene>[A-Z][A-Z0-9]{1,8})(?: gene)?(?: ?\([^()]{1,24}\))?"
    r"(?: (?:gene )?(?:break-? ?apart|rearrangement|FISH|locus|probe))*(?P<rest>(?: ?[:=|\t\u2013-]| {2,}"
    r"| (?=positive|negative|rearranged|not\b|normal)).*)$",
    re.IGNORECASE | re.DOTALL,
)
"""A row under a heading that names FISH: "ALK (2p23): negative"."""
_NAMES_PROBES = Rule(
    r"^\W*(?:\w+ ){0,3}(?:probes?|targets?|loc(?:us|i)|genes? tested|tests?|stud(?:y|ies))(?: \w+){0,2} ?[:=|]",
    re.IGNORECASE,
)
_HEADING = Rule(r"\b(?:FISH|in[- ]situ hybridi[sz]ation)\b", re.IGNORECASE)
_FIELD = Rule(
    r"^\W*(?:(?:FISH|final|overall|test|analysis|assay|gene|rearrangement|probe"
    r"|[A-Z][A-Z0-9]{1,7}) ){0,3}(?:results?|interpretation|conclusion|summary"
    r"|findings?|outcome|status|opinion|assessment|comment|diagnosis|impression)\b ?[:=\u2013-]{1,2} ?(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""A line that gives the result of the probe named before."""
_COLUMN_OF_PERCENT = Rule(
    r"^(?=.{0,160}(?:%|\bper ?cent)).{0,60}\b(?:gene|probe|locus|target)\b", re.IGNORECASE | re.DOTALL
)
_LAST_NUMBER = Rule(r"(?:^|[\s|])(\d{1,3}(?:\.\d)?)\W*$")
_BUT_NOT = Rule(r"^\W*not (?:of |for |in |involving )?(?:the )?[A-Z]")
_AMPLIFIED = frozenset({"MDM2", "CDK4", "MYC", "MYCN", "ERBB2", "EGFR", "CDKN2A", "TERT", "CCND1"})
"""Genes of which FISH counts copies: a result that break-apart FISH has no place for."""
_NAMES_FISH = Rule(r"\bbreak-? ?apart|\bFISH\b")
_LONGEST_HEADING = 90
"""Characters of a line that heads results."""
_OF_A_BREAK_PART = Rule(r"\b(?:result|probe|FISH|rearrang\w*|split\w*|signals?|break\w*|nuclei|locus)\b", re.IGNORECASE)


def is_row_of_fish(text: str, before: Before) -> bool:
    """Whether `text` is a row of results under a line that names FISH: no stain, though it may look like one."""
    if not before.is_fish:
        return False
    row = _GENE_ROW.match(text)
    return row is not None and _is_looked_for(row["gene"].upper()) and not _STAIN.search(text)


def _is_looked_for(gene: str) -> bool:
    return is_locus(gene) or gene in _AMPLIFIED


def read_fish(part: Part, vocabulary: DraftVocabulary, before: Before) -> Iterator[Observation]:
    """Results and methods of break-apart FISH; `before` knows the probes that the lines before have named."""
    text = part.text
    strings = [one for one in read_iscn(text) if is_locus(one.gene)]
    if strings:
        yield from _by_iscn(part, strings)
        before.name_probes(tuple(dict.fromkeys(one.gene for one in strings)))
        yield from read_method(part, before.probes, vocabulary)
        return
    is_by_name = is_fish(text) or is_by_nuclei(text)
    if not is_by_name and not _NAMES_PROBES.search(text):
        yield from _continued(part, vocabulary, before)
        return
    if is_of_transcripts(text) and not _NAMES_FISH.search(text):
        return
    if part.sentence.text.count("(") and _BRACKETED_CASE.search(part.sentence.text):
        if part.start == 0:
            yield from _by_case(part)
        return
    named = tuple(gene for gene, _, _ in probed(text))
    if not is_by_name:
        if named and (before.is_fish or before.probes):
            before.name_probes(named)
        return
    if not named and before.probes and not _HEADING.search(text) and _FIELD.match(text) is None:
        found = list(read_line(part, before.probes, vocabulary))
        if found:
            yield from found
            yield from (
                read_method(part, before.probes, vocabulary) if any("count" not in o.values for o in found) else ()
            )
            return
    _follow(part, named, before)
    gene_before = before.gene if len(before.probes) != 1 else before.probes[0]
    spoken_of = list(named) or list(before.probes) or ([gene_before] if gene_before else [])
    yield from read_method(part, spoken_of, vocabulary)
    if before.method is not None and named:
        yield from read_method(before.method, named, vocabulary)
    if _NOT_DONE.search(text) or is_a_rule(text):
        return
    told = list(_results(part, vocabulary, gene_before))
    yield from told
    if not told and len(text) <= _LONGEST_HEADING and not text.endswith(".") and _HEADING.search(text):
        before.stand_under_fish()


def _follow(part: Part, named: tuple[str, ...], before: Before) -> None:
    """Keeps in mind what a line that names FISH says of the probes."""
    text = part.text
    if named and not _STAIN.search(text):
        before.name_probes(named)
    elif _HEADING.search(text) and any(g not in named for g, _, _ in genes_named(text) if _is_looked_for(g)):
        before.forget_probes()  # another kind of probe
    if not named:
        before.method = part
    before.has_percent_column = _COLUMN_OF_PERCENT.search(text) is not None


def _by_iscn(part: Part, strings: list[IscnResult]) -> Iterator[Observation]:
    base = part.sentence.start + part.start
    for one in strings:
        values: dict[str, object] = {"gene": one.gene, "outcome": one.outcome}
        if one.rearranged is not None and one.scored:
            values |= {"percent_positive": round(100 * one.rearranged / one.scored, 2), "patterns_seen": one.patterns}
        if one.scored:
            values["cells_scored"] = one.scored
        yield Observation(
            "fish",
            values,
            base + one.start,
            base + one.end,
            "FISH in the notation of cytogenetics",
            cases=part.cases,
            section=part.sentence.section.kind,
        )


def _continued(part: Part, vocabulary: DraftVocabulary, before: Before) -> Iterator[Observation]:
    """Lines of a report that go on about FISH: rows of genes, the result of the probe named before, its counts."""
    text = part.text
    if not (before.is_fish or before.probes):
        return
    if _STAIN.search(text):
        before.forget_probes()
        return
    base = part.sentence.start + part.start
    section = part.sentence.section.kind
    if _COLUMN_OF_PERCENT.search(text):
        before.has_percent_column = True
        return

    def seen(gene: str, values: dict[str, object], rule: str) -> Observation:
        return Observation(
            "fish",
            {"gene": gene, **values},
            base,
            base + len(text),
            rule,
            scope_of(text, vocabulary.site_words),
            cases=part.cases,
            section=section,
        )

    if before.method is None and not before.probes and is_of_sections(text):
        before.method = part
    row = _GENE_ROW.match(text) if before.is_fish else None
    if row is not None and is_locus(row["gene"].upper()):
        gene = row["gene"].upper()
        outcome = row_outcome(row["rest"])
        if outcome is None:
            return
        values: dict[str, object] = {"outcome": outcome, **_detail(row["rest"], outcome)}
        last = _LAST_NUMBER.search(row["rest"]) if before.has_percent_column else None
        if last is not None and "percent_positive" not in values and float(last[1]) <= 100:
            values["percent_positive"] = float(last[1])
        before.name_probes((gene,))
        yield from read_method(part, (gene,), vocabulary)
        yield seen(gene, values, "row of FISH results")
        return
    if before.is_fish and row is None and vocabulary.may_begin_with_marker(text):
        before.forget_probes()
    if not before.probes:
        return
    line = _FIELD.match(text)
    own = [gene for gene, _, _ in probed(text)]
    if own and not set(own) <= set(before.probes):
        if len(own) == 1 and OF_A_BREAK.search(text) and line is not None:
            outcome = row_outcome(line["rest"])
            if outcome is not None:
                yield seen(own[0], {"outcome": outcome}, "result of a probe")
        return
    if line is not None and not _NOT_DONE.search(text):
        outcome = row_outcome(line["rest"])
        if outcome is not None:
            for gene in own or before.probes:
                yield seen(
                    gene, {"outcome": outcome, **_detail(line["rest"], outcome)}, "result of the probe named before"
                )
            return
    if own and OF_A_BREAK.search(text) and not _NOT_DONE.search(text) and not is_a_rule(text):
        outcome = outcome_of(text, has_gene=True)
        if outcome is not None:
            for gene in own:
                yield seen(gene, {"outcome": outcome, **_detail(text, outcome)}, "result of the probe named before")
            return
    yield from read_line(part, before.probes, vocabulary)


def _detail(text: str, outcome: str) -> dict[str, object]:
    """Share and patterns that stand with a result."""
    values: dict[str, object] = dict(share_of(text)) if outcome in ("present", "absent", "equivocal") else {}
    if outcome == "present":
        values["patterns_seen"] = patterns_in(text)
    return values


def _results(part: Part, vocabulary: DraftVocabulary, gene_before: str | None) -> Iterator[Observation]:
    text = part.text
    base = part.sentence.start + part.start
    scope = scope_of(text, vocabulary.site_words)
    section = part.sentence.section.kind
    waiting: list[str] = []
    has_fish = False
    settled = settled_in(text)
    settled_outcome = row_outcome(settled) if settled is not None and len(probed(text)) == 1 else None
    for start, end in _clauses(text):
        clause = CuedText(text[start:end])
        has_fish = has_fish or is_fish(clause)
        if _STAIN.search(clause) and not is_fish(clause):
            waiting = []
            continue
        if not has_fish and not OF_A_BREAK.search(clause):
            continue
        places = probed(clause)
        colon = clause.rfind("): ")
        if colon > 0 and len(places) > 1 and is_fish(clause[:colon]):
            # "FISH (NTRK1, NTRK2 and NTRK3): NTRK1 normal": what was looked at, then what came out.
            after = [(gene, at + colon, end_ + colon) for gene, at, end_ in probed(clause[colon:])]
            places = after or places
        cut = _before_other_method(clause)
        genes = [gene for gene, at, _ in places if at < cut[1] and at >= cut[0]]
        if not genes and re.search(r"\bNTRK\b(?! ?[123])", clause) and outcome_of(clause, has_gene=True) == "absent":
            genes = ["NTRK1", "NTRK2", "NTRK3"]
        sureness = Sureness.READ
        if not genes and not waiting and is_fish(clause):
            genes = _of_a_pair(clause)
            sureness = Sureness.INFERRED
        is_denied = has_fish and genes and _BUT_NOT.match(clause)
        outcome = "absent" if is_denied else outcome_of(clause, has_gene=bool(genes or waiting or gene_before))
        if outcome is None:
            waiting += genes
            continue
        outcome = settled_outcome or outcome
        if not genes and not waiting and gene_before and not PAIR.search(clause) and OF_A_BREAK.search(clause):
            genes = [gene_before]
        named = [gene for gene in genes if re.search(rf"\b{re.escape(gene)}(?: gene)? {BREAK}", clause)]
        genes = list(dict.fromkeys([*waiting, *((named or genes) if outcome == "present" else genes)]))
        waiting = []
        values: dict[str, object] = {"outcome": outcome}
        if outcome in ("present", "absent", "equivocal"):
            values |= share_of(clause)
        if outcome == "present":
            values["patterns_seen"] = patterns_in(clause)
        shares = SHARES.search(clause) if len(part.cases) == 2 and "respectively" in text.lower() else None
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
    fish, other = find_fish(clause), _STAIN.search(clause)
    if fish is None or other is None:
        return 0, len(clause)
    return (0, other.start()) if fish.start() < other.start() else (other.end(), len(clause))


def _of_a_pair(clause: str) -> list[str]:
    """Of two genes in a fusion that FISH is said to confirm, the one whose break is looked for, if it is but one."""
    for match in PAIR.finditer(clause):
        both = [gene for gene in match.groups() if gene and is_locus(gene)]
        if len(both) == 1:
            return both
    return []


def _by_case(part: Part) -> Iterator[Observation]:
    """Probes with the cases in brackets behind them: "NTRK1/2/3 (cases 1 and 2), ETV6 and ALK (case 2)"."""
    text = part.sentence.text
    outcome = outcome_of(text, has_gene=True)
    if outcome is None or _NOT_DONE.search(text) or is_a_rule(text) or (_STAIN.search(text) and outcome == "present"):
        return
    brackets = list(_BRACKETED_CASE.finditer(text))
    for gene, start, end in probed(text):
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
