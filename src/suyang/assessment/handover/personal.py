"""What hand-overs hold about a person: which site sent them, what it may get and got."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.assessment.models import ConnectedCheck, HandOver
from suyang.foundation import clock
from suyang.organisations import webhooks
from suyang.people import personal
from suyang.people.models import Person


def register() -> None:
    personal.provider("handovers", (HandOver, ConnectedCheck), export, erase, words)


def export(person: Person) -> dict[str, Any]:
    return {
        "handovers": [
            {
                "site": one.connection.name,
                "check": str(one.check_taken_id),
                "shares": one.shares,
                "words_agreed_to": one.text_version,
                "agreed_at": one.agreed_at.isoformat(),
                "sent_at": one.sent_at and one.sent_at.isoformat(),
                "collected_at": one.collected_at and one.collected_at.isoformat(),
                "declined_at": one.declined_at and one.declined_at.isoformat(),
            }
            for one in _of(person)
        ],
        "checks_on_other_sites": [
            {"site": one.connection.name, "check": str(one.check_taken_id)}
            for one in ConnectedCheck.objects.filter(check_taken__person=person)
            .select_related("connection")
            .order_by("check_taken_id")
        ],
    }


def erase(person: Person) -> dict[str, int]:
    webhooks.forget(HandOver.objects.filter(person=person).values_list("id", flat=True))
    handovers, _models = HandOver.objects.filter(person=person).delete()
    connected, _models = ConnectedCheck.objects.filter(check_taken__person=person).delete()
    return {"handovers": handovers, "connected": connected}


def words(person: Person) -> list[str]:
    """Also what is out of our hands: a site that collected a result has its own copy."""
    sentences = []
    for one in _of(person):
        if one.collected_at is not None:
            sentences.append(
                _(
                    "“%(site)s” got your result on %(day)s. Its copy is not here: ask the site to "
                    "delete it."
                )
                % {
                    "site": one.connection.name,
                    "day": date_format(clock.local_day(one.collected_at)),
                }
            )
        elif one.sent_at is not None and one.declined_at is None:
            sentences.append(
                _("You sent “%(site)s” a result on %(day)s; it has not collected it.")
                % {"site": one.connection.name, "day": date_format(clock.local_day(one.sent_at))}
            )
        else:
            sentences.append(
                _("“%(site)s” sent you here for a check on %(day)s; it has no result of yours.")
                % {"site": one.connection.name, "day": date_format(clock.local_day(one.agreed_at))}
            )
    return sentences


def _of(person: Person) -> list[HandOver]:
    found = HandOver.objects.filter(person=person).select_related("connection")
    return list(found.order_by("agreed_at"))
