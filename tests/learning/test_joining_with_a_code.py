"""Joining: a code as people type it, a name of one's own, two questions, a code to come back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from suyang.foundation import ids
from suyang.learning.models import Enrolment
from suyang.organisations.models import RoleGrant
from suyang.organisations.permissions import Actor
from suyang.people.models import Consent, Person
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def test_the_code_is_read_kindly(group):
    typed = f" {ids.show_code(group.code).lower()} "
    answer = Client().post(reverse("join"), {"code": typed})
    assert answer.url == reverse("join-code", args=[group.code])


def test_a_wrong_code_says_so_at_the_field(group):
    page = Client().post(reverse("join"), {"code": "222222"})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert Client().get(reverse("join-code", args=["222222"])).status_code == 404


def test_guessing_codes_is_slowed_down(group):
    client = Client()
    for _try in range(12):
        client.post(reverse("join"), {"code": "222222"})
    page = client.post(reverse("join"), {"code": group.code})
    assert page.status_code == 200


def test_the_code_brings_the_person_back(group):
    farmer = afternoon.join(group, "老周")
    other = Client()
    back = other.post(reverse("come-back"), {"code": farmer.own_code})
    assert back.url == reverse("my-group")
    assert "老周" in other.get(back.url).content.decode()


def test_both_questions_want_an_answer_and_no_is_one(group):
    client = Client()
    address = reverse("join-code", args=[group.code])
    sent = {"ticket": afternoon.ticket_in(client.get(address)), "name": "老周"}
    page = client.post(address, sent)
    assert page.status_code == 422
    assert not Enrolment.objects.exists()
    afternoon.join(group, "老周", sees="no", counts="no", client=client)
    assert not Consent.objects.exists()


def test_a_yes_is_kept_with_the_words_that_were_shown(group):
    afternoon.join(group, "老周", sees="no", counts="yes")
    consent = Consent.objects.get()
    assert (consent.purpose, consent.about) == ("count_in_plan", group.id)
    assert consent.text_version == group.programme.body["consent"]["id"]


def test_a_double_click_joins_once_and_the_last_code_holds(group):
    client = Client()
    address = reverse("join-code", args=[group.code])
    sent = {
        "ticket": afternoon.ticket_in(client.get(address)),
        "name": "老周",
        "trainer_sees_result": "yes",
        "count_in_plan": "yes",
    }
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    client.post(address, sent)
    # The second click left before the first answer's cookies came.
    second = Client()
    for name, value in before.items():
        second.cookies[name] = value
    answer = second.post(address, sent)
    assert (Enrolment.objects.count(), Person.objects.filter(name="老周").count()) == (1, 1)
    code = afternoon.code_on(second.get(answer.url))
    assert Client().post(reverse("come-back"), {"code": code}).url == reverse("my-group")


def test_a_sent_page_is_worth_nothing_in_another_browser(group):
    client = Client()
    address = reverse("join-code", args=[group.code])
    sent = {
        "ticket": afternoon.ticket_in(client.get(address)),
        "name": "老周",
        "trainer_sees_result": "yes",
        "count_in_plan": "yes",
    }
    client.post(address, sent)
    thief = Client()
    assert thief.post(address, sent).url == reverse("come-back")
    assert "person" not in thief.session


def test_whoever_is_known_here_is_asked_who_they_are(group, trainer, other_village, county):
    RoleGrant.objects.create(
        person=trainer.person, role="trainer", unit=county, valid_from="2020-01-01"
    )
    farmer = afternoon.join(group, "老周")
    trainer.actor = Actor(trainer.person.id, trainer.actor.account_id)
    second = afternoon.start(trainer, other_village, "另一个班")
    address = reverse("join-code", args=[second.code])
    page = farmer.get(address).content.decode()
    assert "老周" in page
    assert 'name="ticket"' not in page
    form = farmer.get(f"{address}?me=1")
    sent = {
        "ticket": afternoon.ticket_in(form),
        "trainer_sees_result": "no",
        "count_in_plan": "no",
    }
    assert farmer.post(address, sent).url == reverse("my-group")
    assert Person.objects.filter(name="老周").count() == 1
    assert Enrolment.objects.count() == 2
    # Their own code still works: joining again does not take it away.
    assert Client().post(reverse("come-back"), {"code": farmer.own_code}).url == reverse("my-group")


def test_a_closed_group_takes_nobody_in(group, trainer):
    farmer = afternoon.join(group, "老周")
    trainer.client.post(reverse("group-close", args=[group.id]))
    assert Client().get(reverse("join-code", args=[group.code])).status_code == 404
    afternoon.take_check(farmer, "before", right=False)


def test_in_elder_mode_one_thing_is_asked_at_a_time(group):
    client = Client()
    client.cookies["suyang_reading"] = "elder=1"
    address = reverse("join-code", args=[group.code])
    page = client.get(address)
    sent = {"ticket": afternoon.ticket_in(page), "asked": "1", "name": ""}
    again = client.post(address, sent)
    assert again.status_code == 422
    sent |= {"name": "王婶"}
    second = client.post(address, sent).content.decode()
    assert 'name="trainer_sees_result"' in second
    assert 'type="radio" name="count_in_plan"' not in second
    assert "aria-invalid" not in second
    sent |= {"asked": "2", "trainer_sees_result": "no"}
    third = client.post(address, sent).content.decode()
    assert 'type="radio" name="count_in_plan"' in third
    assert not Enrolment.objects.exists()
    sent |= {"asked": "3", "count_in_plan": "yes"}
    assert client.post(address, sent).url == reverse("my-code")
    assert Enrolment.objects.get().person.name == "王婶"
