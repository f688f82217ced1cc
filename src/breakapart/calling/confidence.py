"""How likely a candidate is in the RNA: a logistic model, calibrated on simulated mixtures."""

from math import exp, log

from breakapart.calling.candidate import Candidate

COEFFICIENTS: dict[str, float] = {
    "intercept": -6.21,
    "log_support": 2.16,
    "edges": 1.56,
    "in_frame": 0.13,
    "known": 2.54,
    "log_share": 0.07,
    "anchor": -0.08,
    "ambiguous": -0.31,
    "inserted": -0.07,
}
"""Log odds, fitted by `tools/calibrate_calls.py` on simulated mixtures of true fusions, chimeric PCR products, index
hopping, read errors and paralogues; `docs/explanation/run-quality.md` shows how predicted and observed shares agree.
The simulated runs are of single reads; a spanning pair is taken to be worth a junction read, being a molecule."""


def features(candidate: Candidate) -> dict[str, float]:
    """What the model looks at."""
    junction = candidate.junction
    anchors = (
        min(junction.longest_anchors)
        if junction is not None
        else len(candidate.unknown.sequence if candidate.unknown else "")
    )
    share = candidate.fraction.value or 1e-4
    return {
        "intercept": 1.0,
        "log_support": log(1 + candidate.support + candidate.pairs),
        "edges": float(candidate.edges if junction is not None else 2 * candidate.edges),
        "in_frame": float(candidate.is_in_frame),
        "known": float(candidate.is_known),
        "log_share": log(max(share, 1e-4)) + 3,
        "anchor": min(anchors, 40) / 20 - 1,
        "ambiguous": junction.ambiguous_share if junction is not None else 0.0,
        "inserted": float(bool(junction is not None and junction.inserted)),
    }


def confidence(candidate: Candidate) -> float:
    """Probability, 0 to 1, that the junction is in the RNA."""
    odds = sum(COEFFICIENTS[name] * value for name, value in features(candidate).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
