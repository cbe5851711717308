"""Merging units into one, and splitting one: the earlier end, the later go on, the past stays.

What a change does is found first (`plan_merge`, `plan_split`) and shown; doing it finds it again,
so that nothing is done that the same look would not show.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.actions.roles import covers, give
from suyang.organisations.actions.units import (
    add_unit,
    change,
    check_place,
    close,
    last_version,
    stream,
)
from suyang.organisations.models import Installation, RoleGrant, Succession, Unit, UnitVersion
from suyang.organisations.permissions import Actor, require

T = TypeVar("T")
MOST = 50
# A preview names so many; of more it has the number.
NAMED = 50


@dataclass(frozen=True)
class NewUnit:
    """A unit that a change begins. The same `id` again makes nothing twice."""

    id: uuid.UUID
    name: Text
    code: str = ""


@dataclass
class Effects:
    """What a change does: who ends, begins, moves; roles by what becomes of them."""

    day: dt.date
    ending: list[UnitVersion] = field(default_factory=list)
    beginning: list[Text] = field(default_factory=list)
    moving: list[UnitVersion] = field(default_factory=list)
    moving_count: int = 0
    below_count: int = 0
    roles_along: list[RoleGrant] = field(default_factory=list)
    roles_ending: list[RoleGrant] = field(default_factory=list)
    invitations: int = 0
    past: bool = False
    problems: list[str] = field(default_factory=list)
    # A move: roles of above that hold no longer (ending) and those that hold now (along).
    moves: bool = False


@transaction.atomic
def merge_units(
    actor: Actor,
    units: Sequence[Unit],
    into: Unit | NewUnit,
    day: dt.date,
    *,
    roles_along: bool = True,
) -> Unit:
    """Units end and go on in another, one of them or any other that stands or a new one.

    What stood directly below them stands below it from the day on. Roles go along where the actor
    might give them there; the others end. The same again changes nothing.
    """
    earlier = _earlier(units, into)
    for unit in earlier:
        require(actor, "unit.change", unit)
    tree.lock()
    done = _done(earlier, into, day)
    if done is not None:
        require(actor, "unit.change", done)
        return done
    first = last_version(earlier[0])
    _refuse_ended(earlier)
    if isinstance(into, NewUnit):
        if first.parent_id is None:
            raise _top()
        above = Unit.objects.get(id=first.parent_id)
        later = add_unit(actor, above, into.name, first.kind, into.code, day, into.id)
    else:
        later = into
        require(actor, "unit.change", later)
        _check_later(later, earlier, day)
    going = _along(actor, earlier, later, day) if roles_along else []
    for unit in earlier:
        last = last_version(unit)
        if last.parent_id is None:
            raise _top()
        for child in _children(unit, day):
            if child.unit_id != later.id:
                check_place(child.kind, later, day)
                change(actor, last_version(child.unit), day, parent=later)
        close(actor, last, day, "unit.merged")
        Succession.objects.create(earlier=unit, later=later, kind=Succession.Kind.MERGE, on=day)
    _hand_on(actor, going, later, day)
    audit.record(
        stream(later),
        actor,
        "unit.merged_here",
        units=[str(unit.id) for unit in earlier],
        on=day.isoformat(),
        roles=len(going),
    )
    return later


@transaction.atomic
def split_unit(
    actor: Actor,
    unit: Unit,
    parts: Sequence[NewUnit],
    day: dt.date,
    places: Mapping[uuid.UUID, int],
    *,
    stays: bool = False,
    roles_to: int | None = None,
) -> list[Unit]:
    """A unit ends and goes on in several new ones; or it stays, and new ones split off.

    places: for each unit directly below the number of its part (from 0). With `stays` those
    without a number stay below the unit; otherwise each needs one. roles_to: the part to which the
    unit's roles go along; None: they end with it. The same again changes nothing.
    """
    require(actor, "unit.change", unit)
    tree.lock()
    known = {one.id: one for one in Unit.objects.filter(id__in=[part.id for part in parts])}
    if known and len(known) == len(parts) and _split_done(unit, known, day):
        return [known[part.id] for part in parts]
    last = last_version(unit)
    _refuse_ended([unit])
    if last.parent_id is None:
        raise _top()
    _check_parts(parts, stays)
    children = _children(unit, day)
    _check_places(children, places, len(parts), stays)
    above = Unit.objects.get(id=last.parent_id)
    made = [add_unit(actor, above, part.name, last.kind, part.code, day, part.id) for part in parts]
    for child in children:
        if child.unit_id in places:
            later = made[places[child.unit_id]]
            change(actor, last_version(child.unit), day, parent=later)
    going: list[RoleGrant] = []
    if not stays:
        if roles_to is not None:
            going = _along(actor, [unit], made[roles_to], day)
        close(actor, last, day, "unit.split")
    for later in made:
        Succession.objects.create(earlier=unit, later=later, kind=Succession.Kind.SPLIT, on=day)
        if roles_to is not None and made[roles_to] == later:
            _hand_on(actor, going, later, day)
        audit.record(stream(later), actor, "unit.split_from", unit=str(unit.id), on=day.isoformat())
    if stays:
        audit.record(
            stream(unit),
            actor,
            "unit.split_off",
            units=[str(one.id) for one in made],
            on=day.isoformat(),
        )
    return made


def plan_merge(
    actor: Actor,
    units: Sequence[Unit],
    into: Unit | NewUnit,
    day: dt.date,
    *,
    roles_along: bool = True,
) -> Effects:
    """What `merge_units` would do; it is done and taken back, so that both see the same."""
    earlier = _earlier(units, into)
    found = effects_of(earlier, day)
    if isinstance(into, NewUnit):
        found.beginning.append(into.name)
    ids = [unit.id for unit in earlier]
    held = _grants(ids, day)
    rehearse(
        found,
        lambda: merge_units(actor, units, into, day, roles_along=roles_along),
        lambda later: _fates(found, held, [later.id], day),
    )
    return found


def plan_split(
    actor: Actor,
    unit: Unit,
    parts: Sequence[NewUnit],
    day: dt.date,
    places: Mapping[uuid.UUID, int],
    *,
    stays: bool = False,
    roles_to: int | None = None,
) -> Effects:
    """What `split_unit` would do."""
    found = effects_of([] if stays else [unit], day)
    found.beginning += [part.name for part in parts]
    moving = [child for child in _children(unit, day) if child.unit_id in places]
    found.moving, found.moving_count = moving[:NAMED], len(moving)
    held = [] if stays else _grants([unit.id], day)
    rehearse(
        found,
        lambda: split_unit(actor, unit, parts, day, places, stays=stays, roles_to=roles_to),
        lambda made: _fates(found, held, [one.id for one in made], day),
    )
    return found


def effects_of(units: Sequence[Unit], day: dt.date) -> Effects:
    """What ends and moves with units that end on a day."""
    found = Effects(day, past=day < clock.today())
    found.ending = [last_version(unit) for unit in units]
    ids = [unit.id for unit in units]
    children = [child for unit in units for child in _children(unit, day)]
    children = [child for child in children if child.unit_id not in ids]
    found.moving, found.moving_count = children[:NAMED], len(children)
    found.below_count = tree.within(ids, day).exclude(unit_id__in=ids).count() if ids else 0
    found.invitations = sum(
        unit.invitations.filter(used_at=None, withdrawn_at=None, expires_at__gt=clock.now()).count()
        for unit in units
    )
    return found


class _TakenBack(Exception):
    """Ends a rehearsal."""


def rehearse(
    found: Effects, action: Callable[[], T], after: Callable[[T], None] | None = None
) -> None:
    """Do an action and take it back: what it refuses is a problem, what it did is looked at."""
    try:
        with transaction.atomic():
            result = action()
            if after is not None:
                after(result)
            raise _TakenBack
    except _TakenBack:
        pass
    except Refused as refused:
        found.problems.append(str(refused.message))
    finally:
        tree.changed()


def _fates(found: Effects, held: list[RoleGrant], laters: list[uuid.UUID], day: dt.date) -> None:
    """Which of the roles go along: those that their holders have in the later unit afterwards."""
    there = {
        (grant.person_id, grant.role): grant
        for grant in RoleGrant.objects.filter(tree.valid(day), unit_id__in=laters)
    }
    for grant in held:
        along = (grant.person_id, grant.role) in there
        (found.roles_along if along else found.roles_ending).append(grant)


def _earlier(units: Sequence[Unit], into: Unit | NewUnit) -> list[Unit]:
    """The units that end: each once, without the one they are merged into."""
    later = into.id if isinstance(into, Unit) else None
    earlier = [unit for unit in dict.fromkeys(units) if unit.id != later]
    if not earlier or (later is None and len(earlier) < 2):
        raise Refused(_("Name at least two units to merge."), field="units")
    if len(earlier) > MOST:
        raise Refused(_("Merge fifty units at most at a time."), field="units")
    return earlier


def _done(earlier: Sequence[Unit], into: Unit | NewUnit, day: dt.date) -> Unit | None:
    rows = Succession.objects.filter(
        earlier__in=earlier, later_id=into.id, on=day, kind=Succession.Kind.MERGE
    )
    return Unit.objects.get(id=into.id) if rows.count() == len(earlier) else None


def _split_done(unit: Unit, made: Mapping[uuid.UUID, Unit], day: dt.date) -> bool:
    rows = Succession.objects.filter(
        earlier=unit, later_id__in=list(made), on=day, kind=Succession.Kind.SPLIT
    )
    return rows.count() == len(made)


def _refuse_ended(units: Sequence[Unit]) -> None:
    for unit in units:
        if last_version(unit).valid_to is not None:
            raise Refused(_("%(code)s has ended already.") % {"code": unit.code}, field="units")
        if Installation.objects.filter(office=unit).exists():
            raise Refused(
                _("This is the office of this installation; it cannot end here."), field="units"
            )


def _check_later(later: Unit, earlier: Sequence[Unit], day: dt.date) -> None:
    last = last_version(later)
    if last.valid_to is not None:
        raise Refused(_("The unit to go on in has ended. Choose another."), field="into")
    if last.valid_from > day:
        raise Refused(_("The unit to go on in begins later than that day."), field="day")
    above = set(tree.path(later.id, day)[1:])
    for unit in earlier:
        if unit.id in above:
            raise Refused(
                _("%(code)s stands above the unit to go on in. Move that one first.")
                % {"code": unit.code},
                field="into",
            )


def _check_parts(parts: Sequence[NewUnit], stays: bool) -> None:
    if len(parts) < (1 if stays else 2):
        raise Refused(_("Name at least two new units, or let the old one stay."), field="parts")
    if len(parts) > MOST:
        raise Refused(_("Fifty new units at most at a time."), field="parts")


def _check_places(
    children: Sequence[UnitVersion], places: Mapping[uuid.UUID, int], parts: int, stays: bool
) -> None:
    known = {child.unit_id for child in children}
    if set(places) - known or any(not 0 <= number < parts for number in places.values()):
        raise Refused(_("Something else stands below the unit now. Please look again."))
    if not stays and known - set(places):
        missing = len(known - set(places))
        raise Refused(
            _("Say of each unit below where it goes; %(count)s are open.") % {"count": missing},
            field="places",
        )


def _children(unit: Unit, day: dt.date) -> list[UnitVersion]:
    """What stands directly below on the day or comes there later, by code."""
    rows = UnitVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), parent=unit)
    return list(rows.select_related("unit").order_by("unit__code"))


def _grants(units: Sequence[uuid.UUID], day: dt.date) -> list[RoleGrant]:
    rows = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit_id__in=units)
    return list(rows.select_related("person", "unit").order_by("unit__code", "role", "id"))


def _along(actor: Actor, earlier: Sequence[Unit], later: Unit, day: dt.date) -> list[RoleGrant]:
    """The roles that may go along; read before the units end."""
    held = _grants([unit.id for unit in earlier], day)
    return [grant for grant in held if covers(actor, grant.role, later, grant.reach)]


def _hand_on(actor: Actor, going: Sequence[RoleGrant], later: Unit, day: dt.date) -> None:
    """Give each holder the same role in the later unit, once, to its old last day."""
    for grant in going:
        there = RoleGrant.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day),
            person_id=grant.person_id,
            role=grant.role,
            unit=later,
            reach__in=(grant.reach, RoleGrant.Reach.BELOW),
        )
        if not there.exists():
            give(
                actor,
                grant.person_id,
                grant.role,
                later,
                actor.person_id,
                reach=grant.reach,
                valid_from=max(day, grant.valid_from),
                valid_to=grant.valid_to,
            )


def _top() -> Refused:
    return Refused(_("The top unit cannot be merged or split. Nothing was changed."))


__all__ = [
    "Effects",
    "NewUnit",
    "effects_of",
    "merge_units",
    "plan_merge",
    "plan_split",
    "rehearse",
    "split_unit",
]
