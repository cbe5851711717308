"""A result belongs to its person; the trainer sees it while they say yes, nobody else at all."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.foundation import outbox
from suyang.foundation.models import OutboxEvent
from suyang.learning import pairs
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def results_page(trainer, group):
    return trainer.client.get(reverse("group-results", args=[group.id])).content.decode()


def test_the_trainer_sees_those_who_said_yes(group, trainer, officer, administrator):
    yes = afternoon.join(group, "愿意的老周")
    no = afternoon.join(group, "不愿意的小李", sees="no")
    for farmer in (yes, no):
        afternoon.take_check(farmer, "before", right=False)
    page = results_page(trainer, group)
    assert "愿意的老周" in page
    assert "不愿意的小李" not in page
    for office in (officer, administrator):
        assert office.client.get(reverse("group-results", args=[group.id])).status_code == 403


def test_a_yes_is_taken_back_as_easily_as_given(group, trainer):
    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", right=False)
    change = {"purpose": "trainer_sees_result", "answer": "no"}
    farmer.post(reverse("my-consents"), change)
    assert "老周" not in results_page(trainer, group)
    farmer.post(reverse("my-consents"), change | {"answer": "yes"})
    assert "老周" in results_page(trainer, group)


def test_the_groups_page_shows_where_people_are_and_no_result(group, trainer):
    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", right=False)
    page = trainer.client.get(reverse("group", args=[group.id])).content.decode()
    assert "老周" in page
    assert "基础" not in page


def test_who_is_not_to_be_counted_is_in_no_summary(group, village):
    farmer = afternoon.join(group, "老周", counts="no")
    afternoon.take_check(farmer, "before", right=False)
    afternoon.take_check(farmer, "after")
    assert pairs.paired_checks(afternoon.TASK, [village.id]) == []
    farmer.post(reverse("my-consents"), {"purpose": "count_in_plan", "answer": "yes"})
    assert len(pairs.paired_checks(afternoon.TASK, [village.id])) == 1
    outbox.drain()
    assert OutboxEvent.objects.filter(kind="learning.counting_changed").count() == 1


def test_the_result_in_words_says_how_sure_the_change_is(group):
    from suyang.learning import queries

    farmer = afternoon.join(group, "老周")
    afternoon.take_check(farmer, "before", right=False)
    afternoon.take_check(farmer, "after", right=True)
    found = queries.results(afternoon.enrolment_of(farmer))
    assert found.before.overall
    assert found.after.overall
    assert found.change.direction == "more"
    assert 97 < found.change.chance <= 99
