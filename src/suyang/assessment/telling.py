"""What other sites are told of checks: that one ended which began there, that a result was sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from suyang.assessment.actions import CHECK_FINISHED
from suyang.assessment.handover.actions import HANDED_OVER
from suyang.assessment.models import ConnectedCheck, HandOver
from suyang.foundation import driver
from suyang.foundation.models import OutboxEvent
from suyang.organisations import webhooks
from suyang.organisations.webhooks import News
from suyang.people.models import Handle

_IS_CONNECTED = "SELECT 1 FROM assessment_connectedcheck WHERE check_taken_id = %s"


def register() -> None:
    webhooks.source(
        "check.finished",
        _("A check that began on the site has ended"),
        CHECK_FINISHED,
        finished,
        wants=_began_on_a_site,
    )
    webhooks.source(
        "result.handed_over",
        _("Somebody sent the site their result, which it can collect now"),
        HANDED_OVER,
        handed_over,
    )


def _began_on_a_site(check: uuid.UUID, _payload: dict[str, Any]) -> bool:
    return bool(driver.rows(_IS_CONNECTED, [check]))


def finished(event: OutboxEvent) -> Iterator[News]:
    """Nothing of the result: the site asks for that with the visitor's token."""
    found = ConnectedCheck.objects.select_related("check_taken__blueprint")
    connected = found.filter(check_taken=event.subject).first()
    if connected is None:
        return
    check = connected.check_taken
    handle = Handle.objects.filter(
        person=check.person_id, connection=connected.connection_id
    ).first()
    if handle is not None:
        data = {
            "check": str(check.id),
            "blueprint": check.blueprint.slug,
            "ended_by": check.ended_by,
        }
        yield News(connected.connection_id, data, about=handle.id)


def handed_over(event: OutboxEvent) -> Iterator[News]:
    """By the site's own state; the code goes with the person."""
    handover = HandOver.objects.filter(id=event.subject, declined_at=None).first()
    if handover is not None:
        data = {
            "handover": str(handover.id),
            "state": handover.state,
            "shares": handover.shares,
        }
        yield News(handover.connection_id, data, about=handover.id)
