"""Who may do what: roles held in a unit from day to day, where they say so in all below it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from suyang.foundation import clock
from suyang.foundation.permissions import Denied
from suyang.organisations import tree
from suyang.organisations.models import RoleGrant, Unit

Role = RoleGrant.Role
Reach = RoleGrant.Reach

# What each role may do in its unit and below. Rooms use these names and add none elsewhere.
_SEES = frozenset({"plan.see_figures", "plan.see_drafts", "report.see", "report.make"})
MAY: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: _SEES
    | {
        "unit.change",
        "role.grant",
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
    Role.AUTHOR: frozenset({"content.write"}),
    Role.ANALYST: _SEES | {"indicator.define"},
    Role.AUDITOR: _SEES | {"group.see", "audit.see"},
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
        held = RoleGrant.objects.filter(person_id=self.person_id, valid_from__lte=self.on)
        return [g for g in held if g.valid_to is None or g.valid_to > self.on]


NOBODY = Actor()


def system(name: str) -> Actor:
    """The actor of a command run on the machine itself."""
    return Actor(system=name)


def may(actor: Actor, action: str, unit: Unit | uuid.UUID) -> bool:
    """Whether a role of the actor allows `action` in `unit`, by inheritance down the tree."""
    if actor.system:
        return True
    held = [g for g in actor.grants if action in MAY[g.role]]
    unit_id = unit.id if isinstance(unit, Unit) else unit
    if any(g.unit_id == unit_id for g in held):
        return True
    holders = {g.unit_id for g in held if g.reach == Reach.BELOW}
    return bool(holders) and not holders.isdisjoint(tree.path(unit_id, actor.on))


def may_anywhere(actor: Actor, action: str) -> bool:
    return bool(actor.system) or any(action in MAY[g.role] for g in actor.grants)


def units_where(actor: Actor, action: str) -> list[uuid.UUID]:
    """Every unit in which the actor may do `action`, those below included."""
    return [unit for top in tops_where(actor, action) for unit in tree.below(top, actor.on)]


def tops_where(actor: Actor, action: str) -> set[uuid.UUID]:
    """The units in which a role of the actor itself allows `action`."""
    return {g.unit_id for g in actor.grants if action in MAY[g.role]}


def require(actor: Actor, action: str, unit: Unit | uuid.UUID) -> None:
    """Raise Denied unless `may`."""
    if not may(actor, action, unit):
        raise Denied
