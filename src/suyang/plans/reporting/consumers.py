"""What happens to units has consequences for what they are asked."""

from __future__ import annotations

import datetime as dt
import uuid

from suyang.foundation import outbox
from suyang.foundation.models import OutboxEvent
from suyang.organisations.actions.units import BEGAN_EARLIER, CAME_LATER
from suyang.plans.reporting import asking


def register() -> None:
    outbox.consumer("plans.reporting.earlier", BEGAN_EARLIER)(ask_for_earlier)
    outbox.consumer("plans.reporting.came_later", CAME_LATER)(ask_who_came)


def ask_for_earlier(event: OutboxEvent) -> None:
    """A unit stood there before it came into Suyang: it is asked for that time, too."""
    said = event.payload
    first, before = (dt.date.fromisoformat(said[name]) for name in ("day", "until"))
    asking.ask_unit(uuid.UUID(said["unit"]), first, before)


def ask_who_came(event: OutboxEvent) -> None:
    """Units stood there for some time when they were put down here: they are asked for it."""
    asking.ask_who_came(event.payload["after"], event.payload["upto"])
