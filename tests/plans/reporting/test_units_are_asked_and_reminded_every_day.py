"""The day's work: what has begun is asked for, what is due soon or late is reminded of, once."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.urls import reverse

from suyang.foundation import clock, outbox
from suyang.foundation.ids import uuid7
from suyang.organisations import actions
from suyang.plans.models import ReportDue
from suyang.plans.reporting import reminding

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    def go(day):
        monkeypatch.setattr(clock, "today", lambda: day)
        moment = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return go


def reminded(unit, period):
    return ReportDue.objects.get(unit=unit, period=period).reminded_at


def test_three_days_before_and_again_when_late(form, town, on):
    on(dt.date(2026, 11, 6))
    reminding.daily()
    assert reminded(town, "2026-10") is None
    on(dt.date(2026, 11, 7))
    assert reminding.daily()[1] == 2  # town and county
    first = reminded(town, "2026-10")
    assert first.date() == dt.date(2026, 11, 7)
    assert reminding.daily() == (0, 0), "again changes nothing"
    on(dt.date(2026, 11, 10))
    assert reminding.daily()[1] == 0
    on(dt.date(2026, 11, 11))
    assert reminding.daily()[1] == 2
    assert reminded(town, "2026-10").date() == dt.date(2026, 11, 11)
    on(dt.date(2026, 11, 12))
    assert reminding.daily()[1] == 0


def test_what_is_handed_up_or_excused_is_not_reminded_of(form, town, county, handed_up, on):
    ReportDue.objects.filter(unit=county, period="2026-10").update(excused="洪水")
    on(dt.date(2026, 11, 9))
    reminding.daily()
    assert reminded(town, "2026-10") is None
    assert reminded(county, "2026-10") is None


def test_the_reminder_stands_on_the_first_page(form, town, town_officer, on):
    on(dt.date(2026, 11, 8))
    reminding.daily()
    work = town_officer.client.get(reverse("work")).content.decode()
    assert 'id="soon"' in work
    assert "2026-11-10" in work
    assert work.index('id="pressing"') < work.index('id="soon"'), "September is late already"
    listed = town_officer.client.get(reverse("report-list")).content.decode()
    assert "2026-11-08" in listed


def test_a_thread_does_it_and_ends_when_asked(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(reminding, "FIRST_LOOK_S", 0.01)
    monkeypatch.setattr(reminding, "daily", done.set)
    stop = threading.Event()
    thread = reminding.start_reminder(stop)
    assert done.wait(5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_a_unit_that_began_earlier_is_asked_for_that_time_too(form, county, administrator):
    """Beside others that were asked long ago; nothing is asked for before its new first day."""
    late = actions.add_unit(administrator.actor, county, "新到镇", "town", "late", id=uuid7())
    reminding.daily()
    before = set(ReportDue.objects.filter(unit=late).values_list("period", flat=True))
    assert "2026-10" not in before
    actions.begin_earlier(administrator.actor, late, dt.date(2026, 10, 1), "早就有了")
    for _again in range(2):
        outbox.drain()
        asked = set(ReportDue.objects.filter(unit=late).values_list("period", flat=True))
        assert before | {"2026-10"} <= asked
        assert "2026-09" not in asked
    due = ReportDue.objects.get(unit=late, period="2026-10").due
    assert due == ReportDue.objects.get(unit=county, period="2026-10").due


@pytest.mark.parametrize("way", ["added", "imported"])
def test_a_unit_put_down_late_is_asked_since_its_first_day(form, county, administrator, way):
    """Not a kind that is no office, not a time before it stood there, and once."""
    reminding.daily()
    first = dt.date(2026, 10, 1)
    if way == "added":
        actions.add_unit(administrator.actor, county, "新到镇", "town", "late", first, id=uuid7())
        actions.add_unit(administrator.actor, county, "米厂", "organisation", "mill", first)
    else:
        table = "code,name_zh,kind,parent_code,valid_from\n"
        table += f"late,新到镇,town,,{first}\nmill,米厂,organisation,,{first}\n"
        done = actions.import_units(administrator.actor, table.encode(), county)
        assert not done.errors
    for _again in range(2):
        outbox.drain()
        asked = ReportDue.objects.filter(unit__code="late").values_list("period", flat=True)
        assert sorted(asked) == ["2026-10"]
    assert not ReportDue.objects.filter(unit__code="mill").exists()
    due = ReportDue.objects.get(unit__code="late").due
    assert due == ReportDue.objects.get(unit=county, period="2026-10").due


def test_a_unit_that_comes_today_owes_nothing_of_before(form, county, administrator):
    reminding.daily()
    actions.add_unit(administrator.actor, county, "新镇", "town", "new", id=uuid7())
    outbox.drain()
    assert not ReportDue.objects.filter(unit__code="new").exists()
