import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.tracking import Prepared, quick_reduction

from . import plain_tracking
from .exact_reduction import expected_reduction
from .sitting import (
    CHOICES,
    ERROR,
    KINDS,
    START,
    a_full_check,
    a_full_check_of_the_whole_pool,
    a_quick_check,
    items_of,
)
from .world import EQUAL, NO_ERROR, SIGMA, K, exact

ZEROS = np.zeros(K)
# As where an error is shared by format alone.
BY_FORMAT = ItemError(level=0, area=0)
seeds = st.integers(0, 10_000)


def prepared(items, error=ERROR):
    return Prepared.of(items, K, error)


def after_one(item, score, error=ERROR):
    bank = prepared(item, error)
    return bank.nobody(ZEROS, SIGMA).after(bank, 0, score, float(item.c[0]))


def follow(items, scores, error=ERROR):
    bank = prepared(items, error)
    person = bank.nobody(ZEROS, SIGMA)
    for row, score in enumerate(scores):
        person = person.after(bank, row, int(score), float(items.c[row]))
    return person


def drawn(seed, n, kinds=KINDS):
    rng = np.random.default_rng(seed)
    items = items_of(kinds, rng, n)
    return rng, items, rng.integers(0, items.categories)


ONE_OF_A_KIND = [
    exact([0.3]),
    exact([-0.5], 0.25),
    exact([0.2], 0.25, own_sd=0.4, log_a_sd=0.3),
    exact([0.2], categories=3, steps=[[-0.6, 0.6]]),
    exact([0.1], categories=4, steps=[[-0.8, 0.0, 0.8]], own_sd=0.4),
    exact([0.1], categories=4, steps=[[-0.8, 0.0, 0.8]], own_sd=0.4, log_a_sd=0.3),
]


@pytest.mark.parametrize("item", ONE_OF_A_KIND)
def test_after_one_answer_it_is_the_posterior(item):
    for score in range(int(item.categories[0])):
        found = after_one(item, score, NO_ERROR)
        exactly = posterior(ZEROS, SIGMA, item, [score], error=NO_ERROR)
        assert found.theta_mean == pytest.approx(exactly.theta_mean, abs=1e-6)
        assert found.theta_cov == pytest.approx(exactly.theta_cov, abs=1e-6)


@pytest.mark.parametrize("item", ONE_OF_A_KIND)
def test_after_one_answer_the_formats_error_is_the_posteriors_too(item):
    item = dataclasses.replace(item, shared=np.ones(1), format=np.array([4]))
    k = K + BY_FORMAT.levels + BY_FORMAT.areas + 4
    places = [*range(K), k]
    for score in range(int(item.categories[0])):
        found = after_one(item, score, BY_FORMAT)
        exactly = posterior(ZEROS, SIGMA, item, [score], error=BY_FORMAT)
        assert found.mean == pytest.approx(exactly.mean[places], abs=1e-6)
        assert found.cov == pytest.approx(exactly.cov[np.ix_(places, places)], abs=1e-6)
    assert abs(found.cov[0, K]) > 1e-4


def test_errors_shared_by_level_and_area_count_as_the_items_own():
    """Nothing else is asked of it: what three parts say together, one part of the item's says."""
    items = items_of(KINDS, np.random.default_rng(0), 20)
    rows = np.flatnonzero(items.categories == 2)[:3]
    for one in (items.take([row]) for row in rows):
        plain = dataclasses.replace(one, own_sd=np.array([0.5]), shared=np.zeros(1))
        found, same = (after_one(item, 1) for item in (one, plain))
        assert found.theta_mean == pytest.approx(same.theta_mean)
        assert found.theta_cov == pytest.approx(same.theta_cov)


