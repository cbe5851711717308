"""Characteristics and consents: optional, with their reason, taken back as easily as given."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.foundation import audit
from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Refused
from suyang.people import actions, queries
from suyang.people.models import Characteristic, Consent
from suyang.people.texts import AGREEMENTS, QUESTIONS

SEES = "trainer_sees_result"


def test_every_question_has_its_reason_on_the_page_and_may_stay_open(participant):
    page = participant.client.get(reverse("about-me"))
    for kind, question in QUESTIONS.items():
        field = page.context["form"].fields[kind]
        assert not field.required
        assert field.choices[0][0] == ""
        assert str(question.reason)
    assert participant.client.post(reverse("about-me"), {}).status_code == 302
    assert not Characteristic.objects.exists()


def test_an_answer_is_kept_with_the_words_agreed_to_and_taken_back(participant):
    client = participant.client
    client.post(reverse("about-me"), {"residence": "village", "work": "farming"})
    kept = {one.kind: one for one in Characteristic.objects.filter(person=participant.person)}
    assert set(kept) == {"residence", "work"}
    assert kept["work"].consent_text == "characteristics-1"
    client.post(reverse("about-me"), {"residence": "village"})
    assert [one.kind for one in Characteristic.objects.all()] == ["residence"]


def test_every_kind_that_may_be_stored_is_asked_for():
    assert set(QUESTIONS) == set(Characteristic.Kind.values)
    assert set(AGREEMENTS) == set(Consent.Purpose.values)
    assert all(len(v) <= 40 for question in QUESTIONS.values() for v in question.choices)


def test_other_answers_are_refused(participant):
    with pytest.raises(Refused):
        actions.set_characteristic(participant.person, "work", "spying")
    with pytest.raises(Refused):
        actions.set_characteristic(participant.person, "income", "much")
    page = participant.client.post(reverse("about-me"), {"work": "spying"})
    assert page.context["form"].errors["work"]


def test_the_audit_log_never_holds_the_answer(participant):
    actions.set_characteristic(participant.person, "disability", "seeing")
    assert "seeing" not in str(list(AuditEntry.objects.values()))
    assert audit.verify(f"person:{participant.person.id}") is None


def test_a_consent_is_given_once_and_taken_back_on_the_page(participant, stranger):
    about = uuid.uuid4()
    given = actions.give_consent(participant.person, SEES, about)
    assert actions.give_consent(participant.person, SEES, about) == given
    assert queries.has_consent(participant.person.id, SEES, about)
    assert not queries.has_consent(participant.person.id, SEES)
    withdraw = reverse("consent-withdraw", args=[given.id])
    assert stranger.client.post(withdraw).status_code == 404
    assert participant.client.post(withdraw).status_code == 302
    assert not queries.has_consent(participant.person.id, SEES, about)
    again = actions.give_consent(participant.person, SEES, about)
    assert again != given
    assert Consent.objects.count() == 2


def test_nobody_has_nothing_to_say(visitor):
    assert visitor.client.get(reverse("about-me")).status_code == 200
    visitor.client.post(reverse("about-me"), {"work": "farming"})
    assert not Characteristic.objects.exists()
