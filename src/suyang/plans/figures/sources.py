"""Figures that a room counts itself: asked of its source when something happened, and on demand.

A burst of events leaves one row of `Recount` a unit, indicator and year; a task in the background
works them off. What an approved report says stands: a source fills in only beside it. People and
estimates are asked for every unit above, and for quarters, halves and years, because they do not
add up; what says how things stand for every unit above; all else for the unit of the event and
those above that have a count of their own. `monthly` adds what the calendar alone makes due.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django_tasks import task as background

from suyang.foundation import clock, sources
from suyang.foundation.sources import Asked, Found, Source
from suyang.organisations import tree
from suyang.plans.figures import rollup
from suyang.plans.figures.adding import Kind
from suyang.plans.figures.cells import (
    CODES,
    EVERY_PERIOD,
    MISSING,
    TOTAL,
    UNITS,
    VALUE,
    Array,
    Cell,
    codes,
    periods_of,
    unpack,
)
from suyang.plans.figures.rollup import Change, columns_of, slots_of
from suyang.plans.models import Indicator, Recount, Series
from suyang.plans.periods import Period

# Rows written in one transaction, so that nobody waits long for the database.
_PORTION = 400


def want(indicator: Indicator, unit: uuid.UUID, year: int, months: Collection[int] = ()) -> None:
    """Note that a source is to be asked anew about months of a year; none given: all until now."""
    now = clock.now()
    row, created = Recount.objects.select_for_update().get_or_create(
        indicator=indicator,
        unit_id=unit,
        year=year,
        defaults={"months": sorted(months), "wanted_at": now},
    )
    if not created:
        row.months = sorted({*row.months, *months}) if row.months and months else []
        row.wanted_at = now
        row.save(update_fields=["months", "wanted_at"])
    transaction.on_commit(lambda: count_wanted.enqueue() if created else None)


def want_above(indicator: Indicator, unit: uuid.UUID, day: dt.date) -> None:
    """Something happened in a unit on a day: what it and units above have counted may differ."""
    path = tree.path(unit, day)
    concerned: Iterable[uuid.UUID] = path
    source = sources.get(indicator.source)
    standing = source is not None and source.standing
    if slots_of(indicator) != EVERY_PERIOD and not standing:
        counted = Series.objects.filter(indicator=indicator, unit_id__in=path, year=day.year)
        concerned = {unit, *counted.exclude(own=None).values_list("unit_id", flat=True)}
    for one in concerned:
        want(indicator, one, day.year, [day.month - 1])


def want_everywhere(indicator: Indicator, first_year: int) -> None:
    """Somebody must leave the figures, wherever they are counted, from a year on."""
    counted = Series.objects.filter(indicator=indicator, year__gte=first_year).exclude(own=None)
    for unit, year in counted.values_list("unit_id", "year"):
        want(indicator, unit, year)


def want_in(indicator: Indicator, units: Iterable[uuid.UUID], month: Period) -> int:
    """The same for a month in many units, a portion at a time; how many there are. A row that
    waits already is asked for its whole year."""
    now, found = clock.now(), list(units)
    for start in range(0, len(found), _PORTION):
        portion = found[start : start + _PORTION]
        rows = [
            Recount(
                indicator=indicator,
                unit_id=unit,
                year=month.year,
                months=list(month.months),
                wanted_at=now,
            )
            for unit in portion
        ]
        with transaction.atomic():
            Recount.objects.filter(
                indicator=indicator, unit_id__in=portion, year=month.year
            ).update(months=[], wanted_at=now)
            Recount.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


@background()
def count_wanted() -> int:
    """Ask for all that is wanted; the number of rows worked off. Later calls find nothing."""
    done = 0
    while True:
        row = Recount.objects.select_related("indicator").order_by("wanted_at", "id").first()
        if row is None:
            return done
        months = list(row.months)
        cells = ask(row.indicator, row.unit_id, row.year, months)
        with transaction.atomic():
            fill_in(row.indicator, row.unit_id, row.year, cells)
            # What came in while it was counted is wanted again and stays so.
            Recount.objects.filter(id=row.id, wanted_at=row.wanted_at).delete()
        done += 1


def recount(indicator: Indicator, unit: uuid.UUID, year: int, months: Collection[int] = ()) -> int:
    """Ask a source now and write what it says; how many rows of figures differ."""
    cells = ask(indicator, unit, year, months)
    with transaction.atomic():
        return fill_in(indicator, unit, year, cells)


def ask(
    indicator: Indicator, unit: uuid.UUID, year: int, months: Collection[int] = ()
) -> dict[int, dict[str, Cell]]:
    """What the indicator's source says of a unit, by slot: the months and, where they are kept,
    the longer periods in which they lie. Nothing of periods that have not begun. Outside any
    transaction: it may take long."""
    source = sources.get(indicator.source)
    if source is None:
        return {}
    found = {}
    for slot, period in enumerate(periods_of(year, slots_of(indicator))):
        inside = not months or any(month in period.months for month in months)
        if inside and period.first_day <= clock.today():
            found[slot] = _asked(indicator, source, unit, period)
    return found


def _asked(
    indicator: Indicator, source: Source, unit: uuid.UUID, period: Period
) -> dict[str, Cell]:
    columns = columns_of(indicator)
    asked = Asked(
        unit,
        period.first_day,
        period.last_day,
        str(indicator.body.get("task", "")),
        tuple(one for one in columns if one != TOTAL and one in source.columns),
    )
    found = source.count(asked)
    return {
        column: _cell(indicator.kind, one) for column, one in found.items() if column in columns
    }


def _cell(kind: str, found: Found) -> Cell:
    if found.value is None or found.mark:
        return Cell(None, mark=found.mark or MISSING, counted=True)
    second = found.of if kind == Kind.RATE else found.error
    return Cell(found.value, second, max(found.n or 0, 0), counted=True)


def fill_in(
    indicator: Indicator, unit: uuid.UUID, year: int, cells: dict[int, dict[str, Cell]]
) -> int:
    """Write what a source said, where no approved report says anything. In the caller's
    transaction; how many rows differ."""
    rollup.lock({indicator.id})
    kept = Series.objects.filter(indicator=indicator, unit_id=unit, year=year)
    own = unpack(
        kept.values_list("own", flat=True).first(), columns_of(indicator), slots_of(indicator)
    )
    free = {slot: given for slot, given in cells.items() if not _is_reported(own[slot])}
    return rollup.apply([Change(indicator, unit, year, free)])


def _is_reported(slot: Array) -> bool:
    """Whether a report says anything in a slot, and not a source."""
    there = codes(slot[:, VALUE]) != CODES[MISSING]
    return bool((there & (slot[:, UNITS] == 0)).any())
