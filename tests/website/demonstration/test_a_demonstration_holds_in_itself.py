"""What was made for three years ago was made by the real actions: every chain holds, nothing lies
in the future, and figures are those that follow from approved reports."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from suyang.foundation import audit, clock
from suyang.foundation.models import AuditStream, Delivery
from suyang.organisations.models import Installation, Unit, UnitVersion
from suyang.people.models import Account, Person
from suyang.plans.figures import rebuild
from suyang.plans.models import Plan, Report, ReportStep
from suyang.plans.reporting import verifying
from suyang.website.demonstration import learners
from suyang.website.demonstration.schedule import tell
from suyang.website.demonstration.world import PROVINCE, Shape, World

pytestmark = pytest.mark.django_db


def test_every_chain_holds_and_figures_follow_from_reports(small):
    assert Report.objects.count() >= 12
    assert list(verifying.doubts()) == []
    assert [audit.verify(name) for name in AuditStream.objects.values_list("name", flat=True)] == [
        None
    ] * AuditStream.objects.count()
    assert not Delivery.objects.filter(done_at=None).exists()
    assert rebuild.rebuild(check=True).differed == 0


def test_each_level_has_a_published_plan_and_reports_in_every_state_of_their_way(small):
    kinds = {"province": 0, "city": 0, "county": 0}
    for plan in Plan.objects.exclude(unit=None).select_related("unit", "adopts"):
        kinds[UnitVersion.objects.get(unit=plan.unit).kind] += 1
        assert plan.state == Plan.State.PUBLISHED
        assert plan.adopts is not None
    assert kinds == {"province": 1, "city": 1, "county": 2}
    steps = set(ReportStep.objects.values_list("kind", flat=True))
    assert {"filled", "saved", "submitted", "approved"} <= steps


def test_nothing_lies_in_the_future_and_steps_stand_in_their_order(small):
    now = timezone.now()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            ends = field.name in ("expires_at", "expire_date", "due_at", "retry_at", "taken_until")
            if isinstance(field, models.DateTimeField) and not ends:
                last = model.objects.aggregate(last=models.Max(field.name))["last"]
                assert last is None or last <= now, (model, field.name)
    for report in Report.objects.all():
        times = list(report.steps.order_by("id").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[0] > Unit.objects.get(id=report.unit_id).created_at


def test_nobody_and_no_place_in_it_is_real(small):
    assert Installation.objects.get().demonstration
    for version in UnitVersion.objects.exclude(kind="body"):
        assert "（演示）" in version.name["zh-Hans"]
        assert "(demo)" in version.name["en"]
    learned = Person.objects.filter(enrolments__isnull=False).distinct()
    assert learned.exists()
    assert all(person.demonstration for person in learned)


def test_it_is_made_only_where_nothing_is(small):
    from suyang.foundation.permissions import Refused
    from suyang.website.demonstration import make
    from tests.website.demonstration.conftest import SMALL

    before = Unit.objects.count()
    with pytest.raises(Refused):
        make(lambda *_: None, SMALL)
    assert Unit.objects.count() == before


def test_gaps_between_people_narrow_from_year_to_year():
    def gap(year, **which):
        first, second = which.pop("between")
        return learners.mean_ability(year, **which, **first) - learners.mean_ability(
            year, **which, **second
        )

    town = [
        gap(year, older=False, between=({"urban": True}, {"urban": False})) for year in range(3)
    ]
    age = [gap(year, urban=True, between=({"older": False}, {"older": True})) for year in range(3)]
    for gaps in (town, age):
        assert gaps[0] > gaps[1] > gaps[2] > 0


def test_stories_are_told_in_the_order_of_time_and_end_today():
    told: list[tuple[str, dt.datetime]] = []
    begin = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)

    def story(name, *days):
        for day in days:
            yield begin + dt.timedelta(days=day)
            told.append((name, clock.now()))

    until = begin + dt.timedelta(days=6)
    tell([story("a", 0, 4, 9), story("b", 2, 5)], until, lambda day: None)
    assert [name for name, _at in told] == ["a", "b", "a", "b"]
    assert [at for _name, at in told] == [begin + dt.timedelta(days=n) for n in (0, 2, 4, 5)]


def test_months_are_whole_quarters_from_their_beginning():
    months = World(Shape(months=36), dt.date(2026, 11, 27)).months
    assert (str(months[0]), str(months[-1])) == ("2023-10", "2026-10")
    years = World(Shape(months=36), dt.date(2026, 11, 27)).years
    assert [len(one) for one in years] == [12, 12, 13]


def test_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="cities"):
        Shape(cities=11)
    with pytest.raises(ValueError, match="counties"):
        Shape(cities=1, counties=11)


def test_its_maps_are_drawn_with_its_own_borders(small, client):
    administrator = Account.objects.get(username="demo-admin")
    client.force_login(administrator, backend=settings.AUTHENTICATION_BACKENDS[0])
    for code in (PROVINCE, "demo-a"):
        asked = {"unit": str(Unit.objects.get(code=code).id), "indicator": "people-learned"}
        found = client.get(reverse("tile-map"), asked).context["found"]
        assert (found.drawn, found.elsewhere) == ("outlines", [])
