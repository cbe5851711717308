"""Reads about people: who works where, what they agreed to, what is kept about them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.actions.roles import open_grants
from suyang.organisations.models import RoleGrant, UnitVersion
from suyang.people import personal
from suyang.people.models import Account, ApiToken, Consent, Erasure, Person

LONGEST_WORDS: Final = 80


@dataclass(frozen=True)
class Colleague:
    """A person with the roles that they hold in the units asked for."""

    person: Person
    roles: list[tuple[RoleGrant, Text | None]]


@dataclass(frozen=True)
class Kept:
    """What one room keeps about a person, in sentences."""

    room: str
    sentences: list[str]


def colleagues(unit_ids: tree.Ids, words: str = "", role: str = "") -> QuerySet[Person]:
    """The people with roles in units today, by name: those whose name, sign-in name or unit holds
    the words, and who hold the role where one is asked for."""
    held = RoleGrant.objects.filter(tree.valid(clock.today()), unit_id__in=unit_ids)
    if role:
        held = held.filter(role=role)
    words = words.strip()[:LONGEST_WORDS]
    found = Person.objects.filter(erased_at=None)
    if words:
        there = UnitVersion.objects.filter(tree.valid(clock.today()), search__icontains=words)
        near = held.filter(Q(unit__code__iexact=words) | Q(unit_id__in=there.values("unit_id")))
        account = Account.objects.filter(person=OuterRef("pk"), username__icontains=words)
        found = found.filter(
            Q(name__icontains=words)
            | Exists(account)
            | Exists(near.filter(person_id=OuterRef("pk")))
        )
    # From the roles to the people: those who only learn are many more.
    return found.filter(pk__in=held.values("person_id")).order_by("name", "id")


def with_roles(people: Iterable[Person], unit_ids: tree.Ids) -> list[Colleague]:
    """People of a page with all roles that they hold in units today, in two queries."""
    shown = list(people)
    held = RoleGrant.objects.filter(
        tree.valid(clock.today()),
        unit_id__in=unit_ids,
        person_id__in=[one.pk for one in shown],
    )
    grants = list(held.select_related("unit").order_by("unit__code", "role", "id"))
    names = units.names(grant.unit_id for grant in grants)
    roles: dict[uuid.UUID, list[tuple[RoleGrant, Text | None]]] = defaultdict(list)
    for grant in grants:
        roles[grant.person_id].append((grant, names.get(grant.unit_id)))
    return [Colleague(person, roles[person.pk]) for person in shown]


def roles_of(person: Person) -> list[tuple[RoleGrant, Text | None]]:
    """All roles a person holds today."""
    grants = list(open_grants(person.id).select_related("unit"))
    names = units.names(grant.unit_id for grant in grants)
    return [(grant, names.get(grant.unit_id)) for grant in grants]


def account_of(person: Person) -> Account | None:
    return Account.objects.filter(person=person).first()


def person(person_id: uuid.UUID) -> Person | None:
    return Person.objects.filter(id=person_id, erased_at=None).first()


def has_consent(person_id: uuid.UUID, purpose: str, about: uuid.UUID | None = None) -> bool:
    """Whether the person agreed, and has not taken it back."""
    return Consent.objects.filter(
        person_id=person_id, purpose=purpose, about=about, withdrawn_at=None
    ).exists()


def consents_of(person: Person) -> list[Consent]:
    """Consents that hold now."""
    return list(Consent.objects.filter(person=person, withdrawn_at=None).order_by("id"))


def kept_about(person: Person) -> list[Kept]:
    """What every room keeps, in words; a room without words of its own says how much."""
    found = []
    for one in personal.providers():
        if one.words is not None:
            sentences = one.words(person)
        else:
            count = _entries(one.export(person))
            sentences = [_("Other entries: %(count)d.") % {"count": count}] if count else []
        if sentences:
            found.append(Kept(one.name, sentences))
    return found


def erasure(person_id: uuid.UUID) -> Erasure | None:
    return Erasure.objects.filter(person_id=person_id).first()


def tokens_of(account: Account) -> list[ApiToken]:
    """The keys for programs, newest first."""
    return list(ApiToken.objects.filter(account=account).order_by("-created_at"))


def _entries(exported: object) -> int:
    """How many entries an export lists."""
    if isinstance(exported, list):
        return len(exported)
    if isinstance(exported, dict):
        return sum(_entries(value) for value in exported.values() if isinstance(value, list | dict))
    return 0
