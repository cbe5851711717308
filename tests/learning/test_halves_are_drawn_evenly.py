"""Who begins with which half of the bank: by chance, and even within every group."""

from __future__ import annotations

import pytest

from suyang.learning.actions.enrolment import half_for
from tests.learning import afternoon


@pytest.mark.parametrize("seed", range(20))
def test_every_pair_holds_one_of_each(seed):
    halves = [half_for(seed, number) for number in range(1, 41)]
    for first in range(0, 40, 2):
        assert set(halves[first : first + 2]) == {"A", "B"}


def test_who_comes_first_does_not_decide():
    first = [half_for(seed, 1) for seed in range(400)]
    assert 150 < first.count("A") < 250


@pytest.mark.django_db
def test_a_group_of_seven_differs_by_one(group):
    halves = [afternoon.enrol(group, f"学员{n}").first_half for n in range(7)]
    assert abs(halves.count("A") - halves.count("B")) == 1
