"""Funnel logic: tails and intervals against scipy and by hand, and groups that hold under many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from suyang.plans.seeing import funnel
from suyang.plans.seeing.funnel import ABOVE, BELOW, NOT_APART, Measured, Share


@pytest.mark.parametrize(
    ("count", "of", "whole"),
    [
        (3, 12, 0.5),
        (0, 10, 0.3),
        (10, 10, 0.3),
        (6, 12, 0.5),
        (480, 1000, 0.5),
        (9, 100_000, 0.0002),
        (30_500, 100_000, 0.3),
        (5_003_000, 10_000_000, 0.5),
    ],
)
def test_the_tail_is_scipys(count, of, whole):
    low, high = stats.binom.cdf(count, of, whole), stats.binom.sf(count - 1, of, whole)
    expected = min(1.0, 2 * (high if count >= of * whole else low))
    assert funnel.binomial_p(count, of, whole) == pytest.approx(expected, rel=1e-6)


def test_the_tail_by_hand():
    # 2 * P(X <= 1) of 5 fair coins: 2 * (1 + 5) / 32.
    assert funnel.binomial_p(1, 5, 0.5) == pytest.approx(0.375)
    assert funnel.binomial_p(0, 7, 0.0) == 1.0
    assert funnel.binomial_p(1, 7, 0.0) == 0.0


def test_wilson_is_scipys_and_keeps_its_ends():
    for count, of in [(3, 12), (0, 10), (10, 10), (480, 1000)]:
        theirs = stats.binomtest(count, of).proportion_ci(method="wilson")
        assert funnel.wilson(Share(count, of)) == pytest.approx((theirs.low, theirs.high))
    assert funnel.wilson(Share(0, 10))[0] == 0.0
    assert funnel.wilson(Share(10, 10))[1] == 1.0


def test_benjamini_and_hochbergs_own_example():
    """The fifteen p-values of their paper, section 4: the first four are called at 0.05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert funnel.rejected(p) == [True] * 4 + [False] * 11
    assert funnel.rejected([]) == []


def test_three_groups_and_the_small_one():
    whole = Share(500, 1000)
    high, low, middle, tiny = funnel.shares(
        [Share(260, 400), Share(140, 400), Share(92, 180), Share(6, 8)], whole
    )
    assert (high.group, low.group, middle.group, tiny.group) == (ABOVE, BELOW, NOT_APART, NOT_APART)
    assert tiny.small
    assert not middle.small
    # Of eight, three quarters: further away than the 65 % that is called, and yet not told apart.
    assert tiny.value > high.value


def test_one_in_twenty_is_not_called_among_many():
    """Of 31 units alike, one at p = 0.03 stands outside by chance and is not called."""
    units = [Share(50, 100)] * 30 + [Share(61, 100)]
    placed = funnel.shares(units, Share(1561, 3100))
    assert placed[-1].p < 0.05
    assert placed[-1].group == NOT_APART
    assert funnel.shares([units[-1]], Share(1561, 3100))[0].group == ABOVE


def test_estimates_take_the_error_of_the_whole_in():
    (alone,) = funnel.estimates([Measured(0.60, 0.03)], Measured(0.53, 0.001))
    (unsure,) = funnel.estimates([Measured(0.60, 0.03)], Measured(0.53, 0.03))
    assert (alone.group, unsure.group) == (ABOVE, NOT_APART)
    assert alone.p == pytest.approx(2 * stats.norm.sf(0.07 / np.hypot(0.03, 0.001)))
    assert (alone.low, alone.high) == pytest.approx(
        (0.60 - 1.959964 * 0.03, 0.60 + 1.959964 * 0.03)
    )


@pytest.mark.parametrize("wrong", [(3, 0), (-1, 4), (5, 4), (float("nan"), 4)])
def test_what_is_no_share_is_refused(wrong):
    with pytest.raises(ValueError, match="share"):
        Share(*wrong)


def test_an_estimate_without_error_is_refused():
    with pytest.raises(ValueError, match="standard error"):
        Measured(0.4, 0.0)


@given(st.integers(1, 5000), st.floats(0, 1), st.floats(0.001, 0.999))
def test_any_share_is_placed(of, part, whole):
    count = round(of * part)
    p = funnel.binomial_p(count, of, whole)
    low, high = funnel.wilson(Share(count, of))
    assert 0 <= p <= 1
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1


def test_units_that_differ_by_chance_alone_are_hardly_ever_called():
    """400 draws of 31 units with one true share: in at most about 5 % is any unit called."""
    generator = np.random.default_rng(7)
    sizes = generator.integers(20, 2000, 31)
    any_called = 0
    for _draw in range(400):
        counts = generator.binomial(sizes, 0.4)
        whole = Share(float(counts.sum()), float(sizes.sum()))
        placed = funnel.shares(
            [Share(float(c), float(n)) for c, n in zip(counts, sizes, strict=True)], whole
        )
        any_called += any(one.group != NOT_APART for one in placed)
    assert any_called / 400 <= 0.08
