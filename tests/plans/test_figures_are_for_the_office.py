from __future__ import annotations

import datetime as dt
import io
import uuid

import openpyxl
import pypdf
import pytest

from tests.plans.conftest import DAY, TASK

pytestmark = pytest.mark.django_db
PRIVATE = [
    f"/plans/tasks/{TASK}/evidence/",
    f"/plans/tasks/{TASK}/report.pdf",
    f"/plans/tasks/{TASK}/report.xlsx",
]


@pytest.mark.parametrize("path", PRIVATE)
def test_a_stranger_gets_nothing(bank, county, stranger, visitor, participant, trainer, path):
    for somebody in (stranger, visitor, participant, trainer):
        assert somebody.client.get(path).status_code == 403
        assert somebody.client.get(f"{path}?unit={county.id}").status_code == 403


def test_the_page_shows_figures_to_the_office_alone(
    bank, county, village, officer, stranger, visitor, happened
):
    happened("attended", village, uuid.uuid4())
    path = f"/plans/tasks/{TASK}/"
    assert "figure-number" in officer.client.get(path).content.decode()
    for somebody in (stranger, visitor):
        for query in ("", f"?unit={county.id}", f"?unit={uuid.uuid4()}"):
            page = somebody.client.get(path + query)
            assert page.status_code == 200
            assert "figure-number" not in page.content.decode()


def test_a_nonsense_unit_is_not_found(bank, county, officer):
    assert officer.client.get(f"/plans/tasks/{TASK}/?unit=x").status_code == 404


def test_the_events_open_without_names(bank, county, village, officer, happened):
    person = uuid.uuid4()
    happened("attended", village, person)
    page = officer.client.get(f"/plans/tasks/{TASK}/evidence/").content.decode()
    assert "柳树村" in page
    assert str(person) not in page


def test_the_report_says_its_day_and_its_figures(bank, county, town, village, officer, happened):
    for number in range(3):
        happened("attended", village, uuid.uuid4(), DAY + dt.timedelta(days=number))
    day = (DAY + dt.timedelta(days=1)).isoformat()
    pdf = officer.client.get(f"/plans/tasks/{TASK}/report.pdf?as_of={day}")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert day in text
    assert "2人，2人次" in text.replace(" ", "")
    xlsx = officer.client.get(f"/plans/tasks/{TASK}/report.xlsx?as_of={day}")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0]
    rows = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True)}
    assert rows["河口镇"] == (2, 2)


@pytest.mark.parametrize("as_of", ["tomorrow", "2026-13-01", "../etc"])
def test_a_day_that_is_none_is_refused_with_words(bank, county, officer, as_of):
    page = officer.client.get(f"/plans/tasks/{TASK}/report.pdf?as_of={as_of}")
    assert page.status_code == 409


def test_an_unknown_format_is_not_found(bank, county, officer):
    assert officer.client.get(f"/plans/tasks/{TASK}/report.docx").status_code == 404
