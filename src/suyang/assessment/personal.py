"""What this room holds about a person: their checks, with every answer and result; the links that
they made to results, with who opened them; and which links of others they opened themselves."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.assessment.models import Check, Opening, Presentation, Response, Result, Share
from suyang.assessment.queries import checks_of, presentations_of, response_to
from suyang.assessment.sharing.queries import shares_by, state
from suyang.foundation import clock
from suyang.foundation.texts import plain
from suyang.people import personal
from suyang.people.models import Person


def register() -> None:
    models = (Check, Presentation, Response, Result, Share, Opening)
    personal.provider("assessment", models, export, erase, words)


def export(person: Person) -> dict[str, Any]:
    """The checks with answers and results; items by name, without their keys. Links without what
    opens them."""
    opened = Opening.objects.filter(reader=person).order_by("at")
    return {
        "checks": [_check(check) for check in checks_of(person)],
        "links": [_link(share) for share in shares_by(person)],
        "links_of_others_opened": [one.at.isoformat() for one in opened],
    }


def erase(person: Person) -> dict[str, int]:
    """Remove the checks with all that hangs on them; what others' links remember of the person
    becomes somebody who was signed in."""
    checks = Check.objects.filter(person=person)
    counts = {
        "checks": checks.count(),
        "links": Share.objects.filter(check_taken__person=person).count(),
        "links_opened": Opening.objects.filter(reader=person).update(reader=None),
    }
    checks.delete()
    return {name: count for name, count in counts.items() if count or name == "checks"}


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    return [
        _("%(title)s, %(day)s: answers and result.")
        % {
            "title": plain(check.blueprint.body["title"]),
            "day": date_format(clock.local_day(check.started_at)),
        }
        for check in checks_of(person)
    ] + [
        _("A link to your result for “%(purpose)s”, made on %(day)s.")
        % {"purpose": share.purpose, "day": date_format(clock.local_day(share.created_at))}
        for share in shares_by(person)
    ]


def _link(share: Share) -> dict[str, Any]:
    return {
        "check": str(share.check_taken_id),
        "purpose": share.purpose,
        "extent": share.extent,
        "with_name": share.with_name,
        "state": state(share),
        "created_at": share.created_at.isoformat(),
        "expires_at": share.expires_at.isoformat(),
        "revoked_at": share.revoked_at.isoformat() if share.revoked_at else None,
        "openings": [
            {"at": one.at.isoformat(), "signed_in": one.signed_in}
            for one in share.openings.order_by("at")
        ],
    }


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
