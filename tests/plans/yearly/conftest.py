"""A county's plan with a task, an indicator with two years of figures, a goal and a target."""

from __future__ import annotations

import pytest

from suyang.plans.models import Goal, Indicator, Target, TaskIndicator
from suyang.plans.yearly import actions
from tests.plans.reporting.conftest import (  # noqa: F401
    TODAY,
    _november,
    form,
    indicators,
    other_town,
    town_officer,
)
from tests.plans.seeing.conftest import milestone, plan, task, third_town, write  # noqa: F401


@pytest.fixture
def share(task):  # noqa: F811
    """82 % in 2026 after 75 % in 2025, put together from two towns in 2026."""
    made = Indicator.objects.create(
        slug="villages-share",
        kind="rate",
        frequency="month",
        over_time="last",
        source="made-up",
        body={
            "name": {"zh-Hans": "有课堂的村", "en": "Villages with a class"},
            "definition": {"zh-Hans": "有课堂的村占比", "en": "Villages that have a class"},
        },
    )
    TaskIndicator.objects.create(task=task, indicator=made)
    return made


@pytest.fixture
def rates(share, county, town, other_town):  # noqa: F811
    write(share, town, 75, 100, year=2025, month=12)
    write(share, town, 42, 50)
    write(share, other_town, 40, 50)
    return share


@pytest.fixture
def goal(plan, rates):  # noqa: F811
    return Goal.objects.create(
        plan=plan,
        slug="more-classes",
        position=1,
        body={"text": {"zh-Hans": "更多的村有课堂", "en": "More villages have a class"}},
        rule={"needs": "all", "of": [{"indicator": rates.slug, "is": "risen"}]},
    )


@pytest.fixture
def target(county, task, rates):  # noqa: F811
    return Target.objects.create(
        indicator=rates,
        task=task,
        unit=county,
        period="2026",
        value=0.8,
        set_on=TODAY.replace(month=1),
    )


@pytest.fixture
def made(administrator, county, plan):  # noqa: F811
    """made(language): the county's report of 2026, made by its administrator."""

    def make(language="en", year=2026):
        return actions.make(administrator.actor, plan, county.id, year, language)

    return make
