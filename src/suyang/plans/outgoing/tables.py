"""A plan as a workbook: its tasks, milestones and goals, and what it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from suyang.foundation.documents.xlsx import Cell, Column, Kind, Workbook, Worksheet, write_xlsx
from suyang.foundation.texts import plain
from suyang.plans.outgoing import lines
from suyang.plans.outgoing.lines import Source

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(from_: Source, wanted: str) -> bytes:
    """The text as XLSX in "zh-Hans", "en", or "both" (titles and texts in columns side by side)."""
    spoken = lines.languages(wanted)
    text = from_.text
    first = spoken[0]
    sheets = [_tasks(text, spoken)]
    stones = _milestones(text, first)
    if stones:
        sheets.append(
            Worksheet(
                lines.word(first, "milestones"),
                (
                    Column(lines.word(first, "number")),
                    Column(lines.word(first, "due"), Kind.DATE),
                    Column(lines.word(first, "milestones"), width=48),
                ),
                tuple(stones),
            )
        )
    if text["goals"]:
        columns = tuple(Column(_named("goals", one, spoken), width=60) for one in spoken)
        rows = tuple(
            tuple(_in(goal["text"], one, spoken) for one in spoken) for goal in text["goals"]
        )
        sheets.append(Worksheet(lines.word(first, "goals"), columns, rows))
    notes = [
        (lines.word(first, "year"), str(text["year"])),
        (lines.word(first, "edition"), lines.state_line(from_, first)),
    ]
    if text.get("unit"):
        notes.insert(0, (lines.word(first, "unit"), lines.one_line(text["unit"]["name"], spoken)))
    if plain(text.get("intro"), first):
        notes.append((lines.word(first, "about"), "\n".join(lines.say(text["intro"], spoken))))
    if from_.edition and plain(from_.edition.note, first):
        notes.append((lines.word(first, "note"), "\n".join(lines.say(from_.edition.note, spoken))))
    title = lines.one_line(text["title"], spoken)
    book = Workbook(
        title,
        tuple(sheets),
        lines.word(first, "about"),
        tuple(notes),
        demonstration=lines.demonstration(first),
    )
    return write_xlsx(book)


def _tasks(text: dict[str, Any], spoken: tuple[str, ...]) -> Worksheet:
    first = spoken[0]
    columns = [Column(lines.word(first, "number"))]
    for name, width in (("aspect", 24.0), ("task", 36.0), ("text", 60.0)):
        columns += [Column(_named(name, one, spoken), width=width) for one in spoken]
    columns += [
        Column(lines.word(first, "lead"), width=20),
        Column(lines.word(first, "joint"), width=28),
        Column(lines.word(first, "milestones"), width=36),
    ]
    rows: list[tuple[Cell, ...]] = []
    for aspect in text["aspects"]:
        for task in aspect["tasks"]:
            number = task["number"]
            if text["numbering"] == "chinese":
                number = aspect["number"] + number
            row: list[Cell] = [number]
            for said in (aspect["title"], task["title"], task["text"]):
                row += [_in(said, one, spoken) for one in spoken]
            row += [*lines.body_names(task, first), "\n".join(lines.milestone_lines(task, first))]
            rows.append(tuple(row))
    return Worksheet(lines.word(first, "tasks"), tuple(columns), tuple(rows))


def _milestones(text: dict[str, Any], language: str) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for aspect in text["aspects"]:
        for task in aspect["tasks"]:
            number = task["number"]
            if text["numbering"] == "chinese":
                number = aspect["number"] + number
            found += [
                (number, dt.date.fromisoformat(one["due"]), plain(one["title"], language))
                for one in task["milestones"]
            ]
    return found


def _named(name: str, language: str, spoken: tuple[str, ...]) -> str:
    word = lines.word(language, name)
    return word if len(spoken) == 1 else f"{word} ({language})"


def _in(text: Any, language: str, spoken: tuple[str, ...]) -> str:
    """The text in a language; beside another column, what is lacking stays empty."""
    if len(spoken) == 1 or isinstance(text, str):
        return plain(text, language)
    return str((text or {}).get(language, ""))
