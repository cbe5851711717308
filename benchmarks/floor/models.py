from django.db import models


class Answer(models.Model):
    """The one row: as wide as an answer of Suyang."""

    presentation = models.UUIDField()
    answer = models.JSONField()
    score = models.FloatField(default=0)
    answered_at = models.DateTimeField(auto_now_add=True)
