"""Reads about units: names on a day, the installation's own office."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.texts import Text, plain
from suyang.organisations import tree
from suyang.organisations.models import (
    Installation,
    Invitation,
    RoleGrant,
    Unit,
    UnitVersion,
    Webhook,
    WebhookAttempt,
    WebhookMessage,
)


def installation() -> Installation | None:
    return Installation.objects.select_related("office").first()


def demonstration_label() -> str:
    """What every page and file says where all data are made up; "" where they are not."""
    here = installation()
    if here is None or not here.demonstration:
        return ""
    return _("Demonstration data: made up, about nobody.")


def version_of(unit_id: uuid.UUID, on: dt.date | None = None) -> UnitVersion | None:
    """The unit as it was on a day; before its first day, as it first was."""
    versions = UnitVersion.objects.filter(unit_id=unit_id).select_related("unit")
    day = on or clock.today()
    return versions.filter(tree.valid(day)).first() or versions.order_by("valid_from").first()


def name_of(unit_id: uuid.UUID, on: dt.date | None = None) -> str:
    version = version_of(unit_id, on)
    return plain(version.name) if version else ""


def names(unit_ids: Iterable[uuid.UUID], on: dt.date | None = None) -> dict[uuid.UUID, Text]:
    found = UnitVersion.objects.filter(tree.valid(on or clock.today()), unit_id__in=list(unit_ids))
    return {version.unit_id: version.name for version in found}


def ancestor_of_kind(unit_id: uuid.UUID, kind: str, on: dt.date | None = None) -> uuid.UUID | None:
    """The nearest unit of `kind` at or above the unit: the town of a village."""
    day = on or clock.today()
    for candidate in tree.path(unit_id, day):
        version = version_of(candidate, day)
        if version is not None and version.kind == kind:
            return candidate
    return None


def unit(unit_id: uuid.UUID) -> Unit | None:
    return Unit.objects.filter(id=unit_id).first()


@dataclass(frozen=True)
class Node:
    """A unit in the tree with those below it, and how many people hold a role in it."""

    version: UnitVersion
    people: int
    children: list[Node]


def trees(tops: Iterable[uuid.UUID], on: dt.date | None = None) -> list[Node]:
    """The trees below several units; one that stands below another is not repeated."""
    day = on or clock.today()
    by_parent = tree.children(day)
    by_id = {v.unit_id: v for versions in by_parent.values() for v in versions}
    people = dict(
        RoleGrant.objects.filter(tree.valid(day))
        .values_list("unit_id")
        .annotate(count=Count("person_id", distinct=True))
    )
    wanted = {top for top in tops if top in by_id}
    highest = [top for top in wanted if wanted.isdisjoint(tree.path(top, day)[1:])]

    def node(version: UnitVersion) -> Node:
        below = [node(child) for child in by_parent[version.unit_id]]
        return Node(version, people.get(version.unit_id, 0), below)

    return sorted((node(by_id[top]) for top in highest), key=lambda one: one.version.unit.code)


def versions_of(unit_id: uuid.UUID) -> list[UnitVersion]:
    """The unit's history, newest first."""
    versions = UnitVersion.objects.filter(unit_id=unit_id).select_related("parent")
    return list(versions.order_by("-valid_from"))


def grants_in(unit_ids: Iterable[uuid.UUID], on: dt.date | None = None) -> list[RoleGrant]:
    """The roles held in units on a day, with their people."""
    held = RoleGrant.objects.filter(tree.valid(on or clock.today()), unit_id__in=list(unit_ids))
    return list(held.select_related("person", "unit").order_by("unit__code", "role", "id"))


def invitations_in(unit_ids: Iterable[uuid.UUID]) -> list[Invitation]:
    """Open invitations, newest first."""
    found = Invitation.objects.filter(
        unit_id__in=list(unit_ids),
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=clock.now(),
    )
    return list(found.select_related("unit").order_by("-created_at"))


@dataclass(frozen=True)
class Sent:
    """A message of a webhook with its last attempt, if there was one."""

    message: WebhookMessage
    last: WebhookAttempt | None


def deliveries(webhook: Webhook, latest: int) -> list[Sent]:
    """The newest messages of an address, newest first; those given up before all others."""
    rows = WebhookMessage.objects.filter(webhook=webhook)
    given_up = list(rows.filter(state=WebhookMessage.State.GIVEN_UP).order_by("-id")[:latest])
    others = list(rows.exclude(state=WebhookMessage.State.GIVEN_UP).order_by("-id")[:latest])
    last = {
        one.message_id: one
        for one in WebhookAttempt.objects.filter(message__in=[*given_up, *others]).order_by("id")
    }
    return [Sent(one, last.get(one.id)) for one in [*given_up, *others]]
