"""What happens in learning becomes evidence for key tasks: without names, each event once."""

from __future__ import annotations

import datetime as dt
import uuid

from suyang.foundation import clock, ids, outbox
from suyang.foundation.models import Delivery, OutboxEvent
from suyang.organisations.models import Installation
from suyang.plans import levels
from suyang.plans.models import Evidence

EVIDENCE = "plans.evidence"
KINDS = {
    "learning.enrolled": Evidence.Kind.PERSON,
    "learning.attended": Evidence.Kind.ATTENDANCE,
    "learning.lesson_finished": Evidence.Kind.LESSON,
    "learning.check_finished": Evidence.Kind.CHECK,
}


# Consent given or taken back changes who is counted; of these the first two name the unit.
CHANGES_OF_LEVELS = (
    "learning.check_finished",
    "learning.counting_changed",
    "people.consent_withdrawn",
    "people.erased",
)


def register() -> None:
    outbox.consumer(EVIDENCE, *KINDS)(record_evidence)
    outbox.consumer("plans.undone", "learning.attendance_undone")(undo_evidence)
    outbox.looked_up("learning.attended")
    outbox.consumer("plans.levels", *CHANGES_OF_LEVELS)(want_levels)


def pseudonym(person: str) -> str:
    """Tells two people apart in counts, and is of no other use.

    Whoever was counted under a secret of before keeps that mark, so that nobody counts twice.
    """
    marks = ids.keyed_digests("evidence", person)
    if len(marks) == 1:
        return marks[0]
    known = Evidence.objects.filter(person__in=marks).values_list("person", flat=True).first()
    return known or marks[0]


def record_evidence(event: OutboxEvent) -> None:
    """One row for each key task that the group works for."""
    payload = event.payload
    installation = Installation.objects.first()
    for task in payload["tasks"]:
        Evidence.objects.get_or_create(
            event=event.id,
            task=task,
            kind=KINDS[event.kind],
            defaults={
                "unit_id": uuid.UUID(payload["unit"]),
                "group": uuid.UUID(payload["group"]),
                "person": pseudonym(payload["person"]),
                "detail": {k: payload[k] for k in ("lesson", "occasion") if k in payload},
                "day": dt.date.fromisoformat(payload["day"]),
                "demonstration": bool(installation and installation.demonstration),
                "recorded_at": clock.now(),
            },
        )


def undo_evidence(event: OutboxEvent) -> None:
    """A tick was taken back: its rows stay, say on which day that was, and count no more."""
    told = OutboxEvent.objects.filter(kind="learning.attended", subject=event.payload["undoes"])
    wrong = list(told.values_list("id", flat=True))
    if Delivery.objects.filter(event__in=wrong, consumer=EVIDENCE, done_at=None).exists():
        raise RuntimeError("the attendance itself is not recorded yet: this is tried again")
    undone = clock.local_day(event.happened_at).isoformat()
    for row in Evidence.objects.filter(event__in=wrong, kind=Evidence.Kind.ATTENDANCE):
        row.detail = {**row.detail, "undone": undone}
        row.save(update_fields=["detail"])


def want_levels(event: OutboxEvent) -> None:
    """Ask for new level figures; computing them must not hold up the people who answer."""
    if event.kind.startswith("people."):
        levels.want_everywhere()
    else:
        for task in event.payload["tasks"]:
            levels.want(task, uuid.UUID(event.payload["unit"]))
