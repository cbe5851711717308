from __future__ import annotations

import pytest

from suyang.foundation import clock
from suyang.plans import levels
from suyang.plans.models import LevelFigure
from tests.plans.conftest import TASK

pytestmark = pytest.mark.django_db


def figure(unit, n):
    return LevelFigure.objects.create(
        task=TASK, unit=unit, n=n, body={"n": n}, method="m", computed_at=clock.now()
    )


def states(county, *towns):
    shown = levels.for_places(TASK, county.id, [town.id for town in towns])
    return [shown[unit.id].state for unit in (county, *towns)]


@pytest.fixture
def towns(county, make_unit):
    return [make_unit(f"t{number}", f"镇{number}", "town", county) for number in range(3)]


def test_fewer_than_ten_are_withheld_without_their_number(county):
    figure(county, 9)
    shown = levels.for_places(TASK, county.id, [])[county.id]
    assert (shown.state, shown.n, shown.body) == ("withheld", None, None)


def test_ten_are_shown(county):
    figure(county, 10)
    assert levels.for_places(TASK, county.id, [])[county.id].state == "shown"


def test_one_small_place_takes_the_next_smallest_with_it(county, towns):
    figure(county, 45)
    for town, n in zip(towns, (25, 15, 5), strict=True):
        figure(town, n)
    assert states(county, *towns) == ["shown", "shown", "withheld", "withheld"]


def test_two_small_places_of_ten_together_need_no_third(county, towns):
    figure(county, 43)
    for town, n in zip(towns, (25, 9, 9), strict=True):
        figure(town, n)
    assert states(county, *towns) == ["shown", "shown", "withheld", "withheld"]


def test_two_tiny_places_could_still_be_worked_out_together(county, towns):
    figure(county, 31)
    for town, n in zip(towns, (25, 3, 3), strict=True):
        figure(town, n)
    assert states(county, *towns) == ["shown", "withheld", "withheld", "withheld"]


def test_nobody_yet_is_not_the_same_as_withheld(county, towns):
    figure(county, 0)
    assert states(county, towns[0]) == ["none", "none"]
