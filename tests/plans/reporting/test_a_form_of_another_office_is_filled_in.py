"""A superior's XLSX or DOCX: figures go into chosen cells, everything else stays as it was."""

from __future__ import annotations

import io
import uuid

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.styles import Font, PatternFill

from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans.models import ExternalForm
from suyang.plans.reporting import actions, external
from tests.plans.reporting.conftest import GIVEN, MONTH

pytestmark = pytest.mark.django_db


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月报"
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "全市数字素养月报"
    sheet["A1"].font = Font(bold=True, size=16, name="SimSun")
    sheet.merge_cells("B3:C3")
    sheet["A3"], sheet["A4"], sheet["A5"] = "培训人次", "培训人数", "合计"
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["B4"].number_format = "#,##0"
    sheet["B5"] = "=B3+B4"
    sheet.column_dimensions["A"].width = 33
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def document() -> bytes:
    made = docx.Document()
    made.add_heading("月报", 1)
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "培训"
    table.cell(1, 0).text = "人次"
    run = table.cell(1, 1).paragraphs[0].add_run("填这里")
    run.bold = True
    made.add_paragraph("负责人签字：")
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


@pytest.fixture
def keep(form, town, town_officer):
    def make(data, name="form.xlsx"):
        return external.add(town_officer.actor, form, town, "市里的表", data, name, uuid.uuid4())

    return make


@pytest.fixture
def reported(opened, town_officer):
    return actions.save(town_officer.actor, opened, GIVEN, {}, 0)


def test_an_xlsx_keeps_styles_formulas_and_merged_cells(keep, reported, town_officer):
    kept = keep(workbook())
    for cell, figure in (
        ("月报!c3", "attended|total|value"),
        ("B4", "trained|total|value"),
        ("月报!C9", "villages|total|share"),
    ):
        kept = external.put(town_officer.actor, kept, cell, figure)
    assert set(kept.cells) == {"月报!B3", "月报!B4", "月报!C9"}, "a merged cell by its first one"
    data = external.filled(town_officer.actor, kept, MONTH)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["月报"]
    assert (sheet["B3"].value, sheet["B4"].value, sheet["C9"].value) == (95, 40, 25)
    assert sheet["B5"].value == "=B3+B4"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:C1", "B3:C3"}
    assert sheet["A1"].font.name == "SimSun"
    assert sheet["A1"].font.b
    assert sheet["B4"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["B4"].number_format == "#,##0"
    assert sheet.column_dimensions["A"].width == 33


def test_a_docx_keeps_its_letters_and_text(keep, reported, town_officer):
    kept = external.put(
        town_officer.actor, keep(document(), "form.docx"), "1:2:2", "attended|total|value"
    )
    data = external.filled(town_officer.actor, kept, MONTH)
    made = docx.Document(io.BytesIO(data))
    cell = made.tables[0].cell(1, 1)
    assert cell.text == "95"
    assert cell.paragraphs[0].runs[0].bold
    assert [one.text for one in made.paragraphs] == ["月报", "负责人签字："]
    assert made.tables[0].cell(0, 2).text == "培训"


def test_a_figure_that_is_missing_leaves_the_cell_empty_and_is_listed(keep, opened, town_officer):
    marked = {"trained": {"total": {"mark": "missing"}}}
    actions.save(town_officer.actor, opened, marked, {}, 0)
    kept = keep(workbook())
    kept = external.put(town_officer.actor, kept, "B4", "trained|total|value")
    kept = external.put(town_officer.actor, kept, "B3", "attended|total|value")
    empty = {one.cell: one.why for one in external.for_period(kept, MONTH) if one.value is None}
    assert set(empty) == {"月报!B3", "月报!B4"}
    assert empty["月报!B3"] != empty["月报!B4"], "not known is not the same as not written"
    sheet = openpyxl.load_workbook(io.BytesIO(external.filled(town_officer.actor, kept, MONTH)))
    assert sheet["月报"]["B4"].value is None


@pytest.mark.parametrize(
    ("cell", "code"), [("B5", "formula"), ("Other!B2", "no_cell"), ("nothing", "no_cell")]
)
def test_a_cell_that_takes_no_figure_is_refused(keep, town_officer, cell, code):
    kept = keep(workbook())
    with pytest.raises(Refused) as refused:
        external.put(town_officer.actor, kept, cell, "attended|total|value")
    assert refused.value.code == code


@pytest.mark.parametrize("data", [b"MZ", b"PK\x03\x04zip", b"%PDF-1.4", b""])
def test_what_is_no_office_file_is_refused(keep, data):
    with pytest.raises(Refused):
        keep(data)
    assert not ExternalForm.objects.exists()


def test_it_is_kept_and_filled_in_on_the_pages(form, town, reported, town_officer):
    sent = {
        "title": "市里的表",
        "asked": f"{form.id}|{town.id}",
        "file": SimpleUploadedFile("f.xlsx", workbook()),
        "key": str(uuid.uuid4()),
    }
    answer = town_officer.client.post(reverse("external-list"), sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = town_officer.client.get(answer.url).content.decode()
    assert "?cell=%E6%9C%88%E6%8A%A5%21B4#put" in page
    assert "%21B5" not in page, "the formula cannot be chosen"
    put = {"cell": "月报!B4", "figure": "trained|total|value"}
    assert town_officer.client.post(answer.url, put).status_code == 302
    filled = town_officer.client.get(answer.url + "filled/", {"period": "2026-10"})
    assert openpyxl.load_workbook(io.BytesIO(filled.content))["月报"]["B4"].value == 40
    assert "2026-10" in filled["Content-Disposition"]


def test_a_stranger_keeps_and_sees_nothing(form, town, keep, stranger, reviewer):
    kept = keep(workbook())
    with pytest.raises(NotFound):
        external.one(stranger.actor, kept.id)
    with pytest.raises(NotFound):
        external.filled(stranger.actor, kept, MONTH)
    with pytest.raises(Denied):
        external.put(reviewer.actor, kept, "B4", "trained|total|value")
    with pytest.raises(Denied):
        external.add(stranger.actor, form, town, "x", workbook(), "x", uuid.uuid4())
