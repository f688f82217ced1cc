"""What the engine is measured against in the same run: naive Bayes, as other expert systems do it."""

from collections.abc import Sequence

import numpy as np

from breakapart.diagnosis.evidence import EvidenceModel, normalised
from breakapart.diagnosis.observe import Observation
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.rates import Array

SMOOTHING = 0.5
"""Added to positives and negatives, so that no rate is 0 or 1 (Jeffreys)."""


class NaiveBayes:
    """
    Independent findings, raw pooled counts, positive or negative only, no levels, no groups, no tempering.

    It has the engine's prior, so that the comparison is of the evidence alone. Findings nobody counted in an entity
    have the mean rate over all entities.
    """

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model
        self._rates: dict[str, Array] = {}

    def posterior(self, observations: Sequence[Observation], context: Context) -> Array:
        """Posterior per entity and "none of these", which sums to 1."""
        score = self._model.priors.log_prior(context)
        for one in observations:
            if not self._model.rates.is_studied(one.event):
                continue
            rate = self._rate(one.event)
            score = score + np.log(rate if one.is_present else 1 - rate)
        return normalised(score)

    def _rate(self, event: str) -> Array:
        if event not in self._rates:
            entities = self._model.entities
            rate = np.full(len(entities) + 1, np.nan)
            for entity, cell in self._model.rates.cells[event].items():
                positive = sum(row.positive for row in cell.rows)
                n = sum(row.n for row in cell.rows)
                rate[self._model.index[entity]] = (positive + SMOOTHING) / (n + 2 * SMOOTHING)
            rate[np.isnan(rate)] = np.nanmean(rate)
            self._rates[event] = np.clip(rate, 1e-4, 1 - 1e-4)
        return self._rates[event]
