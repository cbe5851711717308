"""Grids of tiles, as content files: content/maps/<id>.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from suyang.foundation import content
from suyang.foundation.content import Document, Problem


@dataclass(frozen=True)
class Place:
    """A unit's tile: its column and row from 0, and its short label by language."""

    column: int
    row: int
    short: dict[str, str]


def register() -> None:
    content.kind("maps", "maps/*.yaml", "maps/schema.json", 65, _load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    """A code once, a place once."""
    for document in documents:
        seen: set[Any] = set()
        for number, tile in enumerate(document.data["tiles"]):
            for one in (tile["code"], (tile["column"], tile["row"])):
                if one in seen:
                    yield document.problem(f"{one} stands here twice", "tiles", number)
                seen.add(one)


def _load(documents: list[Document]) -> int:
    """Nothing is stored: grids are read from their files."""
    _read.cache_clear()
    return 0


def places() -> dict[str, Place]:
    """The tiles of the provincial units, by unit code."""
    return _read(Path(settings.SUYANG_CONTENT))


@cache
def _read(root: Path) -> dict[str, Place]:
    found = content.read_document(root / "maps" / "cn-provinces.yaml", root)
    if isinstance(found, Problem):
        raise ValueError(str(found))
    return {
        tile["code"]: Place(tile["column"], tile["row"], tile["short"])
        for tile in found.data["tiles"]
    }
