"""What follows from a decision on a report, in the same transaction: figures, and word of it."""

from __future__ import annotations

from suyang.foundation import outbox
from suyang.plans.figures import reports
from suyang.plans.models import Report, ReportDue
from suyang.plans.sources import SUBMITTED

APPROVED, REOPENED = "plans.report_approved", "plans.report_reopened"


def submitted(report: Report) -> None:
    """Whether it came in time counts from now on, in the month in which it was due."""
    due = ReportDue.objects.filter(form=report.form_id, unit=report.unit_id, period=report.period)
    day = due.values_list("due", flat=True).first()
    if day is not None:
        payload = {"unit": str(report.unit_id), "report": str(report.id), "day": day.isoformat()}
        outbox.publish(SUBMITTED, report.id, payload)


def approved(report: Report) -> None:
    """The report's figures count from now on."""
    reports.bring_up_to_date(report)
    _tell(APPROVED, report)


def reopened(report: Report) -> None:
    """They count no more, until it is approved again."""
    reports.bring_up_to_date(report)
    _tell(REOPENED, report)


def _tell(kind: str, report: Report) -> None:
    payload = {"unit": str(report.unit_id), "form": str(report.form_id), "period": report.period}
    outbox.publish(kind, report.id, payload)
