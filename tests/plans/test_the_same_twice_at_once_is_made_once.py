"""A retry that overtakes its first request: on PostgreSQL the second waits and finds the first."""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid

import pytest
from django.db import connection

from suyang.foundation import clock
from suyang.plans.models import FollowUp, Plan, ReportForm, Target
from suyang.plans.periods import Period
from suyang.plans.reporting import defining, followups
from suyang.plans.targets import actions
from tests.plans.figures.conftest import indicator_of

AT_ONCE = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once():
    """at_once(action): the action in several threads; what each came to."""

    def do(action):
        several = connection.vendor != "sqlite"
        ready = threading.Barrier(AT_ONCE if several else 1)
        found = []

        def work():
            try:
                connection.ensure_connection()
                ready.wait(timeout=20)
                found.append(action())
            except Exception as error:
                found.append(error)
            finally:
                if several:
                    connection.close()

        threads = [threading.Thread(target=work) for _number in range(AT_ONCE)]
        for thread in threads:
            # One writer: on SQLite their transactions come one after the other.
            thread.start() if several else thread.run()
        for thread in threads if several else ():
            thread.join()
        return found

    return do


def ids(found):
    return [getattr(one, "id", one) for one in found]


def test_a_target(at_once, county, officer):
    indicator, id = indicator_of("at-once", "people"), uuid.uuid4()
    wanted = actions.Wanted(period=Period(2027, "year"), value=40.0)
    found = at_once(lambda: actions.set_target(officer.actor, indicator, county, wanted, id=id))
    assert ids(found) == [id] * AT_ONCE
    assert Target.objects.count() == 1


def test_a_revision(at_once, county, officer):
    indicator, id = indicator_of("at-once", "people"), uuid.uuid4()
    wanted = actions.Wanted(period=Period(2027, "year"), value=40.0, reason="One town less.")
    old = actions.set_target(officer.actor, indicator, county, wanted)
    found = at_once(lambda: actions.revise(officer.actor, old, wanted, id=id))
    assert ids(found) == [id] * AT_ONCE
    assert Target.objects.count() == 2


def test_a_follow_up(at_once, county, town, officer):
    id, due = uuid.uuid4(), clock.today() + dt.timedelta(days=7)
    found = at_once(lambda: followups.ask(officer.actor, county, town, "x", due, id=id))
    assert ids(found) == [id] * AT_ONCE
    assert FollowUp.objects.count() == 1


def test_a_form(at_once, county, town, officer):
    indicator, id = indicator_of("at-once", "people"), uuid.uuid4()
    plan = Plan.objects.get(slug="kp2022")
    found = at_once(
        lambda: defining.define_form(
            officer.actor,
            plan,
            county,
            title={"en": "Report"},
            frequency="year",
            fields=[{"indicator": indicator.slug}],
            id=id,
        )
    )
    assert ids(found) == [id] * AT_ONCE
    assert ReportForm.objects.count() == 1


def test_two_formulas_at_once_never_need_each_other(county, administrator, monkeypatch):
    """Each names the other, and each is right alone: the second that is stored is refused. Between
    looking and storing there is time enough for the other one to look, too."""
    from suyang.foundation.permissions import Refused
    from suyang.plans.indicators import actions as registry
    from tests.plans.indicators.test_an_office_defines_its_own_indicator import WHY, defined, wanted

    pair = [defined(administrator.actor, county) for _number in range(2)]
    several = connection.vendor != "sqlite"
    ready = threading.Barrier(2 if several else 1)
    found = []
    fill = registry._fill

    def slowly(row, given):
        time.sleep(1 if several else 0)
        fill(row, given)

    monkeypatch.setattr(registry, "_fill", slowly)

    def work(own, other):
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            given = wanted(formula=f"2 * {{{other.slug}}}")
            registry.amend(administrator.actor, own, given, seen=1, why=WHY)
            found.append("stored")
        except Refused as refused:
            found.append(refused.code)
        finally:
            if several:
                connection.close()

    threads = [threading.Thread(target=work, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start() if several else thread.run()
    for thread in threads if several else ():
        thread.join()
    assert sorted(found) == ["circle", "stored"]
