import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyang.psychometrics.posterior import Gaussian, posterior
from suyang.psychometrics.prior import loadings
from suyang.psychometrics.propagation import Likelihood, tilted_moments
from suyang.psychometrics.selection import (
    Owed,
    choose,
    expected_reduction,
    paying,
    should_stop,
    weighted_sd,
)

from .world import AREAS, EQUAL, SIGMA, K, bank, exact

RNG = np.random.default_rng(7)
BANK = bank(RNG, 200)
ANYTHING = np.ones(len(BANK), dtype=bool)


@pytest.fixture(scope="module")
def person():
    return posterior(np.zeros(K), SIGMA, BANK.take(range(6)), [1, 0, 1, 1, 0, 0])


def test_the_best_item_reduces_the_variance_most(person):
    best = choose(person, BANK, EQUAL, ANYTHING)
    assert best == expected_reduction(person, BANK, EQUAL).argmax()


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


def test_weights_say_what_matters(person):
    only = np.zeros(K)
    only[5] = 1
    assert BANK.competence[choose(person, BANK, only, ANYTHING)] == 5


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_the_choice_honours_the_mask_and_repeats(person_seed, top):
    rng = np.random.default_rng(person_seed)
    allowed = rng.random(len(BANK)) < 0.1
    allowed[rng.integers(len(BANK))] = True
    start = posterior(rng.normal(0, 1, K), SIGMA, BANK.take([]), [])
    found = [
        choose(start, BANK, EQUAL, allowed, randomesque=top, rng=np.random.default_rng(1))
        for _ in range(2)
    ]
    assert allowed[found[0]]
    assert found[0] == found[1]


def test_randomesque_spreads_over_the_best(person):
    best = np.argsort(-expected_reduction(person, BANK, EQUAL), kind="stable")[:5]
    rng = np.random.default_rng(0)
    found = {choose(person, BANK, EQUAL, ANYTHING, randomesque=5, rng=rng) for _ in range(80)}
    assert found == set(best.tolist())


def test_worn_items_rest_while_others_remain(person):
    exposure = np.full(len(BANK), 0.5)
    exposure[11] = 0.1
    assert choose(person, BANK, EQUAL, ANYTHING, exposure=exposure, exposure_cap=0.3) == 11
    worn = choose(person, BANK, EQUAL, ANYTHING, exposure=exposure, exposure_cap=0.05)
    assert worn == choose(person, BANK, EQUAL, ANYTHING)


def test_minimums_are_met_in_time():
    competence = np.zeros(K, dtype=int)
    competence[20] = 1
    area = np.array([1, 2, 1, 2, 2])
    allowed, answered, scores = ANYTHING.copy(), [], []
    for at in range(8):
        start = posterior(np.zeros(K), SIGMA, BANK.take(answered), scores)
        taken = BANK.take(answered)
        owed = Owed.of(
            competence - np.bincount(taken.competence, minlength=K),
            area - np.bincount(taken.area, minlength=5),
        )
        item = choose(start, BANK, EQUAL, allowed, owed=owed, remaining=8 - at)
        allowed[item] = False
        answered.append(item)
        scores.append(at % 2)
    given_items = BANK.take(answered)
    assert (np.bincount(given_items.area, minlength=5) >= area).all()
    assert 20 in given_items.competence


def test_what_an_area_is_owed_is_paid_by_its_competences():
    owed = Owed.of([1] + [0] * 20, [1, 0, 0, 0, 0])
    assert paying(BANK, owed, 2).all()
    assert (BANK.competence[paying(BANK, owed, 1)] == 0).all()
    wider = Owed.of([1] + [0] * 20, [2, 0, 0, 0, 0])
    assert (BANK.area[paying(BANK, wider, 2)] == 0).all()
    assert not Owed.of([-1], [0]).any


def test_a_minimum_nobody_can_pay_does_not_end_the_check(person):
    allowed = BANK.area != 2
    owed = Owed.of([0] * K, [0, 0, 1, 0, 0])
    assert allowed[choose(person, BANK, EQUAL, allowed, owed=owed, remaining=1)]


def test_impossible_choices_are_refused(person):
    for arguments in (
        (EQUAL, np.zeros(len(BANK), dtype=bool)),
        (EQUAL, [True]),
        (np.zeros(K), ANYTHING),
        (-EQUAL, ANYTHING),
        ([1.0], ANYTHING),
    ):
        with pytest.raises(ValueError, match=r"allowed|weights must be"):
            choose(person, BANK, *arguments)
    with pytest.raises(ValueError, match="randomesque"):
        choose(person, BANK, EQUAL, ANYTHING, randomesque=3)


def test_when_a_check_ends(person):
    sd = weighted_sd(person, EQUAL)
    owed = Owed.of([0] * K, [0, 1, 0, 0, 0])
    assert should_stop(person, EQUAL, 12, longest=12, owed=owed)
    assert not should_stop(person, EQUAL, 11, longest=12)
    assert should_stop(person, EQUAL, 6, longest=12, precision=sd + 0.01)
    assert not should_stop(person, EQUAL, 6, longest=12, precision=sd - 0.01)
    assert not should_stop(person, EQUAL, 6, longest=12, shortest=7, precision=sd + 0.01)
    assert not should_stop(person, EQUAL, 6, longest=12, precision=sd + 0.01, owed=owed)


def test_choosing_beats_chance():
    """Ten chosen items leave less uncertainty than ten at random."""
    rng = np.random.default_rng(5)
    allowed, answered = ANYTHING.copy(), []
    for at in range(10):
        start = posterior(np.zeros(K), SIGMA, BANK.take(answered), [i % 2 for i in range(at)])
        answered.append(choose(start, BANK, EQUAL, allowed))
        allowed[answered[-1]] = False
    pattern = [i % 2 for i in range(10)]
    chosen = weighted_sd(posterior(np.zeros(K), SIGMA, BANK.take(answered), pattern), EQUAL)
    chance = [
        weighted_sd(
            posterior(np.zeros(K), SIGMA, BANK.take(rng.permutation(200)[:10]), pattern), EQUAL
        )
        for _ in range(10)
    ]
    assert chosen < min(chance)
    assert len(set(AREAS)) == len(set(BANK.take(answered).area.tolist()))
