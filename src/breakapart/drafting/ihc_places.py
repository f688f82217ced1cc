"""Of which specimen, component or site a stain is told, and stains told again of another."""

import re
from dataclasses import replace

from breakapart.drafting.ihc_groups import Group
from breakapart.drafting.ihc_index import take_share
from breakapart.drafting.ihc_stain import PERCENT, Stain, qualify, settle
from breakapart.drafting.scopes import Scopes
from breakapart.model.draft import Scope, Sureness
from breakapart.model.outcome import Outcome

_HEAD_OF_CLAUSE = re.compile(
    r"(?:[.;,:(]|\b(?:and|but|while|whilst|whereas|although))\s*(?:(?:in|within|of|on|at|for)\s)?"
    r"(?:both |all )?(?:the\s)?"
    r"(?:\w+\s){0,1}$",
    re.IGNORECASE,
)
_NEXT_RESULT = re.compile(r"[^.;,]{0,20}(?:,|;|\band\b)", re.IGNORECASE)
_END_OF_SHARES = re.compile(r";|\.(?!\d)")
_LAYER = re.compile(r"\b(?:superficially|deeply|deep down)\b", re.IGNORECASE)


def told_again(text: str, stains: list[Stain], scopes: Scopes, groups: list[Group]) -> list[Stain]:
    """The stains before, told again: "positive in the primary and negative in the metastasis"."""
    again: list[Stain] = []
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
            settle(copy, status.kind, "told again of another place", status.start, status.end)
            qualify(copy, text[last : status.end])
            again.append(copy)
    return again


def shares_by_place(text: str, stain: Stain, scopes: Scopes, following: int) -> list[Stain]:
    """
    The same stain for each share that has a place of its own: "Ki-67 5% in the primary and 30% in the metastasis".

    Empty where there is only one share, or one of them has no place.
    """
    if stain.outcome is not Outcome.PRESENT or text.count("%", stain.mention.end, following) < 2:
        return []
    stop = _END_OF_SHARES.search(text, stain.mention.end, following)
    shares = list(PERCENT.finditer(text, stain.mention.end, stop.start() if stop else following))
    if len(shares) < 2:
        return []
    places = sorted([*((start, end, scope) for start, end, scope in scopes), *_layers(text)], key=lambda one: one[0])
    bounds = [share.start() for share in shares] + [stop.start() if stop else following]
    behind = [
        next((scope for start, _, scope in places if share.end() <= start < bound), None)
        for share, bound in zip(shares, bounds[1:], strict=True)
    ]
    ends = [0, *(share.end() for share in shares)]
    before = [
        next((scope for start, end, scope in reversed(places) if last <= start and end <= share.start()), None)
        for share, last in zip(shares, ends[:-1], strict=True)
    ]
    found = behind if None not in behind else before
    if None in found or len(set(found)) < len(found):
        return []
    told = []
    for share, scope in zip(shares, found, strict=True):
        one = replace(stain, percent=None, note="", sureness=Sureness.READ, scope=scope or Scope())
        take_share(one, share)
        one.start, one.end = stain.mention.start, share.end()
        told.append(one)
    return told


def _layers(text: str) -> list[tuple[int, int, Scope]]:
    return [
        (match.start(), match.end(), Scope(component="superficial" if match[0].lower()[0] == "s" else "deep"))
        for match in _LAYER.finditer(text)
    ]


def place_of(
    text: str,
    stain: Stain,
    scopes: Scopes,
    stains: list[Stain],
    carried: Scope,
) -> Scope:
    """The place a result is told of: the one behind it, else the one before, else that of the sentence before."""
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
    before = [
        scope
        for start, end, scope in scopes
        if start < max(stain.start, stain.mention.start) and not _is_spent(text, start, end, stain, stains)
    ]
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


def _is_spent(text: str, start: int, end: int, stain: Stain, stains: list[Stain]) -> bool:
    """Whether the place belongs to a result before: "A was positive only in the deep part, and B was lost"."""
    begin = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start)) + 1
    if ". " in text[end : stain.mention.start]:
        return True
    is_told_of = any(
        other is not stain and begin <= other.mention.start and max(other.mention.end, other.end) <= start
        for other in stains
    )
    return (
        is_told_of
        and _HEAD_OF_CLAUSE.search(text, max(0, start - 60), start) is None
        and _NEXT_RESULT.match(text, end) is not None
    )


def _trailing(text: str, stain: Stain, scopes: Scopes) -> Scope | None:
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
