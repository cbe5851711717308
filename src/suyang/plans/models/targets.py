"""Targets: where an indicator starts, where it is to be when, and how it is to get there."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.organisations.models import Unit
from suyang.plans.models.indicators import Indicator
from suyang.plans.models.plan import KeyTask


class Target(models.Model):
    """A target of an indicator in a unit. A revision is a new row that names the old one."""

    class Trajectory(models.TextChoices):
        LINE = "line"
        STEPS = "steps"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    task = models.ForeignKey(KeyTask, models.CASCADE, null=True, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    column = models.CharField(max_length=60, default="total")
    # Periods as `periods.Period` writes them: 2026, 2026-H1, 2026-Q3, 2026-11.
    baseline_period = models.CharField(max_length=8, blank=True)
    baseline = models.FloatField(null=True)
    period = models.CharField(max_length=8)
    value = models.FloatField()
    at_least = models.BooleanField(default=True)
    trajectory = models.CharField(max_length=5, choices=Trajectory.choices, default=Trajectory.LINE)
    # With "steps": {period: value} on the way.
    steps = models.JSONField(default=dict)
    reason = models.JSONField(default=dict)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="revised_by", editable=False
    )
    set_by = models.UUIDField(null=True)
    set_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["unit", "indicator"], name="targets_of_a_unit")]
