"""Somebody who is one person here and was two before is found under both ids by a later package."""

from __future__ import annotations

import gzip
import json

import pytest

from suyang.assessment.models import Check
from suyang.foundation.permissions import Refused
from suyang.learning import actions
from suyang.learning.models import Enrolment
from suyang.organisations.permissions import Actor
from suyang.people import actions as people
from suyang.people.models import Claim, Erasure, Person
from tests.learning import afternoon
from tests.learning.test_a_package_carries_a_group_once import (
    changed,
    exported,
    farmer,
    go_to_the_county,
)

pytestmark = pytest.mark.django_db
__all__ = ["farmer"]


def bring(goes: Person, stays: Person) -> None:
    actor = Actor(person_id=stays.id)
    preview = people.preview_claim(actor, stays, people.new_return_code(goes))
    people.claim(actor, stays, preview.goes, preview.code)


def laptop_then_later(group, trainer, farmer, officer) -> tuple[bytes, Person]:
    """The county has a first package; the laptop makes another with more in it."""
    first = exported(trainer, group)
    afternoon.take_lessons(farmer, afternoon.LESSONS[1:2])
    later = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, first)
    return later, Enrolment.objects.get().person


def test_brought_along_at_the_county_the_next_package_goes_there(
    group, trainer, officer, farmer, participant
):
    later, farmer_here = laptop_then_later(group, trainer, farmer, officer)
    bring(farmer_here, participant.person)
    taken = actions.import_group(officer.actor, later)
    assert taken.counts["lessons"] == 1
    assert taken.counts["people"] == 0
    assert Enrolment.objects.get().person == participant.person
    assert not Person.objects.filter(id=farmer_here.id).exists()


def test_brought_along_on_the_laptop_the_county_joins_them_too(group, trainer, officer, farmer):
    first = exported(trainer, group)
    goes, stays = afternoon.enrolment_of(farmer).person, people.visitor(name="周大哥")
    bring(goes, stays)
    later = exported(trainer, group)
    go_to_the_county(group)
    Person.objects.filter(id=stays.id).delete()
    actions.import_group(officer.actor, first)
    assert Enrolment.objects.get().person_id == goes.id
    for _again in range(2):
        actions.import_group(officer.actor, later)
    assert Enrolment.objects.get().person_id == stays.id
    assert Claim.objects.get().source == goes.id
    assert Check.objects.get().person_id == stays.id


def test_a_forged_package_joins_nobody_else(group, trainer, officer, farmer, participant):
    data = exported(trainer, group)
    go_to_the_county(group)

    def forge(body) -> None:
        body["claimed"] = [
            {"source": str(participant.person.id), "person": body["enrolments"][0]["person"]}
        ]

    actions.import_group(officer.actor, changed(data, forge))
    assert Person.objects.filter(id=participant.person.id).exists()
    assert not Claim.objects.exists()

    def dangling(body) -> None:
        body["claimed"] = [{"source": body["people"][0]["id"], "person": body["group"]["id"]}]

    with pytest.raises(Refused):
        actions.import_group(officer.actor, changed(data, dangling))


def test_erased_at_home_under_both_ids(group, trainer, farmer):
    goes, stays = afternoon.enrolment_of(farmer).person, people.visitor(name="周大哥")
    bring(goes, stays)
    people.erase_person(stays, Actor(person_id=stays.id))
    erased = json.loads(gzip.decompress(exported(trainer, group)))["body"]["erased"]
    assert set(erased) == {str(goes.id), str(stays.id)}


def test_erased_on_the_laptop_the_group_goes_and_the_rest_stays(
    group, trainer, officer, farmer, participant
):
    first = exported(trainer, group)
    person = afternoon.enrolment_of(farmer).person
    people.erase_person(person, Actor(person_id=person.id))
    later = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, first)
    bring(Enrolment.objects.get().person, participant.person)
    taken = actions.import_group(officer.actor, later)
    assert taken.counts["erased"] == 1
    assert not Enrolment.objects.exists()
    assert not Check.objects.exists()
    assert Person.objects.filter(id=participant.person.id).exists()
    assert not Erasure.objects.filter(person_id=participant.person.id).exists()
