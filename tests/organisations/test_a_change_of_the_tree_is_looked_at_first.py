"""The pages of changes: a look says what ends, begins and moves; only then is it done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.organisations import queries, tree
from suyang.organisations.models import Succession, Unit, UnitVersion

OUTSIDERS = ["officer", "trainer", "stranger", "participant", "visitor"]


def words(page):
    return page.content.decode()


def test_a_merge_is_shown_then_done_once_and_both_pages_tell_of_it(
    administrator, town, village, other_village
):
    client, address = administrator.client, reverse("unit-merge")
    form = client.get(address + "?unit=town").context["form"]
    assert form["units"].value() == "town"
    data = {
        "units": "town\n南山镇",
        "name_zh": "河山镇",
        "day": clock.today().isoformat(),
        "roles_along": "on",
        "key": form["key"].value(),
    }
    looked = client.post(address, {**data, "look": "1"})
    assert looked.status_code == 200
    effects = looked.context["effects"]
    assert effects.problems == []
    assert {one.unit_id for one in effects.moving} == {village.id, other_village.id}
    assert "河山镇" in words(looked)
    assert not Succession.objects.exists()
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    later = Unit.objects.get(id=data["key"])
    assert Succession.objects.filter(later=later).count() == 2
    ended = words(client.get(reverse("unit", args=[town.id])))
    assert str(later.id) in ended
    begun = words(client.get(reverse("unit", args=[later.id])))
    assert str(town.id) in begun


def test_a_unit_that_is_not_known_is_named(administrator, town):
    data = {"units": "town\n没有这个", "name_zh": "新镇", "day": clock.today().isoformat()}
    page = administrator.client.post(reverse("unit-merge"), data)
    assert page.status_code == 422
    assert "没有这个" in str(page.context["form"].errors["units"])


def test_a_name_that_two_units_have_asks_for_the_code(administrator, county, town, make_unit):
    make_unit("twin-1", "双河镇", "town", county)
    make_unit("twin-2", "双河镇", "town", county)
    data = {"units": "town\n双河镇", "name_zh": "新镇", "day": clock.today().isoformat()}
    page = administrator.client.post(reverse("unit-merge"), data)
    assert "twin-1" in str(page.context["form"].errors["units"])
    assert "twin-2" in str(page.context["form"].errors["units"])


def test_a_split_is_shown_then_done_once(administrator, town, village, make_unit):
    second = make_unit("second", "二村", "village", town)
    client, address = administrator.client, reverse("unit-split", args=[town.id])
    form = client.get(address).context["form"]
    data = {
        "parts": "东镇，east\n西镇",
        "day": clock.today().isoformat(),
        f"place-{village.id}": "1",
        "key": form["key"].value(),
    }
    looked = client.post(address, {**data, "look": "1"})
    assert len(looked.context["effects"].problems) == 1
    data[f"place-{second.id}"] = "2"
    looked = client.post(address, {**data, "look": "1"})
    assert looked.context["effects"].problems == []
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    east = Unit.objects.get(code="east")
    assert tree.path(village.id, clock.today())[1] == east.id
    assert Succession.objects.filter(earlier=town).count() == 2


@pytest.mark.parametrize("name", ["unit-move", "unit-rename", "unit-end"])
def test_a_look_changes_nothing(administrator, village, other_village, name):
    before = list(UnitVersion.objects.order_by("id").values())
    day = clock.today().isoformat()
    data = {"name_zh": "新名", "parent": "other-town", "valid_from": day, "valid_to": day}
    page = administrator.client.post(reverse(name, args=[village.id]), {**data, "look": "1"})
    assert page.status_code == 200
    assert page.context["effects"].problems == []
    assert list(UnitVersion.objects.order_by("id").values()) == before


def test_a_move_is_shown_with_the_roles_that_change(
    administrator, trainer, town, village, other_village
):
    from suyang.organisations import actions

    actions.grant_role(administrator.actor, trainer.person.id, "officer", town)
    data = {"parent": "other-town", "valid_from": clock.today().isoformat(), "look": "1"}
    page = administrator.client.post(reverse("unit-move", args=[village.id]), data)
    effects = page.context["effects"]
    assert [grant.person_id for grant in effects.roles_ending] == [trainer.person.id]
    assert effects.roles_along == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_open_none_of_it(request, who, town, village):
    client = request.getfixturevalue(who).client
    for address in (reverse("unit-merge"), reverse("unit-split", args=[town.id])):
        assert client.get(address).status_code == 403
        assert client.post(address, {"units": "town", "name_zh": "x"}).status_code == 403
    assert queries.version_of(town.id).valid_to is None
