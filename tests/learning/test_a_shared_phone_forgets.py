"""After the hand-over nothing of the person before is reachable: by no address, by no old page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def test_nothing_of_the_person_before_is_reachable(group):
    phone = afternoon.join(group, "老周")
    link = afternoon.take_check(phone, "before", right=False)
    enrolment = link.enrolment
    seen = [
        reverse("my-group"),
        reverse("my-code"),
        reverse("my-check", args=["before"]),
        reverse("my-lesson", args=[afternoon.LESSONS[0]]),
        reverse("check-question", args=[link.check_taken_id]),
        reverse("check-result", args=[link.check_taken_id]),
        reverse("my-data"),
        reverse("home"),
        reverse("hand-over"),
        reverse("join-code", args=[group.code]),
    ]
    for address in seen:
        page = phone.get(address)
        assert "no-store" in page["Cache-Control"], address
    done = phone.post(reverse("hand-over"))
    assert done["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in done["Cache-Control"]
    for address in seen:
        text = phone.get(address, follow=True).content.decode()
        assert "老周" not in text, address
        assert str(enrolment.id) not in text
    assert "老周" not in phone.get(done.url).content.decode()


def test_an_old_page_sent_again_does_not_bring_the_person_back(group):
    from django.test import Client

    phone = Client()
    address = reverse("join-code", args=[group.code])
    sent = {
        "ticket": afternoon.ticket_in(phone.get(address)),
        "name": "老周",
        "trainer_sees_result": "yes",
        "count_in_plan": "yes",
    }
    phone.post(address, sent)
    phone.post(reverse("hand-over"))
    answer = phone.post(address, sent, follow=True)
    assert "老周" not in answer.content.decode()
    assert "person" not in phone.session


def test_the_next_one_joins_as_somebody_else(group):
    phone = afternoon.join(group, "老周")
    phone.post(reverse("hand-over"))
    afternoon.join(group, "小李", client=phone)
    assert afternoon.enrolment_of(phone).person.name == "小李"
    assert group.enrolments.count() == 2


def test_it_leads_on_only_to_joining(group):
    phone = afternoon.join(group, "老周")
    answer = phone.post(reverse("hand-over"), {"next": "https://elsewhere.example/"})
    assert answer.url == reverse("hand-over")
    wanted = reverse("join-code", args=[group.code])
    assert phone.post(reverse("hand-over"), {"next": wanted}).url == wanted
