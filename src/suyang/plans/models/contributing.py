"""What the newest edition of an adopting plan takes up of the plan above."""

from __future__ import annotations

from django.db import models

from suyang.plans.models.plan import KeyTask, Plan


class Contribution(models.Model):
    """One task as published contributes to one above. Rows follow from the plan's newest edition
    and are laid anew with each, so that who takes up what is counted without reading editions."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="contributions")
    task = models.ForeignKey(KeyTask, models.CASCADE, related_name="+")
    above = models.ForeignKey(KeyTask, models.CASCADE, related_name="taken_up_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "above"], name="one_contribution_a_pair")
        ]
