"""Which stains a word of result takes: those behind it ("positive for A and B") or those before ("A was lost")."""

import re

from breakapart.drafting.ihc_gaps import EXCEPT, FORWARD_GAP, LIST_GAP, NEEDS_LINK
from breakapart.drafting.ihc_stain import WORDS_BEHIND, Stain
from breakapart.drafting.ihc_statuses import Status

_SIGN_AND_PLACE = re.compile(r"[+-]\)?\s(?:in|within|of)\s[^.;,+]{3,40}(?:,|, and|,? but)\s$", re.IGNORECASE)
"""In "CD34 + in the classical areas, lost in the others" the second result is told of the same stain again."""
_AMONG_THEM = re.compile(r",?\s\(?(?:including|such as|namely|i\.e\.,?|e\.g\.,?)\s(?:the )?", re.IGNORECASE)
"""In "all stains were negative, including A and B" the list comes after its result."""
_ADVERBS_BETWEEN = re.compile(r"-|\s(?:(?:only|very|both|also|\w+ly)\s){0,3}")
_WHICH_WAS = re.compile(r",? which (?:was|were|is|are)(?: \w+){0,2} $", re.IGNORECASE)
_IS = re.compile(r"\b(?:was|were|is|are)\b", re.IGNORECASE)
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
        "positivity",
        "negativity",
        "immunopositivity",
        "loss",
        "deficiency",
    }
)
Group = tuple[Status, list[Stain], bool]


def groups_in(text: str, stains: list[Stain], statuses: list[Status], breaks: list[int]) -> list[Group]:
    """Words of result in order, each with the stains it takes and whether they stand behind it."""
    groups: list[Group] = []
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
                bool(NEEDS_LINK.search(gap))
                or status.kind in ("verb", "double")
                or text[status.start : status.end].lower().rstrip().endswith((" of", " for", " with", " by"))
                or "," not in gap
            )
            if (
                len(gap) <= 110
                and is_linked
                and FORWARD_GAP.fullmatch(gap)
                and (status.kind != "weak" or NEEDS_LINK.search(gap))
                and not (
                    re.fullmatch(r"\s*(?:\([^()]*\))?\s*(?:\w+ly\b)?\s*(?:,|and|,\s*and)?\s*(?:an?|the)?\s*", gap)
                    and _is_predicate(text, status)
                    and not text[: status.start].endswith(" to ")
                    and not text[: status.end].endswith((" of", " for", " with", " by"))
                )
            ):
                chain = _chain(text, after, limit, breaks, statuses[k + 1 :])
                groups.append((status, chain, True))
                taken |= {id(s) for s in chain}
                continue
        if (
            groups
            and groups[-1][2]
            and groups[-1][0].kind in ("verb", "weak")
            and _WHICH_WAS.search(text[: status.start])
        ):
            # "Stained with ALK, which was negative": the clause tells what came of it.
            groups[-1] = (status, groups[-1][1], False)
            continue
        group = _unsettled(stains, status, groups, breaks, taken)
        if not group and status.kind not in ("weak", "verb") and _stands_behind(stains, status, groups, breaks, taken):
            if _SIGN_AND_PLACE.search(text[: status.start]):
                groups.append((status, [], False))
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
        if after and _AMONG_THEM.fullmatch(text, status.end, after[0].mention.start):
            named = _chain(text, after, limit, breaks, statuses[k + 1 :])
            groups.append((status, named, True))
            taken |= {id(s) for s in named}
    return groups


def _is_adjective_of(text: str, status: Status, stains: list[Stain]) -> bool:
    """Whether a word of result stands directly behind a stain: "ALK positive", "S100-negative"."""
    behind = next((s for s in reversed(stains) if s.mention.end <= status.start), None)
    return (
        behind is not None
        and _ADVERBS_BETWEEN.fullmatch(text, behind.mention.end, status.start) is not None
        and text[status.start : status.end].lower() in _ADJECTIVES
        and not re.match(r"\s?(?:for|with|to|:)", text[status.end : status.end + 6])
    )


def _is_predicate(text: str, status: Status) -> bool:
    return bool(
        re.search(
            r"\b(?:was|were|is|are|be|been|remained|being)(?: (?:\w+ly|and|also|all|both|not|only|very|each|found|to|be"
            r"|focal|weak|strong|diffuse|patchy|variable|noted|seen),?){0,5} $",
            text[max(0, status.start - 45) : status.start],
            re.IGNORECASE,
        )
    )


def _chain(text: str, after: list[Stain], limit: int, breaks: list[int], later: list[Status]) -> list[Stain]:
    """The list of stains that begins with the first of `after`."""
    chain = after[:1]
    for stain in after[1:]:
        gap = text[chain[-1].mention.end : stain.mention.start]
        if stain.mention.start >= limit + 1:
            # The next word of result begins here; stains inside or behind it are its own.
            break
        cut = any(chain[-1].mention.end <= place < stain.mention.start for place in breaks)
        is_list = bool(LIST_GAP.fullmatch(gap)) or bool(EXCEPT.search(gap)) or re.search(r"clone|\([+-]", gap)
        if (
            cut
            or (not is_list and len(gap) > 40)
            or (not is_list and re.search(r"\b(?:while|was|were|highlight\w*|showed|demonstrated|in the)\b", gap))
        ):
            is_listed = re.fullmatch(r"(?:\s?\([^()]*\))?\s?;\s?", gap) is not None
            if cut and is_listed and (not later or text[: chain[0].mention.start].rstrip().endswith(":")):
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
            "verb",
        ):
            chain = chain[:-1]
    return chain


def _connected(text: str, group: list[Stain]) -> list[Stain]:
    """The stains at the end of `group` that stand in one list."""
    result = [group[-1]]
    for stain in reversed(group[:-1]):
        gap = text[stain.mention.end : result[0].mention.start]
        if (own := WORDS_BEHIND.match(text, stain.mention.end)) is not None and text.startswith(",", own.end()):
            break
        if LIST_GAP.fullmatch(gap) or EXCEPT.search(gap) or (len(gap) < 25 and not _IS.search(gap)):
            result.insert(0, stain)
        else:
            break
    return result


def _unsettled(
    stains: list[Stain],
    status: Status,
    groups: list[Group],
    breaks: list[int],
    taken: set[int],
) -> list[Stain]:
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


def _stands_behind(
    stains: list[Stain], status: Status, groups: list[Group], breaks: list[int], taken: set[int]
) -> bool:
    floor = _floor(status, groups, breaks)
    return any(floor <= s.mention.start and s.mention.end <= status.start + 1 and id(s) not in taken for s in stains)


def _floor(status: Status, groups: list[Group], breaks: list[int]) -> int:
    ends = (group[0].end for group in groups if group[0].end <= status.start)
    return max([0, *ends, *(b for b in breaks if b < status.start)])
