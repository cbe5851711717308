"""Forms of offices as files: their cells to look at, and the same file with some cells filled.

XLSX through openpyxl and DOCX through python-docx: styles, formulas, merged cells, widths and all
text stay. openpyxl does not keep drawings and charts; `loses` says where there are any.
A cell is named "Sheet1!C7" in an XLSX and "table:row:column", each from 1, in a DOCX.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from suyang.foundation import files
from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import Limits, check_package, check_size
from suyang.foundation.permissions import Refused

LIMITS: Final = Limits(bytes=5_000_000, unpacked=40_000_000)
# More is not shown; a cell below can still be typed.
SHOWN_ROWS, SHOWN_COLUMNS = 80, 40
_IN_DOCX = re.compile(r"([1-9]\d{0,3}):([1-9]\d{0,3}):([1-9]\d{0,3})")
_IN_XLSX = re.compile(r"(.+)!([A-Z]{1,3}[1-9]\d{0,6})", re.IGNORECASE)
_MAIN = {files.XLSX: "xl/workbook.xml", files.DOCX: "word/document.xml"}


@dataclass(frozen=True)
class Cell:
    """A cell to look at. takes: whether a figure can go into it; a formula's cannot."""

    ref: str
    text: str
    rows: int = 1
    columns: int = 1
    takes: bool = True


@dataclass(frozen=True)
class Grid:
    """A worksheet, or a table of a text: rows of cells; merged ones stand once."""

    name: str
    rows: list[list[Cell]]
    letters: list[str]
    cut: bool = False


def kind_of(data: bytes) -> str:
    """XLSX or DOCX. Raises Refused for anything else, and for what would burst."""
    media_type = files.kind_of(data)
    try:
        check_size(data, LIMITS)
        if media_type not in _MAIN:
            raise Refused(
                _("This is no XLSX or DOCX file. Open it and save it as one of these."),
                code="wrong_kind",
                field="file",
            )
        check_package(data, LIMITS, _MAIN[media_type])
    except DocumentError as error:
        raise Refused(str(error.message), code=error.code, field="file") from error
    return media_type


def grids(data: bytes, media_type: str) -> list[Grid]:
    """What the file holds, to choose cells from."""
    with _readable():
        return _sheets(data) if media_type == files.XLSX else _tables(data)


def named(data: bytes, media_type: str, written: str) -> str:
    """A cell's name as it is kept, of what somebody typed. Raises Refused for none of the file's,
    and for one that holds a formula."""
    refused = Refused(
        _("There is no such cell. Write it as %(example)s.")
        % {"example": "Sheet1!C7" if media_type == files.XLSX else "1:2:3"},
        code="no_cell",
        field="cell",
    )
    with _readable():
        if media_type == files.XLSX:
            return _named_in_sheet(_book(data), written.strip(), refused)
        found = _IN_DOCX.fullmatch(written.strip().replace("：", ":"))
        if found is None:
            raise refused
        table, row, column = map(int, found.groups())
        tables = _document(data).tables
        if table > len(tables) or row > len(tables[table - 1].rows):
            raise refused
        if column > len(tables[table - 1].rows[row - 1].cells):
            raise refused
        return f"{table}:{row}:{column}"


def filled(
    data: bytes, media_type: str, values: Mapping[str, float | str | None], label: str = ""
) -> bytes:
    """The same file with values in cells; None empties the cell. label: printed at the head of
    every page."""
    out = io.BytesIO()
    with _readable():
        if media_type == files.XLSX:
            book = _book(data)
            for ref, value in values.items():
                name, _bang, cell = ref.rpartition("!")
                book[name][cell].value = value
            for sheet in book.worksheets if label else ():
                sheet.oddHeader.center.text = label.replace("&", "&&")
            book.calculation.fullCalcOnLoad = True
            book.save(out)
        else:
            document = _document(data)
            for ref, value in values.items():
                table, row, column = map(int, ref.split(":"))
                cell = document.tables[table - 1].rows[row - 1].cells[column - 1]
                _write(cell, "" if value is None else str(value))
            for section in document.sections if label else ():
                section.header.is_linked_to_previous = False
                section.header.paragraphs[0].insert_paragraph_before(label)
            document.save(out)
    return out.getvalue()


def loses(data: bytes, media_type: str) -> bool:
    """Whether the file has drawings or charts, which filling it in does not keep."""
    if media_type != files.XLSX:
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(name.startswith(("xl/charts/", "xl/media/")) for name in package.namelist())


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever a library lets through for a damaged file becomes a sentence."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused(
            _("This file is damaged. Open it, save it again and send the new one."),
            code="damaged",
            field="file",
        ) from error


