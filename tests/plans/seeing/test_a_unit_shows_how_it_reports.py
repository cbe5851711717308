"""A unit's page: plans, tasks, figures, and reports with completeness and timeliness."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.plans.models import KeyTask, Plan
from suyang.plans.periods import Period
from suyang.plans.reporting import actions
from suyang.plans.seeing import unit_page
from tests.plans.reporting.conftest import GIVEN, TODAY

pytestmark = pytest.mark.django_db
OCTOBER = Period.read("2026-10")


def test_its_own_reports_late_and_on_time(form, town, other_town, town_officer, monkeypatch):
    """September was due on October 10 and comes in November; October's is not due yet."""
    september = actions.open_report(town_officer.actor, form, town, Period.read("2026-09"))
    saved = actions.save(town_officer.actor, september, GIVEN, {}, 0)
    actions.submit(town_officer.actor, saved, saved.revision)
    found = unit_page.page(town_officer.actor, town.id, OCTOBER)
    assert [(one.due.period, one.standing) for one in found.own] == [("2026-09", "submitted")]
    tally = found.own_tally
    assert (tally.asked, tally.handed_up, tally.on_time) == (1, 1, 0)
    page = town_officer.client.get(reverse("unit-work", args=[town.id])).content.decode()
    assert "最近应报1份，已报1份，其中0份首次报送按时。" in page
    assert TODAY.isoformat() in page


def test_those_directly_below_by_period(administrator, county, town, other_town, form):
    found = unit_page.page(administrator.actor, county.id, OCTOBER)
    (one,) = found.below
    assert str(one.period) == "2026-09"
    assert (one.tally.asked, one.tally.handed_up, one.tally.complete, one.tally.late) == (
        2,
        0,
        0,
        2,
    )
    assert [name["zh-Hans"] for _id, name in found.children] == ["白杨镇", "河口镇"] or len(
        found.children
    ) == 2
    page = administrator.client.get(reverse("unit-work", args=[county.id])).content.decode()
    assert reverse("unit-work", args=[town.id]) in page


def test_its_plans_tasks_and_figures(administrator, county, plan, task, rates):
    found = unit_page.page(administrator.actor, county.id, OCTOBER)
    assert (found.plans, found.leads) == ([plan], [task])
    assert [(line.indicator, line.figure.now.value) for line in found.lines] == [
        (rates, 500 / 1008)
    ]
    page = administrator.client.get(reverse("unit-work", args=[county.id])).content.decode()
    assert "49.6 %" in page


def test_drafts_and_unpublished_tasks_are_for_their_office(town_officer, town, plan, task):
    KeyTask.objects.filter(pk=task.pk).update(lead=town)
    assert unit_page.page(town_officer.actor, town.id, OCTOBER).leads == [task]
    KeyTask.objects.filter(pk=task.pk).update(first_edition=None)
    assert unit_page.page(town_officer.actor, town.id, OCTOBER).leads == []
    KeyTask.objects.filter(pk=task.pk).update(first_edition=1)
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.DRAFT)
    assert unit_page.page(town_officer.actor, town.id, OCTOBER).leads == []


def test_an_observer_sees_figures_and_no_reports(county, form, rates, town):
    from tests.conftest import _staff

    observer = _staff("observer", "observer", county)
    found = unit_page.page(observer.actor, county.id, OCTOBER)
    assert (found.own, found.below, found.sees_reports) == ([], [], False)
    assert found.lines


def test_the_queries_do_not_grow_with_the_units_below(
    administrator, county, make_unit, form, rates, django_assert_max_num_queries
):
    for number in range(20):
        make_unit(f"t{number}", f"示范{number}镇", "town", county)
    with django_assert_max_num_queries(25):
        unit_page.page(administrator.actor, county.id, OCTOBER)
