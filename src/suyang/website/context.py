"""What every template may use: the reader's preferences, the office, where the page stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from suyang.assessment import queries as checks
from suyang.organisations import queries


def shell(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "LANGUAGE_CODE": get_language(),
        "preferences": getattr(request, "preferences", None),
        "actor": actor,
        # Asked for where a page names them: a question's page does not (`assessment.questions`).
        "has_checks": SimpleLazyObject(
            lambda: actor is not None and checks.has_finished(actor.person_id)
        ),
        "installation": queries.installation(),
        "public_url": settings.PUBLIC_URL,
        "here": request.get_full_path(),
    }
