"""Out of the laptop and into the county: whole, once, however often it is repeated."""

from __future__ import annotations

import gzip
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.assessment.models import Check, Response, Result
from suyang.foundation import content, outbox
from suyang.foundation.models import OutboxEvent
from suyang.foundation.permissions import Denied, Refused
from suyang.learning import actions, package, pairs
from suyang.learning.models import Attendance, Enrolment, Group, LessonTaken, PackageImport
from suyang.organisations.models import Installation, Unit
from suyang.organisations.permissions import Actor
from suyang.people import actions as people
from suyang.people.models import Account, Consent, Erasure, Person
from tests.learning import afternoon

pytestmark = pytest.mark.django_db

ITEMS = 3


def exported(trainer, group) -> bytes:
    return actions.export_group(trainer.actor, group)


def go_to_the_county(group) -> None:
    """The same tables as another installation sees them: without the group and its people."""
    people_here = [*group.enrolments.values_list("person_id", flat=True), group.trainer_id]
    PackageImport.objects.all().delete()
    group.delete()
    Account.objects.filter(person_id__in=people_here).delete()
    Person.objects.filter(id__in=people_here).delete()
    Erasure.objects.all().delete()
    OutboxEvent.objects.all().delete()
    old = Installation.objects.get()
    Installation.objects.create(office=old.office, created_at=old.created_at)
    old.delete()


def counted() -> dict[str, int]:
    rows = (Enrolment, Attendance, LessonTaken, Check, Response, Result, Consent, Person)
    return {row.__name__: row.objects.count() for row in rows}


def kinds_told() -> list[str]:
    """The kinds of learning's events that count for somebody."""
    told = OutboxEvent.objects.filter(kind__startswith="learning.")
    return sorted(told.exclude(kind="learning.counting_changed").values_list("kind", flat=True))


def changed(data: bytes, change) -> bytes:
    """The package with its body changed and its digest made right again, as a forger would."""
    whole = json.loads(gzip.decompress(data))
    change(whole["body"])
    whole["digest"] = content.digest(whole["body"])
    return gzip.compress(json.dumps(whole).encode())


@pytest.fixture
def farmer(group):
    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", right=False, items=ITEMS)
    afternoon.take_lessons(farmer, afternoon.LESSONS[:1])
    return farmer


def test_a_round_trip_keeps_everything_and_tells_it_once(group, trainer, officer, farmer, village):
    told = kinds_told()
    times = set(
        OutboxEvent.objects.filter(kind="learning.check_finished").values_list("happened_at")
    )
    before, group_id = counted(), group.id
    data = exported(trainer, group)
    go_to_the_county(group)
    for _again in range(3):
        taken = actions.import_group(officer.actor, data)
    assert PackageImport.objects.count() == 1
    assert counted() == before
    assert taken.counts == {
        "people": 1,
        "attendances": 1,
        "corrections": 0,
        "lessons": 1,
        "checks": 1,
        "answers": ITEMS,
        "erased": 0,
    }
    assert kinds_told() == told
    again = OutboxEvent.objects.filter(kind="learning.check_finished")
    assert times == set(again.values_list("happened_at"))
    kept = Group.objects.get()
    assert (kept.id, kept.code, kept.unit, kept.trainer.name) == (
        group_id,
        group.code,
        village,
        "trainer",
    )
    assert kept.imported_at is not None


def test_a_later_package_adds_what_is_new(group, trainer, officer, farmer, village):
    first = exported(trainer, group)
    afternoon.take_lessons(farmer)
    afternoon.take_check(farmer, "after", items=ITEMS)
    afternoon.join(group, "小李")
    later = exported(trainer, group)
    whole = counted()
    go_to_the_county(group)
    actions.import_group(officer.actor, first)
    taken = actions.import_group(officer.actor, later)
    assert counted() == whole
    assert taken.counts["people"] == 1
    assert taken.counts["answers"] == ITEMS
    assert len(pairs.paired_checks(afternoon.TASK, [village.id])) == 1
    assert actions.import_group(officer.actor, first).counts["people"] == 1
    assert counted() == whole
    kinds = list(OutboxEvent.objects.values_list("kind", flat=True))
    assert kinds.count("learning.lesson_finished") == 3
    assert kinds.count("learning.enrolled") == 2


