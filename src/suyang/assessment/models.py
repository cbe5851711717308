"""Checks: what was asked, what was answered, what it shows. An append-only log (DESIGN 7)."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.items.models import Bank, ItemParameters
from suyang.organisations.models import Connection
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
    # Where the first items are aimed, and what the person said of themselves that it comes from.
    start = models.JSONField(default=dict)
    # A follow-up goes on from another check: its answers and this one's are one evidence.
    continues = models.ForeignKey("self", models.CASCADE, null=True, related_name="followed_by")
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


class Share(models.Model):
    """A link by which a person lets somebody see a result, for a purpose and a time.

    Only the digest of the link's token is kept (`sharing.actions`).
    """

    class Extent(models.TextChoices):
        AREAS = "areas"
        COMPETENCES = "competences"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    check_taken = models.ForeignKey(Check, models.CASCADE, related_name="shares")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=120)
    extent = models.CharField(max_length=12, choices=Extent.choices)
    with_name = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Opening(models.Model):
    """That a link was opened: when, and by whom as far as they are signed in. No address."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="openings")
    at = models.DateTimeField()
    signed_in = models.BooleanField(default=False)
    # Null for whoever was not signed in, and for a colleague whose person was erased since.
    reader = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["share", "at"], name="openings_of_a_share")]


class ConnectedCheck(models.Model):
    """A check that was begun through another site, which may see it by the person's handle."""

    check_taken = models.OneToOneField(
        Check, models.CASCADE, primary_key=True, related_name="connected"
    )
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="checks")


class HandOver(models.Model):
    """Another site sent a person here for a check; they agreed what it gets of the result.

    A row is the agreement: until `sent_at` the site knows nothing of how it went. Of the one-time
    code a digest is kept.
    """

    class Shares(models.TextChoices):
        BANDS = "bands"
        PROFILE = "profile"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="handovers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="handovers")
    check_taken = models.OneToOneField(Check, models.CASCADE, related_name="handover")
    shares = models.CharField(max_length=10, choices=Shares.choices)
    text_version = models.CharField(max_length=40)
    request_digest = models.CharField(max_length=64)
    return_address = models.CharField(max_length=300)
    state = models.CharField(max_length=500, blank=True)
    agreed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    code_until = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    collected_with = models.CharField(max_length=64, blank=True)
