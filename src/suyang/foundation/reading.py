"""How a page is read, where the page itself has a say in it."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest


def as_elder(request: HttpRequest) -> None:
    """One task a screen looks so whatever the reader's settings are."""
    chosen = request.preferences  # type: ignore[attr-defined]
    request.preferences = dataclasses.replace(chosen, elder=True)  # type: ignore[attr-defined]
