"""Webhooks: signed, tried again, given up and shown, sent twice only under one id."""

from __future__ import annotations

import datetime as dt
import re
import threading
import uuid

import pytest
from django.urls import reverse

from suyang.assessment import actions as checks
from suyang.assessment.models import ConnectedCheck
from suyang.foundation import clock, outbox, outgoing
from suyang.foundation.ids import uuid7
from suyang.foundation.models import Delivery, OutboxEvent
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions, keys
from suyang.organisations.actions.connections import Terms
from suyang.organisations.models import Webhook, WebhookAttempt, WebhookMessage
from suyang.organisations.permissions import Actor
from suyang.organisations.webhooks import sending
from suyang.people import actions as people
from suyang.people.actions import handles
from tests.organisations.receiver import is_signed, running

pytestmark = pytest.mark.django_db
State = WebhookMessage.State
ALL = ["check.finished", "result.handed_over", "group.finished"]


@pytest.fixture
def receiver(settings):
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    with running() as found:
        yield found


@pytest.fixture
def connection(county, administrator):
    terms = Terms("县图书馆", "推荐课程", ["checks"], [], [], 600, clock.today() + dt.timedelta(30))
    return actions.make_connection(administrator.actor, county, terms, uuid7())[0]


@pytest.fixture
def webhook(connection, administrator, receiver):
    return actions.add_webhook(administrator.actor, connection, receiver.address, ALL, uuid7())


@pytest.fixture
def ended_check(bank, webhook):
    """A visitor of the other site has ended a check there."""
    handle = handles.make_handle(webhook.connection, "zh-Hans", uuid7())
    check = checks.start(handle.person, "quick", "zh-Hans")
    ConnectedCheck.objects.create(check_taken=check, connection=webhook.connection)
    checks.present(check)
    checks.stop(Actor(person_id=handle.person_id), check)
    outbox.drain()
    return check, handle


def due_now() -> None:
    WebhookMessage.objects.filter(state=State.WAITING).update(due_at=clock.now())


def secret_of(webhook: Webhook) -> str:
    return keys.written(keys.webhook_secret(webhook))


def test_a_message_is_signed_and_names_nobody(ended_check, webhook, receiver):
    check, handle = ended_check
    assert sending.send_due() == 1
    [(headers, body)] = receiver.arrived
    assert is_signed(secret_of(webhook), headers, body)
    assert not is_signed(secret_of(webhook), headers, body + b" ")
    assert not is_signed("whsec_" + "A" * 43 + "=", headers, body)
    [said] = receiver.bodies()
    assert said["type"] == "check.finished"
    assert said["data"] == {
        "check": str(check.id),
        "blueprint": "quick",
        "ended_by": "person",
        "visitor": handles.token_of(handle),
    }
    assert str(check.person_id) not in body.decode()
    assert uuid.UUID(headers["webhook-id"]) == WebhookMessage.objects.get().id
    assert sending.send_due() == 0
    assert WebhookMessage.objects.get().state == State.SENT


def test_the_same_event_again_is_the_same_message(ended_check, receiver):
    Delivery.objects.update(done_at=None, retry_at=None)
    outbox.drain()
    assert WebhookMessage.objects.count() == 1
    sending.send_due()
    assert len(receiver.arrived) == 1


def test_after_500_it_is_tried_again_later_under_the_same_id(ended_check, webhook, receiver):
    receiver.answers = [500, 301, 204]
    sending.send_due()
    message = WebhookMessage.objects.get()
    wait = (message.due_at - clock.now()).total_seconds()
    assert 0 < wait < 6
    assert sending.send_due() == 0
    for _again in range(2):
        due_now()
        sending.send_due()
    assert len(set(receiver.ids())) == 1
    assert len(receiver.arrived) == 3
    assert all(is_signed(secret_of(webhook), *one) for one in receiver.arrived)
    assert list(WebhookAttempt.objects.order_by("id").values_list("status", flat=True)) == [
        500,
        301,
        204,
    ]
    assert WebhookMessage.objects.get().state == State.SENT


