"""What somebody typed into a page and could not send: kept in the browser's session by the page.

`typed` and `keep` take one value of a field, and a list where several were chosen.

When a session or a form's token has ended, the fields wait here until the same person has signed
in at the same browser and opens the page again. Whose they are is said by a signed mark in the
form (`{% typed_by %}`), because nobody is signed in any more when it is sent. Nobody else is shown
them, and what has no mark is not kept. Files are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from suyang.organisations.views import actor_of
from suyang.plans.reporting.values import written_text

_KEY = "unsaved"
# Of the pages of which somebody may have typed much; the newest few of them.
_MOST_PAGES = 5
_LONGEST = 200_000
# The name of the field with the mark of whoever the form was made for.
MARK = "typed_by"
_NOT_TYPED = ("csrfmiddlewaretoken", MARK)
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


def typed(request: HttpRequest) -> dict[str, str]:
    """The fields of a form as they were sent, without what no database keeps."""
    return {
        name: written_text(value)
        for name, value in request.POST.items()
        if isinstance(value, str) and name not in _NOT_TYPED
    }


def keep(request: HttpRequest) -> bool:
    """Keep what was sent to this page for whoever typed it; whether it was kept.

    Only what comes from this site, and not where somebody else has signed in since: the text
    would wait in their session.
    """
    account = _typed_by(request)
    if account is None or _signed_in(request) not in (None, account):
        return False
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
    pages = dict(request.session.get(_KEY, {}))
    place = _place(request, account)
    pages.pop(place, None)
    pages[place] = fields
    while len(pages) > _MOST_PAGES:
        pages.pop(next(iter(pages)))
    request.session[_KEY] = pages
    return True


def waiting(request: HttpRequest) -> Mapping[str, str] | None:
    """What waits for this page, of whoever is signed in."""
    account = _signed_in(request)
    if account is None:
        return None
    found: Mapping[str, str] | None = request.session.get(_KEY, {}).get(_place(request, account))
    return found


def forget(request: HttpRequest) -> None:
    """It was saved, or is no longer wanted."""
    account = _signed_in(request)
    pages = dict(request.session.get(_KEY, {}))
    if account is not None and pages.pop(_place(request, account), None) is not None:
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


def mark_of(request: HttpRequest) -> str:
    """Signed: for whom a form is made; empty where nobody is signed in."""
    account = _signed_in(request)
    return _signer().sign(account) if account else ""


def _typed_by(request: HttpRequest) -> str | None:
    """The account for which the form that was sent had been made."""
    try:
        return _signer().unsign(request.POST.get(MARK, ""))
    except BadSignature:
        return None


def _signed_in(request: HttpRequest) -> str | None:
    account = actor_of(request).account_id
    return str(account) if account else None


def _place(request: HttpRequest, account: str) -> str:
    return f"{account} {address_of(request)}"


def _signer() -> Signer:
    return Signer(salt="suyang.plans.typed-by")


def _is_own(request: HttpRequest) -> bool:
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return said is None or urlsplit(said).netloc == request.get_host()
