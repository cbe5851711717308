"""A plan as a PDF: tagged, for reading and printing."""

from __future__ import annotations

from typing import Any

from suyang.foundation.documents.model import Block, Bullets, Report, Section, Table
from suyang.foundation.documents.pdf import render
from suyang.foundation.texts import plain
from suyang.plans.outgoing import lines
from suyang.plans.outgoing.lines import Source

MEDIA_TYPE = "application/pdf"


def write(from_: Source, wanted: str) -> bytes:
    """The text as PDF in "zh-Hans", "en", or "both". Raises DocumentError."""
    spoken = lines.languages(wanted)
    return render(report(from_, spoken), "zh-hans" if spoken[0].startswith("zh") else spoken[0])


def report(from_: Source, spoken: tuple[str, ...]) -> Report:
    text, first = from_.text, spoken[0]
    unit = text.get("unit")
    sections: list[Section] = []
    intro = _paragraphs(text.get("intro"), spoken)
    if text["goals"]:
        goals = tuple("\n".join(lines.say(goal["text"], spoken)) for goal in text["goals"])
        sections.append(Section(lines.label("goals", spoken), (*intro, Bullets(goals))))
    elif intro:
        sections.append(Section(lines.label("about", spoken), intro))
    scheme = text["numbering"]
    for aspect in text["aspects"]:
        heading = " / ".join(
            dict.fromkeys(
                [
                    lines.aspect_heading(aspect, scheme, first),
                    *lines.say(aspect["title"], spoken)[1:],
                ]
            )
        )
        tasks = tuple(_task(task, scheme, spoken) for task in aspect["tasks"])
        words = (*_paragraphs(aspect["text"], spoken), *_bodies(aspect, first))
        sections.append(Section(heading, words, tasks))
    sections.append(Section(lines.label("division", spoken), (_division(text, spoken),)))
    return Report(
        title=lines.one_line(text["title"], spoken),
        subtitle=lines.one_line(unit["name"], spoken) if unit else "",
        as_of=" / ".join(dict.fromkeys(lines.state_line(from_, one) for one in spoken)),
        footer=plain(text["title"], first),
        demonstration=lines.demonstration(first),
        sections=tuple(sections),
        created=from_.edition.published_at if from_.edition else None,
    )


def _task(task: dict[str, Any], scheme: str, spoken: tuple[str, ...]) -> Section:
    first = spoken[0]
    heading = " / ".join(
        dict.fromkeys(
            [lines.task_heading(task, scheme, first), *lines.say(task["title"], spoken)[1:]]
        )
    )
    blocks: list[Block] = [*_paragraphs(task["text"], spoken), *_bodies(task, first)]
    stones = lines.milestone_lines(task, first)
    if stones:
        blocks.append(Bullets(tuple(stones)))
    return Section(heading, tuple(blocks))


def _bodies(of: dict[str, Any], language: str) -> list[str]:
    mark = "：" if language.startswith("zh") else ": "
    return [
        f"{lines.word(language, name)}{mark}{value}"
        for name, value in zip(("lead", "joint"), lines.body_names(of, language), strict=True)
        if value
    ]


def _division(text: dict[str, Any], spoken: tuple[str, ...]) -> Table:
    first = spoken[0]
    rows = []
    for aspect in text["aspects"]:
        for task in aspect["tasks"]:
            number = task["number"]
            if text["numbering"] == "chinese":
                number = aspect["number"] + number
            due = ", ".join(one["due"] for one in task["milestones"])
            rows.append((number, plain(task["title"], first), *lines.body_names(task, first), due))
    names = ("number", "task", "lead", "joint", "due")
    headings = tuple(lines.word(first, name) for name in names)
    return Table(lines.word(first, "division"), headings, tuple(rows))


def _paragraphs(text: Any, spoken: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        paragraph
        for said in lines.say(text, spoken)
        for paragraph in said.split("\n")
        if paragraph.strip()
    )
