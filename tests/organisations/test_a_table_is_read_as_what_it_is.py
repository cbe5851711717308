"""The bytes of a file say what it is; its name does not."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.organisations.models import Unit

HEAD = ["code", "name_zh", "name_en", "kind", "parent_code", "valid_from"]
TOWN = ["t1", "河东镇", "Hedong", "town", "", ""]
TEXT = "\n".join(",".join(row) for row in (HEAD, TOWN)) + "\n"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (HEAD, TOWN):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<document/>")
    return out.getvalue()


def sent(cast, name: str, data: bytes):
    file = SimpleUploadedFile(name, data)
    return cast.client.post(
        reverse("unit-import"), {"file": file}, headers={"Accept-Language": "en"}
    )


@pytest.mark.parametrize("name", ["units.csv", "units.xlsx", "units"])
@pytest.mark.parametrize("data", [TEXT.encode(), TEXT.encode("gb18030"), workbook()])
def test_a_table_is_understood_whatever_its_name(administrator, name, data):
    page = sent(administrator, name, data)
    assert page.status_code == 200, page.content.decode()
    assert "河东镇" in page.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook()[:-2000], "This Excel file is damaged"),
        (workbook()[:300], "This Excel file is damaged"),
        (zipped("word/document.xml"), "This is not an Excel file"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "This is an old Excel file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither an Excel file nor a text table"),
        (b"%PDF-1.7\n1 0 obj\n", "neither an Excel file nor a text table"),
        (TEXT.encode("utf-16"), "neither an Excel file nor a text table"),
        (b"<html><table><tr><td>code</td></tr></table></html>", "This is a web page"),
    ],
)
def test_what_is_no_table_is_named_and_changes_nothing(administrator, data, said):
    page = sent(administrator, "units.xlsx", data)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Unit.objects.filter(code="t1").exists()
