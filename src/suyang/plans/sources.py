"""What plans can count of themselves: tasks with somebody who leads, units that plan and report."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from suyang.foundation import outbox, sources
from suyang.foundation.sources import Asked, Found, Source
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.models import KeyTask, Milestone, Plan, PlanEdition, ReportDue, ReportStep

# What happens to plans and reports: a text was published, a plan closed or opened; a report handed
# up, of which the payload's day is the one on which it was due.
PLAN_CHANGED, SUBMITTED = "plans.plan_changed", "plans.report_submitted"


def register() -> None:
    for name, zh, en, what_zh, what_en, count, events in (
        (
            "plans.tasks_led",
            "有牵头单位和时间节点的重点任务",
            "Key tasks with a lead body and milestones",
            "期末本单位已发布计划中，既有牵头单位又有时间节点的重点任务，占全部。",
            "Of the unit's published plans at the end of the period: key tasks that have a lead "
            "body and a milestone, among all.",
            tasks_led,
            (PLAN_CHANGED,),
        ),
        (
            "plans.units_with_a_plan",
            "有工作计划的下级单位",
            "Units below that have a plan",
            "期末有已发布计划的下级单位，占直接下级单位。",
            "Units directly below that have a published plan at the end of the period, among all.",
            units_with_a_plan,
            (PLAN_CHANGED,),
        ),
        (
            "plans.reports_in_time",
            "按时上报的报告",
            "Reports handed up in time",
            "本单位及以下在期间内到期的报告中，期限当天或以前上报的。免报的不计。",
            "Of reports due in the period, of the unit and all below: those handed up on the day "
            "or before. Excused ones do not count.",
            reports_in_time,
            (SUBMITTED,),
        ),
    ):
        sources.register(
            Source(
                name,
                "rate",
                {"zh-Hans": zh, "en": en},
                {"zh-Hans": what_zh, "en": what_en},
                count,
                events=events,
                standing=True,
            )
        )


def tasks_led(asked: Asked) -> dict[str, Found]:
    """Of the tasks in plans that were published by the last day and not closed by then. Who has no
    such plan has no figure of its own, so that those below make one."""
    plans = [
        plan
        for plan in Plan.objects.filter(_published_by(asked.last), unit_id=asked.unit)
        if plan.closed_on is None or plan.closed_on > asked.last
    ]
    if not plans:
        return {"total": Found(None, mark="missing", n=0)}
    tasks = KeyTask.objects.filter(plan__in=plans).filter(
        Q(withdrawn_on=None) | Q(withdrawn_on__gt=asked.last)
    )
    # A body that is no unit here leads by its name.
    led = tasks.filter(Q(lead__isnull=False) | Q(body__bodies__lead__has_key="name"))
    led = led.filter(Exists(Milestone.objects.filter(task=OuterRef("pk"))))
    return _share(led.count(), tasks.count())


def units_with_a_plan(asked: Asked) -> dict[str, Found]:
    day = asked.last
    below = UnitVersion.objects.filter(tree.valid(day), parent_id=asked.unit).exclude(
        kind=Unit.Kind.BODY
    )
    published = Plan.objects.filter(_published_by(day), unit_id=OuterRef("unit_id"))
    return _share(below.filter(Exists(published)).count(), below.count())


def reports_in_time(asked: Asked) -> dict[str, Found]:
    handed_up = ReportStep.objects.filter(
        report__form=OuterRef("form"),
        report__unit=OuterRef("unit"),
        report__period=OuterRef("period"),
        kind=ReportStep.Kind.SUBMITTED,
    )
    dues = ReportDue.objects.filter(
        due__range=(asked.first, asked.last),
        excused="",
        unit_id__in=tree.within({asked.unit}, asked.last),
    ).annotate(first=Subquery(handed_up.order_by("at").values("at")[:1]))
    found = list(dues.values_list("due", "first"))
    in_time = sum(first is not None and timezone.localdate(first) <= due for due, first in found)
    return _share(in_time, len(found))


def _published_by(day: dt.date) -> Exists:
    return Exists(PlanEdition.objects.filter(plan=OuterRef("pk"), valid_from__lte=day))


def _share(some: int, all_: int) -> dict[str, Found]:
    if not all_:
        return {"total": Found(None, mark="not_applicable", n=0)}
    return {"total": Found(float(some), of=float(all_), n=all_)}


def plan_changed(plan: Plan) -> None:
    """A plan was published, closed or opened again: what plans count of themselves may differ."""
    if plan.unit_id is not None:
        outbox.publish(PLAN_CHANGED, plan.unit_id, {"unit": str(plan.unit_id), "plan": plan.slug})
