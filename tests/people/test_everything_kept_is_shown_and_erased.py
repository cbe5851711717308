"""A person's rights: see it in words, take it along, erase it whole."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from suyang.foundation.models import AuditEntry, OutboxEvent
from suyang.foundation.permissions import Denied, Refused
from suyang.learning.models import Group, Programme
from suyang.organisations import actions as organisations
from suyang.organisations.models import RoleGrant
from suyang.organisations.permissions import system
from suyang.people import actions
from suyang.people.models import Account, Characteristic, Consent, Erasure, Person, ReturnCode


@pytest.fixture
def someone(participant):
    """A participant of whom everything is kept that can be."""
    person = participant.person
    actions.new_return_code(person)
    actions.set_characteristic(person, "work", "farming")
    actions.give_consent(person, "trainer_sees_result")
    return participant


def test_the_page_says_all_of_it_in_words(someone):
    text = someone.client.get(reverse("my-data")).content.decode()
    for kept in ("学员一", "farming"):
        assert (kept in text) is (kept == "学员一")
    assert text.count("<li>") >= 5


def test_the_copy_holds_all_of_it_and_no_secret(someone):
    page = someone.client.get(reverse("my-data-export"))
    assert page["Content-Disposition"].startswith("attachment")
    rooms = json.loads(page.content)["rooms"]
    assert rooms["people"]["name"] == "学员一"
    assert rooms["people"]["characteristics"][0]["value"] == "farming"
    assert rooms["people"]["consents"][0]["words_agreed_to"]
    digest = ReturnCode.objects.get().digest
    assert digest not in page.content.decode()


def test_nothing_stays_but_a_tombstone_without_a_name(someone):
    person_id, client = someone.person.id, someone.client
    erase = reverse("my-data-erase")
    assert client.get(erase).status_code == 200
    assert client.post(erase, {}).context["form"].errors["sure"]
    assert Person.objects.filter(id=person_id).exists()

    page = client.post(erase, {"sure": "on"}, follow=True)
    assert page.status_code == 200
    for model in (Characteristic, Consent, ReturnCode):
        assert not model.objects.exists()
    assert not Person.objects.filter(id=person_id).exists()
    tombstone = Erasure.objects.get(person_id=person_id)
    assert tombstone.asked_by == "person"
    assert tombstone.counts["people"] == 4
    assert OutboxEvent.objects.filter(kind="people.erased").count() == 1
    assert not OutboxEvent.objects.filter(subject=person_id).exists()
    assert "学员一" not in str(list(AuditEntry.objects.values()))
    assert "person" not in client.session
    assert client.post(erase, {"sure": "on"}).url == reverse("my-data")


def test_the_same_erasure_again_changes_nothing(someone):
    first = actions.erase_person(someone.person, someone.actor)
    assert actions.erase_person(someone.person, system("test")) == first
    assert OutboxEvent.objects.filter(kind="people.erased").count() == 1


def test_only_the_person_or_the_operator_erases(someone, administrator, stranger):
    for cast in (administrator, stranger):
        with pytest.raises(Denied):
            actions.erase_person(someone.person, cast.actor)
    assert actions.erase_person(someone.person, system("test")).asked_by == "operator"


def test_an_account_goes_with_its_roles(administrator, trainer):
    actions.erase_person(trainer.person, trainer.actor)
    assert not Account.objects.filter(username="trainer").exists()
    assert not RoleGrant.objects.filter(role="trainer").exists()
    assert trainer.client.get(reverse("token-list")).status_code == 403


def test_who_led_a_group_leaves_it_without_a_name(trainer, village):
    from suyang.foundation import clock
    from suyang.foundation.ids import uuid7

    programme = Programme.objects.create(
        slug="p", version=1, title={}, body={}, digest="", loaded_at=clock.now()
    )
    group = Group.objects.create(
        programme=programme,
        unit=village,
        trainer=trainer.person,
        name="柳树村小组",
        code="K7MP3Q",
        seed=1,
        opened_at=clock.now(),
        origin=uuid7(),
    )
    actions.new_return_code(trainer.person)
    code = actions.new_return_code(trainer.person)
    actions.erase_person(trainer.person, trainer.actor)
    group.refresh_from_db()
    assert group.trainer.name == ""
    assert group.trainer.erased_at is not None
    assert not Account.objects.filter(username="trainer").exists()
    with pytest.raises(Refused):
        actions.person_by_code(code)


def test_the_only_administrator_hands_over_first(administrator, officer, county):
    page = administrator.client.post(reverse("my-data-erase"), {"sure": "on"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert Account.objects.filter(username="administrator").exists()
    organisations.grant_role(administrator.actor, officer.person.id, "administrator", county)
    assert actions.erase_person(administrator.person, administrator.actor)


def test_nobody_has_nothing_to_erase(visitor):
    assert visitor.client.get(reverse("my-data")).status_code == 200
    for name in ("my-data-erase", "my-data-export"):
        assert visitor.client.get(reverse(name)).url == reverse("my-data")
