"""What reporting holds about a person: that they filled in, decided, asked or answered.

Figures, comments and evidence are the office's and stay; that it was this person is forgotten. The
chain of a report's steps does not hold who, so that it still verifies.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Model
from django.utils.translation import ngettext

from suyang.people import personal
from suyang.people.models import Person
from suyang.plans.models import (
    ExternalForm,
    FollowUp,
    Report,
    ReportFile,
    ReportForm,
    ReportStep,
)

# Where the bare id of a person stands.
_FIELDS: Final[tuple[tuple[type[Model], str], ...]] = (
    (ReportForm, "made_by"),
    (Report, "changed_by"),
    (ReportStep, "by"),
    (ReportFile, "added_by"),
    (FollowUp, "asked_by"),
    (FollowUp, "answered_by"),
    (ExternalForm, "made_by"),
)


def register() -> None:
    models = {model for model, _field in _FIELDS}
    personal.provider("reports", models, export, erase, words)


def export(person: Person) -> dict[str, Any]:
    steps = ReportStep.objects.filter(by=person.id).select_related("report").order_by("at", "id")
    return {
        "steps": [
            {
                "report": str(one.report_id),
                "period": one.report.period,
                "what": one.kind,
                "at": one.at.isoformat(),
                "comment": one.comment,
            }
            for one in steps
        ],
        "other": {
            f"{model._meta.model_name}.{field}": model._default_manager.filter(
                **{field: person.id}
            ).count()
            for model, field in _FIELDS
            if model is not ReportStep
        },
    }


def words(person: Person) -> list[str]:
    """What is kept, for the page “Your data”."""
    kept = ReportStep.objects.filter(by=person.id).count()
    text = ngettext(
        "%(n)s step at a report that you did for your office, with your name.",
        "%(n)s steps at reports that you did for your office, with your name.",
        kept,
    )
    return [text % {"n": kept}] if kept else []


def erase(person: Person) -> dict[str, int]:
    return {
        f"{model._meta.model_name}.{field}": model._default_manager.filter(
            **{field: person.id}
        ).update(**{field: None})
        for model, field in _FIELDS
    }
