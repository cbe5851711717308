"""What plans can count of themselves: tasks with somebody who leads, units that plan and report."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from suyang.foundation import sources
from suyang.foundation.sources import Asked, Found, Source
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.models import KeyTask, Milestone, Plan, ReportDue, ReportStep


def register() -> None:
    for name, zh, en, what_zh, what_en, count in (
        (
            "plans.tasks_led",
            "有牵头单位和时间节点的重点任务",
            "Key tasks with a lead body and milestones",
            "期末本单位已发布计划中，既有牵头单位又有时间节点的重点任务，占全部。",
            "Of the unit's published plans at the end of the period: key tasks that have a lead "
            "body and a milestone, among all.",
            tasks_led,
        ),
        (
            "plans.units_with_a_plan",
            "有工作计划的下级单位",
            "Units below that have a plan",
            "期末有已发布计划的下级单位，占直接下级单位。",
            "Units directly below that have a published plan at the end of the period, among all.",
            units_with_a_plan,
        ),
        (
            "plans.reports_in_time",
            "按时上报的报告",
            "Reports handed up in time",
            "本单位及以下在期间内到期的报告中，期限当天或以前上报的。免报的不计。",
            "Of reports due in the period, of the unit and all below: those handed up on the day "
            "or before. Excused ones do not count.",
            reports_in_time,
        ),
    ):
        sources.register(
            Source(
                name, "rate", {"zh-Hans": zh, "en": en}, {"zh-Hans": what_zh, "en": what_en}, count
            )
        )


def tasks_led(asked: Asked) -> dict[str, Found]:
    plans = Plan.objects.filter(unit_id=asked.unit).exclude(state=Plan.State.DRAFT)
    tasks = KeyTask.objects.filter(plan__in=plans).filter(
        Q(withdrawn_on=None) | Q(withdrawn_on__gt=asked.last)
    )
    led = tasks.exclude(lead=None).filter(Exists(Milestone.objects.filter(task=OuterRef("pk"))))
    return _share(led.count(), tasks.count())


def units_with_a_plan(asked: Asked) -> dict[str, Found]:
    day = asked.last
    below = UnitVersion.objects.filter(tree.valid(day), parent_id=asked.unit).exclude(
        kind=Unit.Kind.BODY
    )
    published = Plan.objects.filter(unit_id=OuterRef("unit_id")).exclude(state=Plan.State.DRAFT)
    planning = below.filter(Exists(published.filter(_by(day))))
    return _share(planning.count(), below.count())


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


def _by(day: dt.date) -> Q:
    """A plan from content has no day on which it was made; it is there from the first."""
    return Q(made_at=None) | Q(made_at__date__lte=day)


def _share(some: int, all_: int) -> dict[str, Found]:
    if not all_:
        return {"total": Found(None, mark="not_applicable", n=0)}
    return {"total": Found(float(some), of=float(all_), n=all_)}
