"""What a year's report is made of. No words, and nothing that its maker may not see.

Figures are read as by somebody who does not see reports: the paper is passed on, so that small
numbers of people are withheld in it, whoever makes it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import NOBODY, Actor, units_where
from suyang.plans import published
from suyang.plans.figures import queries as figures
from suyang.plans.figures.queries import Compared
from suyang.plans.goals import queries as goals
from suyang.plans.models import (
    Aspect,
    FollowUp,
    Indicator,
    KeyTask,
    Milestone,
    Plan,
    Report,
    ReportDue,
    ReportForm,
    Target,
)
from suyang.plans.periods import MONTHS, Period
from suyang.plans.reporting import standing, tallies
from suyang.plans.reporting.standing import Asked
from suyang.plans.reporting.tallies import Tally
from suyang.plans.seeing import overview
from suyang.plans.targets import queries as targets
from suyang.plans.yearly import texts
from suyang.plans.yearly.texts import Written

# So many lines of units and follow-ups; how many more there are is said.
SHOWN_UNITS: Final = 200
SHOWN_FOLLOW_UPS: Final = 100
READER: Final = NOBODY


@dataclass(frozen=True)
class Milestones:
    """Of a task, those due or done in the year until the day of the report."""

    due: int = 0
    done: int = 0
    done_late: int = 0
    late: int = 0


@dataclass(frozen=True)
class Task:
    """milestones: None where its maker may not see them; then the state is not said either."""

    task: KeyTask
    lead: Text | str
    milestones: Milestones | None


@dataclass(frozen=True)
class Line:
    """An indicator with its figure of the year (`now`) and of the year before (`a_year_ago`)."""

    indicator: Indicator
    figure: Compared


@dataclass(frozen=True)
class Group:
    """An aspect with its tasks and the indicators of these; None: those of no task."""

    aspect: Aspect | None
    tasks: list[Task]
    lines: list[Line]


@dataclass(frozen=True)
class FormCount:
    """A form's reports of the year in the unit and all below it."""

    form: ReportForm
    periods: int
    tally: Tally


@dataclass(frozen=True)
class UnitCount:
    """A unit directly below with all below it, or the unit itself, over the forms of the year."""

    unit: uuid.UUID
    name: Text
    tally: Tally


@dataclass(frozen=True)
class Facts:
    plan: Plan
    unit: uuid.UUID
    year: Period
    day: dt.date
    groups: list[Group]
    goals: list[goals.Standing]
    targets: list[targets.Standing]
    forms: list[FormCount]
    reporters: list[UnitCount]
    more_units: int
    missing: list[Asked]
    more_missing: int
    follow_ups: list[tuple[FollowUp, Text]]
    more_follow_ups: int
    written: Written

    @property
    def tasks(self) -> list[Task]:
        return [one for group in self.groups for one in group.tasks]

    @property
    def lines(self) -> list[Line]:
        """Each indicator once, in the order in which it is met."""
        found = {line.indicator.slug: line for group in self.groups for line in group.lines}
        return list(found.values())


def facts(actor: Actor, plan: Plan, unit: uuid.UUID, year: int) -> Facts:
    """The caller has asked whether the actor sees the plan and makes reports in the unit."""
    period = Period(year, "year")
    day = min(clock.today(), period.last_day)
    groups = _groups(actor, plan, unit, period, day)
    asking = _forms(plan, unit, period, groups)
    forms, reporters, more_units = _reporting(asking, unit, period)
    asked, more_follow_ups = _follow_ups(actor, plan, asking, unit, period)
    (titled,) = published.titled(texts.reader_of(actor, plan), [plan])
    return Facts(
        titled,
        unit,
        period,
        day,
        groups,
        goals.of_plan(plan, unit, READER) if year == plan.year else [],
        targets.standings(_targets(plan, unit, period), READER, day),
        forms,
        reporters,
        more_units,
        *_missing(asking, unit, period),
        asked,
        more_follow_ups,
        texts.written(plan, unit, year),
    )


def _groups(actor: Actor, plan: Plan, unit: uuid.UUID, period: Period, day: dt.date) -> list[Group]:
    reads = texts.reader_of(actor, plan)
    rows = published.tasks(reads, plan)
    seen = {row.task.pk: row for row in overview.task_rows(actor, plan, unit, period, rows)}
    stones = _milestones([pk for pk, row in seen.items() if row.inside], period, day)
    linked = overview.indicators_by_task(plan, [one.pk for one in rows])
    wanted = {one.slug: one for several in linked.values() for one in several}
    alone = [one for one in plan.indicators.all() if one.slug not in wanted]
    wanted |= {one.slug: one for one in alone}
    compared = figures.of_indicators(wanted.values(), unit, period, reader=READER)
    found = []
    for aspect in published.aspects(reads, plan):
        own = [one for one in rows if one.aspect_id == aspect.pk]
        tasks = [
            Task(
                one,
                seen[one.pk].lead,
                stones.get(one.pk, Milestones()) if seen[one.pk].inside else None,
            )
            for one in own
        ]
        several = {one.slug: one for task in own for one in linked.get(task.pk, ())}
        lines = [Line(one, compared[slug]) for slug, one in several.items()]
        if tasks:
            found.append(Group(aspect, tasks, lines))
    if alone:
        found.append(Group(None, [], [Line(one, compared[one.slug]) for one in alone]))
    return found


