"""What every change to a report does: lock it, write the step, say why it cannot be."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, content
from suyang.foundation.permissions import Refused
from suyang.organisations.permissions import Actor
from suyang.plans.models import Report, ReportStep
from suyang.plans.reporting.values import Values

State = Report.State
Step = ReportStep.Kind


def stream(report: Report) -> str:
    """The report's audit stream."""
    return f"plan:{report.form.plan_id}:report:{report.id}"


def step(
    actor: Actor,
    report: Report,
    kind: str,
    *,
    comment: str = "",
    exception: str = "",
    because_of: uuid.UUID | None = None,
    values: Values | None = None,
) -> ReportStep:
    step = ReportStep.objects.create(
        report=report,
        kind=kind,
        at=clock.now(),
        by=actor.person_id,
        comment=comment,
        exception=exception,
        because_of=because_of,
        values=values or {},
    )
    audit.record(
        stream(report),
        actor,
        f"report.{kind}",
        step=str(step.id),
        revision=report.revision,
        values=content.digest([report.values, report.answers]),
        said=content.digest([comment, exception, step.values]),
    )
    return step


def locked(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("form").get(id=report.id)


def locked_all(reports: QuerySet[Report]) -> dict[uuid.UUID, Report]:
    """By unit; locked in the order of their ids."""
    rows = reports.select_for_update(of=("self",)).select_related("form")
    return {one.unit_id: one for one in rows.order_by("id")}


def refuse_unless(report: Report, *states: str) -> None:
    if report.state in states:
        return
    said = {
        State.DRAFT: _("This report is still being filled in."),
        State.SUBMITTED: _("This report was handed up. Take it back first, if it is to change."),
        State.RETURNED: _("This report was returned and is being mended."),
        State.APPROVED: _("This report is approved and locked. Whoever decides can open it again."),
    }
    raise Refused(said[State(report.state)], code="state")
