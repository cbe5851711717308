"""A finished check that was taken in a group becomes an event of learning, with its occasion."""

from __future__ import annotations

import uuid
from typing import Any

from suyang.assessment.actions import CHECK_FINISHED
from suyang.foundation import driver, outbox
from suyang.foundation.models import OutboxEvent
from suyang.learning import events
from suyang.learning.models import GroupCheck

_IS_OF_A_GROUP = "SELECT 1 FROM learning_groupcheck WHERE check_taken_id = %s"


def register() -> None:
    outbox.consumer("learning.group_checks", CHECK_FINISHED, wants=_of_a_group)(tell_of_check)


def _of_a_group(check: uuid.UUID, _payload: dict[str, Any]) -> bool:
    """A check belongs to a group from its beginning, or never."""
    return bool(driver.rows(_IS_OF_A_GROUP, [check]))


def tell_of_check(event: OutboxEvent) -> None:
    """A check taken alone, or deleted meanwhile, is nothing that a group did."""
    link = (
        GroupCheck.objects.select_related("check_taken", "enrolment__group__programme")
        .filter(check_taken_id=event.subject, check_taken__finished_at__isnull=False)
        .first()
    )
    if link is not None:
        events.check_finished(link)
