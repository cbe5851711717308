"""Which offices show their plans to everybody outside."""

from __future__ import annotations

from django.db import models

from suyang.organisations.models import Unit


class PublicOffice(models.Model):
    """That an office chose to publish, or chose again not to. Without a row it does not. figures:
    that the choice holds for its approved figures, too; one that was made when only the office at
    the top showed any does not. below: that it also shows each unit directly below it with that
    unit's own approved figures."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    on = models.BooleanField(default=False)
    figures = models.BooleanField(default=False)
    below = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
