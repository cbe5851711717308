from django.db import models


class Call(models.Model):
    """One call of the consumer. Nothing keeps an event from standing here twice."""

    id = models.BigAutoField(primary_key=True)
    event = models.UUIDField()
