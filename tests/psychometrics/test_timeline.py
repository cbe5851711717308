"""Several occasions on one axis of time, against grids, the single check and simulated people."""

import numpy as np
import pytest

from suyang.psychometrics.items import expert_items
from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.prior import widened
from suyang.psychometrics.profile import combine
from suyang.psychometrics.responses import probability
from suyang.psychometrics.timeline import TAU, Occasion, correlation, timeline

from .world import EQUAL, NO_ERROR, SIGMA, K, bank, exact, true_parameters

ONE = np.eye(1)
W = np.ones(1)


def _answers(rng, n, c=0.0):
    items = exact(rng.normal(0, 1.2, n), c)
    return items, rng.integers(0, 2, n)


@pytest.mark.parametrize("gap", [0.1, 3.0, 20.0])
@pytest.mark.parametrize("seed", range(3))
def test_two_occasions_agree_with_the_grid(seed, gap):
    rng = np.random.default_rng(seed)
    (first, s1), (second, s2) = _answers(rng, 8), _answers(rng, 8, 0.25)
    found = timeline(
        [0.0], ONE, [Occasion(0.0, first, s1), Occasion(gap, second, s2)], error=NO_ERROR
    )
    rho = np.exp(-gap / TAU)
    # theta2 = rho theta1 + noise: a grid over theta1 and the standardised noise.
    x, e = np.meshgrid(*[np.linspace(-6, 6, 401)] * 2, indexing="ij")
    y = rho * x + np.sqrt(1 - rho**2) * e
    log = -(x**2 + e**2) / 2
    for theta, items, scores in ((x, first, s1), (y, second, s2)):
        p = probability(theta[..., None], items.a, items.b, items.c)
        log = log + np.log(np.where(scores, p, 1 - p)).sum(axis=-1)
    density = np.exp(log - log.max())
    density /= density.sum()

    def moments(value):
        mean = (density * value).sum()
        return mean, np.sqrt((density * (value - mean) ** 2).sum())

    both = found.at([0.0, gap], W)
    for number, value in enumerate((x, y)):
        mean, sd = moments(value)
        assert both.mean[number] == pytest.approx(mean, abs=0.03)
        assert both.sd[number] == pytest.approx(sd, rel=0.03)
    mean, sd = moments(y - x)
    change = found.change(0.0, gap, W)
    assert change.mean[0] == pytest.approx(mean, abs=0.03)
    assert change.sd[0] == pytest.approx(sd, rel=0.04)


def test_three_occasions_and_times_between_agree_with_importance_sampling():
    rng = np.random.default_rng(4)
    times, between = np.array([0.0, 1.0, 4.0]), np.array([0.5, 2.0, 9.0])
    given = [_answers(rng, 6) for _time in times]
    found = timeline(
        [0.0],
        ONE,
        [Occasion(t, items, scores) for t, (items, scores) in zip(times, given, strict=True)],
        error=NO_ERROR,
    )
    everywhere = np.append(times, between)
    root = np.linalg.cholesky(correlation(everywhere, everywhere))
    paths = rng.standard_normal((400_000, 6)) @ root.T
    log = np.zeros(len(paths))
    for number, (items, scores) in enumerate(given):
        p = probability(paths[:, number, None], items.a, items.b, items.c)
        log += np.log(np.where(scores, p, 1 - p)).sum(axis=1)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    assert 1 / (weight**2).sum() > 4000
    mean = weight @ paths
    sd = np.sqrt(weight @ (paths - mean) ** 2)
    at = found.at(everywhere, W)
    assert at.mean == pytest.approx(mean, abs=0.05)
    assert at.sd == pytest.approx(sd, abs=0.04)


def test_a_time_between_is_an_occasion_without_answers():
    """Exact: interpolation by coefficients against the same times in the state."""
    rng = np.random.default_rng(1)
    items = [bank(rng, 12), bank(rng, 12)]
    scores = [rng.integers(0, 2, 12) for _ in items]
    given = [Occasion(0.3, items[0], scores[0]), Occasion(2.0, items[1], scores[1])]
    silent = [Occasion(time, items[0].take([]), []) for time in (0.0, 1.1, 7.0)]
    found = timeline(np.full(K, 0.2), SIGMA, given)
    whole = timeline(np.full(K, 0.2), SIGMA, given + silent)
    assert whole.times.size == 5
    for weights in (EQUAL, np.eye(K)[4]):
        inside, outside = whole.at(whole.times, weights), found.at(whole.times, weights)
        assert outside.mean == pytest.approx(inside.mean, abs=1e-6)
        assert outside.sd == pytest.approx(inside.sd, abs=1e-6)
        assert found.change(0.0, 7.0, weights).sd == pytest.approx(
            whole.change(0.0, 7.0, weights).sd, abs=1e-6
        )


