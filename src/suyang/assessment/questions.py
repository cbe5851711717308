"""What the page of a question shows."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from suyang.assessment import ledger
from suyang.assessment.forms import ASSISTANCE
from suyang.assessment.models import Check, Presentation
from suyang.assessment.queries import response_to
from suyang.foundation.permissions import Refused
from suyang.items import rendering


def context(
    check: Check,
    shown: Presentation,
    sent: QueryDict | None = None,
    refusal: Refused | None = None,
    helped: str | None = None,
) -> dict[str, Any]:
    """The template's context; after a refusal with what was `sent` and where something is missing.

    helped: what the helper did last time, where that is known already.
    """
    body = shown.item.item.body
    answer = rendering.read(body, sent) if sent is not None else None
    missing = rendering.missing(body, answer) if answer is not None else []
    assisted = check.mode == Check.Mode.ASSISTED
    if sent is not None:
        helped = sent.get("assistance", "")
    elif helped is None:
        helped = helped_before(ledger.shown(check)) if assisted else ""
    return {
        "check": check,
        "shown": shown,
        "number": number(shown),
        "progress": progress(check, shown),
        "item": rendering.draw(
            body, answer, errors=dict.fromkeys(missing, _("Please answer here."))
        ),
        "refusal": refusal,
        "assisted": assisted,
        "assistance": ASSISTANCE,
        "helped": helped,
        # One thing to do, and one page for everybody: the menu names nothing of the person's.
        "has_checks": False,
    }


def number(shown: Presentation) -> str:
    return _("Question %(number)s") % {"number": shown.position}


def progress(check: Check, shown: Presentation) -> str:
    """How far it is, in words: a check that adapts does not know its length beforehand."""
    length = check.blueprint.body["length"]
    words = {"number": shown.position, "about": about_how_many(check)}
    if shown.position > words["about"]:
        return _("Question %(number)s, nearly done") % words
    if length["min"] == length["max"]:
        return _("Question %(number)s of %(about)s") % words
    return _("Question %(number)s of about %(about)s") % words


def about_how_many(check: Check) -> int:
    """How many questions a check of this kind usually has."""
    length = check.blueprint.body["length"]
    return int((length["min"] + length["max"] + 1) // 2)


def helped_before(presentations: list[Presentation]) -> str:
    """What the helper did last time: most often they do the same again."""
    answers = [answer for shown in presentations if (answer := response_to(shown)) is not None]
    return answers[-1].assistance if answers else ""
