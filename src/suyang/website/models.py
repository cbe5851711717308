"""What the shell itself keeps: the help texts as loaded from content/help."""

from __future__ import annotations

from django.db import models


class HelpSection(models.Model):
    """One section of the help page."""

    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    body = models.JSONField()

    class Meta:
        ordering = ["position"]
