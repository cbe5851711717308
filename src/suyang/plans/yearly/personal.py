"""What years' reports hold about a person: that they wrote a section or had a file made.

The text and the files are the office's and stay; that it was this person is forgotten."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from suyang.people import personal
from suyang.people.models import Person
from suyang.plans.models import YearFile, YearText


def register() -> None:
    personal.provider("years' reports", (YearText, YearFile), export, erase, words)


def export(person: Person) -> dict[str, Any]:
    texts = YearText.objects.filter(changed_by=person.id).select_related("plan")
    ordered = YearFile.objects.filter(ordered_by=person.id).select_related("plan")
    return {
        "texts": [
            {
                "plan": one.plan.slug,
                "year": one.year,
                "section": one.section,
                "at": one.changed_at.isoformat(),
            }
            for one in texts.order_by("changed_at", "id")
        ],
        "files": [
            {
                "plan": one.plan.slug,
                "year": one.year,
                "format": one.format,
                "at": one.ordered_at.isoformat(),
            }
            for one in ordered.order_by("ordered_at", "id")
        ],
    }


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    kept = YearText.objects.filter(changed_by=person.id).count()
    kept += YearFile.objects.filter(ordered_by=person.id).count()
    text = ngettext(
        "%(n)s section or file of a year's report that you wrote or had made for your office.",
        "%(n)s sections or files of years' reports that you wrote or had made for your office.",
        kept,
    )
    return [text % {"n": kept}] if kept else []


def erase(person: Person) -> dict[str, int]:
    return {
        "year_texts": YearText.objects.filter(changed_by=person.id).update(changed_by=None),
        "year_files": YearFile.objects.filter(ordered_by=person.id).update(ordered_by=None),
    }
