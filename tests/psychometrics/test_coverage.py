"""Do intervals hold what they promise, when people and items are as the model assumes?"""

import numpy as np
import pytest

from suyang.psychometrics.posterior import posterior_batch
from suyang.psychometrics.prior import ItemError, weak_correlation, widened
from suyang.psychometrics.profile import combine
from suyang.psychometrics.responses import guessing_for, probability
from suyang.psychometrics.scale import BANDS, band_cuts, band_probabilities, report

from .world import AREAS, EQUAL, SIGMA, K, bank, true_parameters

PEOPLE, LENGTH = 2500, 12


def checks(seed, people=PEOPLE, levels=(1, 6), theta=None):
    """People who each answer twelve items of their own; the errors shared anew by each."""
    rng = np.random.default_rng(seed)
    error = ItemError()
    items = bank(rng, people * LENGTH, levels)
    if theta is None:
        theta = rng.standard_normal((people, K)) @ np.linalg.cholesky(SIGMA).T
    a, b = np.empty(len(items)), np.empty(len(items))
    for i in range(people):
        rows = np.arange(i * LENGTH, (i + 1) * LENGTH)
        shared = rng.standard_normal(error.size) * np.sqrt(error.variances)
        a[rows], b[rows] = true_parameters(items.take(rows), rng, shared)
    who = np.repeat(np.arange(people), LENGTH)
    at = theta[who, items.competence]
    return rng, items, theta, at, a, b


@pytest.mark.long
def test_the_quick_checks_intervals_cover():
    rng, items, theta, at, a, b = checks(0)
    scores = rng.random(len(items)) < probability(at, a, b, items.c)
    index = np.arange(len(items)).reshape(PEOPLE, LENGTH)
    found = posterior_batch(np.zeros(K), SIGMA, items, index, scores.reshape(index.shape))
    area = (np.array(AREAS) == 1) / 6
    for name, weights in (("overall", EQUAL), ("an area", area), ("a competence", np.eye(K))):
        w = np.atleast_2d(weights)
        sd = np.sqrt(np.einsum("mk,bkj,mj->bm", w, found.cov[:, :K, :K], w))
        z = np.abs(theta @ w.T - found.mean[:, :K] @ w.T) / sd
        covered = [(z < limit).mean() for limit in (1.2816, 1.96)]
        print(f"\n{name}: 80 % interval covers {covered[0]:.3f}, 95 % {covered[1]:.3f}", end="")
        assert 0.77 < covered[0] < 0.83
        assert 0.93 < covered[1] < 0.97


@pytest.mark.long
@pytest.mark.parametrize("honesty", [0.0, 0.5, 1.0])
def test_saying_i_dont_know_costs_little(honesty):
    """Against full guessing, honest people lose less; those who guess gain nothing."""
    rng, items, theta, at, a, b = checks(1, 1500, (1, 4))
    items = items.with_guessing(np.where(items.c > 0, 0.3, 0))
    knows = rng.random(len(items)) < probability(at, a, b, 0)
    silent = ~knows & (rng.random(len(items)) < honesty)
    lucky = ~knows & ~silent & (rng.random(len(items)) < items.c)
    index = np.arange(len(items)).reshape(-1, LENGTH)
    scores = (knows | lucky).astype(int).reshape(index.shape)
    dont_know = silent.reshape(index.shape).sum(axis=1)
    wrong = LENGTH - scores.sum(axis=1) - dont_know
    c = items.c.reshape(index.shape)
    lowered = np.stack(
        [
            guessing_for(int(d), LENGTH, row, wrong=int(w))
            for d, w, row in zip(dont_know, wrong, c, strict=True)
        ]
    )
    truth = theta @ EQUAL
    errors = {}
    for name, guessing in (("full", c), ("lowered", lowered)):
        found = posterior_batch(np.zeros(K), SIGMA, items, index, scores, guessing=guessing)
        errors[name] = float((found.mean[:, :K] @ EQUAL - truth).mean())
    print(f"\nhonesty {honesty}: mean error with full c {errors['full']:+.3f}, ", end="")
    print(f"with c lowered {errors['lowered']:+.3f}")
    assert abs(errors["lowered"]) < 0.06
    assert errors["lowered"] >= errors["full"] - 1e-9


@pytest.mark.long
@pytest.mark.parametrize("across", [0.3, 0.6, 0.8])
def test_what_is_reported_seldom_flatters_a_beginner(across):
    """Of people truly at foundation overall, how many are told that they are above it."""
    sigma = weak_correlation(AREAS, within=across + 0.15, across=across)
    drawn = np.random.default_rng(3).standard_normal((60_000, K)) @ np.linalg.cholesky(sigma).T
    beginners = drawn[drawn @ EQUAL < band_cuts()[0]][:800]
    people = len(beginners)
    rng, items, _theta, at, a, b = checks(2, people, (1, 3), beginners)
    scores = rng.random(len(items)) < probability(at, a, b, items.c)
    index = np.arange(len(items)).reshape(people, LENGTH)
    flattered = []
    for prior, most_below in ((SIGMA, None), (widened(SIGMA), None), (widened(SIGMA), 0.1)):
        found = posterior_batch(np.zeros(K), prior, items, index, scores.reshape(index.shape))
        told = []
        for one in found:
            overall = combine(one, EQUAL)
            bands = band_probabilities(float(overall.mean[0]), float(overall.sd[0]))
            told.append(report(bands, most_below=most_below).lowest)
        flattered.append(np.mean([lowest != BANDS[0] for lowest in told]))
    print(f"\ncorrelation {across}: told too much {flattered[0]:.2f}, ", end="")
    print(f"with a widened prior {flattered[1]:.2f}, and caution {flattered[2]:.2f}")
    assert flattered[2] < 0.22
