"""The plan's page for an office, and a task's: states, figures with what they rest on, filters."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.organisations.permissions import NOBODY
from suyang.plans.models import Aspect, FollowUp, KeyTask, Plan, Report, TaskIndicator
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, asking, defining
from suyang.plans.seeing import overview, tasks
from suyang.plans.targets.actions import Wanted, set_target
from tests.conftest import _staff
from tests.plans.seeing.conftest import write

pytestmark = pytest.mark.django_db
OCTOBER = Period.read("2026-10")


@pytest.fixture
def planned(plan, town):
    """A second aspect with a task of the town's, with nothing to it."""
    title = {"zh-Hans": "村级站点", "en": "Village points"}
    aspect = Aspect.objects.create(plan=plan, number="2", position=2, body={"title": title})
    return KeyTask.objects.create(
        plan=plan,
        aspect=aspect,
        slug="ours-2026-t2",
        number="2.1",
        position=2,
        body={"title": title},
        lead=town,
        first_edition=1,
    )


def see(who, plan, **filters):
    return who.client.get(reverse("plan-work", args=[plan.slug]), filters)


def rows(actor, plan, unit, **filters):
    found = overview.overview(actor, plan, unit.id, OCTOBER, **filters)
    return [row for _aspect, several, _whole in found.aspects for row in several]


def test_a_task_stands_with_all_that_is_known_of_it(
    administrator, plan, county, rates, milestone, risk
):
    (row,) = rows(administrator.actor, plan, county)
    assert (row.late, row.late_days, row.at_risk) == (True, 6, True)
    now = row.lines[0].figure.now
    assert (now.count, now.of, now.units_reporting, now.units_expected) == (500, 1008, 3, 3)
    page = see(administrator, plan).content.decode()
    for said in (
        "村村有课堂",
        "青石县",
        "逾期6天",
        "49.6 %",
        "1,008中的500",
        "3个下级单位中3个已报",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["1.1", "2.1"]),
        ({"state": "running"}, ["1.1"]),
        ({"state": "planned"}, ["2.1"]),
        ({"state": "late"}, ["1.1"]),
        ({"state": "at_risk"}, ["1.1"]),
        ({"state": "done"}, []),
        ({"aspect": "2"}, ["2.1"]),
    ],
)
def test_filters_in_the_address(
    administrator, plan, county, milestone, risk, planned, filters, expected
):
    assert [row.task.number for row in rows(administrator.actor, plan, county, **filters)] == (
        expected
    )
    page = see(administrator, plan, **filters).content.decode()
    for number, slug in (("1.1", "ours-2026-t1"), ("2.1", "ours-2026-t2")):
        assert (f"/plans/tasks/{slug}/work/" in page) == (number in expected)


def test_a_filter_by_lead_body(administrator, plan, county, town, task, planned):
    assert [r.task for r in rows(administrator.actor, plan, county, lead=town.id)] == [planned]
    assert see(administrator, plan, lead=str(town.id)).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"state": "x"}, {"period": "2026-13"}, {"unit": "x"}, {"lead": "x"}]
)
def test_a_wrong_address_is_not_found(administrator, plan, task, wrong):
    assert see(administrator, plan, **wrong).status_code == 404


def test_coverage_is_a_number_with_its_n(
    county, town, other_town, administrator, town_officer, plan, rate, task
):
    asked = defining.define_form(
        administrator.actor,
        plan,
        county,
        title={"zh-Hans": "月报", "en": "Monthly"},
        frequency="month",
        kinds=["town"],
        fields=[{"indicator": rate.slug}],
        first_period="2026-10",
    )
    report = actions.open_report(town_officer.actor, asked, town, OCTOBER)
    found = overview.coverage(plan, county.id, OCTOBER)
    assert (found.asked, found.handed_up, found.approved, found.percent) == (2, 0, 0, 0)
    saved = actions.save(
        town_officer.actor, report, {rate.slug: {"total": {"n": 3, "of": 12}}}, {}, 0
    )
    actions.submit(town_officer.actor, saved, saved.revision)
    found = overview.coverage(plan, county.id, OCTOBER)
    assert (found.asked, found.handed_up, found.approved, found.percent) == (2, 1, 0, 50)
    assert [(one.form, one.period, one.number) for one in found.missing] == [(asked, OCTOBER, 1)]
    shown = see(administrator, plan, unit=county.id, period="2026-10").content.decode()
    missing = f"?unit={county.id}&amp;form={asked.id}&amp;period=2026-10&amp;state=missing"
    assert reverse("report-units") + missing in shown
    listed = administrator.client.get(
        reverse("report-units") + missing.replace("&amp;", "&")
    ).content.decode()
    rows_shown = listed[listed.index("<tbody>") :]
    assert "白杨镇" in rows_shown
    assert "河口镇" not in rows_shown
    Report.objects.update(state=Report.State.APPROVED)
    # A quarter holds its months: October and November were asked for.
    found = overview.coverage(plan, county.id, Period.read("2026-Q4"))
    assert (found.asked, found.approved) == (4, 1)
    # The town's own last report of the figure stands with its task.
    (row,) = rows(town_officer.actor, plan, town)
    assert row.report == report


