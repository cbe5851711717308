"""What plans hold about a person: rows under a pseudonym, of use only for counting."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from suyang.foundation import outbox
from suyang.people import personal
from suyang.people.models import Person
from suyang.plans.consumers import pseudonym
from suyang.plans.models import Evidence


def register() -> None:
    personal.provider("plans", (Evidence,), export, erase, words)


def export(person: Person) -> dict[str, Any]:
    rows = Evidence.objects.filter(person=pseudonym(str(person.id))).order_by("day", "id")
    return {
        "evidence": [
            {"task": row.task, "kind": row.kind, "day": row.day.isoformat()} for row in rows
        ]
    }


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    kept = Evidence.objects.filter(person=pseudonym(str(person.id))).count()
    text = ngettext(
        "%(n)s line behind the figures of a plan, under a mark and without your name.",
        "%(n)s lines behind the figures of a plan, under a mark and without your name.",
        kept,
    )
    return [text % {"n": kept}] if kept else []


def erase(person: Person) -> dict[str, int]:
    """The counts stay true; the pseudonym is replaced by that of the outbox's tombstone, so that
    what is still to be delivered counts for the same nobody."""
    tombstone = outbox.forget(person.id)
    changed = Evidence.objects.filter(person=pseudonym(str(person.id))).update(
        person=pseudonym(str(tombstone))
    )
    return {"evidence": changed}
