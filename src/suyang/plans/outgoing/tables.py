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
    """The text as XLSX in "zh-Hans", "en", or "both" (titles and texts in columns side by side).

    `intake.own_book` reads all of it again."""
    spoken = lines.languages(wanted)
    text, first = from_.text, spoken[0]
    sheets = [_tasks(from_, spoken), _aspects(text, spoken)]
    stones = _milestones(text, spoken)
    if stones:
        columns = (
            Column(lines.word(first, "number")),
            Column(lines.word(first, "due"), Kind.DATE),
            *(Column(lines.heading_in("milestones", one, spoken), width=48) for one in spoken),
        )
        sheets.append(Worksheet(lines.word(first, "milestones"), columns, tuple(stones)))
    if text["goals"]:
        columns = tuple(Column(lines.heading_in("goals", one, spoken), width=60) for one in spoken)
        rows = tuple(
            tuple(_in(goal["text"], one, spoken) for one in spoken) for goal in text["goals"]
        )
        sheets.append(Worksheet(lines.word(first, "goals"), columns, rows))
    book = Workbook(
        lines.one_line(text["title"], spoken),
        tuple(sheets),
        lines.word(first, "about"),
        _notes(from_, spoken),
        demonstration=lines.demonstration(first),
    )
    return write_xlsx(book)


def _notes(from_: Source, spoken: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    text, first = from_.text, spoken[0]
    notes = [
        (lines.heading_in("title", one, spoken), _in(text["title"], one, spoken)) for one in spoken
    ]
    if text.get("unit"):
        notes.append((lines.word(first, "unit"), lines.one_line(text["unit"]["name"], spoken)))
    notes += [
        (lines.word(first, "year"), str(text["year"])),
        (lines.word(first, "edition"), lines.state_line(from_, first)),
    ]
    notes += [
        (lines.heading_in("intro", one, spoken), _in(text.get("intro"), one, spoken))
        for one in spoken
        if _in(text.get("intro"), one, spoken)
    ]
    if from_.edition and plain(from_.edition.note, first):
        notes.append((lines.word(first, "note"), "\n".join(lines.say(from_.edition.note, spoken))))
    return tuple(notes)


def _tasks(from_: Source, spoken: tuple[str, ...]) -> Worksheet:
    text, first = from_.text, spoken[0]
    columns = [Column(lines.word(first, "number"))]
    for name, width in (("aspect", 24.0), ("task", 36.0), ("text", 60.0)):
        columns += [Column(lines.heading_in(name, one, spoken), width=width) for one in spoken]
    columns += [
        Column(lines.word(first, "lead"), width=20),
        Column(lines.word(first, "joint"), width=28),
        Column(lines.word(first, "milestones"), width=36),
        Column(lines.word(first, "indicators"), width=36),
    ]
    rows: list[tuple[Cell, ...]] = []
    for aspect in text["aspects"]:
        for task in aspect["tasks"]:
            row: list[Cell] = [lines.whole_number(aspect, task, text["numbering"])]
            for said in (aspect["title"], task["title"], task["text"]):
                row += [_in(said, one, spoken) for one in spoken]
            row += [
                *lines.body_names(task, first),
                "\n".join(lines.milestone_lines(task, first)),
                "\n".join(lines.indicator_lines(from_, task, first)),
            ]
            rows.append(tuple(row))
    return Worksheet(lines.word(first, "tasks"), tuple(columns), tuple(rows))


def _aspects(text: dict[str, Any], spoken: tuple[str, ...]) -> Worksheet:
    """The aspects with texts of their own: one without tasks stands nowhere else."""
    columns = [Column(lines.word(spoken[0], "number"))]
    for name, width in (("aspect", 36.0), ("text", 60.0)):
        columns += [Column(lines.heading_in(name, one, spoken), width=width) for one in spoken]
    columns.append(Column(lines.word(spoken[0], "lead"), width=20))
    rows: list[tuple[Cell, ...]] = [
        (
            aspect["number"],
            *(_in(aspect["title"], one, spoken) for one in spoken),
            *(_in(aspect["text"], one, spoken) for one in spoken),
            lines.body_names(aspect, spoken[0])[0],
        )
        for aspect in text["aspects"]
    ]
    return Worksheet(lines.word(spoken[0], "aspects"), tuple(columns), tuple(rows))


def _milestones(text: dict[str, Any], spoken: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    return [
        (
            lines.whole_number(aspect, task, text["numbering"]),
            dt.date.fromisoformat(one["due"]),
            *(_in(one["title"], language, spoken) for language in spoken),
        )
        for aspect in text["aspects"]
        for task in aspect["tasks"]
        for one in task["milestones"]
    ]


def _in(text: Any, language: str, spoken: tuple[str, ...]) -> str:
    """The text in a language; beside another column, what is lacking stays empty."""
    if len(spoken) == 1 or isinstance(text, str):
        return plain(text, language)
    return str((text or {}).get(language, ""))
