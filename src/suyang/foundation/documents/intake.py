"""Tables that people send in: XLSX and CSV, read with limits and with errors that name the place.

Every value comes back as text, trimmed: whole numbers without ".0", dates as 2026-10-12. What the
text means is for the room that asked for it. Formulas are refused, not evaluated.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError


@dataclass(frozen=True)
class Expected:
    """A column to be found: its key, its headings in any language, whether it must be."""

    key: str
    headings: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Limits:
    """How much is read. `unpacked` bounds an XLSX after decompression."""

    bytes: int = 5_000_000
    rows: int = 20_000
    columns: int = 200
    unpacked: int = 100_000_000
    cell: int = 10_000


@dataclass(frozen=True)
class Row:
    """A row: `number` as the spreadsheet counts it (the headings are 1), values by column key.

    `letters` are the letters of the columns in this file, by key: with the number, a cell.
    """

    number: int
    values: dict[str, str]
    letters: dict[str, str] = field(default_factory=dict)


USUAL = Limits()
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PHONE_OR_NUMBER = re.compile(r"[+-][\d\s().,/%-]*")


def read_xlsx(data: bytes, columns: Sequence[Expected], limits: Limits = USUAL) -> list[Row]:
    """The rows of the first worksheet; empty rows are left out.

    Raises DocumentError: "too-large", "wrong-kind", "broken", "too-many-rows", "too-many-columns",
    "no-headings", "missing-columns", "repeated-column", "formula", "cell-error", "cell-too-long".
    """
    check_size(data, limits)
    check_package(data, limits)
    import openpyxl  # a third of a second: only when a file is read

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            sheet = next(iter(book.worksheets), None)
            if sheet is None:
                raise DocumentError("broken", _("This workbook has no worksheet."))
            cells = sheet.iter_rows(max_col=limits.columns + 1)
            return list(rows_of(sheet_records(cells), columns, limits))
        finally:
            book.close()
    except DocumentError:
        raise
    except Exception as error:  # openpyxl lets many kinds through for damaged files
        raise damaged() from error


def read_csv(data: bytes, columns: Sequence[Expected], limits: Limits = USUAL) -> list[Row]:
    """The rows of a CSV file in UTF-8 (with or without mark) or GB 18030; empty rows are left out.

    The separator is comma, semicolon or tab, whichever the headings use. Raises DocumentError:
    as `read_xlsx`, and "encoding".
    """
    check_size(data, limits)
    if data.startswith((ZIP, OLD_OFFICE)):
        raise DocumentError(
            "wrong-kind", _("This is an Excel or Office file, not a CSV file. Choose “Excel”.")
        )
    text = _decoded(data)
    if "\x00" in text:
        raise DocumentError("wrong-kind", _("This is not a CSV file."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        return list(rows_of(csv_records(reader), columns, limits))
    except csv.Error as error:
        raise DocumentError(
            "broken",
            format_lazy(
                _("Line {line} is damaged: a quotation mark is missing."), line=reader.line_num
            ),
            row=reader.line_num,
        ) from error


def check_size(data: bytes, limits: Limits = USUAL) -> None:
    if len(data) > limits.bytes:
        raise DocumentError(
            "too-large",
            format_lazy(
                _("The file is larger than {limit} MB. Split it into several files."),
                limit=limits.bytes // 1_000_000,
            ),
        )
    if not data.strip():
        raise DocumentError("broken", _("The file is empty."))


def check_package(data: bytes, limits: Limits = USUAL, main: str = "xl/workbook.xml") -> None:
    """Refuse what is no workbook, and what would burst or reach outside when it is unpacked.

    A zip's sizes can lie, but zipfile never unpacks more of a part than its stated size.
    """
    is_book = main == "xl/workbook.xml"
    if data.startswith(OLD_OFFICE):
        raise DocumentError(
            "wrong-kind",
            _("This is an old Excel file (.xls) or has a password. Save it as .xlsx without one.")
            if is_book
            else _("This is an old Word file (.doc) or has a password. Save it as .docx without."),
        )
    wrong = DocumentError(
        "wrong-kind",
        _("This is not an Excel file (.xlsx).")
        if is_book
        else _("This is not a Word file (.docx)."),
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if main not in package.namelist():
                raise wrong
            if len(parts) > 1_000 or sum(part.file_size for part in parts) > limits.unpacked:
                raise DocumentError("too-large", _("Unpacked, this file would be far too large."))
            for part in parts:
                is_xml = part.filename.endswith((".xml", ".rels"))
                if is_xml and b"<!DOCTYPE" in package.read(part).replace(b"\x00", b""):
                    raise wrong
    except DocumentError:
        raise
    except Exception as error:  # zipfile lets many kinds through for damaged files
        raise (damaged() if data.startswith(ZIP) else wrong) from error


def damaged() -> DocumentError:
    return DocumentError(
        "broken", _("This Excel file is damaged. Open it, save it again and send the new file.")
    )


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError(
        "encoding", _("The letters of this file cannot be read. Save it as “CSV UTF-8”.")
    )


def separator(text: str) -> str:
    """The separator that the headings use most; a comma in doubt."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=lambda separator: (first.count(separator), separator == ","))


