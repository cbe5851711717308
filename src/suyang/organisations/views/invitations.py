"""Invitations: give one, print its card, take it back."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suyang.foundation import clock
from suyang.foundation.ids import show_code
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.qr import qr_svg
from suyang.organisations import actions, queries
from suyang.organisations.actions.roles import require_covers
from suyang.organisations.forms import InviteForm, attempt, posted
from suyang.organisations.models import Invitation, RoleGrant
from suyang.organisations.permissions import may_anywhere, require, units_where
from suyang.organisations.views import actor_of, shown, unit_for
from suyang.organisations.words import INVITATION_STATES


def invitation_list(request: HttpRequest) -> HttpResponse:
    """The invitations of the actor's units: those that are open, or ?state= another."""
    actor = actor_of(request)
    if not may_anywhere(actor, "person.invite"):
        raise Denied
    state = request.GET.get("state", "open")
    if state not in queries.INVITATION_STATES:
        raise NotFound
    invitations = queries.invitations_in(units_where(actor, "person.invite", ended=True), state)
    names = queries.names(invitation.unit_id for invitation in invitations)
    rows = [(invitation, names.get(invitation.unit_id)) for invitation in invitations]
    states = [(one, INVITATION_STATES[one]) for one in queries.INVITATION_STATES]
    context = {"rows": rows, "state": state, "states": states}
    return render(request, "organisations/invitations.html", context)


def invitation_new(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "person.invite")
    actor = actor_of(request)
    form = InviteForm(actor, unit, posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.invite(
                actor,
                values["role"],
                unit,
                values["note"],
                values["key"],
                reach=values["reach"] or RoleGrant.Reach.BELOW,
                until=values["until"],
            ),
        )
        if made is not None:
            return redirect("invitation-card", made[0].id)
    return render(request, "organisations/invitation_new.html", {**shown(unit), "form": form})


def invitation_card(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """The paper to hand over: address, QR code, code. Empty once the invitation was used."""
    invitation = _invitation(request, invitation_id)
    require_covers(actor_of(request), invitation.role, invitation.unit, invitation.reach)
    still_open = (
        invitation.used_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > clock.now()
    )
    context = {**shown(invitation.unit), "invitation": invitation, "is_open": still_open}
    if still_open:
        code = show_code(actions.code_of(invitation))
        address = settings.PUBLIC_URL + reverse("invitation")
        target = f"{address}?{urlencode({'code': code})}"
        picture = qr_svg(target, title=_("QR code of the invitation's address"))
        context |= {
            "code": code,
            "groups": code.split("-"),
            "address": address,
            "picture": mark_safe(picture),  # noqa: S308 - drawn by qr.py, escaped there
            "reachable": settings.ENVIRONMENT.reachable,
        }
    return render(request, "organisations/invitation_card.html", context)


@require_POST
def invitation_withdraw(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    actions.withdraw_invitation(actor_of(request), invitation)
    messages.success(request, _("The invitation was withdrawn; its code opens nothing any more."))
    return redirect("invitation-list")


def _invitation(request: HttpRequest, invitation_id: uuid.UUID) -> Invitation:
    found = Invitation.objects.filter(id=invitation_id).select_related("unit").first()
    if found is None:
        raise NotFound
    require(actor_of(request), "person.invite", found.unit)
    return found
