"""What several operations of plans read out of a request: periods, tasks, indicators."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext

from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.permissions import NotFound
from suyang.organisations import queries as units
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, may
from suyang.plans import queries
from suyang.plans.indicators import queries as indicators
from suyang.plans.models import Indicator, KeyTask, Plan
from suyang.plans.periods import Period


def read_period(written: str, field: str) -> Period:
    """field: where it stands in the request, such as `body.period`."""
    try:
        return Period.read(written)
    except ValueError:
        raise NotAsSent(field, gettext("There is no such period."), "unknown_period") from None


def unit_where(actor: Actor, action: str, unit_id: uuid.UUID) -> Unit:
    """Raises NotFound where the actor may not do this, so that nobody learns which units exist."""
    found = units.unit(unit_id)
    if found is None or not may(actor, action, found):
        raise NotFound
    return found


def sent_indicator(actor: Actor, slug: str, field: str) -> Indicator:
    found = indicators.visible(actor).filter(slug=slug).first()
    if found is None:
        raise NotAsSent(field, gettext("There is no such indicator."), "unknown_indicator")
    return found


def sent_task(actor: Actor, slug: str | None, field: str) -> KeyTask | None:
    if slug is None:
        return None
    try:
        return queries.task(slug, actor)
    except NotFound:
        raise NotAsSent(field, gettext("There is no such task."), "unknown_task") from None


def sent_plan(actor: Actor, slug: str, field: str) -> Plan:
    try:
        return queries.plan(slug, actor)
    except NotFound:
        raise NotAsSent(field, gettext("There is no such plan."), "unknown_plan") from None


def seen_task(actor: Actor, task: KeyTask | None) -> str | None:
    """The slug of a task that something belongs to; none of a draft that the actor may not see."""
    return task.slug if task is not None and queries.is_open(task.plan, actor) else None
