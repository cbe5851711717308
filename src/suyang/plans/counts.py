"""Counts for a key task: people (人) and attendances (人次), which never add up together."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.plans.models import Evidence

Kind = Evidence.Kind


@dataclass(frozen=True)
class People:
    """A number of different people (人)."""

    number: int


@dataclass(frozen=True)
class Attendances:
    """A number of attendances (人次): one person on one day is one."""

    number: int


@dataclass(frozen=True)
class PlaceCounts:
    """What happened for a task in one place and below it."""

    unit: uuid.UUID
    name: str
    people: People
    attendances: Attendances
    groups: int


def events(
    task: str, within: Iterable[uuid.UUID] | tree.Ids, as_of: dt.date | None = None
) -> QuerySet[Evidence]:
    """The events behind every figure of a task in these units, up to and with a day.

    Attendances that were taken back are among them, marked, and count nowhere.
    """
    found = Evidence.objects.filter(task=task, unit_id__in=within)
    return found.filter(day__lte=as_of) if as_of else found


def people(found: QuerySet[Evidence]) -> People:
    """Different people with at least one attendance, counted from the events themselves."""
    attended = _standing(found).filter(kind=Kind.ATTENDANCE)
    return People(attended.aggregate(n=Count("person", distinct=True))["n"])


def attendances(found: QuerySet[Evidence]) -> Attendances:
    return Attendances(_standing(found).filter(kind=Kind.ATTENDANCE).count())


def in_place(task: str, unit: uuid.UUID, as_of: dt.date | None, on: dt.date) -> PlaceCounts:
    """The counts of a unit and all below it."""
    found = events(task, tree.with_below(unit, on), as_of)
    return PlaceCounts(
        unit,
        units.name_of(unit, on),
        people(found),
        attendances(found),
        found.values("group").distinct().count(),
    )


def by_place(task: str, top: uuid.UUID, as_of: dt.date | None, on: dt.date) -> list[PlaceCounts]:
    """The counts of each unit directly below `top`, in the order of their codes."""
    return [
        in_place(task, version.unit_id, as_of, on)
        for version in tree.children_of(top, on)
        if version.kind != Unit.Kind.BODY
    ]


def by_kind(found: QuerySet[Evidence]) -> dict[str, int]:
    """How many events of each kind stand behind the figures."""
    standing = _standing(found)
    return {str(kind): standing.filter(kind=kind).count() for kind in Kind}


def _standing(found: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return found.filter(detail__undone__isnull=True)
