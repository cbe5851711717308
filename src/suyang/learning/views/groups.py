"""The trainer's groups: all of them, a new one, and one as the room sees it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from suyang.foundation import clock
from suyang.foundation.permissions import Denied
from suyang.foundation.qr import qr_svg
from suyang.foundation.texts import plain
from suyang.learning import actions, papers, permissions, queries
from suyang.learning.forms import GroupForm
from suyang.learning.views.people import SESSION_CARDS
from suyang.organisations import choosing
from suyang.organisations.forms import attempt
from suyang.organisations.permissions import Actor, highest, may, may_anywhere
from suyang.organisations.queries import name_of, names
from suyang.people.actors import actor_of


@login_required
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    groups = queries.groups_of(actor)
    if not groups and not _works_with_groups(actor):
        raise Denied
    places = names({group.unit_id for group in groups})
    return render(
        request,
        "learning/group_list.html",
        {
            "rows": [(group, places.get(group.unit_id)) for group in groups],
            "may_start": may_anywhere(actor, "group.start"),
            "may_import": may_anywhere(actor, "group.import"),
        },
    )


@login_required
def group_new(request: HttpRequest) -> HttpResponse:
    """A new group, from the page of a key task (`?task=`) or of a programme (`?programme=`)."""
    actor = actor_of(request)
    if not may_anywhere(actor, "group.start"):
        raise Denied
    task = request.POST.get("task") or request.GET.get("task", "")
    programmes = queries.programmes_for(task) if task else queries.programmes()
    initial = {"task": task, "programme": request.GET.get("programme", "")}
    units = _units(actor)
    form = GroupForm(programmes, units or (), request.POST or None, initial=initial)
    if units is None:
        choosing.ask_for(form, "unit", actor, "group.start", highest(actor, "group.start"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        group = attempt(
            form,
            lambda: actions.start_group(
                actor,
                given["programme"],
                given["task"],
                given["unit"],
                given["name"],
                given["key"],
            ),
        )
        if group is not None:
            return redirect("group", group.id)
    return render(
        request,
        "learning/group_new.html",
        {
            "form": form,
            "programmes": programmes,
            "only": programmes[0] if len(programmes) == 1 else None,
        },
    )


@login_required
@require_GET
def group(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """The group's code for everybody to see, who joined, and where each of them is."""
    actor = actor_of(request)
    found = queries.group(actor, group_id)
    # Codes that were shown once must not stay in the session longer than the page that shows them.
    request.session.pop(SESSION_CARDS, None)
    runs = permissions.may(actor, "group.run", found)
    address = papers.join_address(found)
    standing = queries.standing(found)
    return render(
        request,
        "learning/group.html",
        {
            "group": found,
            "programme": found.programme,
            "place": name_of(found.unit_id),
            "standing": standing,
            "lesson_count": len(found.programme.body["lessons"]),
            "runs": runs,
            "ticked": runs and bool(queries.ticks(found)),
            "leads": actor.person_id == found.trainer_id,
            "sharing": sum(one.shares for one in standing),
            "address": address,
            "qr": qr_svg(address, title=_("Join %(group)s") % {"group": found.name}),
            "reachable": settings.ENVIRONMENT.reachable,
        },
    )


@login_required
@require_GET
def group_results(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """For the trainer alone: results of those who said yes."""
    actor = actor_of(request)
    found = queries.group(actor, group_id)
    if actor.person_id != found.trainer_id:
        raise Denied
    return render(
        request,
        "learning/group_results.html",
        {"group": found, "results": queries.shared_results(actor, found)},
    )


@login_required
@require_POST
def group_close(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    found = actions.close_group(actor, queries.group(actor, group_id))
    messages.success(
        request, _("The group is closed. Whoever is in it can finish what they began.")
    )
    return redirect("group", found.id)


def _works_with_groups(actor: Actor) -> bool:
    return may_anywhere(actor, "group.start") or may_anywhere(actor, "group.see")


def _units(actor: Actor) -> list[tuple[str, str]] | None:
    """Those to choose from; None where there are more than a list holds."""
    offered = choosing.few(highest(actor, "group.start"), clock.today())
    if offered is None:
        return None
    found = names(offered)
    # Somebody whose role does not reach down starts groups in their own unit alone.
    mine = [unit for unit in offered if unit in found and may(actor, "group.start", unit)]
    return [(str(unit), plain(found[unit])) for unit in mine]
