"""What to do next, in the framework's words, with the lessons that the rooms above offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.frameworks import queries as frameworks


@dataclass(frozen=True)
class Link:
    """Something that helps with a step: a lesson's title and address."""

    title: Text
    url: str

    @classmethod
    def to_item(cls, title: Text, slug: str) -> Link:
        """A question that is open to be practised."""
        return cls(title, reverse("item", args=[slug]))


@dataclass(frozen=True)
class Step:
    """One thing to do next for a competence."""

    competence: str
    name: Text
    text: Text
    links: tuple[Link, ...]


# For a competence and a band: what helps there. The rooms above register theirs at start-up.
Source = Callable[[str, str], Iterable[Link]]
_sources: list[Source] = []


def offer(source: Source) -> None:
    """Register who knows lessons for a competence in a band; once, in `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def links(competence: str, band: str) -> Iterator[Link]:
    """What the rooms above know for a competence in a band."""
    for source in _sources:
        yield from source(competence, band)


def steps(framework: str, chosen: list[dict[str, str]]) -> list[Step]:
    """The report's steps in words; without the framework's texts there are none."""
    try:
        bodies = frameworks.competence_bodies(framework)
    except NotFound:
        return []
    return [_step(bodies[one["competence"]], one) for one in chosen if one["competence"] in bodies]


def _step(body: dict[str, Any], chosen: dict[str, str]) -> Step:
    return Step(
        competence=chosen["competence"],
        name=body["name"],
        text=body.get("next", {}).get(chosen["band"], {}),
        links=tuple(links(chosen["competence"], chosen["band"])),
    )
