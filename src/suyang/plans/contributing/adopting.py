"""The plans below that adopt a plan, and which of its tasks their units take up: counted by the
database, however many they are.

Of an office whose drafts the reader sees, the text that is worked on counts; of any other, its
newest edition (`Contribution`). Each unit is read in one of the two ways, so the numbers add up.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, units_where
from suyang.plans.models import Contribution, KeyTask, Plan

_Also = KeyTask.also_contributes_to.through


@dataclass(frozen=True)
class Adopting:
    """`plans`: those that the reader sees; `live`: those of them whose drafts the reader sees."""

    plans: QuerySet[Plan]
    live: QuerySet[Plan]
    read: QuerySet[Plan]

    def units(self) -> QuerySet[Unit]:
        return Unit.objects.filter(id__in=self.plans.values("unit_id")).order_by("code")

    def taking(self, above: Collection[int]) -> QuerySet[Unit]:
        """The units that take up at least one of these tasks."""
        return self.units().filter(self._takes(above))

    def leaving(self, above: Collection[int]) -> QuerySet[Unit]:
        """The units that adopted the plan and take up none of these tasks."""
        return self.units().exclude(self._takes(above))

    def counts(self, above: Collection[int]) -> dict[int, int]:
        """How many units take up each of these tasks; one that nobody does is left out."""
        main, also, read = self._main(above), self._also(above), self._read(above)
        # Who carries a task out by a main line is not counted again for a merged one.
        twice = main.filter(
            contributes_to=OuterRef("to_keytask_id"),
            plan__unit_id=OuterRef("from_keytask__plan__unit_id"),
        )
        asked: list[tuple[QuerySet[Any], str, str]] = [
            (main, "contributes_to_id", "plan__unit_id"),
            (also.filter(~Exists(twice)), "to_keytask_id", "from_keytask__plan__unit_id"),
            (read, "above_id", "plan__unit_id"),
        ]
        found: dict[int, int] = {}
        for rows, task, unit in asked:
            counted = rows.order_by().values(task).annotate(n=Count(unit, distinct=True))
            for pk, number in counted.values_list(task, "n"):
                found[pk] = found.get(pk, 0) + number
        return found

    def of_units(self, units: Collection[uuid.UUID]) -> list[Plan]:
        return list(self.plans.filter(unit_id__in=list(units)).order_by("made_at", "pk"))

    def _takes(self, above: Collection[int]) -> Q:
        return (
            Q(id__in=self._main(above).values("plan__unit_id"))
            | Q(id__in=self._also(above).values("from_keytask__plan__unit_id"))
            | Q(id__in=self._read(above).values("plan__unit_id"))
        )

    def _main(self, above: Collection[int]) -> QuerySet[KeyTask]:
        return KeyTask.objects.filter(
            plan__in=self.live.values("pk"),
            contributes_to__in=above,
            withdrawn_on=None,
            aspect__withdrawn_on=None,
        )

    def _also(self, above: Collection[int]) -> QuerySet[Any]:
        return _Also.objects.filter(
            to_keytask__in=above,
            from_keytask__plan__in=self.live.values("pk"),
            from_keytask__withdrawn_on=None,
            from_keytask__aspect__withdrawn_on=None,
        )

    def _read(self, above: Collection[int]) -> QuerySet[Contribution]:
        return Contribution.objects.filter(above__in=above, plan__in=self.read.values("pk"))


def adopting(actor: Actor, plan: Plan) -> Adopting:
    """The published plans that adopt this one, and drafts where the actor sees them. From a plan
    of the content anybody's plan follows; an office is shown its own tree."""
    found = Plan.objects.filter(adopts=plan).exclude(unit=None)
    if actor.system:
        return Adopting(found, found, found.none())
    if plan.unit_id is None:
        seen = units_where(actor, "plan.see_figures", ended=True)
        found = found.filter(unit_id__in=seen)
    drafts = Q(unit_id__in=units_where(actor, "plan.see_drafts", ended=True))
    found = found.filter(~Q(state=Plan.State.DRAFT) | drafts)
    return Adopting(found, found.filter(drafts), found.exclude(drafts))
