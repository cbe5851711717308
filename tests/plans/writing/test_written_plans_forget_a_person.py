"""Whoever asks to be erased is no longer named at any plan; the plan stays."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from suyang.foundation import files
from suyang.people import actions as people
from suyang.plans import editions
from suyang.plans.writing import papers, personal
from tests.conftest import _staff
from tests.plans.writing.conftest import TODAY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def test_the_plan_stays_and_its_writer_is_forgotten(administrator, county, plan, task):
    _staff("second-administrator", "administrator", county)
    made = editions.publish(administrator.actor, plan, TODAY, {})
    file = SimpleUploadedFile("a.pdf", PDF)
    paper = papers.add_document(administrator.actor, task, file, "", uuid.uuid4())
    person = administrator.person
    assert personal.export(person)["plans"] == [plan.slug]
    assert personal.words(person)
    people.erase_person(person, administrator.actor)
    for row in (plan, made, paper):
        row.refresh_from_db()
    assert (plan.made_by, made.published_by, paper.added_by) == (None, None, None)
    assert editions.digest_of(made.text) == made.digest
    assert files.is_whole(paper.file)
    assert not personal.words(person)


def test_every_field_of_written_plans_that_holds_a_person_is_known():
    names = {
        "plan", "planedition", "aspect", "goal", "keytask", "milestone", "risk", "taskdocument",
    }  # fmt: skip
    found = {
        (model._meta.model_name, field.name)
        for model in apps.get_app_config("plans").get_models()
        if model._meta.model_name in names
        for field in model._meta.concrete_fields
        if field.name.endswith("_by")
    }
    assert found == {(model._meta.model_name, name) for model, name in personal.FIELDS}
