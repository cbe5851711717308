"""What this room holds about a person: their checks, with every answer and result."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.assessment.models import Check, Presentation, Response, Result
from suyang.assessment.queries import checks_of, presentations_of, response_to
from suyang.foundation import clock
from suyang.foundation.texts import plain
from suyang.people import personal
from suyang.people.models import Person


def register() -> None:
    personal.provider("assessment", (Check, Presentation, Response, Result), export, erase, words)


def export(person: Person) -> dict[str, Any]:
    """The checks with answers and results; items by name, without their keys."""
    return {"checks": [_check(check) for check in checks_of(person)]}


def erase(person: Person) -> dict[str, int]:
    """Remove the checks with all that hangs on them."""
    checks = Check.objects.filter(person=person)
    counts = {"checks": checks.count()}
    checks.delete()
    return counts


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    return [
        _("%(title)s, %(day)s: answers and result.")
        % {
            "title": plain(check.blueprint.body["title"]),
            "day": date_format(clock.local_day(check.started_at)),
        }
        for check in checks_of(person)
    ]


def _check(check: Check) -> dict[str, Any]:
    result = getattr(check, "result", None)
    return {
        "id": str(check.id),
        "blueprint": check.blueprint.slug,
        "language": check.language,
        "mode": check.mode,
        "started_at": check.started_at.isoformat(),
        "finished_at": check.finished_at.isoformat() if check.finished_at else None,
        "answers": [_shown(shown) for shown in presentations_of(check)],
        "result": result.report if result else None,
    }


def _shown(shown: Presentation) -> dict[str, Any]:
    response = response_to(shown)
    return {
        "position": shown.position,
        "item": shown.item.item.slug,
        "presented_at": shown.presented_at.isoformat(),
    } | (
        {}
        if response is None
        else {
            "answer": response.answer,
            "dont_know": response.dont_know,
            "assistance": response.assistance,
            "answered_at": response.answered_at.isoformat(),
        }
    )