def test_what_the_office_asks_about_the_plan_it_carries_out_counts_for_its_own(
    county, town, other_town, administrator, plan, rate, task, other_county, make_unit
):
    above = Plan.objects.create(
        slug="above-2026", title=plan.title, year=2026, state=Plan.State.PUBLISHED, body={}
    )
    for asks in (county, other_county):
        defining.define_form(
            _staff(f"asks-{asks.code}", "administrator", asks).actor,
            above,
            asks,
            title={"zh-Hans": "月报", "en": "Monthly"},
            frequency="month",
            kinds=["town"],
            fields=[{"indicator": rate.slug}],
            first_period="2026-10",
        )
    assert overview.coverage(plan, county.id, OCTOBER).asked == 0
    plan.adopts = above
    plan.save()
    assert overview.coverage(plan, county.id, OCTOBER).asked == 2
    assert overview.coverage(above, county.id, OCTOBER).asked == 2
    # From the town's own plan on, too: what the county asks is about what the town carries out.
    towns = Plan.objects.create(
        slug="town-2026", title=plan.title, year=2026, unit=town, adopts=plan, body={}
    )
    village = make_unit("v-1", "一村", "town", town)
    assert overview.coverage(towns, town.id, OCTOBER).asked == 0, "villages are not asked"
    asking.ask_all(OCTOBER.last_day)
    assert overview.coverage(towns, town.id, OCTOBER).asked == 1, village.code


def test_the_office_below_sees_figures_and_no_inside(
    town_officer, plan, county, town, task, milestone, risk, rates
):
    """The county's milestones and risks are the county's, until the town leads the task."""
    (row,) = rows(town_officer.actor, plan, town)
    assert (row.inside, row.milestones, row.risks) == (False, [], [])
    assert row.lines[0].figure.now.value == 0.6
    for address in (reverse("plan-work", args=[plan.slug]), reverse("task-work", args=[task.slug])):
        page = town_officer.client.get(address).content.decode()
        assert "选定讲师" not in page
        assert "讲师不够" not in page
    task.lead = town
    task.save()
    (row,) = rows(town_officer.actor, plan, town)
    assert (row.milestones, row.risks) == ([milestone], [risk])


def test_a_task_page_shows_text_bodies_figures_below_and_reports(
    administrator, plan, county, town, task, milestone, risk, rates, other_town
):
    task.joint.add(town)
    milestone.due = dt.date(2026, 10, 20)
    milestone.save()
    found = tasks.page(administrator.actor, task, county.id, OCTOBER)
    assert [[one.value for one in row.figures] for row in found.below] == [[0.39], [5 / 8], [0.6]]
    assert [one.value for one in found.course][-1] == 500 / 1008
    page = administrator.client.get(reverse("task-work", args=[task.slug])).content.decode()
    for said in (
        "村村有课堂",
        "河口镇",
        "选定讲师",
        "原定2026-10-30",
        "讲师不够",
        "60.0 %",
        "<svg",
    ):
        assert said in page, said


def test_a_task_that_stands_in_no_edition_is_not_there_for_others(
    task, town_officer, administrator
):
    KeyTask.objects.filter(pk=task.pk).update(first_edition=None)
    address = reverse("task-work", args=[task.slug])
    assert administrator.client.get(address).status_code == 200
    assert town_officer.client.get(address).status_code == 404


def test_the_stranger_sees_nothing(stranger, participant, visitor, plan, task, county, rates):
    addresses = [
        reverse("plan-work", args=[plan.slug]),
        reverse("task-work", args=[task.slug]),
        reverse("unit-work", args=[county.id]),
        reverse("indicator-compare", args=[rates.slug]),
    ]
    for address in addresses:
        for query in ({}, {"unit": str(county.id)}):
            assert stranger.client.get(address, query).status_code in (403, 404)
            assert participant.client.get(address, query).status_code in (302, 403, 404)
            assert visitor.client.get(address, query).status_code == 302
    assert overview.task_rows(NOBODY, plan, county.id, OCTOBER, [task])[0].inside is False


