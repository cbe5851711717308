"""Presenting an item and keeping its one answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.assessment import queries
from suyang.assessment.actions.following import (
    MeanwhileError,
    locked,
    look_ahead,
    take_over,
    write,
)
from suyang.assessment.models import Check, Presentation, Response
from suyang.foundation import clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.items import rendering, scoring

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
        shown = queries.presentations_of(check)
        if shown and queries.response_to(shown[-1]) is None:
            return shown[-1]
        ahead = look_ahead(queries.log(check, shown))
        try:
            with transaction.atomic():
                current = locked(check)
                placed = write(current, ahead) if current.finished_at is None else None
        except (IntegrityError, MeanwhileError):
            continue
        take_over(check, current)
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
) -> Outcome:
    """Keep the one answer to a presentation, and put the next item before the person.

    given: {control id: option id | [option ids] | typed text}. Raises Refused when something is
    missing (`field` is the control) or the check has ended, NotFound for another's presentation.
    """
    for _attempt in range(ATTEMPTS):
        shown = queries.presentations_of(check)
        asked = next((one for one in shown if one.id == presentation_id), None)
        if asked is None:
            raise NotFound
        body = asked.item.item.body
        taken = {} if dont_know else scoring.clean(body, _as_lists(given))
        first = queries.response_to(asked)
        if first is not None:
            same = first.answer == taken and first.dont_know == dont_know
            return Outcome.REPEATED if same else Outcome.CONFLICTING
        _refuse_ended(check)
        if not dont_know:
            _refuse_incomplete(body, taken)
        response = Response(
            presentation_id=asked.id,
            answer=taken,
            score=0.0 if dont_know else scoring.score(body, taken),
            dont_know=dont_know,
            assistance=_assistance(assistance),
        )
        try:
            _keep(check, shown, asked, response, device_time)
        except (IntegrityError, MeanwhileError):
            continue
        return Outcome.ACCEPTED
    raise RuntimeError(f"check {check.id}: an answer could not be stored")


def _keep(
    check: Check,
    shown: list[Presentation],
    asked: Presentation,
    response: Response,
    device_time: dt.datetime | None,
) -> None:
    """Write the answer and, in the same transaction, what follows: the next item or the end."""
    before = queries.log(check, shown)
    ahead = look_ahead(before.with_answer(queries.entry(before.arrays, asked, response)))
    with transaction.atomic():
        current = locked(check)
        _refuse_ended(current)
        response.received_at = clock.now()
        response.answered_at = device_time or response.received_at
        response.save(force_insert=True)
        write(current, ahead)
    take_over(check, current)


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
            _("There is no answer here yet. Please choose or write one, or say “I don't know”."),
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
    lists = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    return {name: [one for one in values if isinstance(one, str)] for name, values in lists.items()}
