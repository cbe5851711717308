"""The pages of a person's links, and the page that a link shows."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suyang.assessment.models import Check, Share
from suyang.assessment.results.page import profile
from suyang.assessment.results.wording import Names
from suyang.assessment.sharing import actions
from suyang.assessment.sharing import queries as shares
from suyang.assessment.sharing.forms import ShareForm, new_ticket, read_ticket
from suyang.foundation.permissions import Refused
from suyang.foundation.qr import qr_svg
from suyang.people import throttle
from suyang.people.actors import actor_of, person_of


@require_http_methods(["GET", "HEAD", "POST"])
def check_shares(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """The links to one result: make one, see who opened it, take it back."""
    check = shares.shareable(actor_of(request), check_id)
    if check.finished_at is None:
        return redirect("check-question", check.id)
    form = None
    if request.method == "POST":
        form = ShareForm(check, request.POST)
        share_id = read_ticket(check, request.POST.get("ticket", ""))
        if share_id is None:
            messages.warning(
                request, _("This page was open for long. Please press the button again.")
            )
            return redirect("check-shares", check.id)
        if form.is_valid() and (made := _made(request, check, share_id, form)):
            return redirect(f"{reverse('check-shares', args=[check.id])}?made={made.id.hex}")
    return _draw(request, check, form)


@require_POST
def revoke(request: HttpRequest, share_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    share = shares.share_of(actor, share_id)
    actions.revoke(actor, share)
    messages.success(request, _("The link is taken back. It shows nothing any more."))
    return redirect("check-shares", share.check_taken_id)


@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows: read only, for whoever has it, while it is valid."""
    try:
        share = _looked(request, token)
    except actions.Over as over:
        context = {"share": over.share, "state": shares.state(over.share)}
        return _unlisted(render(request, "assessment/shared_over.html", context, status=410))
    except actions.TooOften as refusal:
        page = render(request, "website/refused.html", {"error": refusal}, status=429)
        return _unlisted(page)
    check = share.check_taken
    context = profile(
        check,
        Names(check.blueprint.body["framework"]),
        competences=share.extent == Share.Extent.COMPETENCES,
    )
    context |= {
        "share": share,
        "body": check.blueprint.body,
        "name": check.person.name if share.with_name else "",
        "own": actor_of(request).person_id == check.person_id,
        "everything": "all" in request.GET,
    }
    return _unlisted(render(request, "assessment/shared.html", context))


def _looked(request: HttpRequest, token: str) -> Share:
    """The share; only tokens that never were count as tries to guess one."""
    ended: actions.Over | actions.TooOften
    with throttle.attempts(request, "shared"):
        try:
            return actions.look(token, _reader(request), actor_of(request))
        except (actions.Over, actions.TooOften) as refusal:
            ended = refusal
    raise ended


def _reader(request: HttpRequest) -> actions.Reader:
    if not request.user.is_authenticated:
        return actions.Reader()
    return actions.Reader(person_of(request), signed_in=True)


def _made(request: HttpRequest, check: Check, share_id: uuid.UUID, form: ShareForm) -> Share | None:
    said = form.cleaned_data
    only = "areas" if "areas" in check.blueprint.body["report"] else "competences"
    try:
        return actions.share(
            actor_of(request),
            check,
            share_id=share_id,
            purpose=said["purpose"],
            extent=said.get("extent", only),
            lasts=said["lasts"],
            with_name=said.get("with_name", False),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


def _draw(request: HttpRequest, check: Check, form: ShareForm | None) -> HttpResponse:
    found = shares.shares_of(check)
    made = next((one for one in found if one.share.id.hex == request.GET.get("made")), None)
    picture = ""
    if made is not None and made.state == "open":
        # The picture is drawn from the link alone, which this server made.
        picture = mark_safe(qr_svg(made.url, title=_("The link as a code to scan")))  # noqa: S308
    context = {
        "check": check,
        "body": check.blueprint.body,
        "shares": found,
        "made": made if made is not None and made.state == "open" else None,
        "picture": picture,
        "form": form or ShareForm(check, initial={"ticket": new_ticket(check)}),
    }
    return render(request, "assessment/shares.html", context, status=422 if form else 200)


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
