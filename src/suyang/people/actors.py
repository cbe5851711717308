"""Who acts in a request: the signed-in account's person, or the person of a code or visit."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from suyang.organisations.permissions import NOBODY, Actor
from suyang.people.models import Person

SESSION_PERSON = "person"


def actor_of(request: HttpRequest) -> Actor:
    if request.user.is_authenticated:
        return Actor(person_id=request.user.person_id, account_id=request.user.id)
    kept = request.session.get(SESSION_PERSON)
    return Actor(person_id=uuid.UUID(kept)) if kept else NOBODY


def person_of(request: HttpRequest) -> Person | None:
    """The acting person's row; None for a visitor, and after an erasure."""
    person_id = actor_of(request).person_id
    return Person.objects.filter(id=person_id, erased_at=None).first() if person_id else None


def become(request: HttpRequest, person: Person) -> None:
    """Tie this browser to a person without account; a new session key, nothing of the last one."""
    request.session.flush()
    request.session[SESSION_PERSON] = str(person.id)


def hand_over(request: HttpRequest) -> None:
    """Let go of the person, so that the next one at this phone finds nothing."""
    request.session.flush()
