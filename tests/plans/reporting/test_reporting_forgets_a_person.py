"""Whoever asks to be erased is no longer named at any report; the reports stay and still verify."""

from __future__ import annotations

import pytest
from django.apps import apps

from suyang.foundation import files
from suyang.people import actions as people
from suyang.plans.models import ReportFile
from suyang.plans.reporting import actions, evidence, personal, verifying
from tests.plans.reporting.conftest import GIVEN, PDF

pytestmark = pytest.mark.django_db


def test_who_did_it_is_forgotten_and_what_was_done_stays(handed_up, town_officer, reviewer):
    kept = evidence.attach(town_officer.actor, handed_up, PDF, name="a.pdf")
    actions.approve(reviewer.actor, handed_up, "好")
    person = town_officer.person
    assert {step["what"] for step in personal.export(person)["steps"]} == {
        "filled",
        "saved",
        "submitted",
    }
    assert personal.words(person)
    people.erase_person(person, town_officer.actor)
    handed_up.refresh_from_db()
    assert handed_up.values == GIVEN
    assert handed_up.changed_by is None
    assert not handed_up.steps.filter(by=person.id).exists()
    assert handed_up.steps.filter(by=reviewer.person.id).count() == 1
    assert files.is_whole(ReportFile.objects.get(id=kept.id).file)
    assert list(verifying.doubts()) == []


def test_every_field_of_reporting_that_holds_a_person_is_known():
    """A further one must be told here: bare ids are seen by no other check."""
    known = {(model._meta.model_name, name) for model, name in personal._FIELDS}
    names = {"report", "reportstep", "reportfile", "reportform", "followup", "externalform"}
    found = {
        (model._meta.model_name, field.name)
        for model in apps.get_app_config("plans").get_models()
        if model._meta.model_name in names
        for field in model._meta.get_fields()
        if field.name == "by" or field.name.endswith("_by")
    }
    assert found == known
