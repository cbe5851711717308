import numpy as np
import pytest

from suyang.psychometrics import exposure

from .world import K, bank

BANK = bank(np.random.default_rng(7), 210)
ALL = np.ones(len(BANK), dtype=bool)


def test_small_pools_have_no_bound_and_are_used_whole():
    assert exposure.bound(12, 23) is None
    few = np.arange(len(BANK)) < 23
    assert exposure.drawn(BANK, few, 12, np.random.default_rng(0)).all()


@pytest.mark.parametrize(
    ("length", "pool", "share"), [(12, 500, 0.25), (45, 210, 1.5 * 45 / 210), (45, 60, 1.0)]
)
def test_the_bound_is_a_quarter_or_half_above_the_mean_use(length, pool, share):
    assert exposure.bound(length, pool) == pytest.approx(share)


def test_every_item_is_drawn_equally_often_and_within_the_bound():
    drawn = np.mean(
        [exposure.drawn(BANK, ALL, 12, np.random.default_rng(seed)) for seed in range(2000)], axis=0
    )
    assert drawn == pytest.approx(exposure.WITHIN_BOUND * 0.25, abs=0.045)
    assert drawn.max() < 0.27


def test_a_draw_is_spread_over_the_competences_and_repeats():
    one, again = (exposure.drawn(BANK, ALL, 12, np.random.default_rng(3)) for _ in range(2))
    assert (one == again).all()
    of = np.bincount(BANK.competence[one], minlength=K)
    assert of.min() >= 1
    assert of.max() <= 4


def test_nothing_outside_of_the_pool_is_drawn():
    fitting = BANK.area < 3
    assert not exposure.drawn(BANK, fitting, 12, np.random.default_rng(0))[~fitting].any()
