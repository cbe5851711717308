"""The registry of indicators: what is counted or estimated, how, and since when so."""

from __future__ import annotations

from django.db import models

from suyang.organisations.models import Unit
from suyang.plans.models.plan import KeyTask, Plan


class Indicator(models.Model):
    """One indicator. What a plan only names has the kind and the unit "not published".

    `body` holds its texts: name, definition, unit, source, note. `kind`, `formula` and the rest
    are those of the newest method; earlier ones stand in `IndicatorMethod`.
    """

    class Kind(models.TextChoices):
        THINGS = "things"
        PEOPLE = "people"
        ATTENDANCES = "attendances"
        RATE = "rate"
        ESTIMATE = "estimate"
        AUDIT = "audit"
        MONEY = "money"
        NOT_PUBLISHED = "not_published"

    class Frequency(models.TextChoices):
        MONTH = "month"
        QUARTER = "quarter"
        HALF = "half"
        YEAR = "year"
        NOT_PUBLISHED = "not_published"

    class OverTime(models.TextChoices):
        """What several periods make together."""

        SUM = "sum"
        LAST = "last"
        NONE = "none"

    class Better(models.TextChoices):
        UP = "up"
        DOWN = "down"
        NEITHER = ""

    # The plan that names it; null for one that an office, or Suyang, defines.
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="indicators")
    slug = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField()
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.NOT_PUBLISHED)
    frequency = models.CharField(
        max_length=14, choices=Frequency.choices, default=Frequency.NOT_PUBLISHED
    )
    over_time = models.CharField(max_length=4, choices=OverTime.choices, default=OverTime.SUM)
    better = models.CharField(max_length=4, choices=Better.choices, blank=True)
    # Columns of a figure after "total": "sex:female", "place:rural", … one dimension at a time.
    columns = models.JSONField(default=list)
    # The registered source that counts it, or a formula over other indicators, or neither: reports.
    source = models.CharField(max_length=60, blank=True)
    formula = models.CharField(max_length=500, blank=True)
    method = models.PositiveSmallIntegerField(default=1)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="indicators")
    official = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["position", "slug"]


class IndicatorMethod(models.Model):
    """How an indicator was defined from one day on. Figures name the method they were made by."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="methods")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    definition = models.JSONField()
    why = models.JSONField(default=dict)
    made_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="one_method_a_number")
        ]
        ordering = ["indicator_id", "number"]


class TaskIndicator(models.Model):
    """That an indicator is evidence for a key task."""

    task = models.ForeignKey(KeyTask, models.CASCADE, related_name="indicator_links")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="task_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "indicator"], name="an_indicator_once_a_task")
        ]
        ordering = ["task_id", "position"]
