"""Lessons and other resources, in versions, as their content files say."""

from __future__ import annotations

from django.db import models


class Lesson(models.Model):
    """One version of a lesson."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    competence = models.CharField(max_length=80)
    band = models.CharField(max_length=20)
    body = models.JSONField()
    drawings = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_lesson_a_version")
        ]
