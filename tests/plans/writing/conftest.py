"""A county that writes a plan of its own."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.foundation import clock
from suyang.plans.writing import making, text

TODAY = dt.date(2026, 11, 5)


def both(chinese, english=""):
    return {key: value for key, value in (("zh-Hans", chinese), ("en", english)) if value}


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(administrator, county):
    """A draft of the county with two aspects; the first has two tasks, the second one."""
    made = making.make_plan(
        administrator.actor,
        county,
        both("青石县2027年工作要点", "Work plan 2027"),
        2027,
        key=uuid.uuid4(),
        scheme="decimal",
    )
    for title, tasks in (("培训", ("老年人培训", "农民培训")), ("服务", ("适老化改造",))):
        aspect = text.add_aspect(administrator.actor, made, both(title), {}, uuid.uuid4())
        for task in tasks:
            text.add_task(
                administrator.actor,
                aspect,
                title=both(task),
                text=both(f"{task}覆盖全县。每季度总结一次。"),
                key=uuid.uuid4(),
            )
    made.refresh_from_db()
    return made


@pytest.fixture
def task(plan):
    return plan.tasks.get(number="1.1")
