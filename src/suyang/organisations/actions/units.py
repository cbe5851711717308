"""Units and their dated versions: what was, stays; a change begins a new version on its day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.validators import validate_unicode_slug
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, outbox
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.foundation.texts import Text, plain, reader_language
from suyang.organisations import guards, tree
from suyang.organisations.models import (
    Installation,
    Invitation,
    RoleGrant,
    Succession,
    Unit,
    UnitVersion,
)
from suyang.organisations.permissions import Actor, require
from suyang.organisations.words import fits_below

BEGAN_EARLIER = "organisations.unit_began_earlier"
# Units that came in with a first day that is past: {"after", "upto"}, ids of their versions.
CAME_LATER = "organisations.units_came_later"


@transaction.atomic
def make_office(
    actor: Actor,
    name: Text | str,
    kind: str,
    code: str = "office",
    since: dt.date | None = None,
) -> Installation:
    """This installation and its office, once. Called by `people.actions.found_office`.

    since: the day from which the office stands in the tree; the first of January, because it was
    there before its installation, and the year's months are to be reported."""
    if Installation.objects.exists():
        raise Refused(
            _("The office is already set up. Nothing was changed. Please sign in."),
            code="already_founded",
        )
    unit = Unit.objects.create(code=code)
    day = since or clock.today().replace(month=1, day=1)
    UnitVersion.objects.create(unit=unit, name=text_of(name), kind=kind, valid_from=day)
    tree.lay([unit.id])
    office = Installation.objects.create(office=unit, created_at=clock.now())
    audit.record(stream(unit), actor, "unit.founded", kind=kind, valid_from=day.isoformat())
    return office


@transaction.atomic
def add_unit(
    actor: Actor,
    parent: Unit | None,
    name: Text | str,
    kind: str,
    code: str = "",
    valid_from: dt.date | None = None,
    id: uuid.UUID | None = None,
) -> Unit:
    """A new unit below `parent` from a day on (today). The same `id` again makes nothing twice.

    Only the operator may make a unit without parent, such as a body that issues plans.
    """
    day = valid_from or clock.today()
    if parent is not None:
        require(actor, "unit.change", parent)
        check_place(kind, parent, day)
    elif not actor.system:
        raise Denied
    known = Unit.objects.filter(id=id).first() if id else None
    if known is not None:
        return known
    tree.lock()
    if parent is not None:
        _check_above(parent.id, day)
    unit = Unit(id=id or uuid7())
    unit.code = _free_code(code or f"u-{unit.id.hex[-10:]}")
    unit.save(force_insert=True)
    version = UnitVersion.objects.create(
        unit=unit, name=text_of(name), kind=kind, parent=parent, valid_from=day
    )
    tree.lay([unit.id])
    audit.record(stream(unit), actor, "unit.added", **facts(version))
    tell(unit.id, day, None, version.parent_id)
    if day < clock.today():
        outbox.publish(CAME_LATER, unit.id, {"after": version.pk - 1, "upto": version.pk})
    return unit


@transaction.atomic
def begin_earlier(actor: Actor, unit: Unit, day: dt.date, why: Text | str) -> UnitVersion:
    """The unit stood in its place before the day on which it came into Suyang, so that earlier
    months can be reported. The same again changes nothing.

    Raises Refused without a reason, for a day that is no earlier one, before the unit above, or
    where the unit came out of another one on its first day."""
    require(actor, "unit.change", unit)
    tree.lock()
    versions = UnitVersion.objects.select_for_update().filter(unit=unit)
    first = versions.order_by("valid_from").first()
    if first is None:
        raise NotFound
    if first.valid_from == day:
        return first
    _check_earlier(first, day)
    reason = text_of(why)
    if not any(reason.values()):
        raise Refused(_("Please say how you know."), code="incomplete", field="why")
    before, first.valid_from = first.valid_from, day
    first.save(update_fields=["valid_from"])
    tree.lay([unit.id])
    audit.record(
        stream(unit),
        actor,
        "unit.began_earlier",
        before=before.isoformat(),
        after=day.isoformat(),
        why=reason,
    )
    tell(unit.id, day, first.parent_id)
    payload = {"unit": str(unit.id), "day": day.isoformat(), "until": before.isoformat()}
    outbox.publish(BEGAN_EARLIER, unit.id, payload)
    return first


