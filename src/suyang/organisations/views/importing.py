"""Taking in a table of units: upload, look at what it would do, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation.permissions import Denied
from suyang.organisations import actions, queries
from suyang.organisations.actions.imports import Preview
from suyang.organisations.forms import ConfirmImportForm, ImportForm, posted
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, highest
from suyang.organisations.views import actor_of

# A page that lists thousands of rows helps nobody: the first ones, and how many there are.
SHOWN = 200


def unit_import(request: HttpRequest) -> HttpResponse:
    """The understood rows travel in the confirming form, without JavaScript, and are checked
    again when they come back."""
    actor = actor_of(request)
    top = _top(actor)
    if request.method == "POST" and "table" in request.POST:
        return _confirmed(request, actor, top)
    form = ImportForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _page(request, top, actions.preview_units(actor, form.cleaned_data["file"], top))
    return render(
        request, "organisations/unit_import.html", {"form": form, "top": queries.version_of(top.id)}
    )


def _top(actor: Actor) -> Unit:
    """The unit below which the table is taken in: the highest the actor may change."""
    tops = highest(actor, "unit.change")
    if not tops:
        raise Denied
    return Unit.objects.get(id=tops[0])


def _confirmed(request: HttpRequest, actor: Actor, top: Unit) -> HttpResponse:
    confirm = ConfirmImportForm(request.POST)
    table = confirm.cleaned_data["table"] if confirm.is_valid() else ""
    preview = actions.import_units(actor, table.encode(), top)
    if preview.errors:
        return _page(request, top, preview)
    new = len(preview.new)
    words = ngettext("%(count)d unit was added.", "%(count)d units were added.", new)
    messages.success(
        request,
        " ".join(
            (
                words % {"count": new},
                _("Changed: %(count)d.") % {"count": len(preview.changed)},
                _("Unchanged: %(count)d.") % {"count": len(preview.same)},
            )
        ),
    )
    return redirect("unit-list")


def _page(request: HttpRequest, top: Unit, preview: Preview) -> HttpResponse:
    context = {
        "form": ImportForm(),
        "top": queries.version_of(top.id),
        "preview": preview,
        "errors": preview.errors[:SHOWN],
        "changes": [*preview.changed, *preview.new][:SHOWN],
        "confirm": ConfirmImportForm(initial={"table": preview.as_csv}),
    }
    status = 422 if preview.errors else 200
    return render(request, "organisations/unit_import.html", context, status=status)
