"""Messages that arrived or were given up go in time, and never too many are kept."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.foundation import cleaning, clock
from suyang.foundation.ids import uuid7
from suyang.organisations import actions
from suyang.organisations.actions.connections import Terms
from suyang.organisations.models import WebhookAttempt, WebhookMessage
from suyang.organisations.webhooks import cleaning as of_webhooks

pytestmark = pytest.mark.django_db
State = WebhookMessage.State


@pytest.fixture
def webhook(county, administrator):
    terms = Terms("县图书馆", "推荐课程", ["checks"], [], [], 600, clock.today() + dt.timedelta(30))
    connection, _key = actions.make_connection(administrator.actor, county, terms, uuid7())
    address = "https://library.example.org/hook"
    return actions.add_webhook(
        administrator.actor, connection, address, ["check.finished"], uuid7()
    )


def message(webhook, state: str, days: float) -> WebhookMessage:
    moment = clock.now() - dt.timedelta(days=days)
    waits = state == State.WAITING
    made = WebhookMessage.objects.create(
        webhook=webhook,
        event=uuid.uuid4(),
        kind="check.finished",
        happened_at=moment,
        state=state,
        due_at=moment if waits else None,
        finished_at=None if waits else moment,
    )
    WebhookAttempt.objects.create(message=made, at=moment, status=200)
    return made


def test_arrived_after_a_month_given_up_after_a_quarter(webhook):
    kept = [
        message(webhook, State.SENT, 29),
        message(webhook, State.GIVEN_UP, 89),
        message(webhook, State.WAITING, 400),
    ]
    message(webhook, State.SENT, 31)
    message(webhook, State.GIVEN_UP, 91)
    assert cleaning.clean() == {"webhook messages": 2}
    assert set(WebhookMessage.objects.all()) == set(kept)
    assert WebhookAttempt.objects.count() == len(kept)


def test_of_one_address_the_latest_are_kept(webhook, monkeypatch):
    monkeypatch.setattr(of_webhooks, "MOST", 3)
    # Ids of one millisecond are in no order: the latest are those with the greatest.
    made = sorted((message(webhook, State.SENT, 1) for _number in range(5)), key=lambda m: m.id)
    waits = message(webhook, State.WAITING, 1)
    assert cleaning.clean() == {"webhook messages": 2}
    assert set(WebhookMessage.objects.all()) == {*made[2:], waits}


@pytest.mark.parametrize("what", ["address", "connection"])
def test_what_waits_for_an_address_that_ended_goes_too(webhook, what):
    message(webhook, State.WAITING, 100)
    ended = webhook if what == "address" else webhook.connection
    field = "ended_at" if what == "address" else "revoked_at"
    setattr(ended, field, clock.now() - dt.timedelta(days=89))
    ended.save()
    assert cleaning.clean() == {}
    setattr(ended, field, clock.now() - dt.timedelta(days=91))
    ended.save()
    assert cleaning.clean() == {"webhook messages": 1}
