"""What is doubtful in a draft, in words: a note is a stable word until it is shown."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTES: dict[str, Promise] = {
    "number_missing": _("taken for a heading whose number was forgotten"),
    "number_jumps": _("a number is left out before it"),
    "number_twice": _("the same number stands twice"),
    "is_its_own_task": _("nothing is numbered below it, so it is a task, too"),
    "before_title": _("stands before the title and was left out"),
    "aside": _("a date or a word of the layout; it was left out"),
    "no_task_in_row": _("a row without a task; it was left out"),
    "no_day": _("no day could be read from the time that stands there"),
    "first_leads": _("several bodies without a lead: the first is taken as the lead"),
    "several_leads": _("several leads: the first is taken, the others are joint bodies"),
    "no_bodies": _("no body is named"),
    "title_from_first_words": _("has no heading: its first words are taken as one"),
    "one_aspect": _("no aspects were found: all tasks stand under one"),
    "no_tasks": _(
        "no task was found. Begin each with a number such as 一、, （一） or 1., or paste only the "
        "part with the tasks"
    ),
    "too_many": _("more than 150 tasks: split the plan, or paste only its main part"),
    "no_year": _("no year was found: choose it below; days without a year were not understood"),
    "table_differs": _(
        "the table at the end says something else than the text: only the text was taken"
    ),
    "table_left_out": _("a table without a column of tasks was left out"),
}

KINDS: dict[str, Promise] = {
    "title": _("title"),
    "intro": _("words before the tasks"),
    "goal": _("goal"),
    "aspect": _("aspect"),
    "task": _("key task"),
    "text": _("text of the task above"),
    "closing": _("words after the tasks"),
    "unclear": _("not understood"),
    "left_out": _("left out"),
}


def words(note: str) -> Promise | str:
    return NOTES.get(note, note)
