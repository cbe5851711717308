"""Checks: what was asked, what was answered, what it shows. An append-only log (DESIGN 7)."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.items.models import Bank, ItemParameters
from suyang.people.models import Person


class Blueprint(models.Model):
    """The rules of one kind of check, as its content file says."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_blueprint_a_version")
        ]


class Check(models.Model):
    """One sitting of one person. Pins all that its result depends on."""

    class Mode(models.TextChoices):
        ALONE = "alone"
        ASSISTED = "assisted"

    class End(models.TextChoices):
        PRECISION = "precision"
        LENGTH = "length"
        PERSON = "person"
        EXHAUSTED = "exhausted"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="checks")
    blueprint = models.ForeignKey(Blueprint, models.PROTECT, related_name="checks")
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="checks")
    half = models.CharField(max_length=1, blank=True)
    competences = models.JSONField(default=list)
    correlation = models.CharField(max_length=20)
    seed = models.PositiveBigIntegerField()
    language = models.CharField(max_length=12)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ALONE)
    elder = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=End.choices, blank=True)


class Presentation(models.Model):
    """An item put before the person; stored before it is shown."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    check_taken = models.ForeignKey(Check, models.CASCADE, related_name="presentations")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(ItemParameters, models.PROTECT, related_name="+")
    presented_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_taken", "position"], name="one_item_a_place"),
            models.UniqueConstraint(fields=["check_taken", "item"], name="no_item_twice"),
        ]
        ordering = ["check_taken_id", "position"]


class Response(models.Model):
    """The one answer to a presentation. The primary key is the presentation: never a second."""

    class Assistance(models.TextChoices):
        READ = "read"
        TOUCHED = "touched"
        SUGGESTED = "suggested"

    presentation = models.OneToOneField(
        Presentation, models.CASCADE, primary_key=True, related_name="response"
    )
    answer = models.JSONField()
    score = models.FloatField()
    dont_know = models.BooleanField(default=False)
    assistance = models.CharField(max_length=10, choices=Assistance.choices, blank=True)
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()


class Result(models.Model):
    """What a finished check shows: the posterior and the report made from it."""

    check_taken = models.OneToOneField(
        Check, models.CASCADE, primary_key=True, related_name="result"
    )
    method = models.CharField(max_length=40)
    posterior = models.JSONField()
    report = models.JSONField()
    computed_at = models.DateTimeField()
