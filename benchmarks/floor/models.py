from __future__ import annotations

import uuid

from django.db import models


class Answer(models.Model):
    """The one row: as wide as an answer of Suyang."""

    presentation = models.UUIDField()
    answer = models.JSONField()
    score = models.FloatField(default=0)
    answered_at = models.DateTimeField(auto_now_add=True)


class Question(models.Model):
    """One question of the bank, as its page shows it."""

    item = models.JSONField()


class Check(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.UUIDField()
    begun_at = models.DateTimeField(auto_now_add=True)


class Presentation(models.Model):
    """A question before somebody, with its answer once there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    check_taken = models.ForeignKey(Check, models.CASCADE, related_name="presentations")
    question = models.ForeignKey(Question, models.PROTECT)
    position = models.PositiveIntegerField()
    presented_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_taken", "position"], name="one_at_a_place")
        ]


class Given(models.Model):
    presentation = models.OneToOneField(Presentation, models.CASCADE, primary_key=True)
    answer = models.JSONField()
    score = models.FloatField(default=0)
    answered_at = models.DateTimeField(auto_now_add=True)
