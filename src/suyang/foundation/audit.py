"""The audit log: one hash chain per stream (DESIGN 6), so that a removed line shows.

digest = SHA-256(previous digest + canonical JSON of number, time, actor, action and data).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from suyang.foundation import clock
from suyang.foundation.models import AuditEntry, AuditStream
from suyang.foundation.permissions import Acting


def record(stream: str, actor: Acting, action: str, **data: Any) -> AuditEntry:
    """Append one line to `stream`, in the caller's transaction."""
    with transaction.atomic():
        AuditStream.objects.get_or_create(name=stream)
        head = AuditStream.objects.select_for_update().get(name=stream)
        at = clock.now()
        number = head.length + 1
        digest = _digest(head.head, number, at, actor.name_in_audit, action, data)
        entry = AuditEntry.objects.create(
            stream=head,
            number=number,
            at=at,
            actor=actor.name_in_audit,
            action=action,
            data=data,
            previous=head.head,
            digest=digest,
        )
        head.length, head.head = number, digest
        head.save(update_fields=["length", "head"])
    return entry


@dataclass(frozen=True)
class Broken:
    """The first line of a stream that does not fit: its number and why."""

    stream: str
    number: int
    reason: str


def verify(stream: str) -> Broken | None:
    """Walk the chain; the first line that was changed, removed or put in, or None."""
    head = AuditStream.objects.filter(name=stream).first()
    if head is None:
        return None
    previous, expected = "", 1
    for entry in head.entries.order_by("number").iterator():
        if entry.number != expected:
            return Broken(stream, expected, "missing")
        digest = _digest(previous, entry.number, entry.at, entry.actor, entry.action, entry.data)
        if entry.previous != previous or entry.digest != digest:
            return Broken(stream, entry.number, "changed")
        previous, expected = digest, expected + 1
    if expected - 1 != head.length or previous != head.head:
        return Broken(stream, expected, "missing")
    return None


def _digest(
    previous: str, number: int, at: dt.datetime, actor: str, action: str, data: dict[str, Any]
) -> str:
    line = json.dumps(
        [previous, number, at.astimezone(dt.UTC).isoformat(), actor, action, data],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(line.encode()).hexdigest()
