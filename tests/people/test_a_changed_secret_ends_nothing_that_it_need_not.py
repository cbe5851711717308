"""The secret is changed: with the old one behind it, all that was given out holds."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.foundation import clock, ids
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations import actions as organisations
from suyang.organisations import keys
from suyang.organisations.actions.connections import Terms
from suyang.organisations.actions.invitations import code_of, find_invitation
from suyang.organisations.models import WebhookMessage
from suyang.organisations.webhooks import signing
from suyang.people import actions
from suyang.people.actions import handles
from suyang.people.models import Account
from suyang.plans.consumers import pseudonym
from suyang.plans.models import Evidence
from tests.organisations.receiver import is_signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def given_out(county, village, administrator, participant):
    """Everything that follows from the secret, as people and sites hold it."""
    actor = administrator.actor
    terms = Terms("县图书馆", "推荐课程", ["checks"], [], [], 600, clock.today() + dt.timedelta(30))
    connection, key = organisations.make_connection(actor, county, terms, uuid7())
    webhook = organisations.add_webhook(
        actor, connection, "https://library.example.org/hook", ["check.finished"], uuid7()
    )
    handle = handles.make_handle(connection, "zh-Hans", uuid7())
    account = Account.objects.get(person=administrator.person)
    _token, program = actions.make_token(actor, account, "表格", uuid7())
    return {
        "connection": connection,
        "key": key,
        "handover": keys.handover_secret(connection),
        "webhook": webhook,
        "secret": keys.written(keys.webhook_secret(webhook)),
        "handle": handle,
        "token": handles.token_of(handle),
        "program": program,
        "code": actions.new_return_code(participant.person),
    }


def change(settings, *, keep: bool) -> None:
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another-secret-" + "x" * 40
    settings.SECRET_KEY_FALLBACKS = [old] if keep else []


def signed_under(webhook, secret: str) -> bool:
    message = WebhookMessage(
        id=uuid7(), webhook=webhook, event=uuid7(), kind="x", happened_at=clock.now()
    )
    body = signing.body_of(message)
    return is_signed(secret, signing.headers_for(message, body, clock.now()), body)


def test_keys_codes_and_tokens_hold(given_out, participant, settings):
    change(settings, keep=True)
    connection = given_out["connection"]
    assert keys.connection_by_key(given_out["key"]) == connection
    assert keys.plain_key(connection) == given_out["key"]
    assert given_out["handover"] in keys.handover_secrets(connection)
    assert keys.handover_secret(connection) != given_out["handover"]
    assert signed_under(given_out["webhook"], given_out["secret"])
    new = keys.written(keys.webhook_secret(given_out["webhook"]))
    assert new != given_out["secret"]
    assert signed_under(given_out["webhook"], new)
    assert handles.handle_by_token(connection, given_out["token"]) == given_out["handle"]
    assert handles.token_of(given_out["handle"]) == given_out["token"]
    assert actions.person_by_token(given_out["program"]) is not None
    assert actions.person_by_code(given_out["code"]) == participant.person


def test_without_the_old_one_they_end(given_out, settings):
    change(settings, keep=False)
    connection = given_out["connection"]
    assert keys.connection_by_key(given_out["key"]) is None
    assert given_out["handover"] not in keys.handover_secrets(connection)
    assert not signed_under(given_out["webhook"], given_out["secret"])
    with pytest.raises(NotFound):
        handles.handle_by_token(connection, given_out["token"])
    assert actions.person_by_token(given_out["program"]) is None
    with pytest.raises(Refused):
        actions.person_by_code(given_out["code"])


def test_what_is_made_afterwards_follows_from_the_new_one(given_out, participant, settings):
    change(settings, keep=True)
    code = actions.new_return_code(participant.person)
    later = handles.make_handle(given_out["connection"], "zh-Hans", uuid7())
    settings.SECRET_KEY_FALLBACKS = []
    assert actions.person_by_code(code) == participant.person
    assert handles.handle_by_token(given_out["connection"], handles.token_of(later)) == later


@pytest.mark.parametrize("keep", [True, False])
def test_who_is_signed_in_stays_so(administrator, participant, settings, keep):
    change(settings, keep=keep)
    assert (administrator.client.get(reverse("work")).status_code == 200) is keep
    known = "学员一" in participant.client.get(reverse("my-data")).content.decode()
    assert known is keep


@pytest.mark.parametrize("keep", [True, False])
def test_an_invitation_on_paper_holds(administrator, village, settings, keep):
    made = organisations.invite(administrator.actor, "trainer", village, "老师", uuid7())
    invitation = made[0] if isinstance(made, tuple) else made
    code = code_of(invitation)
    change(settings, keep=keep)
    assert (find_invitation(code) == invitation) is keep
    assert (code_of(invitation) == code) is keep


def test_nobody_is_counted_twice(county, settings):
    person = str(uuid.uuid4())
    Evidence.objects.create(
        event=uuid7(),
        task="kp2022-3.2",
        kind=Evidence.Kind.PERSON,
        unit_id=county.id,
        group=uuid7(),
        person=pseudonym(person),
        day=clock.today(),
        recorded_at=clock.now(),
    )
    before = pseudonym(person)
    change(settings, keep=True)
    assert pseudonym(person) == before
    somebody_new = str(uuid.uuid4())
    assert pseudonym(somebody_new) == ids.keyed_digest("evidence", somebody_new)
