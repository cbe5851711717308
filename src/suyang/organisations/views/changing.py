"""Changes of the tree: each with a look at what it does before it is done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Denied
from suyang.organisations import actions, changes
from suyang.organisations.actions.replacing import Effects
from suyang.organisations.forms import (
    AddUnitForm,
    EarlierForm,
    EndForm,
    RenameForm,
    attempt,
    posted,
)
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import may_anywhere, tops_where
from suyang.organisations.unit_forms import MergeForm, MoveForm, SplitForm, grandparent
from suyang.organisations.views import actor_of, shown, unit_for

T = TypeVar("T")
# Of more units below a page cannot say where each goes; a table can (units/import/).
MOST_PLACED = 200


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
                values["valid_from"],
                id=values["key"],
            ),
        )
        if made is not None:
            messages.success(request, _("%(name)s was added.") % {"name": values["name_zh"]})
            return redirect("unit", made.id)
    return render(request, "organisations/unit_add.html", {**page, "form": form})


def unit_since(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    began = UnitVersion.objects.filter(unit=unit).aggregate(first=Min("valid_from"))["first"]
    form = EarlierForm(posted(request))
    if request.method == "POST" and form.is_valid():
        day, why = form.cleaned_data["day"], form.cleaned_data["why"]
        actor = actor_of(request)
        if attempt(form, lambda: actions.begin_earlier(actor, unit, day, why)) is not None:
            return _done(request, _("It began on %(day)s.") % {"day": date_format(day)}, unit)
    context = {**page, "form": form, "began": began}
    return render(request, "organisations/unit_since.html", context)


def unit_rename(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    name = page["version"].name
    initial = {"name_zh": name.get("zh-Hans", ""), "name_en": name.get("en", "")}
    form = RenameForm(posted(request), initial=initial)
    effects = None
    if request.method == "POST" and form.is_valid():
        actor, day = actor_of(request), form.cleaned_data["valid_from"]
        if _looks(request):
            effects = changes.plan_rename(actor, unit, form.name(), day)
        elif attempt(form, lambda: actions.rename_unit(actor, unit, form.name(), day)) is not None:
            said = _("The new name holds from %(day)s on.") % {"day": date_format(day)}
            return _done(request, said, unit)
    return _page(request, "unit_rename", page, form, effects)


def unit_move(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    actor = actor_of(request)
    initial = {"parent": page["above"].unit.code} if page["above"] else {}
    form = MoveForm(actor, grandparent(unit), posted(request), initial=initial)
    effects = None
    if request.method == "POST" and form.is_valid():
        parent, day = form.cleaned_data["parent"], form.cleaned_data["valid_from"]
        if _looks(request):
            effects = changes.plan_move(actor, unit, parent, day)
        elif attempt(form, lambda: actions.move_unit(actor, unit, parent, day)) is not None:
            said = _("The new place holds from %(day)s on.") % {"day": date_format(day)}
            return _done(request, said, unit)
    return _page(request, "unit_move", page, form, effects)


def unit_end(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    form = EndForm(posted(request))
    effects = None
    if request.method == "POST" and form.is_valid():
        actor, day = actor_of(request), form.cleaned_data["valid_to"]
        if _looks(request):
            effects = changes.plan_end(actor, unit, day)
        elif attempt(form, lambda: actions.end_unit(actor, unit, day)) is not None:
            said = _("The unit ends on %(day)s. Its figures stay.") % {"day": date_format(day)}
            return _done(request, said, unit)
    return _page(request, "unit_end", page, form, effects)


def unit_merge(request: HttpRequest) -> HttpResponse:
    """Several units into one. ?unit= is the first of them, by its code."""
    actor = actor_of(request)
    if not may_anywhere(actor, "unit.change"):
        raise Denied
    tops = sorted(tops_where(actor, "unit.change"), key=str)
    initial = {"units": request.GET.get("unit", "")[:40]}
    form = MergeForm(actor, tops[0] if tops else None, posted(request), initial=initial)
    effects = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def merge(do: Callable[..., T]) -> Callable[[], T]:
            return lambda: do(
                actor,
                values["units"],
                form.later(),
                values["day"],
                roles_along=values["roles_along"],
            )

        if _looks(request):
            effects = attempt(form, merge(actions.plan_merge))
        else:
            later = attempt(form, merge(actions.merge_units))
            if later is not None:
                said = _("Merged from %(day)s on. Figures of before stay where they were counted.")
                return _done(request, said % {"day": date_format(values["day"])}, later)
    return _page(request, "unit_merge", {}, form, effects)


def unit_split(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "unit.change")
    page = shown(unit)
    actor = actor_of(request)
    below, too_many = changes.directly_below(unit, MOST_PLACED)
    form = SplitForm(below, posted(request))
    effects = None
    if request.method == "POST" and form.is_valid() and not too_many:
        values = form.cleaned_data

        def split(do: Callable[..., T]) -> Callable[[], T]:
            return lambda: do(
                actor,
                unit,
                form.new_units(),
                values["day"],
                form.places(),
                stays=values["stays"],
                roles_to=form.roles_place(),
            )

        if _looks(request):
            effects = attempt(form, split(actions.plan_split))
        elif attempt(form, split(actions.split_unit)) is not None:
            said = _("Split from %(day)s on. Figures of before stay where they were counted.")
            return _done(request, said % {"day": date_format(values["day"])}, unit)
    return _page(request, "unit_split", {**page, "too_many": too_many}, form, effects)


def _looks(request: HttpRequest) -> bool:
    """Whether somebody first wants to see what a change does."""
    return request.POST.get("look") == "1"


def _done(request: HttpRequest, said: str, unit: Unit) -> HttpResponse:
    messages.success(request, said)
    return redirect("unit", unit.id)


def _page(
    request: HttpRequest,
    name: str,
    page: dict[str, Any],
    form: forms.Form,
    effects: Effects | None,
) -> HttpResponse:
    refused = request.method == "POST" and effects is None
    context = {**page, "form": form, "effects": effects}
    status = 422 if refused and form.errors and name in ("unit_merge", "unit_split") else 200
    return render(request, f"organisations/{name}.html", context, status=status)
