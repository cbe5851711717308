"""After an erasure no event names the person, and what is not delivered yet still counts once."""

from __future__ import annotations

import pytest

from suyang.foundation import outbox
from suyang.foundation.models import Delivery, OutboxEvent
from suyang.learning import actions
from suyang.learning.models import Enrolment
from suyang.people import actions as people
from suyang.plans import counts
from suyang.plans.consumers import pseudonym
from suyang.plans.models import Evidence
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def erase(enrolment: Enrolment) -> None:
    people.erase_person(enrolment.person, afternoon.own(enrolment))


def everything_told() -> str:
    events = OutboxEvent.objects.values("subject", "payload")
    return f"{list(events)} {list(Delivery.objects.values_list('error', flat=True))}"


def figures(group) -> tuple[int, int]:
    found = counts.events(afternoon.TASK, [group.unit_id])
    return counts.people(found).number, counts.attendances(found).number


def test_delivered_events_keep_no_id(group):
    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", items=2)
    enrolment = afternoon.enrolment_of(farmer)
    person = enrolment.person
    people.withdraw_consent(person, "count_in_plan", group.id)
    outbox.drain()
    before = figures(group)
    assert str(person.id) in everything_told()
    erase(enrolment)
    outbox.drain()
    told = everything_told()
    assert str(person.id) not in told
    assert person.id.hex not in told
    assert figures(group) == before == (1, 1)
    assert not Delivery.objects.filter(done_at=None).exists()


def test_what_was_not_delivered_counts_for_nobody_and_once(group):
    enrolment = afternoon.enrol(group, "老周")
    outbox.drain()
    other = afternoon.enrol(group, "小李")
    actions.open_lesson(afternoon.own(enrolment), enrolment, afternoon.LESSONS[0])
    actions.finish_lesson(afternoon.own(enrolment), enrolment, afternoon.LESSONS[0])
    person = enrolment.person_id
    erase(enrolment)
    assert Delivery.objects.filter(done_at=None).exists()
    outbox.drain()
    assert not Evidence.objects.filter(person=pseudonym(str(person))).exists()
    assert figures(group) == (2, 2)
    mine = Evidence.objects.exclude(person=pseudonym(str(other.person_id)))
    assert mine.filter(task=afternoon.TASK).values("person").distinct().count() == 1
    assert mine.filter(kind="lesson").exists()


def test_a_failed_delivery_tells_nobody_who_it_was(group):
    enrolment = afternoon.enrol(group, "老周")
    Delivery.objects.update(error=f"KeyError('{enrolment.person_id}')", attempts=1)
    erase(enrolment)
    assert str(enrolment.person_id) not in everything_told()


def test_others_stay_as_they_are(group):
    enrolment, other = afternoon.enrol(group, "老周"), afternoon.enrol(group, "小李")
    told = list(OutboxEvent.objects.filter(payload__person=str(other.person_id)).values())
    erase(enrolment)
    outbox.drain()
    assert list(OutboxEvent.objects.filter(payload__person=str(other.person_id)).values()) == told
