"""What the unit above does with a report: return, approve, open again, excuse."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, may, require
from suyang.plans.models import Report, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting import consequences, filling, queries
from suyang.plans.reporting.actions.steps import (
    State,
    Step,
    locked,
    locked_all,
    refuse_unless,
    step,
)


@transaction.atomic
def send_back(actor: Actor, report: Report, comment: str) -> Report:
    """Return a report with words about what is to be mended."""
    report = locked(report)
    require_deciding(actor, report)
    if report.state == State.RETURNED:
        return report
    refuse_unless(report, State.SUBMITTED)
    if not comment.strip():
        raise Refused(_("Please say what is to be mended."), code="incomplete", field="comment")
    report.state = State.RETURNED
    report.save(update_fields=["state"])
    step(actor, report, Step.RETURNED, comment=comment.strip())
    return report


@transaction.atomic
def approve(actor: Actor, report: Report, comment: str = "", exception: str = "") -> Report:
    """Approve and lock a report; its figures count from now on.

    A parent only after all below it that were asked, or with `exception`, the reason. Nobody
    approves what they handed up themselves while somebody else could.
    """
    period = Period.read(report.period)
    below = filling.below_of(report.form, report.unit_id, period)
    reports = Report.objects.filter(form=report.form, period=report.period)
    locked = locked_all(reports.filter(unit_id__in=[*below, report.unit_id]))
    report = locked[report.unit_id]
    require_deciding(actor, report)
    if report.state == State.APPROVED:
        return report
    refuse_unless(report, State.SUBMITTED)
    waiting = [unit for unit in below if unit not in locked or locked[unit].state != State.APPROVED]
    if waiting and not exception.strip():
        raise Refused(
            ngettext(
                "The report of %(n)s unit below is not approved yet: %(names)s. Approve it first, "
                "or say why this one cannot wait.",
                "The reports of %(n)s units below are not approved yet: %(names)s. Approve them "
                "first, or say why this one cannot wait.",
                len(waiting),
            )
            % {"n": len(waiting), "names": queries.names_in_words(waiting)},
            code="below",
            field="exception",
        )
    report.state, report.approved_at = State.APPROVED, clock.now()
    report.save(update_fields=["state", "approved_at"])
    step(
        actor,
        report,
        Step.APPROVED,
        comment=comment.strip(),
        exception=exception.strip() if waiting else "",
        values=report.values,
    )
    consequences.approved(report)
    return report


@dataclass(frozen=True)
class Reopened:
    """A report that was opened again, and those above that have to be decided anew."""

    report: Report
    above: list[Report]


@transaction.atomic
def reopen(actor: Actor, report: Report, comment: str) -> Reopened:
    """Open an approved report again, and with it all approved ones above that rest on it."""
    on = Period.read(report.period).last_day
    path = tree.path(report.unit_id, on)
    reports = Report.objects.filter(form=report.form, period=report.period, unit_id__in=path)
    locked = locked_all(reports)
    report = locked[report.unit_id]
    require_deciding(actor, report)
    if report.state == State.RETURNED:
        return Reopened(report, [])
    refuse_unless(report, State.APPROVED)
    if not comment.strip():
        raise Refused(_("Please say why it is opened again."), code="incomplete", field="comment")
    above = [
        locked[unit] for unit in path[1:] if unit in locked and locked[unit].state == State.APPROVED
    ]
    _open_again(actor, report, State.RETURNED, comment.strip(), None)
    for one in above:
        _open_again(actor, one, State.SUBMITTED, comment.strip(), report.id)
    return Reopened(report, above)


def may_decide(actor: Actor, report: Report) -> bool:
    """Whether the actor decides on this report: from the unit above, or of the top one itself."""
    above = decider_of(report)
    if not may(actor, "report.decide", above):
        return False
    submitted = report.steps.filter(kind=Step.SUBMITTED).last()
    own = submitted is not None and submitted.by == actor.person_id
    return not own or not queries.others_decide(above, actor.person_id)


def require_deciding(actor: Actor, report: Report) -> None:
    """Raise NotFound for a stranger, Denied for whoever sees the report and may not decide."""
    if may_decide(actor, report):
        return
    if not may(actor, "report.see", report.unit_id):
        raise NotFound
    raise Denied(
        _("Somebody else than who handed it up decides on a report, in the unit above it.")
    )


def decider_of(report: Report) -> uuid.UUID:
    """The unit that decides: the one above on the period's last day, the unit itself at the top."""
    return queries.above(report.unit_id, Period.read(report.period))


def excuse(actor: Actor, form: ReportForm, unit: Unit, period: Period, reason: str) -> None:
    """The unit need not report for this period, for a reason that stays visible."""
    require(actor, "report.decide", queries.above(unit.id, period))
    if not reason.strip():
        raise Refused(_("Please give the reason."), code="incomplete", field="reason")
    with transaction.atomic():
        due = form.dues.select_for_update().filter(unit=unit, period=str(period)).first()
        if due is None:
            raise NotFound
        if due.excused == reason.strip()[:1000]:
            return
        due.excused = reason.strip()[:1000]
        due.save(update_fields=["excused"])
        audit.record(
            f"plan:{form.plan_id}:dues", actor, "report.excused", due=due.pk, unit=str(unit.id)
        )


def _open_again(
    actor: Actor, report: Report, state: str, comment: str, because_of: uuid.UUID | None
) -> None:
    report.state, report.approved_at = state, None
    report.save(update_fields=["state", "approved_at"])
    step(actor, report, Step.REOPENED, comment=comment, because_of=because_of)
    consequences.reopened(report)
