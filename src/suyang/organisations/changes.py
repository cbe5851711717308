"""What a renaming, a move or an end of a unit would do, found without doing it."""

from __future__ import annotations

import datetime as dt
import uuid

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import actions, tree
from suyang.organisations.actions.replacing import NAMED, Effects, effects_of, rehearse
from suyang.organisations.models import RoleGrant, Unit, UnitVersion
from suyang.organisations.permissions import Actor


def plan_rename(actor: Actor, unit: Unit, name: Text | str, day: dt.date) -> Effects:
    found = Effects(day, past=day < clock.today())
    rehearse(found, lambda: actions.rename_unit(actor, unit, name, day))
    return found


def plan_move(actor: Actor, unit: Unit, parent: Unit, day: dt.date) -> Effects:
    """Which units move along, and whose roles from above hold no longer or hold now."""
    found = Effects(day, past=day < clock.today())
    found.below_count = tree.within(unit.id, day).exclude(unit_id=unit.id).count()
    below = directly_below(unit, NAMED)[0]
    found.moving, found.moving_count = below, tree.children_of(unit.id, day).count()
    before = tree.path(unit.id, day)[1:]
    after = tree.path(parent.id, day)
    found.roles_ending = _from_above([one for one in before if one not in after], day)
    found.roles_along = _from_above([one for one in after if one not in before], day)
    found.moves = True
    rehearse(found, lambda: actions.move_unit(actor, unit, parent, day))
    return found


def plan_end(actor: Actor, unit: Unit, day: dt.date) -> Effects:
    found = effects_of([unit], day)
    rows = RoleGrant.objects.filter(tree.valid(day), unit=unit).select_related("person", "unit")
    found.roles_ending = list(rows.order_by("role", "id"))
    rehearse(found, lambda: actions.end_unit(actor, unit, day))
    return found


def directly_below(unit: Unit, most: int) -> tuple[list[UnitVersion], bool]:
    """What stands directly below today, by code, up to so many; whether there are more."""
    rows = list(tree.children_of(unit.id, clock.today())[: most + 1])
    return rows[:most], len(rows) > most


def _from_above(units: list[uuid.UUID], day: dt.date) -> list[RoleGrant]:
    rows = RoleGrant.objects.filter(tree.valid(day), unit_id__in=units, reach=RoleGrant.Reach.BELOW)
    return list(rows.select_related("person", "unit").order_by("unit__code", "role", "id")[:NAMED])
