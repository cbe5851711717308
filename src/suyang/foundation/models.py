"""What every room stands on: audit chains, the outbox, files, long work."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7


class AuditStream(models.Model):
    """The head of one hash chain; its row is the lock under which the chain grows."""

    name = models.CharField(max_length=120, primary_key=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)


class AuditEntry(models.Model):
    """One change, as a link of its stream's chain. Holds ids, never personal data."""

    stream = models.ForeignKey(AuditStream, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="one_link_a_number")
        ]
        ordering = ["stream_id", "number"]


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction in which it happened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=80)
    subject = models.UUIDField()
    payload = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject"])]


class Delivery(models.Model):
    """One consumer's work on one event: done, or how often it failed and why."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "consumer"], name="one_delivery_a_consumer")
        ]


class StoredFile(models.Model):
    """A file in the installation's store, named by its hash; rooms point to this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    owner = models.UUIDField(null=True)
    reader = models.CharField(max_length=40)
    created_at = models.DateTimeField()


class Job(models.Model):
    """Long work that somebody waits for: how far it is and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=80)
    owner = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
