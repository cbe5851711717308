"""Large tables, read row by row from the disk: what `tables.read_table` reads, without holding it.

The same rules and errors; only as much memory as a row needs, and for XLSX its shared words.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import (
    OLD_OFFICE,
    ZIP,
    Expected,
    Limits,
    Row,
    csv_records,
    damaged,
    rows_of,
    separator,
    sheet_records,
)

LARGE = Limits(bytes=50_000_000, rows=1_000_000, unpacked=1_500_000_000)
_CHUNK = 1 << 20
_DOCTYPE = b"<!DOCTYPE"


def stream_table(path: Path, columns: Sequence[Expected], limits: Limits = LARGE) -> Iterator[Row]:
    """The rows of an XLSX or CSV file. Raises DocumentError as `read_xlsx` and `read_csv` do."""
    if path.stat().st_size > limits.bytes:
        raise DocumentError(
            "too-large",
            format_lazy(
                _("The file is larger than {limit} MB. Split it into several files."),
                limit=limits.bytes // 1_000_000,
            ),
        )
    with path.open("rb") as file:
        first = file.read(4)
    if first == OLD_OFFICE:
        raise DocumentError(
            "wrong-kind",
            _("This is an old Excel file (.xls) or has a password. Save it as .xlsx without one."),
        )
    yield from (_xlsx if first == ZIP else _csv)(path, columns, limits)


def _xlsx(path: Path, columns: Sequence[Expected], limits: Limits) -> Iterator[Row]:
    _check(path, limits)
    import openpyxl  # a third of a second: only when a file is read

    try:
        book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        try:
            sheet = next(iter(book.worksheets), None)
            if sheet is None:
                raise DocumentError("broken", _("This workbook has no worksheet."))
            cells = sheet.iter_rows(max_col=limits.columns + 1)
            yield from rows_of(sheet_records(cells), columns, limits)
        finally:
            book.close()
    except (DocumentError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl lets many kinds through for damaged files
        raise damaged() from error


def _check(path: Path, limits: Limits) -> None:
    """Refuse what is no workbook, and what would burst or reach outside when it is unpacked."""
    wrong = DocumentError("wrong-kind", _("This is not an Excel file (.xlsx)."))
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if "xl/workbook.xml" not in package.namelist():
                raise wrong
            if len(parts) > 1_000 or sum(part.file_size for part in parts) > limits.unpacked:
                raise DocumentError("too-large", _("Unpacked, this file would be far too large."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _has_doctype(package, part):
                    raise wrong
    except DocumentError:
        raise
    except Exception as error:  # zipfile lets many kinds through for damaged files
        raise damaged() from error


def _has_doctype(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as file:
        kept = b""
        while chunk := file.read(_CHUNK):
            kept = kept[-len(_DOCTYPE) :] + chunk.replace(b"\x00", b"")
            if _DOCTYPE in kept:
                return True
    return False


def _csv(path: Path, columns: Sequence[Expected], limits: Limits) -> Iterator[Row]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip()), "")
        if not first:
            raise DocumentError("broken", _("The file is empty."))
        file.seek(0)
        reader = csv.reader(file, delimiter=separator(first), strict=True)
        try:
            yield from rows_of(csv_records(reader), columns, limits)
        except csv.Error as error:
            raise DocumentError(
                "broken",
                format_lazy(
                    _("Line {line} is damaged: a quotation mark is missing."), line=reader.line_num
                ),
                row=reader.line_num,
            ) from error


def _encoding(path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    if "\x00" in decoder.decode(chunk):
                        raise DocumentError("wrong-kind", _("This is not a CSV file."))
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise DocumentError(
        "encoding", _("The letters of this file cannot be read. Save it as “CSV UTF-8”.")
    )
