"""Agreeing to a hand-over, sending the result back or keeping it, and its one collection."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.assessment import actions
from suyang.assessment.handover.asking import Ask
from suyang.assessment.models import Check, HandOver
from suyang.foundation import audit, clock, outbox
from suyang.foundation.ids import keyed_digest, keyed_digests
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.organisations.models import Connection
from suyang.organisations.permissions import Actor
from suyang.people.models import Person

# Names the words of assessment/handover/asked.html that somebody agreed to.
TEXT_VERSION = "handover-1"
HANDED_OVER = "assessment.handed_over"
CODE_LASTS = dt.timedelta(minutes=10)


def agree(
    ask: Ask,
    person: Person | None,
    *,
    check_id: uuid.UUID,
    shares: str,
    language: str,
    how: dict[str, Any],
) -> HandOver | None:
    """Begin the check that was asked for, on these terms; the same `check_id` begins it once.

    person: None for a newcomer, for whom the id was drawn. how: as `assessment.actions.start`
    takes it. None comes back when the page is too old to tell whose it is.
    """
    if shares == HandOver.Shares.PROFILE and ask.shares != HandOver.Shares.PROFILE:
        raise Refused(_("The site asked for less than this."), field="shares")
    how = {**how, **({"competences": [ask.competence]} if ask.competence else {})}
    slug = ask.blueprint.slug
    with transaction.atomic():
        if person is None:
            check = actions.start_as_newcomer(slug, language, check_id=check_id, **how)
        else:
            check = actions.start(person, slug, language, check_id=check_id, **how)
        if check is None:
            return None
        handover, is_new = HandOver.objects.get_or_create(
            check_taken=check,
            defaults={
                "connection": ask.connection,
                "person_id": check.person_id,
                "shares": shares,
                "text_version": TEXT_VERSION,
                "request_digest": ask.digest,
                "return_address": ask.return_address,
                "state": ask.state,
                "agreed_at": clock.now(),
            },
        )
        if is_new:
            _record(handover, "handover.agreed", shares=shares)
    return handover


def begun(ask: Ask, person: Person | None) -> HandOver | None:
    """What the person began of this very request and has not ended."""
    if person is None:
        return None
    return HandOver.objects.filter(
        request_digest=ask.digest, person=person, sent_at=None, declined_at=None
    ).last()


def handover_of(actor: Acting, handover_id: uuid.UUID) -> HandOver:
    """The actor's own; for anybody else there is none."""
    found = HandOver.objects.select_related("connection__unit", "check_taken__blueprint")
    handover = found.filter(id=handover_id).first()
    if handover is None or actor.person_id != handover.person_id:
        raise NotFound
    return handover


def open_handover(check: Check) -> HandOver | None:
    """The hand-over that waits for this check's result."""
    return HandOver.objects.filter(
        check_taken=check.id, sent_at=None, declined_at=None, connection__revoked_at=None
    ).first()


@transaction.atomic
def send_back(handover: HandOver) -> str:
    """Allow the site to collect the result, and the one-time code for it.

    Again before it was collected, there is a new code and the one of before opens nothing.
    """
    locked = _locked(handover)
    if locked.check_taken.finished_at is None:
        raise Refused(_("This check has not ended yet. Answer what is left, or stop it here."))
    if locked.declined_at is not None or locked.collected_at is not None:
        raise Refused(_("This was decided before. Nothing more is sent."), code="decided")
    now = clock.now()
    code = secrets.token_urlsafe(32)
    locked.code_digest, locked.code_until = _digest(code), now + CODE_LASTS
    if locked.sent_at is None:
        locked.sent_at = now
        _record(locked, "handover.sent", shares=locked.shares)
        outbox.publish(HANDED_OVER, locked.id, {"person": str(locked.person_id)}, at=now)
    locked.save()
    return code


@transaction.atomic
def keep(handover: HandOver) -> HandOver:
    """The person keeps the result: the site gets nothing. Twice is once."""
    locked = _locked(handover)
    if locked.collected_at is not None:
        raise Refused(_("The site has collected the result already."), code="decided")
    if locked.declined_at is None:
        locked.declined_at = clock.now()
        locked.code_digest = locked.code_until = None
        locked.save()
        _record(locked, "handover.declined")
    return locked


@transaction.atomic
def collect(connection: Connection, code: str, key: str | None) -> HandOver:
    """What a one-time code opens, once. key: an Idempotency-Key, under which the same request
    gets the same answer for as long as the code would have held.

    Raises NotFound for a code that this connection was not given, Refused for one that has run out
    or was used.
    """
    found = HandOver.objects.select_for_update(of=("self",)).select_related(
        "check_taken__blueprint", "check_taken__result"
    )
    handover = found.filter(
        connection=connection, code_digest__in=keyed_digests("handover-code", code)
    ).first()
    if handover is None or handover.code_until is None:
        raise NotFound
    with_key = keyed_digest("handover-collected", key.lower()) if key else ""
    in_time = clock.now() < handover.code_until
    if handover.collected_at is not None and not (
        in_time and with_key and with_key == handover.collected_with
    ):
        raise Refused(_("This code was used. It opens the result once."), code="code_used")
    if not in_time:
        raise Refused(
            _("This code has run out. The person can go back and send the result again."),
            code="code_expired",
        )
    if handover.collected_at is None:
        handover.collected_at, handover.collected_with = clock.now(), with_key
        handover.save(update_fields=["collected_at", "collected_with"])
        _record(handover, "handover.collected")
    return handover


def _locked(handover: HandOver) -> HandOver:
    found = HandOver.objects.select_for_update(of=("self",)).select_related(
        "connection", "check_taken"
    )
    locked = found.filter(id=handover.id).first()
    if locked is None:
        raise NotFound
    holds = locked.connection.revoked_at is None and locked.connection.expires_at > clock.now()
    if not holds:
        raise Refused(
            _("The site is not connected any more. Nothing is sent; your result stays yours."),
            code="not_connected",
        )
    return locked


def _record(handover: HandOver, action: str, **data: str) -> None:
    """In the check's own stream: ids, never what was answered."""
    who = Actor(person_id=handover.person_id)
    audit.record(
        f"check:{handover.check_taken_id}",
        who,
        action,
        connection=str(handover.connection_id),
        **data,
    )


def _digest(code: str) -> str:
    return keyed_digest("handover-code", code)
