"""Every page of units and invitations: open to whom it should be, closed to the stranger."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.organisations import actions, queries
from suyang.organisations.models import Invitation, Unit

OUTSIDERS = ["stranger", "trainer", "participant", "visitor"]
CHANGES = ["unit-add", "unit-rename", "unit-move", "unit-end"]


@pytest.fixture
def invitation(administrator, village) -> Invitation:
    return actions.invite(administrator.actor, "trainer", village, "村里的志愿者")[0]


def addresses(village: Unit, invitation: Invitation) -> list[str]:
    return [
        reverse("unit-list"),
        reverse("invitation-list"),
        reverse("invitation-card", args=[invitation.id]),
        *[reverse(name, args=[village.id]) for name in ("unit", "invitation-new")],
    ]


@pytest.mark.parametrize("who", ["administrator", "officer"])
def test_those_who_invite_see_units_and_invitations(request, who, village, invitation):
    client = request.getfixturevalue(who).client
    for address in addresses(village, invitation):
        page = client.get(address)
        assert page.status_code == 200, address
        assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_see_none_of_it(request, who, village, invitation):
    client = request.getfixturevalue(who).client
    changes = [reverse(name, args=[village.id]) for name in CHANGES]
    for address in [*addresses(village, invitation), *changes, reverse("unit-import")]:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {}).status_code == 403, address
    withdraw = reverse("invitation-withdraw", args=[invitation.id])
    assert client.post(withdraw).status_code == 403
    assert queries.invitations_in([village.id]) == [invitation]


def test_an_officer_changes_no_unit(officer, village):
    for name in CHANGES:
        assert officer.client.get(reverse(name, args=[village.id])).status_code == 403
    assert officer.client.get(reverse("unit-import")).status_code == 403


def test_an_administrator_of_a_town_stays_in_the_town(
    administrator, trainer, town, village, other_village
):
    actions.grant_role(administrator.actor, trainer.person.id, "administrator", town)
    client = trainer.client
    assert client.get(reverse("unit", args=[village.id])).status_code == 200
    assert client.get(reverse("unit", args=[other_village.id])).status_code == 403
    page = client.get(reverse("unit-list")).content.decode()
    assert "柳树村" in page
    assert "石桥村" not in page


def test_a_unit_is_added_renamed_moved_and_ended_by_forms(administrator, town, other_village):
    client = administrator.client
    add = reverse("unit-add", args=[town.id])
    form = client.get(add).context["form"]
    data = {"name_zh": "新村", "kind": "village", "key": form["key"].value()}
    for _ in range(2):
        assert client.post(add, data).status_code == 302
    unit = Unit.objects.get(id=data["key"])
    day = "2030-01-01"
    rename = {"name_zh": "更新村", "name_en": "Newer", "valid_from": day}
    assert client.post(reverse("unit-rename", args=[unit.id]), rename).status_code == 302
    other_town = Unit.objects.get(code="other-town")
    move = {"parent": str(other_town.id), "valid_from": day}
    assert client.post(reverse("unit-move", args=[unit.id]), move).status_code == 302
    too_early = client.post(reverse("unit-end", args=[unit.id]), {"valid_to": "2029-01-01"})
    assert too_early.status_code == 200
    assert too_early.context["form"].errors
    end = {"valid_to": "2031-01-01"}
    assert client.post(reverse("unit-end", args=[unit.id]), end).status_code == 302
    names = [version.name["zh-Hans"] for version in queries.versions_of(unit.id)]
    assert names == ["更新村", "新村"]


def test_an_unknown_unit_is_not_found(administrator):
    from uuid import uuid4

    assert administrator.client.get(reverse("unit", args=[uuid4()])).status_code == 404


def test_a_form_without_a_name_says_so(administrator, town):
    page = administrator.client.post(reverse("unit-add", args=[town.id]), {"kind": "village"})
    assert page.status_code == 200
    assert page.context["form"].errors["name_zh"]


def test_whoever_sees_units_finds_them_and_their_work(bank, county, town, officer, administrator):
    """Not only who changes them: and from a unit to its work, and back."""
    assert f'href="{reverse("unit-list")}"' in officer.client.get(reverse("work")).content.decode()
    page = officer.client.get(reverse("unit", args=[town.id])).content.decode()
    its_work = reverse("unit-work", args=[town.id])
    assert its_work in page
    assert reverse("unit-rename", args=[town.id]) not in page
    back = officer.client.get(its_work).content.decode()
    assert f'href="{reverse("unit", args=[town.id])}"' in back
