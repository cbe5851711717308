"""What the library can count: resources that are offered, by the language in which they are."""

from __future__ import annotations

from suyang.foundation import sources
from suyang.foundation.sources import Asked, Found, Source
from suyang.library.models import Lesson
from suyang.organisations.models import Installation

LANGUAGES = ("zh-Hans", "en")


def register() -> None:
    sources.register(
        Source(
            "library.resources",
            "things",
            {"zh-Hans": "提供的课程资源数", "en": "Resources offered"},
            {
                "zh-Hans": "本系统当前提供的课程，计入本系统所在单位；一课有两种语言的，两列都计。",
                "en": "Lessons that this installation offers now, of its own office; a lesson in "
                "two languages is in both columns.",
            },
            resources,
            tuple(f"language:{language}" for language in LANGUAGES),
            standing=True,
        )
    )


def resources(asked: Asked) -> dict[str, Found]:
    """A stock: what is offered now. Lessons belong to no village, so only the office of this
    installation has them."""
    office = Installation.objects.values_list("office_id", flat=True).first()
    if office != asked.unit:
        return {"total": Found(None, mark="not_applicable")}
    bodies = list(Lesson.objects.filter(is_current=True).values_list("body", flat=True))
    found = {"total": len(bodies)}
    for column in asked.columns:
        language = column.partition(":")[2]
        if column.startswith("language:"):
            found[column] = sum(bool(body["title"].get(language)) for body in bodies)
    return {column: Found(float(count), n=count) for column, count in found.items()}
