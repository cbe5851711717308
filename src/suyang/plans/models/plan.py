"""The text of a plan, its editions, and what a key task is carried out with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.organisations.models import Unit


class Plan(models.Model):
    """A work plan: from a content file (`unit` is null) or written in an office.

    Rows below it are the text that is worked on; what was published stands in `PlanEdition`.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        CLOSED = "closed"

    slug = models.SlugField(max_length=40, unique=True)
    version = models.PositiveIntegerField(default=1)
    title = models.JSONField()
    year = models.PositiveSmallIntegerField()
    body = models.JSONField(default=dict)
    issued_by = models.ManyToManyField(Unit, related_name="issued_plans")
    digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(null=True)

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="plans")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    # The plan of above that this one carries out, and last year's that it was copied from.
    adopts = models.ForeignKey("self", models.PROTECT, null=True, related_name="adopted_by")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    # Grows with every change of the text: whoever saves an older one is told.
    revision = models.PositiveIntegerField(default=0)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)

    @property
    def closing(self) -> dict[str, Any] | None:
        """Of a closed plan: its last day and why ({"on", "reason"}; `plans.closing`)."""
        kept = self.body.get("closings") or ()
        return kept[-1] if kept and self.state == self.State.CLOSED else None

    @property
    def closed_on(self) -> dt.date | None:
        """The last day of a closed plan."""
        return dt.date.fromisoformat(self.closing["on"]) if self.closing else None


class PlanEdition(models.Model):
    """The text of a plan as it was published, and from which day it holds. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    note = models.JSONField(default=dict)
    text = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_edition_a_number")
        ]
        ordering = ["plan_id", "number"]


class Goal(models.Model):
    """What a plan wants to have reached; `rule` composes its judgement of indicators."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    body = models.JSONField()
    rule = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "slug"], name="one_goal_a_slug")]
        ordering = ["position"]


class Aspect(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="aspects")
    number = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    body = models.JSONField()
    # Withdrawn from the text from this day on; its tasks stay readable under it.
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_aspect_a_no")]
        ordering = ["position"]


class KeyTask(models.Model):
    """A key task; `slug` is the plan's slug and its number: kp2022-3.2. A task written in an
    office keeps its slug (2026-k7mpq2xy-t5) when it gets another number.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="tasks")
    slug = models.CharField(max_length=60, unique=True)
    number = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    body = models.JSONField()

    # Null and none where the plan does not say, as in the published reports.
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="led_tasks")
    joint = models.ManyToManyField(Unit, related_name="joint_tasks")
    # What an office says of it; whether it is late or at risk follows from milestones and risks.
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    contributes_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="contributions"
    )
    # Further tasks of above, where several were merged into this one.
    also_contributes_to = models.ManyToManyField(
        "self", symmetrical=False, related_name="merged_contributions"
    )
    # The first edition in which it stands: nobody outside the office sees it before.
    first_edition = models.PositiveSmallIntegerField(null=True)
    # No longer part of the text that is worked on; what was done about it stays readable.
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ["position"]


class Milestone(models.Model):
    """What of a task is to be done by a day. A day that was moved keeps the first one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(KeyTask, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.JSONField()
    due = models.DateField()
    first_due = models.DateField()
    done_on = models.DateField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["due", "position"]


class Risk(models.Model):
    """What may keep a task from its aim: how likely and how bad (1 to 3), and what is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(KeyTask, models.CASCADE, related_name="risks")
    title = models.JSONField()
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    response = models.JSONField(default=dict)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["-likelihood", "raised_on"]


class TaskDocument(models.Model):
    """A paper that belongs to a task."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(KeyTask, models.CASCADE, related_name="documents")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
