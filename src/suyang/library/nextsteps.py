"""Lessons offered below a check's result: those for the competence, in the band named there."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from suyang.assessment import nextsteps
from suyang.assessment.nextsteps import Link
from suyang.library.models import Lesson


def register() -> None:
    nextsteps.offer(lessons_for)


def lessons_for(competence: str, band: str) -> Iterator[Link]:
    offered = Lesson.objects.filter(is_current=True, competence=competence, band=band)
    for lesson in offered.order_by("slug"):
        yield Link(lesson.body["title"], reverse("lesson", args=[lesson.slug]))
