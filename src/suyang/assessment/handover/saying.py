"""What of a result goes to another site: as it is sent, and as the person reads it before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from suyang.assessment.models import Check, HandOver
from suyang.assessment.results import Names, words

BAND = ("enough", "lowest", "highest", "or_above")


def sent(handover: HandOver, result: dict[str, Any]) -> dict[str, Any]:
    """The part of a result (`api.shown.result`) that the person agreed to."""
    profile = handover.shares == HandOver.Shares.PROFILE
    return {"bands": bands(result), "profile": result if profile else None}


def bands(result: dict[str, Any]) -> dict[str, Any]:
    """Overall and by area, without how sure it is and without single competences."""
    overall = result["overall"]
    return {
        "overall": _band(overall) if overall else None,
        "areas": {code: _band(one) for code, one in result["areas"].items()},
    }


def bands_in_words(check: Check) -> list[tuple[str, str]]:
    """The same as rows of what and how far, in the reader's language."""
    said, reported = check.result.report, check.blueprint.body["report"]
    names = Names(check.blueprint.body["framework"])
    rows = [(_("Overall"), said["overall"])] if "overall" in reported else []
    if "areas" in reported:
        rows += [(names.of(code), one) for code, one in said["areas"].items()]
    return [(name, words(one, names)) for name, one in rows]


def _band(standing: dict[str, Any]) -> dict[str, Any]:
    return {name: standing.get(name) for name in BAND[:1]} | {
        name: standing.get(name) for name in BAND[1:] if standing["enough"]
    }
