"""Figures by indicator, unit and year, as arrays: what roll-ups and pages are read from.

They follow from approved reports and sources, and can be laid anew from them at any time.
"""

from __future__ import annotations

from django.db import models

from suyang.organisations.models import Unit
from suyang.plans.models.indicators import Indicator


class Series(models.Model):
    """A year of an indicator in a unit: `own`, what the unit itself stands for; `below`, what its
    children make together. Both are packed cells (`plans.figures.cells`): 12 months × columns × 3.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    method = models.PositiveSmallIntegerField(default=1)
    own = models.BinaryField(null=True)
    below = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "indicator"], name="one_series_a_year")
        ]
        indexes = [models.Index(fields=["indicator", "year"], name="series_of_an_indicator")]


class Recount(models.Model):
    """That a source is to be asked anew: what it counts in a unit may differ since `wanted_at`.

    months: which ones of the year, from 0; empty for all until now. Many events make one row.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    months = models.JSONField(default=list)
    wanted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "year"], name="one_recount_at_a_time"
            )
        ]


class MonthCounted(models.Model):
    """That a month which ended was, or waits to be, counted by the indicator's source."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month"], name="a_month_counted_once")
        ]
