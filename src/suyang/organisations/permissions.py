"""Who may do what: roles held in a unit from day to day, where they say so in all below it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from suyang.foundation import clock
from suyang.foundation.permissions import Denied
from suyang.organisations import tree
from suyang.organisations.models import Ancestry, RoleGrant, Unit

Role = RoleGrant.Role
Reach = RoleGrant.Reach

# What each role may do in its unit and below. Rooms use these names and add none elsewhere.
_SEES = frozenset({"unit.see", "plan.see_figures", "plan.see_drafts", "report.see", "report.make"})
MAY: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: _SEES
    | {
        "unit.change",
        "role.grant",
        "role.see",
        "person.invite",
        "password.reset",
        "group.start",
        "group.see",
        "group.import",
        "plan.write",
        "plan.publish",
        "target.set",
        "indicator.define",
        "form.define",
        "report.fill",
        "report.decide",
        "follow_up.ask",
        "audit.see",
        "connection.manage",
    },
    Role.OFFICER: _SEES
    | {
        "role.see",
        "person.invite",
        "group.start",
        "group.see",
        "group.import",
        "plan.write",
        "target.set",
        "form.define",
        "report.fill",
        "follow_up.ask",
    },
    # Who approves is not who fills in; an administrator of a small office may do both.
    Role.REVIEWER: _SEES | {"plan.publish", "report.decide", "follow_up.ask"},
    Role.TRAINER: frozenset({"group.start"}),
    # Who writes is not who publishes.
    Role.AUTHOR: frozenset(
        {"content.write", "unit.see", "plan.see_figures", "plan.see_drafts", "plan.write"}
    ),
    Role.ANALYST: _SEES | {"indicator.define"},
    Role.AUDITOR: _SEES | {"role.see", "group.see", "audit.see"},
    Role.OBSERVER: frozenset({"plan.see_figures"}),
}


@dataclass(frozen=True)
class Actor:
    """Whoever acts. `system` is the operator's command line, which is asked no questions.

    `connection_id`: another site, through which the person came; it sees what was begun there.
    """

    person_id: uuid.UUID | None = None
    account_id: uuid.UUID | None = None
    connection_id: uuid.UUID | None = None
    system: str = ""
    on: dt.date = field(default_factory=clock.today)
    _paths: dict[tuple[uuid.UUID, int], list[uuid.UUID]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def name_in_audit(self) -> str:
        if self.person_id is None and self.connection_id is not None:
            return f"connection:{self.connection_id}"
        return f"person:{self.person_id}" if self.person_id else f"system:{self.system or 'none'}"

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """The roles held today; none without an account, so that a code alone opens no office."""
        if self.account_id is None or self.person_id is None:
            return []
        held = RoleGrant.objects.filter(tree.valid(self.on), person_id=self.person_id)
        return list(held.order_by("id"))

    def path(self, unit_id: uuid.UUID) -> list[uuid.UUID]:
        """The unit, all above it, and, of one that was merged, its heirs with all above them."""
        key = (unit_id, tree.generation)
        if key not in self._paths:
            self._paths[key] = _path(unit_id, self.on)
        return self._paths[key]


NOBODY = Actor()


def system(name: str) -> Actor:
    """The actor of a command run on the machine itself."""
    return Actor(system=name)


def may(actor: Actor, action: str, unit: Unit | uuid.UUID, *, below: bool = False) -> bool:
    """Whether a role of the actor allows `action` in `unit`, by inheritance down the tree.

    below: in all units below it, too. Asks the database at most once for a unit and an actor.
    """
    if actor.system:
        return True
    unit_id = unit.id if isinstance(unit, Unit) else unit
    held = [g for g in actor.grants if action in MAY[g.role]]
    if below:
        held = [g for g in held if g.reach == Reach.BELOW]
    if not held:
        return False
    if any(g.unit_id == unit_id for g in held):
        return True
    deep = {g.unit_id for g in held if g.reach == Reach.BELOW}
    return bool(deep) and not deep.isdisjoint(actor.path(unit_id))


def may_anywhere(actor: Actor, action: str) -> bool:
    return bool(actor.system) or any(action in MAY[g.role] for g in actor.grants)


def units_where(actor: Actor, action: str, *, ended: bool = False) -> tree.Ids:
    """Every unit in which the actor may do `action`, those below included: a subquery of ids.

    ended: with units that have ended and last stood there.
    """
    held = [g for g in actor.grants if action in MAY[g.role]]
    deep = {g.unit_id for g in held if g.reach == Reach.BELOW}
    here = {g.unit_id for g in held} - deep
    rows = tree.within(deep, actor.on, ended=ended)
    if not here:
        return rows
    lines = Ancestry.objects.filter(tree.valid(actor.on))
    if not ended:
        lines = lines.filter(standing=True)
    reached = lines.filter(Q(ancestor_id__in=deep) | Q(ancestor_id__in=here, depth=0))
    return reached.values_list("unit_id", flat=True)


def tops_where(actor: Actor, action: str) -> set[uuid.UUID]:
    """The units in which a role of the actor itself allows `action`."""
    return {g.unit_id for g in actor.grants if action in MAY[g.role]}


def highest(actor: Actor, action: str) -> list[uuid.UUID]:
    """Of those the ones that stand below no other whose role reaches down, by their codes."""
    held = [g for g in actor.grants if action in MAY[g.role]]
    deep = {g.unit_id for g in held if g.reach == Reach.BELOW}
    tops = [u for u in {g.unit_id for g in held} if deep.isdisjoint(tree.path(u, actor.on)[1:])]
    return list(Unit.objects.filter(id__in=tops).order_by("code").values_list("id", flat=True))


def require(actor: Actor, action: str, unit: Unit | uuid.UUID) -> None:
    """Raise Denied unless `may`."""
    if not may(actor, action, unit):
        raise Denied


def _path(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    lines = Ancestry.objects.filter(tree.valid(on), unit_id=unit_id).order_by("depth")
    found = list(lines.values_list("ancestor_id", "standing"))
    if not found:
        return tree.path(unit_id, on)
    path = [ancestor for ancestor, _standing in found]
    if not found[0][1]:
        for heir in tree.heirs(unit_id, on):
            path += [one for one in tree.path(heir, on) if one not in path]
    return path
