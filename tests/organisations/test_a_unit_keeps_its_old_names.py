"""Dated versions: what was, stays; a change begins on its day."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions, queries, tree
from suyang.organisations.models import Unit, UnitVersion

YESTERDAY = dt.timedelta(days=1)


def test_a_new_name_holds_from_its_day_and_the_old_one_before(administrator, village):
    day = clock.today() - dt.timedelta(days=10)
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "新柳村"}, day)
    assert queries.name_of(village.id, day - YESTERDAY) == "柳树村"
    assert queries.name_of(village.id, day) == "新柳村"
    assert audit.verify(f"unit:{village.id}") is None


def test_a_name_in_one_language_keeps_the_other(administrator, village):
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "新柳村"})
    assert queries.version_of(village.id).name == {"zh-Hans": "新柳村", "en": "village"}


def test_the_same_name_again_changes_nothing(administrator, village):
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "柳树村"})
    assert UnitVersion.objects.filter(unit=village).count() == 1


def test_a_second_change_on_a_day_takes_the_place_of_the_first(administrator, village):
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "甲村"})
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "乙村"})
    assert UnitVersion.objects.filter(unit=village).count() == 2
    assert queries.name_of(village.id) == "乙村"


def test_a_change_before_the_last_one_is_refused(administrator, village):
    with pytest.raises(Refused) as refused:
        actions.rename_unit(administrator.actor, village, {"zh-Hans": "古村"}, dt.date(2019, 1, 1))
    assert refused.value.field == "valid_from"
    assert queries.name_of(village.id, dt.date(2020, 6, 1)) == "柳树村"


def test_a_moved_unit_stood_elsewhere_before(administrator, village, town, other_village):
    other_town = Unit.objects.get(code="other-town")
    actions.move_unit(administrator.actor, village, other_town)
    today = clock.today()
    assert tree.path(village.id, today)[1] == other_town.id
    assert tree.path(village.id, today - YESTERDAY)[1] == town.id


def test_no_unit_stands_below_itself(administrator, village, town, county):
    with pytest.raises(Refused):
        actions.move_unit(administrator.actor, town, village)
    with pytest.raises(Refused):
        actions.move_unit(administrator.actor, county, town)


def test_a_town_does_not_stand_below_a_village(administrator, village):
    with pytest.raises(Refused) as refused:
        actions.add_unit(administrator.actor, village, {"zh-Hans": "大镇"}, "town")
    assert refused.value.field == "kind"


def test_a_unit_is_made_once_however_often_the_form_is_sent(administrator, town):
    from suyang.foundation.ids import uuid7

    key = uuid7()
    made = [
        actions.add_unit(administrator.actor, town, {"zh-Hans": "新村"}, "village", id=key)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert UnitVersion.objects.filter(parent=town).count() == 1


def test_a_code_is_given_once(administrator, town, village):
    with pytest.raises(Refused) as refused:
        actions.add_unit(administrator.actor, town, {"zh-Hans": "新村"}, "village", "village")
    assert refused.value.field == "code"


def test_an_ended_unit_takes_its_roles_along_and_keeps_its_past(administrator, trainer, village):
    actions.invite(administrator.actor, "trainer", village)
    actions.end_unit(administrator.actor, village)
    assert trainer.actor.__class__(trainer.person.id, trainer.actor.account_id).grants == []
    assert queries.invitations_in([village.id]) == []
    assert queries.name_of(village.id, clock.today() - YESTERDAY) == "柳树村"
    with pytest.raises(Refused):
        actions.rename_unit(administrator.actor, village, {"zh-Hans": "新村"})


def test_neither_the_office_nor_a_unit_with_others_below_ends(administrator, county, village, town):
    for unit in (county, town):
        with pytest.raises(Refused):
            actions.end_unit(administrator.actor, unit)


@pytest.mark.parametrize("who", ["officer", "trainer", "stranger", "participant", "visitor"])
def test_only_administrators_change_units(request, who, town, village):
    actor = request.getfixturevalue(who).actor
    for change in (
        lambda: actions.add_unit(actor, town, {"zh-Hans": "新村"}, "village"),
        lambda: actions.add_unit(actor, None, {"zh-Hans": "新县"}, "county"),
        lambda: actions.rename_unit(actor, village, {"zh-Hans": "新村"}),
        lambda: actions.move_unit(actor, village, town),
        lambda: actions.end_unit(actor, village),
    ):
        with pytest.raises(Denied):
            change()


def test_an_ended_unit_stays_open_to_those_above(administrator, stranger, village, county):
    actions.end_unit(administrator.actor, village)
    assert tree.path(village.id, clock.today())[-1] == county.id
    assert administrator.client.get(f"/units/{village.id}/").status_code == 200
    assert stranger.client.get(f"/units/{village.id}/").status_code == 403


def test_before_its_first_day_a_unit_stands_where_it_first_stood(village, town, county):
    assert tree.path(village.id, dt.date(2001, 1, 1)) == [village.id, town.id, county.id]
