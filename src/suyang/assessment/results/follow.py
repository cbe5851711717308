"""A few more questions where the answers of a check surprise, and what later ones gave."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from suyang.assessment import actions
from suyang.assessment.forms import new_ticket
from suyang.assessment.models import Blueprint, Check, Presentation
from suyang.assessment.results.wording import Names, words
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import reader_language
from suyang.items.queries import bank_arrays

BLUEPRINT = "follow-up"
MOST_OFFERED = 2


@dataclass(frozen=True)
class Offer:
    """More questions on a competence; `begun` when the person has started and not ended them.

    ticket: the id of the check to begin, so that a double click begins one.
    """

    code: str
    name: str
    begun: uuid.UUID | None
    ticket: str


@dataclass(frozen=True)
class Later:
    """What a follow-up gave for its competence, both checks together."""

    check_id: uuid.UUID
    name: str
    day: dt.datetime
    said: str


def offers(check: Check, names: Names) -> list[Offer]:
    """The competences that surprise most and can still be followed up; two at most."""
    body = _body()
    surprising = check.result.report.get("surprising", [])
    if body is None or check.continues_id is not None or not surprising:
        return []
    followed = {
        one.competences[0]: one
        for one in check.followed_by.order_by("started_at")
        if one.competences
    }
    left = _left(check, body["pools"])
    found = []
    for code in surprising[:MOST_OFFERED]:
        before = followed.get(code)
        if before is not None and before.finished_at is None:
            found.append(Offer(code, names.of(code), before.id, ""))
        elif before is None and left.get(code, 0) >= body["length"]["min"]:
            found.append(Offer(code, names.of(code), None, new_ticket(False).signed()))
    return found


def later(check: Check, names: Names) -> dict[str, Later]:
    """By competence: the latest follow-up that was finished."""
    finished = check.followed_by.filter(finished_at__isnull=False).select_related("result")
    return {
        code: Later(one.id, names.of(code), one.finished_at, words(said, names))
        for one in finished.order_by("finished_at")
        for code, said in one.result.report["competences"].items()
        if one.finished_at is not None
    }


def begin(check: Check, code: str, check_id: uuid.UUID, *, elder: bool) -> Check:
    """Begin the follow-up on a competence; the same again finds it begun.

    Raises Refused where the check does not offer it.
    """
    known = check.followed_by.filter(competences=[code]).order_by("started_at").first()
    if known is not None:
        return known
    if code not in [
        offer.code for offer in offers(check, Names(check.blueprint.body["framework"]))
    ]:
        raise Refused(
            _("More questions on this are not offered here. Your result stays as it is."),
            code="not_offered",
        )
    return actions.start(
        check.person,
        BLUEPRINT,
        reader_language(),
        check_id=check_id,
        competences=[code],
        mode=check.mode,
        elder=elder,
        continues=check,
    )


def _body() -> dict[str, Any] | None:
    found = Blueprint.objects.filter(slug=BLUEPRINT, is_current=True).first()
    return found.body if found else None


def _left(check: Check, pools: list[str]) -> dict[str, int]:
    """By competence: questions of the check's bank that the person has not met."""
    met = set(
        Presentation.objects.filter(check_taken__person_id=check.person_id).values_list(
            "item__item__slug", flat=True
        )
    )
    found: dict[str, int] = {}
    for row in bank_arrays(check.bank_id).rows:
        if row.pool in pools and not row.local and row.slug not in met:
            found[row.competence] = found.get(row.competence, 0) + 1
    return found
