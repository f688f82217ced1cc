"""Words of result and their kinds."""

import pytest

from breakapart.drafting.ihc_statuses import statuses_in, taken_back


def kinds(text, vocabulary):
    return [one.kind for one in taken_back(text, statuses_in(text, vocabulary.markers_in(text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("positive for CD34", ["pos"]),
        ("CD34 did not stain the tumour cells", ["neg"]),
        ("loss of CD34", ["neg"]),
        ("no loss of CD34", ["double"]),
        ("loss of INI1 was not seen", ["double"]),
        ("staining for CD34 was equivocal", ["eq"]),
        ("CD34 was not performed", ["nd"]),
        ("CD34 could not be assessed", ["ne"]),
        ("expressed CD34", ["verb"]),
        ("CD34 staining", ["weak"]),
        ("CD34 staining was positive", ["pos"]),
        ("CD34 highlighted vessels", ["oc"]),
        ("CD34 was positive, SMA was not", ["pos", "neg"]),
        ("no mitoses were seen", []),
        ("no nuclear CD34", ["neg"]),
        ("no ulcer, CD34", []),
    ],
)
def test_kinds(text, wanted, vocabulary):
    assert kinds(text, vocabulary) == wanted
