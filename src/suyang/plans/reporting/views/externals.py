"""Forms of offices that do not use Suyang: keep one, say what goes where, fill it in, download."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from suyang.foundation import files
from suyang.foundation.permissions import Denied
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.forms import KeyForm, attempt, offer, posted
from suyang.organisations.permissions import may, tops_where
from suyang.plans.models import ExternalForm, Report, ReportForm
from suyang.plans.reporting import external, office_files, queries, standing
from suyang.plans.reporting.views import actor_of, office, period_of


class AddForm(KeyForm):
    title = forms.CharField(label=gettext_lazy("What the form is called"), max_length=120)
    asked = forms.ChoiceField(label=gettext_lazy("Whose figures go into it"))
    file = forms.FileField(
        label=gettext_lazy("Their form (XLSX or DOCX)"),
        widget=forms.FileInput({"accept": ".xlsx,.docx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > office_files.LIMITS.bytes:
            raise forms.ValidationError(gettext_lazy("The file is larger than 5 MB."))
        return file


class PutForm(forms.Form):
    cell = forms.CharField(label=gettext_lazy("Cell"), max_length=80)
    figure = forms.ChoiceField(label=gettext_lazy("Figure that goes into it"), required=False)

    def __init__(self, form: ReportForm, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "figure", [("", _("none")), *external.figures(form)])


@office
def external_list(request: HttpRequest) -> HttpResponse:
    """Forms that are kept, and keeping another one."""
    actor = actor_of(request)
    places = standing.places(actor, "report.fill")
    seen = tops_where(actor, "report.see")
    if not seen:
        raise Denied
    form = AddForm(posted(request), request.FILES if request.method == "POST" else None)
    choices = [
        (f"{one.id}|{unit}", f"{plain(one.title)} · {plain(name)}")
        for unit, name in places
        for one in ReportForm.objects.filter(dues__unit_id=unit).distinct()
    ]
    offer(form, "asked", choices)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _add(actor, form))
        if made is not None:
            return redirect("external", made.id)
    kept = ExternalForm.objects.filter(unit_id__in=seen, ended_at=None).select_related("form")
    context = {
        "kept": kept.order_by("-made_at"),
        "form": form,
        "may_add": bool(choices),
    }
    return render(request, "plans/reporting/externals.html", context)


@office
def external_page(request: HttpRequest, external_id: uuid.UUID) -> HttpResponse:
    """The form as a table, what goes where, and what stays empty for a period."""
    actor = actor_of(request)
    found = external.one(actor, external_id)
    row, data = files.read(actor, found.file_id)
    chosen = request.GET.get("cell", "")
    known = found.cells.get(chosen)
    figure = "|".join(known[k] for k in ("indicator", "column", "part")) if known else ""
    form = PutForm(found.form, posted(request), initial={"cell": chosen, "figure": figure})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: external.put(actor, found, given["cell"], given["figure"])):
            messages.success(request, _("Kept. Choose the next cell."))
            return redirect("external", found.id)
    periods = standing.periods_of(found.form)
    written = request.GET.get("period", "")
    period = next((one for one in periods if str(one) == written), None)
    puts = external.for_period(found, period) if period else []
    report = Report.objects.filter(form=found.form_id, unit=found.unit_id, period=str(period))
    context = {
        "external": found,
        "unit_name": units.name_of(found.unit_id),
        "grids": office_files.grids(data, row.media_type),
        "loses": office_files.loses(data, row.media_type),
        "form": form,
        "chosen": chosen,
        "mapped": {one.cell: one.title for one in _mapped(found)},
        "periods": periods,
        "period": period,
        "puts": puts,
        "empty": [one for one in puts if one.value is None],
        "report": report.first(),
        "may_change": may(actor, "report.fill", found.unit_id) and found.ended_at is None,
    }
    return render(request, "plans/reporting/external.html", context)


@office
def external_filled(request: HttpRequest, external_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    found = external.one(actor, external_id)
    period = period_of(request.GET.get("period"))
    data = external.filled(actor, found, period)
    response = HttpResponse(data, content_type=found.file.media_type)
    ending = "xlsx" if found.file.media_type == files.XLSX else "docx"
    name = quote(f"{found.title} {period}.{ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_POST
@office
def external_end(request: HttpRequest, external_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    external.end(actor, external.one(actor, external_id))
    messages.success(request, _("The form is not used any more."))
    return redirect("external-list")


def _add(actor: Any, form: AddForm) -> ExternalForm:
    given = form.cleaned_data
    form_id, _bar, unit_id = given["asked"].partition("|")
    unit = units.unit(uuid.UUID(unit_id))
    if unit is None:
        raise Denied
    file = given["file"]
    ours = queries.form(uuid.UUID(form_id))
    return external.add(actor, ours, unit, given["title"], file.read(), file.name, given["key"])


def _mapped(found: ExternalForm) -> list[external.Put]:
    words = dict(external.figures(found.form))
    return [
        external.Put(
            cell,
            words.get("|".join((one["indicator"], one["column"], one["part"])), one["indicator"]),
            None,
        )
        for cell, one in sorted(found.cells.items())
    ]
