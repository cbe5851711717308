"""Who may do what, until when; and which accounts somebody should look at, with what to do."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.organisations import actions
from suyang.organisations.models import RoleGrant
from suyang.people import standing
from suyang.people.models import Account

DAY = dt.timedelta(days=1)
OUTSIDERS = ["trainer", "stranger", "participant", "visitor"]


def grant_of(cast) -> RoleGrant:
    return RoleGrant.objects.get(person=cast.person)


def test_own_roles_and_those_from_above_are_told_apart(administrator, trainer, village):
    rows = standing.roles_in(village.id)
    found = {row.grant.person_id: row.inherited for row in rows}
    assert found == {trainer.person.id: False, administrator.person.id: True}


def test_a_role_that_holds_only_above_is_not_listed(administrator, officer, county, village):
    RoleGrant.objects.filter(person=officer.person).update(reach="unit")
    assert officer.person.id not in {row.grant.person_id for row in standing.roles_in(village.id)}


def test_the_page_says_who_gave_it_and_the_last_day(administrator, stranger, town):
    until = clock.today() + 9 * DAY
    actions.grant_role(administrator.actor, stranger.person.id, "officer", town, until=until)
    page = administrator.client.get(reverse("unit-roles", args=[town.id])).content.decode()
    assert until.isoformat() in page
    assert page.count("administrator") >= 2


def test_the_table_says_the_same(administrator, trainer, village):
    answer = administrator.client.get(reverse("unit-roles-table", args=[village.id]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {"trainer", "administrator"}


def test_roles_that_ended_are_listed_with_who_ended_them(administrator, trainer, village):
    held = grant_of(trainer)
    RoleGrant.objects.filter(id=held.id).update(valid_from=clock.today() - 40 * DAY)
    actions.end_role(administrator.actor, grant_of(trainer))
    assert standing.roles_in(village.id)[0].grant.person_id == administrator.person.id
    (past,) = standing.described(standing.past_in(village.id))
    assert (past.person, past.ended_by) == ("trainer", "administrator")
    assert past.last == clock.today() - DAY
    page = administrator.client.get(reverse("unit-roles", args=[village.id]))
    assert page.content.decode().count("trainer") >= 1
    assert 'id="past"' in page.content.decode()
    answer = administrator.client.get(reverse("unit-roles-table", args=[village.id]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[5]) for row in rows] == [("trainer", "administrator")]


def test_the_last_day_is_changed_and_taken_away_again(administrator, trainer):
    address = reverse("staff-role-until", args=[grant_of(trainer).id])
    until = clock.today() + 30 * DAY
    for _ in range(2):
        sent = administrator.client.post(address, {"until": until.isoformat()})
        assert sent.status_code == 302
    assert grant_of(trainer).valid_to == until + DAY
    assert administrator.client.post(address, {"until": ""}).status_code == 302
    assert grant_of(trainer).valid_to is None


def test_a_last_day_that_lies_in_the_past_is_refused_in_words(administrator, trainer):
    address = reverse("staff-role-until", args=[grant_of(trainer).id])
    page = administrator.client.post(address, {"until": "2020-01-01"})
    assert page.status_code == 200
    assert page.context["form"].errors["until"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_see_and_change_none_of_it(request, who, administrator, village, town):
    client = request.getfixturevalue(who).client
    grant = grant_of(administrator)
    until = reverse("staff-role-until", args=[grant.id])
    for address in (
        reverse("unit-roles", args=[village.id]),
        reverse("unit-roles-table", args=[village.id]),
        reverse("staff-attention"),
        until,
    ):
        assert client.get(address).status_code == 403, address
    assert client.post(until, {"until": "2031-01-01"}).status_code == 403
    assert grant_of(administrator).valid_to is None


def why(**asked):
    return {one.account.username: one.why for one in standing.to_look_at(None, **asked)[0]}


def test_each_account_is_listed_with_its_reasons(administrator, officer, trainer):
    Account.objects.update(last_login=clock.now())
    old = clock.now() - 100 * DAY
    Account.objects.filter(person=trainer.person).update(last_login=old, created_at=old)
    RoleGrant.objects.filter(person=officer.person).update(valid_to=clock.today() + 5 * DAY)
    assert why() == {
        "administrator": ["powerful", "endless"],
        "trainer": ["dormant", "endless"],
    }
    assert list(why(only="dormant")) == ["trainer"]
    assert why(only="dormant", days=101) == {}


def test_many_roles_are_power_too(administrator, trainer, town, village, other_village):
    for role in ("officer", "analyst", "observer"):
        actions.grant_role(administrator.actor, trainer.person.id, role, town)
    assert "powerful" in why()["trainer"]


def test_a_locked_account_needs_no_look(administrator, trainer):
    Account.objects.filter(person=trainer.person).update(is_active=False)
    assert "trainer" not in why()


def test_the_page_takes_reason_and_days_from_the_address(administrator, trainer):
    old = clock.now() - 40 * DAY
    Account.objects.filter(person=trainer.person).update(last_login=old, created_at=old)
    address = reverse("staff-attention")
    client = administrator.client
    page = client.get(address + "?why=dormant&days=30")
    assert [one.account.username for one in page.context["rows"]] == ["trainer"]
    assert client.get(address + "?why=dormant&days=60").context["rows"] == []
    assert client.get(address + "?why=nonsense").status_code == 404
    assert client.get(address + "?days=abc").context["days"] == standing.DORMANT


def test_everybody_reads_their_own_roles(administrator, trainer, village, county):
    until = clock.today() + 9 * DAY
    actions.grant_role(administrator.actor, trainer.person.id, "observer", county, until=until)
    address = reverse("my-roles")
    page = trainer.client.get(address)
    assert {one.grant.role for one, _says in page.context["now"]} == {"trainer", "observer"}
    text = page.content.decode()
    assert until.isoformat() in text
    assert "administrator" in text, "who gave it"
    held = grant_of_role(trainer, "trainer")
    RoleGrant.objects.filter(id=held.id).update(valid_from=clock.today() - 40 * DAY)
    actions.end_role(administrator.actor, held)
    page = trainer.client.get(address)
    (one,) = page.context["ended"]
    assert (one.grant.role, one.ended_by) == ("trainer", "administrator")
    assert one.last == clock.today() - DAY
    assert address in trainer.client.get(reverse("my-data")).content.decode()
    assert address in trainer.client.get(reverse("work")).content.decode()


@pytest.mark.parametrize("who", ["participant", "visitor"])
def test_who_is_not_signed_in_has_none(request, who):
    assert request.getfixturevalue(who).client.get(reverse("my-roles")).status_code in (302, 403)


def test_roles_that_ended_are_found_by_name_and_role(administrator, trainer, officer, village):
    for cast in (trainer, officer):
        RoleGrant.objects.filter(person=cast.person).update(
            unit=village, valid_from=clock.today() - 40 * DAY, valid_to=clock.today() - DAY
        )
    address = reverse("unit-roles", args=[village.id])

    def found(**asked):
        page = administrator.client.get(address, asked)
        return {one.person for one in page.context["past"]}

    assert found() == {"trainer", "officer"}
    assert found(q="TRAIN") == {"trainer"}
    assert found(role="officer") == {"officer"}
    assert found(q="nobody") == set()
    assert administrator.client.get(address, {"role": "king"}).status_code == 404


def grant_of_role(cast, role):
    return RoleGrant.objects.get(person=cast.person, role=role)
