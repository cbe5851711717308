"""What learning holds about somebody is shown to them, and goes when they go."""

from __future__ import annotations

import pytest

from suyang.foundation import outbox
from suyang.learning.models import Attendance, Enrolment, GroupCheck, LessonTaken
from suyang.organisations.permissions import Actor
from suyang.people import actions as people
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def test_everything_is_exported_and_erased(group):
    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", right=False)
    afternoon.take_lessons(farmer, afternoon.LESSONS[:1])
    person = afternoon.enrolment_of(farmer).person
    (told,) = people.export_person(person)["rooms"]["learning"]["groups"]
    assert told["group"] == group.name
    assert len(told["days"]) == len(told["lessons"]) == len(told["checks"]) == 1
    people.erase_person(person, Actor(person_id=person.id))
    outbox.drain()
    for rows in (Enrolment, Attendance, LessonTaken, GroupCheck):
        assert not rows.objects.exists()


def test_a_group_survives_its_trainer(group, trainer):
    afternoon.enrol(group, "老周")
    people.erase_person(trainer.person, Actor(person_id=trainer.person.id))
    group.refresh_from_db()
    assert group.enrolments.count() == 1
    assert group.trainer.name == ""
