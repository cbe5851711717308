"""The borders that maps are drawn with."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.organisations.models import Unit


class Borders(models.Model):
    """A GeoJSON file with the borders of the units directly below one.

    sheet: {"width", "height", "outlines": [{"is": {property: value}, "path", "label"}]}, drawn from
    the file once. by, match: which property names a unit, by its code or by its name. In use from
    `valid_from` on, until another one of the unit is; without a day it waits for its office.
    """

    class Match(models.TextChoices):
        CODE = "code"
        NAME = "name"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    # None once removed: the file goes, and that it was there stays.
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    sheet = models.JSONField(default=dict)
    by = models.CharField(max_length=80, blank=True)
    match = models.CharField(max_length=10, choices=Match.choices, blank=True)
    valid_from = models.DateField(null=True)
    kept_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
