"""Indicators of every kind, and units to which figures belong."""

from __future__ import annotations

import pytest

from suyang.plans.models import Indicator


def indicator_of(slug="people", kind="things", columns=("sex:female", "sex:male"), **more):
    return Indicator.objects.create(
        slug=slug,
        body={"name": {"zh-Hans": slug, "en": slug}},
        kind=kind,
        frequency=more.pop("frequency", "month"),
        columns=list(columns),
        **more,
    )


@pytest.fixture
def make_indicator(db):
    return indicator_of
