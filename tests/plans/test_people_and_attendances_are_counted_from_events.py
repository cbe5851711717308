from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.foundation import outbox
from suyang.foundation.models import Delivery
from suyang.organisations.actions import units
from suyang.plans import counts
from suyang.plans.models import Evidence
from tests.plans.conftest import DAY, TASK

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 1)


def test_a_person_who_comes_twice_is_one_person_and_two_attendances(village, county, happened):
    person = uuid.uuid4()
    happened("attended", village, person)
    happened("attended", village, person, DAY + dt.timedelta(days=7))
    figures = counts.in_place(TASK, county.id, None, ON)
    assert figures.people == counts.People(1)
    assert figures.attendances == counts.Attendances(2)


def test_a_person_in_two_villages_is_one_person_in_the_county(
    village, other_village, county, happened
):
    person = uuid.uuid4()
    happened("attended", village, person)
    happened("attended", other_village, person)
    assert counts.in_place(TASK, county.id, None, ON).people.number == 1
    assert [row.people.number for row in counts.by_place(TASK, county.id, None, ON)] == [1, 1]


def test_joining_alone_is_no_training(village, county, happened):
    happened("enrolled", village, uuid.uuid4())
    assert counts.in_place(TASK, county.id, None, ON).people.number == 0


def test_people_and_attendances_cannot_be_added():
    with pytest.raises(TypeError):
        counts.People(1) + counts.Attendances(1)  # type: ignore[operator]


def test_an_event_that_is_delivered_again_counts_once(village, county, happened):
    event = happened("attended", village, uuid.uuid4())
    Delivery.objects.filter(event=event).update(done_at=None)
    outbox.drain()
    assert Evidence.objects.count() == 1


def test_the_figure_as_of_a_day_leaves_out_what_came_later(village, county, happened):
    happened("attended", village, uuid.uuid4(), DAY)
    happened("attended", village, uuid.uuid4(), DAY + dt.timedelta(days=1))
    assert counts.in_place(TASK, county.id, DAY, ON).people.number == 1


def test_no_name_and_no_identifier_stands_in_the_evidence(village, happened):
    person = uuid.uuid4()
    happened("attended", village, person)
    row = Evidence.objects.get()
    assert str(person) not in str(row.__dict__)
    assert person.hex not in str(row.__dict__)


def test_a_unit_that_has_ended_keeps_what_happened_in_it(administrator, village, county, happened):
    happened("attended", village, uuid.uuid4())
    units.end_unit(administrator.actor, village, ON)
    after = ON + dt.timedelta(days=1)
    assert counts.in_place(TASK, village.id, None, after).people.number == 1
