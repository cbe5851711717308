"""What written plans hold about a person: that they made, published or added something.

The text is the office's and stays; that it was this person is forgotten.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Model
from django.utils.translation import ngettext

from suyang.people import personal
from suyang.people.models import Person
from suyang.plans.models import Plan, PlanEdition, TaskDocument

# Where the bare id of a person stands.
FIELDS: Final[tuple[tuple[type[Model], str], ...]] = (
    (Plan, "made_by"),
    (PlanEdition, "published_by"),
    (TaskDocument, "added_by"),
)


def register() -> None:
    personal.provider("written plans", {model for model, _ in FIELDS}, export, erase, words)


def export(person: Person) -> dict[str, Any]:
    return {
        "plans": list(Plan.objects.filter(made_by=person.id).values_list("slug", flat=True)),
        "editions": [
            {"plan": one.plan.slug, "edition": one.number, "at": one.published_at.isoformat()}
            for one in PlanEdition.objects.filter(published_by=person.id).select_related("plan")
        ],
        "documents": list(
            TaskDocument.objects.filter(added_by=person.id).values_list("title", flat=True)
        ),
    }


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    kept = sum(
        model._default_manager.filter(**{field: person.id}).count() for model, field in FIELDS
    )
    text = ngettext(
        "%(n)s plan, edition or document that you made for your office, with your name.",
        "%(n)s plans, editions or documents that you made for your office, with your name.",
        kept,
    )
    return [text % {"n": kept}] if kept else []


def erase(person: Person) -> dict[str, int]:
    return {
        f"{model._meta.model_name}.{field}": model._default_manager.filter(
            **{field: person.id}
        ).update(**{field: None})
        for model, field in FIELDS
    }
