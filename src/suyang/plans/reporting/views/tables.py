"""Figures by XLSX table: choose, download, send, look at, confirm."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext

from suyang.foundation import files
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt
from suyang.organisations.permissions import may, may_anywhere
from suyang.plans.reporting import queries, standing, tables
from suyang.plans.reporting.views import actor_of, office, period_of, uuid_of

SHOWN = 200


class SendForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The table that was filled in (XLSX or CSV)"),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > tables.LIMITS.bytes:
            raise forms.ValidationError(gettext_lazy("The file is larger than 5 MB. Split it."))
        return bytes(file.read())


class ConfirmForm(forms.Form):
    table = forms.CharField(widget=forms.HiddenInput, strip=False)


@office
def table(request: HttpRequest) -> HttpResponse:
    """A unit, a form, a period: the table to download, and where it is sent to."""
    actor = actor_of(request)
    if not may_anywhere(actor, "report.fill"):
        raise Denied
    top = _unit(request)
    forms_here = tables.asked_forms(actor, top)
    context: dict[str, Any] = {
        "unit": top,
        "unit_name": units.name_of(top),
        "places": standing.places(actor, "report.fill"),
        "forms": forms_here,
    }
    if "form" in request.GET:
        form = queries.form(uuid_of(request.GET["form"]) or uuid.UUID(int=0))
        period = period_of(request.GET.get("period"))
        chosen = tables.units_for(actor, form, period, top)
        if not chosen:
            raise NotFound
        context |= {"form": form, "period": period, "chosen": len(chosen), "send": SendForm()}
        if request.GET.get("download"):
            return _download(tables.template(actor, form, period, top), plain(form.title), period)
        if request.method == "POST":
            return _sent(request, context)
    return render(request, "plans/reporting/table.html", context)


def _sent(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    actor, form, period = actor_of(request), context["form"], context["period"]
    if "table" in request.POST:
        confirm = ConfirmForm(request.POST)
        written = confirm.data.get("table", "")
        done = attempt(
            confirm, lambda: tables.take_in(actor, form, period, context["unit"], written)
        )
        if done is not None:
            words = ngettext(
                "%(n)s report was changed. Hand it up from the list.",
                "%(n)s reports were changed. Hand them up from the list.",
                len(done),
            )
            messages.success(request, words % {"n": len(done)})
            return redirect("report-list")
        context["refused"] = confirm.non_field_errors()
        return render(request, "plans/reporting/table.html", context, status=409)
    send = SendForm(request.POST, request.FILES)
    context["send"] = send
    if not send.is_valid():
        return render(request, "plans/reporting/table.html", context, status=422)
    preview = tables.preview(actor, form, period, context["unit"], send.cleaned_data["file"])
    context |= {
        "preview": preview,
        "errors": preview.errors[:SHOWN],
        "lines": preview.changed[:SHOWN],
        "same": len(preview.lines) - len(preview.changed),
        "confirm": ConfirmForm(initial={"table": preview.as_json}),
    }
    status = 422 if preview.errors else 200
    return render(request, "plans/reporting/table.html", context, status=status)


def _unit(request: HttpRequest) -> uuid.UUID:
    actor = actor_of(request)
    wanted = uuid_of(request.GET.get("unit"))
    if wanted is None:
        return standing.mine(actor)[0]
    if not may(actor, "report.fill", wanted):
        raise NotFound
    return wanted


def _download(data: bytes, title: str, period: Any) -> HttpResponse:
    response = HttpResponse(data, content_type=files.XLSX)
    name = quote(f"{title} {period}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