def _check_earlier(first: UnitVersion, day: dt.date) -> None:
    began = {"day": date_format(first.valid_from)}
    if day > first.valid_from:
        raise Refused(
            _("It is known here since %(day)s. Choose an earlier day.") % began,
            code="too_late",
            field="day",
        )
    if day.year < 1990:
        raise Refused(_("Write the day with its year, such as 2026-01-01."), field="day")
    if Succession.objects.filter(later=first.unit_id, on=first.valid_from).exists():
        raise Refused(
            _("It came out of another unit on %(day)s and cannot have stood before.") % began,
            code="came_from",
            field="day",
        )
    if first.parent_id is not None:
        _check_above(first.parent_id, day, "day")


def _check_above(parent_id: uuid.UUID, day: dt.date, field: str = "valid_from") -> None:
    above = UnitVersion.objects.filter(unit_id=parent_id).order_by("valid_from").first()
    if above is not None and day < above.valid_from:
        raise Refused(
            _("The unit above, %(name)s, is known since %(day)s. Let that one begin earlier first.")
            % {"name": plain(above.name), "day": date_format(above.valid_from)},
            code="above",
            field=field,
        )


@transaction.atomic
def rename_unit(
    actor: Actor, unit: Unit, name: Text | str, valid_from: dt.date | None = None
) -> UnitVersion:
    """A new name from a day on (today); figures of earlier days keep the old one."""
    require(actor, "unit.change", unit)
    last = last_version(unit)
    return change(actor, last, valid_from, name={**last.name, **text_of(name)})


@transaction.atomic
def move_unit(
    actor: Actor, unit: Unit, parent: Unit, valid_from: dt.date | None = None
) -> UnitVersion:
    """Another unit above it from a day on (today)."""
    require(actor, "unit.change", unit)
    require(actor, "unit.change", parent)
    day = valid_from or clock.today()
    tree.lock()
    last = last_version(unit)
    if last.parent_id is None:
        raise Refused(_("The top unit stands below no other. Nothing was changed."))
    if unit.id in tree.path(parent.id, day):
        raise tree.standing_below_itself()
    check_place(last.kind, parent, day)
    return change(actor, last, day, parent=parent)


@transaction.atomic
def end_unit(actor: Actor, unit: Unit, valid_to: dt.date | None = None) -> UnitVersion:
    """The unit is no more from a day on: roles in it end, open invitations are withdrawn."""
    require(actor, "unit.change", unit)
    day = valid_to or clock.today()
    tree.lock()
    last = last_version(unit)
    if last.valid_to is not None:
        return last
    if UnitVersion.objects.filter(parent=unit).exclude(valid_to__lte=day).exists():
        raise Refused(_("Units still stand below it. Move or end them first. Nothing was changed."))
    close(actor, last, day)
    return last


def close(actor: Actor, last: UnitVersion, day: dt.date, because: str = "unit.ended") -> None:
    """End a unit, its roles and its open invitations; asks nobody whether it may."""
    unit = last.unit
    if Installation.objects.filter(office=unit).exists():
        raise Refused(_("This is the office of this installation; it cannot end here."))
    if day <= last.valid_from:
        raise too_early(last)
    guards.require_free([unit.id], day, "valid_to")
    last.valid_to = day
    last.save(update_fields=["valid_to"])
    tree.lay([unit.id])
    roles = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit=unit).update(
        valid_to=day, ended_by=actor.person_id
    )
    invitations = Invitation.objects.filter(unit=unit, used_at=None, withdrawn_at=None)
    withdrawn = invitations.update(withdrawn_at=clock.now())
    audit.record(
        stream(unit),
        actor,
        because,
        valid_to=day.isoformat(),
        roles=roles,
        invitations=withdrawn,
    )
    tell(unit.id, day, last.parent_id)


def stream(unit: Unit | uuid.UUID) -> str:
    """The audit stream of a unit."""
    return f"unit:{unit.id if isinstance(unit, Unit) else unit}"


