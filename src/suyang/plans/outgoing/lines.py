"""What a document of a plan says, in one language or in both, one under the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.plans.models import Indicator, Plan, PlanEdition
from suyang.plans.writing import numbering

BOTH = ("zh-Hans", "en")
# What our own Word documents begin their identifier with.
OWN = "suyang:plan"
# Between a milestone in Chinese and the same in English, in a line of a document of both.
BESIDE = " ‖ "
_SEPARATES = re.compile(r"[、，,；;]")


@dataclass(frozen=True)
class Source:
    """The text to write: an edition's, or the one that is worked on (`edition` null).

    indicators: the names of those that its tasks have, by slug."""

    text: dict[str, Any]
    slug: str
    edition: PlanEdition | None = None
    indicators: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.slug}-{self.edition.number if self.edition else 'draft'}"


def source(plan: Plan, edition: PlanEdition | None) -> Source:
    from suyang.plans.editions import whole_text

    text = edition.text if edition else whole_text(plan)
    slugs = {
        slug
        for aspect in text["aspects"]
        for task in aspect["tasks"]
        for slug in task.get("indicators", ())
    }
    named = Indicator.objects.filter(slug__in=slugs).values_list("slug", "body__name")
    return Source(text, plan.slug, edition, dict(named))


def languages(wanted: str) -> tuple[str, ...]:
    """The languages of a wish such as "zh-Hans", "en" or "both"."""
    return BOTH if wanted == "both" else (wanted,)


def say(text: Any, spoken: tuple[str, ...]) -> list[str]:
    """A text in each of the languages in which it differs, the first one first."""
    return list(dict.fromkeys(part for part in (plain(text, one) for one in spoken) if part))


def one_line(text: Any, spoken: tuple[str, ...]) -> str:
    return " / ".join(say(text, spoken))


def word(language: str, name: str) -> str:
    """A label of the document in its language, whatever the reader's is."""
    with translation.override("zh-hans" if language.startswith("zh") else "en"):
        return {
            "lead": _("Lead body"),
            "joint": _("Joint bodies"),
            "milestones": _("Milestones"),
            "goals": _("Goals"),
            "contents": _("Contents"),
            "division": _("Who does what by when"),
            "number": _("No."),
            "aspect": _("Aspect"),
            "task": _("Key task"),
            "text": _("What is done"),
            "due": _("Due"),
            "tasks": _("Key tasks"),
            "draft": _("Draft: not published"),
            "edition": _("Edition"),
            "from": _("Holds from"),
            "unit": _("Issued by"),
            "year": _("Year"),
            "note": _("Why this edition"),
            "about": _("About this document"),
            "aspects": _("Aspects"),
            "indicators": _("Indicators"),
            "title": _("Title"),
            "intro": _("Introduction"),
        }[name]


def demonstration(language: str) -> str:
    """The label of a demonstration in a language; "" where data are real."""
    with translation.override("zh-hans" if language.startswith("zh") else "en"):
        return units.demonstration_label()


def label(name: str, spoken: tuple[str, ...]) -> str:
    return " / ".join(dict.fromkeys(word(one, name) for one in spoken))


def state_line(from_: Source, language: str) -> str:
    """Which edition it is and from when, or that it is a draft."""
    if from_.edition is None:
        return word(language, "draft")
    mark = "：" if language.startswith("zh") else ": "
    gap = "；" if language.startswith("zh") else "; "
    return gap.join(
        (
            f"{word(language, 'edition')}{mark}{from_.edition.number}",
            f"{word(language, 'from')}{mark}{from_.edition.valid_from.isoformat()}",
        )
    )


def aspect_heading(aspect: dict[str, Any], scheme: str, language: str) -> str:
    return numbering.aspect_heading(aspect["number"], plain(aspect["title"], language), scheme)


def task_heading(task: dict[str, Any], scheme: str, language: str) -> str:
    return numbering.task_heading(task["number"], plain(task["title"], language), scheme)


def body_names(task: dict[str, Any], language: str) -> tuple[str, str]:
    """Lead and joint bodies of a task, or of an aspect, as written. Where a name has a comma
    itself, all end with a semicolon, so that whoever takes the file in again knows where one ends.
    """
    chinese = language.startswith("zh")
    lead = plain(task["lead"]["name"], language) if task.get("lead") else ""
    joint = [plain(one["name"], language) for one in task.get("joint", ())]
    if any(_SEPARATES.search(name) for name in joint):
        return lead, "".join(f"{name}；" if chinese else f"{name}; " for name in joint).strip()
    return lead, ("、" if chinese else ", ").join(joint)


def milestone_lines(task: dict[str, Any], language: str) -> list[str]:
    return [f"{one['due']} {plain(one['title'], language)}" for one in task["milestones"]]


def indicator_lines(from_: Source, task: dict[str, Any], language: str) -> list[str]:
    """“name [slug]” of each indicator; a name that is not published is left out."""
    found = []
    for slug in task.get("indicators", ()):
        name = from_.indicators.get(slug)
        said = "" if name in (None, "not_published") else plain(name, language) + " "
        found.append(f"{said}[{slug}]")
    return found


def whole_number(aspect: dict[str, Any], task: dict[str, Any], scheme: str) -> str:
    """A task's number that is no other's in the plan: 一（二）, 1.2."""
    number: str = task["number"]
    return aspect["number"] + number if scheme == numbering.CHINESE else number


def heading_in(name: str, language: str, spoken: tuple[str, ...]) -> str:
    """A column's heading; beside one in another language it says which one it is in."""
    said = word(language, name)
    return said if len(spoken) == 1 else f"{said} ({language})"
