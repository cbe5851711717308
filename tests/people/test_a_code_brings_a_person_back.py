"""Codes on paper: typed as people type, thrown away when lost, not to be guessed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from suyang.foundation.ids import CODE_ALPHABET, read_code, show_code
from suyang.foundation.permissions import Refused
from suyang.people import actions, landing, throttle
from suyang.people.models import Person, ReturnCode

WRONG = "AAAA-AAAA"


def come_back(client: Client, code: str, **extra: str):
    return client.post(reverse("come-back"), {"code": code}, **extra)


def test_the_browser_becomes_the_person_of_the_code(participant, visitor):
    code = actions.new_return_code(participant.person)
    page = come_back(visitor.client, show_code(code))
    assert page.status_code == 302
    assert visitor.client.session["person"] == str(participant.person.id)
    assert visitor.client.get(reverse("my-data")).context["person"] == participant.person


def test_only_the_digest_is_kept(participant):
    code = actions.new_return_code(participant.person)
    assert code not in str(ReturnCode.objects.values().get())


def test_a_new_code_closes_the_old_one(participant):
    old = actions.new_return_code(participant.person)
    new = actions.new_return_code(participant.person)
    assert actions.person_by_code(new) == participant.person
    with pytest.raises(Refused) as refused:
        actions.person_by_code(old)
    assert (refused.value.code, refused.value.field) == ("unknown_code", "code")


@given(
    code=st.text(alphabet=CODE_ALPHABET, min_size=8, max_size=8),
    seed=st.randoms(),
)
def test_look_alikes_small_letters_and_dashes_are_mended(code, seed):
    looks = {"Q": "O0", "J": "IL1", "V": "U"}
    typed = "".join(seed.choice(looks.get(letter, "") + letter) for letter in code)
    assert read_code(show_code(typed).lower() + " ") == code


@given(typed=st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reading_of_a_code(typed):
    read_code(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", " ", "\x00", "码" * 30, "A" * 500, "ß-ﬀ"])
def test_nonsense_is_answered_calmly(typed):
    assert come_back(Client(), typed).status_code == 200


def test_they_go_on_where_a_room_says(participant, visitor, monkeypatch):
    monkeypatch.setattr(landing, "_landings", {})
    landing.register("checks", lambda person: "/a-check/")
    landing.register("groups", lambda person: None)
    code = actions.new_return_code(participant.person)
    assert come_back(visitor.client, code).url == "/a-check/"
    landing.register("groups", lambda person: "/a-group/")
    assert come_back(visitor.client, code).url == "/a-group/"


def test_a_code_leaves_nothing_of_who_was_at_this_device_before(administrator, participant):
    code = actions.new_return_code(participant.person)
    come_back(administrator.client, code)
    assert administrator.client.get(reverse("unit-list")).status_code == 403


def test_ten_wrong_codes_stop_one_browser_and_not_the_next(participant):
    code = actions.new_return_code(participant.person)
    one, other = Client(), Client()
    for _ in range(throttle.FAILURES_A_BROWSER):
        assert come_back(one, WRONG).status_code == 200
    blocked = come_back(one, code)
    assert blocked.status_code == 200
    assert blocked.context["form"].non_field_errors()
    assert come_back(other, code).status_code == 302


def test_a_village_behind_one_address_is_not_locked_out(participant):
    code = actions.new_return_code(participant.person)
    for _ in range(60):
        for _ in range(3):
            come_back(Client(), WRONG)
    assert come_back(Client(), code).status_code == 302


def test_guessing_from_one_address_ends(participant, monkeypatch):
    monkeypatch.setattr(throttle, "FAILURES_AN_ADDRESS", 30)
    code = actions.new_return_code(participant.person)
    for _ in range(30):
        come_back(Client(), WRONG)
    assert come_back(Client(), code).status_code == 200
    assert come_back(Client(), code, REMOTE_ADDR="10.0.0.7").status_code == 302


def test_a_visitor_is_a_person_without_a_name(db):
    person = actions.visitor("zh-hans")
    assert (person.name, person.language) == ("", "zh-Hans")
    assert actions.rename(person, "  张\u200b  大爷 " + "长" * 60).name.startswith("张 大爷")
    assert len(Person.objects.get().name) <= 40
