"""Rows and figures as the API shows them."""

from __future__ import annotations

from typing import Any

from suyang.foundation.permissions import NotFound
from suyang.learning import queries as learning
from suyang.plans import levels, queries
from suyang.plans.counts import PlaceCounts
from suyang.plans.models import Aspect, Evidence, Goal, Indicator, KeyTask, Plan


def plan(row: Plan) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "version": row.version,
        "year": row.year,
        "title": row.title,
        "title_status": row.body["title_status"],
    }


def whole_plan(row: Plan) -> dict[str, Any]:
    # What an office writes is read as editions on its pages; rows are the text that is worked on.
    if row.unit_id is not None:
        raise NotFound
    return {
        **plan(row),
        "issued_by": queries.issuing_bodies(row),
        "reported": row.body["reported"],
        "note": row.body.get("note"),
        "published_counts": row.body["published_counts"],
        "goals": [_goal(goal) for goal in row.goals.all()],
        "aspects": [_aspect(aspect) for aspect in row.aspects.prefetch_related("tasks")],
        "indicators": [indicator(one) for one in row.indicators.select_related("plan")],
        "sources": row.body["sources"],
    }


def task(row: KeyTask) -> dict[str, Any]:
    if row.plan.unit_id is not None:
        raise NotFound
    copied = ("audience", "does", "lead_bodies", "responsible_bodies", "evidence")
    return {
        **_line(row),
        **{name: row.body[name] for name in copied},
        "plan": row.plan.slug,
        "aspect": row.aspect.number,
        "indicators": [one.slug for one in queries.indicators_of(row)],
        "programmes": [one.slug for one in learning.programmes_for(row.slug)],
    }


def indicator(row: Indicator) -> dict[str, Any]:
    if row.plan is None:
        raise NotFound
    return {
        "slug": row.slug,
        "plan": row.plan.slug,
        **{name: row.body[name] for name in ("name", "unit", "target", "responsible_bodies")},
        "tasks": [f"{row.plan.slug}-{number}" for number in row.body.get("tasks", ())],
        "note": row.body.get("note"),
    }


def figures(found: queries.TaskFigures) -> dict[str, Any]:
    return {
        "task": found.task.slug,
        "as_of": found.as_of,
        "whole": _counts(found.whole, found.level),
        "places": [_counts(place.counts, place.level) for place in found.places],
        "events": found.by_kind,
    }


def event(row: Evidence) -> dict[str, Any]:
    return {
        "id": row.id,
        "day": row.day,
        "unit": row.unit_id,
        "kind": row.kind,
        "detail": row.detail,
        "who": row.person[-6:].upper(),
        "recorded_at": row.recorded_at,
    }


def _goal(row: Goal) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "text": row.body["text"],
        "text_status": row.body["text_status"],
        "judged_by": row.body.get("judged_by"),
    }


def _aspect(row: Aspect) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.body["title"],
        "title_status": row.body["title_status"],
        "tasks": [_line(one) for one in row.tasks.all()],
    }


def _line(row: KeyTask) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "number": row.number,
        "title": row.body["title"],
        "title_status": row.body["title_status"],
    }


def _counts(row: PlaceCounts, level: levels.Shown) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "name": row.name,
        "people": row.people.number,
        "attendances": row.attendances.number,
        "groups": row.groups,
        "level": _level(level),
    }


def _level(level: levels.Shown) -> dict[str, Any]:
    """Numbers only where they are shown: what is withheld stays withheld."""
    if level.state != "shown":
        return {"state": level.state, "computed_at": level.computed_at}
    return {
        "state": level.state,
        "n": level.n,
        "method": level.method,
        "computed_at": level.computed_at,
        "shares": level.body or None,
    }
