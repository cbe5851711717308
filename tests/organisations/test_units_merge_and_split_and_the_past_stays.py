"""Merging and splitting: dated, once however often it is sent, the old figures keep their unit."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import audit, clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions, laying, queries, tree
from suyang.organisations.actions import NewUnit
from suyang.organisations.models import RoleGrant, Succession, Unit, UnitVersion

DAY = dt.timedelta(days=1)


@pytest.fixture
def other_town(other_village) -> Unit:
    return Unit.objects.get(code="other-town")


def agrees() -> bool:
    return not list(laying.differences())


def test_two_towns_go_on_in_a_new_one(administrator, town, other_town, village, trainer):
    key, today = uuid7(), clock.today()
    into = NewUnit(key, {"zh-Hans": "新镇"}, "new-town")
    for _ in range(2):
        later = actions.merge_units(administrator.actor, [town, other_town], into, today)
    assert later.id == key
    assert Unit.objects.filter(code="new-town").count() == 1
    assert Succession.objects.filter(later=later, kind="merge").count() == 2
    assert tree.path(village.id, today)[1] == later.id
    assert tree.path(village.id, today - DAY)[1] == town.id
    assert queries.version_of(town.id).valid_to == today
    assert agrees()
    assert audit.verify(f"unit:{later.id}") is None
    assert audit.verify(f"unit:{town.id}") is None


def test_roles_go_along_to_their_old_last_day_or_end(administrator, town, other_town, stranger):
    until = clock.today() + 30 * DAY
    grant = actions.grant_role(
        administrator.actor, stranger.person.id, "officer", town, until=until
    )
    actions.merge_units(administrator.actor, [town], other_town, clock.today())
    grant.refresh_from_db()
    assert grant.valid_to == clock.today()
    there = RoleGrant.objects.get(person=stranger.person, unit=other_town)
    assert (there.role, there.valid_to) == ("officer", until + DAY)


def test_without_going_along_every_role_ends(administrator, town, other_town, stranger):
    actions.grant_role(administrator.actor, stranger.person.id, "officer", town)
    actions.merge_units(administrator.actor, [town], other_town, clock.today(), roles_along=False)
    assert not RoleGrant.objects.filter(person=stranger.person, unit=other_town).exists()


def test_the_look_beforehand_says_what_is_done_and_does_nothing(
    administrator, town, other_town, village, stranger
):
    actions.grant_role(administrator.actor, stranger.person.id, "officer", town)
    before = UnitVersion.objects.count(), audit.verify(f"unit:{town.id}")
    found = actions.plan_merge(administrator.actor, [town], other_town, clock.today())
    assert [one.unit_id for one in found.ending] == [town.id]
    assert [one.unit_id for one in found.moving] == [village.id]
    assert [one.person_id for one in found.roles_along] == [stranger.person.id]
    assert found.problems == []
    assert (UnitVersion.objects.count(), audit.verify(f"unit:{town.id}")) == before
    assert not Succession.objects.exists()
    assert agrees()


def test_a_town_splits_in_two_and_each_village_goes_where_it_is_said(
    administrator, town, village, make_unit
):
    second = make_unit("second", "二村", "village", town)
    today = clock.today()
    parts = [NewUnit(uuid7(), {"zh-Hans": "东镇"}), NewUnit(uuid7(), {"zh-Hans": "西镇"})]
    with pytest.raises(Refused) as refused:
        actions.split_unit(administrator.actor, town, parts, today, {village.id: 0})
    assert refused.value.field == "places"
    places = {village.id: 0, second.id: 1}
    for _ in range(2):
        made = actions.split_unit(administrator.actor, town, parts, today, places)
    assert [tree.path(one.id, today)[1] for one in (village, second)] == [one.id for one in made]
    assert queries.version_of(town.id).valid_to == today
    assert Succession.objects.filter(earlier=town, kind="split").count() == 2
    assert agrees()


def test_a_part_splits_off_and_the_rest_stays(administrator, town, village):
    part = NewUnit(uuid7(), {"zh-Hans": "新区镇"})
    actions.split_unit(
        administrator.actor, town, [part], clock.today(), {village.id: 0}, stays=True
    )
    assert queries.version_of(town.id).valid_to is None
    assert tree.path(village.id, clock.today())[1] == part.id


def test_neither_the_office_nor_a_unit_above_is_merged_away(administrator, county, town, village):
    with pytest.raises(Refused):
        actions.merge_units(administrator.actor, [county], town, clock.today())
    with pytest.raises(Refused) as refused:
        actions.merge_units(administrator.actor, [town], village, clock.today())
    assert refused.value.field == "into"
    assert agrees()


@pytest.mark.parametrize("who", ["officer", "trainer", "stranger", "participant", "visitor"])
def test_only_administrators_merge_and_split(request, who, town, other_town):
    actor = request.getfixturevalue(who).actor
    with pytest.raises(Denied):
        actions.merge_units(actor, [town], other_town, clock.today())
    parts = [NewUnit(uuid7(), {"zh-Hans": name}) for name in ("甲镇", "乙镇")]
    with pytest.raises(Denied):
        actions.split_unit(actor, town, parts, clock.today(), {})
    assert not Succession.objects.exists()


def test_nobody_merges_into_a_unit_of_another_office(administrator, town, other_county):
    with pytest.raises(Denied):
        actions.merge_units(administrator.actor, [town], other_county, clock.today())
    assert queries.version_of(town.id).valid_to is None
