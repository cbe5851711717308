"""Tables as a workbook (XLSX) that people can open, sort and print.

Text is written as text, so that "=cmd()" in a name is never a formula, not even after editing the
cell (quotePrefix). Equal workbooks are equal files. Reading is in intake.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from suyang.foundation.charts.words import width as text_width

Cell = str | int | float | Decimal | date | datetime | None

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 48.0, 8.0


class Kind(StrEnum):
    """What a column holds, and so how it is shown."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "#,##0.00"
    PERCENT = "0.0%"
    DATE = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """A column. `width` is in characters; without it, it follows from heading and cells."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float | None = None


@dataclass(frozen=True)
class Worksheet:
    """A table. A text in a column of numbers (a mark such as "withheld") stays text.

    fill_in: numbers of the columns, from 0, that people fill in; all other cells are locked then.

    Raises ValueError when a row has not as many cells as there are columns.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    fill_in: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(self.columns)} columns, but {len(row)} cells: {row}")


@dataclass(frozen=True)
class Workbook:
    """Worksheets, and last a sheet of notes: pairs such as ("Source", "Checks, 2026-09").

    `created` must be naive UTC or absent; without it, the file says 1980-01-01. demonstration: a
    label for made-up data; where given, it is printed on every page and stands in the notes.
    """

    title: str
    sheets: tuple[Worksheet, ...]
    notes_name: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    created: datetime | None = None
    demonstration: str = ""


def write_xlsx(workbook: Workbook) -> bytes:
    """The workbook as a file. Raises ValueError when it has neither sheets nor notes."""
    import openpyxl  # a third of a second: only when a file is written

    if not workbook.sheets and not workbook.notes:
        raise ValueError("a workbook needs a sheet")
    book: Any = openpyxl.Workbook(write_only=True)
    book.properties.title = workbook.title
    book.properties.creator = "Suyang"
    book.properties.created = workbook.created or datetime(*_EPOCH)
    book.properties.description = workbook.demonstration or None
    taken: set[str] = set()
    for sheet in workbook.sheets:
        _write_sheet(book.create_sheet(_sheet_name(sheet.name, taken)), sheet)
    if workbook.notes or workbook.demonstration:
        _write_notes(book.create_sheet(_sheet_name(workbook.notes_name, taken)), workbook)
    if workbook.demonstration:
        for target in book.worksheets:
            # Printed at the head of every page; "&" begins a command there.
            target.oddHeader.center.text = workbook.demonstration.replace("&", "&&")
    written = io.BytesIO()
    book.save(written)
    return _repacked(written.getvalue(), book.properties.created)


def _write_sheet(target: Any, sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter

    target.freeze_panes = "A2"
    target.print_title_rows = "1:1"
    target.page_setup.orientation = "landscape"
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        target.column_dimensions[letter].width = column.width or _width(sheet, number - 1)
    last = get_column_letter(len(sheet.columns))
    # Without a password: against slips, not against people.
    target.protection.sheet = bool(sheet.fill_in)
    target.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    font, fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B5A55")
    edge = Border(bottom=Side("medium", color="07423E"))
    open_cell = Protection(locked=False)
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    headings = []
    for column in sheet.columns:
        cell = _text_cell(target, column.heading)
        cell.font, cell.fill, cell.border, cell.alignment = font, fill, edge, wrapped
        headings.append(cell)
    target.append(headings)
    for row in sheet.rows:
        cells = []
        for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            cell = _cell(target, column.kind, value)
            if number in sheet.fill_in:
                cell.protection = open_cell
            cell.alignment = wrapped if isinstance(value, str) else top
            cells.append(cell)
        target.append(cells)


def _write_notes(target: Any, workbook: Workbook) -> None:
    from openpyxl.styles import Alignment, Font

    target.column_dimensions["A"].width = 24
    target.column_dimensions["B"].width = 90
    heading = _text_cell(target, workbook.title)
    heading.font = Font(bold=True, size=14)
    target.append([heading])
    if workbook.demonstration:
        said = _text_cell(target, workbook.demonstration)
        said.font = Font(bold=True, color="9B1C1C")
        target.append([said])
    for label, text in workbook.notes:
        first, second = _text_cell(target, label), _text_cell(target, text)
        first.font = Font(bold=True)
        first.alignment = Alignment(vertical="top")
        second.alignment = Alignment(vertical="top", wrap_text=True)
        target.append([first, second])


def _cell(target: Any, kind: Kind, value: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        return _text_cell(target, value)
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell: Any = WriteOnlyCell(target)
    cell.value = value
    cell.number_format = kind.value
    return cell


def _text_cell(target: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(target)
    cell._value = _UNWRITABLE.sub("", text)[:_LONGEST_CELL]  # the public setter would guess
    cell.data_type = "s"
    cell.number_format = Kind.TEXT.value
    if text.startswith(_STARTS_FORMULA):
        cell.quotePrefix = True
    return cell


def _width(sheet: Worksheet, index: int) -> float:
    """Wide enough for the heading and most cells of the first rows, in characters."""
    texts: Iterator[Any] = (row[index] for row in sheet.rows[:500])
    shown = [sheet.columns[index].heading, *(_shown(value) for value in texts)]
    widest = max(text_width(text, 1.8) for text in shown)
    return min(max(widest + 3, _NARROWEST), _WIDEST)


def _shown(value: Cell) -> str:
    if isinstance(value, int | float | Decimal):
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of []:*?/\\', used once."""
    base = _FORBIDDEN_IN_NAME.sub(" ", name).strip()[:31] or "Sheet"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        ending = f" {number}"
        found = base[: 31 - len(ending)] + ending
    taken.add(found.casefold())
    return found


def _repacked(data: bytes, created: datetime) -> bytes:
    """The same file without the hour of writing, in the zip and in the properties."""
    moment = created.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                modified = rb"(<dcterms:modified[^>]*>)[^<]*"
                content = re.sub(modified, lambda m: m.group(1) + moment, content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()
