"""A table with a row a unit: downloaded, filled in offline, looked at, taken in; twice is once."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.foundation.permissions import Denied, Refused
from suyang.plans.models import Report
from suyang.plans.reporting import actions, asking, tables
from tests.plans.reporting.conftest import GIVEN, MONTH

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(form, county, town, other_town, officer):
    asking.ask_all()
    return form


def book_of(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def filled(data, rows):
    """The template with values typed in: {code: {heading part: value}}."""
    book = book_of(data)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for heading, value in rows.get(row[0].value, {}).items():
            row[headings.index(heading)].value = value
    return saved(book)


ROWS = {
    "town": {
        "培训人数": 40,
        "培训人数 · 女": 22,
        "培训人数 · 男": 18,
        "培训人次": 95,
        "有离线点的村 · 其中": 3,
        "有离线点的村 · 总数": 12,
        "做了什么？": "两期班",
    },
    "other-town-2": {"培训人数": "不清楚"},
}


def test_the_table_has_a_row_a_unit_and_locked_headings(asked, county, officer):
    data = tables.template(officer.actor, asked, MONTH, county.id)
    sheet = book_of(data).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        "county",
        "other-town-2",
        "town",
    ]
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert sheet["B2"].protection.locked
    assert not sheet["C2"].protection.locked


def test_it_is_looked_at_and_taken_in_and_twice_is_once(asked, county, town, officer):
    data = filled(tables.template(officer.actor, asked, MONTH, county.id), ROWS)
    seen = tables.preview(officer.actor, asked, MONTH, county.id, data)
    assert seen.errors == []
    assert {line.unit_name for line in seen.changed} == {"河口镇", "白杨镇"}
    assert not Report.objects.exists(), "nothing is written by looking"
    done = tables.take_in(officer.actor, asked, MONTH, county.id, seen.as_json)
    assert len(done) == 2
    report = Report.objects.get(unit=town)
    assert report.values == GIVEN
    assert report.answers == {"done": "两期班"}
    other = Report.objects.get(unit__code="other-town-2")
    assert other.values == {"trained": {"total": {"mark": "missing"}}}
    steps = report.steps.count()
    again = tables.preview(officer.actor, asked, MONTH, county.id, data)
    assert again.changed == []
    assert tables.take_in(officer.actor, asked, MONTH, county.id, again.as_json) == []
    assert tables.take_in(officer.actor, asked, MONTH, county.id, seen.as_json) == []
    assert report.steps.count() == steps


def test_an_empty_cell_changes_nothing(asked, county, opened, town_officer):
    actions.save(town_officer.actor, opened, GIVEN, {}, 0)
    empty = filled(tables.template(town_officer.actor, asked, MONTH, opened.unit_id), {})
    book = book_of(empty)
    book.worksheets[0]["C2"].value = None
    book.worksheets[0]["F2"].value = 96
    seen = tables.preview(town_officer.actor, asked, MONTH, opened.unit_id, saved(book))
    (line,) = seen.changed
    assert [(one.before, one.after) for one in line.changes] == [("95", "96")]
    assert line.values == {**GIVEN, "attended": {"total": 96}}


def test_every_error_names_its_cell(asked, county, officer):
    book = book_of(tables.template(officer.actor, asked, MONTH, county.id))
    sheet = book.worksheets[0]
    sheet["C2"].value = "many"
    sheet["F3"].value = -4
    sheet["G4"].value = 3
    sheet["A5"].value = "elsewhere"
    seen = tables.preview(officer.actor, asked, MONTH, county.id, saved(book))
    assert {one.cell for one in seen.errors} == {"C2", "F3", "H4", "A5"}
    assert all(one.message for one in seen.errors)
    sheet["C2"].value = "=1+1"
    seen = tables.preview(officer.actor, asked, MONTH, county.id, saved(book))
    assert [one.cell for one in seen.errors] == ["C2"]


def test_what_was_changed_since_it_was_looked_at_is_not_overwritten(
    asked, county, opened, officer, town_officer
):
    data = filled(tables.template(officer.actor, asked, MONTH, county.id), ROWS)
    seen = tables.preview(officer.actor, asked, MONTH, county.id, data)
    actions.save(town_officer.actor, opened, {"attended": {"total": 1}}, {}, 0)
    with pytest.raises(Refused) as refused:
        tables.take_in(officer.actor, asked, MONTH, county.id, seen.as_json)
    assert refused.value.code == "meanwhile"
    opened.refresh_from_db()
    assert opened.values == {"attended": {"total": 1}}
    assert not Report.objects.filter(unit__code="other-town-2").exists(), "all of it or nothing"


def test_what_was_handed_up_is_named_and_not_changed(asked, county, handed_up, officer):
    rows = {"town": {"培训人次": 1}}
    data = filled(tables.template(officer.actor, asked, MONTH, county.id), rows)
    seen = tables.preview(officer.actor, asked, MONTH, county.id, data)
    assert [one.cell for one in seen.errors] == ["A4"]


def test_a_stranger_gets_and_changes_nothing(asked, county, town, stranger, town_officer):
    for actor, top in ((stranger.actor, county.id), (town_officer.actor, county.id)):
        allowed = tables.units_for(actor, asked, MONTH, top)
        assert allowed in ([], [town.id])
    with pytest.raises(Denied):
        tables.template(stranger.actor, asked, MONTH, county.id)
    row = {"unit": str(county.id), "revision": None, "values": {}, "answers": {}}
    forged = json.dumps([row])
    with pytest.raises(Denied):
        tables.take_in(town_officer.actor, asked, MONTH, town.id, forged)


@pytest.mark.parametrize("forged", ["", "{}", "[1]", '[{"unit": 5}]', '[{"unit": "x"}]'])
def test_a_forged_confirmation_is_refused(asked, county, officer, forged):
    if forged == "{}":
        assert tables.take_in(officer.actor, asked, MONTH, county.id, forged) == []
        return
    with pytest.raises(Refused):
        tables.take_in(officer.actor, asked, MONTH, county.id, forged)


def test_the_pages_download_show_and_take_in(asked, county, officer):
    address = reverse("report-tables") + f"?unit={county.id}&form={asked.id}&period=2026-10"
    data = officer.client.get(address + "&download=1").content
    file = SimpleUploadedFile("t.xlsx", filled(data, ROWS))
    page = officer.client.post(address, {"file": file})
    text = page.content.decode()
    assert page.status_code == 200, text[:2000]
    assert "河口镇" in text
    table = re.search(r'name="table" value="([^"]+)"', text)[1]
    sent = {"table": table.replace("&quot;", '"')}
    assert officer.client.post(address, sent).status_code == 302
    assert Report.objects.get(unit__code="town").values == GIVEN
    wrong = SimpleUploadedFile("t.xlsx", filled(data, {"town": {"培训人数": "x"}}))
    page = officer.client.post(address, {"file": wrong})
    assert page.status_code == 422
    assert "C4" in page.content.decode()
