"""The first run: office, first administrator, role, in one go and once."""

from __future__ import annotations

import pytest
from django.test import Client

from suyang.foundation.permissions import Refused
from suyang.organisations import queries
from suyang.organisations.models import Installation, Unit
from suyang.organisations.permissions import Actor, may
from suyang.people import actions
from suyang.people.models import Account, Person

OFFICE = {
    "office_name": "青石县网信办",
    "office_kind": "county",
    "name": "李主任",
    "username": " Li.Zhuren ",
    "password": "qingshi-7-xian",
}


@pytest.mark.django_db
def test_the_first_administrator_may_do_all_in_the_office():
    account = actions.found_office(**OFFICE)
    installation = queries.installation()
    assert queries.name_of(installation.office_id) == "青石县网信办"
    actor = Actor(account.person_id, account.id)
    assert may(actor, "unit.change", installation.office)
    assert account.username == "li.zhuren"
    client = Client()
    sent = {"login": "LI.Zhuren", "password": "qingshi-7-xian"}
    assert client.post("/accounts/login/", sent).status_code == 302


@pytest.mark.django_db
def test_a_second_founding_is_refused_and_changes_nothing():
    actions.found_office(**OFFICE)
    with pytest.raises(Refused) as refused:
        actions.found_office(**{**OFFICE, "username": "another"})
    assert refused.value.code == "already_founded"
    assert (Installation.objects.count(), Account.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"password": "12345678"}, {"username": "x y"}])
def test_a_refused_name_or_password_leaves_no_half_office(change):
    with pytest.raises(Refused) as refused:
        actions.found_office(**{**OFFICE, **change})
    assert refused.value.field in change
    assert not Unit.objects.filter(code="office").exists()
    assert not Installation.objects.exists()
    assert not Person.objects.exists()
