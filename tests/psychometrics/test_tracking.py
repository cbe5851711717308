import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.selection import expected_reduction
from suyang.psychometrics.tracking import Followed, quick_reduction, spread

from .sitting import CHOICES, ERROR, KINDS, a_full_check, a_quick_check, items_of
from .world import EQUAL, NO_ERROR, SIGMA, K, exact

START = Followed(np.zeros(K), SIGMA)
seeds = st.integers(0, 10_000)


def follow(items, scores, start=START, error=ERROR):
    person = start
    for row, score in enumerate(scores):
        person = person.after(items.take([row]), int(score), error)
    return person


def drawn(seed, n, kinds=KINDS):
    rng = np.random.default_rng(seed)
    items = items_of(kinds, rng, n)
    return rng, items, rng.integers(0, items.categories)


@pytest.mark.parametrize(
    "item",
    [
        exact([0.3]),
        exact([-0.5], 0.25),
        exact([0.2], 0.25, own_sd=0.4, log_a_sd=0.3),
        exact([0.2], categories=3, steps=[[-0.6, 0.6]]),
        exact([0.1], categories=4, steps=[[-0.8, 0.0, 0.8]], own_sd=0.4),
    ],
)
def test_after_one_answer_it_is_the_posterior(item):
    for score in range(int(item.categories[0])):
        found = START.after(item, score, NO_ERROR)
        exactly = posterior(np.zeros(K), SIGMA, item, [score], error=NO_ERROR)
        assert found.mean == pytest.approx(exactly.theta_mean, abs=1e-6)
        assert found.cov == pytest.approx(exactly.theta_cov, abs=1e-6)


def test_shared_errors_count_as_the_items_own():
    items = items_of(KINDS, np.random.default_rng(0), 20)
    assert spread(items, ERROR) == pytest.approx(np.full(20, 0.25))
    calibrated = items_of(KINDS, np.random.default_rng(0), 20, own_sd=0.2, shared=0)
    assert spread(calibrated, ERROR) == pytest.approx(np.full(20, 0.04))
    assert START.competences == K
    rows = np.flatnonzero(items.categories == 2)[:3]
    for one in (items.take([row]) for row in rows):
        plain = dataclasses.replace(one, own_sd=np.array([0.5]), shared=np.zeros(1))
        found, same = (START.after(item, 1, ERROR) for item in (one, plain))
        assert found.mean == pytest.approx(same.mean)
        assert found.cov == pytest.approx(same.cov)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_the_order_of_answers_matters_little(seed):
    rng, items, scores = drawn(seed, 30)
    order = rng.permutation(30)
    one, other = follow(items, scores), follow(items.take(order), scores[order])
    sd = np.sqrt(np.diag(one.cov))
    assert (np.abs(one.mean - other.mean) / sd).max() < 0.5
    assert np.sqrt(np.diag(other.cov)) == pytest.approx(sd, rel=0.12)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([KINDS, CHOICES]), st.sampled_from(["mixed", "lowest", "highest"]))
def test_after_sixty_answers_it_is_still_proper(seed, kinds, scores):
    _rng, items, mixed = drawn(seed, 60, kinds)
    said = {"mixed": mixed, "lowest": 0 * mixed, "highest": items.categories - 1}[scores]
    found = follow(items, said)
    assert np.isfinite(found.mean).all()
    assert found.cov == pytest.approx(found.cov.T, abs=1e-12)
    assert np.linalg.eigvalsh(found.cov)[0] > 0.01


def test_a_better_score_never_lowers_the_mean():
    _rng, items, scores = drawn(3, 20)
    person = follow(items, scores)
    for row in range(20):
        item, k = items.take([row]), items.competence[row]
        means = [person.after(item, s, ERROR).mean[k] for s in range(int(item.categories[0]))]
        assert (np.diff(means) > 0).all()


@pytest.mark.parametrize(
    ("item", "score"),
    [
        (exact([0.0]), 2),
        (exact([0.0]), -1),
        (exact([0.0], categories=3, steps=[[-0.5, 0.5]]), 3),
        (exact([0.0, 0.0]), 1),
        (exact([0.0]).take([]), 0),
    ],
)
def test_what_is_no_answer_to_one_item_is_refused(item, score):
    with pytest.raises(ValueError, match="one item and a score"):
        START.after(item, score, ERROR)


