"""Of which specimen, component or site a stain is told, and stains told again of another."""

import re
from dataclasses import replace

from breakapart.drafting.ihc_groups import Group
from breakapart.drafting.ihc_stain import Stain, qualify, settle
from breakapart.drafting.scopes import Scopes
from breakapart.model.draft import Scope, Sureness


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
