"""Pages of people: parse a form, call an action, redirect."""

from __future__ import annotations

from django.http import HttpRequest

from suyang.foundation.permissions import Denied
from suyang.organisations.permissions import Actor
from suyang.people.actors import actor_of, person_of
from suyang.people.models import Account, Person

__all__ = ["account_for", "actor_of", "person_of"]


def account_for(request: HttpRequest) -> tuple[Actor, Account, Person]:
    """Who is signed in, or 403."""
    if not isinstance(request.user, Account):
        raise Denied
    return actor_of(request), request.user, request.user.person
