"""Words of the pages on which plans are written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from suyang.plans import comparing
from suyang.plans.models import Plan
from suyang.plans.naming import task_state, words_of
from suyang.plans.writing import numbering
from suyang.plans.writing.forms import IMPACTS, LIKELIHOODS

register = template.Library()

PLAN_STATES = {
    Plan.State.DRAFT: _("draft"),
    Plan.State.PUBLISHED: _("published"),
    Plan.State.CLOSED: pgettext_lazy("plan", "closed"),
}
WHAT = {
    comparing.ADDED: _("added"),
    comparing.REMOVED: _("taken out"),
    comparing.CHANGED: _("changed"),
    comparing.SAME: _("the same"),
}
LINES = {
    "title": _("Title"),
    "year": _("Year"),
    "intro": _("Introduction"),
    "text": _("Text"),
    "lead": _("Lead body"),
    "joint": _("Joint bodies"),
    "milestones": _("Milestones"),
    "indicators": _("Indicators"),
    "serves": _("Contributes to"),
    "aspect": _("Aspect"),
    "programmes": _("Programmes"),
    "numbering": _("Numbers"),
    "due": _("By when"),
    "note": _("Remarks"),
    "likelihood": _("How likely"),
    "impact": _("How bad"),
    "response": _("What is done about it"),
    "owner": _("Who watches it"),
}
KINDS = {"head": _("Plan"), "goal": _("Goal"), "aspect": _("Aspect"), "task": _("Key task")}
LANGUAGES = {"zh-Hans": _("Chinese is missing"), "en": _("English is missing")}


register.filter("plan_state", words_of(PLAN_STATES))
register.filter("task_state", task_state)
register.filter("what_word", words_of(WHAT))
register.filter("line_word", words_of(LINES))
register.filter("kind_word", words_of(KINDS))
register.filter("missing_word", words_of(LANGUAGES))
register.filter("likelihood_word", words_of(dict(LIKELIHOODS)))
register.filter("impact_word", words_of(dict(IMPACTS)))


@register.filter
def of(names: dict[Any, Any], key: Any) -> Any:
    return names.get(key) if names else None


@register.filter
def heading(part: Any, scheme: str) -> str:
    """一、 or （一） or 1 before a title: the number as it is written before one."""
    number = part["number"] if isinstance(part, dict) else part.number
    if number.startswith("（"):
        return str(number)
    return f"{number}、" if scheme == numbering.CHINESE else f"{number} "


@register.filter
def overdue(milestone: Any, today: dt.date) -> bool:
    return milestone.done_on is None and milestone.due < today
