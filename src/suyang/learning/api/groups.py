"""The operations of whoever runs groups: programmes, groups, who is in them, packages."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.responses import Status

from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.api.retries import IdempotencyKey, made_id, require_same
from suyang.foundation.api.schemas import Language, in_language
from suyang.foundation.permissions import Denied
from suyang.learning import actions, queries
from suyang.learning.api import shown
from suyang.learning.api.schemas import (
    GroupIn,
    GroupOut,
    ImportOut,
    ParticipantOut,
    ProgrammeOut,
)
from suyang.learning.models import Enrolment, Group, Programme
from suyang.organisations import queries as units
from suyang.organisations.api import ApiRequest, actor
from suyang.organisations.permissions import may_anywhere
from suyang.people.api import OPEN

router = Router(tags=["groups"])
BINARY = "application/octet-stream"
_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/programmes",
    response=Page[ProgrammeOut],
    auth=OPEN,
    operation_id="listProgrammes",
    summary=_("The programmes on offer"),
)
def programmes(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = 50, language: Language = None
) -> Any:
    rows = Programme.objects.filter(is_current=True)
    return in_language(page(rows, "slug", cursor, limit, shown.programme), language)


@router.get(
    "/groups",
    response=Page[GroupOut],
    operation_id="listGroups",
    summary=_("Groups that you lead or may see"),
)
def groups(request: ApiRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    visible = [group.id for group in queries.groups_of(actor(request))]
    rows = Group.objects.select_related("programme").filter(id__in=visible)
    return page(rows, "-id", cursor, limit, shown.group)


@router.post(
    "/groups",
    response={201: GroupOut},
    operation_id="startGroup",
    summary=_("Start a group"),
    description=_("You lead it. Needs a role that starts groups in the unit."),
)
def start(request: ApiRequest, body: GroupIn, key: IdempotencyKey = None) -> Any:
    unit = units.unit(body.unit)
    if unit is None:
        raise NotAsSent("body.unit", gettext("There is no such unit."), "unknown_unit")
    group = actions.start_group(
        actor(request),
        body.programme,
        body.task or "",
        unit,
        body.name,
        made_id(request.auth.name, "groups", key),
    )
    require_same(
        (group.programme.slug, body.programme),
        (group.task, body.task or group.task),
        (group.unit_id, unit.id),
        (group.name, body.name.strip() or group.name),
    )
    return Status(201, shown.group(group))


@router.get(
    "/groups/{uuid:group_id}",
    response=GroupOut,
    operation_id="getGroup",
    summary=_("A group"),
)
def group(request: ApiRequest, group_id: uuid.UUID) -> Any:
    return shown.group(queries.group(actor(request), group_id))


@router.post(
    "/groups/{uuid:group_id}/close",
    response=GroupOut,
    operation_id="closeGroup",
    summary=_("Close a group"),
    description=_("Nobody else joins; whoever did goes on. Twice is once."),
)
def close(request: ApiRequest, group_id: uuid.UUID) -> Any:
    who = actor(request)
    return shown.group(actions.close_group(who, queries.group(who, group_id)))


@router.get(
    "/groups/{uuid:group_id}/enrolments",
    response=Page[ParticipantOut],
    operation_id="listEnrolments",
    summary=_("Who is in a group, and where each is on the way"),
    description=_("What was done, never how well."),
)
def enrolments(
    request: ApiRequest, group_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    found = queries.group(actor(request), group_id)
    standing = {one.enrolment.id: one for one in queries.standing(found)}

    def row(enrolment: Enrolment) -> dict[str, Any]:
        return shown.standing(standing[enrolment.id])

    joined = Enrolment.objects.filter(group=found, id__in=standing)
    return page(joined, "number", cursor, limit, row)


@router.get(
    "/groups/{uuid:group_id}/package",
    response={200: None},
    operation_id="exportGroup",
    summary=_("A group as a package"),
    description=_("The file that another installation takes in."),
    openapi_extra={"responses": {200: {"content": {BINARY: _FILE}}}},
)
def package(request: ApiRequest, group_id: uuid.UUID) -> Any:
    who = actor(request)
    found = queries.group(who, group_id)
    response = HttpResponse(actions.export_group(who, found), content_type=BINARY)
    response["Content-Disposition"] = f'attachment; filename="group-{found.code}.suyang-group"'
    return response


@router.post(
    "/groups/packages",
    response=ImportOut,
    operation_id="importGroup",
    summary=_("Take a group's package in"),
    description=_(
        "The body is the file. The same package again changes nothing, and gives the first import."
    ),
    openapi_extra={"requestBody": {"content": {BINARY: _FILE}, "required": True}},
)
def take_in(request: ApiRequest) -> Any:
    who = actor(request)
    if not may_anywhere(who, "group.import"):
        raise Denied
    return shown.package_import(actions.import_group(who, request.body))
