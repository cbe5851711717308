"""What a document of a plan says, in one language or in both, one under the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.plans.models import Plan, PlanEdition
from suyang.plans.writing import numbering

BOTH = ("zh-Hans", "en")


@dataclass(frozen=True)
class Source:
    """The text to write: an edition's, or the one that is worked on (`edition` null)."""

    text: dict[str, Any]
    slug: str
    edition: PlanEdition | None = None

    @property
    def name(self) -> str:
        return f"{self.slug}-{self.edition.number if self.edition else 'draft'}"


def source(plan: Plan, edition: PlanEdition | None) -> Source:
    from suyang.plans.editions import whole_text

    return Source(edition.text if edition else whole_text(plan), plan.slug, edition)


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
    """Lead and joint bodies as written."""
    lead = plain(task["lead"]["name"], language) if task.get("lead") else ""
    gap = "、" if language.startswith("zh") else ", "
    return lead, gap.join(plain(one["name"], language) for one in task["joint"])


def milestone_lines(task: dict[str, Any], language: str) -> list[str]:
    return [f"{one['due']} {plain(one['title'], language)}" for one in task["milestones"]]
