import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.psychometrics.responses import (
    category_probabilities,
    graded_log_likelihood,
    guessing_for,
    log_likelihood,
    logistic,
    probability,
)

thetas = st.floats(-5, 5)
slopes = st.floats(0.2, 4)
guesses = st.floats(0, 0.6)
H = 1e-4


def test_a_guess_is_the_floor():
    assert probability(-50, 1.2, 0, 0.25) == pytest.approx(0.25)
    assert probability(0, 1.2, 0, 0.25) == pytest.approx(0.625)
    assert logistic(np.array([-1e6, 0, 1e6])) == pytest.approx([0, 0.5, 1])


@given(thetas, st.sampled_from([0, 1]), slopes, st.floats(-3, 3), guesses)
def test_derivatives_agree_with_differences(theta, score, a, b, c):
    low, at, high = (log_likelihood(t, score, a, b, c) for t in (theta - H, theta, theta + H))
    assert at.first == pytest.approx((high.value - low.value) / (2 * H), abs=1e-5)
    assert at.second == pytest.approx((high.first - low.first) / (2 * H), abs=1e-5)
    p = probability(theta, a, b, c)
    assert np.exp(at.value) == pytest.approx(p if score else 1 - p, rel=1e-9)


@given(thetas, st.integers(0, 3), slopes, st.floats(-3, 3))
def test_graded_derivatives_agree_with_differences(theta, score, a, b):
    steps = [-0.7, 0.1, 0.6]
    low, at, high = (
        graded_log_likelihood(t, score, a, b, steps) for t in (theta - H, theta, theta + H)
    )
    assert at.first == pytest.approx((high.value - low.value) / (2 * H), abs=1e-5)
    assert at.second == pytest.approx((high.first - low.first) / (2 * H), abs=1e-4)


def test_two_categories_are_the_two_parameter_model():
    theta = np.linspace(-3, 3, 7)
    assert category_probabilities(theta, 1.3, 0.4, [0.0])[:, 1] == pytest.approx(
        probability(theta, 1.3, 0.4, 0)
    )


@given(thetas, slopes)
def test_category_probabilities_sum_to_one(theta, a):
    assert category_probabilities(theta, a, 0.2, [-1, 0, 1]).sum() == pytest.approx(1)


@pytest.mark.parametrize("score", [-1, 2])
def test_a_score_outside_the_item_is_refused(score):
    with pytest.raises(ValueError, match="score is 0"):
        log_likelihood(0, score, 1, 0, 0)
    with pytest.raises(ValueError, match="score is 0"):
        graded_log_likelihood(0, score, 1, 0, [0.0])


def test_guessing_stays_without_dont_know_and_falls_with_it():
    assert guessing_for(0, 12, 0.25) == pytest.approx(0.25)
    by_count = [float(guessing_for(d, 12, 0.25, wrong=12 - d)) for d in range(13)]
    assert (np.diff(by_count) < 0).all()
    assert guessing_for(5, 12, 0.25, wrong=0) == pytest.approx(0.25 / 12)


def test_one_dont_know_does_not_free_a_guesser():
    assert guessing_for(1, 12, 0.25, wrong=6) == pytest.approx(0.2125)


@given(st.integers(0, 40), st.integers(0, 40), guesses)
def test_guessing_never_rises_and_never_reaches_below_zero(dont_know, others, c):
    lowered = guessing_for(dont_know, dont_know + others, c)
    assert 0 <= lowered <= c


@pytest.mark.parametrize(("d", "n", "w"), [(-1, 3, 0), (4, 3, 0), (1, 3, 3), (1, 3, -1)])
def test_impossible_counts_are_refused(d, n, w):
    with pytest.raises(ValueError, match="must be between"):
        guessing_for(d, n, 0.25, wrong=w)
