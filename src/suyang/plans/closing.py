"""A plan ends on a day, with a reason, and can be opened again; what it said stays readable.

`Plan.body["closings"]` keeps each of them in order: {"on": day, "reason": text} and, where it was
opened again, {"reopened_on": day, "why": text}. Who did it stands in the audit stream.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import Text
from suyang.organisations.permissions import Actor
from suyang.plans.models import Plan, Report, ReportDue
from suyang.plans.sources import plan_changed
from suyang.plans.writing import access
from suyang.plans.writing.making import stream
from suyang.plans.writing.wording import text_of

_HANDED_UP = (Report.State.SUBMITTED, Report.State.APPROVED)


@transaction.atomic
def close(actor: Actor, plan: Plan, on: dt.date, reason: Text) -> Plan:
    """The plan ends on a day, today or earlier: its text is not changed any more, and reports that
    are due later are not asked for.

    The same again changes nothing. Raises Refused for a draft, for a day to come or before the
    first edition, without a reason, and for a plan that was closed otherwise."""
    row = access.locked(actor, plan, "plan.publish", closed_too=True)
    said = _said(reason, "reason")
    now = row.closing
    if now is not None:
        if (now["on"], now["reason"]) == (on.isoformat(), said):
            return row
        raise Refused(
            _("This plan was closed on %(day)s already. Open it again to close it otherwise.")
            % {"day": date_format(dt.date.fromisoformat(now["on"]))},
            code="closed",
        )
    _check_day(row, on)
    row.body = {**row.body, "closings": [*closings(row), {"on": on.isoformat(), "reason": said}]}
    row.state = Plan.State.CLOSED
    row.save(update_fields=["state", "body"])
    asked = _dues(row).filter(due__gt=on, excused="").exclude(pk__in=_handed_up(row))
    released = asked.update(excused=ReportDue.PLAN_CLOSED)
    audit.record(
        stream(row), actor, "plan.closed", on=on.isoformat(), reason=said, released=released
    )
    plan_changed(row)
    return row


@transaction.atomic
def reopen(actor: Actor, plan: Plan, why: Text) -> Plan:
    """The plan goes on: it is written in again, and its reports are asked for, those of the time
    in between as well. The same again changes nothing."""
    row = access.locked(actor, plan, "plan.publish", closed_too=True)
    said = _said(why, "why")
    if row.closing is None:
        last = closings(row)[-1:]
        if last and last[0]["why"] == said:
            return row
        raise Refused(_("This plan is not closed; it goes on."), code="open")
    last_one = {**row.closing, "reopened_on": clock.today().isoformat(), "why": said}
    row.body = {**row.body, "closings": [*closings(row)[:-1], last_one]}
    row.state = Plan.State.PUBLISHED
    row.save(update_fields=["state", "body"])
    asked = _dues(row).filter(excused=ReportDue.PLAN_CLOSED).update(excused="", reminded_at=None)
    audit.record(stream(row), actor, "plan.reopened", why=said, asked=asked)
    plan_changed(row)
    return row


def closings(plan: Plan) -> list[dict[str, Any]]:
    """Each time that it was closed, the last one at the end."""
    return list(plan.body.get("closings") or ())


def _said(reason: Text, field: str) -> dict[str, str]:
    said = text_of(reason, f"{field}_zh")
    if not said:
        raise Refused(
            _("Write the reason in at least one language."), code="empty", field=f"{field}_zh"
        )
    return said


def _check_day(plan: Plan, on: dt.date) -> None:
    first = plan.editions.order_by("valid_from").first()
    if plan.state == Plan.State.DRAFT or first is None:
        raise Refused(
            _("A draft was never in force, and is not closed. Nobody outside your office sees it."),
            code="draft",
        )
    if on > clock.today():
        raise Refused(
            _("This day is still to come. Choose today or an earlier day."),
            code="too_late",
            field="on",
        )
    if on < first.valid_from:
        raise Refused(
            _("The plan holds from %(day)s. Choose that day or a later one.")
            % {"day": date_format(first.valid_from)},
            code="too_early",
            field="on",
        )


def _dues(plan: Plan) -> QuerySet[ReportDue]:
    return ReportDue.objects.filter(form__plan=plan)


def _handed_up(plan: Plan) -> Any:
    """What was asked for and has been handed up: it is decided as any other."""
    reports = Report.objects.filter(
        form=OuterRef("form"), unit=OuterRef("unit"), period=OuterRef("period")
    )
    return _dues(plan).filter(Exists(reports.filter(state__in=_HANDED_UP))).values("pk")
