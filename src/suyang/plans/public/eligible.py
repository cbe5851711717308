"""Which indicators the public view shows: those whose figures come from approved reports alone.

What a source counts by itself was approved by nobody, nor was what a formula makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from suyang.plans import formulas
from suyang.plans.models import Indicator, IndicatorMethod, Plan, PublicOffice


def indicators(wanted: Iterable[Indicator]) -> list[Indicator]:
    """Of these the ones that may be shown, in their order."""
    asked = list(wanted)
    known = _with_parts(asked)
    counted = {one.slug for one in known.values() if one.source} | _once_counted(known.values())
    public = set(PublicOffice.objects.filter(on=True).values_list("unit_id", flat=True))
    hidden = {
        one.slug
        for one in known.values()
        if (one.owner_id is not None and one.owner_id not in public)
        or (one.plan is not None and one.plan.state == Plan.State.DRAFT)
    }
    return [one for one in asked if not (_reach(one.slug, known) & (counted | hidden))]


def _with_parts(asked: Iterable[Indicator]) -> dict[str, Indicator]:
    """These and all that their formulas are made of, by slug."""
    found = {one.slug: one for one in asked}
    missing = {slug for one in found.values() for slug in _parts(one)} - set(found)
    while missing:
        more = Indicator.objects.select_related("plan").filter(slug__in=missing)
        new = {one.slug: one for one in more}
        found |= new
        missing = {slug for one in new.values() for slug in _parts(one)} - set(found)
    return found


def _once_counted(known: Iterable[Indicator]) -> set[str]:
    """Those of which an earlier method took its figures from a source."""
    methods = IndicatorMethod.objects.filter(indicator__in=list(known)).select_related("indicator")
    return {one.indicator.slug for one in methods if one.definition.get("source")}


def _parts(one: Indicator) -> set[str]:
    if not one.formula:
        return set()
    return {name.slug for name in formulas.names(formulas.parsed(one.formula))}


def _reach(slug: str, known: dict[str, Indicator]) -> set[str]:
    """An indicator and all that it is made of."""
    found, to_see = set(), [slug]
    while to_see:
        one = to_see.pop()
        if one not in found:
            found.add(one)
            to_see += _parts(known[one]) if one in known else ()
    return found
