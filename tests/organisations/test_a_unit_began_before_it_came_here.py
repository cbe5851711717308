"""An office is older than its installation: its first day can be put back, and never forward."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions, tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import system

pytestmark = pytest.mark.django_db
WHY = "办公室2019年成立，今年11月才用上本系统"


@pytest.fixture
def late(county, administrator):
    """A town that came into Suyang today."""
    return actions.add_unit(administrator.actor, county, "新到镇", "town", "late", id=uuid7())


def began(unit):
    return UnitVersion.objects.filter(unit=unit).order_by("valid_from").first().valid_from


def test_a_new_installation_stands_from_the_first_of_january(db):
    office = actions.make_office(system("set-up"), "县数字办", "county").office
    assert began(office) == clock.today().replace(month=1, day=1)
    assert office.id in tree.path(office.id, began(office))


def test_it_stands_below_its_unit_on_the_earlier_days_and_the_reason_is_kept(
    late, county, administrator
):
    day = dt.date(2021, 3, 1)
    assert late.id not in set(tree.within(county.id, day))
    for _again in range(2):
        actions.begin_earlier(administrator.actor, late, day, WHY)
    assert began(late) == day
    assert late.id in set(tree.within(county.id, day))
    assert late.id not in set(tree.within(county.id, day - dt.timedelta(days=1)))
    lines = AuditEntry.objects.filter(action="unit.began_earlier")
    assert [line.data["after"] for line in lines] == ["2021-03-01"]


@pytest.mark.parametrize(
    ("day", "why", "code"),
    [
        (dt.date(2021, 3, 1), " ", "incomplete"),
        (dt.date(2199, 1, 1), WHY, "too_late"),
        (dt.date(1890, 1, 1), WHY, ""),
    ],
)
def test_what_cannot_be_is_refused(late, administrator, day, why, code):
    with pytest.raises(Refused) as refused:
        actions.begin_earlier(administrator.actor, late, day, why)
    assert not code or refused.value.code == code
    assert began(late) == clock.today()


def test_no_unit_stands_before_the_one_above_it(county, late, administrator):
    before = began(county) - dt.timedelta(days=1)
    with pytest.raises(Refused) as refused:
        actions.begin_earlier(administrator.actor, late, before, WHY)
    assert refused.value.code == "above"
    with pytest.raises(Refused) as refused:
        actions.add_unit(administrator.actor, county, "更早的镇", "town", "", before, uuid7())
    assert refused.value.code == "above"


def test_what_came_out_of_another_unit_did_not_stand_before(town, other_village, administrator):
    other = Unit.objects.get(code="other-town")
    new = actions.NewUnit(uuid7(), {"zh-Hans": "合并镇"})
    merged = actions.merge_units(administrator.actor, [town, other], new, clock.today())
    with pytest.raises(Refused) as refused:
        actions.begin_earlier(administrator.actor, merged, dt.date(2021, 3, 1), WHY)
    assert refused.value.code == "came_from"


def test_only_whoever_changes_units_may(late, stranger):
    with pytest.raises(Denied):
        actions.begin_earlier(stranger.actor, late, dt.date(2021, 3, 1), WHY)


def test_the_page_asks_for_day_and_reason(late, administrator):
    address = reverse("unit-since", args=[late.id])
    page = administrator.client.get(reverse("unit", args=[late.id])).content.decode()
    assert address in page
    sent = administrator.client.post(address, {"day": "2022-01-01", "why": ""})
    assert sent.status_code == 200
    assert began(late) == clock.today()
    for _click in range(2):
        sent = administrator.client.post(address, {"day": "2022-01-01", "why": WHY})
        assert sent.status_code == 302
    assert began(late) == dt.date(2022, 1, 1)
