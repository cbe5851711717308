"""Expected shares per band before and after, for a task's participants in a unit.

"These participants, not the population"; never called an effect. Computing takes seconds, so it
happens in a task of its own and the last result is kept. Units with fewer than ten people are
withheld from everybody but their trainer, and so is the smallest other one where a reader could
otherwise subtract it from the whole.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_tasks import task as background

from suyang.assessment import groups as estimates
from suyang.foundation import clock, content
from suyang.learning import pairs
from suyang.organisations import tree
from suyang.plans.models import LevelFigure

FEWEST = 10
METHOD = estimates.METHOD


@dataclass(frozen=True)
class Shown:
    """A level figure as a page may show it: `state` is shown, withheld, none or pending.

    `method` is the row's own label: a figure kept from before may have an earlier one.
    """

    state: str
    n: int | None = None
    body: dict[str, Any] | None = None
    computed_at: dt.datetime | None = None
    method: str = ""


def want(task: str, unit: uuid.UUID) -> None:
    """Note that the figures of a unit and of all above it are no longer up to date."""
    now = clock.now()
    for place in tree.path(unit, clock.today()):
        LevelFigure.objects.update_or_create(task=task, unit_id=place, defaults={"wanted_at": now})
    transaction.on_commit(lambda: compute_wanted.enqueue())


def want_everywhere() -> None:
    """After an erasure or a consent taken back: that person must leave the figures."""
    LevelFigure.objects.update(wanted_at=clock.now())
    transaction.on_commit(lambda: compute_wanted.enqueue())


@background()
def compute_wanted() -> int:
    """Compute every figure that is wanted; the number computed. Later calls find nothing to do."""
    done = 0
    while True:
        row = LevelFigure.objects.exclude(wanted_at=None).order_by("wanted_at", "id").first()
        if row is None:
            return done
        compute(row)
        done += 1


def compute(row: LevelFigure) -> None:
    """Compute one figure outside any transaction, then store it in one statement."""
    wanted_at = row.wanted_at
    below = tree.with_below(row.unit_id, clock.today())
    checks = pairs.paired_checks(row.task, below)
    inputs = _inputs(checks)
    changes: dict[str, Any] = {}
    if inputs != row.inputs or row.method != METHOD:
        changes = {
            "n": len(checks),
            "body": _body(row.task, checks),
            "inputs": inputs,
            "method": METHOD,
        }
    LevelFigure.objects.filter(id=row.id).update(computed_at=clock.now(), **changes)
    # What came in while this was computed is wanted again and stays so.
    LevelFigure.objects.filter(id=row.id, wanted_at=wanted_at).update(wanted_at=None)


def for_places(
    task: str, whole: uuid.UUID, places: Sequence[uuid.UUID], as_of: dt.date | None = None
) -> dict[uuid.UUID, Shown]:
    """The figures of a unit and the units directly below it, withheld where too few."""
    found = _on_day(task, [whole, *places], as_of) if as_of else _kept(task, [whole, *places])
    shown = {unit: _shown(found.get(unit)) for unit in (whole, *places)}
    if shown[whole].state == "shown":
        _protect(shown, found, places)
    return shown


def _protect(
    shown: dict[uuid.UUID, Shown], found: dict[uuid.UUID, LevelFigure], places: Sequence[uuid.UUID]
) -> None:
    """Hide the smallest shown places until the hidden ones together are ten people or more:
    what is left when the shown ones are subtracted from the whole must not be a small group."""

    def people(unit: uuid.UUID) -> int:
        row = found.get(unit)
        return row.n if row else 0

    hidden = [unit for unit in places if shown[unit].state == "withheld"]
    while hidden and (len(hidden) == 1 or sum(map(people, hidden)) < FEWEST):
        open_places = [unit for unit in places if shown[unit].state == "shown"]
        if not open_places:
            return
        smallest = min(open_places, key=people)
        shown[smallest] = Shown("withheld")
        hidden.append(smallest)


def _kept(task: str, units: Sequence[uuid.UUID]) -> dict[uuid.UUID, LevelFigure]:
    return {row.unit_id: row for row in LevelFigure.objects.filter(task=task, unit_id__in=units)}


def _on_day(task: str, units: Sequence[uuid.UUID], as_of: dt.date) -> dict[uuid.UUID, LevelFigure]:
    """Figures from what had been answered by the end of a day; the kept ones where they fit."""
    kept = _kept(task, units)
    rows: dict[uuid.UUID, LevelFigure] = {}
    for unit in units:
        checks = pairs.paired_checks(task, tree.with_below(unit, as_of), until=as_of)
        inputs = _inputs(checks)
        row = kept.get(unit)
        if row is None or row.inputs != inputs or row.method != METHOD or row.computed_at is None:
            row = LevelFigure(
                task=task,
                unit_id=unit,
                n=len(checks),
                body=_body(task, checks),
                method=METHOD,
                inputs=inputs,
                computed_at=clock.now(),
            )
        rows[unit] = row
    return rows


def _shown(row: LevelFigure | None) -> Shown:
    if row is None:
        return Shown("none")
    if row.computed_at is None:
        return Shown("pending")
    if row.n == 0:
        return Shown("none", computed_at=row.computed_at)
    if row.n < FEWEST:
        return Shown("withheld", computed_at=row.computed_at)
    return Shown("shown", row.n, row.body, row.computed_at, row.method)


def _body(task: str, checks: Sequence[estimates.Pair]) -> dict[str, Any]:
    """The estimate itself; none for so few people that it would never be shown."""
    if len(checks) < FEWEST:
        return {}
    return estimates.band_shares(checks, pairs.competences_of(task))


def _inputs(checks: Sequence[estimates.Pair]) -> str:
    """Finished checks never change, so their ids tell whether anything is new."""
    return content.digest(sorted([str(before.id), str(after.id)] for before, after in checks))
