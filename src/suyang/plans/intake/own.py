"""What our own documents say, word for word: headings of columns and labels, as `outgoing` writes
them in one language or both. Nothing is guessed from sentences."""

from __future__ import annotations

import re

from suyang.plans.intake import deadlines
from suyang.plans.intake.draft import MOST_TASKS, Draft, DraftMilestone, DraftTask, Line
from suyang.plans.outgoing import lines
from suyang.plans.writing import bodies
from suyang.plans.writing.text import MOST_TASKS as MOST_WRITTEN
from suyang.plans.writing.wording import clean

SPOKEN = (("zh-Hans",), ("en",), lines.BOTH)
_DUE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(\S.*)")
_SEMICOLON = re.compile(r"[；;]")


def joint_of(written: str) -> list[str]:
    """Names as `lines.body_names` joins them."""
    if _SEMICOLON.search(written):
        return list(dict.fromkeys(name for name in map(clean, _SEMICOLON.split(written)) if name))
    return bodies.split(written)


def milestone_of(written: str, draft: Draft, task: DraftTask, line: Line) -> DraftMilestone | None:
    """One milestone, “2026-06-30 title”; None, with a note at the line, where no day stands."""
    found = _DUE.fullmatch(written)
    head, _space, rest = written.partition(" ")
    day = deadlines.one_day(found[1] if found else head, draft.year)
    title = found[2] if found else rest.strip()
    if day is None:
        day, title = deadlines.one_day(written, draft.year), ""
    if day is None:
        line.note = "no_day"
        return None
    return DraftMilestone(day, title or task.title, said=True)


def finish(draft: Draft) -> None:
    """Notes of the whole. A plan written here may have more tasks than one that is guessed."""
    if not draft.tasks:
        draft.notes.append("no_tasks")
    if len(draft.tasks) > most_tasks(draft):
        draft.notes.append("too_many")
    if draft.year is None:
        draft.notes.append("no_year")


def most_tasks(draft: Draft) -> int:
    return MOST_WRITTEN if draft.own else MOST_TASKS
