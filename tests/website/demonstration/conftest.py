"""A small demonstration: a province, a city, two counties, three months and some more."""

from __future__ import annotations

import pytest

from suyang.website.demonstration import Shape, make
from tests.conftest import ensure_content

SMALL = Shape(seed=7, cities=1, counties=2, months=3, people=2)


@pytest.fixture
def small(db, settings, tmp_path):
    """What the demonstration says of itself at its end."""
    settings.SUYANG_HOME = tmp_path
    ensure_content()
    return make(lambda *_: None, SMALL)
