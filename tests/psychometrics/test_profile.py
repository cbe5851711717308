import numpy as np
import pytest

from suyang.psychometrics.items import expert_items
from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.profile import combine, mean_weights, own_share, plausible_values

from .world import AREAS, SIGMA, K, bank


def test_means_of_areas_and_overall():
    weights = mean_weights(AREAS)
    assert weights.shape == (6, K)
    assert weights.sum(axis=1) == pytest.approx(np.ones(6))
    start = posterior(np.arange(K) / 10, SIGMA, bank(np.random.default_rng(0), 0), [])
    found = combine(start, weights)
    assert found.mean[0] == pytest.approx(0.1)
    assert found.sd[0] == pytest.approx(np.sqrt((3 + 6 * 0.5) / 9))
    assert found.mean[-1] == pytest.approx(1.0)
    assert combine(start, weights[-1]).sd == pytest.approx(found.sd[-1:])


def test_weights_that_cannot_make_a_mean_are_refused():
    with pytest.raises(ValueError, match="positive weight"):
        mean_weights([0, 2])
    start = posterior(np.zeros(K), SIGMA, bank(np.random.default_rng(0), 0), [])
    with pytest.raises(ValueError, match="weights for"):
        combine(start, [1.0])


def test_plausible_values_have_the_posteriors_moments():
    rng = np.random.default_rng(1)
    found = posterior(np.zeros(K), SIGMA, bank(rng, 30), rng.integers(0, 2, 30))
    drawn = plausible_values(found, 20_000, rng)
    assert drawn.mean(axis=0) == pytest.approx(found.theta_mean, abs=0.03)
    assert np.cov(drawn.T) == pytest.approx(found.theta_cov, abs=0.04)


def test_precision_without_own_answers_is_borrowed():
    items = expert_items([0] * 6 + [1], [0] * 7, [3] * 7, [0, 1, 2, 3, 4, 5, 0], [0] * 7)
    share = own_share(np.zeros(K), SIGMA, items, [1, 0, 1, 0, 1, 1, 1])
    assert share[0] > 0.9
    assert 0.1 < share[1] < share[0]
    assert (share[2:] == 0).all()
    assert (own_share(np.zeros(K), SIGMA, items.take([]), []) == 0).all()
