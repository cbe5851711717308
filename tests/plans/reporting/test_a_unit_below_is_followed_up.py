"""Follow-ups (督办): asked by a day, answered, asked again, closed; seen from both sides."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.plans.models import FollowUp
from suyang.plans.reporting import followups
from tests.plans.reporting.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(county, town, reviewer):
    return followups.ask(reviewer.actor, county, town, "请说明人次。", TODAY + dt.timedelta(days=7))


def page(one):
    return reverse("follow-up", args=[one.id])


def test_a_double_click_asks_once(town, reviewer, town_officer):
    sent = {
        "unit": str(town.id),
        "text": "请说明人次。",
        "due": "2026-11-12",
        "key": str(uuid.uuid4()),
    }
    for _ in range(2):
        assert reviewer.client.post(reverse("follow-up-new"), sent).status_code == 302
    made = FollowUp.objects.get()
    work = town_officer.client.get(reverse("work")).content.decode()
    assert page(made) in work
    assert page(made) in town_officer.client.get(reverse("follow-up-list")).content.decode()


def test_it_is_answered_asked_again_and_closed(asked, town_officer, reviewer):
    assert town_officer.client.post(page(asked), {"do": "answer", "answer": "多了一期班。"})
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert "多了一期班。" in reviewer.client.get(page(asked)).content.decode()
    assert reviewer.client.post(page(asked), {"do": "again", "why": ""}).status_code == 200
    for _ in range(2):
        reviewer.client.post(page(asked), {"do": "again", "why": "请附签到表。"})
    asked.refresh_from_db()
    assert asked.state == "open"
    assert asked.text.count("请附签到表。") == 1, "a double click asks again once"
    town_officer.client.post(page(asked), {"do": "answer", "answer": "已附。"})
    reviewer.client.post(page(asked), {"do": "close"})
    asked.refresh_from_db()
    assert asked.state == "closed"
    answer = town_officer.client.post(page(asked), {"do": "answer", "answer": "还有"})
    assert "已附。" in town_officer.client.get(page(asked)).content.decode()
    assert answer.status_code == 200
    closed = reviewer.client.get(reverse("follow-up-list"), {"closed": "1"}).content.decode()
    assert page(asked) in closed


def test_only_who_was_asked_answers_and_only_who_asked_closes(asked, town_officer, reviewer):
    assert reviewer.client.post(page(asked), {"do": "answer", "answer": "x"}).status_code == 403
    assert town_officer.client.post(page(asked), {"do": "close"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "open"


def test_what_is_late_shows_first_on_both_sides(asked, town_officer, reviewer):
    FollowUp.objects.filter(id=asked.id).update(due=TODAY - dt.timedelta(days=1))
    for one in (town_officer, reviewer):
        assert "standing-late" in one.client.get(reverse("follow-up-list")).content.decode()


def test_it_may_be_about_a_report(handed_up, reviewer, town_officer):
    address = reverse("follow-up-new") + f"?report={handed_up.id}"
    page_seen = reviewer.client.get(address).content.decode()
    assert f'value="{handed_up.unit_id}" selected' in page_seen
    sent = {"unit": str(handed_up.unit_id), "text": "?", "due": "2026-11-12"}
    answer = reviewer.client.post(address, sent)
    assert answer.status_code == 302
    assert FollowUp.objects.get().report_id == handed_up.id
    assert town_officer.client.get(reverse("follow-up-new")).status_code in (200, 403)


def test_what_is_missing_is_asked_for_from_the_list(form, county, town, reviewer):
    wanted = {"form": form.id, "period": "2026-09"}
    listed = reviewer.client.get(reverse("review-list"), wanted).content.decode()
    address = reverse("follow-up-new") + f"?unit={town.id}&form={form.id}&period=2026-09"
    assert address.replace("&", "&amp;") in listed
    page_seen = reviewer.client.get(address).content.decode()
    assert f'value="{town.id}" selected' in page_seen
    assert "月报" in page_seen[page_seen.index("<textarea") : page_seen.index("</textarea>")]
    sent = {"unit": str(town.id), "text": "请报送。", "due": "2026-11-12"}
    assert reviewer.client.post(address, sent).status_code == 302
    assert FollowUp.objects.get().unit_id == town.id


def test_a_stranger_or_a_wrong_address_asks_nothing(form, county, town, town_officer, reviewer):
    for wrong in (f"?unit={uuid.uuid4()}", "?task=none", f"?unit={town.id}&form={uuid.uuid4()}"):
        assert reviewer.client.get(reverse("follow-up-new") + wrong).status_code == 404
    above = reverse("follow-up-new") + f"?unit={county.id}"
    assert town_officer.client.get(above).status_code in (403, 404)


def test_asked_again_it_may_be_answered_by_a_later_day(asked, town_officer, reviewer):
    FollowUp.objects.filter(id=asked.id).update(due=TODAY - dt.timedelta(days=3))
    assert 'value="2026-11-12"' in reviewer.client.get(page(asked)).content.decode()
    over = {"do": "again", "why": "请附签到表。", "due": "2026-11-01"}
    assert reviewer.client.post(page(asked), over).status_code == 200
    for _ in range(2):
        again = {**over, "due": "2026-11-20"}
        assert reviewer.client.post(page(asked), again).status_code == 302
    asked.refresh_from_db()
    assert (asked.due, asked.text.count("请附签到表。")) == (dt.date(2026, 11, 20), 1)
    reviewer.client.post(page(asked), {**over, "why": "快。", "due": ""})
    asked.refresh_from_db()
    assert asked.due == dt.date(2026, 11, 20), "without a day it stays"
