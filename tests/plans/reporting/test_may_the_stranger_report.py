"""Every page of reporting: a stranger finds nothing there and changes nothing."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import openpyxl
import pytest
from django.urls import get_resolver, reverse

from suyang.plans.models import ExternalForm, FollowUp, Report, ReportDue, ReportFile, ReportForm
from suyang.plans.reporting import evidence, external, followups
from tests.conftest import _staff
from tests.plans.reporting.conftest import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(handed_up, form, town, county, town_officer, reviewer):
    """Real things of others, to stand in every address."""
    kept = evidence.attach(town_officer.actor, handed_up, PDF, name="sheet.pdf")
    book = openpyxl.Workbook()
    book.active["A1"] = "上报表"
    data = io.BytesIO()
    book.save(data)
    key = uuid.uuid4()
    theirs = external.add(town_officer.actor, form, town, "市表", data.getvalue(), "a.xlsx", key)
    due = ReportDue.objects.get(unit=town, period="2026-10")
    asked = followups.ask(reviewer.actor, county, town, "请说明。", dt.date(2026, 11, 20))
    return {
        "report_id": handed_up.id,
        "form_id": form.id,
        "due_id": due.pk,
        "external_id": theirs.id,
        "follow_up_id": asked.id,
        "file": kept.file_id,
    }


NAMES = [
    pattern.name
    for pattern in __import__("suyang.plans.reporting.urls", fromlist=["urlpatterns"]).urlpatterns
]


def address(name, theirs):
    parameters = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    return reverse(name, args=[theirs[one] for one in parameters])


def state():
    """All that a stranger might change."""
    models = (Report, ReportDue, ReportForm, ReportFile, ExternalForm, FollowUp)
    return [list(model.objects.order_by("pk").values()) for model in models]


POSTED = {
    "do": "approve",
    "comment": "x",
    "reason": "x",
    "answer": "x",
    "why": "x",
    "text": "x",
    "cell": "A1",
    "last_period": "2026-12",
    "revision": "1",
}


@pytest.mark.parametrize("who", ["trainer", "officer"])
@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_finds_nothing(theirs, stranger, other_county, name, who):
    """Neither a trainer of another county nor its officer, who has pages of their own."""
    one = stranger if who == "trainer" else _staff("their-officer", "officer", other_county)
    before = state()
    path = address(name, theirs)
    ids = f"?unit={theirs['report_id']}&form={theirs['form_id']}&period=2026-10&download=1"
    for target in (path, path + ids):
        seen = one.client.get(target)
        assert seen.status_code < 500
        if any(str(one) in path for one in theirs.values()):
            assert seen.status_code in (403, 404, 405), (target, seen.status_code)
        assert "河口镇" not in seen.content.decode()
        sent = one.client.post(target, POSTED)
        assert sent.status_code in (200, 403, 404, 405, 409, 422), (target, sent.status_code)
    assert state() == before


@pytest.mark.parametrize("name", NAMES)
def test_nobody_without_an_account_sees_anything(theirs, visitor, participant, name):
    before = state()
    for one in (visitor, participant):
        for answer in (
            one.client.get(address(name, theirs)),
            one.client.post(address(name, theirs), POSTED),
        ):
            assert answer.status_code in (302, 405)
            if answer.status_code == 302:
                assert "/accounts/login/" in answer.url
    assert state() == before


def test_a_file_is_read_by_whoever_sees_the_report(theirs, stranger, town_officer, reviewer):
    path = reverse("file", args=[theirs["file"]])
    assert stranger.client.get(path).status_code == 404
    assert town_officer.client.get(path).status_code == 200
    assert reviewer.client.get(path).content == PDF


@pytest.mark.parametrize("name", NAMES)
def test_the_office_itself_opens_every_page(theirs, administrator, name):
    answer = administrator.client.get(address(name, theirs))
    assert answer.status_code in (200, 302, 404, 405)
    if name not in ("report-open", "report-back", "external-end", "report", "external-filled"):
        assert answer.status_code == 200, name


def test_who_only_sees_changes_nothing(theirs, county):
    auditor = _staff("auditor", "auditor", county)
    before = state()
    for name in NAMES:
        answer = auditor.client.post(address(name, theirs), POSTED)
        assert answer.status_code in (200, 403, 404, 409, 422), (name, answer.status_code)
    assert state() == before
    assert auditor.client.get(address("report-review", theirs)).status_code == 200
