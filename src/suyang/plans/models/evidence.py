"""The events behind a task's figures, and what was estimated of them."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.organisations.models import Unit


class Evidence(models.Model):
    """One event that counts for a key task. `person` is a pseudonym, of use only for counting."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ATTENDANCE = "attendance"
        LESSON = "lesson"
        CHECK = "check"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.UUIDField()
    task = models.CharField(max_length=30)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evidence")
    group = models.UUIDField()
    person = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    day = models.DateField()
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "task", "kind"], name="an_event_counts_once")
        ]
        indexes = [models.Index(fields=["task", "kind", "unit"])]


class LevelFigure(models.Model):
    """Expected share per band before and after, for a task's participants in a unit and below.

    The last figure computed; `wanted_at` is set when checks came in since.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="level_figures")
    n = models.PositiveIntegerField(default=0)
    body = models.JSONField(default=dict)
    method = models.CharField(max_length=60, blank=True)
    inputs = models.CharField(max_length=64, blank=True)
    computed_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="one_level_figure_a_unit")
        ]
