"""A county with two towns that report to it every month: who fills in, who decides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from suyang.foundation import clock
from suyang.plans.models import Indicator, Plan
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, defining
from tests.conftest import _staff

MONTH = Period.read("2026-10")
TODAY = dt.date(2026, 11, 5)


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    # Time goes on, so that steps stand in their order.
    begun = timezone.now()
    morning = dt.datetime.combine(TODAY, dt.time(1), tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: morning + (timezone.now() - begun))


@pytest.fixture
def other_town(county, make_unit):
    return make_unit("other-town-2", "白杨镇", "town", county)


@pytest.fixture
def town_officer(town):
    return _staff("town-officer", "officer", town)


@pytest.fixture
def other_officer(other_town):
    return _staff("other-officer", "officer", other_town)


@pytest.fixture
def reviewer(county):
    return _staff("reviewer", "reviewer", county)


@pytest.fixture
def indicators(db):
    """People trained, by sex; attendances; a rate."""

    def make(slug, name, kind, columns=()):
        return Indicator.objects.create(
            slug=slug,
            kind=kind,
            columns=list(columns),
            frequency="month",
            body={"name": {"zh-Hans": name, "en": slug}},
        )

    return [
        make("trained", "培训人数", "people", ["sex:female", "sex:male"]),
        make("attended", "培训人次", "attendances"),
        make("villages", "有离线点的村", "rate"),
    ]


@pytest.fixture
def form(county, town, administrator, indicators):
    return defining.define_form(
        administrator.actor,
        Plan.objects.get(slug="kp2022"),
        county,
        title={"zh-Hans": "月报", "en": "Monthly report"},
        frequency="month",
        kinds=["county", "town"],
        fields=[{"indicator": one.slug} for one in indicators]
        + [{"question": "done", "text": {"zh-Hans": "做了什么？", "en": "What was done?"}}],
        first_period="2026-09",
    )


GIVEN = {
    "trained": {"total": 40, "sex:female": 22, "sex:male": 18},
    "attended": {"total": 95},
    "villages": {"total": {"n": 3, "of": 12}},
}


@pytest.fixture
def opened(form, town, town_officer):
    """The town's report of October, opened by its officer."""
    return actions.open_report(town_officer.actor, form, town, MONTH)


@pytest.fixture
def handed_up(opened, town_officer):
    """The same with figures, handed up."""
    saved = actions.save(town_officer.actor, opened, GIVEN, {}, 0)
    return actions.submit(town_officer.actor, saved, saved.revision)


PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def typed(report, **figures):
    """The fields of a report's form: name=(column, part, text) pairs; `revision` of the report."""
    return {"revision": str(report.revision), **figures}
