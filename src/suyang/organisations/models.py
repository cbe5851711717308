"""The dated tree of units, and who may do what in which of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile


class Unit(models.Model):
    """A body that lasts through renamings and moves: a nation, county office, town, village."""

    class Kind(models.TextChoices):
        NATION = "nation"
        PROVINCE = "province"
        CITY = "city"
        COUNTY = "county"
        TOWN = "town"
        VILLAGE = "village"
        ORGANISATION = "organisation"
        BODY = "body"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)


class UnitVersion(models.Model):
    """What a unit was called and where it stood from one day until before another."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="versions")
    name = models.JSONField()
    kind = models.CharField(max_length=20, choices=Unit.Kind.choices)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="child_versions")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    # The names in small letters, by which a unit is found; JSON keeps Chinese as escapes.
    search = models.CharField(max_length=200, blank=True, default="", editable=False)
    # The unit's code, which never changes: lists are read in its order.
    code = models.CharField(max_length=40, default="", editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="one_version_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_version_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "code", "valid_from"], name="versions_below_a_unit"),
            # Lists of a kind and searches read these alone, in the order of the codes.
            models.Index(
                fields=["kind", "code", "valid_from", "valid_to", "unit"],
                name="versions_of_a_kind",
            ),
            models.Index(fields=["code", "search", "kind", "unit"], name="versions_by_their_words"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search, self.code = searched(self.name), self.unit.code
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = [*fields, "search"]
        super().save(*args, **kwargs)


def searched(name: Mapping[str, str]) -> str:
    """What a search for a name looks at."""
    return "\n".join(name[language] for language in sorted(name)).casefold()[:200]


class Ancestry(models.Model):
    """Who stood above whom from one day until before another; every unit stands above itself.

    Follows from the versions (`tree.lay`), so that "all below" is one join and never a list.
    `depth` is the number of steps between the two, 0 for the unit itself. Not `standing`: the unit
    has ended, and its figures still lie below what stands above where it last stood.
    """

    # The constraint and the index below begin with them; millions of derived rows need no more.
    ancestor = models.ForeignKey(
        Unit, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    standing = models.BooleanField(default=True)
    # The unit's code.
    code = models.CharField(max_length=40, default="", editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "ancestor", "valid_from"], name="one_ancestry_a_day"
            )
        ]
        # "All below" is read from the index alone, a page of it in the order of the codes.
        indexes = [
            models.Index(
                fields=["ancestor", "code", "valid_from", "valid_to", "standing", "unit"],
                name="all_below_a_unit",
            )
        ]


class Succession(models.Model):
    """That a unit goes on in another from a day on: merged into it, or split off from it.

    Figures of the earlier unit stay its own. `share` says which part of it went there, where known.
    """

    class Kind(models.TextChoices):
        MERGE = "merge"
        SPLIT = "split"

    earlier = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    later = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    on = models.DateField()
    share = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later", "on"], name="one_succession_a_day")
        ]


class RoleGrant(models.Model):
    """A person holds a role in a unit from one day until before another.

    `reach` says whether it holds in all units below, too.
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator"
        OFFICER = "officer"
        REVIEWER = "reviewer"
        TRAINER = "trainer"
        AUTHOR = "author"
        ANALYST = "analyst"
        AUDITOR = "auditor"
        OBSERVER = "observer"

    class Reach(models.TextChoices):
        BELOW = "below"
        UNIT = "unit"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    reach = models.CharField(max_length=5, choices=Reach.choices, default=Reach.BELOW)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)
    # Somebody asked whether the role is still needed; its holder answers yes, or ends it.
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["valid_to"], name="roles_by_their_end")]


class Invitation(models.Model):
    """A printable code that makes an account with a role, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, choices=RoleGrant.Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="invitations")
    reach = models.CharField(
        max_length=5, choices=RoleGrant.Reach.choices, default=RoleGrant.Reach.BELOW
    )
    # The role's last day; null: it does not end by itself.
    role_until = models.DateField(null=True)
    note = models.CharField(max_length=80, blank=True)
    invited_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class UnitTable(models.Model):
    """A large table of units that somebody sent: read in the background, then taken in.

    counts: {"new", "changed", "same"}; shown: the first changes and errors, as a page lists them.
    """

    class State(models.TextChoices):
        READING = "reading"
        READ = "read"
        WRONG = "wrong"
        TAKING = "taking"
        TAKEN = "taken"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    top = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    sent_by = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    counts = models.JSONField(default=dict)
    shown = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)


class Installation(models.Model):
    """This copy of Suyang: the office it serves. One row; a package names where it came from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    demonstration = models.BooleanField(default=False)
    contact = models.JSONField(default=dict)
    created_at = models.DateTimeField()


class Connection(models.Model):
    """Another site to which an office opens its checks: what it may do, from where, how long.

    Key and secrets follow from the row's id, `generation` and the installation's secret; of the
    key a digest is kept, of the secrets nothing.
    """

    class Scope(models.TextChoices):
        CHECKS = "checks"
        HANDOVER = "handover"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="connections")
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    scopes = models.JSONField(default=list)
    # Origins whose pages may call the API, and addresses to which people may be sent back.
    origins = models.JSONField(default=list)
    returns = models.JSONField(default=list)
    requests_a_minute = models.PositiveIntegerField(default=600)
    generation = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    # When the key of this generation was made: it is shown for some minutes after.
    keyed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Webhook(models.Model):
    """An address of the other site that is told when something happened there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="webhooks")
    address = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    generation = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    keyed_at = models.DateTimeField()
    # Ended by the office, or by the receiver with 410 Gone.
    ended_at = models.DateTimeField(null=True)


class WebhookMessage(models.Model):
    """One event for one address, until it arrived or was given up. The id is the webhook-id.

    `about` is the handle or hand-over of the person concerned, by which an erasure finds it; the
    token of a handle is added when it is sent.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given_up"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    event = models.UUIDField()
    kind = models.CharField(max_length=40)
    about = models.UUIDField(null=True, db_index=True)
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    # Whoever sends takes the message until then; after a crash it is taken anew.
    taken_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="an_event_once_a_webhook")
        ]


class WebhookAttempt(models.Model):
    """One time that a message was sent: what the receiver said, or what went wrong."""

    message = models.ForeignKey(WebhookMessage, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