def test_waits_grow_for_about_a_day_and_are_not_all_alike():
    assert list(sending.WAITS_S) == sorted(sending.WAITS_S)
    assert 20 * 3600 < sum(sending.WAITS_S) < 24 * 3600
    assert len({sending._wait(3, None) for _draw in range(20)}) > 10
    busy = outgoing.Answer(503, "7200")
    assert sending._wait(1, busy) == 7200
    assert sending._wait(1, outgoing.Answer(503, "9" * 12)) == 24 * 3600
    assert sending._wait(1, outgoing.Answer(503, "Wed, 21 Oct")) < 6


def test_a_receiver_that_does_not_answer_is_left(ended_check, receiver, monkeypatch):
    monkeypatch.setattr(outgoing, "TIMEOUT_S", 0.3)
    monkeypatch.setattr(outgoing.post, "__defaults__", (0.3,))
    receiver.wait_s = 1.5
    begun = clock.now()
    sending.send_due()
    assert (clock.now() - begun).total_seconds() < 1.4
    attempt = WebhookAttempt.objects.get()
    assert attempt.status is None
    assert "0.3 s" in attempt.error


def test_a_message_that_never_arrives_is_given_up_shown_and_sent_again(
    ended_check, webhook, receiver, administrator
):
    receiver.answers = [500] * (len(sending.WAITS_S) + 1)
    for _attempt in range(len(sending.WAITS_S) + 1):
        due_now()
        sending.send_due()
    message = WebhookMessage.objects.get()
    assert message.state == State.GIVEN_UP
    page = administrator.client.get(reverse("webhook", args=[webhook.id]))
    text = page.content.decode()
    again = reverse("message-again", args=[message.id])
    assert again in text
    assert "500" in text
    listed = administrator.client.get(reverse("connection", args=[webhook.connection_id]))
    assert listed.context["given_up"] == 1
    for _click in range(2):
        administrator.client.post(again)
    sending.send_due()
    assert WebhookMessage.objects.get().state == State.SENT
    assert len(set(receiver.ids())) == 1


def test_between_sending_and_marking_a_crash_sends_the_same_once_more(
    ended_check, receiver, monkeypatch
):
    """At least once: whoever keeps the ids that they have seen acts once."""

    class Crash(BaseException):
        pass

    def crash(*_arguments: object) -> None:
        raise Crash

    with monkeypatch.context() as killed:
        killed.setattr(sending, "_mark", crash)
        with pytest.raises(Crash):
            sending.send_due()
    assert len(receiver.arrived) == 1
    # Nobody takes it while the one that was killed could still be at it.
    assert sending.send_due() == 0
    WebhookMessage.objects.update(taken_until=clock.now() - dt.timedelta(seconds=1))
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    assert len(set(receiver.ids())) == 1
    assert len({body for _headers, body in receiver.arrived}) == 1


def test_what_another_process_has_taken_is_left(ended_check, receiver):
    [first] = sending._due()
    assert sending._take(first) is not None
    assert sending._take(first) is None
    assert receiver.arrived == []


def test_a_receiver_that_hangs_holds_up_no_consumer_and_no_other(
    ended_check, connection, administrator, receiver, monkeypatch
):
    monkeypatch.setattr(outgoing.post, "__defaults__", (1.0,))
    with running() as slow:
        slow.wait_s = 1.5
        actions.add_webhook(administrator.actor, connection, slow.address, ALL, uuid7())
        Delivery.objects.update(done_at=None, retry_at=None)
        begun = clock.now()
        outbox.drain()
        assert (clock.now() - begun).total_seconds() < 0.9
        sending.send_due(rounds=1)
        assert (clock.now() - begun).total_seconds() < 2.5
    assert len(receiver.arrived) == 1
    states = set(WebhookMessage.objects.values_list("state", flat=True))
    assert states == {State.SENT, State.WAITING}


def test_gone_ends_the_address(ended_check, webhook, receiver):
    receiver.answers = [410]
    sending.send_due()
    webhook.refresh_from_db()
    assert webhook.ended_at is not None
    assert WebhookMessage.objects.get().state == State.GIVEN_UP


