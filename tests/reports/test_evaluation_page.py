"""The page of an evaluation."""

import re

from breakapart.reports.evaluation_page import reliability_figure, render

BINS = [
    {"low": 0.4, "high": 0.5, "cases": 4, "confidence": 0.45, "accuracy": 0.5},
    {"low": 0.9, "high": 1.0, "cases": 16, "confidence": 0.97, "accuracy": 0.94},
]


def share(k, n):
    return {"k": k, "n": n, "value": k / n if n else None, "interval": (0.1, 0.9) if n else None}


def record():
    names = (
        "top1_strict", "top3_strict", "top1_accepted", "top3_accepted", "parent_top1",
        "abstained_out_of_scope", "false_abstention", "reached_certainty",
    )  # fmt: skip
    condition = {
        "shares": {name: share(1, 2) for name in names} | {"abstained_out_of_scope": share(0, 0)},
        "log_loss": 0.4, "brier": 0.2, "ece": 0.1, "ece_strict": 0.12, "ece_interval": [0.05, 0.2],
        "reliability": BINS,
    }  # fmt: skip
    case = {
        "id": "a<b", "diagnosis": "SFT", "accepted": ["SFT", "SS"], "right": True, "in_scope": True, "abstained": False,
        "none_of_these": 0.1, "outside": "", "ranked": [{"id": "SFT", "posterior": 0.8}], "reasons": ["STAT6 pos"],
        "unknown_stains": ["XYZ"], "unread_phrases": [],
    }  # fmt: skip
    return {
        "source": "cases.tsv", "n": 2, "n_out_of_scope": 0, "scope": "core", "breakapart_version": "1",
        "knowledge_version": "k", "tests_needed": None, "tests_needed_as_listed": 2.0, "top1_strict": 0.5,
        "top1_accepted": 0.5, "top3_accepted": 1.0, "log_loss": 0.4, "ece": 0.1, "unknown_stains": 1,
        "unread_phrases": 0, "without_molecular": condition, "with_molecular": condition, "cases": [case],
        "baselines": [{"name": "naive_bayes", "top1_strict": 0.2, "top1_accepted": 0.3, "top3_accepted": 0.5,
                       "log_loss": 1.5, "ece": 0.3}],
    }  # fmt: skip


def test_every_number_stands_on_the_page():
    page = render(record())
    for words in (
        "50 % (1 of 2; 10 to 90 %)",
        "no such case",
        "0.100 (0.050 to 0.200)",
        "never reached",
        "naive bayes",
    ):
        assert words in page
    assert "a&lt;b" in page and "a<b" not in page
    assert page.count("<svg") == 2


def test_points_lie_where_the_bins_are():
    figure = str(reliability_figure(BINS, "r", "x"))
    circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', figure)
    assert [(float(x), float(y)) for x, y in circles] == [
        (80 + 300 * 0.45, 20 + 300 * 0.5),
        (80 + 300 * 0.97, 20 + 300 * 0.06),
    ]


def test_no_cases_no_points():
    assert "no cases" in str(reliability_figure([], "r", "x"))
