"""Changes in plans: ordering a report, which is made in the background and kept as a file."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task as background

from suyang.foundation import audit, clock, files, jobs
from suyang.foundation.models import Job
from suyang.foundation.permissions import NotFound
from suyang.organisations.permissions import Actor, require
from suyang.plans import queries, reports


@transaction.atomic
def order_report(
    actor: Actor, task: str, unit: uuid.UUID, as_of: dt.date, format: str, request_id: uuid.UUID
) -> Job:
    """Ask for a task's report as of a day. The same `request_id` orders it once.

    Raises Denied without `report.make` in the unit, NotFound for a task or format there is not."""
    require(actor, "report.make", unit)
    found = queries.task(task, actor)
    if format not in reports.FORMATS:
        raise NotFound
    ordered = Job.objects.filter(id=request_id).first()
    if ordered is not None:
        if ordered.owner != actor.person_id:
            raise NotFound
        return ordered
    message = _("The report is being made.")
    job = jobs.announce("plans.report", actor.person_id, message, job_id=request_id)
    audit.record(f"plan:{found.plan.slug}", actor, "report.ordered", task=task, unit=str(unit))
    day = min(as_of, clock.today()).isoformat()
    language = translation.get_language() or "zh-hans"
    transaction.on_commit(
        lambda: make_report.enqueue(str(job.id), task, str(unit), day, format, language)
    )
    return job


@background()
def make_report(job_id: str, task: str, unit: str, as_of: str, format: str, language: str) -> None:
    """Make the report of a job and keep it for whoever ordered it."""
    job = Job.objects.get(id=job_id)

    def work(progress: jobs.Progress) -> tuple[str, str]:
        progress(0, 2, _("Counting, and estimating levels as of that day …"))
        day = dt.date.fromisoformat(as_of)
        figures = queries.figures(queries.task(task), uuid.UUID(unit), as_of=day)
        progress(1, 2, _("Writing the document …"))
        data, media_type = reports.make(figures, format)
        kept = files.keep(
            data, name=f"{task}-{as_of}.{format}", media_type=media_type, owner=job.owner
        )
        return _("The report is ready."), reverse("file", args=[kept.id])

    with translation.override(language):
        jobs.run(job.id, work)