def test_a_revoked_key_sends_nothing_more(ended_check, connection, administrator, receiver):
    actions.revoke_connection(administrator.actor, connection)
    assert sending.send_due() == 0
    assert receiver.arrived == []


def test_a_new_secret_signs_beside_the_old_for_a_day(ended_check, webhook, administrator, receiver):
    old = secret_of(webhook)
    for _click in range(2):
        webhook = actions.renew_webhook_secret(administrator.actor, webhook, 1)
    assert webhook.generation == 2
    sending.send_due()
    [(headers, body)] = receiver.arrived
    assert is_signed(old, headers, body)
    assert is_signed(secret_of(webhook), headers, body)
    assert old != secret_of(webhook)


def test_an_erased_person_is_told_of_no_more(ended_check, receiver):
    _check, handle = ended_check
    people.erase_person(handle.person, Actor(person_id=handle.person_id))
    assert not WebhookMessage.objects.exists()
    assert sending.send_due() == 0


def test_erased_while_it_is_being_sent(ended_check, receiver):
    """Between sending and marking: nothing about them is written down after."""
    _check, handle = ended_check
    [message_id] = sending._due()
    taken = sending._take(message_id)
    people.erase_person(handle.person, Actor(person_id=handle.person_id))
    sending._mark(taken.message, sending.Outcome(outgoing.Answer(204), "", 1))
    assert not WebhookMessage.objects.exists()
    assert not WebhookAttempt.objects.exists()


def test_a_finished_group_is_told_to_the_offices_above_it(
    bank, webhook, receiver, trainer, village, other_county
):
    from suyang.learning import actions as learning

    group = learning.start_group(
        trainer.actor, "farmers-new-farm-tools", "", village, "周六", uuid7()
    )
    learning.close_group(trainer.actor, group)
    outbox.drain()
    sending.send_due()
    [said] = receiver.bodies()
    assert (said["type"], said["data"]["group"]) == ("group.finished", str(group.id))
    assert "周六" not in str(said)
    webhook.connection.unit = other_county
    webhook.connection.save()
    event = OutboxEvent.objects.get(kind="learning.group_closed")
    WebhookMessage.objects.all().delete()
    Delivery.objects.filter(event=event).update(done_at=None)
    outbox.drain()
    assert not WebhookMessage.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://www.example.org/hook",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://10.0.0.8/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/hook",
        "https://[fd00::1]/hook",
        "https://[::ffff:10.0.0.1]/hook",
        "https://[64:ff9b::a00:1]/hook",
        "https://0.0.0.0/hook",
        "https://user:word@www.example.org/hook",
        "https://www.example.org\\@10.0.0.1/hook",
        "https://printer/hook",
        "https://www.example.org/ho ok",
        "https://www.example.org/#x",
        "ftp://www.example.org/",
        "https://2130706433/hook",
        "https://0x7f000001/hook",
        "",
    ],
)
def test_addresses_inside_are_refused(connection, administrator, address):
    with pytest.raises(Refused) as refused:
        actions.add_webhook(administrator.actor, connection, address, ALL, uuid7())
    assert refused.value.field == "address"


def test_a_name_that_points_inside_is_not_asked(
    ended_check, webhook, receiver, settings, monkeypatch
):
    """However it is written down, and whatever it pointed to when it was registered."""
    settings.OUTGOING_NETWORKS = []
    Webhook.objects.update(
        address=receiver.address.replace("http://127.0.0.1", "https://rebound.example")
    )
    port = int(receiver.address.split(":")[2].split("/")[0])
    for inside in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1"):
        rows = [(2, 1, 6, "", (one, port)) for one in ("93.184.216.34", inside)]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, rows=rows, **_k: rows)
        due_now()
        sending.send_due(rounds=1)
    assert receiver.arrived == []
    assert "not allowed" in WebhookAttempt.objects.last().error


def test_no_redirect_is_followed(ended_check, receiver):
    with running() as inside:
        receiver.answers, receiver.headers = [302], {"Location": inside.address}
        sending.send_due()
        assert inside.arrived == []
    assert WebhookAttempt.objects.get().status == 302


