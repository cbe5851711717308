"""What was understood of somebody's text. Nothing here is written anywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

# What a line was taken for.
TITLE, INTRO, GOAL, ASPECT, TASK, TEXT, CLOSING, UNCLEAR, LEFT_OUT = (
    "title",
    "intro",
    "goal",
    "aspect",
    "task",
    "text",
    "closing",
    "unclear",
    "left_out",
)
KINDS = (TITLE, INTRO, GOAL, ASPECT, TASK, TEXT, CLOSING, UNCLEAR, LEFT_OUT)
MOST_TASKS = 150
MOST_LETTERS = 200_000


@dataclass
class Line:
    """A line of the source: number from 1, what it was taken for, and what is doubtful in it.

    `note` is a stable word (`notes.py` says it for people)."""

    number: int
    text: str
    kind: str
    note: str = ""


@dataclass
class DraftMilestone:
    due: dt.date
    title: str
    # Said as such, or found in a sentence.
    said: bool = False


@dataclass
class Offer:
    """A number that looks like a target. It is offered, never set.

    kind: "rate", "people", "attendances", "things", "money"; value in its unit (% for a rate)."""

    kind: str
    value: float
    unit: str
    at_least: bool
    clause: str


@dataclass
class DraftTask:
    title: str
    text: str = ""
    number: str = ""
    lead: str = ""
    joint: list[str] = field(default_factory=list)
    milestones: list[DraftMilestone] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class DraftAspect:
    title: str
    text: str = ""
    number: str = ""
    tasks: list[DraftTask] = field(default_factory=list)
    line: int = 0


@dataclass
class Draft:
    """A plan as it was understood, with every line of its source."""

    title: str = ""
    year: int | None = None
    intro: str = ""
    goals: list[str] = field(default_factory=list)
    aspects: list[DraftAspect] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    scheme: str = "chinese"
    notes: list[str] = field(default_factory=list)
    # Our own document: it says everything itself, and nothing is guessed.
    own: bool = False

    @property
    def tasks(self) -> list[DraftTask]:
        return [task for aspect in self.aspects for task in aspect.tasks]

    @property
    def unclear(self) -> list[Line]:
        return [line for line in self.lines if line.kind == UNCLEAR or line.note]

    def as_data(self) -> dict[str, Any]:
        """As JSON data, days as texts."""
        data = asdict(self)
        for aspect in data["aspects"]:
            for task in aspect["tasks"]:
                for stone in task["milestones"]:
                    stone["due"] = stone["due"].isoformat()
        return data

    def shape(self) -> dict[str, Any]:
        """What of it makes a plan, without lines and doubts: two drafts of one plan are equal."""
        return {
            "title": self.title,
            "year": self.year,
            "intro": self.intro,
            "goals": self.goals,
            "aspects": [
                {
                    "title": aspect.title,
                    "text": aspect.text,
                    "tasks": [
                        {
                            "title": task.title,
                            "text": task.text,
                            "lead": task.lead,
                            "joint": task.joint,
                            "milestones": [(one.due, one.title) for one in task.milestones],
                        }
                        for task in aspect.tasks
                    ],
                }
                for aspect in self.aspects
            ],
        }


def read_data(data: dict[str, Any]) -> Draft:
    """The draft of `as_data`. Raises KeyError, TypeError or ValueError for anything else."""
    aspects = []
    for one in data["aspects"]:
        tasks = []
        for task in one["tasks"]:
            stones = [
                DraftMilestone(dt.date.fromisoformat(m["due"]), str(m["title"]), bool(m["said"]))
                for m in task["milestones"]
            ]
            offers = [
                Offer(
                    str(o["kind"]),
                    float(o["value"]),
                    str(o["unit"]),
                    bool(o["at_least"]),
                    str(o["clause"]),
                )
                for o in task["offers"]
            ]
            tasks.append(
                DraftTask(
                    title=str(task["title"]),
                    text=str(task["text"]),
                    number=str(task["number"]),
                    lead=str(task["lead"]),
                    joint=[str(name) for name in task["joint"]],
                    milestones=stones,
                    offers=offers,
                    line=int(task["line"]),
                    notes=[str(note) for note in task["notes"]],
                )
            )
        aspects.append(
            DraftAspect(
                str(one["title"]), str(one["text"]), str(one["number"]), tasks, int(one["line"])
            )
        )
    lines = [
        Line(int(one["number"]), str(one["text"]), str(one["kind"]), str(one["note"]))
        for one in data["lines"]
    ]
    year = data["year"]
    return Draft(
        title=str(data["title"]),
        year=int(year) if year is not None else None,
        intro=str(data["intro"]),
        goals=[str(goal) for goal in data["goals"]],
        aspects=aspects,
        lines=lines,
        scheme=str(data["scheme"]),
        notes=[str(note) for note in data["notes"]],
        own=bool(data["own"]),
    )
