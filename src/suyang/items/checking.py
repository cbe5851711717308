"""What a schema cannot say of an item's scene and controls: keys, places, credit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suyang.foundation.content import Document, Problem
from suyang.items import scenes, scoring

Here = tuple[str | int, ...]
# A rule of CONTENT.md: who chooses wrongly learns why, where the reasons are ever shown.
WITH_REASONS = ("single", "multiple")


@dataclass(frozen=True)
class Task:
    """A task at a place within a document of another kind, as `problems` reads an item."""

    document: Document
    data: Mapping[str, Any]
    here: Here

    def problem(self, reason: str, *place: str | int) -> Problem:
        return self.document.problem(reason, *self.here, *place)


Item = Document | Task


def problems(document: Item) -> Iterator[Problem]:
    """All that is wrong within one item, with its line."""
    yield from _scene(document)
    yield from _controls(document)
    yield from _credit(document)


def _scene(document: Item) -> Iterator[Problem]:
    scene = document.data.get("scene", {})
    named = Counter(part["id"] for name in scenes.LISTS for part in scene.get(name, ()))
    folders: set[str] = set()
    for name in scenes.LISTS:
        for number, part in enumerate(scene.get(name, ())):
            here: Here = ("scene", name, number)
            if named[part["id"]] > 1:
                yield document.problem(
                    f"two parts of the scene are called {part['id']!r}", *here, "id"
                )
            if "inside" in part and part["inside"] not in folders:
                yield document.problem(
                    f"no folder {part['inside']!r} stands before it", *here, "inside"
                )
            if part.get("kind") == "folder":
                folders.add(part["id"])
    sheet = scene.get("sheet", {})
    if "cell" in sheet and not _is_in(sheet["cell"], sheet["rows"]):
        yield document.problem(f"the sheet has no cell {sheet['cell']}", "scene", "sheet", "cell")


def _is_in(cell: str, rows: list[list[Any]]) -> bool:
    column, number = ord(cell[0]) - ord("A"), int(cell[1:])
    return number <= len(rows) and column < max(map(len, rows))


def _controls(document: Item) -> Iterator[Problem]:
    item = document.data
    scene = item.get("scene", {})
    places = {part["id"] for name in scenes.LISTS for part in scene.get(name, ())}
    ids = Counter(control["id"] for control in item["controls"])
    for number, control in enumerate(item["controls"]):
        here: Here = ("controls", number)
        if ids[control["id"]] > 1:
            yield document.problem(f"two controls are called {control['id']!r}", *here)
        if "at" in control and control["at"] not in places:
            yield document.problem(f"no part of the scene is called {control['at']!r}", *here, "at")
        if control["kind"] != "entry":
            yield from _options(document, control, here)
        if control["kind"] == "match":
            yield from _rows(document, control, here)


def _options(document: Item, control: Mapping[str, Any], here: Here) -> Iterator[Problem]:
    item, options = document.data, control["options"]
    if len({option["id"] for option in options}) < len(options):
        yield document.problem("two options have the same id", *here, "options")
    if control["kind"] not in ("choice", "several"):
        return
    keys = sum(1 for option in options if option.get("key"))
    if control["kind"] == "choice" and keys != 1:
        yield document.problem(f"{keys} options are keys; one must be", *here, "options")
    if control["kind"] == "several" and not 1 <= keys < len(options):
        yield document.problem("some, not all, options must be keys", *here, "options")
    if item["format"] in WITH_REASONS or item["pool"] == "practice":
        for place, option in enumerate(options):
            if not option.get("key") and "why" not in option:
                yield document.problem(
                    "a wrong option must say why (`why`)", *here, "options", place
                )


def _rows(document: Item, control: Mapping[str, Any], here: Here) -> Iterator[Problem]:
    known = {option["id"] for option in control["options"]}
    if len({row["id"] for row in control["rows"]}) < len(control["rows"]):
        yield document.problem("two rows have the same id", *here, "rows")
    for place, row in enumerate(control["rows"]):
        if row["goes"] not in known:
            yield document.problem(
                f"no option is called {row['goes']!r}", *here, "rows", place, "goes"
            )


def _credit(document: Item) -> Iterator[Problem]:
    item = document.data
    if "credit" not in item:
        return
    fewest = item["credit"]["from"]
    every = sum(map(len, scoring.parts(item, {}).values()))
    if fewest != sorted(set(fewest)) or fewest[-1] != every:
        yield document.problem(
            f"{fewest} must rise and end at all parts, which are {every}", "credit", "from"
        )