def last_version(unit: Unit) -> UnitVersion:
    """The newest version, locked for a change."""
    versions = UnitVersion.objects.select_for_update().filter(unit=unit)
    last = versions.order_by("-valid_from").first()
    if last is None:
        raise Refused(_("This unit has no name yet. Import it again or ask the operator."))
    return last


def change(
    actor: Actor, last: UnitVersion, valid_from: dt.date | None, *, lay: bool = True, **changes: Any
) -> UnitVersion:
    """Begin a new version with `changes`; nothing happens when nothing differs.

    Without `lay` the caller brings the ancestry up to date when all changes are made.

    A change on the day on which the last version began takes its place: a version of no day
    would say nothing. The audit line keeps what stood there.
    """
    day = valid_from or clock.today()
    if last.valid_to is not None:
        raise Refused(_("This unit has ended and is not changed any more."))
    if all(getattr(last, field) == value for field, value in changes.items()):
        return last
    if day < last.valid_from:
        raise too_early(last)
    before = facts(last)
    parent_id = changes["parent"].id if "parent" in changes else changes.get("parent_id")
    if parent_id is not None and parent_id != last.parent_id:
        guards.require_free(_concerned(last, parent_id, day), day)
    version = last
    if day > last.valid_from:
        last.valid_to = day
        last.save(update_fields=["valid_to"])
        version = UnitVersion(
            unit_id=last.unit_id,
            name=last.name,
            kind=last.kind,
            parent_id=last.parent_id,
            valid_from=day,
        )
    for field, value in changes.items():
        setattr(version, field, value)
    version.save()
    if lay and "parent" in changes:
        tree.lay([last.unit_id])
    audit.record(stream(last.unit_id), actor, "unit.changed", before=before, after=facts(version))
    if (before["parent"], before["kind"]) != (facts(version)["parent"], version.kind):
        tell(last.unit_id, day, before["parent"], version.parent_id)
    return version


def check_place(kind: str, parent: Unit, day: dt.date) -> None:
    """Refuse a parent that has ended, or of a kind that belongs below."""
    above = last_version(parent)
    if above.valid_to is not None and above.valid_to <= day:
        raise Refused(_("That unit above has ended. Choose another."), field="parent")
    if not fits_below(kind, above.kind):
        raise Refused(
            _("A unit of this kind cannot stand below %(name)s.") % {"name": plain(above.name)},
            field="kind",
        )


def tell(unit_id: uuid.UUID, day: dt.date, *parents: uuid.UUID | str | None) -> None:
    """The rooms above: from a day on a unit came, went, or stands elsewhere; below whom."""
    concerned = sorted({str(parent) for parent in parents if parent})
    payload = {"unit": str(unit_id), "day": day.isoformat(), "parents": concerned}
    outbox.publish("organisations.units_changed", unit_id, payload)


def text_of(name: Text | str) -> dict[str, str]:
    """A name as text; a plain one is in the reader's language."""
    if isinstance(name, str):
        return {reader_language(): name.strip()}
    return {language: value.strip() for language, value in name.items() if value.strip()}


def facts(version: UnitVersion) -> dict[str, Any]:
    return {
        "name": dict(version.name),
        "kind": version.kind,
        "parent": str(version.parent_id) if version.parent_id else None,
        "valid_from": version.valid_from.isoformat(),
    }


def _concerned(last: UnitVersion, parent_id: uuid.UUID, day: dt.date) -> set[uuid.UUID]:
    """The units whose figures a move makes others: itself, and those above on one side only."""
    before, after = set(tree.path(last.unit_id, day)), set(tree.path(parent_id, day))
    return {last.unit_id} | (before ^ after)


def _free_code(code: str) -> str:
    try:
        validate_unicode_slug(code)
    except Exception:
        raise Refused(_("A code has only letters, digits, “-” and “_”."), field="code") from None
    if not code.isascii() or len(code) > 40:
        raise Refused(_("A code has only letters, digits, “-” and “_”."), field="code")
    if Unit.objects.filter(code=code).exists():
        raise Refused(_("Another unit has this code already. Choose another code."), field="code")
    return code


def too_early(last: UnitVersion) -> Refused:
    day = date_format(last.valid_from)
    return Refused(
        _("The last change of this unit is of %(day)s; choose a later day.") % {"day": day},
        code="too_early",
        field="valid_from",
    )
