"""A person's rights: a copy of all that is kept about them, and its erasure.

Erasing goes through every provider from the top of the house down, then through what is kept
here. The person's row goes too, unless others' work hangs on it: whoever led groups stays as a row
without a name, account or characteristic, because the groups belong to those who learned in them.
A tombstone with counts stays, and the audit log, which knows ids only; events already told keep a
mark drawn at random in the person's place. Other browsers may keep
the bare id in their session until that ends; it opens nothing.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, outbox
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import queries as units
from suyang.organisations.actions.roles import is_last_administrator
from suyang.organisations.permissions import Actor
from suyang.people import personal
from suyang.people.actions.persons import lock_person, stream
from suyang.people.models import Erasure, Person


def export_person(person: Person) -> dict[str, Any]:
    """All that is kept about a person, by room, as JSON can hold it."""
    made_up = units.demonstration_label()
    return {
        **({"demonstration": made_up} if made_up else {}),
        "format": "suyang-person-1",
        "person": str(person.id),
        "exported_at": clock.now().isoformat(),
        "rooms": {one.name: one.export(person) for one in personal.providers()},
    }


@transaction.atomic
def erase_person(person: Person, asked_by: Actor) -> Erasure:
    """Erase all that is kept about a person, as they asked. The same again changes nothing."""
    if not asked_by.system and asked_by.person_id != person.id:
        raise Denied
    done = Erasure.objects.filter(person_id=person.id).first()
    if done is not None:
        return done
    if not asked_by.system and is_last_administrator(person.id):
        raise Refused(
            _(
                "You are the office's only administrator. Nothing was erased. Give the role to "
                "somebody else first, then come back here."
            ),
            code="last_administrator",
        )
    person_id = person.id
    lock_person(person_id)
    # Ids under which the person was known before: a package that names one brings nobody back.
    former = list(person.claims.values_list("source", flat=True))
    counts = {
        one.name: personal.rows_in(one.erase(person)) for one in reversed(personal.providers())
    }
    _remove(person)
    tombstone = outbox.forget(person_id)
    asked = "operator" if asked_by.system else "person"
    now = clock.now()
    erasure = Erasure.objects.create(
        person_id=person_id, asked_by=asked, erased_at=now, counts=counts
    )
    Erasure.objects.bulk_create(
        [Erasure(person_id=one, asked_by=asked, erased_at=now) for one in former]
    )
    audit.record(stream(person_id), asked_by, "person.erased", rows=sum(counts.values()))
    # Rooms erased their own rows above: who it was is nothing that they need to be told.
    outbox.publish("people.erased", tombstone, {})
    return erasure


def _remove(person: Person) -> None:
    """The row itself, or, where others' work hangs on it, all that it says."""
    try:
        with transaction.atomic():
            Person.objects.get(id=person.id).delete()
    except ProtectedError:
        Person.objects.filter(id=person.id).update(
            name="", language="zh-Hans", erased_at=clock.now()
        )