def test_the_queries_do_not_grow_with_tasks_and_indicators(
    administrator, plan, county, task, rates, town, make_indicator, django_assert_max_num_queries
):
    for number in range(12):
        one = KeyTask.objects.create(
            plan=plan,
            aspect=task.aspect,
            slug=f"ours-2026-x{number}",
            number=f"1.{number + 2}",
            position=number + 2,
            body=task.body,
            first_edition=1,
        )
        indicator = make_indicator(f"more-{number}", source="x")
        write(indicator, town, number)
        TaskIndicator.objects.create(task=one, indicator=indicator)
        wanted = Wanted(Period(2026, "year"), 100.0 + number)
        set_target(administrator.actor, indicator, county, wanted, id=uuid7())
    with django_assert_max_num_queries(30):
        found = overview.overview(administrator.actor, plan, county.id, OCTOBER)
    assert (found.all_, found.shown) == (13, 13)
    lines = [line for _aspect, rows, _whole in found.aspects for row in rows for line in row.lines]
    assert sum(len(line.targets) for line in lines) == 12
    page = administrator.client.get(reverse("plan-work", args=[plan.slug]), {"unit": county.id})
    assert (
        page.content.decode().count(reverse("target", args=[lines[-1].targets[0].target.id])) == 1
    )
    assert clock.today().year == 2026


def test_the_plan_above_leads_to_the_offices_own(bank, county, officer, stranger):
    above = Plan.objects.get(slug="kp2024")
    text = {"zh-Hans": "本县方案", "en": "Our plan"}
    made = Plan.objects.create(slug="ours-2027", title=text, year=2027, unit=county, adopts=above)
    page = officer.client.get(reverse("plan-work", args=["kp2024"]), {"unit": county.id})
    assert page.context["own"] == [made]
    assert reverse("plan-work", args=["ours-2027"]) in page.content.decode()


def test_a_unit_is_asked_about_a_task_from_its_page(
    administrator, town_officer, plan, task, county, town
):
    seen = administrator.client.get(reverse("task-work", args=[task.slug]), {"unit": town.id})
    address = reverse("follow-up-new") + f"?task={task.slug}&unit={town.id}"
    assert address.replace("&", "&amp;") in seen.content.decode()
    own = administrator.client.get(reverse("task-work", args=[task.slug])).content.decode()
    assert reverse("follow-up-new") + f'?task={task.slug}"' in own
    assert "村村有课堂" in administrator.client.get(address).content.decode()
    sent = {"unit": str(town.id), "text": "请说明进度。", "due": "2026-11-12"}
    assert administrator.client.post(address, sent).status_code == 302
    asked = FollowUp.objects.get()
    assert (asked.task, asked.unit) == (task, town)
    page = administrator.client.get(reverse("follow-up", args=[asked.id])).content.decode()
    assert reverse("task-work", args=[task.slug]) in page
    # Who has nobody below is offered nothing.
    seen = town_officer.client.get(reverse("task-work", args=[task.slug]), {"unit": town.id})
    assert reverse("follow-up-new") not in seen.content.decode()


def test_an_aspect_says_its_state_who_leads_and_what_is_known(
    administrator, plan, county, task, rates, town
):
    """Of all its tasks, whatever the filters leave."""
    write(rates, town, 7)
    KeyTask.objects.create(
        plan=plan,
        aspect=task.aspect,
        slug="ours-2026-x1",
        number="1.9",
        position=9,
        body={**task.body, "bodies": {"lead": {"name": "县民政局"}, "joint": []}},
        state=KeyTask.State.DONE,
        first_edition=1,
    )
    found = overview.overview(administrator.actor, plan, county.id, OCTOBER, state="done")
    ((_aspect, shown, whole),) = found.aspects
    assert [row.task.number for row in shown] == ["1.9"]
    assert dict(whole.states)["done"] == 1
    assert sum(dict(whole.states).values()) == found.all_ == 2
    assert "县民政局" in [str(name) for name in whole.leads]
    assert (whole.known, whole.indicators) == (1, 1)
    page = administrator.client.get(reverse("plan-work", args=[plan.slug]), {"unit": county.id})
    assert "县民政局" in page.content.decode()
    assert "1项指标中1项有数据" in page.content.decode()
