"""Frameworks of competences and proficiency levels, and crosswalks between them."""

from __future__ import annotations

from django.db import models


class Framework(models.Model):
    """One version of a framework, as its file says; `body` holds texts and descriptors."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.JSONField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_framework_a_version")
        ]


class Competence(models.Model):
    """A competence, or an area where `area` is empty: the node others refer to by its code."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="competences")
    code = models.CharField(max_length=80)
    area = models.ForeignKey("self", models.CASCADE, null=True, related_name="competences")
    name = models.JSONField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_competence_a_code")
        ]
        ordering = ["framework_id", "position"]


class Crosswalk(models.Model):
    """Relations from one framework to another, with the judgement behind each."""

    slug = models.SlugField(max_length=80, unique=True)
    origin = models.SlugField(max_length=60)
    target = models.SlugField(max_length=60)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
