"""What changed since an earlier check: a change with its own uncertainty, never two numbers.

Both checks are taken in at once; the change between their days has a posterior of its own, in which
errors that they share cancel. It is called likely when nine tenths of it lie on one side.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from suyang.assessment import report
from suyang.assessment.history.evidence import METHOD, Evidence, evidence
from suyang.assessment.models import Check
from suyang.assessment.results.wording import Names
from suyang.foundation import clock, numbers
from suyang.foundation.texts import Text
from suyang.items.queries import area_of

# Standard normal: nine tenths on one side, and four fifths between minus and plus.
LIKELY: Final = 1.2816


@dataclass(frozen=True)
class Moved:
    """The change of one part, in widths of a band; `direction` is "up", "down" or "open"."""

    code: str
    name: str
    direction: str
    middle: float
    low: float
    high: float

    @property
    def said(self) -> str:
        if self.direction == "up":
            return _("likely up")
        return _("likely down") if self.direction == "down" else _("no clear change")

    @property
    def interval(self) -> str:
        low, high = (numbers.decimal(value, plus=True) for value in (self.low, self.high))
        return numbers.interval(low, high)


@dataclass(frozen=True)
class Change:
    """Since which check, and how each part moved; `overall` is None where it was not measured.

    areas: for a check of one competence, that competence.
    """

    since: Check
    title: Text
    day: dt.date
    overall: Moved | None
    areas: tuple[Moved, ...]
    method: str = METHOD

    @property
    def first(self) -> Moved | None:
        """What is said before all else: the whole, or the only part."""
        return self.overall or (self.areas[0] if len(self.areas) == 1 else None)

    @property
    def parts(self) -> tuple[Moved, ...]:
        return (self.overall, *self.areas) if self.overall else self.areas


def change(check: Check) -> Change | None:
    """Since the latest earlier check of another day that measures the same; None without one."""
    if check.finished_at is None or check.continues_id is not None:
        return None
    before = _before(check)
    if before is None:
        return None
    found = evidence([before, check])
    if found is None or len(found.days) < 2:
        return None
    return _change(check, before, found)


def moved(
    found: Evidence, start: float, end: float, codes: Iterable[str], code: str, name: str
) -> Moved:
    """How the mean of these competences moved between two times."""
    step = found.posterior.change(start, end, found.weights(codes))
    mean, sd = (float(part[0]) / report.band_width() for part in (step.mean, step.sd))
    low, high = mean - LIKELY * sd, mean + LIKELY * sd
    direction = "up" if low > 0 else "down" if high < 0 else "open"
    return Moved(code, name, direction, mean, low, high)


def as_json(found: Change | None) -> dict[str, Any] | None:
    """The change as the JSON of a profile has it, in widths of a band."""
    if found is None:
        return None
    return {
        "since": {
            "check": str(found.since.id),
            "blueprint": found.since.blueprint.slug,
            "day": found.day.isoformat(),
        },
        "method": found.method,
        "overall": _moved_json(found.overall) if found.overall else None,
        "areas": {moved.code: _moved_json(moved) for moved in found.areas},
    }


def _before(check: Check) -> Check | None:
    """Follow-ups aside: they belong to the check that they go on from."""
    day = clock.local_day(check.finished_at or clock.now())
    earlier = (
        Check.objects.filter(person_id=check.person_id, finished_at__lt=check.finished_at)
        .filter(continues=None, result__report__counted__gte=report.ENOUGH_OVERALL)
        .select_related("blueprint")
        .order_by("-finished_at")
    )
    covered = set(check.competences)
    for one in earlier:
        other_day = clock.local_day(one.finished_at or clock.now()) < day
        if other_day and covered & set(one.competences):
            return one
    return None


def _change(check: Check, before: Check, found: Evidence) -> Change | None:
    names = Names(check.blueprint.body["framework"])
    both = [code for code in check.competences if code in before.competences]
    start, end = found.time(before), found.time(check)
    # A check of one competence is compared in that one, and not in the name of its area.
    parts = {both[0]: both} if len(check.competences) == 1 else _by_area(both)
    areas = tuple(
        moved(found, start, end, codes, code, names.of(code))
        for code, codes in parts.items()
        if _enough(found, before, check, codes, report.ENOUGH_OF_PART)
    )
    whole = set(check.competences) == set(before.competences) and len(_by_area(both)) > 1
    overall = None
    if whole and _enough(found, before, check, both, report.ENOUGH_OVERALL):
        overall = moved(found, start, end, both, "", _("Overall"))
    if overall is None and not areas:
        return None
    title = before.blueprint.body["title"]
    return Change(before, title, found.days[before.id], overall, areas)


def _enough(found: Evidence, before: Check, check: Check, codes: list[str], needed: int) -> bool:
    return all(
        sum(found.own.get(one.id, Counter())[code] for code in codes) >= needed
        for one in (before, check)
    )


def _by_area(codes: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(area_of(code), []).append(code)
    return found


def _moved_json(moved: Moved) -> dict[str, Any]:
    return {
        "direction": moved.direction,
        **{name: round(getattr(moved, name), 3) for name in ("middle", "low", "high")},
    }
