"""Reads about units: names on a day, the installation's own office."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.texts import Text, plain
from suyang.organisations import tree
from suyang.organisations.models import (
    Installation,
    Invitation,
    RoleGrant,
    Succession,
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


def versions_of(unit_id: uuid.UUID) -> list[UnitVersion]:
    """The unit's history, newest first."""
    versions = UnitVersion.objects.filter(unit_id=unit_id).select_related("parent")
    return list(versions.order_by("-valid_from"))


def grants_in(
    unit_ids: Iterable[uuid.UUID] | tree.Ids, on: dt.date | None = None
) -> list[RoleGrant]:
    """The roles held in units on a day, with their people. Ids as a subquery stay one."""
    held = RoleGrant.objects.filter(tree.valid(on or clock.today()), unit_id__in=_asked(unit_ids))
    return list(held.select_related("person", "unit").order_by("unit__code", "role", "id"))


def invitations_in(
    unit_ids: Iterable[uuid.UUID] | tree.Ids, state: str = "open", most: int = 500
) -> list[Invitation]:
    """Invitations in one of the `INVITATION_STATES`, newest first, up to so many."""
    found = Invitation.objects.filter(_IN_STATE[state](), unit_id__in=_asked(unit_ids))
    return list(found.select_related("unit").order_by("-created_at")[:most])


def open_invitations(unit_ids: Iterable[uuid.UUID] | tree.Ids) -> int:
    return Invitation.objects.filter(_IN_STATE["open"](), unit_id__in=_asked(unit_ids)).count()


_IN_STATE: dict[str, Callable[[], Q]] = {
    "open": lambda: Q(used_at=None, withdrawn_at=None, expires_at__gt=clock.now()),
    "expired": lambda: Q(used_at=None, withdrawn_at=None, expires_at__lte=clock.now()),
    "used": lambda: Q(used_at__isnull=False),
    "withdrawn": lambda: Q(used_at=None, withdrawn_at__isnull=False),
}
INVITATION_STATES = tuple(_IN_STATE)


def _asked(unit_ids: Iterable[uuid.UUID] | tree.Ids) -> Any:
    return unit_ids if isinstance(unit_ids, QuerySet) else list(unit_ids)


def successions_of(unit_id: uuid.UUID) -> list[Succession]:
    """What the unit goes on in, by day."""
    rows = Succession.objects.filter(earlier_id=unit_id).select_related("later")
    return list(rows.order_by("on", "later__code"))


def origins_of(unit_id: uuid.UUID) -> list[Succession]:
    """What the unit came from, by day."""
    rows = Succession.objects.filter(later_id=unit_id).select_related("earlier")
    return list(rows.order_by("on", "earlier__code"))


def grants_that_reach(unit_id: uuid.UUID, on: dt.date | None = None) -> list[RoleGrant]:
    """The roles that hold in a unit: its own, and those of above that reach down to it."""
    day = on or clock.today()
    path = tree.path(unit_id, day)
    held = RoleGrant.objects.filter(
        tree.valid(day),
        Q(unit_id=unit_id) | Q(unit_id__in=path[1:], reach=RoleGrant.Reach.BELOW),
    ).select_related("person", "unit")
    place = {one: number for number, one in enumerate(path)}
    return sorted(held, key=lambda one: (place[one.unit_id], one.role, one.person.name, one.id))


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
