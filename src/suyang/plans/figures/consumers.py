"""What happens in other rooms makes figures stale: sources are asked anew, parents added anew."""

from __future__ import annotations

import datetime as dt
import uuid

from suyang.foundation import clock, outbox, sources
from suyang.foundation.models import OutboxEvent
from suyang.plans.figures import rollup
from suyang.plans.figures.sources import want_above, want_everywhere
from suyang.plans.models import Indicator

MOVED = "organisations.units_changed"


def register() -> None:
    """After all rooms below have registered their sources."""
    told = {kind for source in sources.every() for kind in source.events}
    outbox.consumer("plans.figures.sources", *sorted(told))(want_counts)
    outbox.consumer("plans.figures.tree", MOVED)(add_anew)


def want_counts(event: OutboxEvent) -> None:
    """Note which indicators are to be counted anew, and where."""
    names = [source.name for source in sources.every() if event.kind in source.events]
    payload = event.payload
    happened = clock.local_day(event.happened_at)
    day = dt.date.fromisoformat(payload["day"]) if "day" in payload else happened
    for indicator in Indicator.objects.filter(source__in=names, ended_on=None).order_by("id"):
        if "unit" in payload:
            want_above(indicator, uuid.UUID(payload["unit"]), day)
        else:
            # An erased person may have been counted long ago; what is older than last year stands.
            want_everywhere(indicator, happened.year - 1)


def add_anew(event: OutboxEvent) -> None:
    """A unit moved, came or ended: those above it before and after are added anew."""
    parents = {uuid.UUID(parent) for parent in event.payload["parents"]}
    rollup.retrace(parents, dt.date.fromisoformat(event.payload["day"]))
