"""A lesson's own tasks with feedback at once: reasons are shown, nothing is measured or kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from suyang.foundation.texts import Text, plain
from suyang.items import rendering
from suyang.library.models import Lesson

NAME = "task"


def drawn(lesson: Lesson, data: QueryDict | None = None) -> dict[str, rendering.Drawn]:
    """Each task of the lesson ready for its template; the one just tried, with its reasons.

    `data` names the task in the field `task`; a task that is not answered wholly asks again.
    """
    tried = data.get(NAME) if data is not None else None
    return {
        task["id"]: _tried(task, data)
        if data is not None and task["id"] == tried
        else rendering.draw(task, prefix=prefix(task["id"]))
        for task in lesson.body["try_it"]
    }


@dataclass(frozen=True)
class Answers:
    """What is right in a task, in lines of the reader's language, and why."""

    right: tuple[str, ...]
    rationale: Text


def answers(lesson: Lesson) -> list[Answers]:
    """For paper: the right answers of each task. What is typed stands in the rationale."""
    return [
        Answers(
            tuple(line for control in task["controls"] for line in _right(control)),
            task["rationale"],
        )
        for task in lesson.body["try_it"]
    ]


def _right(control: Mapping[str, Any]) -> Iterator[str]:
    named = {option["id"]: plain(option["text"]) for option in control.get("options", ())}
    if control["kind"] == "order":
        yield from (f"{place} {text}" for place, text in enumerate(named.values(), 1))
    elif control["kind"] == "match":
        yield from (f"{plain(row['text'])} – {named[row['goes']]}" for row in control["rows"])
    else:
        keys = [option for option in control.get("options", ()) if option.get("key")]
        yield from (named[option["id"]] for option in keys)


def prefix(task_id: str) -> str:
    """Keeps the fields of several tasks on one page apart."""
    return f"{task_id}-"


def _tried(task: dict[str, object], data: QueryDict) -> rendering.Drawn:
    start = prefix(str(task["id"]))
    answer = rendering.read(task, data, start)
    missing = rendering.missing(task, answer)
    if missing:
        errors = {name: _("Please answer here, then look again.") for name in missing}
        return rendering.draw(task, answer, errors=errors, prefix=start)
    return rendering.draw(task, answer, feedback=True, prefix=start)
