"""A county's published plan with two tasks, adopted by a town."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.foundation import clock
from suyang.plans import contributions, editions
from suyang.plans.models import Target
from suyang.plans.writing import making, text
from tests.conftest import _staff
from tests.plans.figures.conftest import indicator_of

TODAY = dt.date(2026, 11, 5)


def both(chinese, english=""):
    return {key: value for key, value in (("zh-Hans", chinese), ("en", english)) if value}


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def publish(actor, plan):
    plan.refresh_from_db()
    editions.publish(actor, plan, TODAY, {}, plan.revision)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def plan(administrator, county):
    made = making.make_plan(
        administrator.actor, county, both("县方案", "County plan"), 2027, key=uuid.uuid4()
    )
    aspect = text.add_aspect(administrator.actor, made, both("培训"), {}, uuid.uuid4())
    for title in ("老年人培训", "农民培训"):
        text.add_task(
            administrator.actor, aspect, title=both(title), text=both("做。"), key=uuid.uuid4()
        )
    return publish(administrator.actor, made)


@pytest.fixture
def elders(plan):
    return plan.tasks.order_by("position")[0]


@pytest.fixture
def farmers(plan):
    return plan.tasks.order_by("position")[1]


@pytest.fixture
def town_office(town):
    return _staff("town-office", "administrator", town)


@pytest.fixture
def adopted(town_office, town, plan, elders):
    """The town takes up the elders' task alone, and adds one of its own. A draft."""
    made = contributions.adopt(
        town_office.actor,
        plan,
        town,
        title=both("镇方案", "Town plan"),
        year=2027,
        key=uuid.uuid4(),
        tasks=[elders],
    )
    text.add_task(
        town_office.actor,
        made.aspects.first(),
        title=both("镇里自定的事"),
        text={},
        key=uuid.uuid4(),
    )
    return made


@pytest.fixture
def make_target():
    def make(indicator, unit, value, task=None, **more):
        return Target.objects.create(
            indicator=indicator,
            unit=unit,
            task=task,
            period=more.pop("period", "2027"),
            value=value,
            set_on=TODAY,
            **more,
        )

    return make


@pytest.fixture
def make_indicator(db):
    return indicator_of
