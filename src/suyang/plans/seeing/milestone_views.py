"""Milestones across plans: the page, and the same as a table and as a calendar."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.documents.xlsx import Column, Kind, Workbook, Worksheet, write_xlsx
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain
from suyang.interchange import icalendar
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, may_anywhere
from suyang.plans.naming import task_state
from suyang.plans.reporting.views import actor_of, office, uuid_of
from suyang.plans.seeing import milestones
from suyang.plans.seeing.milestones import Asked, Done, Row, When

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office
def milestone_list(request: HttpRequest) -> HttpResponse:
    """By day; what is asked for stands in the address."""
    actor, asked = _asked(request)
    shown = milestones.shown(actor, asked, request.GET.get("page"))
    query = _query(asked)
    context = {
        "shown": shown,
        "asked": asked,
        "whens": [(one, shown.counts[one], _query(asked, when=one)) for one in When],
        "states": list(Done),
        "query": query,
        "in_a_file": milestones.IN_A_FILE,
        "more_than_a_file": shown.page.paginator.count > milestones.IN_A_FILE,
    }
    return render(request, "plans/seeing/milestones.html", context)


@office
def milestone_table(request: HttpRequest) -> HttpResponse:
    actor, asked = _asked(request)
    columns = (
        Column(_("Day"), Kind.DATE),
        Column(_("Milestone"), width=40),
        Column(_("State")),
        Column(_("Done on"), Kind.DATE),
        Column(_("First planned for"), Kind.DATE),
        Column(_("Key task"), width=40),
        Column(_("State of the task")),
        Column(_("Lead body"), width=24),
        Column(_("Plan"), width=32),
        Column(_("Unit"), width=24),
        Column(_("Note"), width=32),
    )
    lines = tuple(_line(one) for one in milestones.every(actor, asked))
    title = _("Milestones")
    label = units.demonstration_label()
    book = Workbook(title, (Worksheet(title, columns, lines),), _("About"), (), demonstration=label)
    return _file(write_xlsx(book), XLSX, f"{title} {clock.today():%Y-%m-%d}.xlsx")


@office
def milestone_calendar(request: HttpRequest) -> HttpResponse:
    actor, asked = _asked(request)
    events = [_event(request, one) for one in milestones.every(actor, asked)]
    title = _("Milestones")
    label = units.demonstration_label()
    name = f"{title} · {label}" if label else title
    return _file(icalendar.write(events, name, clock.now()), icalendar.MEDIA_TYPE, f"{title}.ics")


def _asked(request: HttpRequest) -> tuple[Actor, Asked]:
    """Raises Denied for whoever sees no drafts anywhere, NotFound for what is no such choice."""
    actor, given = actor_of(request), request.GET
    if not may_anywhere(actor, "plan.see_drafts"):
        raise Denied
    when, done = given.get("when", "") or When.ALL, given.get("state", "")
    if when not in list(When) or done not in ("", *Done):
        raise NotFound
    asked = Asked(
        When(when),
        given.get("below") == "1",
        given.get("plan", "")[:40],
        uuid_of(given.get("lead")),
        done,
    )
    return actor, asked


def _query(asked: Asked, **other: str) -> str:
    said = {
        "when": asked.when,
        "below": "1" if asked.below else "",
        "plan": asked.plan,
        "lead": str(asked.lead or ""),
        "state": asked.done,
        **other,
    }
    return urlencode({name: value for name, value in said.items() if value})


def _line(one: Row) -> tuple[Any, ...]:
    return (
        one.milestone.due,
        plain(one.milestone.title),
        _state(one),
        one.milestone.done_on,
        one.milestone.first_due,
        f"{one.task.number} {plain(one.task.body['title'])}",
        str(task_state(one.task.state)),
        plain(one.lead),
        plain(one.task.plan.title),
        plain(one.unit_name),
        one.milestone.note,
    )


def _state(one: Row) -> str:
    if one.milestone.done_on is not None:
        return _("done")
    return _("late") if one.late else _("open")


def _event(request: HttpRequest, one: Row) -> icalendar.Event:
    task = f"{one.task.number} {plain(one.task.body['title'])}"
    title = plain(one.milestone.title)
    if one.milestone.done_on is not None:
        title = _("%(title)s (done)") % {"title": title}
    said = [task, plain(one.task.plan.title), plain(one.unit_name)]
    if one.lead:
        said.append(_("Lead body: %(name)s") % {"name": plain(one.lead)})
    return icalendar.Event(
        f"{one.milestone.id}@suyang",
        one.milestone.due,
        title,
        "\n".join(line for line in said if line),
        request.build_absolute_uri(reverse("task-work", args=[one.task.slug]) + "#milestones"),
        (plain(one.task.plan.title),),
    )


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
