"""Persons whom another site knows by a handle: a token that nobody guesses, the same at each visit.

Token and row follow from each other by the installation's secret; the data layer keeps a digest.
"""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction

from suyang.foundation import audit, clock
from suyang.foundation.ids import derived, keyed_digest, keyed_digests
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations.models import Connection
from suyang.organisations.permissions import Actor
from suyang.people.actions.codes import new_return_code
from suyang.people.actions.erasure import erase_person
from suyang.people.actions.persons import lock_person, stream, visitor
from suyang.people.models import Account, Handle

PREFIX = "visitor_"


def make_handle(connection: Connection, language: str, id: uuid.UUID) -> Handle:
    """A new person of another site with their handle. The same `id` again gives the same one."""
    known = Handle.objects.select_related("person").filter(id=id).first()
    if known is not None:
        if known.connection_id != connection.id:
            raise NotFound
        return known
    try:
        with transaction.atomic():
            whom = visitor(language)
            handle = Handle(id=id, connection=connection, person=whom, created_at=clock.now())
            handle.digest = _digest(token_of(handle))
            handle.save(force_insert=True)
            audit.record(
                stream(whom.id),
                Actor(connection_id=connection.id),
                "handle.made",
                handle=str(handle.id),
            )
    except IntegrityError:  # the same request was faster
        return make_handle(connection, language, id)
    return handle


def handle_by_token(connection: Connection, token: str) -> Handle:
    """The handle of a token that this very connection was given."""
    found = (
        Handle.objects.select_related("person")
        .filter(
            digest__in=keyed_digests("handle-digest", token),
            connection=connection,
            person__erased_at=None,
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found


def token_of(handle: Handle) -> str:
    def made(secret: str) -> str:
        return PREFIX + keyed_digest("handle", str(handle.id), secret)[:40]

    return derived(made, handle.digest, "handle-digest")


def token_of_id(handle_id: uuid.UUID) -> str | None:
    """For messages to the site; None when the handle has ended."""
    found = Handle.objects.filter(id=handle_id).first()
    return token_of(found) if found else None


def code_for_visitor(handle: Handle) -> str:
    """A return code by which the person comes here themselves, without the other site.

    Denied once there is more behind it than the site began: the code would open all of that.
    """
    whom = handle.person
    others = whom.handles.exclude(connection=handle.connection_id).exists()
    if others or whom.claims.exists() or Account.objects.filter(person=whom).exists():
        raise Denied
    return new_return_code(handle.person, Actor(connection_id=handle.connection_id))


@transaction.atomic
def forget_visitor(handle: Handle) -> bool:
    """The other site lets go of a person. Whoever is known here by nothing else is erased, and
    True comes back; whoever has a code, an account or another site keeps what is theirs."""
    whom = lock_person(handle.person_id)
    others = (
        Account.objects.filter(person=whom).exists()
        or whom.return_codes.exists()
        or whom.claims.exists()
        or whom.handles.exclude(id=handle.id).exists()
    )
    actor = Actor(connection_id=handle.connection_id)
    audit.record(stream(whom.id), actor, "handle.ended", handle=str(handle.id))
    if others:
        Handle.objects.filter(id=handle.id).delete()
    else:
        erase_person(whom, Actor(person_id=whom.id))
    return not others


def _digest(token: str) -> str:
    return keyed_digest("handle-digest", token)
