"""Met, on track, behind, not shown, no data; and the line ahead with its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from suyang.plans.judging import (
    Judgement,
    Known,
    Path,
    Why,
    foreseen,
    judge,
    project,
    t_quantile,
)

RISE = Path(ends=24, target=80, begins=0, baseline=60)
FALL = Path(ends=12, target=10, begins=0, baseline=30, at_least=False)
YEAR = Path(ends=12, target=1200, begins=0, gathers=True)


def said(path, known, time):
    found = judge(path, known, time)
    return found.judgement, found.why


@pytest.mark.parametrize(
    ("path", "known", "time", "judgement", "why"),
    [
        (RISE, Known(80), 3, "met", "reached"),
        (RISE, Known(82, 79, 85), 24, "not_shown", "across_target"),
        (RISE, Known(84, 80, 88), 24, "met", "reached"),
        (RISE, Known(75, 72, 78), 24, "behind", "short_at_the_end"),
        (RISE, Known(70), 12, "on_track", "ahead"),
        (RISE, Known(69.9), 12, "behind", "short_of_path"),
        (RISE, Known(70, 68, 72), 12, "not_shown", "across_path"),
        (RISE, Known(73, 70, 76), 12, "on_track", "ahead"),
        (RISE, Known(None, mark="missing"), 12, "no_data", "missing"),
        (RISE, Known(None, mark="not_published"), 12, "no_data", "missing"),
        (RISE, Known(None, mark="suppressed"), 12, "not_shown", "suppressed"),
        (RISE, Known(65), -1, "not_shown", "not_yet"),
        (Path(24, 80), Known(70), 12, "not_shown", "no_path"),
        (Path(24, 80), Known(70), 24, "behind", "short_at_the_end"),
        (FALL, Known(20), 6, "on_track", "ahead"),
        (FALL, Known(21, 20.5, 21.5), 6, "behind", "short_of_path"),
        (FALL, Known(9, 8, 9.9), 6, "met", "reached"),
        (YEAR, Known(600), 6, "on_track", "ahead"),
        (YEAR, Known(599), 6, "behind", "short_of_path"),
        (YEAR, Known(1200), 9, "met", "reached"),
        (YEAR, Known(0), 0, "on_track", "ahead"),
    ],
)
def test_each_case(path, known, time, judgement, why):
    assert said(path, known, time) == (Judgement(judgement), Why(why))


def test_steps_bend_the_way():
    path = Path(ends=24, target=80, begins=0, baseline=60, steps={12: 62})
    assert path.expected(12) == 62
    assert path.expected(18) == 71
    assert path.expected(6) == 61
    assert path.expected(30) == 80
    # Steps alone are a way from the first of them on.
    assert Path(ends=24, target=80, steps={12: 62}).expected(12) == 62
    assert Path(ends=24, target=80, steps={12: 62}).expected(11) is None


@given(
    st.floats(-50, 150),
    st.floats(0, 30),
    st.floats(-5, 30),
    st.sampled_from([RISE, FALL, YEAR, Path(24, 80)]),
)
def test_an_exact_figure_is_never_undecided_and_a_wider_interval_never_decides_more(
    value, half, time, path
):
    exact = judge(path, Known(value), time)
    wide = judge(path, Known(value, value - half, value + half), time)
    if exact.why not in (Why.NO_PATH, Why.NOT_YET):
        assert exact.judgement != Judgement.NOT_SHOWN
    order = (Judgement.MET, Judgement.ON_TRACK)
    if wide.judgement in order:
        assert exact.judgement in order
        assert order.index(exact.judgement) <= order.index(wide.judgement)
    if wide.judgement == Judgement.BEHIND:
        assert exact.judgement == Judgement.BEHIND


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 10, 33, 34])
@pytest.mark.parametrize("probability", [0.5, 0.8, 0.95, 0.975, 0.995])
def test_quantiles_of_t_are_those_of_scipy(freedom, probability):
    assert t_quantile(probability, freedom) == pytest.approx(
        stats.t.ppf(probability, freedom), rel=1e-9, abs=1e-9
    )


def test_a_line_ahead_is_that_of_ordinary_least_squares():
    rng = np.random.default_rng(5)
    at = np.arange(9.0)
    values = 40 + 1.5 * at + rng.normal(0, 2, 9)
    found = project(list(zip(at.tolist(), values.tolist(), strict=True)), 14.0)
    fit = stats.linregress(at, values)
    rest = values - fit.intercept - fit.slope * at
    sd = np.sqrt((rest**2).sum() / 7)
    width = stats.t.ppf(0.975, 7) * sd * np.sqrt(1 + 1 / 9 + (14 - 4) ** 2 / 60)
    assert found.slope == pytest.approx(fit.slope)
    assert found.value == pytest.approx(fit.intercept + 14 * fit.slope)
    assert (found.low, found.high) == pytest.approx((found.value - width, found.value + width))
    assert found.n == 9


def test_a_line_holds_the_next_figure_as_often_as_it_says():
    rng = np.random.default_rng(8)
    inside = 0
    for _number in range(2000):
        values = 3 + 0.2 * np.arange(7) + rng.normal(0, 1, 7)
        found = project(list(enumerate(values[:6].tolist())), 6)
        inside += found.low <= values[6] <= found.high
    assert 0.93 < inside / 2000 < 0.97


def test_from_three_figures_nothing_is_foreseen():
    assert project([(0, 1), (1, 2), (2, 3)], 5) is None
    assert project([(1, 1)] * 5, 5) is None
    assert foreseen(RISE, None) == Judgement.NOT_SHOWN
    line = project([(n, 60.0 + n) for n in range(6)], 24)
    assert foreseen(RISE, line) == Judgement.MET
    assert foreseen(FALL, line) == Judgement.BEHIND
    wavy = project(list(enumerate([60.0, 75, 58, 77, 61])), 24)
    assert foreseen(RISE, wavy) == Judgement.NOT_SHOWN
