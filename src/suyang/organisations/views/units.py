"""The tree of units and one unit: its people, its names, what can be changed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import actions, queries
from suyang.organisations.forms import (
    AddUnitForm,
    EndForm,
    MoveForm,
    RenameForm,
    attempt,
    parents_for,
    posted,
)
from suyang.organisations.permissions import may, tops_where, units_where
from suyang.organisations.views import actor_of, shown, unit_for


def unit_list(request: HttpRequest) -> HttpResponse:
    """Every unit in which the actor may invite people: their own and all below."""
    actor = actor_of(request)
    tops = tops_where(actor, "person.invite")
    if not tops:
        raise Denied
    may_change = bool(tops_where(actor, "unit.change"))
    context = {"trees": queries.trees(tops), "may_change": may_change}
    return render(request, "organisations/units.html", context)


def unit_page(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """One unit: who works in it, what it was called, what can be done."""
    unit = unit_for(request, unit_id, "person.invite")
    context = {
        **shown(unit),
        "grants": queries.grants_in([unit.id]),
        "invitations": queries.invitations_in([unit.id]),
        "history": queries.versions_of(unit.id),
        "may_change": may(actor_of(request), "unit.change", unit),
        "may_connect": may(actor_of(request), "connection.manage", unit),
    }
    return render(request, "organisations/unit.html", context)


def unit_add(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    form = AddUnitForm(page["version"], posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.add_unit(
                actor_of(request),
                unit,
                form.name(),
                values["kind"],
                values["code"],
                id=values["key"],
            ),
        )
        if made is not None:
            messages.success(request, _("%(name)s was added.") % {"name": values["name_zh"]})
            return redirect("unit", made.id)
    return render(request, "organisations/unit_add.html", {**page, "form": form})


def unit_rename(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    name = page["version"].name
    initial = {"name_zh": name.get("zh-Hans", ""), "name_en": name.get("en", "")}
    form = RenameForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["valid_from"]
        renamed = attempt(
            form, lambda: actions.rename_unit(actor_of(request), unit, form.name(), day)
        )
        if renamed is not None:
            messages.success(request, _("The new name holds from %(day)s on.") % {"day": day})
            return redirect("unit", unit.id)
    return render(request, "organisations/unit_rename.html", {**page, "form": form})


def unit_move(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    actor = actor_of(request)
    parents = parents_for(unit, units_where(actor, "unit.change"))
    initial = {"parent": str(page["version"].parent_id)}
    form = MoveForm(parents, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        parent = queries.unit(uuid.UUID(form.cleaned_data["parent"]))
        if parent is None:
            raise NotFound
        day = form.cleaned_data["valid_from"]
        if attempt(form, lambda: actions.move_unit(actor, unit, parent, day)) is not None:
            messages.success(request, _("The new place holds from %(day)s on.") % {"day": day})
            return redirect("unit", unit.id)
    return render(request, "organisations/unit_move.html", {**page, "form": form})


def unit_end(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["valid_to"]
        if attempt(form, lambda: actions.end_unit(actor_of(request), unit, day)) is not None:
            messages.success(
                request, _("The unit ends on %(day)s. Its figures stay.") % {"day": day}
            )
            return redirect("unit-list")
    return render(request, "organisations/unit_end.html", {**page, "form": form})
