import dataclasses

import numpy as np
import pytest

from suyang.psychometrics.posterior import Gaussian, posterior
from suyang.psychometrics.prior import loadings
from suyang.psychometrics.propagation import Likelihood, tilted_moments

from .exact_reduction import expected_reduction
from .world import EQUAL, SIGMA, K, bank, exact

RNG = np.random.default_rng(7)
BANK = bank(RNG, 200)


@pytest.fixture(scope="module")
def person():
    return posterior(np.zeros(K), SIGMA, BANK.take(range(6)), [1, 0, 1, 1, 0, 0])


def test_the_expected_reduction_is_what_answers_bring_on_average(person):
    before = EQUAL @ np.diag(person.theta_cov)
    found = expected_reduction(person, BANK, EQUAL)
    for row in (20, 45, 61):
        item = BANK.take([row])
        probabilities, variances = [], []
        for score in (0, 1):
            scores = [1, 0, 1, 1, 0, 0, score]
            both = posterior(np.zeros(K), SIGMA, BANK.take([*range(6), row]), scores)
            variances.append(EQUAL @ np.diag(both.theta_cov))
        h = loadings(item, K, person.error)
        variance = np.diag(h @ person.cov @ h.T) + item.own_sd**2
        for score in (0, 1):
            answer = Likelihood(np.array([score]), item)
            moments = tilted_moments(h @ person.mean, variance, answer)
            probabilities.append(float(np.exp(moments.log_normaliser[0])))
        assert sum(probabilities) == pytest.approx(1, abs=1e-6)
        assert found[row] == pytest.approx(before - np.dot(probabilities, variances), rel=0.05)


def test_reading_four_places_is_the_same_as_the_whole_row(person):
    shared = np.random.default_rng(0).choice([0.0, 0.4, 1.0], len(BANK))
    candidates = dataclasses.replace(BANK, shared=shared)
    weights = np.arange(K) / np.arange(K).sum()
    h = loadings(candidates, K, person.error)
    reach = h @ person.cov
    variance = np.einsum("nd,nd->n", reach, h) + candidates.own_sd**2
    alone = dataclasses.replace(candidates, own_sd=np.sqrt(variance), shared=np.zeros(len(BANK)))
    # The predictor on its own, as if it were the only competence; then what theta gains from it.
    for row in range(0, len(BANK), 20):
        item = alone.take([row])
        item = dataclasses.replace(item, competence=np.zeros(1, dtype=int), own_sd=np.zeros(1))
        d = 1 + person.error.size
        mean, cov = np.zeros(d), np.zeros((d, d))
        mean[0], cov[0, 0] = h[row] @ person.mean, variance[row]
        one = expected_reduction(Gaussian(mean, cov, person.error), item, [1.0])[0]
        value = weights @ reach[row, :K] ** 2 / variance[row] ** 2
        found = expected_reduction(person, candidates.take([row]), weights)[0]
        assert found == pytest.approx(one * value, rel=1e-10)


def test_a_sharp_item_near_the_person_beats_dull_and_far_ones():
    candidates = exact([0, 0, 4], a=[0.5, 2, 2])
    start = posterior(np.zeros(K), SIGMA, candidates.take([]), [])
    reduction = expected_reduction(start, candidates, EQUAL)
    assert reduction[1] > reduction[0] > reduction[2] > 0


def test_a_graded_item_tells_more_than_a_right_or_wrong_one():
    candidates = exact([0, 0], categories=[2, 3], steps=[[0, 0], [-0.8, 0.8]])
    start = posterior(np.zeros(K), SIGMA, candidates.take([]), [])
    reduction = expected_reduction(start, candidates, EQUAL)
    assert reduction[1] > reduction[0]


@pytest.mark.parametrize("weights", [np.zeros(K), -EQUAL, [1.0]])
def test_impossible_weights_are_refused(person, weights):
    with pytest.raises(ValueError, match="weights must be"):
        expected_reduction(person, BANK, weights)
