"""Taking in a group that was run on a laptop: once, however often the package is repeated.

Rows keep their ids, so the same package, or a later one of the same group, adds only what is new.
What is here already is never overwritten; what somebody deleted here stays deleted. Events carry
the time at which things happened in the village, so a plan counts them in their own period, once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Denied, Refused
from suyang.foundation.texts import Text
from suyang.learning import package
from suyang.learning.actions import merge
from suyang.learning.actions.groups import stream
from suyang.learning.models import Group, PackageImport
from suyang.learning.package import Package
from suyang.organisations import permissions as roles
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.organisations.queries import grants_in, name_of

# A laptop's clock may be a little ahead; more than that would put events into the future.
CLOCK_AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What taking a package in would do. `counts` are rows that would be new, by kind."""

    group: str
    unit: str
    programme: Text
    opened_at: dt.datetime
    made_at: dt.datetime
    people: int
    known: bool
    counts: dict[str, int]

    @property
    def adds_nothing(self) -> bool:
        return not any(self.counts.values())


def read_package(data: bytes) -> Package:
    """The package in a file. Raises Refused with what is wrong with it."""
    return package.read(data)


def preview_package(actor: Actor, given: Package) -> Preview:
    """What `import_group` would add, found by doing it and taking it back."""
    unit = _permitted_unit(actor, given)
    known = Group.objects.filter(id=given.body["group"]["id"]).exists()
    with transaction.atomic():
        group, counts = _merge(given, unit)
        transaction.set_rollback(True)
    return Preview(
        group=given.body["group"]["name"],
        unit=name_of(unit.id),
        programme=group.programme.title,
        opened_at=package.moment(given.body["group"]["opened_at"]),
        made_at=given.made_at,
        people=len(given.body["enrolments"]),
        known=known,
        counts=counts,
    )


def import_group(actor: Actor, data: bytes) -> PackageImport:
    """Take the package in. The same one again changes nothing and gives the first import.

    Raises Denied without `group.import` in the group's unit, Refused when the package is damaged,
    of another kind, too large, or needs a unit or content that is not here.
    """
    given = read_package(data)
    unit = _permitted_unit(actor, given)
    before = PackageImport.objects.select_related("group").filter(digest=given.digest).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            group, counts = _merge(given, unit)
            taken = PackageImport.objects.create(
                digest=given.digest,
                group=group,
                counts=counts,
                imported_by=actor.person_id,
                imported_at=clock.now(),
            )
            audit.record(stream(group), actor, "group.imported", digest=given.digest, counts=counts)
    except IntegrityError:
        # Somebody took the same package in at the same moment.
        before = PackageImport.objects.select_related("group").filter(digest=given.digest).first()
        if before is None:
            raise
        return before
    return taken


def _permitted_unit(actor: Actor, given: Package) -> Unit:
    code = given.body["group"]["unit"]
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Refused(
            _(
                "The group belongs to the unit “%(code)s”, which is not known here. Add the unit "
                "with this code, then choose the package again."
            )
            % {"code": code},
            code="unknown_unit",
            field="package",
        )
    if not roles.may(actor, "group.import", unit):
        raise Denied(_not_yours(unit))
    if given.made_at > clock.now() + CLOCK_AHEAD:
        raise Refused(
            _(
                "The laptop's clock was ahead when the package was made. Set it right there and "
                "export the group again."
            ),
            code="clock",
            field="package",
        )
    return unit


def _not_yours(unit: Unit) -> str:
    """Whose group it is, and the offices that can take it in: those with somebody who may, or,
    where there is nobody yet, the unit and all above it."""
    path = tree.path(unit.id, clock.today())
    staffed = {g.unit_id for g in grants_in(path) if "group.import" in roles.MAY[g.role]}
    offices = [name_of(one) for one in path if one in staffed or not staffed]
    return _(
        "The group belongs to %(unit)s. An officer or administrator here may take it in: "
        "%(offices)s. Nothing was changed: keep the file and give it to them."
    ) % {"unit": name_of(unit.id), "offices": _(", ").join(offices)}


def _merge(given: Package, unit: Unit) -> tuple[Group, dict[str, int]]:
    """Inside a savepoint: a package whose ids are taken by something else leaves no trace."""
    try:
        with transaction.atomic():
            return merge.merge(given.body, unit)
    except IntegrityError:
        raise Refused(
            _("Something in this package has the same id as something else here. Nothing changed."),
            code="conflict",
            field="package",
        )
