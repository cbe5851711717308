"""Who looked when: what changed since somebody's last visit follows from it."""

from __future__ import annotations

from django.db import models


class Visit(models.Model):
    """When somebody was last on the office's first page. `since`: when the visit before this one
    ended; null on the first."""

    person = models.UUIDField(primary_key=True)
    since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
