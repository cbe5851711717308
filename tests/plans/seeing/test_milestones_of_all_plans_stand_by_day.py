"""Milestones across plans: late, soon, all; for the office, its lead bodies and those above."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from suyang.plans.models import Aspect, KeyTask, Milestone, Plan
from suyang.plans.seeing import milestones
from suyang.plans.seeing.milestones import Asked, When
from tests.conftest import _staff
from tests.plans.reporting.conftest import TODAY

pytestmark = pytest.mark.django_db
PAGE, TABLE, CALENDAR = (
    reverse(one) for one in ("milestone-list", "milestone-table", "milestone-calendar")
)


@pytest.fixture
def due(task):
    """due(days, task=…): a milestone so many days from today."""

    def make(days, of=task, **more):
        day = TODAY + dt.timedelta(days=days)
        title = {"zh-Hans": f"第{days}天", "en": f"Day {days}"}
        return Milestone.objects.create(
            task=of, position=1, title=title, due=day, first_due=day, **more
        )

    return make


@pytest.fixture
def theirs(town):
    """A published plan of the town with a task that the town itself leads."""
    made = Plan.objects.create(
        slug="town-2026",
        title={"zh-Hans": "镇方案", "en": "Town plan"},
        year=2026,
        unit=town,
        state=Plan.State.PUBLISHED,
    )
    aspect = Aspect.objects.create(
        plan=made, number="1", position=1, body={"title": {"zh-Hans": "培训"}}
    )
    return KeyTask.objects.create(
        plan=made,
        aspect=aspect,
        slug="town-2026-t1",
        number="1.1",
        position=1,
        body={"title": {"zh-Hans": "镇里的课"}},
        lead=town,
        first_edition=1,
    )


def found(who, when=When.ALL, **asked):
    page = milestones.shown(who.actor, Asked(when, **asked), None)
    return [(one.milestone.due - TODAY).days for one in page.rows]


def test_by_day_and_by_when(administrator, due):
    for days in (95, -6, 0, 30, 31, 90, -40):
        due(days)
    due(-3, done_on=TODAY)
    assert found(administrator) == [-40, -6, -3, 0, 30, 31, 90, 95]
    assert found(administrator, When.LATE) == [-40, -6]
    assert found(administrator, When.MONTH) == [0, 30]
    assert found(administrator, When.QUARTER) == [0, 30, 31, 90]
    assert found(administrator, done="open") == [-40, -6, 0, 30, 31, 90, 95]
    assert found(administrator, done="done") == [-3]
    counts = milestones.shown(administrator.actor, Asked(), None).counts
    assert counts == {When.LATE: 2, When.MONTH: 2, When.QUARTER: 4, When.ALL: 8}


@pytest.mark.parametrize("change", ["stopped", "draft", "closed", "withdrawn", "no aspect"])
def test_what_does_not_go_on_is_not_late(administrator, due, task, plan, change):
    due(-6)
    if change == "stopped":
        KeyTask.objects.update(state=KeyTask.State.STOPPED)
    elif change == "withdrawn":
        KeyTask.objects.update(withdrawn_on=TODAY)
    elif change == "no aspect":
        Aspect.objects.update(withdrawn_on=TODAY)
    else:
        Plan.objects.filter(pk=plan.pk).update(state=change)
    assert found(administrator, When.LATE) == []
    still = change in ("stopped", "draft")
    assert found(administrator) == ([-6] if still else [])


def test_plans_below_by_choice_and_filters(administrator, due, theirs, plan, county, town):
    due(5)
    due(7, of=theirs)
    assert found(administrator) == [5]
    assert found(administrator, below=True) == [5, 7]
    assert found(administrator, below=True, plan="town-2026") == [7]
    assert found(administrator, below=True, lead=town.id) == [7]
    assert found(administrator, plan="town-2026") == []
    shown = milestones.shown(administrator.actor, Asked(below=True), None)
    assert {one.slug for one in shown.plans} == {plan.slug, "town-2026"}
    assert {one for one, _name in shown.leads} == {county.id, town.id}


def test_a_lead_body_sees_those_of_its_published_tasks(town_officer, due, task, plan, town):
    due(5)
    assert found(town_officer) == []
    KeyTask.objects.filter(pk=task.pk).update(lead=town)
    assert found(town_officer) == [5]
    KeyTask.objects.filter(pk=task.pk).update(first_edition=None)
    assert found(town_officer) == []
    KeyTask.objects.filter(pk=task.pk).update(first_edition=1)
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.DRAFT)
    assert found(town_officer) == []


def test_the_page_is_paged_and_keeps_what_was_asked(
    administrator, due, django_assert_max_num_queries
):
    for days in range(1, 61):
        due(days)
    with django_assert_max_num_queries(45):
        page = administrator.client.get(PAGE, {"when": "90", "below": "1"})
    assert len(page.context["shown"].rows) == 50
    text = page.content.decode()
    assert "?when=90&amp;below=1&amp;page=2" in text
    second = administrator.client.get(PAGE, {"when": "90", "page": "2"})
    assert len(second.context["shown"].rows) == 10
    assert f"{CALENDAR}?when=90&amp;below=1" in text
    for wrong in ({"when": "soon"}, {"state": "x"}, {"lead": "x"}):
        assert administrator.client.get(PAGE, wrong).status_code == 404


def test_the_home_and_the_list_of_plans_lead_there(administrator, due):
    for days in range(-8, -1):
        due(days)
    assert f"{PAGE}?when=late" in administrator.client.get(reverse("work")).content.decode()
    assert PAGE in administrator.client.get(reverse("plan-desk")).content.decode()


def test_the_table_has_every_one(administrator, due):
    due(-6, note="=1+1")
    due(3, done_on=TODAY)
    answer = administrator.client.get(TABLE, headers={"accept-language": "en"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    head, first, second = list(sheet.values)[:3]
    assert head[:3] == ("Day", "Milestone", "State")
    assert first[0].date() == TODAY - dt.timedelta(days=6)
    assert (first[2], second[2]) == ("late", "done")
    assert sheet.cell(2, len(head)).data_type == "s"
    late = administrator.client.get(TABLE, {"when": "late"})
    assert openpyxl.load_workbook(io.BytesIO(late.content)).worksheets[0].max_row == 2


def test_the_calendar_has_the_same_ids_again(administrator, due):
    one = due(3)
    answer = administrator.client.get(CALENDAR, headers={"accept-language": "zh-hans"})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.replace(b"\r\n ", b"").decode()
    assert f"UID:{one.id}@suyang\r\n" in text
    assert f"DTSTART;VALUE=DATE:{one.due:%Y%m%d}\r\n" in text
    assert "SUMMARY:第3天\r\n" in text
    assert "/plans/tasks/ours-2026-t1/work/#milestones" in text
    Milestone.objects.update(due=one.due + dt.timedelta(days=9))
    again = administrator.client.get(CALENDAR).content.decode()
    assert again.count(f"UID:{one.id}@suyang") == 1


@pytest.mark.parametrize("address", [PAGE, TABLE, CALENDAR])
def test_may_the_stranger(address, due, county, stranger, participant, visitor):
    due(3)
    for nobody in (participant, visitor):
        assert nobody.client.get(address).status_code == 302
    assert stranger.client.get(address).status_code in (403, 404)
    assert _staff("observer", "observer", county).client.get(address).status_code == 403
