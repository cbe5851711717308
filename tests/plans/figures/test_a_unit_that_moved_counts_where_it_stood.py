from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from suyang.foundation import outbox
from suyang.organisations import actions as units
from suyang.organisations.permissions import system
from suyang.plans.figures import queries, rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Series
from suyang.plans.periods import Period

pytestmark = pytest.mark.django_db
OPERATOR = system("test")


@pytest.fixture
def people(make_indicator):
    return make_indicator("moved", "attendances")


def say(indicator, unit, month, value):
    return rollup.write_own(indicator, unit.id, 2026, {month - 1: {"total": Cell(value)}})


def months(indicator, unit, *wanted):
    return [
        queries.figure(indicator, unit.id, Period(2026, "month", month)).value for month in wanted
    ]


def test_until_june_for_the_old_parent_and_from_july_for_the_new_one(people, county, make_unit):
    old = make_unit("old", "旧镇", "town", county)
    new = make_unit("new", "新镇", "town", county)
    village = make_unit("v", "村", "village", old)
    for month in (5, 6, 7, 8):
        say(people, village, month, month)
    say(people, new, 1, 100)
    units.move_unit(OPERATOR, village, new, dt.date(2026, 7, 12))
    outbox.drain()
    assert months(people, old, 5, 6, 7, 8) == [5, 6, None, None]
    assert months(people, new, 5, 6, 7, 8) == [None, None, 7, 8]
    assert months(people, county, 5, 6, 7, 8) == [5, 6, 7, 8]
    # What is said of an earlier month later goes to the parent of then.
    say(people, village, 6, 60)
    assert months(people, old, 6) == [60]
    assert months(people, new, 6) == [None]


def test_a_unit_that_ended_keeps_its_figures_and_counts_no_more(people, county, make_unit):
    town = make_unit("t", "镇", "town", county)
    say(people, town, 3, 4)
    say(people, town, 4, 5)
    units.end_unit(OPERATOR, town, dt.date(2026, 4, 10))
    outbox.drain()
    assert months(people, county, 3, 4) == [4, None]
    assert months(people, town, 3, 4) == [4, 5]


def test_coverage_is_kept_and_own_comes_before_below(people, county, make_unit):
    towns = [make_unit(f"t{n}", f"镇{n}", "town", county) for n in range(15)]
    for number, town in enumerate(towns[:12]):
        say(people, town, 9, number)
    found = queries.figure(people, county.id, Period(2026, "month", 9))
    assert (found.value, found.units_reporting, found.units_expected) == (66, 12, 15)
    assert (found.came_from, found.n) == ("below", 12)
    covered = queries.coverage(people, county.id, Period(2026, "month", 9))
    assert sum(one.has_figure for one in covered) == 12
    say(people, county, 9, 70)
    found = queries.figure(people, county.id, Period(2026, "month", 9))
    assert (found.value, found.came_from, found.units_reporting) == (70, "report", None)
    # Taken back: what is below counts again.
    rollup.write_own(people, county.id, 2026, {8: {}})
    assert months(people, county, 9) == [66]


def test_the_same_again_changes_nothing_and_what_is_taken_back_leaves_nothing(people, county, town):
    assert say(people, town, 2, 9) == 2
    assert say(people, town, 2, 9) == 0
    rows = Series.objects.count()
    with transaction.atomic():
        say(people, town, 3, 9)
        transaction.set_rollback(True)
    assert Series.objects.count() == rows
    assert months(people, county, 2, 3) == [9, None]
