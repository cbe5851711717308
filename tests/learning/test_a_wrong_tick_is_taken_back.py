"""A tick on the wrong person: a new row names the old one, and figures follow."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from suyang.foundation import audit, clock, ids, outbox
from suyang.foundation.models import AuditEntry, Delivery
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.learning import actions, personal, queries
from suyang.learning.models import Attendance, PackageImport
from suyang.plans import counts
from suyang.plans.models import Evidence
from tests.learning import afternoon
from tests.learning.test_a_package_carries_a_group_once import (
    changed,
    exported,
    go_to_the_county,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def yesterday(group) -> dt.date:
    group.opened_at = clock.now() - dt.timedelta(days=3)
    group.save()
    return clock.today() - dt.timedelta(days=1)


@pytest.fixture
def enrolment(group):
    return afternoon.enrol(group, "老周")


@pytest.fixture
def tick(trainer, group, enrolment, yesterday) -> Attendance:
    actions.tick_attendance(trainer.actor, group, yesterday, [enrolment.id])
    return Attendance.objects.get(day=yesterday)


def figures(group) -> tuple[int, int]:
    outbox.drain()
    found = counts.events(afternoon.TASK, [group.unit_id])
    return counts.people(found).number, counts.attendances(found).number


def days(group) -> int:
    return queries.standing(group)[0].days


def test_the_figures_follow(trainer, group, enrolment, tick):
    assert figures(group) == (1, 2)
    undone = actions.undo_attendance(trainer.actor, tick)
    assert (undone.corrects, undone.was_there, undone.day) == (tick, False, tick.day)
    assert Attendance.objects.get(id=tick.id).was_there
    assert (days(group), figures(group)) == (1, (1, 1))


def test_who_was_never_there_is_no_longer_counted_as_a_person(trainer, group, yesterday):
    added = actions.add_participant(
        trainer.actor,
        group,
        "李奶奶",
        request_id=ids.uuid7(),
        answers=afternoon.YES,
        here=False,
    )
    actions.tick_attendance(trainer.actor, group, yesterday, [added.enrolment.id])
    assert figures(group) == (1, 1)
    actions.undo_attendance(trainer.actor, Attendance.objects.get())
    assert figures(group) == (0, 0)


def test_twice_is_once_and_on_record(trainer, group, tick):
    first = actions.undo_attendance(trainer.actor, tick)
    assert actions.undo_attendance(trainer.actor, tick) == first
    line = AuditEntry.objects.get(stream=f"group:{group.id}", action="attendance.undone")
    assert line.data == {"attendance": str(tick.id), "day": tick.day.isoformat()}
    assert audit.verify(f"group:{group.id}") is None
    assert figures(group) == (1, 1)


def test_a_day_can_be_ticked_again_and_taken_back_again(trainer, group, enrolment, tick):
    undone = actions.undo_attendance(trainer.actor, tick)
    assert actions.tick_attendance(trainer.actor, group, tick.day, [enrolment.id]) == 1
    assert actions.tick_attendance(trainer.actor, group, tick.day, [enrolment.id]) == 0
    again = Attendance.objects.standing().get(day=tick.day)
    assert again.corrects == undone
    assert (days(group), figures(group)) == (2, (1, 2))
    actions.undo_attendance(trainer.actor, again)
    assert (days(group), figures(group)) == (1, (1, 1))
    assert Attendance.objects.filter(day=tick.day).count() == 4


def test_what_a_person_did_stays(trainer, group, enrolment):
    with pytest.raises(Refused):
        actions.undo_attendance(trainer.actor, Attendance.objects.get(source="joined"))
    assert days(group) == 1


def test_a_lesson_after_it_counts_the_day_after_all(trainer, group):
    added = actions.add_participant(
        trainer.actor, group, "李奶奶", request_id=ids.uuid7(), answers=afternoon.YES
    )
    actions.undo_attendance(trainer.actor, Attendance.objects.get())
    assert figures(group) == (0, 0)
    actions.open_lesson(afternoon.own(added.enrolment), added.enrolment, afternoon.LESSONS[0])
    assert figures(group) == (1, 1)
    assert Attendance.objects.standing().get().source == "lesson"


def test_the_trainer_does_it_on_a_page(trainer, group, enrolment, tick):
    page = trainer.client.get(reverse("group", args=[group.id])).content.decode()
    address = reverse("group-ticks", args=[group.id])
    assert address in page
    listed = trainer.client.get(address).content.decode()
    values = re.findall(r'name="attendance" value="([^"]+)"', listed)
    assert values == [str(tick.id)]
    for _double_click in range(2):
        answer = trainer.client.post(address, {"attendance": values[0]}, follow=True)
        assert answer.status_code == 200
    assert "老周" in answer.content.decode()
    assert days(group) == 1
    assert address not in trainer.client.get(reverse("group", args=[group.id])).content.decode()


def test_nonsense_is_not_found(trainer, group, enrolment):
    address = reverse("group-ticks", args=[group.id])
    for sent in ({}, {"attendance": "x"}, {"attendance": str(group.id)}):
        assert trainer.client.post(address, sent).status_code == 404


def test_nobody_else_may(group, officer, stranger, tick, visitor):
    address = reverse("group-ticks", args=[group.id])
    with pytest.raises(Denied):
        actions.undo_attendance(officer.actor, tick)
    with pytest.raises(NotFound):
        actions.undo_attendance(stranger.actor, tick)
    for cast, code in ((officer, 403), (stranger, 404), (visitor, 302)):
        assert cast.client.get(address).status_code == code
        assert cast.client.post(address, {"attendance": str(tick.id)}).status_code == code
    assert days(group) == 2


def test_the_event_behind_it_stays_and_says_so(trainer, officer, group, tick):
    figures(group)
    actions.undo_attendance(trainer.actor, tick)
    figures(group)
    page = officer.client.get(
        reverse("task-evidence", args=[afternoon.TASK]), headers={"Accept-Language": "en"}
    ).content.decode()
    assert f"taken back on {clock.today().isoformat()}, not counted" in page
    assert Evidence.objects.filter(kind="attendance", task=afternoon.TASK).count() == 2


def test_it_waits_for_the_attendance_to_be_counted_first(trainer, group, tick, monkeypatch):
    kept = outbox._consumers["plans.evidence"]
    monkeypatch.setitem(outbox._consumers, "plans.evidence", kept._replace(function=_fails))
    actions.undo_attendance(trainer.actor, tick)
    outbox.drain()
    monkeypatch.setitem(outbox._consumers, "plans.evidence", kept)
    assert Delivery.objects.filter(consumer="plans.undone", done_at=None).exists()
    for _again in range(2):
        Delivery.objects.filter(done_at=None).update(retry_at=None)
        assert figures(group) == (1, 1)
    assert not Delivery.objects.filter(done_at=None).exists()


def _fails(event) -> None:
    raise ValueError("not now")


def test_a_copy_of_ones_data_names_the_day_taken_back(trainer, group, enrolment, tick):
    actions.undo_attendance(trainer.actor, tick)
    kept = personal.export(enrolment.person)["groups"][0]
    assert kept["days"] == [clock.today().isoformat()]
    assert kept["days_taken_back"] == [tick.day.isoformat()]


def test_a_package_carries_it(trainer, officer, group, enrolment, tick):
    first = exported(trainer, group)
    actions.undo_attendance(trainer.actor, tick)
    second = exported(trainer, group)
    actions.tick_attendance(trainer.actor, group, tick.day, [enrolment.id])
    third = exported(trainer, group)
    go_to_the_county(group)
    Evidence.objects.all().delete()
    # The second comes once more at the end, and changes nothing.
    for data, taken_back, there in ((first, 0, 2), (second, 1, 1), (third, 0, 2), (second, 1, 2)):
        taken = actions.import_group(officer.actor, data)
        assert taken.counts["corrections"] == taken_back
        assert figures(taken.group) == (1, there)
    assert PackageImport.objects.count() == 3


def test_the_preview_says_so(trainer, officer, group, tick):
    first = exported(trainer, group)
    actions.undo_attendance(trainer.actor, tick)
    later = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, first)
    preview = actions.preview_package(officer.actor, actions.read_package(later))
    assert preview.counts["corrections"] == 1
    assert not preview.adds_nothing


@pytest.mark.parametrize(
    "forged",
    [
        {"corrects": "0190aaaa-0000-7000-8000-000000000001"},
        {"was_there": True},
        {"day": "2026-01-01"},
    ],
)
def test_a_correction_of_nothing_is_refused(trainer, officer, group, tick, forged):
    actions.undo_attendance(trainer.actor, tick)
    data = exported(trainer, group)

    def forge(body):
        rows = body["enrolments"][0]["attendances"]
        next(one for one in rows if "corrects" in one).update(forged)

    with pytest.raises(Refused):
        actions.read_package(changed(data, forge))
