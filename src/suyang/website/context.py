"""What every template may use: the reader's preferences, the office, where the page stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from suyang.organisations import queries


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": get_language(),
        "preferences": getattr(request, "preferences", None),
        "actor": getattr(request, "actor", None),
        "installation": queries.installation(),
        "public_url": settings.PUBLIC_URL,
        "here": request.get_full_path(),
    }
