"""What others did since somebody was here last: reports, follow-ups, editions of plans."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, tops_where, units_where
from suyang.plans import published
from suyang.plans.models import FollowUp, PlanEdition, ReportStep

SHOWN: Final = 5
# News are counted so far; of more it is said that there are more.
COUNTED: Final = 200
_NEWS: Final = (
    ReportStep.Kind.SUBMITTED,
    ReportStep.Kind.RETURNED,
    ReportStep.Kind.APPROVED,
    ReportStep.Kind.REOPENED,
)


@dataclass(frozen=True)
class News:
    """One thing that changed: a step of a report, an answer, a question, or a plan's edition."""

    kind: str
    at: dt.datetime
    about: Any
    unit_name: Text | None = None


@dataclass
class Changed:
    """since: None on the first visit, when nothing can have changed since. more: how many further
    ones there are at least; `COUNTED` steps are looked at."""

    since: dt.datetime | None
    news: list[News] = field(default_factory=list)
    more: int = 0


def changed(actor: Actor, since: dt.datetime | None) -> Changed:
    """What others did since; one's own doing is no news."""
    if since is None:
        return Changed(None)
    kinds = _of_reports(actor, since), _of_follow_ups(actor, since), _of_plans(actor, since)
    news = sorted((one for found, _n in kinds for one in found), key=lambda n: n.at, reverse=True)
    shown = news[:SHOWN]
    return Changed(since, shown, sum(n for _found, n in kinds) - len(shown))


def _of_reports(actor: Actor, since: dt.datetime) -> tuple[list[News], int]:
    """The last step of each report that was handed up, returned, approved or opened again."""
    steps = ReportStep.objects.filter(at__gt=since, kind__in=_NEWS)
    # Asked step by step, so that the database begins with the newest and not with all reports.
    seen = units_where(actor, "report.see").filter(unit_id=OuterRef("report__unit_id"))
    steps = steps.filter(Exists(seen))
    if actor.person_id is not None:
        steps = steps.exclude(by=actor.person_id)
    latest_first = steps.order_by("-at", "-id").values_list("report_id", flat=True)
    count = len(set(latest_first[:COUNTED]))
    # A report that went back and forth is one line; so many steps hold enough of them.
    latest: dict[uuid.UUID, ReportStep] = {}
    for step in steps.select_related("report__form").order_by("-at", "-id")[: 8 * SHOWN]:
        latest.setdefault(step.report_id, step)
    rows = list(latest.values())[:SHOWN]
    names = names_of(step.report.unit_id for step in rows)
    found = [News(one.kind, one.at, one.report, names.get(one.report.unit_id)) for one in rows]
    return found, count


def _of_follow_ups(actor: Actor, since: dt.datetime) -> tuple[list[News], int]:
    answered = Q(
        asked_by_unit_id__in=tops_where(actor, "follow_up.ask"),
        state=FollowUp.State.ANSWERED,
        answered_at__gt=since,
    ) & ~Q(answered_by=actor.person_id)
    asked = Q(
        unit_id__in=tops_where(actor, "report.fill"),
        state=FollowUp.State.OPEN,
        asked_at__gt=since,
    ) & ~Q(asked_by=actor.person_id)
    rows = FollowUp.objects.filter(answered | asked)
    shown = list(rows.order_by("-asked_at", "-id")[:SHOWN])
    names = names_of(one.unit_id for one in shown)
    found = [
        News(
            "answered" if one.state == FollowUp.State.ANSWERED else "asked",
            one.answered_at or one.asked_at,
            one,
            names.get(one.unit_id),
        )
        for one in shown
    ]
    return found, rows.count() if len(found) == SHOWN else len(found)


def _of_plans(actor: Actor, since: dt.datetime) -> tuple[list[News], int]:
    """Editions of plans that were published."""
    rows = PlanEdition.objects.filter(published_at__gt=since)
    if actor.person_id is not None:
        rows = rows.exclude(published_by=actor.person_id)
    # Those of the actor's own units and of units above and below: not a whole nation's.
    own = tops_where(actor, "plan.see_drafts")
    near = Q(plan__unit_id__in=units_where(actor, "plan.see_drafts"))
    above = {unit for top in own for unit in actor.path(top)}
    rows = rows.filter(near | Q(plan__unit_id__in=above) | Q(plan__unit_id=None))
    shown = list(rows.select_related("plan").order_by("-published_at", "-id")[:SHOWN])
    names = names_of(one.plan.unit_id for one in shown if one.plan.unit_id)
    plans = published.titled(actor, [one.plan for one in shown])
    found = [
        News("published", one.published_at, plan, names.get(plan.unit_id))  # type: ignore[arg-type]
        for one, plan in zip(shown, plans, strict=True)
    ]
    return found, rows.count() if len(found) == SHOWN else len(found)


def names_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Text]:
    """Names of units, in one query; in none where there are no ids."""
    wanted = {one for one in ids if one is not None}
    return units.names(wanted) if wanted else {}
