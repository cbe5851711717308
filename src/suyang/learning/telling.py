"""What other sites are told of groups: that one is finished, in the unit of the office or below."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from suyang.foundation import clock
from suyang.foundation.models import OutboxEvent
from suyang.learning import events
from suyang.organisations import tree, webhooks
from suyang.organisations.models import Connection, Unit
from suyang.organisations.webhooks import News


def register() -> None:
    webhooks.source("group.finished", _("A group is finished"), events.GROUP_CLOSED, finished)


def finished(event: OutboxEvent) -> Iterator[News]:
    """Nobody of the group is named, nor how many they were."""
    unit_id = uuid.UUID(event.payload["unit"])
    unit = Unit.objects.get(id=unit_id)
    above = tree.path(unit_id, clock.local_day(event.happened_at))
    data = {
        "group": str(event.subject),
        "unit": unit.code,
        "programme": event.payload["programme"],
        "tasks": event.payload["tasks"],
    }
    for connection in Connection.objects.filter(unit__in=above, revoked_at=None).order_by("id"):
        yield News(connection.id, data)
