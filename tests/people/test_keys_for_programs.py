"""API keys: own account only, digest only, revocable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import Denied
from suyang.people import actions
from suyang.people.models import Account, ApiToken


@pytest.fixture
def account(trainer) -> Account:
    return Account.objects.get(person=trainer.person)


def test_a_key_finds_its_person_until_it_is_revoked(trainer, account):
    token, plain = actions.make_token(trainer.actor, account, "网站")
    assert actions.person_by_token(plain) == trainer.person
    assert plain not in str(ApiToken.objects.values().get())
    actions.revoke_token(trainer.actor, token)
    assert actions.person_by_token(plain) is None
    assert actions.person_by_token("") is None


def test_a_key_runs_out_and_ends_with_a_locked_account(trainer, account):
    token, plain = actions.make_token(trainer.actor, account, "网站")
    Account.objects.update(is_active=False)
    assert actions.person_by_token(plain) is None
    Account.objects.update(is_active=True)
    token.expires_at = clock.now() - dt.timedelta(seconds=1)
    token.save()
    assert actions.person_by_token(plain) is None


def test_the_page_makes_one_key_for_a_double_click_and_shows_it_for_a_while(trainer, account):
    address = reverse("token-list")
    data = {"label": "网站", "key": str(uuid7())}
    for _ in range(2):
        assert trainer.client.post(address, data).status_code == 302
    token = ApiToken.objects.get()
    plain = actions.plain_token(token)
    assert plain in trainer.client.get(address).content.decode()
    ApiToken.objects.update(created_at=clock.now() - dt.timedelta(minutes=11))
    assert plain not in trainer.client.get(address).content.decode()


def test_keys_of_others_are_out_of_reach(trainer, stranger, participant, visitor, account):
    token, _plain = actions.make_token(trainer.actor, account, "网站")
    with pytest.raises(Denied):
        actions.make_token(stranger.actor, account, "网站")
    with pytest.raises(Denied):
        actions.make_token(stranger.actor, Account.objects.get(username="stranger"), "x", token.id)
    revoke = reverse("token-revoke", args=[token.id])
    assert stranger.client.post(revoke).status_code == 404
    for cast in (participant, visitor):
        assert cast.client.post(revoke).status_code == 403
        assert cast.client.get(reverse("token-list")).status_code == 403
