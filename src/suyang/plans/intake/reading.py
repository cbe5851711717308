"""A file that somebody sent, read as what its bytes are, whatever its name says."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import OLD_OFFICE, ZIP
from suyang.plans.intake import docx, grids, own_book, packages
from suyang.plans.intake.draft import MOST_LETTERS, Draft
from suyang.plans.intake.material import Material, understand
from suyang.plans.intake.outline import Source, lines_of


def read_text(text: str, overrides: dict[int, str] | None = None) -> Draft:
    """The draft of pasted text. Raises DocumentError: "empty", "too-long"."""
    return understand(text_material(text), overrides)


def read_file(data: bytes) -> Draft:
    """The draft of a DOCX, XLSX or text file. Raises DocumentError with what to do instead."""
    return understand(file_material(data))


def text_material(text: str) -> Material:
    """The lines of pasted text. Raises DocumentError: "empty", "too-long"."""
    if not text.strip():
        raise DocumentError("empty", _("There is no text yet. Paste the plan, or choose a file."))
    if len(text) > MOST_LETTERS:
        raise packages.too_long()
    return Material([Source(line) for line in lines_of(text)])


def file_material(data: bytes) -> Material:
    """The lines and tables of a file. Raises DocumentError with what to do instead."""
    if not data.strip():
        raise DocumentError("empty", _("The file is empty. Nothing was changed."))
    if data.startswith(b"%PDF"):
        raise DocumentError(
            "wrong-kind",
            _(
                "A PDF keeps no paragraphs that could be read. Nothing was changed. Open it, copy "
                "its text and paste it here; or send the Word document that it was made from."
            ),
        )
    if data.startswith((ZIP, OLD_OFFICE)):
        return _from_sheets(data) if _is_workbook(data) else _from_docx(data)
    return text_material(_decoded(data))


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "xl/workbook.xml" in package.namelist()
    except Exception:  # zipfile lets many kinds through; what is damaged is said further on
        return False


def _from_docx(data: bytes) -> Material:
    read = docx.read(data)
    return Material(read.sources, read.tables, own=read.own)


def _from_sheets(data: bytes) -> Material:
    tables = [rows for _name, rows in grids.sheets(data)]
    return Material(tables=tables, own=own_book.is_own(tables), book=True)


def _decoded(data: bytes) -> str:
    if len(data) > packages.LARGEST:
        raise packages.too_long()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\n\r\f\v" for sign in text):
            return text
    raise DocumentError(
        "wrong-kind",
        _(
            "This is neither text nor a Word or Excel document. Nothing was changed. Send a .docx "
            "or .xlsx, or paste the text."
        ),
    )
