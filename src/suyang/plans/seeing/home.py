"""The office's home in three short blocks: what is late, at risk, changed since the last visit.

A handful of queries, however many units stand below: own things line by line, what is below as a
number with its link.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.permissions import (
    Actor,
    highest,
    may,
    may_anywhere,
    tops_where,
    units_where,
)
from suyang.plans.models import (
    FollowUp,
    KeyTask,
    Milestone,
    Plan,
    Report,
    ReportDue,
    ReportForm,
    Risk,
    Target,
)
from suyang.plans.periods import Period
from suyang.plans.reporting import home as reporting
from suyang.plans.reporting.home import Notices
from suyang.plans.seeing.news import SHOWN, Changed, changed, names_of
from suyang.plans.targets import queries as targets
from suyang.plans.targets import words

# Reports that never came are counted so far back; older ones stand in the list of their form.
LOOKED_BACK: Final = dt.timedelta(days=183)
# A risk of this likelihood times impact (1 to 3 each) or more stands on the first page.
GRAVE: Final = 4
SOON: Final = dt.timedelta(days=14)
_ENDED = (KeyTask.State.DONE, KeyTask.State.STOPPED)


@dataclass(frozen=True)
class Overdue:
    """Something with a day. days: how long it has been over; below zero, how long is left.
    unit_name: whose it is; of a milestone where its plan is none of the actor's units'."""

    about: Milestone | FollowUp
    days: int
    unit_name: Text | None = None


@dataclass(frozen=True)
class Grave:
    """A risk of a task. unit_name: whose plan it is in, where that is none of the actor's units."""

    risk: Risk
    unit_name: Text | None = None


@dataclass(frozen=True)
class LateReports:
    """So many reports of one form and period that did not come from below a unit of the actor."""

    unit: uuid.UUID
    form: ReportForm
    period: Period
    number: int


@dataclass
class Late:
    """more_...: how many more there are than are shown. reports: not handed up by their day, in the
    units below, in the last six months; more_reports: those of further forms and periods."""

    milestones: list[Overdue] = field(default_factory=list)
    more_milestones: int = 0
    asked_of_us: list[Overdue] = field(default_factory=list)
    asked_by_us: list[Overdue] = field(default_factory=list)
    more_asked: int = 0
    reports: list[LateReports] = field(default_factory=list)
    more_reports: int = 0

    @property
    def reports_below(self) -> int:
        return sum(one.number for one in self.reports) + self.more_reports

    @property
    def is_empty(self) -> bool:
        return not (self.milestones or self.asked_of_us or self.asked_by_us or self.reports_below)


@dataclass(frozen=True)
class BehindTarget:
    """A target that is behind, with what is known and what it asks for, in words."""

    target: Target
    figure: str
    aim: str
    unit_name: Text | None


@dataclass
class AtRisk:
    """more_...: how many more there are than are shown. targets: some of those that are behind;
    all_targets: how many are, at least so many where there are more targets than were looked
    at."""

    risks: list[Grave] = field(default_factory=list)
    more_risks: int = 0
    soon: list[Overdue] = field(default_factory=list)
    more_soon: int = 0
    asked: list[Overdue] = field(default_factory=list)
    more_asked: int = 0
    targets: list[BehindTarget] = field(default_factory=list)
    all_targets: int = 0
    at_least: bool = False

    @property
    def more_targets(self) -> int:
        return self.all_targets - len(self.targets)

    @property
    def is_empty(self) -> bool:
        return not (self.risks or self.soon or self.asked or self.targets)


@dataclass(frozen=True)
class Home:
    reports: Notices
    late: Late
    at_risk: AtRisk
    changed: Changed

    @property
    def nothing_late(self) -> bool:
        return not self.reports.pressing and self.late.is_empty

    @property
    def nothing_at_risk(self) -> bool:
        return not self.reports.soon and self.at_risk.is_empty


def home(actor: Actor, since: dt.datetime | None) -> Home:
    """What the actor's office is to look at first; empty blocks for whoever has no part in it."""
    if not (may_anywhere(actor, "report.see") or may_anywhere(actor, "plan.see_drafts")):
        return Home(reporting.notices(actor), Late(), AtRisk(), Changed(since))
    return Home(reporting.notices(actor), late(actor), at_risk(actor), changed(actor, since))


def late(actor: Actor) -> Late:
    today = clock.today()
    milestones = _milestones(actor).filter(due__lt=today)
    shown = _stones(actor, milestones[:SHOWN], today)
    more = milestones.count() - SHOWN if len(shown) == SHOWN else 0
    open_ = FollowUp.objects.filter(state=FollowUp.State.OPEN, due__lt=today)
    of_us = open_.filter(unit_id__in=tops_where(actor, "report.fill")).order_by("due", "id")
    by_us = open_.filter(asked_by_unit_id__in=tops_where(actor, "follow_up.ask"))
    found = [*of_us[:SHOWN]]
    asked = [*by_us.exclude(id__in=[one.id for one in found]).order_by("due", "id")[:SHOWN]]
    # One that the actor's own units asked of each other counts once.
    every = open_.filter(Q(pk__in=of_us.values("pk")) | Q(pk__in=by_us.values("pk")))
    more_asked = every.count() - len(found) - len(asked) if found or asked else 0
    names = names_of(one.unit_id for one in (*found, *asked))
    return Late(
        shown,
        more,
        [Overdue(one, (today - one.due).days, names.get(one.unit_id)) for one in found],
        [Overdue(one, (today - one.due).days, names.get(one.unit_id)) for one in asked],
        more_asked,
        *_late_by_period(actor),
    )


