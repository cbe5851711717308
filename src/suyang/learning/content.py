"""Programmes as content files: what the schema cannot say, and how one becomes a version."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import ProtectedError

from suyang.assessment.models import Blueprint
from suyang.foundation import clock, content
from suyang.foundation.content import Document, Problem
from suyang.learning.models import Programme
from suyang.library.models import Lesson


def register() -> None:
    content.kind("programmes", "programmes/*.yaml", "programmes/schema.json", 50, load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    """Names, and whether plan, checks and indicators fit the programme they stand in."""
    for document in documents:
        body = document.data
        if document.path.stem != body["id"]:
            yield document.problem(f"the file's name is not the id {body['id']!r}", "id")
        for number, part in enumerate(body["activity"]["plan"]):
            if "lesson" in part and part["lesson"] not in body["lessons"]:
                yield document.problem(
                    f"{part['lesson']!r} is not a lesson of the programme",
                    *("activity", "plan", number, "lesson"),
                )
        for occasion in ("before", "after"):
            unknown = set(body["checks"][occasion]["competences"]) - set(body["competences"])
            if unknown:
                yield document.problem(
                    f"the check covers {', '.join(sorted(unknown))}, the programme does not",
                    *("checks", occasion, "competences"),
                )
        if body["checks"]["before"]["half"] == body["checks"]["after"]["half"]:
            yield document.problem("before and after must use different halves", "checks", "after")
        for number, indicator in enumerate(body["indicators"]):
            if not any(indicator["id"].startswith(f"{task}-") for task in body["tasks"]):
                yield document.problem("no task of the programme has it", "indicators", number)


def load(documents: list[Document]) -> int:
    """Add what is new or changed; a programme without a file is no longer offered. Rows added."""
    added = 0
    for document in documents:
        body = document.data
        _check_known(document)
        kept = Programme.objects.filter(slug=body["id"], version=body["version"]).first()
        if kept is not None and kept.digest != document.digest:
            _remove(kept, document)
            kept = None
        if kept is None:
            kept = Programme.objects.create(
                slug=body["id"],
                version=body["version"],
                title=body["title"],
                tasks=body["tasks"],
                body=body,
                digest=document.digest,
                loaded_at=clock.now(),
            )
            added += 1
        Programme.objects.filter(id=kept.id).update(is_current=True)
        Programme.objects.filter(slug=body["id"]).exclude(id=kept.id).update(is_current=False)
    offered = [document.data["id"] for document in documents]
    Programme.objects.exclude(slug__in=offered).update(is_current=False)
    return added


def _check_known(document: Document) -> None:
    """Lessons and blueprints are loaded before; a name that is not among them is refused."""
    body = document.data
    for number, slug in enumerate(body["lessons"]):
        if not Lesson.objects.filter(slug=slug, is_current=True).exists():
            raise content.Refusal(
                document.problem(f"no lesson is called {slug!r}", "lessons", number)
            )
    for occasion in ("before", "after"):
        slug = body["checks"][occasion]["blueprint"]
        if not Blueprint.objects.filter(slug=slug, is_current=True).exists():
            raise content.Refusal(
                document.problem(f"no blueprint is called {slug!r}", "checks", occasion)
            )


def _remove(kept: Programme, document: Document) -> None:
    try:
        kept.delete()
    except ProtectedError:
        raise content.Refusal(
            document.problem(
                f"version {kept.version} already has groups and is another text; "
                "raise `version` by one",
                "version",
            )
        )