def test_who_said_no_is_counted_and_their_answers_stay_at_home(group, trainer, officer):
    farmer = afternoon.join(group, "老周", counts="no")
    afternoon.take_check(farmer, "before", right=False)
    data = exported(trainer, group)
    go_to_the_county(group)
    taken = actions.import_group(officer.actor, data)
    assert (taken.counts["people"], taken.counts["checks"], taken.counts["answers"]) == (1, 1, 0)
    assert not Response.objects.exists()


def test_who_was_erased_here_stays_erased(group, trainer, officer, farmer):
    data = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, data)
    person = Enrolment.objects.get().person
    people.erase_person(person, Actor(person_id=person.id))
    PackageImport.objects.all().delete()
    actions.import_group(officer.actor, data)
    assert not Enrolment.objects.exists()
    assert not Person.objects.filter(id=person.id, erased_at=None).exists()


def test_who_was_erased_on_the_laptop_is_erased_here_too(group, trainer, officer, farmer):
    first = exported(trainer, group)
    person = afternoon.enrolment_of(farmer).person
    people.erase_person(person, Actor(person_id=person.id))
    later = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, first)
    taken = actions.import_group(officer.actor, later)
    assert taken.counts["erased"] == 1
    assert not Enrolment.objects.exists()


def test_a_check_deleted_here_does_not_come_back(group, trainer, officer, farmer):
    from suyang.assessment import actions as assessment

    data = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, data)
    check = Check.objects.get()
    assessment.delete(Actor(person_id=check.person_id), check)
    PackageImport.objects.all().delete()
    actions.import_group(officer.actor, data)
    assert not Check.objects.exists()


def test_a_group_that_came_is_run_on_the_laptop_only(group, trainer, officer, farmer):
    code = group.code
    data = exported(trainer, group)
    go_to_the_county(group)
    actions.import_group(officer.actor, data)
    from django.test import Client

    assert Client().get(reverse("join-code", args=[code])).status_code == 404
    page = officer.client.get(reverse("group", args=[Group.objects.get().id]))
    assert page.status_code == 200


def test_after_a_loss_the_own_package_brings_the_group_back(group, trainer, administrator, farmer):
    data = exported(trainer, group)
    before = counted()
    actions.import_group(administrator.actor, data)
    assert counted() == before
    PackageImport.objects.all().delete()
    group.delete()
    Person.objects.filter(name="老周").delete()
    actions.import_group(administrator.actor, data)
    kept = Group.objects.get()
    assert kept.imported_at is None
    assert trainer.client.get(reverse("group", args=[kept.id])).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a package",
        gzip.compress(b"[1, 2]"),
        gzip.compress(b'{"format": "suyang-person-1"}'),
        gzip.compress(b"\xff\xfe"),
        gzip.compress(b"[" * 100_000),
        gzip.compress(b'{"format": "suyang-group", "version": 2}'),
        gzip.compress(b'{"format": "suyang-group", "version": 1, "body": {}}'),
        b"x" * (package.MAX_PACKED + 1),
        gzip.compress(b" " * (package.MAX_BYTES + 10)),
    ],
    # Names of their own: gzip writes the time into its header.
    ids=(
        "empty",
        "text",
        "list",
        "another kind",
        "not UTF-8",
        "deep",
        "later version",
        "no body",
        "too large",
        "bomb",
    ),
)
def test_another_kind_of_file_is_refused(officer, data):
    with pytest.raises(Refused) as refused:
        actions.import_group(officer.actor, data)
    assert refused.value.field == "package"


