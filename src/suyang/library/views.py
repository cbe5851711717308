"""Lessons to read, to try and to print; open to everybody, without an account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from suyang.frameworks import queries as frameworks
from suyang.library import practice, queries
from suyang.library.models import Lesson


@require_GET
def lesson_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "library/lesson_list.html",
        {"lessons": queries.lessons(), "bands": frameworks.band_names()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson; what was tried is sent here and answered at once, and is kept nowhere."""
    return render(request, "library/lesson.html", page_of(request, queries.lesson(slug)))


@require_GET
def lesson_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson on paper: everything open, tasks with the answers at the end."""
    found = queries.lesson(slug)
    context = page_of(request, found) | {"on_paper": True, "answers": practice.answers(found)}
    return render(request, "library/lesson_print.html", context)


def page_of(request: HttpRequest, lesson: Lesson) -> dict[str, Any]:
    """What a lesson's templates need. In elder mode one part is shown at a time (`?part=3`)."""
    tasks = practice.drawn(lesson, request.POST if request.method == "POST" else None)
    parts = queries.parts(lesson)
    competence = frameworks.competence_bodies().get(lesson.competence)
    context = {
        "lesson": lesson,
        "body": lesson.body,
        "opening_words": queries.opening_words(lesson),
        "parts": parts,
        "steps": [part for part in parts if part.kind == "step"],
        "tasks": tasks,
        "competence": competence,
        "band": frameworks.band_names().get(lesson.band),
    }
    if request.preferences.elder:  # type: ignore[attr-defined]
        context |= _one_part(request, len(parts))
    return context


def _one_part(request: HttpRequest, count: int) -> dict[str, Any]:
    """The part to show: 0 is the beginning, then the lesson's parts in order."""
    wanted = request.GET.get("part", "0")
    place = min(int(wanted), count) if wanted.isascii() and wanted.isdigit() else 0
    return {
        "elder": True,
        "place": place,
        "last": place == count,
        "before": place - 1,
        "after": place + 1,
        "count": count + 1,
        "shown": place + 1,
    }
