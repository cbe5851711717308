"""Checks of a package: their logs are joined by id, and a score is believed only if it is right."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from suyang.assessment.models import Check, Presentation, Response, Result
from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Refused
from suyang.items import scoring
from suyang.learning import events
from suyang.learning.actions.known_content import KnownContent
from suyang.learning.models import Enrolment, GroupCheck
from suyang.learning.package import moment


def merge_checks(
    enrolment: Enrolment,
    given: list[dict[str, Any]],
    known: KnownContent,
    counts: Counter[str],
) -> None:
    """Add the checks of one enrolment, and to those begun earlier what came after."""
    for one in given:
        if _was_deleted(one["id"]):
            continue
        link, is_new = _link(enrolment, one, known)
        if link is None:
            continue
        counts["checks"] += is_new
        _log(link.check_taken, one, known, counts)
        _end(link, one)


def _was_deleted(check_id: str) -> bool:
    """The person took the check away here: it does not come back."""
    return AuditEntry.objects.filter(stream=f"check:{check_id}", action="check.deleted").exists()


def _link(
    enrolment: Enrolment, given: dict[str, Any], known: KnownContent
) -> tuple[GroupCheck | None, bool]:
    """The check in its occasion. Where another check stands already, that one stays."""
    link = (
        enrolment.group_checks.select_related("check_taken")
        .filter(occasion=given["occasion"])
        .first()
    )
    if link is not None:
        return (link, False) if str(link.check_taken_id) == given["id"] else (None, False)
    check = Check.objects.create(
        id=given["id"],
        person_id=enrolment.person_id,
        blueprint=known.blueprints[given["blueprint"]],
        bank=known.bank(given["bank"]),
        half=given["half"],
        competences=given["competences"],
        correlation=given["correlation"],
        seed=given["seed"],
        language=given["language"],
        mode=given["mode"],
        elder=given["elder"],
        started_at=moment(given["started_at"]),
    )
    return (
        GroupCheck.objects.create(
            enrolment=enrolment, occasion=given["occasion"], check_taken=check
        ),
        True,
    )


def _log(check: Check, given: dict[str, Any], known: KnownContent, counts: Counter[str]) -> None:
    here = {str(shown.id) for shown in check.presentations.all()}
    answered = {
        str(pk)
        for pk in Response.objects.filter(presentation__check_taken=check).values_list(
            "pk", flat=True
        )
    }
    for one in given["presentations"]:
        if not known.in_bank(one["item"], given["bank"]):
            raise _wrong_log()
        if one["id"] not in here:
            Presentation.objects.create(
                id=one["id"],
                check_taken=check,
                position=one["position"],
                item=known.items[one["item"]],
                presented_at=moment(one["presented_at"]),
            )
        if one["response"] is not None and one["id"] not in answered:
            _answer(one, known)
            counts["answers"] += 1


def _answer(given: dict[str, Any], known: KnownContent) -> None:
    response = given["response"]
    body = known.items[given["item"]].item.body
    right = 0.0 if response["dont_know"] else scoring.score(body, response["answer"])
    if right != response["score"]:
        raise _wrong_log()
    Response.objects.create(
        presentation_id=given["id"],
        answer=response["answer"],
        score=right,
        dont_know=response["dont_know"],
        assistance=response["assistance"],
        answered_at=moment(response["answered_at"]),
        received_at=moment(response["received_at"]),
    )


def _end(link: GroupCheck, given: dict[str, Any]) -> None:
    check, result = link.check_taken, given["result"]
    if check.finished_at is None and given["finished_at"] is not None:
        check.finished_at = moment(given["finished_at"])
        check.ended_by = given["ended_by"]
        check.save(update_fields=["finished_at", "ended_by"])
        events.check_finished(link)
    if result is not None and check.finished_at is not None:
        Result.objects.get_or_create(
            check_taken=check,
            defaults={
                "method": result["method"],
                "posterior": result["posterior"],
                "report": result["report"],
                "computed_at": moment(result["computed_at"]),
            },
        )


def _wrong_log() -> Refused:
    return Refused(
        _("The answers in this package do not fit the questions. Nothing was taken in."),
        code="conflict",
        field="package",
    )
