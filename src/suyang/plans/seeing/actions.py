"""The one thing that looking writes: when it was."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from suyang.foundation import clock
from suyang.organisations.permissions import Actor
from suyang.plans.models import Visit

# Whoever comes back within this is still on the same visit, and keeps what changed in sight.
SAME_VISIT: Final = dt.timedelta(minutes=30)
# A page opened again within this writes nothing.
_QUIET: Final = dt.timedelta(minutes=1)


@transaction.atomic
def visit(actor: Actor) -> dt.datetime | None:
    """Note that the actor looks now. Returns when their visit before this one ended; None on the
    first. Twice in a row changes nothing: the same visit goes on."""
    if actor.person_id is None:
        return None
    now = clock.now()
    found, made = Visit.objects.select_for_update().get_or_create(
        person=actor.person_id, defaults={"seen_at": now}
    )
    if made or now - found.seen_at < _QUIET:
        return found.since
    if now - found.seen_at > SAME_VISIT:
        found.since = found.seen_at
    found.seen_at = now
    found.save(update_fields=["since", "seen_at"])
    return found.since
