"""Drafts, what is not approved, what is counted by a source, and small numbers stay inside: they
are marked, and the mark is looked for in every public answer."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.plans.models import (
    IndicatorMethod,
    Milestone,
    PlanEdition,
    Risk,
    TaskIndicator,
)
from suyang.plans.periods import Period
from suyang.plans.public import actions
from suyang.plans.reporting import actions as reporting
from suyang.plans.reporting import defining
from suyang.plans.writing import making, text
from tests.conftest import _staff
from tests.plans.figures.conftest import indicator_of
from tests.plans.public.conftest import TODAY, both, measured, publish, write

pytestmark = pytest.mark.django_db
MARK = "只给本县看的字样"
# A number that stands in no other figure, however it is written.
NUMBERS = ("73,519", "73519")


def everything(client, *plans):
    addresses = [reverse("public-plans"), "/public/plans/kp2022/", "/public/plans/kp2024/"]
    for plan in plans:
        for what in ("public-plan", "public-plan-csv", "public-plan-json"):
            addresses.append(reverse(what, args=[plan.slug]))
    found = ""
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found += answer.content.decode()
    return found


def test_no_draft_is_there(anybody, administrator, on, plan, elders, farmers, county):
    """Texts changed since publishing, a new task, its target and indicator, another draft."""
    marked = both(MARK, MARK)
    text.change_task(administrator.actor, elders, title=marked, text=marked)
    text.add_task(
        administrator.actor, plan.aspects.first(), title=marked, text=marked, key=uuid.uuid4()
    )
    text.add_goal(administrator.actor, plan, text=marked, key=uuid.uuid4())
    Milestone.objects.create(task=elders, position=1, title=marked, due=TODAY, first_due=TODAY)
    Risk.objects.create(task=elders, title=marked, likelihood=1, impact=1, raised_on=TODAY)
    secret = indicator_of("not-yet", "things", columns=())
    secret.body["name"] = marked
    secret.save()
    TaskIndicator.objects.create(task=elders, indicator=secret)
    write(secret, county, 73519)
    draft = making.make_plan(administrator.actor, county, marked, 2028, key=uuid.uuid4())
    found = everything(anybody, plan)
    assert MARK not in found
    assert "not-yet" not in found
    assert not any(number in found for number in NUMBERS)
    assert anybody.get(reverse("public-plan", args=[draft.slug])).status_code == 404
    # Published, it is there: the walk is not blind.
    publish(administrator.actor, plan)
    found = everything(anybody, plan)
    assert MARK in found
    assert NUMBERS[0] in found


def test_a_target_of_a_task_that_is_not_published_is_not_there(
    anybody, administrator, on, plan, elders, county, make_target
):
    seats = measured(plan, elders, administrator.actor, "seats")
    write(seats, county, 10)
    new = text.add_task(
        administrator.actor, plan.aspects.first(), title=both("新"), text={}, key=uuid.uuid4()
    )
    make_target(seats, county, 73519, new, reason=both(MARK))
    assert not any(number in everything(anybody, plan) for number in NUMBERS)
    publish(administrator.actor, plan)
    found = everything(anybody, plan)
    assert NUMBERS[0] in found
    assert MARK not in found


def test_a_report_is_there_from_its_approval_until_it_is_opened_again(
    anybody, administrator, on, plan, elders, county, town
):
    seats = measured(plan, elders, administrator.actor, "seats")
    officer = _staff("town-officer", "officer", town)
    form = defining.define_form(
        administrator.actor,
        plan,
        county,
        title=both(MARK),
        frequency="month",
        kinds=["town"],
        fields=[{"indicator": seats.slug}, {"question": "what", "text": both(MARK)}],
        first_period="2026-09",
    )
    report = reporting.open_report(officer.actor, form, town, Period.read("2026-09"))
    given = {seats.slug: {"total": 73519}}
    report = reporting.save(officer.actor, report, given, {"what": MARK}, report.revision)
    assert not any(number in everything(anybody, plan) for number in NUMBERS)
    report = reporting.submit(officer.actor, report, report.revision)
    found = everything(anybody, plan)
    assert not any(number in found for number in NUMBERS)
    report = reporting.approve(administrator.actor, report)
    found = everything(anybody, plan)
    assert NUMBERS[0] in found
    assert MARK not in found
    reporting.reopen(administrator.actor, report, "again")
    assert not any(number in everything(anybody, plan) for number in NUMBERS)


def test_what_a_source_counts_was_approved_by_nobody(
    anybody, administrator, on, plan, elders, county, make_target
):
    """Neither the count, nor a formula of it, nor a target judged by it; nor one whose earlier
    method was a source."""
    counted = measured(plan, elders, administrator.actor, "counted", source="made-up")
    twice = measured(plan, elders, administrator.actor, "twice", formula="{counted} + {counted}")
    once = measured(plan, elders, administrator.actor, "once")
    IndicatorMethod.objects.create(
        indicator=once, number=1, valid_from=TODAY, definition={"source": "made-up"}
    )
    write(counted, county, 73519, counted=True)
    write(once, county, 73519)
    make_target(counted, county, 73519, elders, period="2026")
    found = everything(anybody, plan)
    assert not any(number in found for number in (*NUMBERS, "147,038", "147038"))
    assert twice.slug not in found


def test_small_numbers_are_withheld(anybody, administrator, on, plan, elders, county, make_target):
    people = measured(plan, elders, administrator.actor, "people", "people", over_time="last")
    write(people, county, 3)
    make_target(people, county, 2, elders, period="2026")
    found = everything(anybody, plan)
    assert "suppressed" in found
    assert "withheld" in found
    assert '"value": 3' not in found
    assert ",3.0," not in found
    assert '"judgement": "met"' not in found
    write(people, county, 30)
    assert '"value": 30' in everything(anybody, plan)


def test_the_figures_of_another_office_stand_beside_its_own_plan_alone(
    anybody, administrator, on, plan, elders, county, town, make_target
):
    office = _staff("town-office", "administrator", town)
    made = making.make_plan(office.actor, town, both("镇方案"), 2027, key=uuid.uuid4())
    aspect = text.add_aspect(office.actor, made, both("培训"), {}, uuid.uuid4())
    task = text.add_task(office.actor, aspect, title=both("学"), text={}, key=uuid.uuid4())
    seats = measured(made, task, office.actor, "seats")
    write(seats, town, 73519)
    assert anybody.get(reverse("public-plan", args=[made.slug])).status_code == 404
    actions.set_public(office.actor, town.id, True)
    found = everything(anybody, made)
    assert "镇方案" in found
    assert "73,519" in found
    actions.set_public(office.actor, town.id, False)
    assert anybody.get(reverse("public-plan", args=[made.slug])).status_code == 404
    assert not any(number in everything(anybody, plan) for number in NUMBERS)
    assert PlanEdition.objects.filter(plan=made).exists()
