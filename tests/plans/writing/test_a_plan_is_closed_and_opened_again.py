"""A plan ends on a day, with a reason; it stays readable, asks for nothing more, and may go on."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans import closing, contributions, editions
from suyang.plans.models import Indicator, Plan, ReportDue
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, asking, defining, reminding
from suyang.plans.writing import making, text
from suyang.plans.writing.making import stream
from tests.conftest import _staff
from tests.plans.writing.conftest import TODAY, both

pytestmark = pytest.mark.django_db
WHY = both("任务都完成了", "All tasks are done")
ON = both("延长一年", "A year more")


@pytest.fixture
def published(administrator, plan):
    editions.publish(administrator.actor, plan, dt.date(2026, 9, 1), {}, plan.revision)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def form(administrator, county, town, published):
    """Monthly, due ten days after the month: September on 10 October, October on 10 November."""
    indicator = Indicator.objects.create(
        slug="trained", kind="people", frequency="month", body={"name": both("人数", "People")}
    )
    return defining.define_form(
        administrator.actor,
        published,
        county,
        title=both("月报", "Monthly"),
        frequency="month",
        kinds=["town"],
        fields=[{"indicator": indicator.slug}],
        first_period="2026-09",
    )


def demanded():
    return sorted(ReportDue.objects.filter(excused="").values_list("period", flat=True))


def test_what_is_due_after_the_last_day_is_not_asked_for(administrator, published, form):
    assert demanded() == ["2026-09", "2026-10", "2026-11"]
    closing.close(administrator.actor, published, dt.date(2026, 10, 31), WHY)
    assert demanded() == ["2026-09"]
    asking.ask_all(dt.date(2027, 3, 1))
    reminding.remind(dt.date(2027, 3, 1))
    assert demanded() == ["2026-09"]
    assert list(ReportDue.objects.exclude(reminded_at=None).values_list("period", flat=True)) == [
        "2026-09"
    ]
    published.refresh_from_db()
    closing.reopen(administrator.actor, published, ON)
    assert demanded() == ["2026-09", "2026-10", "2026-11"]
    asking.ask_all(dt.date(2027, 1, 1))
    assert demanded() == ["2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]


def test_a_report_that_was_handed_up_is_decided_as_any_other(administrator, published, form, town):
    officer = _staff("town-writer", "officer", town)
    report = actions.open_report(officer.actor, form, town, Period.read("2026-10"))
    report = actions.save(officer.actor, report, {"trained": {"total": 4}}, {}, report.revision)
    actions.submit(officer.actor, report, report.revision)
    closing.close(administrator.actor, published, TODAY, WHY)
    assert demanded() == ["2026-09", "2026-10"]
    shown = officer.client.get(reverse("report-list"), {"state": "all"}).content.decode()
    assert "计划已结束" in shown


def test_nobody_writes_in_a_closed_plan_and_everybody_reads_it(
    administrator, published, task, visitor, county, town
):
    closing.close(administrator.actor, published, TODAY, WHY)
    with pytest.raises(Refused) as refused:
        text.change_task(administrator.actor, task, title=both("改"), text={})
    assert refused.value.code == "closed"
    published.refresh_from_db()
    with pytest.raises(Refused):
        editions.publish(administrator.actor, published, TODAY, {})
    with pytest.raises(Refused):
        defining.define_form(
            administrator.actor,
            published,
            county,
            title=both("月报"),
            frequency="month",
            fields=[{"question": "done", "text": both("做了什么？")}],
        )
    with pytest.raises(Refused):
        contributions.adopt(
            administrator.actor, published, town, title=both("镇"), year=2027, key=uuid.uuid4()
        )
    # Last year's plan is closed, and copied all the same.
    copy = making.copy_plan(
        administrator.actor, published, county, both("下一年"), 2028, key=uuid.uuid4()
    )
    assert (copy.closing, copy.state) == (None, Plan.State.DRAFT)
    for name, arguments in (("plan", ()), ("plan-editions", ()), ("plan-edition", (1,))):
        page = visitor.client.get(reverse(name, args=[published.slug, *arguments]))
        assert page.status_code == 200
        assert "任务都完成了" in page.content.decode()
    for name in ("plan-list", "plan-desk"):
        assert "2026-11-05" in administrator.client.get(reverse(name)).content.decode()
    begin = administrator.client.get(reverse("plan-new")).content.decode()
    assert f"copy:{published.slug}" in begin
    assert f"adopt:{published.slug}" not in begin


def test_closing_is_done_once_and_stands_in_the_audit_stream(administrator, published):
    for _click in range(2):
        row = closing.close(administrator.actor, published, TODAY, WHY)
    assert (row.state, row.closed_on) == (Plan.State.CLOSED, TODAY)
    with pytest.raises(Refused) as refused:
        closing.close(administrator.actor, published, TODAY, both("别的原因"))
    assert refused.value.code == "closed"
    for _click in range(2):
        row = closing.reopen(administrator.actor, published, ON)
    assert (row.state, row.closed_on, row.closing) == (Plan.State.PUBLISHED, None, None)
    with pytest.raises(Refused):
        closing.reopen(administrator.actor, published, both("又一次"))
    lines = AuditEntry.objects.filter(stream=stream(published)).order_by("number")
    told = [line for line in lines if line.action in ("plan.closed", "plan.reopened")]
    assert [line.action for line in told] == ["plan.closed", "plan.reopened"]
    assert told[0].data["reason"] == dict(WHY)


@pytest.mark.parametrize(
    ("day", "code"),
    [(dt.date(2026, 11, 6), "too_late"), (dt.date(2026, 8, 31), "too_early")],
)
def test_a_day_that_cannot_be_the_last_is_refused(administrator, published, day, code):
    with pytest.raises(Refused) as refused:
        closing.close(administrator.actor, published, day, WHY)
    assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        closing.close(administrator.actor, published, TODAY, {})
    assert refused.value.field == "reason_zh"


def test_a_draft_is_not_closed(administrator, plan):
    with pytest.raises(Refused) as refused:
        closing.close(administrator.actor, plan, TODAY, WHY)
    assert refused.value.code == "draft"


def test_who_may_not_publish_closes_nothing(officer, trainer, stranger, visitor, published):
    for somebody in (officer, trainer, stranger, visitor):
        for attempt in (
            lambda who: closing.close(who.actor, published, TODAY, WHY),
            lambda who: closing.reopen(who.actor, published, ON),
        ):
            with pytest.raises((Denied, NotFound)):
                attempt(somebody)
        answer = somebody.client.post(
            reverse("plan-close", args=[published.slug]),
            {"do": "close", "on": "2026-11-05", "reason_zh": "夺"},
        )
        assert answer.status_code in (302, 403, 404)
    published.refresh_from_db()
    assert published.state == Plan.State.PUBLISHED


def test_it_is_closed_and_opened_again_on_the_page(administrator, published, form):
    address = reverse("plan-close", args=[published.slug])
    page = administrator.client.get(reverse("plan-write", args=[published.slug]))
    assert address in page.content.decode()
    assert administrator.client.get(address).context["asked"] == 2
    sent = {"do": "close", "on": "2026-11-05", "reason_zh": ""}
    refused = administrator.client.post(address, sent)
    assert refused.context["form"].errors["reason_zh"]
    sent["reason_zh"] = "完成"
    for _click in range(2):
        answer = administrator.client.post(address, sent)
        assert answer.headers["Location"] == reverse("plan-write", args=[published.slug])
    desk = administrator.client.get(answer.headers["Location"]).content.decode()
    assert "完成" in desk
    assert reverse("plan-publish", args=[published.slug]) not in desk
    again = {"do": "reopen", "why_zh": "还要继续"}
    for _click in range(2):
        assert administrator.client.post(address, again).status_code == 302
    published.refresh_from_db()
    assert published.state == Plan.State.PUBLISHED
    assert "还要继续" in administrator.client.get(address).content.decode()
