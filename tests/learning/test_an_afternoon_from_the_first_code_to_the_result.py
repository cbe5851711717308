"""The whole way through the pages: start, join, check, lessons, check, result, evidence."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from suyang.assessment.models import Presentation
from suyang.foundation import audit, ids, outbox
from suyang.foundation.models import OutboxEvent
from suyang.learning import pairs
from suyang.learning.models import Attendance, Enrolment, Group
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def test_the_trainer_starts_from_the_tasks_page(bank, trainer, village):
    page = trainer.client.get(reverse("group-new"), {"task": afternoon.TASK})
    text = page.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', text)[1]
    sent = {
        "programme": afternoon.PROGRAMME,
        "unit": str(village.id),
        "name": "周六下午",
        "task": afternoon.TASK,
        "key": key,
    }
    first = trainer.client.post(reverse("group-new"), sent)
    again = trainer.client.post(reverse("group-new"), sent)
    assert first.url == again.url
    group = Group.objects.get()
    assert (group.task, group.name, len(group.code)) == (afternoon.TASK, "周六下午", 6)
    shown = trainer.client.get(first.url).content.decode()
    assert ids.show_code(group.code) in shown
    assert "<title" in shown
    assert "<svg" in shown
    assert "suyang serve --lan" in shown  # the test's address reaches this computer only


def test_three_farmers_take_the_whole_way(group, trainer, village, county):
    farmers = [afternoon.join(group, name) for name in ("老周", "小李", "王婶")]
    for farmer in farmers:
        before = afternoon.take_check(farmer, "before", right=False)
        afternoon.take_lessons(farmer)
        after = afternoon.take_check(farmer, "after")
        met = [
            set(
                Presentation.objects.filter(check_taken=link.check_taken).values_list(
                    "item__item__slug", flat=True
                )
            )
            for link in (before, after)
        ]
        assert len(met[0]) == len(met[1]) == 12
        assert not met[0] & met[1]
        halves = {before.check_taken.half, after.check_taken.half}
        assert halves == {"A", "B"}
        assert before.check_taken.half == before.enrolment.first_half
    page = farmers[0].get(reverse("my-group")).content.decode()
    assert page.count("<h1") == 1
    assert re.search(r"把握大约是百分之\d+|about \d+ in 100", page)
    outbox.drain()
    told = OutboxEvent.objects.filter(kind__startswith="learning.")
    kinds = [event.kind for event in told]
    assert kinds.count("learning.enrolled") == 3
    assert kinds.count("learning.attended") == 3
    assert kinds.count("learning.lesson_finished") == 9
    assert kinds.count("learning.check_finished") == 6
    for event in told:
        assert event.payload["unit"] == str(village.id)
        assert event.payload["tasks"] == ["kp2022-3.2", "kp2024-1.4"]
    assert len(pairs.paired_checks(afternoon.TASK, [village.id])) == 3
    assert audit.verify(f"group:{group.id}") is None


def test_one_day_is_one_attendance(group):
    farmer = afternoon.join(group, "老周")
    afternoon.take_lessons(farmer)
    afternoon.take_check(farmer, "before", right=False)
    assert Attendance.objects.count() == 1


def test_the_lessons_may_have_been_in_the_room(group):
    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", right=False)
    page = farmer.get(reverse("my-group")).content.decode()
    assert reverse("my-check", args=["after"]) in page
    afternoon.take_check(farmer, "after")


def test_the_check_after_waits_for_the_one_before(group):
    farmer = afternoon.join(group, "老周")
    sent = farmer.post(reverse("my-check", args=["after"]), {"mode": "alone"})
    assert sent.url == reverse("my-group")
    farmer.post(reverse("my-skip"))
    sent = farmer.post(reverse("my-check", args=["after"]), {"mode": "assisted"})
    link = afternoon.enrolment_of(farmer).group_checks.get()
    assert (link.occasion, link.check_taken.mode) == ("after", "assisted")
    assert sent.url == reverse("check-question", args=[link.check_taken_id])


def test_a_double_click_begins_one_check(group):
    farmer = afternoon.join(group, "老周")
    for _click in range(2):
        farmer.post(reverse("my-check", args=["before"]), {"mode": "alone"})
    assert afternoon.enrolment_of(farmer).group_checks.count() == 1


def test_every_way_page_says_one_thing_to_do(group):
    farmer = afternoon.join(group, "老周")
    farmer.cookies["suyang_reading"] = "elder=1"
    for address in (reverse("my-group"), reverse("my-check", args=["before"])):
        page = farmer.get(address).content.decode()
        assert page.count("<h1") == 1
        assert page.count("primary") == 1


def test_the_pages_about_a_group_are_whole(group, trainer):
    afternoon.join(group, "老周")
    for name in ("group", "group-results", "group-sheet", "group-add", "group-attendance"):
        page = trainer.client.get(reverse(name, args=[group.id]))
        text = page.content.decode()
        assert page.status_code == 200
        assert text.count("<h1") == 1
        assert "<script" not in text
        assert " style=" not in text
    for name in ("group-sheet-pdf", "group-cards-pdf"):
        page = trainer.client.get(reverse(name, args=[group.id]))
        assert page.content.startswith(b"%PDF")
    assert Enrolment.objects.count() == 1
