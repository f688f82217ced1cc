"""Symbols of genes in a text, with the short forms of families written in one: NTRK1/2/3, NTRK1-3, SSX1/2."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule

_BEHIND = r"(?: ?\([^()]{1,20}\))?"
PAIR = Rule(
    rf"\b([A-Z][A-Z0-9]{{1,9}}){_BEHIND} ?:: ?([A-Z][A-Z0-9]{{1,9}})\b"
    rf"|\b([A-Z][A-Z0-9]{{1,9}}){_BEHIND}(?: ?: ?|-|--| - |/)([A-Z][A-Z0-9]{{1,9}}){_BEHIND}"
    r"[ -](?:gene |oncogenic |in-frame )?(?:fus|rearranged|transcript|chim|transloc)"
)
"""Two genes joined: a fusion, not two probes."""
_FAMILY = Rule(
    r"\b(NTRK|SSX|PDGFR|FGFR)[ -]?([0-9A-D])((?:(?:/|, ?| ?and ?| ?& ?|, and |/NTRK|-|\u2013)[0-9A-D]\b){1,3})"
)
_SYMBOL = re.compile(
    r"\b(?:[A-Z][A-Z0-9]{1,8}(?:-[A-Z0-9]{1,3})?(?=x\d)|[A-Z][A-Z0-9]{1,8}(?:-[A-Z0-9]{1,3})?\b|C\d{1,2}orf\d{1,3}\b)"
)
_SPELLED = {"PDGF-beta": "PDGFB", "EWS": "EWSR1", "SYT": "SS18", "FKHR": "FOXO1", "CHOP": "DDIT3", "HER2": "ERBB2"}
"""Names under which pathologists still write some genes."""
_OLD = Rule(r"\b(?:" + "|".join(_SPELLED) + r")\b")


def genes_named(text: str) -> Iterator[tuple[str, int, int]]:
    """
    Symbols in `text` with their places, families written out; whether a symbol is one is for the caller to ask.

    >>> [gene for gene, _, _ in genes_named("NTRK1/2/3, ALK and SSX1-2")]
    ['NTRK1', 'NTRK2', 'NTRK3', 'ALK', 'SSX1', 'SSX2']
    """
    taken: list[tuple[int, int]] = []
    found: list[tuple[str, int, int]] = []
    for match in _FAMILY.finditer(text):
        stem, first, rest = match.groups()
        last = rest[-1]
        if rest.startswith(("-", "\u2013")) and len(rest) == 2:
            members = [chr(sign) for sign in range(ord(first), ord(last) + 1)]
        else:
            members = [first, *re.findall(r"[0-9A-D](?=$|[^A-Za-z0-9])", rest)]
        taken.append(match.span())
        found += [(stem + member, match.start(), match.end()) for member in members]
    for match in _OLD.finditer(text):
        taken.append(match.span())
        found.append((_SPELLED[match.group()], match.start(), match.end()))
    for match in _SYMBOL.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            found.append((match.group(), match.start(), match.end()))
    yield from sorted(found, key=lambda one: one[1])
