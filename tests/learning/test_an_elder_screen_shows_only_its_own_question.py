"""Joining in elder mode: three screens, and the consent text on the one that needs it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from suyang.foundation.texts import plain
from suyang.learning.models import Enrolment
from tests.learning import afternoon

pytestmark = pytest.mark.django_db

READ_ALOUD = "这不是考试，没有分数"
AFTERWARDS = "说了“行”，以后也能改"


@pytest.fixture
def elder() -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.cookies["suyang_reading"] = "elder=1"
    return client


def questions(group) -> list[str]:
    asked = group.programme.body["consent"]["questions"]
    return [plain({"zh-Hans": one["text"]["zh-Hans"]}) for one in asked]


def shown(page, group) -> tuple[bool, ...]:
    """Name, consent text, first question, second question, what holds afterwards."""
    text = page.content.decode()
    first, second = questions(group)
    looked_for = ("怎么称呼您", READ_ALOUD, first, second, AFTERWARDS)
    return tuple(one in text for one in looked_for)


def screens(elder, group, extra=None):
    """The three screens, each answered."""
    address = reverse("join-code", args=[group.code])
    page = elder.get(address)
    yield page
    sent = {"ticket": afternoon.ticket_in(page)}
    for asked, answer in ((1, {"name": "李奶奶"}), (2, {"trainer_sees_result": "yes"})):
        sent |= {"asked": asked, **answer}
        page = elder.post(address, sent)
        yield page
    yield elder.post(address, sent | {"asked": 3, "count_in_plan": "no"})


def test_each_screen_has_its_own_text_once(elder, group):
    name, first, second, done = screens(elder, group)
    assert shown(name, group) == (True, False, False, False, False)
    assert shown(first, group) == (False, True, True, False, False)
    assert shown(second, group) == (False, False, False, True, True)
    assert done.url == reverse("my-code")
    assert Enrolment.objects.get().person.name == "李奶奶"


def test_a_question_left_open_comes_again_with_its_text(elder, group):
    address = reverse("join-code", args=[group.code])
    sent = {"ticket": afternoon.ticket_in(elder.get(address)), "asked": 2, "name": "李奶奶"}
    page = elder.post(address, sent)
    assert shown(page, group) == (False, True, True, False, False)
    assert page.status_code == 422


def test_somebody_known_begins_with_the_text_and_the_first_question(elder, group, participant):
    participant.client.cookies["suyang_reading"] = "elder=1"
    address = reverse("join-code", args=[group.code])
    page = participant.client.get(address, {"me": 1}, headers={"Accept-Language": "zh-hans"})
    assert shown(page, group) == (False, True, True, False, False)


def test_without_elder_mode_all_stands_on_one_page(group):
    page = Client().get(
        reverse("join-code", args=[group.code]), headers={"Accept-Language": "zh-hans"}
    )
    assert shown(page, group) == (True, True, True, True, True)