def sheet_records(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        yield number, [_sheet_text(cell, number, index) for index, cell in enumerate(row)]


def _sheet_text(cell: Any, row: int, index: int) -> str:
    if cell.data_type == "f":
        raise _formula(row, _letter(index))
    if cell.data_type == "e":
        raise DocumentError(
            "cell-error",
            format_lazy(
                _("Row {row}, column {column}: the cell shows an error."),
                row=row,
                column=_letter(index),
            ),
            row,
            _letter(index),
        )
    return _text(cell.value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    return unicodedata.normalize("NFC", str(value)).strip()


def csv_records(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(reader, start=1):
        for index, value in enumerate(row):
            if _is_formula(value):
                raise _formula(number, _letter(index))
        yield number, [_text(value) for value in row]


def _is_formula(value: str) -> bool:
    """Whether a spreadsheet would calculate this. A phone number (+86 …) or −5 is no formula."""
    stripped = value.strip()
    if stripped[:1] in ("=", "@"):
        return len(stripped) > 1
    return stripped[:1] in ("+", "-") and bool(
        re.search(r"[(|!]", stripped) and not _PHONE_OR_NUMBER.fullmatch(stripped)
    )


def _formula(row: int, column: str) -> DocumentError:
    return DocumentError(
        "formula",
        format_lazy(
            _("Row {row}, column {column} holds a formula. Replace it by its value."),
            row=row,
            column=column,
        ),
        row,
        column,
    )


def rows_of(
    records: Iterator[tuple[int, list[str]]], columns: Sequence[Expected], limits: Limits
) -> Iterator[Row]:
    """The rows below the headings, one at a time; raises DocumentError where one is wrong."""
    headings: list[str] = []
    for _number, headings in records:
        if any(headings):
            break
    if not any(headings):
        raise DocumentError("no-headings", _("The first row must hold the headings."))
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > limits.columns:
        raise DocumentError(
            "too-many-columns",
            format_lazy(_("More than {limit} columns."), limit=limits.columns),
        )
    places = _places(headings, columns)
    letters = {key: _letter(index) for key, index in places.items()}
    for number, row in records:
        if number > limits.rows + 1:
            raise DocumentError(
                "too-many-rows",
                format_lazy(
                    _("More than {limit} rows. Split the file into several."), limit=limits.rows
                ),
                row=number,
            )
        values = {key: row[i] if i < len(row) else "" for key, i in places.items()}
        for key, value in values.items():
            if len(value) > limits.cell:
                heading = headings[places[key]]
                message = _("Row {row}, column {column}: the text is too long.")
                raise DocumentError(
                    "cell-too-long",
                    format_lazy(message, row=number, column=heading),
                    number,
                    heading,
                )
        if any(values.values()):
            yield Row(number, values, letters)


def _places(headings: list[str], columns: Sequence[Expected]) -> dict[str, int]:
    """Where each expected column stands. Case, width and spaces of headings do not matter."""
    plain = [_plain(heading) for heading in headings]
    places: dict[str, int] = {}
    missing: list[str] = []
    for column in columns:
        names = {_plain(heading) for heading in (column.key, *column.headings)}
        found = [index for index, heading in enumerate(plain) if heading in names]
        if len(found) > 1:
            raise DocumentError(
                "repeated-column",
                format_lazy(_("The column “{column}” is there twice."), column=headings[found[1]]),
                column=headings[found[1]],
            )
        if found:
            places[column.key] = found[0]
        elif column.required:
            missing.append(column.headings[0] if column.headings else column.key)
    if missing:
        listed = ", ".join(f"“{name}”" for name in missing)
        raise DocumentError(
            "missing-columns",
            format_lazy(_("These columns are missing: {names}."), names=listed),
            column=missing[0],
        )
    return places


def _plain(heading: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading)).casefold()


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
