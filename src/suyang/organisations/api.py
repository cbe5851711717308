"""Who acts in a request to the API, and the API of the unit tree."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from pydantic import Field

from suyang.foundation import clock
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.schemas import Language, Text, in_language
from suyang.foundation.permissions import Denied
from suyang.organisations import queries, tree
from suyang.organisations.models import Connection, Unit
from suyang.organisations.permissions import Actor

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


@router.get(
    "/units",
    response=Page[UnitOut],
    operation_id="listUnits",
    summary=_("Units in which you hold a role"),
    description=_("The units of your roles and all below them, as they are today."),
)
def units(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = 50, language: Language = None
) -> Any:
    grants = actor(request).grants
    if not grants:
        raise Denied
    today = clock.today()
    ids = {unit for grant in grants for unit in tree.below(grant.unit_id, today)}
    found = Unit.objects.filter(id__in=ids)
    return in_language(page(found, "code", cursor, limit, _unit), language)


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
