"""A county's plan with a task that has milestones, risks and figures, and three towns below."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Aspect, Indicator, KeyTask, Milestone, Plan, Risk, TaskIndicator
from tests.plans.figures.conftest import indicator_of
from tests.plans.reporting.conftest import (  # noqa: F401
    TODAY,
    _november,
    form,
    handed_up,
    indicators,
    opened,
    other_officer,
    other_town,
    reviewer,
    town_officer,
)

MONTH = "2026-10"


@pytest.fixture
def plan(county):
    text = {"zh-Hans": "本县2026年工作方案", "en": "Our plan of 2026"}
    return Plan.objects.create(
        slug="ours-2026",
        title=text,
        year=2026,
        unit=county,
        state=Plan.State.PUBLISHED,
        body={"issued_by": []},
    )


@pytest.fixture
def task(plan, county):
    title = {"zh-Hans": "村村有课堂", "en": "A class in every village"}
    aspect = Aspect.objects.create(
        plan=plan, number="1", position=1, body={"title": {"zh-Hans": "培训", "en": "Training"}}
    )
    return KeyTask.objects.create(
        plan=plan,
        aspect=aspect,
        slug="ours-2026-t1",
        number="1.1",
        position=1,
        body={"title": title, "does": title},
        lead=county,
        state=KeyTask.State.RUNNING,
        first_edition=1,
    )


@pytest.fixture
def milestone(task):
    title = {"zh-Hans": "选定讲师", "en": "Trainers chosen"}
    day = TODAY - dt.timedelta(days=6)
    return Milestone.objects.create(task=task, position=1, title=title, due=day, first_due=day)


@pytest.fixture
def risk(task):
    title = {"zh-Hans": "讲师不够", "en": "Too few trainers"}
    return Risk.objects.create(
        task=task, title=title, likelihood=3, impact=2, raised_on=clock.today()
    )


@pytest.fixture
def third_town(county, make_unit):
    return make_unit("third-town", "青山镇", "town", county)


def write(indicator, unit, value, of=None, *, year=2026, month=10, error=None):
    """What a unit stands for in a month, rolled up."""
    cell = Cell(float(value), error if of is None else float(of), counted=True)
    rollup.apply([rollup.Change(indicator, unit.id, year, {month - 1: {"total": cell}})])


@pytest.fixture
def rate(task):
    """A share with a source, so that what is written stands without a report."""
    made = Indicator.objects.create(
        slug="villages-share",
        kind="rate",
        frequency="month",
        source="made-up",
        body={"name": {"zh-Hans": "有课堂的村", "en": "Villages with a class"}},
    )
    TaskIndicator.objects.create(task=task, indicator=made)
    return made


@pytest.fixture
def rates(rate, town, other_town, third_town):  # noqa: F811
    """River town high, poplar town low, hill town small: 500 of 1,008 in all."""
    write(rate, town, 300, 500)
    write(rate, other_town, 195, 500)
    write(rate, third_town, 5, 8)
    return rate


@pytest.fixture
def make_indicator(db):
    return indicator_of
