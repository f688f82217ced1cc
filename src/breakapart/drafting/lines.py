"""Lines that a page broke, not the writer: the text of a PDF or of a mail, put together again."""

import re

_FULL = 60
"""A line that was filled has at least so many characters."""
_SHARE = 0.85
"""Of the longest line of its block; letters of printed text differ in width."""
_ENDS = (".", ":", ";", "!", "?")
_GOES_ON = re.compile(
    r"(?:,|\b(?:an?|(?i:and|or|for|of|the|with|in|to|by|from|was|were|is|are|not|no)))$"  # "Patient A" is complete
)
_BEGINS_ANEW = re.compile(r"\s*(?:[-*\u2022\u00b7>#|]|[\w()/ -]{1,40}:|\(?(?:\d{1,2}|[A-H])[.)])")

_IS_A_ROW = re.compile(r"[^\n|.]{1,40}(?:[ ]{3}|[ ]?[.]{4}|\t|\|)")
"""Cells stand apart: the line is a row of a table, however long."""


def unwrapped(text: str) -> str:
    r"""
    `text` with a space for each line break before a capital within a sentence; nothing moves.

    A sentence goes on when its line ends with a comma or a word that cannot end it, when a bracket is open, or when the
    line was filled, as others beside it are. A line that begins an item of a list, or a heading with a colon, stays
    where it is. Lines that begin with a small letter or a figure are left to `clean`, which mends broken words too.

    >>> unwrapped("negative for SOX10, HMB45,\nMelan-A.\nS100: positive\nSOX10: negative")
    'negative for SOX10, HMB45, Melan-A.\nS100: positive\nSOX10: negative'
    """
    blocks = text.split("\n\n")
    return "\n\n".join(_put_together(block) if "\n" in block else block for block in blocks)


def _put_together(block: str) -> str:
    lines = block.split("\n")
    longest = max(map(len, lines))
    is_filled = [_FULL <= len(line) >= _SHARE * longest for line in lines]
    are_filled = sum(is_filled) > 1
    pieces = [lines[0]]
    for before, filled, line in zip(lines, is_filled, lines[1:], strict=False):
        end = before.rstrip()
        goes_on = (
            _GOES_ON.search(end[-12:])
            or (end.count("(") > end.count(")") and line.count(")") > line.count("("))
            or (are_filled and filled and end[-1:] not in _ENDS and not _BEGINS_ANEW.match(line))
        )
        pieces += [" " if goes_on and line[:1].isupper() and not _IS_A_ROW.match(line) else "\n", line]
    return "".join(pieces)
