"""Of which specimen or component a result is told."""

import pytest
from tests.drafting.fact_notation import told

from breakapart.drafting.draft import read_sentence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ALK was positive in the primary tumour.", ["ALK+@primary"]),
        (
            "ALK was positive in the primary tumour and negative in the metastasis.",
            ["ALK+@primary", "ALK-@metastasis"],
        ),
        ("In the metastasis, ALK and CD34 were negative.", ["ALK-@metastasis", "CD34-@metastasis"]),
        ("ALK was positive.", ["ALK+"]),
    ],
)
def test_places(text, wanted, vocabulary):
    assert sorted(told(one, "ihc") for one in read_sentence(text, vocabulary) if one.kind == "ihc") == wanted
