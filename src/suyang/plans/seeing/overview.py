"""A plan for one office: its tasks by aspect, each with its state, lead body, last report, latest
figures, open milestones and risks; and how many of the units below reported.

So many queries whatever the number of tasks, indicators and units.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import Actor, may
from suyang.plans import published
from suyang.plans.figures import queries as figures
from suyang.plans.figures.queries import Compared
from suyang.plans.models import (
    Aspect,
    Indicator,
    KeyTask,
    Milestone,
    Plan,
    Report,
    ReportDue,
    ReportForm,
    Risk,
    TaskIndicator,
)
from suyang.plans.periods import MONTHS, Period
from suyang.plans.targets.beside import Beside, beside
from suyang.plans.writing import bodies

# What a task is filtered by, besides its own states: what follows from milestones and risks.
LATE, AT_RISK = "late", "at_risk"
STATES = (*KeyTask.State.values, LATE, AT_RISK)
_ENDED = (KeyTask.State.DONE, KeyTask.State.STOPPED)
# A risk of this likelihood times impact or more puts a task at risk.
GRAVE = 4
# A plan is carried out by one below it, and so on: so far up is looked for what is asked.
MOST_LEVELS = 8


@dataclass(frozen=True)
class Line:
    """An indicator of a task with its figure, the one before and the one a year before; and the
    unit's targets for it, the nearest first."""

    indicator: Indicator
    figure: Compared
    targets: tuple[Beside, ...] = ()


@dataclass
class TaskRow:
    """milestones and risks: the open ones, none for whoever may not see them (`inside`)."""

    task: KeyTask
    lead: Text | str = ""
    joint: int = 0
    inside: bool = False
    milestones: list[Milestone] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)
    report: Report | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def late(self) -> bool:
        today = clock.today()
        if self.task.state in _ENDED:
            return False
        return any(one.due < today for one in self.milestones)

    @property
    def at_risk(self) -> bool:
        if self.task.state in _ENDED:
            return False
        return any(one.likelihood * one.impact >= GRAVE for one in self.risks)

    @property
    def next_due(self) -> dt.date | None:
        return min((one.due for one in self.milestones), default=None)

    @property
    def late_days(self) -> int:
        return (clock.today() - self.next_due).days if self.next_due else 0

    def stands(self, state: str) -> bool:
        """Whether the task is in a state of the filter."""
        return {LATE: self.late, AT_RISK: self.at_risk}.get(state, self.task.state == state)


@dataclass(frozen=True)
class Missing:
    """So many units have not handed up one form for one period."""

    form: ReportForm
    period: Period
    number: int


@dataclass(frozen=True)
class Coverage:
    """Of the reports that units below were asked for in a period: how many have come, and what is
    missing, by form and period."""

    asked: int
    handed_up: int
    approved: int
    missing: list[Missing]

    @property
    def percent(self) -> int | None:
        return round(100 * self.handed_up / self.asked) if self.asked else None


@dataclass(frozen=True)
class Summary:
    """How an aspect stands, made of all its tasks: how many in which state, who leads them, and
    how many of their indicators have a figure in the period; and its own lead body, where it has
    one (`leads` are the others)."""

    states: tuple[tuple[str, int], ...]
    late: int
    leads: tuple[Text | str, ...]
    without_lead: int
    known: int
    indicators: int
    lead: Text | str = ""


@dataclass
class Overview:
    """aspects: with those of their tasks that the filters leave, and how each stands with all of
    them; all_: how many tasks there are."""

    plan: Plan
    unit: uuid.UUID
    period: Period
    aspects: list[tuple[Aspect, list[TaskRow], Summary]]
    all_: int
    shown: int
    coverage: Coverage | None
    leads: list[tuple[uuid.UUID, Text]]
    by_state: dict[str, int]


