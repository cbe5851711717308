"""A finished check that was taken in a group becomes an event of learning, with its occasion."""

from __future__ import annotations

from suyang.assessment.actions import CHECK_FINISHED
from suyang.foundation import outbox
from suyang.foundation.models import OutboxEvent
from suyang.learning import events
from suyang.learning.models import GroupCheck


def register() -> None:
    outbox.consumer("learning.group_checks", CHECK_FINISHED)(tell_of_check)


def tell_of_check(event: OutboxEvent) -> None:
    """A check taken alone, or deleted meanwhile, is nothing that a group did."""
    link = (
        GroupCheck.objects.select_related("check_taken", "enrolment__group__programme")
        .filter(check_taken_id=event.subject, check_taken__finished_at__isnull=False)
        .first()
    )
    if link is not None:
        events.check_finished(link)
