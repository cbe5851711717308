"""One key task for one office: what is done about it, and its figures in the units below."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.learning import queries as learning
from suyang.learning.models import Programme
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import Actor, may, units_where
from suyang.plans import counts, published
from suyang.plans.figures import queries as figures
from suyang.plans.figures.queries import Figure
from suyang.plans.figures.reading import directly_below
from suyang.plans.models import (
    Evidence,
    FollowUp,
    Indicator,
    KeyTask,
    Milestone,
    Report,
    ReportFile,
    Risk,
    TaskDocument,
)
from suyang.plans.periods import MONTHS, Period
from suyang.plans.seeing import overview
from suyang.plans.seeing.overview import TaskRow
from suyang.plans.targets.beside import Beside, beside
from suyang.plans.writing import access, carrying

# Columns of the table of units; what is further away is chosen by its name.
SHOWN_INDICATORS: Final = 6
SHOWN_UNITS: Final = 100
SHOWN_REPORTS: Final = 40
COURSE: Final = 12


@dataclass(frozen=True)
class UnitRow:
    """A unit directly below with the task's figures, in the order of the indicators."""

    unit: uuid.UUID
    name: Text
    figures: list[Figure]


@dataclass(frozen=True)
class TaskPage:
    """milestones and risks: all of them, done and closed too; none for whoever may not see them.

    events: what happened for the task in the unit and below; files: evidence with its reports.
    """

    row: TaskRow
    joint: list[Text]
    milestones: list[Milestone]
    risks: list[Risk]
    indicators: list[Indicator]
    targets: list[Beside]
    below: list[UnitRow]
    more_units: int
    chosen: Indicator | None
    course: list[Figure]
    reports: list[tuple[Report, Text]]
    sees_reports: bool
    follow_ups: list[tuple[FollowUp, Text]]
    events: int
    files: int
    documents: list[TaskDocument]
    programmes: list[Programme]


def task_for(actor: Actor, slug: str) -> KeyTask:
    """The task, if it stands in a plan that the actor sees. Raises NotFound."""
    rows = KeyTask.objects.select_related("plan", "aspect")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise NotFound
    plan = found.plan
    drafts = plan.unit_id is not None and may(actor, "plan.see_drafts", plan.unit_id)
    unpublished = plan.unit_id is not None and found.first_edition is None
    if not drafts and (plan.state == plan.State.DRAFT or unpublished):
        raise NotFound
    shown = published.worded(actor, [found])
    if not shown:
        raise NotFound
    return shown[0]


def page(
    actor: Actor, task: KeyTask, unit: uuid.UUID, period: Period, chosen: str = ""
) -> TaskPage:
    """All of a task's page. The caller has asked whether the actor sees the unit's figures."""
    (row,) = overview.task_rows(actor, task.plan, unit, period, [task])
    linked = [line.indicator for line in row.lines]
    shown = linked[:SHOWN_INDICATORS]
    one = next((found for found in linked if found.slug == chosen), linked[0] if linked else None)
    below, more = _below(actor, shown, unit, period)
    sees = may(actor, "report.see", unit)
    reports = _reports(task, unit, period, linked) if sees else []
    names = units.names([*task.joint.values_list("id", flat=True)])
    return TaskPage(
        row,
        list(names.values()),
        list(task.milestones.all()) if row.inside else [],
        list(task.risks.all()) if row.inside else [],
        linked,
        beside(unit, actor, linked) if linked else [],
        below,
        more,
        one,
        _course(actor, one, unit, period) if one else [],
        reports,
        sees,
        _follow_ups(actor, task, unit),
        _events(task, unit),
        _files(reports, linked),
        _documents(actor, task),
        programmes_of(task),
    )


def _below(
    actor: Actor, shown: Sequence[Indicator], unit: uuid.UUID, period: Period
) -> tuple[list[UnitRow], int]:
    by_indicator = [figures.of_children(one, unit, period, reader=actor) for one in shown]
    ids = list(by_indicator[0]) if by_indicator else []
    first = ids[:SHOWN_UNITS]
    names = units.names(first, period.last_day)
    rows = [
        UnitRow(one, names.get(one, {}), [found[one] for found in by_indicator]) for one in first
    ]
    return rows, len(ids) - len(first)


def _course(actor: Actor, one: Indicator, unit: uuid.UUID, period: Period) -> list[Figure]:
    """The periods up to the one looked at, no shorter than the indicator is counted."""
    length = period.frequency
    if MONTHS.get(one.frequency, 1) > MONTHS[length]:
        length = one.frequency
    return figures.trend(one, unit, Period.on(period.last_day, length), COURSE, reader=actor)


def _reports(
    task: KeyTask, unit: uuid.UUID, period: Period, linked: Sequence[Indicator]
) -> list[tuple[Report, Text]]:
    """Reports of the unit and those directly below, in the period, that name a figure of the task.

    The newest first; drafts are their office's own."""
    slugs = {one.slug for one in linked}
    forms = [
        one
        for one in task.plan.forms.all()
        if any(found.get("indicator") in slugs for found in one.fields)
    ]
    periods = [
        str(part)
        for length, months in MONTHS.items()
        if months <= MONTHS[period.frequency]
        for part in period.parts(length)
    ]
    near = [unit, *directly_below(unit, period.last_day).values_list("unit_id", flat=True)]
    rows = Report.objects.filter(form__in=forms, period__in=periods, unit_id__in=near)
    found = list(
        rows.exclude(state=Report.State.DRAFT)
        .select_related("form")
        .order_by("-period", "unit__code")[:SHOWN_REPORTS]
    )
    names = units.names({one.unit_id for one in found}, period.last_day)
    return [(one, names.get(one.unit_id, {})) for one in found]


def _follow_ups(actor: Actor, task: KeyTask, unit: uuid.UUID) -> list[tuple[FollowUp, Text]]:
    within = tree.within(unit, clock.today())
    seen = units_where(actor, "report.see")
    rows = FollowUp.objects.filter(task=task, unit_id__in=within).filter(unit_id__in=seen)
    found = list(rows.order_by("state", "due")[:20])
    names = units.names({one.unit_id for one in found})
    return [(one, names.get(one.unit_id, {})) for one in found]


def _events(task: KeyTask, unit: uuid.UUID) -> int:
    day = clock.today()
    rows = Evidence.objects.filter(task=task.slug, unit_id__in=tree.within(unit, day, ended=True))
    return rows.exclude(kind=counts.Kind.PERSON).count()


def _documents(actor: Actor, task: KeyTask) -> list[TaskDocument]:
    """The office's own papers; none for whoever may not read its desk."""
    if not access.sees_drafts(actor, task.plan):
        return []
    return list(task.documents.filter(removed_at=None).select_related("file"))


def programmes_of(task: KeyTask) -> list[Programme]:
    """What teaches for the task: the programmes that it names, and those that name it."""
    named = set(carrying.programmes_of(task)["programmes"])
    return [one for one in learning.programmes() if one.slug in named or task.slug in one.tasks]


def _files(reports: Sequence[tuple[Report, Text]], linked: Sequence[Indicator]) -> int:
    ids = [one.id for one, _name in reports]
    rows = ReportFile.objects.filter(report_id__in=ids, removed_at=None)
    return rows.filter(indicator__in=[one.pk for one in linked]).count() if ids else 0
