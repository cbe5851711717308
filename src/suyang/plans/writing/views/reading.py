"""Editions: the one that holds on a day, all there are, two side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import plain, reader_language
from suyang.organisations.permissions import Actor, may_anywhere
from suyang.organisations.views import actor_of
from suyang.plans import comparing, editions, published
from suyang.plans.models import Indicator, KeyTask, Plan, PlanEdition
from suyang.plans.writing import access
from suyang.plans.writing.views import writes


def plan(request: HttpRequest, found: Plan) -> HttpResponse:
    """The plan of an office for everybody: its edition of today, or of ?on=day."""
    actor = actor_of(request)
    if not found.editions.exists():
        return redirect("plan-write", found.slug)
    day = _day(request)
    return _shown(request, found, editions.shown_on(found, day), day, writes(actor, found))


def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = _published(request, slug)
    shown = editions.edition(found, number)
    return _shown(request, found, shown, None, writes(actor, found))


def task(request: HttpRequest, found: KeyTask) -> HttpResponse:
    """A task as it stands in the edition of today, or of ?on=day."""
    actor = actor_of(request)
    day = _day(request)
    standing = editions.last_standing(found, day)
    if standing is None:
        return redirect("task-desk", found.slug)
    shown, text = standing
    now = editions.edition_on(found.plan, day)
    gone = now is not None and found.slug not in editions.tasks_in(now.text)
    context = {
        "plan": found.plan,
        "edition": shown,
        "gone": now if gone else None,
        "task": text,
        "above": _above(actor, text["serves"]),
        "indicators": Indicator.objects.filter(slug__in=text["indicators"]),
        "sees": access.sees_drafts(actor, found.plan),
        "sees_state": may_anywhere(actor, "plan.see_figures"),
        "row": found,
    }
    return render(request, "plans/writing/reading_task.html", context)


def edition_list(request: HttpRequest, slug: str) -> HttpResponse:
    found = _published(request, slug)
    rows = list(found.editions.order_by("-number"))
    now = editions.edition_on(found, clock.today())
    context = {"plan": found, "rows": rows, "now": now, "today": clock.today()}
    return render(request, "plans/writing/editions.html", context)


def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two editions, the last two unless ?from= and ?to= say others."""
    actor = actor_of(request)
    found = _published(request, slug)
    rows = list(found.editions.order_by("number"))
    newer = _number(request, "to", rows[-1].number)
    older = _number(request, "from", max(1, newer - 1))
    before, after = editions.edition(found, older), editions.edition(found, newer)
    names = names_in(actor, before.text, after.text)
    compared = comparing.compare(before.text, after.text, reader_language(), names)
    context = {
        "plan": found,
        "rows": rows,
        "before": before,
        "after": after,
        "compared": compared,
        "parts": parts_of(compared),
    }
    return render(request, "plans/writing/compare.html", context)


def parts_of(compared: comparing.Comparison) -> list[comparing.Part]:
    return compared.changed


def names_in(actor: Actor, *texts: dict[str, Any]) -> dict[str, str]:
    """Names of the indicators and tasks above that texts name by their slugs."""
    tasks = [task for text in texts for task in editions.tasks_in(text).values()]
    slugs = {slug for task in tasks for slug in task["indicators"]}
    above = {slug for task in tasks for slug in task["serves"]}
    found = {
        one.slug: plain(one.body["name"]) or one.slug
        for one in Indicator.objects.filter(slug__in=slugs)
    }
    for one in _above(actor, above):
        found[one.slug] = f"{one.number} {plain(one.body['title'])}"
    return found


def _above(actor: Actor, slugs: Collection[str]) -> list[KeyTask]:
    """Tasks that an edition names by their slugs, in the words that the actor reads."""
    rows = KeyTask.objects.filter(slug__in=slugs).select_related("plan", "aspect")
    return published.worded(actor, rows)


def _shown(
    request: HttpRequest, found: Plan, shown: PlanEdition, day: dt.date | None, writer: bool
) -> HttpResponse:
    last = found.editions.order_by("-number").first()
    later = found.editions.filter(number__gt=shown.number).order_by("number").first()
    context = {
        "plan": found,
        "edition": shown,
        "text": shown.text,
        "day": day,
        "later": later,
        "is_last": last == shown,
        "begun": shown.valid_from <= (day or clock.today()),
        "withdrawn": editions.withdrawn(found, shown),
        "writes": writer,
        "sees": access.sees_drafts(actor_of(request), found),
        "sees_state": may_anywhere(actor_of(request), "plan.see_figures"),
    }
    return render(request, "plans/writing/edition.html", context)


def _published(request: HttpRequest, slug: str) -> Plan:
    found = access.plan_for(actor_of(request), slug)
    if found.unit_id is None or not found.editions.exists():
        raise NotFound
    (titled,) = published.titled(actor_of(request), [found])
    return titled


def _day(request: HttpRequest) -> dt.date:
    written = request.GET.get("on", "")
    if not written:
        return clock.today()
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise Refused(
            _("The day must be written as 2026-11-21."), code="invalid", field="on"
        ) from None


def _number(request: HttpRequest, name: str, usual: int) -> int:
    written = request.GET.get(name, "")
    if not written:
        return usual
    # An edition's number is a small integer of the database.
    if not (written.isascii() and written.isdigit() and len(written) < 5):
        raise NotFound
    return int(written)
