"""Three short blocks with links; the rest is somebody else's business."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.organisations.models import UnitVersion
from suyang.plans.models import FollowUp, KeyTask, Plan, ReportDue, Visit
from suyang.plans.reporting import actions, asking, followups, reminding
from suyang.plans.seeing import actions as seeing
from suyang.plans.seeing import home
from tests.plans.reporting.conftest import TODAY

pytestmark = pytest.mark.django_db


def page(who):
    return who.client.get(reverse("work")).content.decode()


@pytest.fixture
def later(monkeypatch):
    """later(minutes): so much time goes by."""
    start = clock.now()

    def go(minutes):
        monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(minutes=minutes))

    go(0)
    return go


def test_nothing_to_do_is_said(administrator):
    found = home.home(administrator.actor, None)
    assert found.nothing_late
    assert found.nothing_at_risk
    text = page(administrator)
    assert "没有逾期" in text
    assert "没有重大风险" in text


def test_a_late_milestone_stands_with_its_days_and_its_link(administrator, milestone):
    found = home.late(administrator.actor)
    assert [(one.about.pk, one.days) for one in found.milestones] == [(milestone.pk, 6)]
    text = page(administrator)
    assert reverse("task-work", args=["ours-2026-t1"]) + "#milestones" in text
    assert "逾期6天" in text


@pytest.mark.parametrize("change", ["done", "ended", "draft", "withdrawn"])
def test_what_is_done_or_not_in_force_is_not_late(administrator, milestone, task, plan, change):
    if change == "done":
        milestone.done_on = TODAY
        milestone.save()
    elif change == "ended":
        KeyTask.objects.update(state=KeyTask.State.STOPPED)
    elif change == "withdrawn":
        KeyTask.objects.filter(pk=task.pk).update(withdrawn_on=TODAY)
    else:
        Plan.objects.filter(pk=plan.pk).update(state=Plan.State.DRAFT)
    assert home.late(administrator.actor).milestones == []


def test_a_grave_risk_stands_and_a_small_one_does_not(administrator, risk):
    assert home.at_risk(administrator.actor).risks == [home.Grave(risk)]
    assert reverse("task-work", args=["ours-2026-t1"]) + "#risks" in page(administrator)
    risk.impact = 1
    risk.save()
    assert home.at_risk(administrator.actor).risks == []


def test_a_milestone_of_the_next_two_weeks_is_at_risk_block_not_late(administrator, milestone):
    milestone.due = TODAY + dt.timedelta(days=10)
    milestone.save()
    assert home.late(administrator.actor).is_empty
    assert [one.days for one in home.at_risk(administrator.actor).soon] == [-10]


def test_reports_that_units_below_owe_are_one_number(administrator, town, other_town, form):
    reminding.daily()
    # September was due on October 10 of the county itself, and of two towns.
    found = home.late(administrator.actor)
    assert found.reports_below == 2
    (line,) = found.reports
    asked = f"?unit={line.unit}&amp;form={form.id}&amp;period=2026-09&amp;state=late"
    assert reverse("review-list") + asked in page(administrator)
    listed = reverse("review-list") + asked.replace("&amp;", "&")
    answer = administrator.client.get(listed).content.decode()
    assert "河口镇" in answer
    assert "白杨镇" in answer


def test_a_late_answer_is_seen_by_who_owes_and_by_who_asked(
    administrator, county, town, town_officer, monkeypatch
):
    asked = followups.ask(administrator.actor, county, town, "请补报。", TODAY)
    assert home.late(town_officer.actor).asked_of_us == []
    assert [one.about for one in home.at_risk(town_officer.actor).asked] == [asked]
    monkeypatch.setattr(clock, "today", lambda: TODAY + dt.timedelta(days=3))
    assert [one.days for one in home.late(town_officer.actor).asked_of_us] == [3]
    assert [one.days for one in home.late(administrator.actor).asked_by_us] == [3]
    assert reverse("follow-up", args=[asked.id]) in page(town_officer)


def test_what_others_did_since_the_last_visit_stands_and_own_doing_does_not(
    later, reviewer, town_officer, handed_up
):
    assert seeing.visit(reviewer.actor) is None
    later(60)
    since = seeing.visit(reviewer.actor)
    assert since is not None
    later(70)
    taken = actions.take_back(town_officer.actor, handed_up)
    actions.submit(town_officer.actor, taken, taken.revision)
    later(200)
    since = seeing.visit(reviewer.actor)
    found = home.changed(reviewer.actor, since)
    assert [one.kind for one in found.news] == ["submitted"]
    assert found.news[0].about == handed_up
    assert home.changed(town_officer.actor, since).news == []
    assert reverse("report-review", args=[handed_up.id]) in page(reviewer)


def test_an_approval_and_an_answer_are_news_to_whoever_waits(
    later, reviewer, town_officer, handed_up, county, town
):
    asked = followups.ask(reviewer.actor, county, town, "为什么？", TODAY)
    since = clock.now()
    later(5)
    actions.approve(reviewer.actor, handed_up, "", "")
    followups.answer(town_officer.actor, asked, "下雨。")
    later(10)
    assert [one.kind for one in home.changed(town_officer.actor, since).news] == ["approved"]
    assert [one.kind for one in home.changed(reviewer.actor, since).news] == ["answered"]


def test_a_visit_goes_on_for_half_an_hour(later, administrator):
    """Coming back within it keeps the same changes in sight; a retry writes nothing more."""
    first = clock.now()
    assert seeing.visit(administrator.actor) is None
    later(20)
    assert seeing.visit(administrator.actor) is None
    later(45)
    assert seeing.visit(administrator.actor) is None
    later(90)
    assert seeing.visit(administrator.actor) == first + dt.timedelta(minutes=45)
    assert seeing.visit(administrator.actor) == first + dt.timedelta(minutes=45)
    assert Visit.objects.count() == 1


def test_the_stranger_sees_nothing_of_it(stranger, milestone, risk, handed_up):
    text = page(stranger)
    assert "选定讲师" not in text
    assert "讲师不够" not in text
    assert home.home(stranger.actor, clock.now() - dt.timedelta(days=30)).changed.news == []


def test_the_lead_body_sees_a_published_task_and_no_draft(task, milestone, town, town_officer):
    task.lead = town
    task.save()
    assert len(home.late(town_officer.actor).milestones) == 1
    KeyTask.objects.filter(pk=task.pk).update(first_edition=None)
    assert home.late(town_officer.actor).milestones == []


def test_the_queries_do_not_grow_with_the_units_below(
    form, administrator, county, make_unit, django_assert_max_num_queries
):
    for number in range(25):
        make_unit(f"t{number}", f"示范{number}镇", "town", county)
    asking.ask_now(form) if hasattr(asking, "ask_now") else reminding.daily()
    with django_assert_max_num_queries(30):
        home.home(administrator.actor, clock.now() - dt.timedelta(days=3))


def owed(form, unit, days, first_year):
    """Eight reports of a unit, each due on another day after TODAY plus so many."""
    for number in range(8):
        ReportDue.objects.create(
            form=form,
            unit=unit,
            period=f"{first_year + number}-01",
            due=TODAY + dt.timedelta(days=days + number),
        )


def test_what_is_late_due_soon_or_later_beyond_the_five_is_counted_with_a_link(
    form, town, town_officer
):
    ReportDue.objects.all().delete()
    owed(form, town, -20, 2000)
    found = home.home(town_officer.actor, None).reports
    assert (len(found.pressing), found.more_pressing, found.more_soon, found.later) == (5, 3, 0, 0)
    owed(form, town, reminding.BEFORE.days - 7, 2010)
    owed(form, town, 90, 2020)
    found = home.home(town_officer.actor, None).reports
    late = max(0, 7 - reminding.BEFORE.days)
    assert (len(found.pressing), found.more_pressing) == (5, 3 + late)
    assert (len(found.soon), found.more_soon) == (min(5, 8 - late), max(0, 3 - late))
    assert found.later == 8
    text = page(town_officer)
    said = f"另有{found.more_pressing}份报告逾期或已退回"
    assert f'<a href="{reverse("report-list")}">{said}</a>' in text
    assert f'state=open">以后还有{found.later}份报告要完成</a>' in text


def test_later_reports_are_said_where_nothing_is_due_soon(form, town, town_officer):
    ReportDue.objects.all().delete()
    owed(form, town, 90, 2020)
    found = home.home(town_officer.actor, None)
    assert (found.nothing_at_risk, found.reports.later) == (True, 8)
    assert "以后还有8份报告要完成" in page(town_officer)


def test_milestones_and_answers_beyond_the_five_are_counted(
    administrator, county, town, town_officer, task
):
    for number in range(7):
        for day in (TODAY - dt.timedelta(days=3), TODAY + dt.timedelta(days=3)):
            name = {"zh-Hans": f"节点{number}"}
            task.milestones.create(position=number, title=name, due=day, first_due=day)
            followups.ask(
                administrator.actor,
                county,
                town,
                f"请说明第{number}项。",
                TODAY + dt.timedelta(days=3),
                id=uuid.uuid4(),
            )
    ids = list(FollowUp.objects.values_list("pk", flat=True)[:7])
    FollowUp.objects.filter(pk__in=ids).update(due=TODAY - dt.timedelta(days=3))
    late = home.late(administrator.actor)
    assert (late.more_milestones, len(late.asked_by_us), late.more_asked) == (2, 5, 2)
    assert home.late(town_officer.actor).more_asked == 2
    risk = home.at_risk(administrator.actor)
    assert (len(risk.soon), risk.more_soon) == (5, 2)
    assert home.at_risk(town_officer.actor).more_asked == 2
    text = page(administrator)
    assert f'<a href="{reverse("follow-up-list")}">另有2项答复逾期</a>' in text
    for when in ("late", "30"):
        assert f'<a href="{reverse("milestone-list")}?when={when}">另有2个节点</a>' in text
    assert f'<a href="{reverse("follow-up-list")}">另有2项答复将到期</a>' in page(town_officer)


def test_a_milestone_of_anothers_plan_says_whose_it_is(
    administrator, milestone, risk, plan, task, other_county
):
    """A county leads a task in another office's plan: two of the same name are told apart."""
    Plan.objects.filter(pk=plan.pk).update(unit=other_county)
    KeyTask.objects.filter(pk=task.pk).update(
        lead=administrator.actor.grants[0].unit_id, first_edition=1
    )
    late = home.late(administrator.actor).milestones
    name = UnitVersion.objects.get(unit=other_county).name
    assert [one.unit_name for one in late] == [name]
    assert [one.unit_name for one in home.at_risk(administrator.actor).risks] == [name]
    assert page(administrator).count(name["zh-Hans"]) == 2