def late_reports(actor: Actor) -> QuerySet[ReportDue]:
    """What units below those of the actor's own role did not hand up by the day."""
    today = clock.today()
    handed_up = Report.objects.filter(
        form=OuterRef("form"),
        unit=OuterRef("unit"),
        period=OuterRef("period"),
    ).exclude(state=Report.State.DRAFT)
    below = units_where(actor, "report.see")
    dues = ReportDue.objects.filter(due__lt=today, due__gte=today - LOOKED_BACK, excused="")
    dues = dues.exclude(unit_id__in=tops_where(actor, "report.fill"))
    return dues.filter(~Exists(handed_up), unit_id__in=below)


def _late_by_period(actor: Actor) -> tuple[list[LateReports], int]:
    """By unit, form and period, the latest first, and how many there are in those not shown."""
    found: list[tuple[dt.date, uuid.UUID, uuid.UUID, str, int]] = []
    late = late_reports(actor).order_by()
    highest_seen = highest(actor, "report.see")
    # A role without reach sees nothing below.
    for top in (one for one in highest_seen if may(actor, "report.see", one, below=True)):
        alone = len(highest_seen) == 1
        inside = late if alone else late.filter(unit_id__in=tree.within(top, actor.on))
        rows = inside.values_list("form_id", "period").annotate(n=Count("pk"), day=Max("due"))
        found += [(day, top, form, period, n) for form, period, n, day in rows]
    found.sort(key=lambda row: row[0], reverse=True)
    forms = ReportForm.objects.in_bulk([row[2] for row in found[:SHOWN]])
    shown = [LateReports(u, forms[f], Period.read(p), n) for _day, u, f, p, n in found[:SHOWN]]
    return shown, sum(row[-1] for row in found[SHOWN:])


def at_risk(actor: Actor) -> AtRisk:
    today = clock.today()
    risks = Risk.objects.filter(closed_on=None, task__in=_tasks(actor))
    graded = risks.annotate(weight=F("likelihood") * F("impact")).filter(weight__gte=GRAVE)
    ordered = graded.select_related("task__plan").order_by("-weight", "raised_on", "id")
    risks_shown = [*ordered[:SHOWN]]
    others = _others(actor, (one.task for one in risks_shown))
    shown = [Grave(one, others.get(one.task.plan_id)) for one in risks_shown]
    more = graded.count() - SHOWN if len(shown) == SHOWN else 0
    soon = _milestones(actor).filter(due__gte=today, due__lte=today + SOON)
    asked = FollowUp.objects.filter(
        state=FollowUp.State.OPEN, due__gte=today, unit_id__in=tops_where(actor, "report.fill")
    )
    stones = _stones(actor, soon[:SHOWN], today)
    answers = [Overdue(one, (today - one.due).days) for one in asked.order_by("due", "id")[:SHOWN]]
    return AtRisk(
        shown,
        more,
        stones,
        soon.count() - SHOWN if len(stones) == SHOWN else 0,
        answers,
        asked.count() - SHOWN if len(answers) == SHOWN else 0,
        *_behind(actor),
    )


def _behind(actor: Actor) -> tuple[list[BehindTarget], int, bool]:
    found = targets.behind(actor)
    shown = found.targets[:SHOWN]
    names = names_of(target.unit_id for target, _figure in shown)
    return (
        [
            BehindTarget(
                target,
                words.figure(target.indicator, figure),
                words.aim(target),
                names.get(target.unit_id),
            )
            for target, figure in shown
        ],
        len(found.targets),
        not found.is_all,
    )


def _tasks(actor: Actor) -> QuerySet[KeyTask]:
    """Running tasks of plans in force: of the actor's own units, or led by these. What another
    office has not published yet is not there."""
    own = tops_where(actor, "plan.see_drafts")
    for_all = Q(plan__unit_id=None) | Q(first_edition__isnull=False)
    ours = Q(plan__unit_id__in=own) | Q(lead_id__in=own) & for_all
    running = KeyTask.objects.filter(ours, plan__state=Plan.State.PUBLISHED, withdrawn_on=None)
    return running.exclude(state__in=_ENDED)


def _milestones(actor: Actor) -> QuerySet[Milestone]:
    found = Milestone.objects.filter(done_on=None, task__in=_tasks(actor))
    return found.select_related("task__plan").order_by("due", "position", "id")


def _stones(actor: Actor, found: Iterable[Milestone], today: dt.date) -> list[Overdue]:
    shown = list(found)
    others = _others(actor, (one.task for one in shown))
    return [Overdue(one, (today - one.due).days, others.get(one.task.plan_id)) for one in shown]


def _others(actor: Actor, tasks: Iterable[KeyTask]) -> dict[int, Text]:
    """By plan, the name of the office whose it is, but for the actor's own."""
    own = tops_where(actor, "plan.see_drafts")
    units_of = {
        one.plan_id: one.plan.unit_id
        for one in tasks
        if one.plan.unit_id is not None and one.plan.unit_id not in own
    }
    names = names_of(units_of.values())
    return {plan: names[unit] for plan, unit in units_of.items() if unit in names}
