"""A forgotten password, without e-mail: a one-time password on paper, then an own one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions as organisations
from suyang.people import actions
from suyang.people.models import Account


def account_of(cast) -> Account:
    return Account.objects.get(person=cast.person)


def sign_in(username: str, password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return client


def test_the_whole_way(administrator, trainer):
    page = administrator.client.get(reverse("staff-person", args=[trainer.person.id]))
    key = page.context["reset"]["key"].value()
    reset = reverse("staff-password", args=[trainer.person.id])
    cards = [administrator.client.post(reset, {"key": key}, follow=True) for _ in range(2)]
    password = cards[0].context["password"]
    assert password
    assert cards[1].context["password"] == password

    client = sign_in("trainer", password)
    change = reverse("account_change_password")
    assert client.get(reverse("work")).url == change
    assert client.get(reverse("my-data")).url == change
    assert client.get(change).status_code == 200
    wrong = {"oldpassword": password, "password1": password, "password2": password}
    assert client.post(change, wrong).context["form"].errors["password1"]
    right = {"oldpassword": password, "password1": "my-own-word-9", "password2": "my-own-word-9"}
    assert client.post(change, right).url == "/work/"
    assert client.get(reverse("work")).status_code == 200
    assert account_of(trainer).check_password("my-own-word-9")

    again = administrator.client.get(cards[0].redirect_chain[-1][0])
    assert again.status_code == 200
    assert password not in again.content.decode()


def test_the_old_password_and_open_pages_stop_working(administrator, trainer):
    assert trainer.client.get(reverse("token-list")).status_code == 200
    actions.reset_password(administrator.actor, account_of(trainer), uuid7())
    assert trainer.client.get(reverse("token-list")).status_code == 403
    assert "_auth_user_id" not in sign_in("trainer", "a-long-enough-word").session


@pytest.mark.parametrize("who", ["officer", "trainer", "stranger", "participant", "visitor"])
def test_others_reset_nothing(request, who, administrator):
    cast = request.getfixturevalue(who)
    with pytest.raises(Denied):
        actions.reset_password(cast.actor, account_of(administrator), uuid7())


def test_an_administrator_below_takes_over_nobody_above(administrator, trainer, town, officer):
    organisations.grant_role(administrator.actor, trainer.person.id, "administrator", town)
    with pytest.raises(Denied):
        actions.reset_password(trainer.actor, account_of(administrator), uuid7())
    organisations.grant_role(administrator.actor, officer.person.id, "trainer", town)
    with pytest.raises(Denied):
        actions.reset_password(trainer.actor, account_of(officer), uuid7())


def test_a_locked_account_opens_nothing_until_it_is_opened_again(administrator, trainer):
    account = account_of(trainer)
    switch = reverse("staff-account", args=[trainer.person.id])
    assert administrator.client.post(switch, {"active": "0"}).status_code == 302
    assert trainer.client.get(reverse("token-list")).status_code == 403
    assert "_auth_user_id" not in sign_in("trainer", "a-long-enough-word").session
    administrator.client.post(switch, {"active": "1"})
    assert sign_in("trainer", "a-long-enough-word").session["_auth_user_id"] == str(account.id)


def test_the_only_administrator_is_not_locked_out(administrator, officer):
    with pytest.raises(Refused):
        actions.deactivate(administrator.actor, account_of(administrator))
    with pytest.raises(Denied):
        actions.deactivate(officer.actor, account_of(administrator))


def test_wrong_passwords_are_stopped_by_account(trainer, officer):
    for _ in range(9):
        sign_in("trainer", "wrong-wrong-wrong")
    assert "_auth_user_id" not in sign_in("trainer", "a-long-enough-word").session
    assert "_auth_user_id" in sign_in("officer", "a-long-enough-word").session


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_inactive"])
def test_the_pages_of_signing_in_stand_in_the_shell(visitor, name):
    page = visitor.client.get(reverse(name)).content.decode()
    assert page.count("<h1") == 1
    assert 'id="main"' in page
