"""Pages of units and invitations: parse a form, call an action, redirect."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import HttpRequest

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations import finding, queries, tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, may, require


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, as the middleware found out."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def unit_for(request: HttpRequest, unit_id: uuid.UUID, action: str) -> Unit:
    """The unit, if the actor may do `action` in it; 404 when there is none, 403 when not."""
    unit = queries.unit(unit_id)
    if unit is None:
        raise NotFound
    require(actor_of(request), action, unit)
    return unit


def shown(unit: Unit) -> dict[str, Any]:
    """A unit for a template: the row, its version of today, the one above."""
    version = cast(UnitVersion, queries.version_of(unit.id))
    above: UnitVersion | None = queries.version_of(version.parent_id) if version.parent_id else None
    return {"unit": unit, "version": version, "above": above}


def crumbs_of(actor: Actor, unit_id: uuid.UUID) -> list[UnitVersion]:
    """From the highest unit that the reader may open down to this one, for the way on top."""
    day = clock.today()
    path = tree.path(unit_id, day)
    versions = finding.last_versions(path, day)
    seen = [one for one in reversed(path) if one in versions and may(actor, "unit.see", one)]
    return [versions[one] for one in seen]
