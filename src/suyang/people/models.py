"""People: accounts, characteristics held with consent, codes, and what they agreed to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from suyang.foundation.ids import uuid7
from suyang.organisations.models import Connection


class Person(models.Model):
    """Whoever takes a check, joins a group or works here. Needs no account and no real name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12, default="zh-Hans")
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A name and a password for those who come back often: staff, and whoever wants one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    username = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    is_staff = False
    is_superuser = False


class Characteristic(models.Model):
    """One thing a person chose to say about themselves, for a purpose they agreed to."""

    class Kind(models.TextChoices):
        BIRTH_DECADE = "birth_decade"
        SEX = "sex"
        RESIDENCE = "residence"
        DISABILITY = "disability"
        WORK = "work"

    person = models.ForeignKey(Person, models.CASCADE, related_name="characteristics")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=40)
    consent_text = models.CharField(max_length=40)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_value_a_characteristic")
        ]


class Consent(models.Model):
    """What a person agreed to, about what, and when they took it back."""

    class Purpose(models.TextChoices):
        TRAINER_SEES_RESULT = "trainer_sees_result"
        COUNT_IN_PLAN = "count_in_plan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40, choices=Purpose.choices)
    about = models.UUIDField(null=True)
    text_version = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class ReturnCode(models.Model):
    """A code on paper by which a person without an account comes back. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="return_codes")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # What the code opened was taken into another person, to whom the row now belongs.
    claimed_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key for a program that acts as an account. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Claim(models.Model):
    """Somebody was two persons here and is one now. `source` is the id of the one that went, under
    which a package from a laptop may still name them."""

    source = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="claims")
    claimed_at = models.DateTimeField()
    counts = models.JSONField(default=dict)


class Handle(models.Model):
    """By what another site knows a person: a token that follows from the row's id. Only its digest
    is kept. It opens what was begun through that site's connection, and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="handles")
    person = models.ForeignKey(Person, models.CASCADE, related_name="handles")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()


class Erasure(models.Model):
    """The tombstone of an erased person: when, by whom asked, how many rows; nothing else."""

    person_id = models.UUIDField(primary_key=True)
    asked_by = models.CharField(max_length=20)
    erased_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