def test_a_damaged_package_is_refused(group, trainer, officer, farmer):
    data = exported(trainer, group)
    whole = json.loads(gzip.decompress(data))
    whole["body"]["group"]["name"] = "别的班"
    with pytest.raises(Refused):
        actions.import_group(officer.actor, gzip.compress(json.dumps(whole).encode()))
    with pytest.raises(Refused):
        actions.import_group(officer.actor, data[:-40])


def _better_score(body):
    check = body["enrolments"][0]["checks"][0]
    check["presentations"][0]["response"]["score"] = 1


def _unknown_item(body):
    body["items"][0]["slug"] = "no-such-item"


def _unknown_programme(body):
    body["programme"]["version"] = 99


def _twice_the_same_place(body):
    shown = body["enrolments"][0]["checks"][0]["presentations"]
    shown[1]["position"] = shown[0]["position"]


def _nobody(body):
    body["enrolments"][0]["person"] = str(uuid.uuid4())


def _far_place(body):
    body["enrolments"][0]["checks"][0]["bank"] = 7


def _demonstration(body):
    body["origin"]["demonstration"] = True


@pytest.mark.parametrize(
    "change",
    [
        _better_score,
        _unknown_item,
        _unknown_programme,
        _twice_the_same_place,
        _nobody,
        _far_place,
        _demonstration,
    ],
)
def test_what_does_not_fit_leaves_no_trace(group, trainer, officer, farmer, change):
    data = changed(exported(trainer, group), change)
    go_to_the_county(group)
    before = counted()
    with pytest.raises(Refused):
        actions.import_group(officer.actor, data)
    assert counted() == before
    assert not Group.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_nobody_is_enrolled_in_the_name_of_somebody_here(
    group, trainer, officer, farmer, participant
):
    def in_their_name(body):
        wrong = body["enrolments"][0]["person"]
        for person in body["people"]:
            if person["id"] == wrong:
                person["id"] = str(participant.person.id)
        body["enrolments"][0]["person"] = str(participant.person.id)

    data = changed(exported(trainer, group), in_their_name)
    go_to_the_county(group)
    with pytest.raises(Refused):
        actions.import_group(officer.actor, data)


def test_an_unknown_unit_is_named(group, trainer, officer, farmer, village):
    data = exported(trainer, group)
    go_to_the_county(group)
    Unit.objects.filter(id=village.id).update(code="renamed")
    with pytest.raises(Refused) as refused:
        actions.import_group(officer.actor, data)
    assert "village" in refused.value.message


def test_only_who_may_take_groups_in_the_unit(group, trainer, officer, farmer, stranger):
    data = exported(trainer, group)
    with pytest.raises(Denied):
        actions.import_group(stranger.actor, data)
    with pytest.raises(Denied):
        actions.preview_package(stranger.actor, actions.read_package(data))


def test_the_pages_show_first_what_it_contains(group, trainer, officer, farmer):
    answer = trainer.client.post(reverse("group-export", args=[group.id]))
    assert "attachment" in answer["Content-Disposition"]
    data = answer.content
    go_to_the_county(group)
    upload = SimpleUploadedFile("group.suyang-group", data)
    page = officer.client.post(reverse("group-import"), {"package": upload})
    text = page.content.decode()
    assert page.status_code == 200
    assert "周六下午" in text
    assert not Group.objects.exists()
    packed = page.context["form"].initial["packed"]
    done = officer.client.post(reverse("group-import"), {"packed": packed})
    assert done.url == reverse("group", args=[Group.objects.get().id])
    upload = SimpleUploadedFile("group.suyang-group", data)
    again = officer.client.post(reverse("group-import"), {"package": upload})
    assert again.context["preview"].adds_nothing
    wrong = SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff")
    assert officer.client.post(reverse("group-import"), {"package": wrong}).status_code == 200
    outbox.drain()
