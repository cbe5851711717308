"""The page's address, its buttons and its refusals; strangers get nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.models import AuditEntry
from suyang.plans.models import Plan, YearFile
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(plan):
    return reverse("plan-year", args=[plan.slug])


def test_unit_year_and_language_stand_in_the_address(administrator, address, county, rates):
    page = administrator.client.get(
        address, {"unit": county.id, "year": "2026", "language": "en"}
    ).content.decode()
    assert "Our plan of 2026: report of the year 2026" in page
    assert '<article lang="en">' in page
    assert "82.0 %" in page
    chinese = administrator.client.get(address).content.decode()
    assert '<article lang="zh-Hans">' in chinese
    assert "有课堂的村" in chinese


@pytest.mark.parametrize(
    ("format", "begins", "media_type"),
    [("docx", b"PK", "wordprocessingml"), ("pdf", b"%PDF", "application/pdf")],
)
def test_the_buttons_have_files_made(
    administrator,
    address,
    county,
    rates,
    format,
    begins,
    media_type,
    django_capture_on_commit_callbacks,
):
    where = f"{address}?unit={county.id}&year=2026&language=en"
    with django_capture_on_commit_callbacks(execute=True):
        answer = administrator.client.post(where, {"format": format})
    page = administrator.client.get(answer["Location"]).content.decode()
    (row,) = YearFile.objects.all()
    assert reverse("file", args=[row.file_id]) in page
    file = administrator.client.get(reverse("file", args=[row.file_id]))
    assert file.content.startswith(begins)
    assert media_type in file["Content-Type"]
    name = f"ours-2026-2026-en-{clock.today().isoformat()}.{format}"
    assert name in file["Content-Disposition"]
    (entry,) = AuditEntry.objects.filter(action="year.reported")
    assert (entry.data["format"], entry.data["sha256"]) == (format, row.file.sha256)


def test_what_does_not_exist_is_refused(administrator, address, county):
    client = administrator.client
    assert client.post(address, {"format": "xls"}).status_code == 404
    assert client.get(address, {"language": "xx"}).status_code == 404
    assert client.get(address, {"unit": "no-id"}).status_code == 404
    assert client.get("/plans/no-plan/year/").status_code == 404


@pytest.mark.parametrize("year", ["soon", "26", "9999", "-1", "二〇二六", "²", "9" * 5000])
def test_a_wrong_year_is_said(administrator, address, year):
    answer = administrator.client.get(address, {"year": year})
    assert answer.status_code == 400
    assert "四位数字" in answer.content.decode()
    assert "aria-invalid" in answer.content.decode()


def test_may_the_stranger(stranger, visitor, participant, address, county, plan, rates):
    asked = {"unit": county.id, "year": 2026}
    where = f"{address}?unit={county.id}&year=2026"
    for method in (
        lambda: stranger.client.get(address, asked),
        lambda: stranger.client.post(where, {"format": "pdf"}),
    ):
        answer = method()
        assert answer.status_code == 403
        assert "82.0 %" not in answer.content.decode()
    assert visitor.client.get(address, asked).status_code == 302
    assert visitor.client.post(where, {"format": "pdf"}).status_code == 302
    assert participant.client.get(address, asked).status_code in (302, 403)
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.DRAFT)
    assert stranger.client.get(address, asked).status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="year.").exists()
    assert not YearFile.objects.exists()


def test_an_observer_sees_figures_and_makes_no_report(address, county, rates):
    observer = _staff("observer", "observer", county)
    assert observer.client.get(address, {"unit": county.id}).status_code == 403
    assert observer.client.get(address).status_code == 403


def test_a_town_reports_for_itself_and_not_for_the_county(town_officer, address, county, town):
    assert town_officer.client.get(address, {"unit": town.id}).status_code == 200
    assert town_officer.client.get(address, {"unit": county.id}).status_code == 403
