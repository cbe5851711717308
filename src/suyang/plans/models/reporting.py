"""Reports of units, period by period: filled in, checked, handed up, approved, locked."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.organisations.models import Unit
from suyang.plans.models.indicators import Indicator
from suyang.plans.models.plan import KeyTask, Plan


class ReportForm(models.Model):
    """What units report to a plan, how often. A change is a new row from a period on."""

    class Frequency(models.TextChoices):
        MONTH = "month"
        QUARTER = "quarter"
        HALF = "half"
        YEAR = "year"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="forms")
    title = models.JSONField()
    frequency = models.CharField(max_length=8, choices=Frequency.choices)
    # Which units fill it in: those of these kinds at and below `unit`; empty means every office.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_forms")
    kinds = models.JSONField(default=list)
    # In order: {"indicator": slug} or {"question": id, "text": {…}, "required": bool}.
    fields = models.JSONField(default=list)
    # {"kind": "range" | "sum" | "jump" | "at_most", …}: `reporting.rules`.
    rules = models.JSONField(default=list)
    # Days after the end of the period in which it is due.
    days = models.PositiveSmallIntegerField(default=10)
    first_period = models.CharField(max_length=8)
    last_period = models.CharField(max_length=8, blank=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()


class Report(models.Model):
    """One unit's report for one period of a form.

    values: {indicator: {column: number | {"n": number, "of": number} | {"mark": mark}}}; answers:
    {question: text}. filled: what stood there in advance, to show what the officer changed.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        APPROVED = "approved"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports")
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    values = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    # Grows with every change; whoever sends an older one is shown both, and nothing is lost.
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "unit", "period"], name="one_report_a_period")
        ]
        indexes = [
            models.Index(fields=["form", "period", "state"], name="reports_of_a_period"),
            models.Index(fields=["unit", "period"], name="reports_of_a_unit"),
        ]


class ReportStep(models.Model):
    """What became of a report, step by step: the reader's view of the audit chain's lines."""

    class Kind(models.TextChoices):
        FILLED = "filled"
        SAVED = "saved"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        APPROVED = "approved"
        REOPENED = "reopened"
        TAKEN_BACK = "taken_back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    comment = models.TextField(blank=True)
    # With "approved": why before all below had been; with "reopened": the report that began it.
    exception = models.TextField(blank=True)
    because_of = models.UUIDField(null=True)
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["report_id", "at", "id"]
        indexes = [models.Index(fields=["at"], name="steps_by_time")]


class ReportFile(models.Model):
    """Evidence of a report: a paper, a scanned sign-in sheet, a photo; perhaps of one figure."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    caption = models.CharField(max_length=200, blank=True)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class ReportDue(models.Model):
    """That a unit was asked for a report: when it is due, when it was reminded."""

    # `excused` of what is due after the day on which the plan was closed.
    PLAN_CLOSED = "~closed"

    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="dues")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    due = models.DateField()
    excused = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "unit", "period"], name="asked_once_a_period")
        ]
        indexes = [models.Index(fields=["unit", "due"], name="dues_of_a_unit")]


class FollowUp(models.Model):
    """督办: what a unit above asks of one below, by when, and what it was answered."""

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="follow_ups")
    asked_by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="asked_follow_ups")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="follow_ups")
    task = models.ForeignKey(KeyTask, models.CASCADE, null=True, related_name="follow_ups")
    text = models.TextField()
    due = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "due"], name="follow_ups_of_a_unit")]


class ExternalForm(models.Model):
    """The form (XLSX or DOCX) of a superior who does not use Suyang, and what goes into its cells.

    cells: {"Sheet1!C7": {"indicator": slug, "column": "total", "part": "value"}}; in a DOCX the
    key is "table:row:column", from 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="external_forms")
    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="external_forms")
    title = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    cells = models.JSONField(default=dict)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
