"""Keys for programs, of one's own account."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations.forms import attempt, posted
from suyang.people import actions, queries
from suyang.people.forms import TokenForm
from suyang.people.models import ApiToken
from suyang.people.views import account_for

# A key stands on the page for as long as it takes to copy it.
SHOWN_FOR = dt.timedelta(minutes=10)


def token_list(request: HttpRequest) -> HttpResponse:
    actor, account, _person = account_for(request)
    form = TokenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form, lambda: actions.make_token(actor, account, values["label"], values["key"])
        )
        if made is not None:
            return redirect("token-list")
    now = clock.now()
    rows = [(token, _fresh(token, now)) for token in queries.tokens_of(account)]
    return render(request, "people/tokens.html", {"form": form, "rows": rows, "now": now})


@require_POST
def revoke(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    actor, account, _person = account_for(request)
    token = ApiToken.objects.filter(id=token_id, account=account).first()
    if token is None:
        raise NotFound
    actions.revoke_token(actor, token)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("token-list")


def _fresh(token: ApiToken, now: dt.datetime) -> str:
    is_fresh = token.revoked_at is None and now - token.created_at < SHOWN_FOR
    return actions.plain_token(token) if is_fresh else ""
