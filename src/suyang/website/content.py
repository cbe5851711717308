"""Help texts as content."""

from __future__ import annotations

from collections.abc import Iterator

from suyang.foundation import content
from suyang.foundation.content import Document, Problem
from suyang.website.models import HelpSection


def register() -> None:
    content.kind("help", "help/*.yaml", "help/schema.json", 90, load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    seen: set[str] = set()
    for document in documents:
        for number, section in enumerate(document.data["sections"]):
            if section["id"] in seen:
                yield document.problem("the id stands twice", "sections", number, "id")
            seen.add(section["id"])


def load(documents: list[Document]) -> int:
    """The help is small and refers to nothing: it is replaced as a whole when it differs."""
    rows = [
        HelpSection(slug=section["id"], position=position, body=section)
        for document in documents
        for position, section in enumerate(document.data["sections"])
    ]
    stored = list(HelpSection.objects.values_list("slug", "position", "body"))
    if stored == [(row.slug, row.position, row.body) for row in rows]:
        return 0
    HelpSection.objects.all().delete()
    HelpSection.objects.bulk_create(rows)
    return len(rows)
