"""From the card to the account: code, name, password; once, within two weeks."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.permissions import Refused
from suyang.organisations import actions as organisations
from suyang.organisations.models import Invitation, RoleGrant
from suyang.organisations.permissions import Actor, may
from suyang.people import actions, throttle
from suyang.people.models import Account

ANSWERS = {"name": "王小红", "username": "wang.xiaohong", "password": "liushu-cun-8"}


@pytest.fixture
def code(administrator, village) -> str:
    return organisations.invite(administrator.actor, "trainer", village)[1]


def test_the_page_makes_the_account_and_signs_in(code, village):
    client = Client()
    page = client.get(reverse("invitation"), {"code": code})
    assert code in page.content.decode()
    sent = {"code": code.lower(), **ANSWERS}
    assert client.post(reverse("invitation"), sent).url == "/work/"
    account = Account.objects.get(username="wang.xiaohong")
    assert may(Actor(account.person_id, account.id), "group.start", village)
    assert client.session["_auth_user_id"] == str(account.id)


def test_a_double_click_makes_one_account(code):
    for client in (Client(), Client()):
        assert client.post(reverse("invitation"), {"code": code, **ANSWERS}).status_code == 302
    assert Account.objects.filter(username="wang.xiaohong").count() == 1
    assert RoleGrant.objects.filter(person__name="王小红").count() == 1


def test_the_code_works_once(code):
    actions.accept_invitation(code, "first.one", "liushu-cun-8")
    with pytest.raises(Refused) as refused:
        actions.accept_invitation(code, "second.one", "liushu-cun-8")
    assert refused.value.code == "closed_code"
    with pytest.raises(Refused):
        actions.accept_invitation(code, "first.one", "another-pass-8")


def test_after_two_weeks_it_is_closed(code):
    Invitation.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(Refused):
        actions.accept_invitation(code, "first.one", "liushu-cun-8")
    assert not Account.objects.filter(username="first.one").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "Administrator"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "\x00"}, "username"),
        ({"password": "12345678"}, "password"),
        ({"password": "wang.xiaohong"}, "password"),
        ({"code": "AAAA-AAAA-AAAA"}, "code"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_code_stays_open(
    administrator, code, change, field
):
    page = Client().post(reverse("invitation"), {"code": code, **ANSWERS, **change})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert actions.accept_invitation(code, "wang.xiaohong", "liushu-cun-8")


def test_a_participants_code_opens_no_office(participant):
    code = actions.new_return_code(participant.person)
    page = Client().post(reverse("invitation"), {"code": code, **ANSWERS})
    assert page.context["form"].errors["code"]


def test_guessing_is_stopped(administrator, code):
    client = Client()
    for _ in range(throttle.FAILURES_A_BROWSER):
        client.post(reverse("invitation"), {"code": "AAAAAAAAAAAA", **ANSWERS})
    page = client.post(reverse("invitation"), {"code": code, **ANSWERS})
    assert page.context["form"].non_field_errors()
    assert not Account.objects.filter(username="wang.xiaohong").exists()


def test_where_and_how_long_the_role_holds_is_said_when_inviting(administrator, town):
    address = reverse("invitation-new", args=[town.id])
    key = administrator.client.get(address).context["form"]["key"].value()
    last = clock.today() + dt.timedelta(days=90)
    sent = {"role": "trainer", "reach": "unit", "until": last.isoformat(), "key": key}
    for _click in range(2):
        assert administrator.client.post(address, sent).status_code == 302
    (made,) = Invitation.objects.filter(unit=town)
    assert (made.reach, made.role_until) == ("unit", last)
    # Without a word it holds below, too, and has no end.
    plain = {"role": "trainer", "key": str(uuid.uuid4())}
    assert administrator.client.post(address, plain).status_code == 302
    other = Invitation.objects.get(id=plain["key"])
    assert (other.reach, other.role_until) == ("below", None)
    past = {**plain, "key": str(uuid.uuid4()), "until": "2020-01-01"}
    page = administrator.client.post(address, past)
    assert page.context["form"].errors["until"]
