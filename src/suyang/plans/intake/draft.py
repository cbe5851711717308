"""What was understood of somebody's text. Nothing here is written anywhere."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass, field

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

    `note` is a stable word (`notes.py` says it for people); `was`: what it was taken for before
    somebody left it out."""

    number: int
    text: str
    kind: str
    note: str = ""
    was: str = ""


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
    # As written: “name [slug]” in our own files.
    indicators: list[str] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    line: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class DraftAspect:
    title: str
    text: str = ""
    number: str = ""
    lead: str = ""
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
    # The same plan in English where the file has both languages: the same aspects, tasks, goals
    # and milestones in the same places, with texts that may be empty.
    beside: Draft | None = None

    def shown(self) -> Draft:
        """With the English where the Chinese is empty, for a page that shows one of them."""
        if self.beside is None:
            return self
        found = deepcopy(self)
        found.title, found.intro = (
            (self.title or self.beside.title),
            self.intro or self.beside.intro,
        )
        found.goals = [one or two for one, two in zip(self.goals, self.beside.goals, strict=True)]
        for one, two in zip(found.aspects, self.beside.aspects, strict=True):
            one.title, one.text = one.title or two.title, one.text or two.text
            for task, second in zip(one.tasks, two.tasks, strict=True):
                task.title, task.text = task.title or second.title, task.text or second.text
        return found

    @property
    def tasks(self) -> list[DraftTask]:
        return [task for aspect in self.aspects for task in aspect.tasks]

    @property
    def unclear(self) -> list[Line]:
        return [line for line in self.lines if line.kind == UNCLEAR or line.note]
