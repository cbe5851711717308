"""The operations: read a plan and its tasks; figures and evidence for whoever may."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from suyang.foundation import clock
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.schemas import Language, Slug, TaskSlug, in_language
from suyang.foundation.permissions import Denied
from suyang.organisations import tree
from suyang.organisations.api import ApiRequest, actor
from suyang.people.api import OPEN
from suyang.plans import counts, queries
from suyang.plans.api import shown
from suyang.plans.api.schemas import (
    EventOut,
    FiguresOut,
    PlanOut,
    TaskOut,
    WholePlanOut,
)

router = Router(tags=["plans"])
UnitOfRole = Annotated[
    uuid.UUID | None,
    Query(
        default=None,
        description=_("A unit of yours; without it, the highest that you may see."),
    ),
]
Day = Annotated[
    dt.date | None,
    Query(
        default=None,
        description=_("As it stood at the end of this day; not later than today."),
    ),
]


@router.get(
    "/plans",
    response=Page[PlanOut],
    auth=OPEN,
    operation_id="listPlans",
    summary=_("The work plans"),
)
def plans(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = 50, language: Language = None
) -> Any:
    return in_language(
        page(
            queries.visible_plans(actor(request)).filter(unit=None),
            "slug",
            cursor,
            limit,
            shown.plan,
        ),
        language,
    )


@router.get(
    "/plans/{slug}",
    response=WholePlanOut,
    auth=OPEN,
    operation_id="getPlan",
    summary=_("A work plan"),
    description=_("Goals, aspects with their key tasks, indicators, sources."),
)
def plan(request: ApiRequest, slug: Slug, language: Language = None) -> Any:
    return in_language(shown.whole_plan(queries.plan(slug, actor(request))), language)


@router.get(
    "/tasks/{slug}",
    response=TaskOut,
    auth=OPEN,
    operation_id="getTask",
    summary=_("A key task"),
)
def task(request: ApiRequest, slug: TaskSlug, language: Language = None) -> Any:
    return in_language(shown.task(queries.task(slug, actor(request))), language)


@router.get(
    "/tasks/{slug}/figures",
    response=FiguresOut,
    operation_id="getFigures",
    summary=_("A key task's figures in a unit"),
    description=_(
        "People, attendances and levels before and after, for the unit and each directly below. "
        "Needs a role that sees figures there. What is withheld stays withheld."
    ),
)
def figures(
    request: ApiRequest,
    slug: TaskSlug,
    unit: UnitOfRole = None,
    as_of: Day = None,
) -> Any:
    found = queries.task(slug, actor(request))
    day = min(as_of, clock.today()) if as_of else None
    return shown.figures(queries.figures(found, _place(request, unit), as_of=day))


@router.get(
    "/tasks/{slug}/evidence",
    response=Page[EventOut],
    operation_id="listEvidence",
    summary=_("The events behind a key task's figures"),
    description=_("The latest first, without names. Needs a role that sees figures there."),
)
def evidence(
    request: ApiRequest,
    slug: TaskSlug,
    unit: UnitOfRole = None,
    kind: Literal["person", "attendance", "lesson", "check"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    found = queries.task(slug, actor(request))
    below = tree.with_below(_place(request, unit), clock.today())
    events = counts.events(found.slug, below)
    if kind is not None:
        events = events.filter(kind=kind)
    return page(events, "-id", cursor, limit, shown.event)


def _place(request: ApiRequest, wanted: uuid.UUID | None) -> uuid.UUID:
    unit = queries.viewable_unit(actor(request), wanted)
    if unit is None:
        raise Denied
    return unit
