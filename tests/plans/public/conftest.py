"""A county with a published plan, and things of it that are not for everybody, all marked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from suyang.foundation import clock
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import TaskIndicator
from suyang.plans.public import actions
from tests.plans.contributing.conftest import (  # noqa: F401
    both,
    elders,
    farmers,
    make_target,
    plan,
    publish,
)
from tests.plans.figures.conftest import indicator_of

TODAY = dt.date(2026, 11, 5)


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def anybody():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def on(administrator, county):
    return actions.set_public(administrator.actor, county.id, True)


def measured(plan, task, actor, slug, kind="things", **more):  # noqa: F811
    """An indicator that the published text names."""
    made = indicator_of(slug, kind, columns=(), **more)
    TaskIndicator.objects.create(task=task, indicator=made)
    publish(actor, plan)
    return made


def write(indicator, unit, value, of=None, *, month=9, counted=False):
    cell = Cell(float(value), None if of is None else float(of), counted=counted)
    rollup.apply([rollup.Change(indicator, unit.id, 2026, {month - 1: {"total": cell}})])
