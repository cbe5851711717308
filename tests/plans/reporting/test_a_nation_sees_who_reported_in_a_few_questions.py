"""How complete and timely all below are: the same few queries for three units and for hundreds,
and the same counts as one gets by looking at every unit."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suyang.foundation import clock, ids
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.models import Report, ReportDue, ReportForm, ReportStep
from suyang.plans.periods import Period
from suyang.plans.reporting import standing, tallies

pytestmark = pytest.mark.django_db

MONTHS = [Period.read(one) for one in ("2026-08", "2026-09", "2026-10")]


@pytest.fixture
def nation(make_unit):
    return make_unit("nation", "国", "nation")


def provinces(nation, number, counties):
    """Provinces with counties below; each with what chance has made of its reports."""
    chance = random.Random(7)
    form = ReportForm.objects.create(
        plan_id=_plan(),
        title={"zh-Hans": "月报"},
        frequency="month",
        unit=nation,
        first_period="2026-08",
        made_at=clock.now(),
    )
    units = []
    for province in range(number):
        above = _unit(f"p{form.id.hex[-8:]}{province}", "province", nation)
        units.append(above)
        units += [_unit(f"{above.code}c{county}", "county", above) for county in range(counties)]
    tree.lay([nation.id, *(one.id for one in units)])
    for month in MONTHS:
        due = month.last_day + dt.timedelta(days=4)
        for unit in [nation, *units]:
            excused = "洪水" if chance.random() < 0.2 else ""
            ReportDue.objects.create(
                form=form, unit=unit, period=str(month), due=due, excused=excused
            )
            state = chance.choice([None, *Report.State.values])
            if state is not None:
                report = Report.objects.create(
                    form=form, unit=unit, period=str(month), state=state, changed_at=clock.now()
                )
                for days in sorted(chance.sample(range(9), 2)):
                    if state != "draft":
                        # At a quarter to midnight of the office's day, which is the last one.
                        at = clock.local_moment(month.last_day + dt.timedelta(days=days), 23, 45)
                        ReportStep.objects.create(report=report, kind="submitted", at=at)
    return form


def _plan():
    from suyang.plans.models import Plan

    return Plan.objects.get(slug="kp2022").pk


def _unit(code, kind, parent):
    unit = Unit.objects.create(id=ids.uuid7(), code=code)
    UnitVersion.objects.create(
        unit=unit,
        name={"zh-Hans": code, "en": code},
        kind=kind,
        parent=parent,
        valid_from=dt.date(2020, 1, 1),
    )
    return unit


def by_hand(form, month, top):
    """The tally of a unit and all below, from the standing of every single one."""
    found = tallies.Tally()
    rows = form.dues.filter(
        period=str(month), unit_id__in=tree.below(top, month.last_day)
    ).select_related("form__plan", "unit")
    for one in standing.asked(rows):
        if one.standing == standing.EXCUSED:
            found.excused += 1
            continue
        found.asked += 1
        found.approved += one.standing == standing.APPROVED
        found.late += one.standing == standing.LATE
        found.returned += one.standing == standing.RETURNED
        found.handed_up += one.standing in (standing.SUBMITTED, standing.APPROVED)
        found.on_time += one.first is not None and clock.local_day(one.first) <= one.due.due
    return found


def test_the_counts_are_those_of_every_single_unit(nation):
    form = provinces(nation, 3, 8)
    differ = False
    for month in MONTHS:
        whole, branches = tallies.below(form, month, nation.id)
        assert whole == by_hand(form, month, nation.id)
        assert whole.excused
        assert whole.late
        differ |= whole.on_time != whole.handed_up
        assert next(one.unit for one in branches) == nation.id
        assert len(branches) == 4
        for one in branches[1:]:
            assert one.tally == by_hand(form, month, one.unit)
            assert one.own is not None
            assert one.own.due.unit_id == one.unit
    assert differ


def test_several_months_are_those_of_each(nation):
    form = provinces(nation, 2, 4)
    wanted = [(month, by_hand(form, month, nation.id)) for month in MONTHS]
    assert tallies.over_time(form, MONTHS, nation.id) == wanted


def test_a_unit_that_stood_elsewhere_then_counts_where_it_stood(nation, make_unit):
    form = provinces(nation, 2, 2)
    first, second = UnitVersion.objects.filter(kind="province").order_by("unit__code")
    moved = UnitVersion.objects.filter(parent=first.unit_id).first()
    moved.valid_to = dt.date(2026, 10, 1)
    moved.save()
    UnitVersion.objects.create(
        unit_id=moved.unit_id,
        name=moved.name,
        kind=moved.kind,
        parent_id=second.unit_id,
        valid_from=dt.date(2026, 10, 1),
    )
    tree.lay([moved.unit_id])
    sizes = [
        sum(getattr(tally, name) for name in ("asked", "excused"))
        for _month, tally in tallies.over_time(form, MONTHS, first.unit_id)
    ]
    assert sizes == [3, 3, 2]
    _whole, branches = tallies.below(form, MONTHS[2], nation.id)
    by_unit = {one.unit: one.tally.asked + one.tally.excused for one in branches}
    assert (by_unit[first.unit_id], by_unit[second.unit_id]) == (2, 4)


def test_many_units_ask_no_more_questions_than_few(nation, make_unit):
    few = provinces(nation, 2, 1)
    with CaptureQueriesContext(
        connection,
    ) as small:
        tallies.below(few, MONTHS[1], nation.id)
        tallies.over_time(few, MONTHS, nation.id)
    many = provinces(nation, 5, 30)
    with CaptureQueriesContext(connection) as large:
        tallies.below(many, MONTHS[1], nation.id)
        tallies.over_time(many, MONTHS, nation.id)
    assert len(large) == len(small) <= 7


@pytest.mark.parametrize("state", standing.ORDER)
def test_how_many_stand_so_is_the_number_of_those_that_do(nation, state):
    form = provinces(nation, 2, 8)
    for month in MONTHS:
        whole, branches = tallies.below(form, month, nation.id)
        rows = standing.asked(form.dues.filter(period=str(month)).select_related("form", "unit"))
        stand = [one for one in rows if one.standing == state]
        assert whole.stand(state) == len(stand)
        assert sum(one.tally.stand(state) for one in branches) == len(stand)
        assert whole.stand(tallies.MISSING) == sum(map(whole.stand, standing.TO_DO))
