from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import openpyxl
import pypdf
import pytest

from suyang.foundation import ids
from suyang.foundation.models import Job
from tests.plans.conftest import DAY, TASK

pytestmark = pytest.mark.django_db
EVIDENCE = f"/plans/tasks/{TASK}/evidence/"
REPORT = f"/plans/tasks/{TASK}/report/"


def test_a_stranger_gets_nothing(bank, county, stranger, visitor, participant, trainer):
    for somebody in (stranger, visitor, participant, trainer):
        assert somebody.client.get(EVIDENCE).status_code == 403
        assert somebody.client.get(f"{EVIDENCE}?unit={county.id}").status_code == 403
        for given in ({}, {"unit": str(county.id)}):
            assert somebody.client.post(REPORT, {**given, "format": "pdf"}).status_code == 403
    assert not Job.objects.exists()


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


@pytest.fixture
def ordered(django_capture_on_commit_callbacks):
    """Order a report and take the file: the answer with the file, and the address of the job."""

    def order(client, **form):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(REPORT, form)
        assert answer.status_code == 302, answer
        page = client.get(answer["Location"])
        (address,) = re.findall(r'href="(/files/[^"]+)"', page.content.decode())
        return client.get(address), answer["Location"], address

    return order


def test_the_report_says_its_day_and_its_figures(
    bank, county, town, village, officer, happened, ordered
):
    for number in range(3):
        happened("attended", village, uuid.uuid4(), DAY + dt.timedelta(days=number))
    day = (DAY + dt.timedelta(days=1)).isoformat()
    pdf, _job, _file = ordered(officer.client, as_of=day, format="pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert day in text
    assert "2人，2人次" in text.replace(" ", "")
    xlsx, _job, _file = ordered(officer.client, as_of=day, format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0]
    rows = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True)}
    assert rows["河口镇"] == (2, 2)


def test_a_double_click_makes_one_report(bank, county, officer, ordered):
    request = str(ids.uuid7())
    _pdf, first, _file = ordered(officer.client, format="pdf", request=request)
    again = officer.client.post(REPORT, {"format": "pdf", "request": request})
    assert again["Location"] == first
    assert Job.objects.count() == 1


def test_the_file_is_for_whoever_ordered_it(
    bank, county, officer, administrator, stranger, visitor, ordered
):
    _pdf, job, file = ordered(officer.client, format="pdf")
    for somebody in (administrator, stranger):
        assert somebody.client.get(job).status_code == 404
        assert somebody.client.get(file).status_code == 404
    for path in (job, file):
        assert "/accounts/login/" in visitor.client.get(path)["Location"]


@pytest.mark.parametrize("as_of", ["tomorrow", "2026-13-01", "../etc"])
def test_a_day_that_is_none_is_refused_with_words(bank, county, officer, as_of):
    page = officer.client.post(REPORT, {"as_of": as_of, "format": "pdf"})
    assert page.status_code == 409


def test_an_unknown_format_is_not_found(bank, county, officer):
    assert officer.client.post(REPORT, {"format": "docx"}).status_code == 404
