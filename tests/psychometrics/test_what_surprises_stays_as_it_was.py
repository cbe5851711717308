"""The end of a check was made faster; what it says is what it was before."""

import numpy as np
import pytest

from suyang.psychometrics.posterior import posterior, posterior_batch
from suyang.psychometrics.profile import own_share, surprise

from .sitting import ERROR, KINDS, items_of
from .world import SIGMA, K

# As worked out by the straightforward code before (one likelihood a competence and score).
SURPRISE = [
    0.90609880664,
    0.05392931260,
    0.54646386661,
    0.17600141297,
    0.03377276320,
    0.80113873633,
    0.04866960884,
    0.20528471809,
    0.49947648077,
    0.86939869870,
    0.71220959484,
    0.78067818630,
    0.19311205291,
    0.85121498217,
    0.36771140734,
    0.21938163735,
    0.65207581177,
    0.48877768872,
    0.03514840757,
    0.61582639391,
    0.20303013502,
]
OWN_SHARE = [
    0.53732147464,
    0.53467005107,
    0.63117701620,
    0.64248492879,
    0.48201313823,
    0.34759873319,
    0.40390900032,
    0.64601156249,
    0.57344464614,
    0.09364184169,
    0.34348344817,
    0.43976031433,
    0.82064552569,
    0.51120566558,
    0.56525513516,
    0.48085218687,
    0.31788636164,
    0.51072979528,
    0.51304096282,
    0.56084284569,
    0.40743383226,
]


def answered(seed: int):
    """45 answers to items of all kinds, graded ones of three and of four scores among them."""
    rng = np.random.default_rng(seed)
    items = items_of(KINDS, rng, 45, log_a_sd=0.3)
    assert set(items.categories) == {2, 3, 4}
    return items, rng.integers(0, items.categories)


def test_both_numbers_of_each_competence_are_the_same():
    items, scores = answered(7)
    found = surprise(np.zeros(K), SIGMA, items, scores, error=ERROR)
    assert found == pytest.approx(SURPRISE, abs=1e-9)
    share = own_share(np.zeros(K), SIGMA, items, scores, error=ERROR)
    assert share == pytest.approx(OWN_SHARE, abs=1e-9)


def test_people_at_once_are_each_as_alone():
    items, _scores = answered(7)
    rng = np.random.default_rng(8)
    given = rng.integers(0, items.categories, (4, len(items)))
    index = np.tile(np.arange(len(items)), (4, 1))
    together = posterior_batch(np.zeros(K), SIGMA, items, index, given, error=ERROR)
    for number, one in enumerate(together):
        alone = posterior(np.zeros(K), SIGMA, items, given[number], error=ERROR)
        assert one.theta_mean == pytest.approx(alone.theta_mean, abs=1e-6)
        assert one.theta_sd == pytest.approx(alone.theta_sd, abs=1e-6)


def test_one_competence_alone_is_as_among_all():
    items, scores = answered(7)
    found = surprise(np.zeros(K), SIGMA, items, scores, competences=[3, 12], error=ERROR)
    assert found[[3, 12]] == pytest.approx([SURPRISE[3], SURPRISE[12]], abs=1e-9)
    assert (np.delete(found, [3, 12]) == 0.5).all()


def test_the_posterior_of_every_answer_may_be_handed_in():
    items, scores = answered(7)
    whole = posterior(np.zeros(K), SIGMA, items, scores, error=ERROR)
    share = own_share(np.zeros(K), SIGMA, items, scores, whole=whole, error=ERROR)
    assert share == pytest.approx(OWN_SHARE, abs=1e-9)