def overview(
    actor: Actor,
    plan: Plan,
    unit: uuid.UUID,
    period: Period,
    *,
    state: str = "",
    aspect: str = "",
    lead: uuid.UUID | None = None,
) -> Overview:
    """The plan as `unit` stands to it in a period, through the filters. The caller has asked
    whether the actor sees the plan and the unit's figures."""
    aspects = published.aspects(actor, plan)
    rows = task_rows(actor, plan, unit, period, published.tasks(actor, plan))
    leads = {row.task.lead_id: row.lead for row in rows if row.task.lead_id}
    kept = [
        row
        for row in rows
        if (not state or row.stands(state))
        and (not aspect or row.task.aspect.number == aspect)
        and (lead is None or row.task.lead_id == lead)
    ]
    by_aspect = defaultdict(list)
    for row in kept:
        by_aspect[row.task.aspect_id].append(row)
    every = defaultdict(list)
    for row in rows:
        every[row.task.aspect_id].append(row)
    sees_reports = may(actor, "report.see", unit)
    return Overview(
        plan,
        unit,
        period,
        [
            (one, by_aspect[one.pk], summary(every[one.pk], one))
            for one in aspects
            if by_aspect[one.pk]
        ],
        len(rows),
        len(kept),
        coverage(plan, unit, period) if sees_reports else None,
        sorted(leads.items(), key=lambda pair: str(pair[1])),  # type: ignore[arg-type]
        {one: sum(row.stands(one) for row in rows) for one in STATES},
    )


def summary(rows: Iterable[TaskRow], aspect: Aspect) -> Summary:
    """What an aspect's tasks make together, and who answers for the aspect."""
    found = list(rows)
    lead = bodies.lead_of_aspect(aspect)
    own = str(lead.name) if lead else ""
    states = Counter(row.task.state for row in found)
    leads: dict[str, Text | str] = {}
    for row in found:
        if row.lead and str(row.lead) != own:
            leads.setdefault(str(row.lead), row.lead)
    lines = {line.indicator.pk: line for row in found for line in row.lines}
    return Summary(
        tuple((one, states[one]) for one in KeyTask.State.values if states[one]),
        sum(row.late for row in found),
        tuple(leads.values()),
        sum(not row.lead for row in found),
        sum(line.figure.now.value is not None for line in lines.values()),
        len(lines),
        lead.name if lead else "",
    )


def task_rows(
    actor: Actor, plan: Plan, unit: uuid.UUID, period: Period, tasks: Iterable[KeyTask]
) -> list[TaskRow]:
    found = list(tasks)
    open_ = inside(actor, plan, found)
    ids = [one.pk for one in found]
    milestones, risks = defaultdict(list), defaultdict(list)
    for milestone in Milestone.objects.filter(task_id__in=open_, done_on=None):
        milestones[milestone.task_id].append(milestone)
    for risk in Risk.objects.filter(task_id__in=open_, closed_on=None):
        risks[risk.task_id].append(risk)
    linked = indicators_by_task(plan, ids)
    wanted = {one.slug: one for several in linked.values() for one in several}
    compared = figures.of_indicators(wanted.values(), unit, period, reader=actor) if wanted else {}
    aims: dict[int, list[Beside]] = defaultdict(list)
    for aim in beside(unit, actor, wanted.values()) if wanted else ():
        aims[aim.target.indicator_id].append(aim)
    reports = last_reports(plan, unit) if may(actor, "report.see", unit) else {}
    names = units.names({one.lead_id for one in found if one.lead_id})
    rows = []
    for task in found:
        own = linked.get(task.pk, [])
        last = [reports[one.slug] for one in own if one.slug in reports]
        rows.append(
            TaskRow(
                task,
                bodies.lead_name(task, names),
                getattr(task, "joint_bodies", 0),
                task.pk in open_,
                milestones[task.pk],
                risks[task.pk],
                max(last, key=lambda one: (Period.read(one.period).last_day, one.changed_at))
                if last
                else None,
                [Line(one, compared[one.slug], tuple(aims[one.pk])) for one in own],
            )
        )
    return rows


def indicators_by_task(plan: Plan, task_ids: Iterable[int]) -> dict[int, list[Indicator]]:
    """The indicators that are evidence for tasks, and those whose text names the task's number."""
    ids = set(task_ids)
    found: dict[int, list[Indicator]] = defaultdict(list)
    links = TaskIndicator.objects.filter(task_id__in=ids).select_related("indicator")
    for link in links.order_by("task_id", "position", "indicator__slug"):
        found[link.task_id].append(link.indicator)
    numbers = {
        number: pk for pk, number in plan.tasks.filter(pk__in=ids).values_list("pk", "number")
    }
    for indicator in Indicator.objects.filter(plan=plan):
        for number in indicator.body.get("tasks", ()):
            own = found[numbers[number]] if number in numbers else None
            if own is not None and indicator not in own:
                own.append(indicator)
    return dict(found)


