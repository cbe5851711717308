"""Who acts in a request to the API, and the API of the unit tree."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from pydantic import Field

from suyang.foundation import clock
from suyang.foundation.api.paging import Cursor, Limit, Page, page_of
from suyang.foundation.api.schemas import Language, Text, in_language
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import finding, queries, tree
from suyang.organisations.models import Connection, Unit
from suyang.organisations.permissions import Actor, may

router = Router(tags=["units"])


@dataclass(frozen=True)
class Caller:
    """Who acts, and under which name their requests are counted. `people.api` finds them."""

    actor: Actor
    key: str
    known: bool = True
    # Another site, when it calls itself or one of its visitors does; and that visitor's handle.
    connection: Connection | None = None
    handle: uuid.UUID | None = None

    @property
    def name(self) -> str:
        """What the ids of things that this caller makes follow from (foundation.api.retries)."""
        if self.actor.person_id is None and self.connection is not None:
            return f"connection:{self.connection.id}"
        return str(self.actor.person_id) if self.actor.person_id else "anybody"


class ApiRequest(HttpRequest):
    """A request whose caller was found."""

    auth: Caller


def actor(request: ApiRequest) -> Actor:
    return request.auth.actor


class UnitOut(Schema):
    id: uuid.UUID
    code: str
    kind: str = Field(description=_("nation, province, city, county, town, village, …"))
    name: Text
    parent: uuid.UUID | None = Field(description=_("The unit above; null at the top."))
    valid_from: dt.date = Field(description=_("The day from which name and place hold."))


class VersionOut(Schema):
    name: Text
    kind: str
    parent: uuid.UUID | None
    valid_from: dt.date
    valid_to: dt.date | None = Field(description=_("The day before which it held; null: today."))


class SuccessionOut(Schema):
    unit: uuid.UUID = Field(description=_("The unit on the other side."))
    kind: str = Field(description=_("merge or split"))
    on: dt.date


class UnitWhole(UnitOut):
    path: list[uuid.UUID] = Field(description=_("What stands above, nearest first."))
    versions: list[VersionOut] = Field(description=_("Names and places, newest first."))
    later: list[SuccessionOut] = Field(description=_("What it went on in."))
    earlier: list[SuccessionOut] = Field(description=_("What it came from."))


class RoleOut(Schema):
    id: uuid.UUID
    person: uuid.UUID
    name: str
    role: str
    unit: uuid.UUID = Field(description=_("The unit in which it is held."))
    inherited: bool = Field(description=_("Held above, reaching down to here."))
    reach: str = Field(description=_("below: there and in all below; unit: only there."))
    valid_from: dt.date
    valid_to: dt.date | None = Field(description=_("The day before which it holds."))
    granted_by: uuid.UUID | None


@router.get(
    "/units",
    response=Page[UnitOut],
    operation_id="listUnits",
    summary=_("Units in which you hold a role"),
    description=_(
        "The units of your roles and all below them, as they are today, by their codes. `q` finds "
        "a part of a name, also of a former one, or the beginning of a code."
    ),
)
def units(
    request: ApiRequest,
    cursor: Cursor = None,
    limit: Limit = 50,
    language: Language = None,
    q: Annotated[str, Query(default="", max_length=finding.LONGEST)] = "",
    kind: Annotated[str, Query(default="", max_length=20)] = "",
    within: Annotated[uuid.UUID | None, Query(default=None)] = None,
    direct: Annotated[bool, Query(default=False)] = False,
) -> Any:
    who = actor(request)
    tops = {grant.unit_id for grant in who.grants}
    if not tops:
        raise Denied
    asked = finding.Asked(q.replace("\x00", ""), kind, within, direct)

    def after(code: str | None, most: int) -> list[Unit]:
        from_there = replace(asked, after=code or "")
        return finding.some(tops, from_there, clock.today(), most)

    return in_language(page_of(Unit, after, "code", cursor, limit, _units), language)


@router.get(
    "/units/{unit_id}",
    response=UnitWhole,
    operation_id="getUnit",
    summary=_("One unit with its history"),
)
def unit(request: ApiRequest, unit_id: uuid.UUID, language: Language = None) -> Any:
    row = _seen(request, unit_id, "unit.see")
    whole = {
        **_unit(row),
        "path": tree.path(row.id, clock.today())[1:],
        "versions": [
            {
                "name": one.name,
                "kind": one.kind,
                "parent": one.parent_id,
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
            }
            for one in queries.versions_of(row.id)
        ],
        "later": [
            {"unit": one.later_id, "kind": one.kind, "on": one.on}
            for one in queries.successions_of(row.id)
        ],
        "earlier": [
            {"unit": one.earlier_id, "kind": one.kind, "on": one.on}
            for one in queries.origins_of(row.id)
        ],
    }
    return in_language(whole, language)


@router.get(
    "/units/{unit_id}/roles",
    response=list[RoleOut],
    operation_id="listRoles",
    summary=_("Who may do what in a unit"),
    description=_("Roles held in the unit, and those from above that reach down to it."),
)
def roles(request: ApiRequest, unit_id: uuid.UUID) -> Any:
    row = _seen(request, unit_id, "role.see")
    return [
        {
            "id": one.id,
            "person": one.person_id,
            "name": one.person.name,
            "role": one.role,
            "unit": one.unit_id,
            "inherited": one.unit_id != row.id,
            "reach": one.reach,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "granted_by": one.granted_by,
        }
        for one in queries.grants_that_reach(row.id)
    ]


def _seen(request: ApiRequest, unit_id: uuid.UUID, action: str) -> Unit:
    """The unit, if the caller may; else it is not found, whether it is there or not."""
    row = queries.unit(unit_id)
    if row is None or not may(actor(request), action, row):
        raise NotFound
    return row


def _units(rows: list[Unit]) -> list[dict[str, Any]]:
    return [_unit(row) for row in rows]


def _unit(row: Unit) -> dict[str, Any]:
    version = queries.version_of(row.id)
    if version is None:
        raise LookupError(f"unit {row.id} has no version; each is made with one")
    return {
        "id": row.id,
        "code": row.code,
        "kind": version.kind,
        "name": version.name,
        "parent": version.parent_id,
        "valid_from": version.valid_from,
    }
