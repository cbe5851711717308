"""A table that somebody sent, read as what its bytes are, whatever its name says.

People rename files, and programs give wrong names: a text table called .xlsx is read as the text
table it is. What is no table at all gets a sentence that says so and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import (
    OLD_OFFICE,
    USUAL,
    ZIP,
    Expected,
    Limits,
    Row,
    read_csv,
    read_xlsx,
)

# What a table of text holds besides letters: tab, line ends. UTF-16 and pictures hold others.
_NEVER_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_LOOKED_AT = 64 * 1024


def read_table(data: bytes, columns: Sequence[Expected], limits: Limits = USUAL) -> list[Row]:
    """The rows of an XLSX or CSV file. Raises DocumentError as `read_xlsx` and `read_csv` do."""
    if data.startswith((ZIP, OLD_OFFICE)):
        return read_xlsx(data, columns, limits)
    if (
        data.startswith(b"%PDF")
        or data[:_LOOKED_AT].translate(None, _NEVER_IN_TEXT) != (data[:_LOOKED_AT])
    ):
        raise DocumentError(
            "wrong-kind",
            _(
                "This is neither an Excel file nor a text table, whatever its name says. Nothing "
                "was changed. Open it in the spreadsheet program and save it as .xlsx or as "
                "“CSV UTF-8”."
            ),
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise DocumentError(
            "wrong-kind",
            _(
                "This is a web page, as some programs save tables. Nothing was changed. Open it in "
                "the spreadsheet program and save it as .xlsx."
            ),
        )
    return read_csv(data, columns, limits)
