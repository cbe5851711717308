"""Persons: made when somebody begins something here, called what they choose."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.people.models import Person
from suyang.people.names import clean_name


def visitor(language: str = "zh-Hans", name: str = "", demonstration: bool = False) -> Person:
    """A person without account, made when a check starts or a group is joined."""
    return Person.objects.create(
        name=clean_name(name),
        language="zh-Hans" if language.lower().startswith("zh") else language,
        demonstration=demonstration,
        created_at=clock.now(),
    )


def rename(person: Person, name: str) -> Person:
    """The name a person chose to be called by; empty takes it away."""
    person.name = clean_name(name)
    person.save(update_fields=["name"])
    return person


def lock_person(person_id: uuid.UUID) -> Person:
    """Inside a transaction: the person's row under lock, before any other row of theirs.

    Whoever changes what is a person's takes this lock first, so that nothing waits for a claim
    (`claiming`) that waits for it. Raises NotFound when the row is gone by now.
    """
    found = Person.objects.select_for_update().filter(id=person_id).first()
    if found is None:
        raise NotFound(
            _(
                "What was done here was just taken into an account, or into what is kept under "
                "another code. Nothing is lost: sign in there, or use the other code."
            )
        )
    return found


def stream(person_id: uuid.UUID) -> str:
    """The audit stream of a person: ids only, it stays after an erasure."""
    return f"person:{person_id}"
