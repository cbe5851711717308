"""Presenting an item and keeping its one answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.assessment import ledger, queries
from suyang.assessment.actions.following import Following, MeanwhileError, look_ahead, write
from suyang.assessment.models import Check, Presentation, Response
from suyang.foundation import clock, driver
from suyang.foundation.permissions import NotFound, Refused
from suyang.items import rendering, scoring
from suyang.items.queries import bank_parameters

# Two tabs may race a few times; more than that is a fault that must show.
ATTEMPTS = 5


class Outcome(StrEnum):
    """What became of an answer. Only the first answer to a presentation ever counts."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    CONFLICTING = "conflicting"


def present(check: Check) -> Presentation | None:
    """The item now before the person, stored before it is shown; None when the check has ended.

    Ends the check when its blueprint says so.
    """
    for _attempt in range(ATTEMPTS):
        if check.finished_at is not None:
            return None
        shown = ledger.shown(check)
        if shown and queries.response_to(shown[-1]) is None:
            return shown[-1]
        ahead = look_ahead(queries.log(check))
        try:
            with transaction.atomic():
                elsewhere = ledger.lock(check)
                placed = write(check, ahead, elsewhere) if check.finished_at is None else None
        except (IntegrityError, MeanwhileError, ledger.MovedError):
            continue
        return placed
    raise RuntimeError(f"check {check.id}: no presentation could be stored")


def answer(
    check: Check,
    presentation_id: uuid.UUID,
    given: Mapping[str, Any],
    *,
    dont_know: bool = False,
    assistance: str = "",
    device_time: dt.datetime | None = None,
    stands: ledger.Standing | None = None,
) -> Outcome:
    """Keep the one answer to a presentation, and put the next item before the person.

    given: {control id: option id | [ids] | {row: option} | typed text}. stands: how the check
    stands, where that was just read. Raises Refused when something is missing (`field` is the
    control) or the check has ended, NotFound for another's presentation.
    """
    for _attempt in range(ATTEMPTS):
        stands = stands or ledger.stands(check)
        asked = stands.asked
        kept_as = driver.as_kept(presentation_id)
        place = next((n for n, one in enumerate(asked) if one.id == kept_as), None)
        if place is None:
            raise NotFound
        body = bank_parameters(check.bank_id)[asked[place].item_id].item.body
        taken = {} if dont_know else scoring.clean(body, _as_lists(given))
        if asked[place].answered is not None:
            first = Response.objects.get(presentation_id=presentation_id)
            same = first.answer == taken and first.dont_know == dont_know
            return Outcome.REPEATED if same else Outcome.CONFLICTING
        _refuse_ended(check)
        if not dont_know:
            _refuse_incomplete(body, taken)
        response = driver.as_row(
            Response,
            {
                "presentation_id": presentation_id,
                "answer": taken,
                "score": 0.0 if dont_know else scoring.score(body, taken),
                "dont_know": dont_know,
                "assistance": _assistance(assistance),
            },
        )
        given_now = (response.score, dont_know, response.assistance)
        asked[place] = asked[place]._replace(answered=given_now)
        try:
            _keep(check, stands, response, device_time)
        except (IntegrityError, MeanwhileError, ledger.MovedError):
            stands = None
            continue
        return Outcome.ACCEPTED
    raise RuntimeError(f"check {check.id}: an answer could not be stored")


def _keep(
    check: Check,
    stands: ledger.Standing,
    response: Response,
    device_time: dt.datetime | None,
) -> None:
    """Write the answer and, in the same transaction, what follows: the next item or the end.

    stands: with the answer among what was answered.
    """
    ahead = look_ahead(queries.log(check, stands))
    _received(response, device_time)
    if isinstance(ahead, Following) and _keep_at_once(check, ahead, response):
        return
    with transaction.atomic():
        elsewhere = ledger.lock(check)
        _refuse_ended(check)
        _received(response, device_time)
        ledger.add_response(response)
        write(check, ahead, elsewhere)


def _keep_at_once(check: Check, ahead: Following, response: Response) -> bool:
    """In one exchange with the database; not where something has changed meanwhile."""
    item, position = ahead.log.arrays.rows[ahead.row].id, len(ahead.log.entries) + 1
    return ledger.keep(check, response, position, item, ahead.log.met_elsewhere)


def _received(response: Response, device_time: dt.datetime | None) -> None:
    response.received_at = clock.now()
    response.answered_at = device_time or response.received_at


def _refuse_ended(check: Check) -> None:
    if check.finished_at is not None:
        raise Refused(
            _("This check has ended. The answers given before are kept; see the result."),
            code="finished",
        )


def _refuse_incomplete(body: Mapping[str, Any], taken: scoring.Answer) -> None:
    missing = rendering.missing(body, taken)
    if missing:
        raise Refused(
            _("Not every line has its own answer yet. Please look again, or say “I don't know”.")
            if taken[missing[0]]
            else _(
                "There is no answer here yet. Please choose or write one, or say “I don't know”."
            ),
            code="incomplete",
            field=missing[0],
        )


def _assistance(named: str) -> str:
    if named and named not in Response.Assistance.values:
        raise Refused(
            _("How the helper helped was not understood. Please choose one of the four."),
            code="assistance",
            field="assistance",
        )
    return named


def _as_lists(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Whatever a form or program sent, as lists of texts; other things are left out."""
    return {
        name: [one for one in _listed(value) if isinstance(one, str)]
        for name, value in given.items()
    }


def _listed(value: Any) -> list[Any]:
    """An object gives each row its option: "row:option", as a form sends it."""
    if isinstance(value, Mapping):
        return [f"{row}:{option}" for row, option in value.items()]
    return value if isinstance(value, list) else [value]
