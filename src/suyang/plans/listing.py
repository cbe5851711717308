"""Lists of plans that stay short with thousands of offices: those nearest first, the others found.

Nearest are those that came with Suyang and those of the reader's own offices. All others are
found by the year, by the name of their unit, and a page at a time.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations.models import UnitVersion
from suyang.organisations.permissions import Actor, tops_where
from suyang.plans.models import Plan

A_PAGE: Final = 50
LONGEST: Final = 80


@dataclass(frozen=True)
class Found:
    """A page of plans; asked: what was asked for, by field; query: the same for an address."""

    page: Page[Plan]
    years: list[int]
    asked: Mapping[str, str]
    query: str


def own_offices(actor: Actor) -> set[uuid.UUID]:
    """The units in which the actor sees drafts by a role of their own."""
    return tops_where(actor, "plan.see_drafts")


def find(plans: QuerySet[Plan], given: Mapping[str, str]) -> Found:
    """given: `year`, `words` of the unit's name, `page`; what is no year or page is left out."""
    asked = {"year": given.get("year", ""), "words": given.get("words", "").strip()[:LONGEST]}
    years = list(plans.order_by("-year").values_list("year", flat=True).distinct())
    if asked["year"] not in {str(year) for year in years}:
        asked["year"] = ""
    found = plans.filter(year=int(asked["year"])) if asked["year"] else plans
    if asked["words"]:
        found = found.filter(unit_id__in=called(asked["words"]))
    page = Paginator(found.order_by("-year", "slug"), A_PAGE).get_page(given.get("page"))
    query = urlencode({name: said for name, said in asked.items() if said})
    return Found(page, years, asked, query)


def near(plans: QuerySet[Plan], offices: Collection[uuid.UUID]) -> QuerySet[Plan]:
    """Those that came with Suyang and those of these units, the newest first."""
    return plans.filter(Q(unit=None) | Q(unit_id__in=offices)).order_by("-year", "slug")


def with_units(plans: Iterable[Plan]) -> list[tuple[Plan, Text]]:
    """Plans with the names of their units: many offices call theirs alike."""
    rows = list(plans)
    names = units.names({one.unit_id for one in rows if one.unit_id})
    return [(one, names.get(one.unit_id, {}) if one.unit_id else {}) for one in rows]


def called(words: str) -> QuerySet[UnitVersion, uuid.UUID]:
    """The units that have or had these words in their name."""
    versions = UnitVersion.objects.filter(search__contains=words.casefold().replace("\0", ""))
    return versions.values_list("unit_id", flat=True)