def last_reports(plan: Plan, unit: uuid.UUID) -> dict[str, Report]:
    """The unit's newest report that says something, by the indicator that it is about."""
    found: dict[str, Report] = {}
    rows = Report.objects.filter(about(plan), unit_id=unit).exclude(state=Report.State.DRAFT)
    # A form of every length has its newest among so many.
    for report in rows.select_related("form").order_by("-period", "-changed_at")[:60]:
        for one in report.form.fields:
            if "indicator" in one:
                found.setdefault(one["indicator"], report)
    return found


def about(plan: Plan) -> Q:
    """Of reports and what is asked for: those of the plan's forms, and of the forms with which its
    office, or one above it, asks about the plans that it carries out."""
    own = Q(form__plan=plan)
    if plan.unit_id is None:
        return own
    above: list[int] = []
    one = plan
    while one.adopts is not None and len(above) < MOST_LEVELS:
        one = one.adopts
        above.append(one.pk)
    asking = tree.path(plan.unit_id, clock.today())
    return own | Q(form__plan__in=above, form__unit__in=asking) if above else own


def coverage(plan: Plan, unit: uuid.UUID, period: Period) -> Coverage:
    """The reports about a plan that lie in a period, asked of the units below `unit`."""
    below = tree.within(unit, period.last_day, ended=True)
    periods = [str(one) for length in _shorter(period) for one in period.parts(length)]
    dues = ReportDue.objects.filter(
        about(plan), period__in=periods, excused="", unit_id__in=below
    ).exclude(unit_id=unit)
    report = Report.objects.filter(
        form=OuterRef("form"), unit=OuterRef("unit"), period=OuterRef("period")
    )
    handed = report.filter(state__in=(Report.State.SUBMITTED, Report.State.APPROVED))
    approved = report.filter(state=Report.State.APPROVED)
    each = dues.annotate(handed=Exists(handed), approved=Exists(approved)).order_by()
    rows = list(
        each.values_list("form", "period").annotate(
            asked=Count("id"),
            handed_up=Count("id", filter=Q(handed=True)),
            approved_=Count("id", filter=Q(approved=True)),
        )
    )
    forms = ReportForm.objects.in_bulk({row[0] for row in rows})
    missing = [
        Missing(forms[form], Period.read(written), asked - came)
        for form, written, asked, came, _approved in rows
        if asked > came
    ]
    missing.sort(key=lambda one: (one.period.first_day, one.form.made_at), reverse=True)
    asked, came, approved_ = (sum(row[at] for row in rows) for at in (2, 3, 4))
    return Coverage(asked, came, approved_, missing)


def periods_offered(today: dt.date) -> list[Period]:
    """The last months, quarters, half-years and years that are over, for the choice of a period."""
    offered = []
    for length, count in (("month", 12), ("quarter", 4), ("half", 2), ("year", 3)):
        last = Period.on(today, length).shifted(-1)
        offered += [last.shifted(-step) for step in range(count)]
    return offered


def _shorter(period: Period) -> list[str]:
    return [one for one, months in MONTHS.items() if months <= MONTHS[period.frequency]]


def inside(actor: Actor, plan: Plan, tasks: Iterable[KeyTask]) -> set[int]:
    """The tasks whose milestones and risks the actor may see: of the plan's office and of above,
    and of each lead body."""
    if plan.unit_id is not None and may(actor, "plan.see_drafts", plan.unit_id):
        return {one.pk for one in tasks}
    seen: dict[uuid.UUID, bool] = {}
    for one in tasks:
        if one.lead_id is not None and one.lead_id not in seen:
            seen[one.lead_id] = may(actor, "plan.see_drafts", one.lead_id)
    return {one.pk for one in tasks if one.lead_id and seen[one.lead_id]}
