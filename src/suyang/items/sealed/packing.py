"""From a folder of item files to a package: held against the same rules as the public bank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from suyang.foundation import content
from suyang.foundation.content import Document, Problem
from suyang.foundation.ids import uuid7
from suyang.items import checking
from suyang.items.sealed.envelope import Package
from suyang.items.sealed.keys import Key

POOLS = ("certification", "monitoring")
SCHEMA = "items/schema.json"


def read(folder: Path) -> tuple[list[Document], list[Problem]]:
    """All item files at and below a folder, and every reason for which one would be refused."""
    files = sorted(folder.rglob("*.yaml"))
    documents, problems = content.read_all(files, folder, Path(settings.SUYANG_CONTENT), SCHEMA)
    return documents, [*problems, *(problems_of(documents) if not problems else ())]


def problems_of(documents: Sequence[Document]) -> Iterator[Problem]:
    """What a schema cannot say of sealed items."""
    seen: dict[str, str] = {}
    for document in documents:
        item = document.data
        if item["id"] in seen:
            yield document.problem(f"the id stands in {seen[item['id']]} too", "id")
        seen[item["id"]] = document.name
        if item["pool"] not in POOLS:
            yield document.problem("what is sealed is no practice item", "pool")
        yield from checking.problems(document)


def pack(documents: Sequence[Document], key: Key) -> Package:
    """The checked items as a package with an id of its own."""
    items = {document.name: dict(document.data) for document in documents}
    return Package(uuid7(), key.fingerprint, items)
