"""From the text of an office's own plan to how it stands, and from there back to the desk."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.foundation.texts import plain
from suyang.learning import queries as learning
from suyang.plans import editions
from suyang.plans.writing import carrying, papers
from suyang.plans.writing.wording import mark
from tests.conftest import _staff
from tests.plans.writing.conftest import TODAY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def of(who, name, *args):
    answer = who.client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def link(name, *args):
    return f'href="{reverse(name, args=args)}"'


@pytest.fixture
def published(administrator, plan, task):
    editions.publish(administrator.actor, plan, TODAY, {})
    task.refresh_from_db()
    return task


def test_each_text_leads_to_how_it_stands(administrator, plan, published):
    assert link("plan-work", plan.slug) in of(administrator, "plan-write", plan.slug)
    assert link("plan-work", plan.slug) in of(administrator, "plan", plan.slug)
    assert link("task-work", published.slug) in of(administrator, "task", published.slug)
    assert link("task-work", published.slug) in of(administrator, "task-desk", published.slug)


def test_a_reader_without_a_part_in_it_is_not_sent_there(visitor, participant, plan, published):
    for who in (visitor, participant):
        assert link("plan-work", plan.slug) not in of(who, "plan", plan.slug)
        assert link("task-work", published.slug) not in of(who, "task", published.slug)


def test_the_state_leads_whoever_may_write_to_the_tasks_desk(
    administrator, county, town, published
):
    text = of(administrator, "task-work", published.slug)
    desk = link("task-desk", published.slug)
    assert desk in text
    assert "填写状态、节点、风险和文件" in text
    below = _staff("below", "officer", town)
    assert desk not in of(below, "task-work", published.slug)


def test_the_state_shows_the_offices_papers_to_it_alone_and_programmes_to_all(
    administrator, town, published, bank
):
    file = SimpleUploadedFile("方案.pdf", PDF, "application/pdf")
    kept = papers.add_document(administrator.actor, published, file, "培训方案", uuid.uuid4())
    one = learning.programmes()[0]
    seen = mark(carrying.programmes_of(published))
    carrying.set_programmes(administrator.actor, published, [one.slug], seen)
    text = of(administrator, "task-work", published.slug)
    assert link("file", kept.file_id) in text
    assert "培训方案" in text
    assert link("programme", one.slug) in text
    assert plain(one.title) in text
    below = of(_staff("below", "officer", town), "task-work", published.slug)
    assert link("file", kept.file_id) not in below
    assert link("programme", one.slug) in below
    papers.remove_document(administrator.actor, kept)
    assert link("file", kept.file_id) not in of(administrator, "task-work", published.slug)
