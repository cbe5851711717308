"""Milestones, risks, documents, indicators, programmes: each once, each with its guard."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.foundation.permissions import Denied, Refused
from suyang.learning import queries as learning
from suyang.plans.models import Indicator
from suyang.plans.writing import access, carrying, papers
from suyang.plans.writing.wording import Overtaken, mark
from tests.plans.writing.conftest import TODAY, both

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def stone(administrator, task):
    return carrying.add_milestone(
        administrator.actor, task, both("印发方案"), dt.date(2026, 10, 1), uuid.uuid4()
    )


def test_a_milestone_that_is_moved_keeps_its_first_day(officer, stone, task):
    assert access.late(task, TODAY)
    changed = carrying.change_milestone(
        officer.actor, stone, title=both("印发方案"), due=dt.date(2026, 12, 1), note="推迟"
    )
    assert (changed.first_due, changed.due) == (dt.date(2026, 10, 1), dt.date(2026, 12, 1))
    assert not access.late(task, TODAY)


def test_done_is_not_said_of_a_day_to_come(officer, stone):
    with pytest.raises(Refused) as refused:
        carrying.settle_milestone(officer.actor, stone, TODAY + dt.timedelta(days=1))
    assert refused.value.field == "done_on"
    assert carrying.settle_milestone(officer.actor, stone, TODAY).done_on == TODAY


def test_two_at_one_milestone(officer, administrator, stone):
    seen = mark(carrying.milestone_text(stone))
    due = dt.date(2026, 12, 1)
    carrying.change_milestone(officer.actor, stone, title=both("甲"), due=due, seen=seen)
    with pytest.raises(Overtaken):
        carrying.change_milestone(administrator.actor, stone, title=both("乙"), due=due, seen=seen)


def test_one_that_was_taken_out_meanwhile_is_said_to_be(officer, administrator, stone):
    carrying.remove_milestone(officer.actor, stone)
    carrying.remove_milestone(officer.actor, type(stone)(pk=stone.pk, task=stone.task))
    with pytest.raises(Refused) as refused:
        carrying.settle_milestone(administrator.actor, stone, TODAY)
    assert refused.value.code == "gone"


def test_a_risk_has_a_weight_and_an_owner_that_is_known(officer, task, town):
    given = {"title": both("师资不足"), "likelihood": 3, "impact": 2, "response": both("借调")}
    key = uuid.uuid4()
    for _click in range(2):
        risk = carrying.add_risk(officer.actor, task, owner="河口镇", key=key, **given)
    assert task.risks.count() == 1
    assert risk.owner == town
    with pytest.raises(Refused) as refused:
        carrying.change_risk(officer.actor, risk, owner="没有的局", **given)
    assert refused.value.field == "owner"
    with pytest.raises(Refused) as refused:
        carrying.change_risk(officer.actor, risk, **{**given, "impact": 4})
    assert refused.value.field == "impact"
    assert carrying.settle_risk(officer.actor, risk, True).closed_on == TODAY


def test_a_document_is_read_by_its_office_alone(officer, stranger, visitor, task):
    file = SimpleUploadedFile("通知.pdf", PDF)
    key = uuid.uuid4()
    kept = papers.add_document(officer.actor, task, file, "", key)
    file.seek(0)
    assert papers.add_document(officer.actor, task, file, "", key) == kept
    address = reverse("file", args=[kept.file_id])
    assert officer.client.get(address).status_code == 200
    for somebody in (stranger, visitor):
        assert somebody.client.get(address).status_code in (302, 403, 404)
    papers.remove_document(officer.actor, kept)
    assert officer.client.get(address).status_code == 404


def test_a_program_is_no_document(officer, task):
    with pytest.raises(Refused) as refused:
        papers.add_document(
            officer.actor, task, SimpleUploadedFile("a.exe", b"MZ"), "", uuid.uuid4()
        )
    assert refused.value.field == "file"


def test_indicators_and_programmes_are_chosen_with_a_guard(officer, administrator, task, bank):
    Indicator.objects.create(slug="seniors", body={"name": both("老年人数")}, kind="people")
    seen = mark(carrying.indicators_of(task))
    carrying.set_indicators(officer.actor, task, ["seniors"], seen)
    with pytest.raises(Overtaken):
        carrying.set_indicators(administrator.actor, task, ["kp2022-i2"], seen)
    programme = learning.programmes()[0].slug
    assert carrying.set_programmes(officer.actor, task, [programme]) == [programme]
    with pytest.raises(Refused) as refused:
        carrying.set_programmes(officer.actor, task, ["nothing"])
    assert refused.value.field == "programmes"


def test_a_trainer_changes_nothing(trainer, stone, task):
    with pytest.raises((Denied, Refused)):
        carrying.set_state(trainer.actor, task, "done")
    with pytest.raises((Denied, Refused)):
        carrying.settle_milestone(trainer.actor, stone, TODAY)


def test_nobody_names_an_indicator_that_they_do_not_see(administrator, task, other_county):
    """Whoever reads the plan sees it, so naming it would show another office's own."""
    text = {"zh-Hans": "邻县自用", "en": "of the next county"}
    Indicator.objects.create(
        slug="own-next",
        kind="things",
        owner=other_county,
        body={"name": text, "definition": text, "unit": text},
    )
    page = administrator.client.get(reverse("task-indicators", args=[task.slug]))
    assert "邻县自用" not in page.content.decode()
    with pytest.raises(Refused) as refused:
        carrying.set_indicators(administrator.actor, task, ["own-next"])
    assert refused.value.code == "invalid"
    assert not task.indicator_links.exists()
