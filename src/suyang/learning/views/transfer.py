"""A group as a package: out of the laptop, and, after a look inside, into the county."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from suyang.foundation.permissions import Denied, Refused
from suyang.learning import actions, queries
from suyang.learning.forms import ConfirmForm, PackageForm
from suyang.organisations.forms import attempt
from suyang.organisations.permissions import may_anywhere
from suyang.people.actors import actor_of


@login_required
@require_POST
def export(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    group = queries.group(actor, group_id)
    response = HttpResponse(actions.export_group(actor, group), content_type="application/gzip")
    response["Content-Disposition"] = f'attachment; filename="group-{group.code}.suyang-group"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose the file, see what is in it, take it in."""
    actor = actor_of(request)
    if not may_anywhere(actor, "group.import"):
        raise Denied
    if request.method == "POST" and "packed" in request.POST:
        return _confirm(request)
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["package"]
        try:
            preview = attempt(
                form, lambda: actions.preview_package(actor, actions.read_package(data))
            )
        except Denied as denied:
            # They may take in groups, but not this one: the page stays and says who may.
            form.add_error("package", str(denied))
            return render(request, "learning/import.html", {"form": form}, status=403)
        if preview is not None:
            context = {
                "preview": preview,
                "form": ConfirmForm(initial={"packed": ConfirmForm.pack(data)}),
            }
            return render(request, "learning/import_preview.html", context)
    return render(request, "learning/import.html", {"form": form})


def _confirm(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("group-import")
    try:
        taken = actions.import_group(actor_of(request), form.cleaned_data["packed"])
    except (Denied, Refused) as refusal:
        messages.error(request, str(refusal))
        return redirect("group-import")
    messages.success(request, _("The group is here. What was here before is unchanged."))
    return redirect("group", taken.group_id)
