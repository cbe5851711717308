"""Everything that is drawn follows from the seed: people, answers, reports, what goes wrong."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from suyang.assessment.models import Response
from suyang.foundation import content
from suyang.foundation.models import AuditEntry
from suyang.learning.models import Attendance, GroupCheck
from suyang.people.models import Account, Characteristic
from suyang.plans.models import (
    Evidence,
    FollowUp,
    KeyTask,
    LevelFigure,
    Milestone,
    ReportDue,
    ReportFile,
    ReportStep,
    Series,
)
from suyang.website.demonstration import Shape, make
from tests.conftest import ensure_content
from tests.website.demonstration.conftest import SMALL

pytestmark = pytest.mark.django_db

# What is the same for the same seed: all but ids, codes and hashes that are drawn in secret.
WHAT = {
    "accounts": Account.objects.values_list("username", "person__name", "created_at"),
    "answers": Response.objects.values_list(
        "presentation__check_taken__person__name",
        "presentation__item__item__slug",
        "answer",
        "score",
        "dont_know",
        "received_at",
    ),
    "checks": GroupCheck.objects.values_list(
        "enrolment__group__unit__code", "occasion", "check_taken__seed", "check_taken__finished_at"
    ),
    "characteristics": Characteristic.objects.values_list("person__name", "kind", "value"),
    "attendances": Attendance.objects.values_list("enrolment__person__name", "day", "source"),
    "evidence": Evidence.objects.values_list("task", "kind", "unit__code", "day", "demonstration"),
    "levels": LevelFigure.objects.values_list("task", "unit__code", "n", "body"),
    "tasks": KeyTask.objects.exclude(plan__unit=None).values_list(
        "plan__unit__code", "plan__slug", "slug", "number", "state", "body__title"
    ),
    "milestones": Milestone.objects.values_list("task__slug", "due", "done_on"),
    "dues": ReportDue.objects.values_list("unit__code", "period", "due", "excused"),
    "steps": ReportStep.objects.values_list(
        "report__unit__code",
        "report__period",
        "kind",
        "at",
        "comment",
        "exception",
        "values",
        "report__values",
        "report__answers",
        "report__state",
    ),
    "files": ReportFile.objects.values_list("report__unit__code", "file__sha256", "caption"),
    "figures": Series.objects.values_list("indicator__slug", "unit__code", "year", "own", "below"),
    "follow-ups": FollowUp.objects.values_list("unit__code", "text", "state", "answer", "due"),
    "history": AuditEntry.objects.exclude(stream="content").values_list("action", "at"),
}


def made(shape: Shape) -> dict[str, list[str]]:
    """Rows of a demonstration as sorted texts; nothing of it stays."""
    with transaction.atomic():
        make(lambda *_: None, shape)
        found = {
            name: sorted(json.dumps(row, default=str, ensure_ascii=False) for row in rows.all())
            for name, rows in WHAT.items()
        }
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_and_another_seed_another(settings, tmp_path):
    settings.SUYANG_HOME = tmp_path
    ensure_content()
    first = made(SMALL)
    for name, rows in first.items():
        assert rows or name == "follow-ups", name
    again = made(SMALL)
    for name, rows in first.items():
        assert rows == again[name], name
    assert content.digest(first) == content.digest(again)
    other = made(Shape(**{**vars(SMALL), "seed": 8}))
    for name in ("answers", "steps", "figures"):
        assert first[name] != other[name]
