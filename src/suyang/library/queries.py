"""Reads of lessons: which there are, and one with its parts as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.library.models import Lesson


def lessons() -> list[Lesson]:
    """Every lesson that is offered, in the order of competences."""
    return list(Lesson.objects.filter(is_current=True).order_by("competence", "slug"))


def lesson(slug: str) -> Lesson:
    found = Lesson.objects.filter(slug=slug, is_current=True).first()
    if found is None:
        raise NotFound
    return found


def in_order(slugs: Iterable[str]) -> list[Lesson]:
    """The offered lessons among `slugs`, in that order: a programme's lessons."""
    wanted = list(slugs)
    found = {row.slug: row for row in Lesson.objects.filter(is_current=True, slug__in=wanted)}
    return [found[slug] for slug in wanted if slug in found]


@dataclass(frozen=True)
class Part:
    """One part of a lesson: a screen of its own in elder mode, a section of the page otherwise.

    `kind` names its template; `number` counts within the kind; `words` are explained beside it.
    """

    kind: str
    number: int
    body: Any
    words: list[dict[str, Text]] = field(default_factory=list)
    picture: str = ""


def parts(of: Lesson) -> list[Part]:
    """The lesson's parts in the order in which they are taken."""
    body = of.body
    words = _Words(body["words"])
    return [
        Part("situation", 1, body["situation"], words.at("situation")),
        *(
            Part("step", number, step, words.at(f"step-{number}"), _picture(of, step))
            for number, step in enumerate(body["steps"], start=1)
        ),
        Part("example", 1, body["example"], words.at("example"), _picture(of, body["example"])),
        *(
            Part("task", number, task, words.at(f"try-{number}"))
            for number, task in enumerate(body["try_it"], start=1)
        ),
        Part(
            "wrong",
            1,
            [
                {**wrong, "words": words.at(f"wrong-{number}")}
                for number, wrong in enumerate(body["goes_wrong"], start=1)
            ],
        ),
        *([Part("local", 1, body["local"], words.at("local"))] if body.get("local") else []),
        Part("questions", 1, body["questions"]),
        Part("next", 1, _following(body["next"])),
    ]


def opening_words(of: Lesson) -> list[dict[str, Text]]:
    """Words of the title and the outcome, explained at the head of the page."""
    words = _Words(of.body["words"])
    return [*words.at("title"), *words.at("outcome")]


class _Words:
    def __init__(self, words: list[dict[str, Any]]) -> None:
        self.words = words

    def at(self, place: str) -> list[dict[str, Text]]:
        return [word for word in self.words if word["at"] == place]


def _picture(of: Lesson, holder: dict[str, Any]) -> str:
    return str(of.drawings.get(holder["picture"]["file"], "")) if "picture" in holder else ""


def _following(following: list[Any]) -> dict[str, list[Any]]:
    slugs = [one for one in following if isinstance(one, str)]
    return {
        "lessons": in_order(slugs),
        "things": [one for one in following if not isinstance(one, str)],
    }
