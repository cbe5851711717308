"""The pages about colleagues: open to those who invite, closed to the stranger."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.organisations import actions as organisations
from suyang.organisations.models import RoleGrant
from suyang.people.models import Account, Person

OUTSIDERS = ["stranger", "trainer", "participant", "visitor"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_see_and_change_nothing(request, who, administrator, officer):
    client = request.getfixturevalue(who).client
    person = officer.person.id
    grant = RoleGrant.objects.get(person=officer.person)
    key = uuid.uuid4()
    assert client.get(reverse("staff")).status_code == 403
    assert client.get(reverse("staff-person", args=[person])).status_code == 403
    assert client.get(reverse("staff-password-card", args=[person, key])).status_code == 403
    for name in ("staff-role", "staff-account", "staff-password"):
        assert client.post(reverse(name, args=[person]), {}).status_code == 403
    assert client.post(reverse("staff-role-end", args=[grant.id])).status_code == 403
    grant.refresh_from_db()
    assert grant.valid_to is None
    assert Account.objects.get(person=officer.person).is_active


def test_an_administrator_elsewhere_does_not_learn_who_works_here(
    administrator, officer, stranger, other_county
):
    RoleGrant.objects.create(
        person=stranger.person,
        role="administrator",
        unit=other_county,
        valid_from="2020-01-01",
    )
    assert "officer" not in stranger.client.get(reverse("staff")).content.decode()
    person = officer.person.id
    assert stranger.client.get(reverse("staff-person", args=[person])).status_code == 404
    assert stranger.client.post(reverse("staff-password", args=[person])).status_code == 404
    address = reverse("staff-role", args=[person])
    sent = {"role": "trainer", "unit": str(other_county.id)}
    assert stranger.client.post(address, sent).status_code == 404


def test_an_officer_sees_colleagues_and_resets_nobody(administrator, officer, trainer):
    page = officer.client.get(reverse("staff")).content.decode()
    assert "trainer" in page
    person = reverse("staff-person", args=[trainer.person.id])
    text = officer.client.get(person).content.decode()
    assert text.count("<h1") == 1
    assert reverse("staff-password", args=[trainer.person.id]) not in text
    assert (
        officer.client.post(reverse("staff-password", args=[trainer.person.id])).status_code == 403
    )
    grant = RoleGrant.objects.get(person=trainer.person)
    assert officer.client.post(reverse("staff-role-end", args=[grant.id])).status_code == 403


def test_an_administrator_gives_and_ends_roles_on_the_page(administrator, trainer, town):
    address = reverse("staff-role", args=[trainer.person.id])
    sent = {"role": "officer", "unit": str(town.id)}
    for _ in range(2):
        assert administrator.client.post(address, sent).status_code == 302
    grant = RoleGrant.objects.get(person=trainer.person, role="officer")
    end = reverse("staff-role-end", args=[grant.id])
    assert administrator.client.post(end).status_code == 302
    grant.refresh_from_db()
    assert grant.valid_to is not None


def test_a_town_administrator_makes_nobody_administrator_of_the_county(
    administrator, trainer, town, county
):
    organisations.grant_role(administrator.actor, trainer.person.id, "administrator", town)
    address = reverse("staff-role", args=[trainer.person.id])
    sent = {"role": "administrator", "unit": str(county.id)}
    assert trainer.client.post(address, sent).status_code == 403
    assert not RoleGrant.objects.filter(person=trainer.person, unit=county).exists()


def test_many_colleagues_stand_on_pages_and_are_found_by_name_role_and_unit(
    administrator, county, town, django_assert_max_num_queries
):
    people = Person.objects.bulk_create(
        Person(name=f"同事{number:03}", created_at=clock.now()) for number in range(120)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=one, role="trainer", unit=town, valid_from=dt.date(2020, 1, 1))
        for one in people
    )
    address = reverse("staff")
    with django_assert_max_num_queries(20):
        page = administrator.client.get(address)
    assert len(page.context["colleagues"]) == 50
    assert "page=2" in page.content.decode()
    last = administrator.client.get(address, {"page": 3})
    assert len(last.context["colleagues"]) == 21

    def names(**asked):
        found = administrator.client.get(address, asked).context["colleagues"]
        return {one.person.name for one in found}

    assert names(q="同事007") == {"同事007"}
    assert len(names(q="河口")) == 50
    assert names(q="河口", role="administrator") == set()
    assert len(names(role="administrator")) == 1
    assert names(q="没有这个人") == set()
    assert administrator.client.get(address, {"role": "king"}).status_code == 404
