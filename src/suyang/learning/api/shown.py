"""Rows as the API shows them."""

from __future__ import annotations

from typing import Any

from suyang.learning.models import (
    Enrolment,
    Group,
    GroupCheck,
    LessonTaken,
    PackageImport,
    Programme,
)
from suyang.learning.queries.groups import Standing
from suyang.people.names import shown_name


def programme(row: Programme) -> dict[str, Any]:
    body = row.body
    return {
        "slug": row.slug,
        "version": row.version,
        "title": row.title,
        "tasks": row.tasks,
        **{name: body[name] for name in ("competences", "outcomes", "lessons", "consent")},
        "target": {
            "lowest": body["target"]["from"],
            "highest": body["target"]["to"],
            "honestly": body["target"]["honestly"],
        },
    }


def group(row: Group) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "code": row.code,
        "programme": row.programme.slug,
        "task": row.task,
        "unit": row.unit_id,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "imported_at": row.imported_at,
        "people": row.enrolments.count(),
    }


def before_joining(row: Group) -> dict[str, Any]:
    return {
        "name": row.name,
        "programme": row.programme.slug,
        "consent": row.programme.body["consent"],
    }


def enrolment(row: Enrolment) -> dict[str, Any]:
    return {
        "id": row.id,
        "group": row.group_id,
        "programme": row.group.programme.slug,
        "number": row.number,
        "joined_at": row.joined_at,
        "before_skipped_at": row.before_skipped_at,
    }


def standing(of: Standing) -> dict[str, Any]:
    row = of.enrolment
    return {
        "id": row.id,
        "number": row.number,
        "name": shown_name(row.person),
        "joined_at": row.joined_at,
        "before": of.before,
        "lessons": of.lessons,
        "after": of.after,
        "here_today": of.here_today,
        "days": of.days,
        "shares_result": of.shares,
    }


def group_check(row: GroupCheck) -> dict[str, Any]:
    return {
        "occasion": row.occasion,
        "check": row.check_taken_id,
        "state": "finished" if row.check_taken.finished_at else "open",
    }


def lesson_taken(row: LessonTaken) -> dict[str, Any]:
    return {
        "lesson": row.lesson.slug,
        "opened_at": row.opened_at,
        "finished_at": row.finished_at,
    }


def package_import(row: PackageImport) -> dict[str, Any]:
    return {"group": row.group_id, "imported_at": row.imported_at, "counts": row.counts}
