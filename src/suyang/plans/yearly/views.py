"""The page of a year's report, and those on which the office writes its own sections; unit, year
and language stand in the address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from suyang.foundation import ids
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import reader_language
from suyang.organisations import queries as units
from suyang.organisations.forms import posted
from suyang.organisations.permissions import Actor, highest, may, require
from suyang.plans import queries
from suyang.plans.models import Plan
from suyang.plans.periods import FIRST_YEAR, LAST_YEAR
from suyang.plans.reporting import queries as people
from suyang.plans.reporting.views import actor_of, office, uuid_of, writing_office
from suyang.plans.writing.forms import filled
from suyang.plans.writing.views import form_page, lacks
from suyang.plans.yearly import actions, keeping, texts
from suyang.plans.yearly.forms import SectionForm

_NAMES = {"zh-Hans": "中文", "en": "English"}


@dataclass(frozen=True)
class _Asked:
    """What stands in the address of every page here; year 0: what was written is no year."""

    actor: Actor
    plan: Plan
    unit: uuid.UUID
    written: str
    year: int

    def address(self, name: str, *args: object) -> str:
        asked = {"unit": self.unit, "year": self.year}
        return f"{reverse(name, args=[self.plan.slug, *args])}?{urlencode(asked)}"


@office
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: the report as a page. POST with `format`: has it made as a file, once a `request`."""
    asked = _asked(request, slug, "report.make")
    actor, plan, unit = asked.actor, asked.plan, asked.unit
    language = request.GET.get("language") or reader_language()
    if language not in _NAMES:
        raise NotFound
    context: dict[str, Any] = {
        "plan": plan,
        "unit": unit,
        "unit_name": units.name_of(unit),
        "year": asked.written,
        "language": language,
        "languages": _NAMES.items(),
    }
    if not asked.year:
        context["problem"] = _("Write a year with four digits, such as 2026.")
        return render(request, "plans/yearly/year.html", context, status=400)
    if request.method == "POST":
        job = actions.order(
            actor,
            plan,
            unit,
            asked.year,
            language,
            request.POST.get("format", ""),
            uuid_of(request.POST.get("request")) or ids.uuid7(),
        )
        return redirect("job", job.id)
    made = keeping.of_year(actor, plan, unit, asked.year)
    context |= {
        "report": actions.make(actor, plan, unit, asked.year, language),
        "request_id": ids.uuid7(),
        "files": [(one, _NAMES.get(one.language, one.language)) for one in made],
        "writes": asked.address("plan-year-texts") if may(actor, texts.RIGHT, unit) else "",
    }
    return render(request, "plans/yearly/year.html", context)


@office
def year_texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The sections that the office writes, and what stands in each."""
    asked = _asked(request, slug, texts.RIGHT)
    if not asked.year:
        raise NotFound
    rows = texts.rows(asked.plan, asked.unit, asked.year)
    sections = []
    for one in texts.sections(asked.actor, asked.plan):
        row = rows.get(one.key)
        sections.append(
            {
                "section": one,
                "text": row.text if row else {},
                "lacks": lacks([row.text]) if row else [],
                "changed": row,
                "by": people.person_name(row.changed_by) if row and row.changed_by else "",
                "address": asked.address("plan-year-text", one.key),
            }
        )
    context = {
        "plan": asked.plan,
        "year": asked.year,
        "unit_name": units.name_of(asked.unit),
        "sections": sections,
        "report": asked.address("plan-year"),
    }
    return render(request, "plans/yearly/texts.html", context)


@writing_office
def year_text(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One section. POST with do=propose puts sentences from the figures into the form, unsaved."""
    asked = _asked(request, slug, texts.RIGHT)
    if not asked.year:
        raise NotFound
    where = (asked.actor, asked.plan, asked.unit, asked.year)
    about = texts.section(asked.actor, asked.plan, section)
    row = texts.rows(asked.plan, asked.unit, asked.year).get(section)
    now = row.text if row else {}
    form = SectionForm(posted(request), initial=filled(texts.as_seen(now), text=now))
    said = ""
    if request.method == "POST" and request.POST.get("do") == "propose":
        found = actions.propose(*where, section)
        form.propose(found)
        said = (
            _("Proposed from the figures and not saved yet: change it as you like, then save.")
            if found
            else _("The figures say nothing about this section yet.")
        )
    elif request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.attempt(lambda: texts.write(*where, section, form.both("text"), seen))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect(asked.address("plan-year-texts") + f"#{section}")
    return form_page(
        request,
        form,
        heading=about.heading,
        send=_("Save"),
        back=(asked.address("plan-year-texts"), _("The office's own sections")),
        lead=f"{units.name_of(asked.unit)} · {asked.year}",
        also=("propose", _("Propose sentences from the figures")),
        said=said,
    )


def _asked(request: HttpRequest, slug: str, right: str) -> _Asked:
    """Raises NotFound for a plan or unit there is not, Denied without `right` in the unit."""
    actor = actor_of(request)
    plan = queries.plan(slug, actor)
    unit = uuid_of(request.GET.get("unit")) or _highest(actor, right)
    require(actor, right, unit)
    written = request.GET.get("year", "").strip() or str(plan.year)
    # The year before is shown, too.
    digits = len(written) == 4 and written.isascii() and written.isdigit()
    good = digits and FIRST_YEAR < int(written) <= LAST_YEAR
    return _Asked(actor, plan, unit, written, int(written) if good else 0)


def _highest(actor: Actor, right: str) -> uuid.UUID:
    """The highest unit in which the actor may."""
    own = highest(actor, right)
    if not own:
        raise Denied
    return own[0]
