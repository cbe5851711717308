"""The item bank: items in versions, their parameters with provenance, and pinned banks."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7


class SealedPackage(models.Model):
    """A package of sealed items that was taken in: which key opens it, whether it is in use."""

    id = models.UUIDField(primary_key=True, editable=False)
    fingerprint = models.CharField(max_length=16)
    items = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class ItemVersion(models.Model):
    """One version of an item, never changed after it was loaded; `body` is its file.

    Of a sealed item `body` is {"sealed": ciphertext} and is opened in the process alone
    (`items.sealed`).
    """

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    framework = models.SlugField(max_length=60)
    competence = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()
    half = models.CharField(max_length=1)
    pool = models.CharField(max_length=14)
    format = models.CharField(max_length=14)
    elder = models.BooleanField(default=False)
    package = models.ForeignKey(SealedPackage, models.PROTECT, null=True, related_name="versions")
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_item_a_version")
        ]


class ItemParameters(models.Model):
    """a, b, c, steps of an item version on the provisional scale, and where they come from."""

    class Provenance(models.TextChoices):
        EXPERT = "expert"
        CALIBRATED = "calibrated"

    item = models.ForeignKey(ItemVersion, models.CASCADE, related_name="parameters")
    provenance = models.CharField(max_length=12, choices=Provenance.choices)
    discrimination = models.FloatField()
    difficulty = models.FloatField()
    guessing = models.FloatField()
    difficulty_sd = models.FloatField()
    # Of a graded item, relative to the difficulty; of a right/wrong one empty.
    steps = models.JSONField(default=list)
    method = models.CharField(max_length=60)
    responses = models.PositiveIntegerField(default=0)
    valid_from = models.DateField()

    class Meta:
        ordering = ["valid_from", "id"]


class Bank(models.Model):
    """The set of item versions with parameters that checks started from one day on use."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    items = models.ManyToManyField(ItemParameters, related_name="banks")
    created_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