def test_the_quick_reduction_is_near_the_expected_one():
    rng, items, _scores = drawn(1, 260)
    mean, few = rng.normal(0, 0.7, K), items.take([])
    exactly = expected_reduction(posterior(mean, SIGMA, few, []), items, EQUAL)
    quick = quick_reduction(Followed(mean, SIGMA), items, EQUAL, ERROR)
    worth = exactly > exactly.max() / 3
    assert quick[worth] == pytest.approx(exactly[worth], rel=0.2)
    assert (quick >= 0).all()
    assert np.corrcoef(quick, exactly)[0, 1] > 0.98


def test_guessing_and_weights_are_the_persons():
    items = exact([0, 0], [0.3, 0.3], competence=[0, 5])
    full, less = (
        quick_reduction(START, items, EQUAL, NO_ERROR, guessing=c) for c in (None, [0.1, 0.1])
    )
    assert (less > full).all()
    lowered = items.with_guessing(0.1)
    assert less == pytest.approx(quick_reduction(START, lowered, EQUAL, NO_ERROR))
    only = np.eye(K)[5]
    found = quick_reduction(START, items, only, NO_ERROR)
    assert found[1] > found[0]
    assert quick_reduction(START, items, 7 * only, NO_ERROR) == pytest.approx(found)


def test_a_graded_item_of_two_scores_is_worth_what_a_right_or_wrong_one_is():
    items = exact(
        [0.2] * 3, categories=[2, 3, 4], steps=[[0, 0, 0], [-0.8, 0.8, 0], [-0.8, 0, 0.8]]
    )
    found = quick_reduction(START, items, EQUAL, NO_ERROR)
    assert found[2] > found[1] > found[0] > 0


class Watch:
    """Beside the filter, at each choice of a check: the posterior of the same answers."""

    def __init__(self):
        self.worth, self.drift, self.width = [], [], []

    def of(self, check):
        def see(allowed):
            start = np.full(K, -1.2)
            exactly = posterior(start, SIGMA, check.items, check.scores, error=ERROR)
            rows = np.flatnonzero(allowed)
            candidates = check.bank.with_guessing(check.guessing).take(rows)
            truth = expected_reduction(exactly, candidates, check.weights)
            quick = quick_reduction(check.person, candidates, check.weights, ERROR)
            self.worth.append(truth[quick.argmax()] / truth.max())

        return see

    def end(self, check):
        said = posterior(np.full(K, -1.2), SIGMA, check.items, check.scores, error=ERROR)
        self.drift.append((check.person.mean - said.theta_mean) / said.theta_sd)
        self.width.append(np.sqrt(np.diag(check.person.cov)) / said.theta_sd - 1)

    def __str__(self):
        drift, width = np.concatenate(self.drift), np.concatenate(self.width)
        return (
            f"means off by {np.mean(np.abs(drift)):.3f} sd, "
            f"at 95 {np.percentile(np.abs(drift), 95):.3f}; sd off by {np.mean(width):+.3f}, "
            f"at 5 and 95 {np.percentile(width, 5):+.3f}, {np.percentile(width, 95):+.3f}; "
            f"worth of the item {np.mean(self.worth):.4f}, at 5 "
            f"{np.percentile(self.worth, 5):.4f}, least {np.min(self.worth):.4f}"
        )


def watched(take, kinds, checks):
    bank = items_of(kinds, np.random.default_rng(0), 260)
    found = Watch()
    for number in range(checks):
        check = take(bank, np.random.default_rng([8, number]), number, found.of)
        found.end(check)
    return found


# Where all items are choices, nearly all share one format's error of difficulty. The posterior
# knows it and looks for other levels and areas; the filter takes it for each item's own.
ONLY_CHOICES = pytest.mark.xfail(reason="the filter does not follow shared errors", strict=True)


@pytest.mark.long
@pytest.mark.parametrize(
    ("take", "checks", "kinds"),
    [
        pytest.param(a_quick_check, 60, KINDS, id="12 items, all kinds"),
        pytest.param(a_quick_check, 60, CHOICES, id="12 items, choices"),
        pytest.param(a_full_check, 24, KINDS, id="45 items, all kinds"),
        pytest.param(a_full_check, 24, CHOICES, id="45 items, choices", marks=ONLY_CHOICES),
    ],
)
def test_the_item_it_chooses_is_nearly_the_best(take, checks, kinds, capsys):
    found = watched(take, kinds, checks)
    with capsys.disabled():
        print(f"\n{take.__name__}, {'all' if kinds is KINDS else 'choices'}: {found}")
    assert np.mean(found.worth) >= 0.95
    assert np.percentile(found.worth, 5) >= 0.85


def test_the_item_it_chooses_in_a_few_checks_is_nearly_the_best():
    found = watched(a_quick_check, KINDS, 6)
    assert np.mean(found.worth) >= 0.95
    assert np.percentile(found.worth, 5) >= 0.85
