"""A county's office in November."""

from __future__ import annotations

import pytest

from suyang.foundation import clock
from tests.plans.writing.conftest import TODAY


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
