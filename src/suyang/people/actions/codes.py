"""Codes on paper by which a person without account comes back to what is theirs."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import keyed_digest, keyed_digests, new_code, read_code
from suyang.foundation.permissions import Acting, Refused
from suyang.organisations.permissions import Actor
from suyang.people.actions.persons import lock_person, stream
from suyang.people.models import Person, ReturnCode

CODE_LENGTH = 8


@transaction.atomic
def new_return_code(person: Person, by: Acting | None = None) -> str:
    """A new plain code; codes of before open nothing any more. `by` is a trainer who reprints it,
    allowed by the room above."""
    lock_person(person.id)
    now = clock.now()
    ReturnCode.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
    code = new_code(CODE_LENGTH)
    ReturnCode.objects.create(person=person, digest=_digest(code), created_at=now)
    audit.record(stream(person.id), by or Actor(person_id=person.id), "code.made")
    return code


def person_by_code(typed: str) -> Person:
    """The person of a typed code, look-alikes mended. Callers wrap it in `throttle.attempts`."""
    return open_code(typed).person


def open_code(typed: str) -> ReturnCode:
    """The row of a typed code with its person. Raises Refused for one that opens nothing."""
    found = (
        ReturnCode.objects.filter(
            digest__in=keyed_digests("return-code", read_code(typed)), person__erased_at=None
        )
        .select_related("person")
        .first()
    )
    if found is not None and found.claimed_at is not None:
        raise claimed()
    if found is None or found.revoked_at is not None:
        raise Refused(
            _(
                "This code is not known. What you did is still kept. Please compare the code with "
                "the paper, letter by letter, or ask your trainer for a new one."
            ),
            code="unknown_code",
            field="code",
        )
    return found


def claimed() -> Refused:
    """What the code opened has another owner now; the code says no more about who that is."""
    return Refused(
        _(
            "What this code opened was taken into an account, or into what is kept under another "
            "code, and the code stopped working then. Nothing is lost: sign in there, or use the "
            "other code."
        ),
        code="claimed",
        field="code",
    )


def _digest(code: str) -> str:
    return keyed_digest("return-code", code)
