"""The files of a year's report: which there are, who reads them, and that each is made once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.db.models import QuerySet

from suyang.foundation import clock, files
from suyang.foundation.models import Job, StoredFile
from suyang.foundation.permissions import Acting
from suyang.organisations.permissions import Actor, may
from suyang.plans import published, queries
from suyang.plans.models import Plan, YearFile
from suyang.plans.seeing import overview
from suyang.plans.yearly import texts

RULE: Final = "plans.year-report"
KIND: Final = "plans.year"
SHOWN: Final = 20
_UNDER_WAY: Final = (Job.State.WAITING, Job.State.RUNNING)
_LOST_AFTER: Final = dt.timedelta(minutes=15)


def register() -> None:
    files.rule(RULE, may_read)


def inside(actor: Actor, plan: Plan) -> set[int]:
    """The tasks whose state and milestones the actor may see."""
    return overview.inside(actor, plan, published.tasks(texts.reader_of(actor, plan), plan))


def may_read(actor: Acting, file: StoredFile) -> bool:
    """Whoever makes reports in the unit and below it, and would see no less than its maker."""
    if not isinstance(actor, Actor):
        return False
    rows = YearFile.objects.filter(file=file).select_related("plan")
    return any(_reads(actor, one) for one in rows)


def of_year(actor: Actor, plan: Plan, unit: uuid.UUID, year: int) -> list[YearFile]:
    """Those that are made and that the actor reads, the newest first."""
    rows = YearFile.objects.filter(plan=plan, unit_id=unit, year=year).exclude(file=None)
    rows = rows.select_related("plan", "file").order_by("-made_at", "-id")[: 2 * SHOWN]
    own = inside(actor, plan)
    return [one for one in rows if _reads(actor, one, own)][:SHOWN]


def under_way(row: YearFile) -> YearFile | None:
    """One of the same kind that is being made for the same person just now. An order that takes
    longer than any report does is lost: its program was killed before the queue had it."""
    if row.ordered_by is None:
        return None
    waiting = Job.objects.filter(state__in=_UNDER_WAY, kind=KIND).values("id")
    found = same(row).filter(file=None, ordered_by=row.ordered_by, id__in=waiting)
    return found.filter(ordered_at__gt=clock.now() - _LOST_AFTER).first()


def same_content(actor: Actor, row: YearFile, kept: StoredFile) -> YearFile | None:
    """One that was made before, says exactly the same to the same readers, and that the actor
    reads."""
    found = same(row).filter(file__sha256=kept.sha256).exclude(id=row.id).order_by("-made_at")
    alike = (one for one in found.select_related("plan") if one.inside == row.inside)
    return next((one for one in alike if _reads(actor, one)), None)


def same(row: YearFile) -> QuerySet[YearFile]:
    return YearFile.objects.filter(
        plan=row.plan, unit=row.unit, year=row.year, language=row.language, format=row.format
    )


def _reads(actor: Actor, row: YearFile, own: set[int] | None = None) -> bool:
    if not may(actor, "report.make", row.unit_id) or not queries.is_open(row.plan, actor):
        return False
    if row.ordered_by is not None and row.ordered_by == actor.person_id:
        return True
    seen = inside(actor, row.plan) if own is None else own
    return may(actor, "report.see", row.unit_id, below=True) and seen.issuperset(row.inside)
