import numpy as np
import pytest

from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.responses import probability
from suyang.psychometrics.unidimensional import (
    NODES,
    Curves,
    explained,
    simulate_unidimensional,
)

from .exact_reduction import expected_reduction
from .world import exact

ONE = np.ones(1)
PLACE = ItemError(levels=1, areas=1, formats=1)
RNG = np.random.default_rng(11)
BANK = exact(RNG.normal(0, 1.2, 120), 0.2 * (np.arange(120) % 2), a=RNG.lognormal(0.1, 0.3, 120))
PEOPLE = 40
THETA = RNG.normal(size=PEOPLE)
DRAWS = RNG.random((PEOPLE, len(BANK)))


def sit(bank=BANK, theta=THETA, draws=DRAWS, **more):
    return simulate_unidimensional(bank, theta, draws, **{"longest": 15, "precision": 0.3, **more})


def answers(given, person):
    rows = given[person][given[person] >= 0]
    chance = probability(THETA[person], BANK.a[rows], BANK.b[rows], BANK.c[rows])
    return rows, (DRAWS[person, rows] < chance).astype(int)


def fine(items, scores, mean=0.0, sd=1.0):
    at = np.linspace(-8, 8, 4001)
    p = probability(at[:, None], items.a, items.b, items.c)
    log = np.log(np.where(scores, p, 1 - p)).sum(axis=1) - ((at - mean) / sd) ** 2 / 2
    density = np.exp(log - log.max())
    density /= density.sum()
    middle = density @ at
    return middle, np.sqrt(density @ (at - middle) ** 2)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (-0.8, 0.7)])
def test_the_grid_is_as_good_as_a_fine_one(mean, sd):
    found = sit(prior_mean=mean, prior_sd=sd)
    for person in range(PEOPLE):
        rows, scores = answers(found.given, person)
        truth = fine(BANK.take(rows), scores, mean, sd)
        assert (found.mean[person], found.sd[person]) == pytest.approx(truth, abs=1e-3)


def test_what_is_found_is_what_the_posterior_says():
    found = sit()
    for person in range(PEOPLE):
        rows, scores = answers(found.given, person)
        one = posterior([0], np.eye(1), BANK.take(rows), scores, error=PLACE)
        assert found.mean[person] == pytest.approx(one.theta_mean[0], abs=0.05)
        assert found.sd[person] == pytest.approx(one.theta_sd[0], rel=0.05)


def test_the_next_item_is_the_one_that_a_check_would_choose():
    start = posterior([0.4], np.eye(1), BANK.take([]), [], error=PLACE)
    curves = Curves.of(BANK)
    found = explained(np.array([0.4]), np.array([1.0]), curves)[0]
    exactly = expected_reduction(start, BANK, ONE)
    assert found == pytest.approx(exactly, rel=2e-3)
    assert sit(prior_mean=0.4).given[:, 0].tolist() == [exactly.argmax()] * PEOPLE


def test_uncertain_items_are_averaged_over():
    bank = exact([0.3], 0.2, own_sd=0.5, log_a_sd=0.3)
    found = sit(bank, [0.0], [[0.5]], longest=1)
    # P(right | theta = 0) at the bank's parameters is .53.
    one = posterior([0], np.eye(1), bank, [1], error=PLACE)
    assert found.mean[0] == pytest.approx(one.theta_mean[0], abs=1e-3)
    assert found.sd[0] == pytest.approx(one.theta_sd[0], abs=1e-3)
    assert Curves.of(bank).right.shape == (1, NODES.size)


def test_a_check_ends_by_precision_or_length():
    found = sit(longest=30, precision=0.35)
    length = (found.given >= 0).sum(axis=1)
    assert length.min() < 30
    assert ((found.sd <= 0.35) | (length == 30)).all()
    assert (np.diff((found.given >= 0).astype(int), axis=1) <= 0).all()
    for person in range(PEOPLE):
        before, scores = answers(found.given, person)
        if length[person] > 1:
            assert fine(BANK.take(before[:-1]), scores[:-1])[1] > 0.35 - 1e-3


def test_nobody_meets_an_item_twice():
    found = sit(exact(np.linspace(-1, 1, 12)), THETA, DRAWS[:, :12], longest=12, precision=0.2)
    assert (np.sort(found.given, axis=1) == np.arange(12)).all()


def test_the_choice_is_spread_over_the_best_and_repeats():
    one, other = (sit(randomesque=(6, 3), rng=np.random.default_rng(2)) for _ in range(2))
    assert (one.given == other.given).all()
    best = np.argsort(-explained(np.zeros(1), np.ones(1), Curves.of(BANK))[0])[:6]
    assert set(one.given[:, 0].tolist()) <= set(best.tolist())
    assert len(set(one.given[:, 0].tolist())) > 2
    alone = sit(randomesque=(1,), rng=np.random.default_rng(2))
    assert set(alone.given[:, 0].tolist()) == {int(best[0])}


def test_worn_items_rest():
    theta, draws = np.random.default_rng(3).normal(size=600), RNG.random((600, len(BANK)))
    free, capped = (
        np.bincount(sit(BANK, theta, draws, exposure_cap=cap).given[256:].ravel() + 1)[1:].max()
        for cap in (1.0, 0.3)
    )
    assert free == 344
    assert capped < 0.55 * 344


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bank": exact([0] * 20, categories=3, steps=[[-0.5, 0.5]] * 20)}, "right/wrong"),
        ({"bank": exact([0] * 20, shared=1)}, "shared errors"),
        ({"bank": exact([0] * 20, competence=[0, 1] * 10)}, "one competence"),
        ({"precision": 0.1}, "precision"),
        ({"longest": 121}, "longest"),
        ({"longest": 0}, "longest"),
        ({"randomesque": (0,)}, "randomesque"),
        ({"randomesque": ()}, "randomesque"),
        ({"randomesque": (5,)}, "randomesque"),
        ({"prior_sd": 0.0}, "prior_sd"),
        ({"draws": DRAWS[:, :5]}, "do not fit"),
        ({"theta": THETA[:3]}, "do not fit"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    if "bank" in arguments:
        arguments["draws"] = DRAWS[:, :20]
    with pytest.raises(ValueError, match=message):
        sit(**arguments)
