"""What people do on an afternoon, through their browsers; every test file of learning uses it."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from suyang.foundation import ids, outbox
from suyang.learning import actions
from suyang.learning.actions.consents import Answers
from suyang.learning.models import Enrolment, Group, GroupCheck
from suyang.organisations.permissions import Actor

PROGRAMME = "farmers-new-farm-tools"
TASK = "kp2022-3.2"
LESSONS = ["prices-and-weather", "photo-and-words-that-sell", "spot-the-swindle"]
YES = Answers(trainer_sees_result=True, count_in_plan=True)
ELDER = {"suyang_reading": "elder=1"}


def start(trainer, village, name="周六下午") -> Group:
    return actions.start_group(trainer.actor, PROGRAMME, TASK, village, name, ids.uuid7())


def ticket_in(page) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]


def join(group: Group, name: str, sees="yes", counts="yes", client=None) -> Client:
    """Join as somebody with a phone of their own; the browser, with the personal code on it."""
    client = client or Client()
    address = reverse("join-code", args=[group.code])
    sent = {
        "ticket": ticket_in(client.get(address)),
        "name": name,
        "trainer_sees_result": sees,
        "count_in_plan": counts,
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    client.own_code = code_on(client.get(answer.url))
    return client


def code_on(page) -> str:
    return re.search(r'code-big">([^<]+)<', page.content.decode())[1]


def enrolment_of(client: Client) -> Enrolment:
    return Enrolment.objects.get(person_id=client.session["person"])


def take_check(client: Client, occasion: str, mode="alone", right=True, items=40) -> GroupCheck:
    """Begin the check on its page and answer until it ends, or stop after so many items."""
    begun = client.post(reverse("my-check", args=[occasion]), {"mode": mode})
    assert begun.status_code == 302, begun.content.decode()
    address = begun.url
    for _question in range(items):
        page = client.get(address)
        if page.status_code == 302:
            break
        shown = re.search(r'name="presentation" value="([^"]+)"', page.content.decode())[1]
        client.post(address, {"presentation": shown, **_answer(shown, right)})
    client.post(address + "stop/")
    outbox.drain()
    return GroupCheck.objects.get(enrolment=enrolment_of(client), occasion=occasion)


def _answer(presentation_id: str, right: bool) -> dict[str, object]:
    from suyang.assessment.models import Presentation

    body = Presentation.objects.get(id=presentation_id).item.item.body
    if not right:
        return {"action": "dont-know"}
    given: dict[str, object] = {"action": "answer"}
    for control in body["controls"]:
        if control["kind"] == "entry":
            given[control["id"]] = str(control.get("number") or control["accept"][0])
        elif control["kind"] in ("order", "match"):
            given[control["id"]] = [
                *(f"{row['id']}:{row['goes']}" for row in control.get("rows", ())),
                *(one["id"] for one in control["options"] if control["kind"] == "order"),
            ]
        else:
            given[control["id"]] = [one["id"] for one in control["options"] if one.get("key")]
    return given


def take_lessons(client: Client, lessons=LESSONS) -> None:
    for slug in lessons:
        opened = client.post(reverse("my-lesson-open", args=[slug]))
        assert client.get(opened.url).status_code == 200
        client.post(reverse("my-lesson-finish", args=[slug]))
    outbox.drain()


def enrol(group: Group, name: str, answers: Answers = YES) -> Enrolment:
    return actions.join(group, name, "zh-Hans", request_id=ids.uuid7(), answers=answers).enrolment


def own(enrolment: Enrolment) -> Actor:
    return Actor(person_id=enrolment.person_id)