def _milestones(tasks: Iterable[int], period: Period, day: dt.date) -> dict[int, Milestones]:
    counted: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    in_year = Q(due__range=(period.first_day, period.last_day))
    for one in Milestone.objects.filter(in_year, task_id__in=list(tasks)):
        own = counted[one.task_id]
        own["due"] += 1
        if one.done_on is not None and one.done_on <= day:
            own["done"] += 1
            own["done_late"] += one.done_on > one.due
        else:
            own["late"] += one.due < day
    return {task: Milestones(**numbers) for task, numbers in counted.items()}


def _targets(plan: Plan, unit: uuid.UUID, period: Period) -> list[Target]:
    """The unit's targets of the plan's tasks and indicators that end in the year or later."""
    found = targets.current(unit=unit).filter(
        Q(task__plan=plan) | Q(indicator__plan=plan) | Q(indicator__task_links__task__plan=plan)
    )
    until = found.filter(set_on__lte=period.last_day).distinct()
    return [one for one in until if Period.read(one.period).last_day >= period.first_day]


def _forms(plan: Plan, unit: uuid.UUID, year: Period, groups: list[Group]) -> list[ReportForm]:
    """What the unit and those below were asked to fill in for the plan, for one that it carries
    out, or with a figure that stands in this report."""
    lineage = {plan.pk}
    above = plan.adopts
    while above is not None and above.pk not in lineage:
        lineage.add(above.pk)
        above = above.adopts
    shown = {line.indicator.slug for group in groups for line in group.lines}
    within = tree.within(unit, year.last_day, ended=True)
    forms = ReportForm.objects.filter(dues__unit_id__in=within).distinct().order_by("made_at")
    return [
        one
        for one in forms
        if one.plan_id in lineage or any(found.get("indicator") in shown for found in one.fields)
    ]


def _reporting(
    forms: list[ReportForm], unit: uuid.UUID, year: Period
) -> tuple[list[FormCount], list[UnitCount], int]:
    """By form, and by the units directly below with all below them."""
    counted: list[FormCount] = []
    by_unit: dict[uuid.UUID, UnitCount] = {}
    for form in forms:
        written = form.dues.values_list("period", flat=True).distinct()
        periods = [one for one in map(Period.read, written) if year.contains(one)]
        whole = Tally()
        for period in sorted(periods, key=lambda one: one.last_day):
            tally, branches = tallies.below(form, period, unit)
            whole.add(tally)
            for one in branches:
                held = by_unit.setdefault(one.unit, UnitCount(one.unit, one.name, Tally()))
                held.tally.add(one.tally)
        if whole.asked or whole.excused:
            counted.append(FormCount(form, len(periods), whole))
    found = list(by_unit.values())
    return counted, found[:SHOWN_UNITS], max(0, len(found) - SHOWN_UNITS)


def _missing(forms: list[ReportForm], unit: uuid.UUID, year: Period) -> tuple[list[Asked], int]:
    """Reports of the unit and of any below it that are late or returned, and how many more."""
    periods = [str(one) for length in MONTHS for one in year.parts(length)]
    within = tree.within(unit, year.last_day, ended=True)
    report = Report.objects.filter(
        form=OuterRef("form"), unit=OuterRef("unit"), period=OuterRef("period")
    )
    handed = report.filter(state__in=(Report.State.SUBMITTED, Report.State.APPROVED))
    back = report.filter(state=Report.State.RETURNED)
    rows = (
        ReportDue.objects.filter(form__in=forms, period__in=periods, unit_id__in=within, excused="")
        .exclude(Exists(handed))
        .filter(Q(due__lt=clock.today()) | Exists(back))
        .select_related("form__plan", "unit")
        .order_by("unit__code", "form__made_at", "period")
    )
    found = standing.asked(rows[:SHOWN_UNITS])
    return found, rows.count() - len(found)


def _follow_ups(
    actor: Actor, plan: Plan, forms: list[ReportForm], unit: uuid.UUID, year: Period
) -> tuple[list[tuple[FollowUp, Text]], int]:
    """Those about the plan in the unit and below it that were asked or open in the year."""
    about = Q(task__plan=plan) | Q(report__form__in=forms) | Q(task=None, report=None)
    begun = Q(asked_at__date__lte=year.last_day)
    stood = Q(closed_at=None) | Q(closed_at__date__gte=year.first_day)
    within = tree.within(unit, year.last_day, ended=True)
    rows = FollowUp.objects.filter(about, begun, stood, unit_id__in=within)
    rows = rows.filter(unit_id__in=units_where(actor, "report.see", ended=True))
    found = list(rows.order_by("due", "id")[:SHOWN_FOLLOW_UPS])
    names = units.names({one.unit_id for one in found}, year.last_day)
    more = rows.count() - len(found)
    return [(one, names.get(one.unit_id, {})) for one in found], more
