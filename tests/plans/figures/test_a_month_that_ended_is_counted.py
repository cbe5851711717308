"""How things stand is a figure of a month in which nothing happened, too."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock, outbox
from suyang.foundation.ids import uuid7
from suyang.plans import closing, editions
from suyang.plans.figures import monthly, queries
from suyang.plans.figures import sources as counting
from suyang.plans.models import MonthCounted, Recount
from suyang.plans.periods import MONTH, Period
from suyang.plans.writing import carrying, making, text

pytestmark = pytest.mark.django_db
WORDS = {"zh-Hans": "任务", "en": "task"}


@pytest.fixture
def planning(make_indicator):
    return make_indicator("stands", "rate", (), source="plans.units_with_a_plan", over_time="last")


@pytest.fixture
def led(make_indicator):
    return make_indicator("led", "rate", (), source="plans.tasks_led", over_time="last")


@pytest.fixture
def published(administrator, village):
    """A plan of the village with one task, published on the first of last month."""
    actor = administrator.actor
    day = Period.on(clock.today(), MONTH).shifted(-1).first_day
    plan = making.make_plan(actor, village, title=WORDS, year=clock.today().year, key=uuid7())
    aspect = text.add_aspect(actor, plan, WORDS, {}, uuid7())
    task = text.add_task(actor, aspect, title=WORDS, text=WORDS, lead="县教育局", key=uuid7())
    carrying.add_milestone(actor, task, WORDS, clock.today(), uuid7())
    editions.publish(actor, plan, day, {})
    return plan


def counted(indicator, unit, day):
    figure = queries.figure(indicator, unit.id, Period.on(day, MONTH), "total")
    return figure.value, figure.of, figure.mark


def work_off():
    outbox.drain()
    return counting.count_wanted.func()


def test_publishing_a_plan_is_counted_in_the_units_above_at_once(
    planning, led, published, village, town, county
):
    assert work_off() > 0
    today = clock.today()
    value, of, _mark = counted(planning, town, today)
    assert value == 1
    assert of >= 1
    assert counted(planning, county, today)[0] == 0
    assert counted(led, village, today)[:2] == (1, 1)
    # The town has no plan of its own: those below it make its figure.
    assert counted(led, town, today)[:2] == (1, 1)


def test_a_month_that_ended_is_noted_once_wherever_plans_are_carried_out(
    planning, led, published, village, other_village, town, county
):
    work_off()
    last = Period.on(clock.today(), MONTH).shifted(-1).last_day
    assert counted(planning, town, last)[2] == "missing"
    assert monthly.month_ended() > 0
    assert monthly.month_ended() == 0
    work_off()
    assert counted(planning, town, last)[0] == 1
    assert counted(planning, county, last)[0] == 0
    assert counted(led, village, last)[:2] == (1, 1)
    # Nobody plans there, and nobody is asked.
    assert counted(planning, other_village, last)[2] == "missing"
    assert MonthCounted.objects.filter(indicator=planning, month=str(Period.on(last, MONTH)))


def test_what_was_published_later_is_no_plan_of_the_month_before(
    planning, published, town, village
):
    before = Period.on(clock.today(), MONTH).shifted(-2)
    counting.recount(planning, town.id, before.year, list(before.months))
    assert counted(planning, town, before.last_day)[0] == 0


def test_a_closed_plans_tasks_are_led_no_more(led, published, administrator, village):
    closing.close(administrator.actor, published, clock.today(), WORDS)
    work_off()
    assert counted(led, village, clock.today())[2] == "missing"
    last = Period.on(clock.today(), MONTH).shifted(-1)
    counting.recount(led, village.id, last.year, list(last.months))
    assert counted(led, village, last.last_day)[:2] == (1, 1)


def test_what_waits_already_is_asked_for_the_whole_year(planning, village, town):
    month = Period.on(dt.date(2026, 3, 5), MONTH)
    counting.want(planning, village.id, 2026, [5])
    assert counting.want_in(planning, [village.id, town.id], month) == 2
    found = dict(Recount.objects.filter(indicator=planning).values_list("unit_id", "months"))
    assert found == {village.id: [], town.id: [2]}


def test_a_month_without_learners_has_none_and_is_not_unknown(
    make_indicator, published, village, county
):
    people = make_indicator("learned", "people", (), source="learning.people")
    before = Period.on(clock.today(), MONTH).shifted(-1)
    assert counted(people, village, before.last_day)[2] == "missing"
    monthly.month_ended()
    work_off()
    for unit in (village, county):
        assert counted(people, unit, before.last_day) == (0, None, "")
