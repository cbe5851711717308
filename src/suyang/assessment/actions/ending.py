"""Ending a check by its person's wish, and taking it away."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from suyang.assessment import ledger, permissions, queries
from suyang.assessment.actions.following import conclude, ending
from suyang.assessment.models import Check
from suyang.foundation import audit
from suyang.foundation.permissions import Acting, NotFound


def stop(actor: Acting, check: Check) -> Check:
    """End the check here, as its person wishes; what was answered counts. Twice is once."""
    if not permissions.may(actor, "check.stop", check):
        raise NotFound
    while check.finished_at is None:
        log = queries.log(check)
        end = ending(log, Check.End.PERSON)
        with suppress(ledger.MovedError), transaction.atomic():
            ledger.lock(check)
            # An answer that came meanwhile counts too.
            if check.finished_at is None and len(queries.log(check).entries) == len(log.entries):
                conclude(check, end)
    return check


def delete(actor: Acting, check: Check) -> None:
    """Take the check away with answers and result; a line without content stays in the audit."""
    if not permissions.may(actor, "check.delete", check):
        raise NotFound
    with transaction.atomic():
        audit.record(f"check:{check.id}", actor, "check.deleted", blueprint=check.blueprint.slug)
        Check.objects.filter(id=check.id).delete()
