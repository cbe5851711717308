"""How checks go from one person to another who turned out to be the same.

Each check stays what it was: an item that both were asked stays evidence in its own check. Of two
unfinished checks of the same kind the later goes on, and the earlier ends with what was answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.assessment import actions
from suyang.assessment.models import (
    Check,
    ConnectedCheck,
    HandOver,
    Opening,
    Presentation,
    Response,
    Result,
    Share,
)
from suyang.foundation import clock
from suyang.foundation.texts import plain
from suyang.organisations.permissions import Actor
from suyang.people import merging
from suyang.people.models import Person

MODELS = (
    Check,
    ConnectedCheck,
    HandOver,
    Opening,
    Presentation,
    Response,
    Result,
    Share,
)


def register() -> None:
    merging.merger("assessment", MODELS, move, words)


def words(goes: Person, stays: Person) -> list[str]:
    """Each check that would come, and what would end."""
    found = Check.objects.filter(person=goes).select_related("blueprint").order_by("started_at")
    sentences = [_line(check) for check in found]
    for check in _overtaken(goes, stays):
        sentences.append(
            _("Both have an unfinished check. The earlier one would end here: %(check)s")
            % {"check": _line(check)}
        )
    return sentences


def move(goes: Person, stays: Person) -> dict[str, int]:
    overtaken = list(_overtaken(goes, stays))
    for check in overtaken:
        actions.stop(Actor(person_id=check.person_id), check)
    HandOver.objects.filter(person=goes).update(person=stays)
    Opening.objects.filter(reader=goes).update(reader=stays)
    moved = Check.objects.filter(person=goes).update(person=stays)
    return {"checks": moved, "ended_checks": len(overtaken)}


def _overtaken(goes: Person, stays: Person) -> Iterator[Check]:
    """The earlier of two unfinished checks of one kind, where a page shows the later alone.

    Checks of a programme or from another site are reached from there, and each goes on.
    """
    theirs = {_kind(check): check for check in _unfinished(goes)}
    for check in _unfinished(stays):
        other = theirs.get(_kind(check))
        if other is not None:
            yield min(check, other, key=lambda one: one.started_at)


def _unfinished(person: Person) -> list[Check]:
    found = Check.objects.filter(
        person=person, finished_at=None, continues=None, connected=None, handover=None
    )
    rows = found.select_related("blueprint", "person").order_by("started_at")
    return [check for check in rows if check.blueprint.body["halves"] != "one"]


def _kind(check: Check) -> tuple[str, tuple[str, ...]]:
    one = check.blueprint.body["competences"] == "one"
    return check.blueprint.slug, tuple(check.competences) if one else ()


def _line(check: Check) -> str:
    title = plain(check.blueprint.body["title"])
    day = date_format(clock.local_day(check.started_at))
    if check.finished_at is None:
        return _("%(title)s, %(day)s: begun, with the answers so far.") % {
            "title": title,
            "day": day,
        }
    return _("%(title)s, %(day)s: answers and result.") % {"title": title, "day": day}