def test_only_the_offices_administrator_manages(
    connection, webhook, officer, trainer, stranger, visitor
):
    for cast in (officer, trainer, stranger):
        with pytest.raises(Denied):
            actions.add_webhook(cast.actor, connection, "https://a.example/", ALL, uuid7())
    pages = [
        reverse("connection-list", args=[connection.unit_id]),
        reverse("connection-new", args=[connection.unit_id]),
        reverse("connection", args=[connection.id]),
        reverse("connection-change", args=[connection.id]),
        reverse("connection-revoke", args=[connection.id]),
        reverse("webhook-new", args=[connection.id]),
        reverse("webhook", args=[webhook.id]),
    ]
    for cast in (officer, trainer, stranger, visitor):
        assert {cast.client.get(page).status_code for page in pages} == {403}
        assert cast.client.post(reverse("webhook-end", args=[webhook.id])).status_code == 403
        assert (
            cast.client.post(reverse("connection-revoke", args=[connection.id])).status_code == 403
        )
    webhook.refresh_from_db()
    assert webhook.ended_at is None


def test_it_is_all_done_on_pages(county, administrator, receiver):
    client = administrator.client
    new = reverse("connection-new", args=[county.id])
    sent = {
        "name": "县图书馆",
        "purpose": "推荐课程",
        "scopes": ["checks", "handover"],
        "returns": "https://library.example/learn/\n",
        "origins": "https://library.example",
        "requests_a_minute": "600",
        "last_day": (clock.today() + dt.timedelta(days=30)).isoformat(),
        "key": str(uuid7()),
    }
    wrong = client.post(new, sent | {"returns": "library.example/learn", "origins": "https://a/b"})
    assert wrong.context["form"].errors["returns"]
    made, again = (client.post(new, sent) for _click in range(2))
    assert made.url == again.url
    page = client.get(made.url).content.decode()
    assert re.search(r"suyang_site_[0-9a-f]{48}", page)
    assert re.search(r"suyang_handover_[0-9a-f]{48}", page)
    connection = actions.make_connection.__globals__["Connection"].objects.get()
    connection.keyed_at -= dt.timedelta(minutes=11)
    connection.save()
    later = client.get(made.url).content.decode()
    assert "suyang_site_" not in later
    assert "suyang_handover_" not in later

    hook = reverse("webhook-new", args=[connection.id])
    sent = {"address": receiver.address, "events": ["check.finished"], "key": str(uuid7())}
    made, again = (client.post(hook, sent) for _click in range(2))
    assert made.url == again.url
    assert "whsec_" in client.get(made.url).content.decode()
    Webhook.objects.update(keyed_at=clock.now() - dt.timedelta(minutes=11))
    assert "whsec_" not in client.get(made.url).content.decode()
    webhook = Webhook.objects.get()
    client.post(reverse("webhook-renew", args=[webhook.id]), {"generation": "1"})
    client.post(reverse("webhook-end", args=[webhook.id]))
    webhook.refresh_from_db()
    assert (webhook.generation, webhook.ended_at is None) == (2, False)

    renew = reverse("connection-renew", args=[connection.id])
    for _click in range(2):
        client.post(renew, {"generation": "1"})
    change = reverse("connection-change", args=[connection.id])
    initial = client.get(change).context["form"].initial
    assert initial["returns"] == "https://library.example/learn/"
    client.post(change, initial | {"name": "市图书馆", "last_day": initial["last_day"].isoformat()})
    connection.refresh_from_db()
    assert (connection.generation, connection.name) == (2, "市图书馆")
    client.post(reverse("connection-revoke", args=[connection.id]))
    connection.refresh_from_db()
    assert connection.revoked_at is not None
    assert client.get(reverse("connection-list", args=[county.id])).status_code == 200


def test_the_thread_ends_when_it_is_asked(monkeypatch):
    rounds = []
    monkeypatch.setattr(sending, "LOOK_AGAIN_S", 0.01)
    monkeypatch.setattr(sending, "send_due", lambda rounds_=0, **_more: rounds.append(1))
    stop = threading.Event()
    thread = sending.start_sender(stop)
    while len(rounds) < 3:
        stop.wait(0.01)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
