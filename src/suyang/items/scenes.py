"""What a simulated task shows, ready for its template: parts with the controls below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from suyang.foundation.texts import Text

if TYPE_CHECKING:
    from suyang.items.rendering import Control

# Lists of a scene whose parts have ids; a control can stand below any of these parts.
LISTS = ("messages", "lines", "results", "permissions", "files", "paragraphs", "purposes")
# What a part is called by whoever speaks of it; each is cut to so many characters.
NAMED_BY = {
    "messages": ("sender", "subject"),
    "lines": ("who", "says"),
    "results": ("title",),
    "permissions": ("name",),
    "files": ("name",),
    "paragraphs": ("says",),
    "purposes": ("name",),
}
LONGEST_NAME = 40
FILE_KINDS = {
    "folder": _("Folder"),
    "text": _("Text document"),
    "sheet": _("Spreadsheet"),
    "picture": _("Picture"),
    "video": _("Video"),
    "sound": _("Sound recording"),
    "archive": _("Compressed file"),
    "program": _("Program"),
}
Below = Mapping[str, "tuple[Control, ...]"]


@dataclass(frozen=True)
class Part:
    """A message, a search result, a file …, with the controls that stand below it.

    name: short, for the controls; kind: of a file, in words; inside: what is in a folder.
    """

    id: str
    content: Mapping[str, Any]
    controls: tuple[Control, ...]
    name: Text
    kind: Any = ""
    inside: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One cell of a spreadsheet as it is seen."""

    text: Text | str
    number: bool
    chosen: bool


@dataclass(frozen=True)
class Sheet:
    """A spreadsheet: its letters, its rows of cells, the chosen cell and what stands in it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cell: str
    content: str


@dataclass(frozen=True)
class Scene:
    """All that a scene can have; most have a title and one of the lists."""

    title: Text | None = None
    notice: Text | None = None
    query: Text | None = None
    rows: tuple[Mapping[str, Text], ...] = ()
    people: tuple[Mapping[str, Text], ...] = ()
    sheet: Sheet | None = None
    files: tuple[Part, ...] = ()
    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)


def draw(scene: Mapping[str, Any], below: Below, prefix: str) -> Scene:
    """below: the controls by the part they stand at."""

    def part(one: Mapping[str, Any], kind: str) -> Part:
        return Part(f"{prefix}at-{one['id']}", one, below.get(one["id"], ()), _name(one, kind))

    return Scene(
        title=scene.get("title"),
        notice=scene.get("notice"),
        query=scene.get("query"),
        rows=tuple(scene.get("rows", ())),
        people=tuple(scene.get("people", ())),
        sheet=_sheet(scene["sheet"]) if "sheet" in scene else None,
        files=_inside(scene, "", below, prefix),
        parts={kind: tuple(part(one, kind) for one in scene.get(kind, ())) for kind in LISTS},
    )


def _inside(scene: Mapping[str, Any], folder: str, below: Below, prefix: str) -> tuple[Part, ...]:
    """The files of a folder; those of none stand at the top."""
    return tuple(
        Part(
            f"{prefix}at-{one['id']}",
            one,
            below.get(one["id"], ()),
            _name(one, "files"),
            FILE_KINDS[one["kind"]],
            _inside(scene, one["id"], below, prefix),
        )
        for one in scene.get("files", ())
        if one.get("inside", "") == folder
    )


def _name(part: Mapping[str, Any], kind: str) -> Text:
    """What tells a part from the others, in each of its languages."""
    texts = [part[name] for name in NAMED_BY[kind] if part.get(name)]
    return {
        language: ("，" if language.startswith("zh") else ", ").join(
            _cut(one.get(language, "")) for one in texts
        )
        for language in texts[0]
    }


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_NAME else words[:LONGEST_NAME].rstrip() + "…"


def _sheet(sheet: Mapping[str, Any]) -> Sheet:
    width = max(len(row) for row in sheet["rows"])
    columns = tuple(chr(ord("A") + number) for number in range(width))
    chosen = sheet.get("cell", "")
    return Sheet(
        columns=columns,
        rows=tuple(
            tuple(
                _cell(row[place] if place < len(row) else "", f"{letter}{number}" == chosen)
                for place, letter in enumerate(columns)
            )
            for number, row in enumerate(sheet["rows"], 1)
        ),
        cell=chosen,
        content=sheet.get("content", ""),
    )


def _cell(value: Text | str | float, chosen: bool) -> Cell:
    if isinstance(value, (int, float)):
        # As it would be typed: no separators, no needless zeros, in every language.
        return Cell(f"{value:.10g}", True, chosen)
    return Cell(value, False, chosen)
