"""Do the probabilities mean what they say? On cases drawn from the tables, findings of a group hanging together."""

import numpy as np
import pytest
from tests.builders_differential import model

from breakapart.diagnosis.baselines import NaiveBayes
from breakapart.diagnosis.evaluation import calibration_error
from breakapart.diagnosis.evidence import EvidenceModel
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.sampling import Sampler, SamplingSettings
from breakapart.diagnosis.settings import DifferentialSettings

M = model()


def measure(seed, count, settings=None):
    sampler = Sampler(M, settings)
    cases = sampler.sample(np.random.default_rng(seed), count)
    truth = np.array([case.truth for case in cases])
    mine = np.stack([M.posterior(M.assemble(case.observations), case.context) for case in cases])
    naive_bayes = NaiveBayes(M)
    naive = np.stack([naive_bayes.posterior(case.observations, case.context) for case in cases])
    prior = np.stack([np.exp(M.priors.log_prior(case.context)) for case in cases])
    return truth, mine, naive, prior


def log_loss(truth, posterior):
    return float(-np.log(np.maximum(posterior[np.arange(len(truth)), truth], 1e-9)).mean())


def ece(truth, posterior):
    return calibration_error(posterior.max(1), (posterior.argmax(1) == truth).astype(float), 10)


def test_sampled_cases_are_calibrated_and_better_than_the_baselines():
    runs = [measure(seed, 750) for seed in (1, 2, 3)]
    truth, mine, naive, prior = (np.concatenate(parts) for parts in zip(*runs, strict=True))
    assert len(truth) >= 2000
    assert ece(truth, mine) <= 0.06
    assert log_loss(truth, mine) < log_loss(truth, naive)
    assert log_loss(truth, mine) < log_loss(truth, prior)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 7))
def test_every_seed_is_calibrated(seed):
    truth, mine, naive, prior = measure(seed, 2000)
    assert ece(truth, mine) <= 0.06
    assert log_loss(truth, mine) < min(log_loss(truth, naive), log_loss(truth, prior))


def test_the_same_generator_gives_the_same_cases():
    one, other = (Sampler(M).sample(np.random.default_rng(7), 5) for _ in range(2))
    assert one == other


def test_telling_stains_are_those_studied_in_the_entity():
    i = M.index["SFT"]

    def studied(settings):
        sampler, rng = Sampler(M, settings), np.random.default_rng(9)
        cases = [sampler.sample_entity(rng, i, Context(50)) for _ in range(60)]
        seen = [one.event for case in cases for one in case.observations if one.event.startswith("ihc:")]
        return np.mean(["SFT" in M.rates.cells[event] for event in seen])

    assert studied(SamplingSettings(telling=True)) > 0.9 > studied(SamplingSettings())


def test_groups_hang_together():
    """Within a group two stains agree more often than independence would have it."""
    sampler = Sampler(M, SamplingSettings(correlation=0.8))
    rng = np.random.default_rng(5)
    i = M.index["MPNST"]
    events = ["ihc:S100", "ihc:SOX10"]
    rates = np.array([M.rates.mean(event)[i] for event in events])
    drawn = np.array([sampler._draw(rng, events, rates, {}) for _ in range(3000)])
    assert drawn.mean(0) == pytest.approx(rates, abs=0.04)
    assert (drawn[:, 0] & drawn[:, 1]).mean() > rates.prod() + 0.03


def test_counting_groups_as_independent_is_over_confident():
    """The reason for tempering: with every group member in full, sure answers are wrong too often."""
    greedy = EvidenceModel(M.tables, DifferentialSettings(group_power=1.0))
    sampler = Sampler(M, SamplingSettings(correlation=0.9, stains=(14, 20)))
    cases = sampler.sample(np.random.default_rng(11), 400)
    truth = np.array([case.truth for case in cases])
    losses = []
    for engine in (M, greedy):
        posterior = np.stack([engine.posterior(engine.assemble(c.observations), c.context) for c in cases])
        losses.append(log_loss(truth, posterior))
    assert losses[0] < losses[1]
