"""What somebody typed into a page and could not send: kept in the browser's session by the page.

`typed` and `keep` take one value of a field, and a list where several were chosen.

When a session or a form's token has ended, the fields wait here until the same person has signed
in at the same browser and opens the page again. Whose they are says a cookie: a mark of the account
for which pages were last shown there (`remember`), from which no account can be read. Nobody else
is shown them. Files are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from suyang.organisations.views import actor_of
from suyang.plans.reporting.values import written_text

_KEY, _BY = "unsaved", "~by"
_COOKIE, _COOKIE_LASTS_S = "suyang_typed_by", 400 * 24 * 3600
# Of the pages of which somebody may have typed much; the newest few of them.
_MOST_PAGES = 5
_LONGEST = 200_000
_NOT_TYPED = ("csrfmiddlewaretoken",)
Typed = Mapping[str, str | list[str]]
# Addresses of pages that put back what waits for them; nothing is kept for others when a form's
# token has ended, because they could not show it.
PAGES = frozenset(
    (
        "report",
        *("plan-new", "plan-adopt", "plan-head", "plan-close", "plan-publish", "plan-take-in"),
        *("aspect-new", "aspect-write", "task-new", "task-write", "goal-new", "goal-write"),
        "goal-rule",
        *("milestone-new", "milestone", "risk-new", "risk", "task-documents"),
        *("task-indicators", "task-programmes"),
        *("indicator-new", "indicator-amend", "target-new", "target-revise"),
        "plan-year-text",
    )
)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Note at the browser for whom this page was shown."""
    mark = _mark(request)
    if mark and request.COOKIES.get(_COOKIE) != mark:
        response.set_cookie(
            _COOKIE,
            mark,
            max_age=_COOKIE_LASTS_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def typed(request: HttpRequest) -> dict[str, str]:
    """The fields of a form as they were sent, without what no database keeps."""
    return {
        name: written_text(value)
        for name, value in request.POST.items()
        if isinstance(value, str) and name not in (*_NOT_TYPED, _BY)
    }


def keep(request: HttpRequest) -> bool:
    """Keep what was sent to this page; whether it was kept. Only what comes from this site."""
    # Counted as it was sent, every value of a name that comes more than once.
    sent = sum(len(name) + len(one) for name, many in request.POST.lists() for one in many)
    if sent > _LONGEST or not _is_own(request):
        return False
    one = typed(request)
    fields: dict[str, str | list[str]] = {**one}
    for name in one:
        chosen = [written_text(value) for value in request.POST.getlist(name)]
        if len(chosen) > 1:
            fields[name] = chosen
    by = request.COOKIES.get(_COOKIE) or _mark(request)
    if by:
        fields[_BY] = by[:64]
    pages = dict(request.session.get(_KEY, {}))
    pages.pop(address_of(request), None)
    pages[address_of(request)] = fields
    while len(pages) > _MOST_PAGES:
        pages.pop(next(iter(pages)))
    request.session[_KEY] = pages
    return True


def waiting(request: HttpRequest) -> Mapping[str, str] | None:
    """What waits for this page, where whoever has signed in now typed it."""
    found = dict(request.session.get(_KEY, {}).get(address_of(request)) or {})
    by = found.pop(_BY, "")
    return found if found and by in ("", _mark(request)) else None


def forget(request: HttpRequest) -> None:
    """It was saved, or is no longer wanted."""
    pages = dict(request.session.get(_KEY, {}))
    if pages.pop(address_of(request), None) is not None:
        request.session[_KEY] = pages


def put_back(request: HttpRequest, form: forms.Form) -> None:
    """Show in a form what was typed into it and could not be sent, with the mark of the text that
    it was typed over. A file has to be chosen again."""
    typed_there = waiting(request) if request.method != "POST" else None
    shown = [field.name for field in form.visible_fields()]
    if form.is_bound or not typed_there or not any(name in typed_there for name in shown):
        return
    for name, field in form.fields.items():
        said = typed_there.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            form.initial[name] = [said] if isinstance(said, str) else said or []
        elif isinstance(field, forms.BooleanField):
            form.initial[name] = said is not None
        elif isinstance(said, str) and not isinstance(field, forms.FileField):
            form.initial[name] = said
    form.was_put_back = True  # type: ignore[attr-defined]


def address_of(request: HttpRequest) -> str:
    """The page for which something waits: the same address may ask for another thing."""
    asked = request.GET.copy()
    asked.pop("fresh", None)
    return request.path + (f"?{asked.urlencode()}" if asked else "")


def _mark(request: HttpRequest) -> str:
    account = actor_of(request).account_id
    return salted_hmac("suyang.unsaved", str(account)).hexdigest()[:32] if account else ""


def _is_own(request: HttpRequest) -> bool:
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return said is None or urlsplit(said).netloc == request.get_host()
