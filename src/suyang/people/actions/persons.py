"""Persons: made when somebody begins something here, called what they choose."""

from __future__ import annotations

import uuid

from suyang.foundation import clock
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


def stream(person_id: uuid.UUID) -> str:
    """The audit stream of a person: ids only, it stays after an erasure."""
    return f"person:{person_id}"