def test_one_occasion_is_a_check_alone_and_uncertainty_grows_away_from_it():
    rng = np.random.default_rng(2)
    items, scores = bank(rng, 20), rng.integers(0, 2, 20)
    alone = combine(posterior(np.zeros(K), SIGMA, items, scores), EQUAL)
    found = timeline(np.zeros(K), SIGMA, [Occasion(2026.5, items, scores)])
    there = found.at([2026.5], EQUAL)
    assert there.mean == pytest.approx(alone.mean, abs=1e-6)
    assert there.sd == pytest.approx(alone.sd, abs=1e-6)
    later = found.at([2026.5, 2027, 2030, 2100], EQUAL).sd
    assert (np.diff(later) > 0).all()
    assert later[-1] == pytest.approx(np.sqrt(EQUAL @ SIGMA @ EQUAL), abs=1e-3)


def test_answers_at_one_time_are_one_check():
    rng = np.random.default_rng(3)
    items, scores = bank(rng, 16), rng.integers(0, 2, 16)
    one = timeline(np.zeros(K), SIGMA, [Occasion(1.0, items, scores)])
    halves = [
        Occasion(1.0, items.take(rows), scores[rows]) for rows in (np.arange(8), np.arange(8, 16))
    ]
    two = timeline(np.zeros(K), SIGMA, halves)
    assert two.mean == pytest.approx(one.mean, abs=1e-6)
    assert two.change(1.0, 1.0, EQUAL).sd == pytest.approx([0], abs=1e-6)


def test_the_order_of_occasions_does_not_matter():
    rng = np.random.default_rng(5)
    given = [Occasion(float(t), bank(rng, 6), rng.integers(0, 2, 6)) for t in (3, 1, 2)]
    forwards = timeline(np.zeros(K), SIGMA, sorted(given, key=lambda one: one.time))
    assert timeline(np.zeros(K), SIGMA, given).mean == pytest.approx(forwards.mean, abs=1e-6)


def test_errors_that_both_occasions_share_cancel_in_the_change():
    """Alike items: the sd of the change is smaller than if errors were drawn anew."""
    rng = np.random.default_rng(6)
    items = expert_items([0] * 40, [0] * 40, [3] * 40, [0] * 40, [0] * 40)
    scores = rng.integers(0, 2, 40)
    found = timeline(
        np.zeros(K), SIGMA, [Occasion(0.0, items, scores), Occasion(9.0, items, scores)]
    )
    weights = np.eye(K)[0]
    apart = np.sqrt((found.at([0.0, 9.0], weights).sd ** 2).sum())
    assert found.change(0.0, 9.0, weights).sd[0] < 0.8 * apart


@pytest.mark.parametrize(
    ("occasions", "tau"),
    [
        ([], 6.0),
        ([Occasion(0.0, exact([0.0]), [1])], 0.0),
        ([Occasion(np.nan, exact([0.0]), [1])], 1),
    ],
)
def test_what_makes_no_timeline_is_refused(occasions, tau):
    with pytest.raises(ValueError, match=r"timeline|tau|finite"):
        timeline([0.0], ONE, occasions, tau=tau)


def simulated_changes(people, gap, per_check, seed, truth=SIGMA, tau=TAU):
    """True overall changes beside their estimates: people, items and time from the priors."""
    rng = np.random.default_rng(seed)
    rho = np.exp(-gap / tau)
    root = np.linalg.cholesky(truth)
    rows = []
    for _person in range(people):
        items = bank(rng, 2 * per_check)
        a, b = true_parameters(items, rng)
        first = root @ rng.standard_normal(K)
        second = rho * first + np.sqrt(1 - rho**2) * (root @ rng.standard_normal(K))
        late = np.arange(len(items)) >= per_check
        theta = np.where(late, second[items.competence], first[items.competence])
        right = (rng.random(len(items)) < probability(theta, a, b, items.c)).astype(int)
        found = timeline(
            np.zeros(K),
            widened(SIGMA),
            [
                Occasion(time, items.take(mask), right[mask])
                for time, mask in ((0.0, ~late), (gap, late))
            ],
        ).change(0.0, gap, EQUAL)
        rows.append(((second - first) @ EQUAL, found.mean[0], found.sd[0]))
    return np.array(rows)


def test_intervals_of_a_change_cover_it():
    true, mean, sd = simulated_changes(300, gap=1.0, per_check=14, seed=1).T
    inside = np.abs(true - mean) < 1.2816 * sd
    assert 0.78 <= inside.mean() <= 0.97
    # Somebody whose change is said to be likely has really changed that way, nearly always.
    said = np.abs(mean) > 1.2816 * sd
    assert (np.sign(mean[said]) == np.sign(true[said])).mean() > 0.85 if said.any() else True
