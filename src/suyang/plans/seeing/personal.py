"""What is kept about a person who looks: when they were last on the office's first page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from suyang.people import personal
from suyang.people.models import Person
from suyang.plans.models import Visit


def register() -> None:
    personal.provider("visits", (Visit,), export, erase, words)


def export(person: Person) -> dict[str, Any]:
    found = Visit.objects.filter(person=person.id).first()
    return {"last_visit": found.seen_at.isoformat()} if found else {}


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    if not Visit.objects.filter(person=person.id).exists():
        return []
    return [_("When you last looked at your office's first page, to show you what changed since.")]


def erase(person: Person) -> dict[str, int]:
    return {"visits": Visit.objects.filter(person=person.id).delete()[0]}