def test_answers_to_one_format_say_less_together():
    _rng, items, scores = drawn(2, 30, CHOICES)
    one = dataclasses.replace(items, format=np.zeros(30, dtype=int))
    apart = dataclasses.replace(items, format=np.arange(30) % ERROR.formats)
    found = [follow(each, scores).theta_cov for each in (one, apart)]
    together, each = (np.sqrt(EQUAL @ cov @ EQUAL) for cov in found)
    assert together > 1.05 * each


@settings(max_examples=15, deadline=None)
@given(seeds, st.sampled_from([KINDS, CHOICES]), st.sampled_from(["expert", "calibrated", "some"]))
def test_it_is_what_the_same_written_plainly_says(seed, kinds, known):
    rng, items, scores = drawn(seed, 60, kinds)
    shared = {"expert": np.ones(60), "calibrated": np.zeros(60), "some": rng.integers(0, 2, 60)}
    log_a_sd = {"expert": 0.3, "calibrated": 0.0, "some": 0.1}
    items = dataclasses.replace(
        items,
        shared=shared[known].astype(float),
        log_a_sd=np.full(60, log_a_sd[known]),
        a=rng.lognormal(0.1, 0.3, 60),
    )
    guessing = items.c * rng.random()
    bank, weights = prepared(items), rng.random(K)
    person, plain = bank.nobody(ZEROS - 1, SIGMA), plain_tracking.nobody(ZEROS - 1, SIGMA, ERROR)
    for row in range(60):
        quick = quick_reduction(person, bank, weights, guessing)
        slow = plain_tracking.reduction(plain, items.with_guessing(guessing), weights, ERROR)
        assert quick == pytest.approx(slow, abs=1e-9)
        own = items.take([row]).with_guessing(guessing[[row]])
        person = person.after(bank, row, int(scores[row]), float(guessing[row]))
        plain = plain_tracking.after(plain, own, int(scores[row]), ERROR)
        assert person.theta_mean == pytest.approx(plain[0][:K], abs=1e-9)
        assert person.theta_cov == pytest.approx(plain[1][:K, :K], abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_the_order_of_answers_matters_little(seed):
    rng, items, scores = drawn(seed, 30)
    order = rng.permutation(30)
    one, other = follow(items, scores), follow(items.take(order), scores[order])
    sd = np.sqrt(np.diag(one.theta_cov))
    assert (np.abs(one.theta_mean - other.theta_mean) / sd).max() < 0.5
    assert np.sqrt(np.diag(other.theta_cov)) == pytest.approx(sd, rel=0.12)


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
    bank, person = prepared(items), follow(items, scores)
    for row in range(20):
        k, c = items.competence[row], float(items.c[row])
        means = [person.after(bank, row, s, c).mean[k] for s in range(int(items.categories[row]))]
        assert (np.diff(means) > 0).all()


@pytest.mark.parametrize(
    ("item", "score"),
    [
        (exact([0.0]), 2),
        (exact([0.0]), -1),
        (exact([0.0], categories=3, steps=[[-0.5, 0.5]]), 3),
    ],
)
def test_what_is_no_score_of_the_item_is_refused(item, score):
    with pytest.raises(ValueError, match="has no score"):
        after_one(item, score)


def test_items_that_do_not_fit_the_state_are_refused():
    with pytest.raises(ValueError, match="no place"):
        prepared(exact([0.0], competence=[K]))
    with pytest.raises(ValueError, match="shares its errors or does not"):
        prepared(dataclasses.replace(exact([0.0]), shared=np.array([0.4])))
    assert len(prepared(exact([0.0, 1.0]))) == 2


def test_far_items_are_worth_nothing_and_break_nothing():
    items = exact([-900.0, -30.0, 0.0, 30.0, 900.0], [0, 0.25, 0.25, 0.25, 0], own_sd=0.1)
    bank = prepared(items)
    with np.errstate(all="raise", under="ignore"):
        found = quick_reduction(bank.nobody(ZEROS, SIGMA), bank, EQUAL)
        for score in (0, 1):
            for row in range(5):
                after = bank.nobody(ZEROS, SIGMA).after(bank, row, score, 0.0)
                assert np.isfinite(after.mean).all()
                assert np.isfinite(after.cov).all()
    assert found[2] > 0
    assert found[[0, 1, 3, 4]] == pytest.approx(0, abs=1e-12)


def test_the_quick_reduction_is_near_the_expected_one():
    rng, items, _scores = drawn(1, 260)
    mean, few = rng.normal(0, 0.7, K), items.take([])
    exactly = expected_reduction(posterior(mean, SIGMA, few, []), items, EQUAL)
    bank = prepared(items)
    quick = quick_reduction(bank.nobody(mean, SIGMA), bank, EQUAL)
    worth = exactly > exactly.max() / 3
    assert quick[worth] == pytest.approx(exactly[worth], rel=0.2)
    assert (quick >= 0).all()
    assert np.corrcoef(quick, exactly)[0, 1] > 0.98


def worth_of(items, weights=EQUAL, guessing=None):
    bank = prepared(items, NO_ERROR)
    return quick_reduction(bank.nobody(ZEROS, SIGMA), bank, weights, guessing)


def test_guessing_and_weights_are_the_persons():
    items = exact([0, 0], [0.3, 0.3], competence=[0, 5])
    full, less = (worth_of(items, guessing=c) for c in (None, [0.1, 0.1]))
    assert (less > full).all()
    assert less == pytest.approx(worth_of(items.with_guessing(0.1)))
    only = np.eye(K)[5]
    found = worth_of(items, only)
    assert found[1] > found[0]
    assert worth_of(items, 7 * only) == pytest.approx(found)


def test_a_sharp_item_near_the_person_beats_dull_and_far_ones():
    reduction = worth_of(exact([0, 0, 4], a=[0.5, 2, 2]))
    assert reduction[1] > reduction[0] > reduction[2] > 0


def test_a_graded_item_of_two_scores_is_worth_what_a_right_or_wrong_one_is():
    items = exact(
        [0.2] * 3, categories=[2, 3, 4], steps=[[0, 0, 0], [-0.8, 0.8, 0], [-0.8, 0, 0.8]]
    )
    found = worth_of(items)
    assert found[2] > found[1] > found[0] > 0


class Watch:
    """Beside the filter, at each choice of a check: the posterior of the same answers."""

    def __init__(self):
        self.worth, self.drift, self.width = [], [], []

    def of(self, check):
        def see(allowed):
            exactly = posterior(np.full(K, START), SIGMA, check.items, check.scores, error=ERROR)
            rows = np.flatnonzero(allowed)
            candidates = check.bank.with_guessing(check.guessing).take(rows)
            truth = expected_reduction(exactly, candidates, check.weights)
            quick = quick_reduction(check.person, check.prepared, check.weights, check.guessing)
            self.worth.append(truth[quick[rows].argmax()] / truth.max())

        return see

    def end(self, check):
        said = posterior(np.full(K, START), SIGMA, check.items, check.scores, error=ERROR)
        self.drift.append((check.person.theta_mean - said.theta_mean) / said.theta_sd)
        self.width.append(np.sqrt(np.diag(check.person.theta_cov)) / said.theta_sd - 1)

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


@pytest.mark.long
@pytest.mark.parametrize(
    ("take", "checks", "kinds"),
    [
        pytest.param(a_quick_check, 60, KINDS, id="12 items, all kinds"),
        pytest.param(a_quick_check, 60, CHOICES, id="12 items, choices"),
        pytest.param(a_full_check, 24, KINDS, id="45 items, all kinds"),
        pytest.param(a_full_check, 24, CHOICES, id="45 items, choices"),
        pytest.param(a_full_check_of_the_whole_pool, 24, KINDS, id="45, all kinds, no draw"),
        pytest.param(a_full_check_of_the_whole_pool, 24, CHOICES, id="45, choices, no draw"),
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
