"""What was done without an account is taken into another person by its code: once, or not at all.

The row of the person that went is removed; a `Claim` keeps its bare id, so that the same again
changes nothing and a package that still names it finds the one that stays.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, outbox
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations.permissions import Actor
from suyang.people import merging
from suyang.people.actions.codes import claimed, open_code
from suyang.people.actions.persons import stream
from suyang.people.models import Claim, Person, ReturnCode

CLAIMED = "people.claimed"


@dataclass(frozen=True)
class Preview:
    """What taking a person's things in would bring. The form confirms `goes` and `code`, ids."""

    goes: uuid.UUID
    code: uuid.UUID
    since: dt.datetime
    sentences: list[str]


def preview_claim(actor: Actor, into: Person, typed: str) -> Preview:
    """What the code's person would bring. Callers wrap it in `throttle.attempts`.

    Raises Refused for a code that is unknown or opens what is here already, and where the two
    cannot be joined.
    """
    _require_own(actor, into)
    code = open_code(typed)
    goes = code.person
    _refuse_obstacles(goes, into)
    said = [sentence for one in merging.mergers() for sentence in one.words(goes, into)]
    return Preview(goes.id, code.id, goes.created_at, said)


@transaction.atomic
def claim(actor: Actor, into: Person, source: uuid.UUID, code: uuid.UUID) -> Claim:
    """Take everything of `source` into a person. The same again gives the first claim.

    Callers make sure that the code, an open one of `source`, was typed by whoever acts. Raises
    Refused when the two cannot be joined, or when it was taken elsewhere meanwhile.
    """
    _require_own(actor, into)
    # Both rows in one order, so that two claims of the same pair wait and never block each other.
    rows = Person.objects.select_for_update().filter(id__in=[source, into.id]).order_by("id")
    found = {one.id: one for one in rows}
    stays, goes = found.get(into.id), found.get(source)
    done = Claim.objects.filter(source=source).first()
    if done is not None and done.person_id == into.id:
        return done
    still_open = ReturnCode.objects.filter(id=code, person=source, revoked_at=None).exists()
    if goes is None or stays is None or goes.erased_at is not None or not still_open:
        raise claimed()
    _refuse_obstacles(goes, stays)
    return _join(actor, goes, stays)


@transaction.atomic
def join_persons(actor: Actor, goes: Person, stays: Person) -> Claim:
    """The same without a code, for a package that says that it was done on the laptop.

    Raises Refused when the two cannot be joined.
    """
    rows = Person.objects.select_for_update().filter(id__in=[goes.id, stays.id]).order_by("id")
    found = {one.id: one for one in rows}
    _refuse_obstacles(found[goes.id], found[stays.id])
    return _join(actor, found[goes.id], found[stays.id])


def _join(actor: Actor, goes: Person, stays: Person) -> Claim:
    """Both rows are locked, and nothing stands against it."""
    source = goes.id
    now = clock.now()
    goes.return_codes.filter(revoked_at=None).update(revoked_at=now, claimed_at=now)
    counts: dict[str, int] = {}
    for one in reversed(merging.mergers()):
        counts |= {kind: number for kind, number in one.move(goes, stays).items() if number}
    done = Claim.objects.create(source=source, person=stays, claimed_at=now, counts=counts)
    outbox.hand_on(source, stays.id)
    _require_empty(goes)
    goes.delete()
    audit.record(stream(source), actor, "person.claimed", into=str(stays.id))
    audit.record(stream(stays.id), actor, "person.took_over", source=str(source), counts=counts)
    outbox.publish(CLAIMED, stays.id, {"person": str(stays.id)})
    return done


def _require_own(actor: Actor, into: Person) -> None:
    if actor.person_id != into.id or actor.connection_id is not None:
        raise Denied


def _require_empty(goes: Person) -> None:
    """Nothing may go with the row: a room that forgot to move something must show."""
    for relation in Person._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: goes})
        if rows.exists():
            raise RuntimeError(f"{relation.related_model.__name__} was not moved by any merger")


def _refuse_obstacles(goes: Person, stays: Person) -> None:
    if goes.id == stays.id:
        raise Refused(
            _("This is your own code: what it opens is here already."),
            code="own_code",
            field="code",
        )
    for one in merging.mergers():
        for sentence in one.obstacles(goes, stays):
            raise Refused(sentence, code="not_joined", field="code")