def _book(data: bytes) -> Any:
    import openpyxl  # a third of a second: only when a file is read

    return openpyxl.load_workbook(io.BytesIO(data))


def _document(data: bytes) -> Any:
    import docx  # a quarter of a second

    return docx.Document(io.BytesIO(data))


def _sheets(data: bytes) -> list[Grid]:
    from openpyxl.utils import get_column_letter

    found = []
    for sheet in _book(data).worksheets:
        spans = {
            (one.min_row, one.min_col): (
                one.max_row - one.min_row + 1,
                one.max_col - one.min_col + 1,
            )
            for one in sheet.merged_cells.ranges
        }
        hidden = {
            (row, column)
            for one in sheet.merged_cells.ranges
            for row in range(one.min_row, min(one.max_row, SHOWN_ROWS) + 1)
            for column in range(one.min_col, min(one.max_col, SHOWN_COLUMNS) + 1)
        } - set(spans)
        high, wide = min(sheet.max_row, SHOWN_ROWS), min(sheet.max_column, SHOWN_COLUMNS)
        rows = []
        for row in range(1, high + 1):
            cells = []
            for column in range(1, wide + 1):
                if (row, column) in hidden:
                    continue
                cell = sheet.cell(row, column)
                down, across = spans.get((row, column), (1, 1))
                cells.append(
                    Cell(
                        f"{sheet.title}!{cell.coordinate}",
                        "" if cell.value is None else str(cell.value),
                        min(down, high - row + 1),
                        min(across, wide - column + 1),
                        cell.data_type != "f",
                    )
                )
            rows.append(cells)
        letters = [get_column_letter(column) for column in range(1, wide + 1)]
        cut = sheet.max_row > high or sheet.max_column > wide
        found.append(Grid(sheet.title, rows, letters, cut))
    return found


def _tables(data: bytes) -> list[Grid]:
    found = []
    for number, table in enumerate(_document(data).tables, start=1):
        # One pass over the table: python-docx works out a row's cells anew each time.
        every = [row.cells for row in table.rows][:SHOWN_ROWS]
        seen: set[Any] = set()
        rows = []
        for place, cells in enumerate(every):
            shown = []
            for column, cell in enumerate(cells):
                if cell._tc in seen:
                    continue
                seen.add(cell._tc)
                across = sum(other._tc is cell._tc for other in cells[column:])
                down = 1
                while place + down < len(every) and _same(every[place + down], column, cell):
                    down += 1
                ref = f"{number}:{place + 1}:{column + 1}"
                shown.append(Cell(ref, cell.text, down, across))
            rows.append(shown)
        wide = max((len(cells) for cells in every), default=0)
        letters = [str(column) for column in range(1, wide + 1)]
        name = _("Table %(number)s") % {"number": number}
        found.append(Grid(name, rows, letters, len(table.rows) > len(every)))
    return found


def _same(cells: Any, column: int, cell: Any) -> bool:
    return column < len(cells) and cells[column]._tc is cell._tc


def _named_in_sheet(book: Any, written: str, refused: Refused) -> str:
    text = written.replace("！", "!").replace("'", "")
    if "!" not in text:
        text = f"{book.worksheets[0].title}!{text}"
    found = _IN_XLSX.fullmatch(text)
    if found is None or found[1] not in [sheet.title for sheet in book.worksheets]:
        raise refused
    sheet, coordinate = book[found[1]], found[2].upper()
    try:
        cell = sheet[coordinate]
    except ValueError:
        raise refused from None
    for one in sheet.merged_cells.ranges:
        if coordinate in one:
            cell = sheet.cell(one.min_row, one.min_col)
    if cell.data_type == "f":
        raise Refused(
            _("This cell holds a formula, which stays. Choose a cell that it adds up."),
            code="formula",
            field="cell",
        )
    return f"{found[1]}!{cell.coordinate}"


def _write(cell: Any, text: str) -> None:
    """A text into a cell of a DOCX, in the letters of what stood there."""
    first = cell.paragraphs[0]
    runs = first.runs
    if runs:
        runs[0].text = text
        for run in runs[1:]:
            run.text = ""
    else:
        first.add_run(text)
    for paragraph in cell.paragraphs[1:]:
        for run in paragraph.runs:
            run.text = ""
