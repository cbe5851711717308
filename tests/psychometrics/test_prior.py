import numpy as np
import pytest

from suyang.psychometrics.prior import (
    ItemError,
    check_covariance,
    extend,
    loadings,
    weak_correlation,
    widened,
)

from .world import AREAS, K, bank


def test_competences_of_one_area_hang_together_more():
    sigma = weak_correlation([0, 0, 1])
    assert sigma.tolist() == [[1, 0.5, 0.3], [0.5, 1, 0.3], [0.3, 0.3, 1]]


def test_an_impossible_correlation_is_refused():
    with pytest.raises(ValueError, match="positive definite"):
        weak_correlation([0, 1, 2], across=-0.9)
    with pytest.raises(ValueError, match="symmetric"):
        check_covariance(np.array([[1.0, 0.5], [0.4, 1.0]]))
    with pytest.raises(ValueError, match="square"):
        check_covariance(np.ones((2, 3)))


def test_a_widened_prior_leaves_the_common_level_open():
    sigma = weak_correlation([0, 0, 1])
    assert widened(sigma, 0.6) - sigma == pytest.approx(np.full((3, 3), 0.6))
    with pytest.raises(ValueError, match="0 or more"):
        widened(sigma, -0.1)


def test_the_expert_error_is_a_quarter_in_all():
    error = ItemError()
    assert error.level + error.area + error.format + error.own == pytest.approx(0.25)
    with pytest.raises(ValueError, match="or more"):
        ItemError(level=-0.1)
    with pytest.raises(ValueError, match="or more"):
        ItemError(levels=-1)


def test_a_predictor_has_the_variance_of_ability_and_shared_error():
    items, error = bank(np.random.default_rng(0), 30), ItemError()
    h = loadings(items, K, error)
    _, cov = extend(np.zeros(K), weak_correlation(AREAS), error)
    assert np.diag(h @ cov @ h.T) == pytest.approx(np.full(30, 1.13))


def test_an_index_that_does_not_fit_is_refused():
    items = bank(np.random.default_rng(0), 30)
    with pytest.raises(ValueError, match="does not fit"):
        loadings(items, K, ItemError(formats=1))
    with pytest.raises(ValueError, match="does not fit"):
        loadings(items, 3, ItemError())
