"""The dated tree of units, and who may do what in which of them."""

from __future__ import annotations

from django.db import models

from suyang.foundation.ids import uuid7


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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="one_version_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_version_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["parent", "valid_from"])]


class RoleGrant(models.Model):
    """A person holds a role in a unit, and in all below it, from one day until before another."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator"
        OFFICER = "officer"
        TRAINER = "trainer"
        ANALYST = "analyst"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.UUIDField(null=True)


class Invitation(models.Model):
    """A printable code that makes an account with a role, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, choices=RoleGrant.Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="invitations")
    note = models.CharField(max_length=80, blank=True)
    invited_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Installation(models.Model):
    """This copy of Suyang: the office it serves. One row; a package names where it came from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    demonstration = models.BooleanField(default=False)
    contact = models.JSONField(default=dict)
    created_at = models.DateTimeField()
