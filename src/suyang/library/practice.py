"""A lesson's own tasks with feedback at once: reasons are shown, nothing is measured or kept."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

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
