"""Events of an afternoon, as learning publishes them."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from suyang.foundation import ids, outbox
from tests.conftest import ensure_content

TASK = "kp2022-3.2"
DAY = dt.date(2026, 10, 10)


@pytest.fixture
def happened():
    """happened(kind, unit, person, day): one event of learning, delivered."""
    group = ids.uuid7()

    def happen(kind, unit, person, day=DAY, **more):
        event = outbox.publish(
            f"learning.{kind}",
            uuid.uuid4(),
            {
                "group": str(group),
                "person": str(person),
                "day": day.isoformat(),
                "unit": str(unit.id),
                "tasks": [TASK],
                **more,
            },
        )
        outbox.drain()
        return event

    return happen


@pytest.fixture(autouse=True)
def _plans_are_loaded(db):
    """A test with real transactions, here or elsewhere, empties the tables."""
    ensure_content()


def mark_in(page):
    """The mark of whoever the form was made for, as it stands on the page."""
    found = re.findall(r'name="typed_by" value="([^"]+)"', page.content.decode())
    assert len(found) == 1
    return found[0]
