"""What somebody typed into a page and could not send: kept in the browser's session by the page.

When a session or a form's token has ended, the fields wait here until the same person, or a
colleague at the same browser, has signed in and opens the page again. Files are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.http import HttpRequest

from suyang.plans.reporting.values import written_text

_KEY = "unsaved"
# Of the pages of which somebody may have typed much; the newest few of them.
_MOST_PAGES = 5
_LONGEST = 200_000
_NOT_TYPED = ("csrfmiddlewaretoken",)


def typed(request: HttpRequest) -> dict[str, str]:
    """The fields of a form as they were sent, without what no database keeps."""
    return {
        name: written_text(value)
        for name, value in request.POST.items()
        if isinstance(value, str) and name not in _NOT_TYPED
    }


def keep(request: HttpRequest) -> bool:
    """Keep what was sent to this page; whether it was kept. Only what comes from this site."""
    fields = typed(request)
    if not _is_own(request) or sum(len(n) + len(v) for n, v in fields.items()) > _LONGEST:
        return False
    pages = dict(request.session.get(_KEY, {}))
    pages.pop(request.path, None)
    pages[request.path] = fields
    while len(pages) > _MOST_PAGES:
        pages.pop(next(iter(pages)))
    request.session[_KEY] = pages
    return True


def waiting(request: HttpRequest) -> Mapping[str, str] | None:
    """What waits for this page."""
    found: Mapping[str, str] | None = request.session.get(_KEY, {}).get(request.path)
    return found


def forget(request: HttpRequest) -> None:
    """It was saved, or is no longer wanted."""
    pages = dict(request.session.get(_KEY, {}))
    if pages.pop(request.path, None) is not None:
        request.session[_KEY] = pages


def _is_own(request: HttpRequest) -> bool:
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return said is None or urlsplit(said).netloc == request.get_host()
