"""Somebody without a phone, a lost code, a list of who was there."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from suyang.foundation import audit, clock
from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied, NotFound
from suyang.learning import actions
from suyang.learning.models import Attendance, Enrolment
from suyang.people.models import Consent
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def added(trainer, group, **more):
    address = reverse("group-add", args=[group.id])
    key = re.search(r'name="key" value="([^"]+)"', trainer.client.get(address).content.decode())[1]
    sent = {
        "key": key,
        "name": "李奶奶",
        "here": "yes",
        "trainer_sees_result": "no",
        "count_in_plan": "yes",
    }
    return address, sent | more


def test_somebody_without_a_phone_gets_a_card(trainer, group):
    address, sent = added(trainer, group)
    card = trainer.client.post(address, sent)
    code = afternoon.code_on(trainer.client.get(card.url))
    assert Client().post(reverse("come-back"), {"code": code}).url == reverse("my-group")
    assert Attendance.objects.get().source == "trainer"
    assert Consent.objects.get().purpose == "count_in_plan"
    trainer.client.get(reverse("group", args=[group.id]))
    assert "code-big" not in trainer.client.get(card.url).content.decode()


def test_a_double_click_adds_one_person(trainer, group):
    address, sent = added(trainer, group)
    trainer.client.post(address, sent)
    trainer.client.post(address, sent)
    assert Enrolment.objects.count() == 1


def test_enrolled_ahead_of_the_day_is_not_attendance(trainer, group):
    address, sent = added(trainer, group)
    sent["here"] = "no"
    trainer.client.post(address, sent)
    assert not Attendance.objects.exists()


def test_a_reprinted_code_kills_the_old_one(trainer, group):
    farmer = afternoon.join(group, "老周")
    enrolment = afternoon.enrolment_of(farmer)
    card = trainer.client.post(reverse("group-code", args=[group.id, enrolment.id]))
    code = afternoon.code_on(trainer.client.get(card.url))
    assert code != farmer.own_code
    assert Client().post(reverse("come-back"), {"code": farmer.own_code}).status_code == 200
    assert Client().post(reverse("come-back"), {"code": code}).url == reverse("my-group")
    assert AuditEntry.objects.filter(stream=f"group:{group.id}", action="code.reprinted").exists()
    assert audit.verify(f"group:{group.id}") is None


def test_only_the_trainer_reprints(trainer, group, officer, stranger):
    enrolment = afternoon.enrol(group, "老周")
    with pytest.raises(Denied):
        actions.reprint_code(officer.actor, enrolment)
    with pytest.raises(NotFound):
        actions.reprint_code(stranger.actor, enrolment)


def test_the_list_is_ticked_once(trainer, group):
    first, second = (afternoon.enrol(group, name) for name in ("老周", "小李"))
    address = reverse("group-attendance", args=[group.id])
    today = clock.today().isoformat()
    both = {"day": today, "people": [str(first.id), str(second.id)]}
    trainer.client.post(address, both)
    assert Attendance.objects.count() == 2  # both were noted when they joined
    group.opened_at -= dt.timedelta(days=2)
    group.save()
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    for _click in range(2):
        trainer.client.post(address, {"day": yesterday, "people": [str(first.id)]})
    assert Attendance.objects.filter(day=yesterday, source="trainer").count() == 1


@pytest.mark.parametrize("days", [1, -400])
def test_no_day_outside_the_groups_time(trainer, group, days):
    enrolment = afternoon.enrol(group, "老周")
    day = (clock.today() + dt.timedelta(days=days)).isoformat()
    sent = {"day": day, "people": [str(enrolment.id)]}
    page = trainer.client.post(reverse("group-attendance", args=[group.id]), sent)
    assert page.status_code == 200
    assert Attendance.objects.count() == 1
