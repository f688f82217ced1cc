"""How far a row was checked: the evidence classes, and what each of them promises."""

EVIDENCE_CLASSES = {
    "verified": "the statement was read in its source",
    "verified-abstract": "the count was read in an abstract or a page excerpt",
    "verified-approx": "the source was read, but a count or its denominator is partly assumed (see the note)",
    "verified-secondary": "read in a review or a reference page, not in the original",
    "seed": "one of the two cases of the published report",
    "recalled": "from memory of the literature or of laboratory practice, not re-read",
    "expert-estimate": "an estimate without a source; its count may be fractional",
    "definition": "a name or a convention of this table; it claims nothing about patients",
}
"""Class -> what it means. A class is never raised without reading the source."""

READ_CLASSES = frozenset({"verified", "verified-abstract", "verified-approx", "verified-secondary", "seed"})
"""Classes of rows whose source was read."""
