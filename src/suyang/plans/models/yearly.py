"""A year's report: what the office writes in it itself, and the files that were made of it."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.organisations.models import Unit
from suyang.plans.models.plan import Plan


class YearText(models.Model):
    """One section that an office wrote. section: "introduction", "conclusion", "aspect-<pk>" or
    "task-<pk>"; text: {language: text}. A section that was emptied has an empty text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="year_texts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=40)
    text = models.JSONField(default=dict)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "year", "section"], name="one_text_a_section_of_a_year"
            )
        ]


class YearFile(models.Model):
    """A file of the report, ordered and, with `file`, made. Its id is that of the job.

    inside: the tasks whose state and milestones stand in it, because its maker may see them; who
    sees fewer of them does not read the file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="year_files")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=8)
    inside = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    ordered_by = models.UUIDField(null=True)
    ordered_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "unit", "year"], name="files_of_a_years_report")]
